//! The HTTP API over a real socket, with a store on disk.

mod app;
mod bundle;
mod catalogue;
mod changes;
mod convergence;
mod edits;
mod files;
mod findings;
mod guard;
mod import;
mod layout;
mod live;
mod openapi;
mod owners;
mod page;
mod people;
mod presence;
mod provenance;
mod review;
mod store;
mod talking;
mod together;
mod topologies;
mod verification;
mod versions;
mod yaml;
