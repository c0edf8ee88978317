//! `groundplan fmt`: the canonical form.

use std::path::PathBuf;

use clap::Args;
use topology::yaml::write_document;

use super::input::Source;
use super::{Failure, Outcome, output};

/// Write a topology in its canonical form
#[derive(Args)]
pub struct Fmt {
    /// The topology file; - is standard input, and then the result goes to standard output
    file: PathBuf,
    /// Write nothing; the exit code is 1 where the file is not canonical
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let source = Source::read(&self.file)?;
        let (document, _) = source.document()?;
        if self.check {
            if write_document(&document) == source.text {
                return Ok(Outcome::Well);
            }
            output::note(&format!("{} is not in canonical form: run `groundplan fmt` on it", source.name()));
            return Ok(Outcome::Findings);
        }
        output::write_back(&source, &document)?;
        Ok(Outcome::Well)
    }
}
