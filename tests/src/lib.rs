//! Shared pieces of the journeys.

pub mod agreement;
pub mod binary;
pub mod directives;
pub mod document;
pub mod eks;
pub mod files;
pub mod freshener;
pub mod place;
pub mod planned;
pub mod policies;
pub mod release;
pub mod scalars;
pub mod security_groups;
pub mod shuffle;
pub mod tools;
pub mod truth;
