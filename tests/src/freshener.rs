//! MicroFreshener, an independent judge of the smells that both know.
//!
//! A document is told in its language, microTOSCA; what it says and what our rules say are then compared, smell by smell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use topology::Document;
use topology::document::{Edge, EdgeKind, Expose, Id, Node, NodeKind, RunsIn};
use topology::finding::{Finding, Subject};

use crate::tools;

/// What was found: by smell, the nodes (`a`) or the pairs of nodes (`a → b`).
pub type Smells = BTreeMap<String, BTreeSet<String>>;

/// The smells that both know, with the rules that speak of them.
pub const SMELLS: [(&str, &[&str]); 6] = [
    ("endpoint-based-service-interaction", &["hardcoded-endpoint"]),
    ("multiple-services-in-one-container", &["multiple-services-per-container"]),
    ("no-api-gateway", &["missing-gateway", "gateway-bypass"]),
    ("shared-bounded-context", &["cross-owner-database-access"]),
    (
        "shared-persistency",
        &[
            "shared-database-write",
            "shared-database-read",
            "shared-database-server",
            "shared-database-unknown",
            "shared-cache",
        ],
    ),
    ("wobbly-service-interaction", &["wobbly-interaction"]),
];

/// What MicroFreshener finds in a document.
///
/// # Panics
/// Where it is not installed or does not take the file: then nothing is known about what it says.
#[must_use]
pub fn judge(document: &Document, scratch: &Path) -> Smells {
    let file = scratch.join("microtosca.yaml");
    // Every JSON text is a YAML text.
    crate::files::write(&file, microtosca(document).to_string());
    let library = tools::in_cache("microfreshener").unwrap_or_else(|| {
        panic!("microfreshener is not installed, so nothing is known about what it says; get it with `cargo xtask tools microfreshener`")
    });
    let mut command = Command::new("python3");
    command.arg(crate::place::root().join("tests/freshener/smells.py")).arg(&file);
    command.current_dir(scratch).env("PYTHONPATH", library).env("PYTHONDONTWRITEBYTECODE", "1");
    let said = tools::run(&mut command).unwrap_or_else(|words| panic!("{}: {words}", document.name));
    let found: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    found.into_iter().filter(|(_, about)| !about.is_empty()).collect()
}

/// What our rules find of the same smells. Where a rule only asks ("nobody said"), that counts: MicroFreshener knows no third answer.
#[must_use]
pub fn ours(document: &Document, findings: &[Finding]) -> Smells {
    let mut smells = Smells::new();
    for (smell, rules) in SMELLS {
        let about: BTreeSet<String> = findings
            .iter()
            .filter(|finding| rules.contains(&finding.rule.as_str()))
            .flat_map(|finding| about(document, smell, finding))
            .collect();
        if !about.is_empty() {
            smells.insert(smell.to_owned(), about);
        }
    }
    smells
}

/// What a finding is about, in the words of the smell.
fn about(document: &Document, smell: &str, finding: &Finding) -> Vec<String> {
    let kind = |id: &Id| document.nodes.get(id).map(|node| node.kind);
    let nodes = |wanted: &dyn Fn(&Id) -> bool| -> Vec<String> {
        let ids = finding.subjects.iter().filter_map(|subject| match subject {
            Subject::Node(id) if wanted(id) => Some(id.to_string()),
            _ => None,
        });
        ids.collect()
    };
    let pairs = || -> Vec<String> {
        let edges = finding.subjects.iter().filter_map(|subject| match subject {
            Subject::Edge(id) => document.edges.get(id),
            _ => None,
        });
        edges.map(|edge| format!("{} → {}", edge.from, edge.to)).collect()
    };
    match smell {
        "wobbly-service-interaction" | "shared-bounded-context" => pairs(),
        "shared-persistency" => nodes(&|id| kind(id).is_some_and(|kind| kind.is_data())),
        "multiple-services-in-one-container" => finding.key.rsplit(':').next().map(str::to_owned).into_iter().collect(),
        "endpoint-based-service-interaction" => nodes(&|_| true),
        _ => nodes(&|id| kind(id).is_some_and(|kind| kind.is_workload())),
    }
}

/// Where the two differ: `smell: about` of what only the first says, then of what only the second says.
#[must_use]
pub fn differences(theirs: &Smells, ours: &Smells) -> [BTreeSet<String>; 2] {
    let lines = |of: &Smells, but: &Smells| {
        let line = |(smell, about): (&String, &BTreeSet<String>)| {
            let known = but.get(smell).cloned().unwrap_or_default();
            about
                .iter()
                .filter(|name| !known.contains(*name))
                .map(|name| format!("{smell}: {name}"))
                .collect::<Vec<_>>()
        };
        of.iter().flat_map(line).collect()
    };
    [lines(theirs, ours), lines(ours, theirs)]
}

