//! Shared pieces of the journeys.

pub mod binary;
pub mod document;
pub mod files;
pub mod place;
pub mod scalars;
pub mod shuffle;
pub mod tools;
pub mod truth;
