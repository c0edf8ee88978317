//! # A container with too many rights
//!
//! ## What it finds
//! Programs that run with rights over the machine: one finding a node. They are told by the tags `privileged`, `root`, `docker-sock` and `host-network`, by a volume at the place of the Docker socket, and by what is merged into the outputs under `extra`: for compose `privileged`, `user: root`, `cap_add`, `network_mode`, `pid`, `ipc` and mounts of the Docker socket, for Helm and Terraform the fields of the same meaning (`runAsUser: 0`, `hostNetwork`, `hostPID` …).
//!
//! ## Why it matters
//! Whoever breaks into such a program has the machine that it runs on, and with it every other program there.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: rights
//! nodes:
//!   orders: { kind: service, tags: [root] }
//! ```
//! ```yaml bad
//! groundplan: 1
//! name: rights
//! nodes:
//!   orders:
//!     kind: service
//!     extra:
//!       compose: { privileged: true, volumes: ["/var/run/docker.sock:/var/run/docker.sock"] }
//! ```
//! ```yaml bad
//! groundplan: 1
//! name: rights
//! nodes:
//!   orders:
//!     kind: service
//!     volumes: { data: { path: /data }, docker: { path: /var/run/docker.sock } }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: rights
//! nodes:
//!   orders:
//!     kind: service
//!     extra: { compose: { privileged: false, user: "10001" } }
//! ```
//!
//! ## How to fix
//! Run it without: as a user of its own, with the single capability that it needs. The fix takes the tags, the volume and the fields away.
//!
//! ## When not to
//! What collects logs, metrics or traces has to see the machine: a platform that provides them is not counted. Tag other log agents `log-agent`, and what runs builds `ci-runner`.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Unnecessary privileges to microservices in Ponce et al. (2022); the Pod Security Standards of Kubernetes, level *baseline*.

use crate::collections::BTreeSet;

use serde_json::Value;

use super::everywhere::{default_of, drop_tags, extras, overrides};
use super::mend::Mend;
use super::reach::Reach;
use super::rights::{Right, is_socket, rights};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Capability, Document, Extra, Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "privileged-container",
    title: "A container with too many rights",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("privileged_container.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

/// The tags that tell of rights over the machine, and the rights.
const TAGS: [(&str, Right); 4] = [
    ("privileged", Right::Everything),
    ("root", Right::Root),
    ("docker-sock", Right::Docker),
    ("host-network", Right::Network),
];
/// The tags of what has to see the machine.
const AGENTS: [&str; 2] = ["log-agent", "ci-runner"];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, node) in context.graph.nodes().filter(|(_, node)| !is_agent(node)) {
        let tagged = TAGS.iter().filter(|(tag, _)| node.has_tag(tag)).map(|(_, right)| *right);
        let mut held: BTreeSet<Right> = tagged.collect();
        if node.volumes.values().any(|volume| is_socket(volume.path.as_str())) {
            held.insert(Right::Docker);
        }
        if node.extra != Extra::default() {
            held.extend(rights("compose", &node.extra.compose).into_iter().map(|found| found.right));
            held.extend(rights("helm", &node.extra.helm).into_iter().map(|found| found.right));
            held.extend(rights("terraform", &node.extra.terraform).into_iter().map(|found| found.right));
        }
        if held.is_empty() {
            continue;
        }
        let label = context.label(id);
        let words: Vec<&str> = held.iter().map(|right| right.words()).collect();
        let message = format!("{label} {}. Whoever breaks into it has the machine that it runs on.", listing(&words));
        findings.at(Severity::Warning, Subject::Node(id.clone()), message).fix(|| fix(context.declared, id, label));
    }
    Ok(())
}

fn is_agent(node: &Node) -> bool {
    let sees = [Capability::Logs, Capability::Metrics, Capability::Traces];
    let collects = node.kind == NodeKind::Platform && sees.iter().any(|what| node.provides.contains(what));
    collects || AGENTS.iter().any(|tag| node.has_tag(tag))
}

/// Takes away what gives the rights, in the base and in every environment. None where the defaults of the kind give them.
fn fix(declared: &Document, id: &Id, label: &str) -> Option<Fix> {
    if default_of(declared, id, "extra").is_some() || default_of(declared, id, "volumes").is_some() {
        return None;
    }
    let mut mend = Mend::new(declared);
    if !drop_tags(&mut mend, declared, id, &TAGS.map(|(tag, _)| tag)) {
        return None;
    }
    close_sockets(&mut mend, declared, id);
    for target in ["compose", "helm", "terraform"] {
        for (base, extra) in extras(declared, id, target) {
            for found in rights(target, extra) {
                let path: Vec<String> = base.iter().cloned().chain(found.path).collect();
                match found.rest {
                    Some(rest) => mend.set(path, rest),
                    None => mend.unset(path),
                }
            }
        }
    }
    Some(mend.done(format!("Take these rights away from {label}")))
}

/// Takes away the volumes at the place of a socket.
fn close_sockets(mend: &mut Mend<'_>, declared: &Document, id: &Id) {
    let volumes = declared.nodes.get(id).into_iter().flat_map(|node| &node.volumes);
    for (name, _) in volumes.filter(|(_, volume)| is_socket(volume.path.as_str())) {
        mend.unset(["nodes", id.as_str(), "volumes", name.as_str()]);
    }
    for (environment, over) in overrides(declared, id) {
        let volumes = over.get("volumes").and_then(Value::as_object).into_iter().flatten();
        let path = |volume: &Value| volume.get("path").and_then(Value::as_str).is_some_and(is_socket);
        for (name, _) in volumes.filter(|(_, volume)| path(volume)) {
            mend.unset(["environments", environment.as_str(), "nodes", id.as_str(), "volumes", name]);
        }
    }
}
