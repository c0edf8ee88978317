//! # Many products for one job
//!
//! ## What it finds
//! More than three database engines, languages or protocols in a system of at most eight programs: one finding for each of the three. Languages are read from `runtime` (`node-24` is Node), protocols from calls; HTTP and HTTPS are one.
//!
//! ## Why it matters
//! Each one has to be learnt, patched, backed up and hired for. A small team knows three well or six badly.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: zoo
//! settings: { profile: strict }
//! nodes:
//!   carts: { kind: database, engine: redis, storage: 1Gi }
//!   orders: { kind: database, engine: postgres, storage: 1Gi }
//!   shop: { kind: service }
//!   stock: { kind: database, engine: mysql, storage: 1Gi }
//!   texts: { kind: database, engine: mongodb, storage: 1Gi }
//! edges:
//!   shop--carts: { kind: data, access: read-write }
//!   shop--orders: { kind: data, access: read-write }
//!   shop--stock: { kind: data, access: read-write }
//!   shop--texts: { kind: data, access: read-write }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: zoo
//! settings: { profile: strict }
//! nodes:
//!   carts: { kind: database, engine: postgres, storage: 1Gi }
//!   orders: { kind: database, engine: postgres, storage: 1Gi }
//!   shop: { kind: service }
//!   stock: { kind: database, engine: postgres, storage: 1Gi }
//!   texts: { kind: database, engine: mongodb, storage: 1Gi }
//! edges:
//!   shop--carts: { kind: data, access: read-write }
//!   shop--orders: { kind: data, access: read-write }
//!   shop--stock: { kind: data, access: read-write }
//!   shop--texts: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Agree on few, and move the others when they are touched anyway. Which ones is not for a click to decide.
//!
//! ## When not to
//! Where many are used on purpose, tag the topology `polyglot`. Nine programs and more are not judged: several teams may choose for themselves.
//!
//! ## Settings
//! `severity`, `threshold`: how many are fine (3). Off unless a setting or the profile `strict` turns it on.
//!
//! ## References
//! Too many standards in Taibi and Lenarduzzi (2018) and Walker, Das and Cerny (2020).

use crate::collections::BTreeSet;

use super::reach::{CALLS, Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, NodeKind, Protocol};
use crate::finding::{Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "too-many-standards",
    title: "Many products for one job",
    severity: Severity::Info,
    fix: false,
    group: Group::Optional,
    may_introduce: &[],
    source: source!("too_many_standards.rs"),
    reach: Reach::Parts(&[CALLS, &[Part::Field("engine"), Part::Field("runtime")]]),
    check: Check::Each(check),
};

/// More programs than this are several teams'.
const SMALL: usize = 8;
/// The tag of a topology that is so on purpose.
const POLYGLOT: &str = "polyglot";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let programs = context.graph.nodes().filter(|(_, node)| node.kind.is_workload()).count();
    if programs > SMALL || context.document.tags.contains(POLYGLOT) {
        return Ok(());
    }
    let threshold = context.threshold(RULE.id, 3.0);
    let nodes = || context.graph.nodes().map(|(_, node)| node);
    let databases = nodes().filter(|node| node.kind == NodeKind::Database);
    let engines = databases.filter_map(|node| node.engine.as_ref()).map(|engine| engine.as_str().to_ascii_lowercase());
    let runtimes = nodes().filter_map(|node| node.runtime.as_ref());
    let languages = runtimes.map(|runtime| language(runtime.as_str()).to_ascii_lowercase());
    let calls = context.graph.links().filter(|link| link.edge.kind == EdgeKind::Call);
    let protocols = calls.filter_map(|link| link.edge.protocol).map(|protocol| match protocol {
        Protocol::Https => Protocol::Http.word().to_owned(),
        other => other.word().to_owned(),
    });
    let mut judge = |word: &str, held: BTreeSet<String>| {
        if !u32::try_from(held.len()).is_ok_and(|count| f64::from(count) > threshold) {
            return;
        }
        let all: Vec<&String> = held.iter().collect();
        let message = format!(
            "{programs} program{} and {} {word}: {}. Each has to be learnt, patched and looked after.",
            if programs == 1 { "" } else { "s" },
            held.len(),
            listing(&all)
        );
        let topology = Subject::Topology(context.document.name.clone());
        findings.at(Severity::Info, topology, message).discriminator(word.replace(' ', "-"));
    };
    judge("database engines", engines.collect());
    judge("languages", languages.collect());
    judge("protocols", protocols.collect());
    Ok(())
}

/// `node-24` and `node24` are Node.
fn language(runtime: &str) -> &str {
    let name = runtime.split(['-', '_', '.']).next().unwrap_or(runtime);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if name.is_empty() { runtime } else { name }
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn versions_are_no_languages() {
        assert_eq!(["node-24", "python3.13", "go", "java21", "7"].map(language), ["node", "python", "go", "java", "7"]);
    }
}
