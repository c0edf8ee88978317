//! Documentation: a README that runs, the architecture, the catalogue, decisions and findings.
//!
//! Pages are written line by line through [`markdown`], which escapes whatever is not a literal of this program, and [`mermaid`] for the picture.

mod architecture;
mod catalogue;
mod decisions;
mod facts;
mod findings;
mod markdown;
mod mermaid;
mod readme;

use topology::document::Id;

use super::{Output, Request, Target};
use crate::error::Error;
use crate::plan::{Drawing, Plan, Plans};
use markdown::Inline;

/// The docs target.
#[derive(Debug, Clone, Copy)]
pub struct Docs;

impl Target for Docs {
    fn id(&self) -> &'static str {
        "docs"
    }

    fn summary(&self) -> &'static str {
        "README, architecture with its picture, catalogue, decisions, findings"
    }

    fn render(&self, plans: &Plans, request: &Request) -> Result<Output, Error> {
        let wanted: Vec<(&str, &Plan)> = plans
            .all()
            .filter(|(_, plan)| plan.environment.as_ref().is_none_or(|environment| request.wants(environment)))
            .collect();
        let mut output = Output::default();
        let catalogue = catalogue::page(&plans.drawing, &wanted, &mut output.notes);
        let pages = [
            ("README.md", readme::page(plans, &wanted)),
            ("docs/architecture.md", architecture::page(plans)),
            ("docs/catalogue.md", catalogue),
            ("docs/decisions.md", decisions::page(&wanted)),
            ("docs/findings.md", findings::page(&plans.judgement)),
        ];
        output.files.extend(pages.map(|(path, file)| (path.to_owned(), file)));
        output.notes.sort();
        output.notes.dedup();
        Ok(output)
    }
}

/// A title with the id beside it, where they differ.
fn named(title: &str, id: &str) -> Inline {
    if title == id { markdown::code(id) } else { Inline::from(title).markup(" (").code(id).markup(")") }
}

/// The title of a node or instance of a Plan.
fn title<'p>(plan: &'p Plan, id: &str) -> Option<&'p str> {
    let datastore = || plan.datastores.get(id).map(|datastore| datastore.title.as_str());
    let instance = || plan.instances.get(id).map(|instance| instance.title.as_str());
    let external = || plan.externals.get(id).map(|external| external.title.as_str());
    plan.workloads
        .get(id)
        .map(|workload| workload.title.as_str())
        .or_else(datastore)
        .or_else(external)
        .or_else(instance)
}

/// A drawn node as pages name it.
fn drawn(drawing: &Drawing, id: &Id) -> Inline {
    named(drawing.nodes.get(id).map_or(id.as_str(), |node| node.title.as_str()), id.as_str())
}

#[cfg(test)]
mod tests;
