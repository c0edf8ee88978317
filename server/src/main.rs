//! The `groundplan` command and server.
fn main() {}
