//! `groundplan explain`: one rule's page.

use clap::Args;
use topology::rules::{RULES, find, markdown};
use topology::structure::nearest;

use super::{Failure, Outcome, output};

/// Explain a rule: what it finds, why it matters, how to fix it
#[derive(Args)]
pub struct Explain {
    /// The rule's id, as `groundplan check` prints it
    rule: String,
}

impl Explain {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let Some(rule) = find(&self.rule) else {
            let hint = match nearest(&self.rule, RULES.iter().map(|rule| rule.id)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`groundplan rules` lists them".to_owned(),
            };
            return Err(Failure(format!("there is no rule `{}`: {hint}", self.rule)));
        };
        output::print(&markdown(rule))?;
        Ok(Outcome::Well)
    }
}
