//! `groundplan rules`: what is looked for.

use clap::{Args, ValueEnum};
use topology::rules::Group;

use super::terminal::{self, BOLD, FAINT, Look};
use super::{Failure, Outcome, output};
use crate::api::rules::{Item, items};

/// List the rules
#[derive(Args)]
pub struct Rules {
    /// How they are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people, group by group
    Text,
    /// For programs
    Json,
}

/// The groups in their order, with what they are.
const GROUPS: [(Group, &str); 3] = [
    (Group::Core, "Architecture, on by default"),
    (Group::Optional, "Architecture, off by default"),
    (Group::Housekeeping, "About the document itself"),
];

impl Rules {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let items = items();
        match self.format {
            Format::Json => output::print_json(&items)?,
            Format::Text => output::print(&text(&items, Look::of_output()))?,
        }
        Ok(Outcome::Well)
    }
}

fn text(items: &[Item], look: Look) -> String {
    let width = items.iter().map(|item| item.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (group, title) in GROUPS {
        let members: Vec<&Item> = items.iter().filter(|item| item.group == group).collect();
        if members.is_empty() {
            continue;
        }
        text.push_str(&look.paint(BOLD, &format!("{title} ({})", members.len())));
        text.push('\n');
        for item in members {
            let severity = look.paint(terminal::of(item.severity), &format!("{:7}", item.severity.word()));
            let fix = if item.fix { "fix" } else { "-" };
            text.push_str(&format!("  {:width$}  {severity}  {fix:3}  {}\n", item.id, item.title));
        }
        text.push('\n');
    }
    text.push_str(
        &look.paint(FAINT, "`groundplan explain RULE` tells more. A topology can turn each rule off, on, up or down."),
    );
    text.push('\n');
    text
}
