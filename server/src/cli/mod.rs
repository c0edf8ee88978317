//! The command line: one file a command.
//!
//! What a machine reads goes to standard output alone, everything else to standard error. The exit code is 0 when all is well, 1 for findings and refusals, 2 for input or surroundings that can't be used.

mod backup;
mod check;
mod diff;
mod edit;
mod explain;
mod fix;
mod fmt;
mod import;
mod input;
mod markdown;
mod new;
mod open;
mod output;
mod place;
mod plan;
mod remote;
mod rules;
mod schema;
mod serve;
mod synth;
mod terminal;
mod transitions;
mod user;
mod verify;
mod waive;

use std::fmt::Display;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use topology::document::Date;

/// Draw a system, see its faults, take away infrastructure code that real tools accept.
#[derive(Parser)]
#[command(name = "groundplan", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Open(open::Open),
    New(new::New),
    Import(import::Import),
    User(user::User),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Check(check::Check),
    Synth(synth::Synth),
    Plan(plan::Plan),
    Verify(verify::Verify),
    Fmt(fmt::Fmt),
    Diff(diff::Diff),
    Fix(fix::Fix),
    Waive(waive::Waive),
    Edit(edit::Edit),
    Rules(rules::Rules),
    Explain(explain::Explain),
    Schema(schema::Schema),
}

pub(crate) use output::write_file;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: exit code 0.
    Well,
    /// There are findings, differences or refusals: exit code 1.
    Findings,
}

/// Why a command could not do its work: exit code 2.
#[derive(Debug)]
pub struct Failure(pub String);

impl Failure {
    fn of(error: impl Display) -> Self {
        Self(error.to_string())
    }
}

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Serve(command) => command.run(),
        Command::Open(command) => command.run(),
        Command::New(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Synth(command) => command.run(),
        Command::Plan(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Fmt(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Fix(command) => command.run(),
        Command::Waive(command) => command.run(),
        Command::Edit(command) => command.run(),
        Command::Rules(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Schema(command) => command.run(),
    };
    match result {
        Ok(Outcome::Well) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure(message)) => {
            output::note(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

/// Reads a day from the command line.
fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|error| error.to_string())
}
