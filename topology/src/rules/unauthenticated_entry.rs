//! # An entry without a lock
//!
//! ## What it finds
//! A way in from outside where `auth` is `none`: a service that clients call or that is published, and a gateway where a route leads to such a service. `auth` may stand on the gateway, on its route, on the client's call or on the service itself; one of them is enough. One finding for each entry. Where nobody says anything, one information for the whole topology asks for it.
//!
//! ## Why it matters
//! Whoever finds the address can call it, as often as they like and with any data. Each service behind it has to guess who is asking.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: door
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public, auth: none }
//!   orders: { kind: service }
//!   web: { kind: client }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   web--edge: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: door
//! nodes:
//!   edge: { kind: gateway, engine: nginx, expose: public, auth: jwt }
//!   orders: { kind: service }
//!   web: { kind: client }
//! edges:
//!   edge--orders: { kind: call, path: /orders }
//!   web--edge: { kind: call }
//! ```
//!
//! ## How to fix
//! Say at the entry how callers prove who they are: `jwt`, `oidc`, `basic`, `api-key` or `mtls`. The fixes ask for a token, or for a key.
//!
//! ## When not to
//! Pages are for everybody: frontends, and routes that lead to them, are not counted. Nor is what carries the tag `public-by-design`, on the node or on the edge: a log-in page, a health page, a receiver of webhooks.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Missing authentication in Ponce et al. (2022).

use serde_json::json;

use super::entries::{Entry, PUBLIC_BY_DESIGN, reach};
use super::everywhere::set_on_node;
use super::mend::Mend;
use super::reach::{ENTRIES, Part, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Auth, EdgeKind, Expose, Fact, Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "unauthenticated-entry",
    title: "An entry without a lock",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("unauthenticated_entry.rs"),
    reach: Reach::Parts(&[ENTRIES, &[Part::Field("auth")]]),
    check: Check::Each(check),
};

/// Whether callers have to prove who they are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lock {
    /// They have to.
    Locked,
    /// Nobody says.
    Unknown,
    /// They don't have to.
    Open,
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut unknown: Vec<&Id> = Vec::new();
    for (id, lock) in locks(context) {
        match lock {
            Lock::Locked => {}
            Lock::Unknown => unknown.push(id),
            Lock::Open => {
                let label = context.label(id);
                let message = format!(
                    "{label} lets everybody in: it asks nobody who they are. Whoever finds the address can call what is behind it, as often as they like."
                );
                findings.at(Severity::Warning, Subject::Node(id.clone()), message).fix(|| {
                    [(Auth::Jwt, "a token"), (Auth::ApiKey, "a key")]
                        .map(|(auth, what)| ask_for(context, id, auth, what))
                });
            }
        }
    }
    if !unknown.is_empty() {
        unknown.sort_unstable();
        let labels: Vec<&str> = unknown.iter().map(|id| context.label(id)).collect();
        let message =
            format!("Nobody says how callers of {} prove who they are. Declare auth there, or none.", listing(&labels));
        findings.declare(context, "auth", unknown.iter().map(|id| Subject::Node((*id).clone())), message);
    }
    Ok(())
}

/// Every entry, and whether it is locked.
fn locks<'a>(context: &Context<'a>) -> Vec<(&'a Id, Lock)> {
    let entries = context.entries();
    let direct = entries.direct.iter().filter(|(_, entry)| entry.node.kind != NodeKind::Frontend);
    let gateways = entries.gateways.iter().filter_map(|id| Some((*id, gateway(context, id)?)));
    gateways.chain(direct.map(|(id, entry)| (*id, workload(entry)))).collect()
}

/// Whether a gateway asks; `None` where nobody from outside reaches it, or it leads to nothing that needs a lock.
fn gateway(context: &Context<'_>, id: &Id) -> Option<Lock> {
    let node = context.graph.node(id.as_str())?;
    let callers = || context.graph.incoming_of(id.as_str(), EdgeKind::Call).filter(|link| Graph::is_client(link.from));
    if node.has_tag(PUBLIC_BY_DESIGN) || (reach(node) < Expose::Host && callers().next().is_none()) {
        return None;
    }
    if node.auth.known().is_some() {
        return Some(Lock::Locked);
    }
    let routes = context.graph.outgoing_of(id.as_str(), EdgeKind::Call).filter(needs_a_lock);
    let worst = routes.map(|route| first_said([&route.edge.auth, &route.to.auth, &node.auth])).max()?;
    // What is unlocked itself may be reached by callers alone who prove who they are on their way.
    let proven = reach(node) < Expose::Host && callers().all(|link| link.edge.auth.known().is_some());
    Some(if proven { Lock::Locked } else { worst })
}

fn needs_a_lock(route: &Link<'_>) -> bool {
    let public = route.edge.has_tag(PUBLIC_BY_DESIGN) || route.to.has_tag(PUBLIC_BY_DESIGN);
    let identity = route.to.kind == NodeKind::Platform;
    !public && !identity && !matches!(route.to.kind, NodeKind::Frontend | NodeKind::Gateway | NodeKind::External)
}

fn workload(entry: &Entry<'_>) -> Lock {
    let own = first_said([&entry.node.auth]);
    if own == Lock::Locked || entry.published {
        return own;
    }
    entry.calls.iter().map(|link| first_said([&link.edge.auth, &entry.node.auth])).max().unwrap_or(own)
}

/// Locked where one of them asks; else open where one says that nobody is asked.
fn first_said<const N: usize>(facts: [&Fact<Auth>; N]) -> Lock {
    if facts.iter().any(|fact| fact.known().is_some()) {
        Lock::Locked
    } else if facts.iter().any(|fact| fact.is_none()) {
        Lock::Open
    } else {
        Lock::Unknown
    }
}

fn ask_for(context: &Context<'_>, id: &Id, auth: Auth, what: &str) -> Fix {
    let mut mend = Mend::new(context.declared);
    set_on_node(&mut mend, context.declared, id, "auth", json!(auth));
    mend.done(format!("Ask callers of {} for {what}", context.label(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lock_is_enough_and_silence_is_no_answer() {
        let (jwt, none, unknown) = (Fact::Known(Auth::Jwt), Fact::None, Fact::Unknown);
        assert!(first_said([&none, &jwt]) == Lock::Locked);
        assert!(first_said([&unknown, &none]) == Lock::Open);
        assert!(first_said([&unknown, &unknown]) == Lock::Unknown);
    }
}
