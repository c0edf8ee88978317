//! Small parts that every screen uses.

pub mod account;
pub mod dialog;
pub mod each;
pub mod icon;
pub mod importing;
pub mod later;
pub mod markdown;
pub mod show;
pub mod theme;
pub mod toast;
