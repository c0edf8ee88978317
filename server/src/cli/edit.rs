//! `groundplan edit`: the edits of the canvas, on a file.

use std::path::PathBuf;

use clap::Args;
use topology::edit;

use super::input::Source;
use super::{Failure, Outcome, output};

/// Change a topology by edits
#[derive(Args)]
pub struct Edit {
    /// The topology file; - is standard input, and then the result goes to standard output
    file: PathBuf,
    /// A JSON list of edits, such as [{"op":"set","path":"/nodes/orders/title","value":"Orders"}]; all are made, or none
    #[arg(long, value_name = "JSON")]
    edits: String,
}

impl Edit {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let edits: Vec<edit::Edit> = serde_json::from_str(&self.edits)
            .map_err(|error| Failure(format!("--edits: {error}; expected a JSON list of edits")))?;
        let source = Source::read(&self.file)?;
        let (mut document, _) = source.document()?;
        edit::apply(&mut document, &edit::Edit::Batch { edits })
            .map_err(|problem| Failure(format!("--edits: {problem}")))?;
        output::write_back(&source, &document)?;
        Ok(Outcome::Well)
    }
}
