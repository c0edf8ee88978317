//! The HTTP API over a real socket, with a store on disk.

mod app;
mod bundle;
mod catalogue;
mod changes;
mod edits;
mod files;
mod findings;
mod guard;
mod layout;
mod live;
mod openapi;
mod page;
mod store;
mod topologies;
mod verification;
mod yaml;
