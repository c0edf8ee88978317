//! The picture: cards, lines, and the gestures that draw them.

pub mod arrange;
pub mod boundary;
pub mod camera;
pub mod chooser;
pub mod clipboard;
pub mod commands;
pub mod desk;
pub mod dropped;
pub mod edge;
pub mod export;
pub mod file_bar;
pub mod fill;
pub mod gesture;
pub mod guides;
pub mod import;
pub mod keys;
pub mod line_up;
pub mod menu;
pub mod node;
pub mod stage;
pub mod talk;
pub mod telling;
pub mod tidy;
pub mod tools;
pub mod view;
pub mod walk;

pub use topology::drawing::{CARD_HEIGHT, CARD_WIDTH, geometry, route, routing};

/// The step that moved cards snap to, in pixels.
pub const STEP: f64 = 8.0;
