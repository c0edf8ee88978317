//! The outside of Groundplan: command line, HTTP API, live sockets, store. Only this crate knows HTTP, SQL and files.

pub mod api;
pub mod backup;
pub mod cli;
pub mod clock;
pub mod compare;
pub mod error;
pub mod fetch;
pub mod folder;
pub mod former;
pub mod guard;
pub mod highlight;
pub mod layout;
pub mod live;
pub mod open_file;
pub mod page;
pub mod pages;
pub mod people;
pub mod proving;
pub mod review;
pub mod router;
pub mod serve;
pub mod signing;
pub mod state;
pub mod store;
pub mod synthesis;
pub mod verify;
