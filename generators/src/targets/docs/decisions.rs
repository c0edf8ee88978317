//! `docs/decisions.md`: what nobody declared, what was chosen instead, and why.

use std::collections::BTreeMap;

use super::facts::{Fact, facts};
use super::markdown::{Inline, Page, code, markup};
use crate::file::File;
use crate::plan::{Origin, Plan};

/// Where a decision holds: the names of the Plans.
type Held<'p> = Vec<&'p str>;

pub(super) fn page(plans: &[(&str, &Plan)]) -> File {
    // Grouped by node, the whole first; the same decision in several environments is one line.
    let mut grouped: BTreeMap<Option<String>, Vec<(Fact, String, Held<'_>)>> = BTreeMap::new();
    for (name, plan) in plans {
        for fact in facts(plan) {
            let Origin::Decision(reason) = &fact.origin else { continue };
            let reason = reason.clone();
            let group = grouped.entry(fact.id.as_ref().map(ToString::to_string)).or_default();
            match group.iter_mut().find(|(held, _, _)| *held == fact) {
                Some((_, _, names)) => names.push(name),
                None => group.push((fact, reason, vec![name])),
            }
        }
    }
    let mut page = Page::new("Decisions");
    page.paragraph(markup(
        "Each of these values was left open in the topology and chosen by Groundplan, for the reason given. Declare the value to decide otherwise.",
    ));
    for (id, decisions) in grouped {
        match &id {
            None => page.heading(2, markup("The whole"), "topology"),
            Some(id) => page.heading(2, label(plans, id), &format!("node:{id}")),
        }
        page.table(
            ["what", "chosen", "because", "where"],
            decisions.into_iter().map(|(fact, reason, names)| {
                let place = if names.len() == plans.len() { markup("everywhere") } else { Inline::codes(names) };
                ([Inline::from(&fact.what), code(&fact.value), Inline::from(reason), place], fact.subject())
            }),
        );
    }
    page.file()
}

fn label(plans: &[(&str, &Plan)], id: &str) -> Inline {
    let title = plans.iter().find_map(|(_, plan)| super::title(plan, id)).unwrap_or(id);
    super::named(title, id)
}
