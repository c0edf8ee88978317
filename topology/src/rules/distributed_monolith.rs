//! # Services that are one program
//!
//! ## What it finds
//! At least four services of which one of these is true: half of them and more wait for one another in a circle; more than 40 % of all the calls that could be between them are there; all of them use one database and schema. One finding a topology.
//!
//! ## Why it matters
//! They can only be released, scaled and repaired together, as one program could, but every call between them can fail and takes a thousand times as long.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: lump
//! nodes:
//!   carts: { kind: service }
//!   orders: { kind: service }
//!   payments: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   carts--orders: { kind: call }
//!   orders--stock: { kind: call }
//!   payments--carts: { kind: call }
//!   stock--carts: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: lump
//! nodes:
//!   carts: { kind: service }
//!   orders: { kind: service }
//!   payments: { kind: service }
//!   stock: { kind: service }
//! edges:
//!   carts--orders: { kind: call }
//!   orders--payments: { kind: call }
//!   orders--stock: { kind: call }
//! ```
//!
//! ## How to fix
//! Find the parts that change for different reasons, and give each its own data. Or say that it is one program: where services wait for one another in a circle, the fix merges them into one, if nothing but calls between them is lost. It keeps the program of the one that comes first; the others' has to go in there.
//!
//! ## When not to
//! Fewer than four services are never judged; one that stands alone is not counted. Calls to an identity provider (tag `identity`) are no reason: everybody has to ask it who is calling.
//!
//! ## Settings
//! `severity`, `threshold`: the share of possible calls that is too much, 0 to 1.
//!
//! ## References
//! Taibi, Lenarduzzi and Pahl (2019), Cerny et al. (2023).

use crate::collections::BTreeSet;

use super::hub_service::IDENTITY;
use super::merge::as_one;
use super::reach::{PLACES, PROGRAMS, Part, Reach, TRAFFIC};
use super::store::Stores;
use super::sync_cycle::is_sure;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "distributed-monolith",
    title: "Services that are one program",
    severity: Severity::Error,
    fix: true,
    group: Group::Core,
    may_introduce: &["hub-service", "high-fan-out", "orphan-node", "unreachable-service", "waiver-unused"],
    source: source!("distributed_monolith.rs"),
    reach: Reach::Parts(&[TRAFFIC, PROGRAMS, PLACES, &[Part::Field("role"), Part::Field("tags")]]),
    check: Check::Each(check),
};

/// Fewer services are a sketch or a demonstration.
const FEWEST: usize = 4;
/// The catalogue's value.
const DENSITY: f64 = 0.4;

/// One reason to call services one program.
struct Reason<'a> {
    /// Why, as the beginning of a sentence.
    why: String,
    services: Vec<&'a Id>,
    path: Vec<&'a Id>,
    /// Services that wait for one another.
    ring: bool,
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let services = Services::new(context);
    if services.count < FEWEST {
        return Ok(());
    }
    let reasons = [in_a_ring(context, &services), dense(context, &services), on_one_database(context, &services)];
    let reasons: Vec<Reason<'_>> = reasons.into_iter().flatten().collect();
    let Some(first) = reasons.first() else { return Ok(()) };
    let why: Vec<&str> = reasons.iter().map(|reason| reason.why.as_str()).collect();
    let message = format!("{}. They can only be released and repaired together, like one program.", why.join("; "));
    findings
        .at(Severity::Error, Subject::Topology(context.document.name.clone()), message)
        .also(reasons.iter().flat_map(|reason| &reason.services).map(|id| Subject::Node((*id).clone())))
        .path(first.path.iter().copied())
        .fix(|| reasons.iter().filter(|reason| reason.ring).find_map(|reason| fix(context, &reason.services)));
    Ok(())
}

/// The services that belong to the system, by place.
struct Services {
    held: Vec<bool>,
    count: usize,
}

impl Services {
    fn new(context: &Context<'_>) -> Self {
        let mut held = vec![false; context.graph.ids().len()];
        let services = context.graph.places_of(|kind| kind == NodeKind::Service);
        services.filter(|place| context.is_connected(*place)).for_each(|place| held[place] = true);
        Self { count: held.iter().filter(|held| **held).count(), held }
    }

    fn contains(&self, context: &Context<'_>, id: &Id) -> bool {
        context.graph.place(id.as_str()).is_some_and(|place| self.held[place])
    }
}

/// A circle that at least half of the services are in.
fn in_a_ring<'a>(context: &Context<'a>, services: &Services) -> Option<Reason<'a>> {
    let calls = context.calls();
    calls.rings().iter().filter(|ring| is_sure(calls, ring)).find_map(|ring| {
        let inside: Vec<&Id> = ring.iter().copied().filter(|id| services.contains(context, id)).collect();
        (inside.len() * 2 >= services.count).then(|| Reason {
            why: format!("{} of {} services wait for one another in a circle", inside.len(), services.count),
            path: calls.relation().shortest_round(ring),
            services: inside,
            ring: true,
        })
    })
}

/// Too many of the calls that could be. Everybody asks an identity provider who is calling; that makes nobody one program.
fn dense<'a>(context: &Context<'a>, services: &Services) -> Option<Reason<'a>> {
    let asks_who = |to: usize| context.graph.at(to).1.has_tag(IDENTITY);
    let between = |from: usize, to: usize| from != to && services.held[from] && services.held[to] && !asks_who(to);
    let steps = context.calls().by_place().filter(|(from, to, step)| step.certain && between(*from, *to));
    let (calls, possible) = (steps.count(), services.count * (services.count - 1));
    let density = calls as f64 / possible as f64;
    (density > context.threshold(RULE.id, DENSITY)).then(|| Reason {
        why: format!("{calls} of the {possible} calls that could be between {} services are there", services.count),
        services: (0..services.held.len()).filter(|at| services.held[*at]).map(|at| context.graph.at(at).0).collect(),
        path: Vec::new(),
        ring: false,
    })
}

/// One database and schema that every service uses.
fn on_one_database<'a>(context: &Context<'a>, services: &Services) -> Option<Reason<'a>> {
    for (_, uses) in context.stores().in_common().filter(|(_, uses)| uses.len() >= services.count) {
        for shared in Stores::groups(uses).values() {
            let uses = || shared.writers.values().chain(shared.readers.values()).flatten();
            let own = || uses().filter(|held| services.contains(context, held.consumer()));
            let users: BTreeSet<&Id> = own().map(|held| held.consumer()).collect();
            // Copies of one program count as one service.
            let programs: BTreeSet<_> = own().map(|held| held.service).collect();
            if users.len() == services.count && programs.len() >= FEWEST {
                let store = uses().next().map_or("", |held| context.label(held.store()));
                return Some(Reason {
                    why: format!("All {} services use {store}", services.count),
                    services: users.into_iter().collect(),
                    path: Vec::new(),
                    ring: false,
                });
            }
        }
    }
    None
}

/// The members of a circle as one service.
fn fix(context: &Context<'_>, ring: &[&Id]) -> Option<Fix> {
    let key = format!("{}:{}", RULE.id, context.declared.name);
    context.trial(RULES).mends_key(RULE.id, &key, as_one(context, ring)?)
}
