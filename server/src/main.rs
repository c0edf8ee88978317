//! The `groundplan` command.

use std::process::ExitCode;

/// Judging and synthesis make and drop many small strings, on all cores at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
