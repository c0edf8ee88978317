//! Terraform before the tools of its own: scanners, its own tests, and a mocked AWS that it is applied to.
#![cfg(feature = "real")]

mod applied;
mod eks;
mod example;
mod pods;
mod rules;
mod scanners;
mod services;
mod stand_ins;
mod there;
