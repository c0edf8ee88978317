//! # A public interface without a version
//!
//! ## What it finds
//! A call from outside, or a gateway's route, to a service or function whose path holds no version such as `/v1`: one finding an edge. Where no path is said, one information asks for it.
//!
//! ## Why it matters
//! Others build on a public interface and cannot be changed with it. Without a version the first change that breaks something breaks all of them at once.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: api
//! settings: { profile: strict }
//! nodes:
//!   edge: { kind: gateway, engine: nginx }
//!   orders: { kind: service }
//!   partner: { kind: client }
//! edges:
//!   edge--orders: { kind: call, protocol: http, path: /api/orders }
//!   partner--edge: { kind: call, protocol: https }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: api
//! settings: { profile: strict }
//! nodes:
//!   edge: { kind: gateway, engine: nginx }
//!   orders: { kind: service }
//!   partner: { kind: client }
//! edges:
//!   edge--orders: { kind: call, protocol: http, path: /api/v1/orders }
//!   partner--edge: { kind: call, protocol: https }
//! ```
//!
//! ## How to fix
//! Put a version into the path. The fix does, where nobody inside calls the gateway by path.
//!
//! ## When not to
//! GraphQL and gRPC version their schemas, pages have none. A version in the host name (`v1.api.example.com`) counts; one that travels in a header is said by a tag such as `v1` on the edge or the target.
//!
//! ## Settings
//! `severity`, `tags`. Off unless a setting or the profile `strict` turns it on.
//!
//! ## References
//! No API versioning in Taibi and Lenarduzzi (2018) and Walker, Das and Cerny (2020).

use crate::collections::BTreeSet;

use serde_json::json;

use super::everywhere::set_on_edge;
use super::mend::Mend;
use super::reach::{CALLS, Part, Reach, TAGS};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeId, EdgeKind, Id, NodeKind, Protocol, UrlPath};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "unversioned-api",
    title: "A public interface without a version",
    severity: Severity::Info,
    fix: true,
    group: Group::Optional,
    may_introduce: &[],
    source: source!("unversioned_api.rs"),
    reach: Reach::Parts(&[CALLS, TAGS, &[Part::Field("ports")]]),
    check: Check::Each(check),
};

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut silent: Vec<(&EdgeId, &Id)> = Vec::new();
    for link in context.graph.links().filter(is_public) {
        if has_version(&link) {
            continue;
        }
        let label = context.label(&link.edge.to);
        let Some(path) = &link.edge.path else {
            silent.push((link.id, &link.edge.to));
            continue;
        };
        let message = format!(
            "{label} is reached from outside at {path}, without a version. The first change that breaks something breaks all who build on it."
        );
        findings
            .at(Severity::Info, Subject::Edge(link.id.clone()), message)
            .also([Subject::Node(link.edge.from.clone()), Subject::Node(link.edge.to.clone())])
            .fix(|| first_version(context, &link, path));
    }
    if !silent.is_empty() {
        let targets: BTreeSet<&Id> = silent.iter().map(|(_, target)| *target).collect();
        let labels: Vec<&str> = targets.into_iter().map(|target| context.label(target)).collect();
        let message = format!(
            "{} reached from outside, and the path is not said. Set it on the edges, so that a version can be looked for.",
            if labels.len() == 1 { format!("{} is", labels[0]) } else { format!("{} are", listing(&labels)) }
        );
        findings.declare(context, "path", silent.iter().map(|(id, _)| Subject::Edge((*id).clone())), message);
    }
    Ok(())
}

fn is_public(link: &Link<'_>) -> bool {
    let other = matches!(
        link.edge.protocol,
        Some(Protocol::Graphql | Protocol::Grpc | Protocol::Websocket | Protocol::Tcp | Protocol::Smtp)
    );
    // What an edge leaves open its only port says.
    let by_port = link.edge.protocol.is_none()
        && link.to.ports.len() == 1
        && link.to.ports.iter().all(|(name, port)| {
            matches!(port.protocol, Some(Protocol::Grpc | Protocol::Graphql))
                || ["grpc", "graphql"].contains(&name.as_str())
        });
    link.edge.kind == EdgeKind::Call
        && (link.from.kind == NodeKind::Gateway || Graph::is_client(link.from))
        && matches!(link.to.kind, NodeKind::Service | NodeKind::Function)
        && !other
        && !by_port
}

fn has_version(link: &Link<'_>) -> bool {
    let path = link.edge.path.as_ref().is_some_and(|path| path.as_str().split('/').any(is_version));
    let host = link.edge.host.as_ref().is_some_and(|host| host.as_str().split('.').any(is_version));
    let mut tags = link.edge.tags.iter().chain(&link.to.tags);
    path || host || tags.any(|tag| is_version(tag.as_str()))
}

/// `v1`, `v2.1`, `v1beta2`, or a day such as `2026-01-31`.
fn is_version(text: &str) -> bool {
    let number = text.strip_prefix(['v', 'V']).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    });
    number || crate::document::Date::parse(text).is_ok()
}

fn first_version(context: &Context<'_>, link: &Link<'_>, path: &UrlPath) -> Option<Fix> {
    // Whoever calls by path inside would be led elsewhere.
    let gateway = context.graph.incoming(link.edge.from.as_str());
    if gateway.iter().any(|caller| caller.edge.path.is_some()) {
        return None;
    }
    let path = path.as_str();
    let versioned = match path.strip_prefix("/api/") {
        Some(rest) => format!("/api/v1/{rest}"),
        None if path == "/" => "/v1".to_owned(),
        None if path == "/api" => "/api/v1".to_owned(),
        None => format!("/v1{path}"),
    };
    let new = UrlPath::parse(&versioned).ok()?;
    let mut mend = Mend::new(context.declared);
    set_on_edge(&mut mend, context.declared, link.id, "path", Some(json!(new)));
    Some(mend.done(format!("Lead {new} to {}", context.label(&link.edge.to))))
}

#[cfg(test)]
mod tests {
    use super::is_version;

    #[test]
    fn versions_are_told_from_words() {
        for version in ["v1", "v2.1", "V3", "v1beta2", "2026-01-31"] {
            assert!(is_version(version), "{version}");
        }
        for word in ["", "v", "vendors", "api", "1", "2026"] {
            assert!(!is_version(word), "{word}");
        }
    }
}
