//! `groundplan waive`: to live with a finding for a while.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use serde_json::{Map, json};
use topology::document::{Date, Id, Pointer};
use topology::edit::{self, Edit};

use super::input::Source;
use super::{Failure, Outcome, day, output};

/// Waive a finding, with a reason, until a day
#[derive(Args)]
#[command(group(ArgGroup::new("subject").required(true)))]
pub struct Waive {
    /// The topology file; - is standard input, and then the result goes to standard output
    file: PathBuf,
    /// The rule whose finding is waived
    #[arg(long)]
    rule: String,
    /// The finding with this key alone
    #[arg(long, group = "subject")]
    key: Option<String>,
    /// Findings about this node
    #[arg(long, group = "subject")]
    node: Option<String>,
    /// Findings about this edge
    #[arg(long, group = "subject")]
    edge: Option<String>,
    /// Why it is all right
    #[arg(long)]
    reason: String,
    /// Who says so
    #[arg(long)]
    author: String,
    /// The day on which the waiver stops working
    #[arg(long, value_parser = day, value_name = "DATE")]
    expires: Date,
}

impl Waive {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let source = Source::read(&self.file)?;
        let (mut document, _) = source.document()?;
        let mut waiver = Map::new();
        waiver.insert("rule".to_owned(), json!(self.rule));
        for (field, value) in [("key", &self.key), ("node", &self.node), ("edge", &self.edge)] {
            if let Some(value) = value {
                waiver.insert(field.to_owned(), json!(value));
            }
        }
        waiver.insert("reason".to_owned(), json!(self.reason));
        waiver.insert("author".to_owned(), json!(self.author));
        waiver.insert("expires".to_owned(), json!(self.expires));
        let free = |id: &Id| !document.waivers.contains_key(id);
        let id = (1..).filter_map(|n| Id::parse(&format!("w{n}")).ok()).find(free);
        let Some(id) = id else { return Err(Failure("no id is free for a waiver".to_owned())) };
        let create = Edit::Create { path: Pointer::of(["waivers", id.as_str()]), value: waiver.into() };
        edit::apply(&mut document, &create).map_err(Failure::of)?;
        output::write_back(&source, &document)?;
        output::note(&format!("waived as {id} until {}", self.expires));
        Ok(Outcome::Well)
    }
}
