//! `groundplan plan`: what has to exist, and how it is wired.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::Source;
use super::{Failure, Outcome, output};

/// Print the Plans: what has to exist, and how it is wired
#[derive(Args)]
pub struct Plan {
    /// The topology file; - is standard input
    file: PathBuf,
    /// How the Plans are printed
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Json,
}

impl Plan {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let (document, _) = Source::read(&self.file)?.document()?;
        let plans = generators::resolve::plans(&document).map_err(Failure::of)?;
        match self.format {
            Format::Json => output::print_json(&plans)?,
        }
        Ok(Outcome::Well)
    }
}
