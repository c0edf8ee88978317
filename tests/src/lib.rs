//! Shared pieces of the journeys.

pub mod binary;
pub mod document;
pub mod place;
pub mod truth;
