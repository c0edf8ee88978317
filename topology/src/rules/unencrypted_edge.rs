//! # Unencrypted across a border
//!
//! ## What it finds
//! An edge that crosses a border of trust in the clear: from a client, to a system outside, or from one `network` boundary to another. In the clear means `tls: false`, or the protocol `http` without `tls`. One finding an edge. Where neither `tls` nor a protocol that decides it is said, one information for the whole topology asks for it.
//!
//! ## Why it matters
//! On the way between two networks others can read along and change what is sent, passwords and tokens first.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: border
//! rules: { unencrypted-edge: { severity: warning } }
//! nodes:
//!   orders: { kind: service }
//!   provider: { kind: external }
//! edges:
//!   orders--provider: { kind: call, protocol: http }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: border
//! rules: { unencrypted-edge: { severity: warning } }
//! nodes:
//!   orders: { kind: service }
//!   provider: { kind: external }
//! edges:
//!   orders--provider: { kind: call, protocol: https }
//! ```
//!
//! ## How to fix
//! Speak TLS: `protocol: https`, `tls: true`, or `auth: mtls`. The fix sets `tls`.
//!
//! ## When not to
//! A service mesh encrypts what stays inside: draw it as a platform that provides `mesh`, or tag the topology `mesh`. What runs over a line of its own carries the tag `private-link` on the edge. A client on the own machine (`expose: loopback`) crosses no border.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Non-secured service-to-service communications in Ponce et al. (2022).

use serde_json::json;

use super::entries::reach;
use super::mend::Mend;
use super::reach::{CONNECTIONS, OPEN, Part, Reach};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Auth, Edge, Expose, Node, NodeKind, Protocol};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "unencrypted-edge",
    title: "Unencrypted across a border",
    severity: Severity::Warning,
    fix: true,
    group: Group::Optional,
    may_introduce: &[],
    source: source!("unencrypted_edge.rs"),
    reach: Reach::Parts(&[CONNECTIONS, OPEN, &[Part::Field("in"), Part::Field("provides")]]),
    check: Check::Each(check),
};

/// The tag of an edge that runs over a line of its own.
const PRIVATE_LINK: &str = "private-link";

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mesh = context.has_mesh();
    let mut unknown = Vec::new();
    for link in context.graph.links().filter(|link| crosses(link, mesh)) {
        match is_encrypted(link.edge) {
            Some(true) => {}
            None => unknown.push(Subject::Edge(link.id.clone())),
            Some(false) => {
                let (from, to) = (context.label(&link.edge.from), context.label(&link.edge.to));
                let message = format!(
                    "{from} talks to {to} in the clear, across a border of trust. On the way others can read along, passwords and tokens first."
                );
                findings
                    .at(Severity::Warning, Subject::Edge(link.id.clone()), message)
                    .fix(|| [encrypt(context, &link, from, to)]);
            }
        }
    }
    if !unknown.is_empty() {
        let count = unknown.len();
        let (edges, cross) = if count == 1 { ("edge", "crosses") } else { ("edges", "cross") };
        let message =
            format!("{count} {edges} {cross} a border of trust, and nobody says whether encrypted. Declare tls there.");
        findings.declare(context, "tls", unknown, message);
    }
    Ok(())
}

fn crosses(link: &Link<'_>, mesh: bool) -> bool {
    if !link.edge.kind.opens_connection() || link.edge.has_tag(PRIVATE_LINK) {
        return false;
    }
    let outside = |node: &Node| Graph::is_client(node) || node.kind == NodeKind::External;
    match (outside(link.from), outside(link.to)) {
        // What two others say to one another is not ours.
        (true, true) => false,
        (true, false) => reach(link.to) != Expose::Loopback,
        (false, true) => link.to.kind == NodeKind::External,
        (false, false) => {
            let networks = (&link.from.member.network, &link.to.member.network);
            !mesh && matches!(networks, (Some(from), Some(to)) if from != to)
        }
    }
}

/// Whether it is encrypted, as far as it is said.
fn is_encrypted(edge: &Edge) -> Option<bool> {
    let certificates = edge.auth.known() == Some(&Auth::Mtls);
    match (edge.tls, edge.protocol) {
        (Some(tls), _) => Some(tls),
        _ if certificates => Some(true),
        (None, Some(Protocol::Https)) => Some(true),
        (None, Some(Protocol::Http)) => Some(false),
        _ => None,
    }
}

fn encrypt(context: &Context<'_>, link: &Link<'_>, from: &str, to: &str) -> Fix {
    let mut mend = Mend::new(context.declared);
    for (name, environment) in &context.declared.environments {
        if environment.edges.get(link.id).is_some_and(|over| over.contains_key("tls")) {
            mend.unset(["environments", name.as_str(), "edges", link.id.as_str(), "tls"]);
        }
    }
    mend.set(["edges", link.id.as_str(), "tls"], json!(true));
    mend.done(format!("Encrypt the way from {from} to {to}"))
}
