//! `groundplan waive`: to live with a finding for a while.

use std::fmt::Display;
use std::path::PathBuf;

use clap::{ArgGroup, Args};
use topology::document::{Date, EdgeId, Id, Line, Waiver};
use topology::edit;

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
        let waiver = Waiver {
            rule: Id::parse(&self.rule).map_err(refused("rule"))?,
            key: self.key.as_deref().map(Line::parse).transpose().map_err(refused("key"))?,
            node: self.node.as_deref().map(Id::parse).transpose().map_err(refused("node"))?,
            edge: self.edge.as_deref().map(EdgeId::parse).transpose().map_err(refused("edge"))?,
            reason: Line::parse(&self.reason).map_err(refused("reason"))?,
            author: Line::parse(&self.author).map_err(refused("author"))?,
            expires: self.expires.clone(),
        };
        let (id, create) = edit::waive(&document, &waiver);
        edit::apply(&mut document, &create).map_err(Failure::of)?;
        output::write_back(&source, &document)?;
        output::note(&format!("waived as {id} until {}", self.expires));
        Ok(Outcome::Well)
    }
}

/// Names the argument that does not fit.
fn refused<E: Display>(argument: &str) -> impl Fn(E) -> Failure {
    move |error| Failure(format!("--{argument}: {error}"))
}
