//! # One login for several
//!
//! ## What it finds
//! A `credential` with which several programs log in at one server, unless one declared owner has them all: one finding for each server and credential. Copies of one image or build without differing owners count as one program. Where the credential is an administrator's (`admin`, `administrator`, `root`, `sa`, `sys`, `system`, or the engine's own, as `postgres` is for postgres) one program is enough, and it is an error.
//!
//! ## Why it matters
//! Nobody can say who changed what, a password can't be changed without stopping them all, and each of them may do what any of them needs. An administrator's login may do everything: one hole in one program is the loss of all data on the server.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: logins
//! nodes:
//!   billing: { kind: service, owner: money }
//!   billing-db: { kind: database, engine: postgres, server: main }
//!   orders: { kind: service, owner: sales }
//!   orders-db: { kind: database, engine: postgres, server: main }
//! edges:
//!   billing--billing-db: { kind: data, access: read-write, credential: app }
//!   orders--orders-db: { kind: data, access: read-write, credential: app }
//! ```
//! ```yaml bad
//! groundplan: 1
//! name: logins
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: mysql }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write, credential: root }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: logins
//! nodes:
//!   billing: { kind: service, owner: money }
//!   billing-db: { kind: database, engine: postgres, server: main }
//!   orders: { kind: service, owner: sales }
//!   orders-db: { kind: database, engine: postgres, server: main }
//! edges:
//!   billing--billing-db: { kind: data, access: read-write, credential: billing }
//!   orders--orders-db: { kind: data, access: read-write, credential: orders }
//! ```
//!
//! ## How to fix
//! Give each program a user of its own. The fix takes the credential away from the edges: what does not name one gets its own user, with the rights that its edges need. It is not offered for a server that is there already, since its users are made elsewhere.
//!
//! ## When not to
//! Jobs that run once, and what carries the tag `migration`, `backup`, `cdc`, `outbox`, `admin` or `exporter`, on the node or the edge, are no clients of the data and not counted.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Unnecessary privileges to microservices in Ponce et al. (2022).

use crate::collections::{BTreeMap, BTreeSet};

use super::mend::Mend;
use super::reach::{MESSAGES, PROGRAMS, Part, Reach};
use super::speech::listing;
use super::store::is_aside;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, NodeKind, Provision};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link};

pub(super) static RULE: Rule = Rule {
    id: "shared-credentials",
    title: "One login for several",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("shared_credentials.rs"),
    reach: Reach::Parts(&[
        MESSAGES,
        PROGRAMS,
        &[
            Part::Edges(EdgeKind::Data),
            Part::Field("schedule"),
            Part::Field("tags"),
            Part::Field("server"),
            Part::Field("engine"),
        ],
    ]),
    check: Check::Each(check),
};

/// The logins that may do everything, whatever the engine.
const ADMINISTRATORS: [&str; 6] = ["admin", "administrator", "root", "sa", "sys", "system"];
/// The logins that may do everything on one engine.
const OF_ENGINE: [(&str, &str); 3] = [("postgres", "postgres"), ("rabbitmq", "guest"), ("elasticsearch", "elastic")];

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut logins: BTreeMap<(&str, &str), Vec<Link<'_>>> = BTreeMap::new();
    for link in context.graph.links().filter(counts) {
        let Some(credential) = &link.edge.credential else { continue };
        let server = link.to.server.as_ref().unwrap_or(&link.edge.to).as_str();
        logins.entry((server, credential.as_str())).or_default().push(link);
    }
    for ((server, credential), links) in &logins {
        let admin = links.iter().any(|link| is_administrator(link, credential));
        if !admin && !is_shared(context, links) {
            continue;
        }
        let programs: BTreeSet<&Id> = links.iter().map(|link| &link.edge.from).collect();
        let stores: BTreeSet<&Id> = links.iter().map(|link| &link.edge.to).collect();
        let Some(primary) = stores.first() else { continue };
        let name = if stores.len() == 1 { context.label(primary) } else { *server };
        let who: Vec<&str> = programs.iter().map(|id| context.label(id)).collect();
        let one = who.len() == 1;
        let message = if admin {
            format!(
                "{} {} in at {name} as {credential}, who may do everything there. One hole in one program is the loss of all data.",
                listing(&who),
                if one { "logs" } else { "log" },
            )
        } else {
            format!(
                "{} log in at {name} as {credential}. Nobody can say who changed what, and each may do what any of them needs.",
                listing(&who)
            )
        };
        findings
            .at(if admin { Severity::Error } else { Severity::Warning }, Subject::Node((*primary).clone()), message)
            .also(stores.iter().chain(&programs).map(|id| Subject::Node((*id).clone())))
            .also(links.iter().map(|link| Subject::Edge(link.id.clone())))
            .discriminator(*credential)
            .fix(|| fix(context, credential, links, one));
    }
    Ok(())
}

fn counts(link: &Link<'_>) -> bool {
    link.edge.credential.is_some()
        && matches!(link.edge.kind, EdgeKind::Data | EdgeKind::Publish | EdgeKind::Subscribe)
        && link.to.kind.is_data()
        && link.from.kind.is_workload()
        && !Graph::is_client(link.from)
        && !is_aside(link)
}

fn is_administrator(link: &Link<'_>, credential: &str) -> bool {
    let engine = link.to.engine.as_ref().map(|engine| engine.as_str());
    // Elsewhere a user may be called as people like; on these a server makes it itself.
    let serves_users = matches!(link.to.kind, NodeKind::Database | NodeKind::Queue);
    serves_users && ADMINISTRATORS.iter().any(|name| name.eq_ignore_ascii_case(credential))
        || OF_ENGINE.iter().any(|(of, name)| engine == Some(*of) && *name == credential)
}

/// Whether programs of several owners use the login, or several programs of which not all have a declared owner.
fn is_shared<'a>(context: &Context<'a>, links: &[Link<'a>]) -> bool {
    if links.len() < 2 {
        return false;
    }
    let owners: BTreeSet<Option<&str>> = links.iter().map(|link| context.document.owner_of(link.from)).collect();
    let known = owners.iter().flatten().count();
    known > 1 || (owners.contains(&None) && context.origins().programs(links) > 1)
}

/// Takes the credential away wherever it is named, so that each gets a user of its own.
fn fix(context: &Context<'_>, credential: &str, links: &[Link<'_>], one: bool) -> Option<Fix> {
    if links.iter().any(|link| link.to.provision == Some(Provision::Existing)) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    for link in links {
        mend.unset(["edges", link.id.as_str(), "credential"]);
        for (name, environment) in &context.declared.environments {
            if environment.edges.get(link.id).is_some_and(|over| over.contains_key("credential")) {
                mend.unset(["environments", name.as_str(), "edges", link.id.as_str(), "credential"]);
            }
        }
    }
    let whose = if one { context.label(&links.first()?.edge.from).to_owned() } else { "each of them".to_owned() };
    Some(mend.done(format!("Give {whose} a user of its own instead of {credential}")))
}
