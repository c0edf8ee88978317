//! The pages, and the way between them.

pub mod editor;
pub mod export;
pub mod header;
pub mod home;
pub mod route;
pub mod shortcuts;
