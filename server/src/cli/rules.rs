//! `groundplan rules`: what is looked for.

use clap::{Args, ValueEnum};

use super::{Failure, Outcome, output};
use crate::api::rules::items;

/// List the rules
#[derive(Args)]
pub struct Rules {
    /// How they are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Rules {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let items = items();
        match self.format {
            Format::Json => output::print_json(&items)?,
            Format::Text => {
                let width = items.iter().map(|item| item.id.len()).max().unwrap_or(0);
                let line = |item: &crate::api::rules::Item| {
                    let fix = if item.fix { "fix" } else { "" };
                    format!("{:width$}  {:7}  {fix:3}  {}\n", item.id, item.severity.word(), item.title)
                };
                output::print(&items.iter().map(line).collect::<String>())?;
            }
        }
        Ok(Outcome::Well)
    }
}
