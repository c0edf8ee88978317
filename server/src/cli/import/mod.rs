//! `groundplan import`: what exists becomes a drawing.

mod gather;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use generators::import::{Imported, Note, Sort, import};
use serde::Serialize;
use topology::yaml::write_document;

use super::{Failure, Outcome, output};
use crate::layout::laid_out;
use gather::Gathered;

/// Draw what compose files or Kubernetes manifests describe, with a report of what was not understood
#[derive(Args)]
pub struct Import {
    /// Compose files (later ones are laid over earlier ones), manifests, or folders that hold them; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where the topology is written; standard output by default. A file that is there is never replaced
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The topology's name, where the files have none; by default that of the folder
    #[arg(long)]
    name: Option<String>,
    /// How the report is printed: as text to standard error, or as JSON to standard output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The report for machines.
#[derive(Serialize)]
struct Report<'r> {
    /// The topology, where it is not written to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    yaml: Option<&'r str>,
    notes: &'r [Note],
}

impl Import {
    pub fn run(&self) -> Result<Outcome, Failure> {
        if let Some(path) = self.out.as_ref().filter(|path| path.exists()) {
            return Err(Failure(format!("{} is there already: choose another file, or take it away", path.display())));
        }
        let mut gathered = Gathered::of(&self.paths)?;
        let name = self.name.clone().unwrap_or_else(|| gathered.name.clone());
        let imported = loop {
            let imported = import(&gathered.files, &name).map_err(|faults| {
                Failure(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nerror: "))
            })?;
            if !gathered.fetch(&imported.missing) {
                break imported;
            }
        };
        let Imported { document, notes, .. } = imported;
        let document = laid_out(document);
        let text = write_document(&document);
        if let Some(path) = &self.out {
            output::write_file(path, text.as_bytes())?;
        }
        match self.format {
            Format::Json => output::print_json(&Report { yaml: self.out.is_none().then_some(&text), notes: &notes })?,
            Format::Text => {
                if self.out.is_none() {
                    output::print(&text)?;
                }
                notes.iter().for_each(|note| output::note(&note.to_string()));
            }
        }
        gathered.told.iter().for_each(|line| output::note(line));
        let (nodes, edges) = (document.nodes.len(), document.edges.len());
        output::note(&format!("{nodes} nodes, {edges} edges; {}", counted(&notes)));
        if let Some(path) = &self.out {
            output::note(&format!(
                "{0} is written: `groundplan check {0}` judges it, `groundplan open {0}` edits it",
                path.display()
            ));
        }
        Ok(Outcome::Well)
    }
}

/// How many notes of each sort there are.
fn counted(notes: &[Note]) -> String {
    let mut counts: BTreeMap<Sort, usize> = BTreeMap::new();
    for note in notes {
        *counts.entry(note.sort).or_default() += 1;
    }
    if counts.is_empty() {
        return "everything was understood".to_owned();
    }
    counts.iter().map(|(sort, count)| format!("{count} {}", sort.word())).collect::<Vec<_>>().join(", ")
}
