//! The panels around the canvas.

pub mod drawer;
pub mod findings;
pub mod inspector;
pub mod left;
pub mod outline;
pub mod palette;
pub mod right;
