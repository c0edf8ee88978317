//! `groundplan schema`: what a topology file may say.

use clap::Args;

use super::{Failure, Outcome, output};

/// Print the JSON Schema of topology files
#[derive(Args)]
pub struct Schema {}

impl Schema {
    pub fn run(&self) -> Result<Outcome, Failure> {
        output::print_json(&topology::schema::document_schema())?;
        Ok(Outcome::Well)
    }
}
