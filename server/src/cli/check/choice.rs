//! Which findings are reported: of which rules, in which environments.

use std::collections::BTreeSet;

use clap::Args;
use topology::Document;
use topology::document::Id;
use topology::finding::{Finding, Report, Summary};
use topology::rules::{BASE, RULES, Rule};
use topology::structure::nearest;

use super::Failure;
use crate::api::rules::named;

/// What of a check is reported. All rules judge in any case, since some judge what others found.
#[derive(Args, Default)]
pub struct Choice {
    /// Report these rules alone
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub only: Vec<String>,
    /// Report all rules but these
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub exclude: Vec<String>,
    /// Report what holds in these environments; `base` is the topology itself
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    pub environment: Vec<String>,
}

impl Choice {
    /// Checks the rules' ids.
    pub fn known(&self) -> Result<(), Failure> {
        for (option, ids) in [("--only", &self.only), ("--exclude", &self.exclude)] {
            for id in ids {
                named(id).map_err(|error| Failure(format!("{option}: {error}")))?;
            }
        }
        Ok(())
    }

    fn takes(&self, rule: &str) -> bool {
        let names = |ids: &[String]| ids.iter().any(|id| id == rule);
        (self.only.is_empty() || names(&self.only)) && !names(&self.exclude)
    }

    /// The rules that are reported and not turned off.
    pub fn rules(&self, document: &Document) -> Vec<&'static Rule> {
        RULES.iter().copied().filter(|rule| self.takes(rule.id) && rule.speaks_in(document)).collect()
    }

    /// Leaves out what is not asked for, and counts anew.
    pub fn apply(&self, document: &Document, report: &mut Report) -> Result<(), Failure> {
        let places: BTreeSet<&str> = document.environments.keys().map(Id::as_str).chain([BASE]).collect();
        for name in &self.environment {
            if !places.contains(name.as_str()) {
                let hint = match nearest(name, places.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there is {}", places.iter().copied().collect::<Vec<_>>().join(", ")),
                };
                return Err(Failure(format!("--environment: there is no environment `{name}`: {hint}")));
            }
        }
        let there = |finding: &Finding| {
            self.environment.is_empty() || finding.environments.iter().any(|name| self.environment.contains(name))
        };
        report.findings.retain(|finding| self.takes(&finding.rule) && there(finding));
        report.failed.retain(|rule, _| self.takes(rule));
        report.summary = Summary::of(&report.findings);
        Ok(())
    }
}
