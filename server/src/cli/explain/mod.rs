//! `groundplan explain`: one rule's page. On a screen it is laid out for reading, elsewhere it is the Markdown itself.

mod page;

use clap::Args;
use topology::rules::markdown;

use super::terminal::Look;
use super::{Failure, Outcome, output};
use crate::api::rules::named;

/// Explain a rule: what it finds, why it matters, how to fix it
#[derive(Args)]
pub struct Explain {
    /// The rule's id, as `groundplan check` prints it
    rule: String,
}

impl Explain {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let text = markdown(named(&self.rule).map_err(Failure)?);
        let look = Look::of_output();
        output::print(&if look.is_screen() { page::lay_out(&text, look) } else { text })?;
        Ok(Outcome::Well)
    }
}
