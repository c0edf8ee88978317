//! The server, as the browser sees it.

pub mod api;
pub mod bundle;
pub mod file;
pub mod http;
pub mod socket;
pub mod wire;
