//! `cargo xtask VERB`: builds, runs and tests Groundplan, and gets the tools that judge its output.

mod app;
mod bench;
mod metadata;
mod process;
mod serve;
mod size;
mod soak;
mod styles;
mod test;
mod tools;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use workspace::Workspace;

/// Builds, runs and tests Groundplan.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build the editor and the server, and start it.
    Serve(serve::Serve),
    /// Build the editor alone, into target/app.
    App(app::App),
    /// Build the editor and print what a browser downloads.
    Size,
    /// Get the tools that judge the output, or list them.
    Tools(tools::Tools),
    /// Run everything that has to pass: formatting, lints, tests, real tools, browser, benches.
    Test(test::Test),
    /// Run the benches.
    Bench(bench::Bench),
    /// Try the laws of the rules on many more documents than the tests.
    Soak(soak::Soak),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let workspace = Workspace::find()?;
    match arguments.verb {
        Verb::Serve(serve) => serve.run(&workspace),
        Verb::App(app) => app.run(&workspace),
        Verb::Size => size::run(&workspace),
        Verb::Tools(tools) => tools.run(&workspace),
        Verb::Test(test) => test.run(&workspace),
        Verb::Bench(bench) => bench.run(&workspace),
        Verb::Soak(soak) => soak.run(&workspace),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