/// A difference that is known, and why it is right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The smell.
    pub smell: String,
    /// Who alone says it.
    pub only: Judge,
    /// Of what.
    pub about: BTreeSet<String>,
    /// Why they differ.
    pub why: String,
}

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Judge {
    /// MicroFreshener.
    Microfreshener,
    /// Our rules.
    Groundplan,
}

/// The document in microTOSCA.
fn microtosca(document: &Document) -> Value {
    let mut nodes: BTreeMap<String, Value> = BTreeMap::new();
    for (id, node) in &document.nodes {
        if let Some(sort) = sort(node) {
            nodes.insert(id.to_string(), json!({ "type": format!("micro.nodes.{sort}"), "requirements": [] }));
        }
    }
    let mut interactions: BTreeMap<(&Id, &Id), Vec<&Edge>> = BTreeMap::new();
    for edge in document.edges.values() {
        let talks = matches!(edge.kind, EdgeKind::Call | EdgeKind::Data | EdgeKind::Publish | EdgeKind::Subscribe);
        let there = |id: &Id| nodes.contains_key(id.as_str());
        let opens = document.nodes.get(&edge.from).is_some_and(|node| !node.kind.is_data());
        if talks && opens && there(&edge.from) && there(&edge.to) && edge.from != edge.to {
            interactions.entry((&edge.from, &edge.to)).or_default().push(edge);
        }
    }
    let mut require = |id: &str, requirement: Value| {
        if let Some(list) = nodes.get_mut(id).and_then(|node| node["requirements"].as_array_mut()) {
            list.push(requirement);
        }
    };
    for ((from, to), edges) in &interactions {
        let mut interaction = json!({ "node": to });
        if let Some(template) = template(edges) {
            interaction["relationship"] = json!(template);
        }
        require(from.as_str(), json!({ "interaction": interaction }));
    }
    let mut containers = BTreeSet::new();
    for (id, node) in &document.nodes {
        for name in node.tags.iter().filter_map(|tag| tag.as_str().strip_prefix("container:")) {
            require(id.as_str(), json!({ "deployed_on": name }));
            containers.insert(name.to_owned());
        }
    }
    for name in containers {
        nodes.insert(name, json!({ "type": "micro.nodes.Compute", "requirements": [] }));
    }
    let groups = groups(document, &nodes);
    json!({
        "tosca_definitions_version": "micro_tosca",
        "topology_template": { "node_templates": nodes, "relationship_templates": templates(), "groups": groups },
    })
}

/// What a node is there. What stands outside is not part of its pictures, and neither is what all stand on.
fn sort(node: &Node) -> Option<&'static str> {
    match node.kind {
        NodeKind::Gateway => Some("MessageRouter"),
        NodeKind::Queue => Some("MessageBroker"),
        NodeKind::Database | NodeKind::Cache | NodeKind::ObjectStore => Some("Datastore"),
        kind if kind.is_workload() && !outside(node) => Some("Service"),
        _ => None,
    }
}

fn outside(node: &Node) -> bool {
    node.kind == NodeKind::Client || (node.kind == NodeKind::Frontend && node.runs_in == Some(RunsIn::Browser))
}

/// Whether all edges of a pair wait with a timeout (t), or with a circuit breaker (c). That an address is looked up (d) is something that documents don't say.
fn template(edges: &[&Edge]) -> Option<&'static str> {
    let timeout = edges.iter().all(|edge| edge.timeout_ms.known().is_some());
    let breaker = edges.iter().all(|edge| edge.circuit_breaker.known().is_some());
    match (timeout, breaker) {
        (true, true) => Some("tc"),
        (true, false) => Some("t"),
        (false, true) => Some("c"),
        (false, false) => None,
    }
}

fn templates() -> Value {
    let template = |timeout: bool, breaker: bool| json!({ "type": "micro.relationships.InteractsWith", "properties": { "timeout": timeout, "circuit_breaker": breaker } });
    json!({ "t": template(true, false), "c": template(false, true), "tc": template(true, true) })
}

/// The entries, and the nodes of each owner.
fn groups(document: &Document, nodes: &BTreeMap<String, Value>) -> Value {
    let mut entries: BTreeSet<&str> = BTreeSet::new();
    let mut teams: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, node) in document.nodes.iter().filter(|(id, _)| nodes.contains_key(id.as_str())) {
        if node.expose.is_some_and(|expose| expose >= Expose::Host) {
            entries.insert(id.as_str());
        }
        if let Some(owner) = document.owner_of(node) {
            teams.entry(owner).or_default().push(id.as_str());
        }
    }
    for edge in document.edges.values().filter(|edge| edge.kind == EdgeKind::Call) {
        if document.nodes.get(&edge.from).is_some_and(outside) && nodes.contains_key(edge.to.as_str()) {
            entries.insert(edge.to.as_str());
        }
    }
    let mut groups = Map::new();
    groups.insert("edge".to_owned(), json!({ "type": "micro.groups.Edge", "members": entries }));
    for (index, members) in teams.values().enumerate() {
        groups.insert(format!("team-{index}"), json!({ "type": "micro.groups.Team", "members": members }));
    }
    groups.into()
}
