//! # Retries that multiply
//!
//! ## What it finds
//! A way of calls on which one request can become more than ten: the product of one plus the retries of each call. Calls whose retries nobody has said count as without; calls within a circle are not counted. Of several ways with one end only the worst is told. One finding for each node whose retries such a way begins with.
//!
//! ## Why it matters
//! When the last service is slow, every layer above it asks again, and the one that needs rest gets many times its load.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: again
//! rules: { retry-amplification: { severity: warning } }
//! nodes:
//!   carts: { kind: service }
//!   orders: { kind: service }
//!   stock: { kind: service }
//!   store: { kind: service }
//! edges:
//!   carts--stock: { kind: call, retries: 2 }
//!   orders--carts: { kind: call, retries: 2 }
//!   stock--store: { kind: call, retries: 2 }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: again
//! rules: { retry-amplification: { severity: warning } }
//! nodes:
//!   carts: { kind: service }
//!   orders: { kind: service }
//!   stock: { kind: service }
//!   store: { kind: service }
//! edges:
//!   carts--stock: { kind: call, retries: none }
//!   orders--carts: { kind: call, retries: 2 }
//!   stock--store: { kind: call, retries: none }
//! ```
//!
//! ## How to fix
//! Retry in one place, as far out as possible. The fix sets the retries of all calls but the first to `none`.
//!
//! ## When not to
//! Callers that share a budget of retries do not multiply: tag the edge or the caller `retry-budget`.
//!
//! ## Settings
//! `severity`: the rule is off until one is set, or until the profile is `strict`. `tags`, `threshold`: the most requests that one may become.
//!
//! ## References
//! Operating practice.

use crate::collections::BTreeSet;

use serde_json::json;

use super::mend::Mend;
use super::reach::{CALLS, Reach, TAGS};
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeId, EdgeKind, Id, NodeKind};
use crate::finding::{Fix, Severity, Subject};
use crate::graph::{Graph, Link, Longest, Relation};

pub(super) static RULE: Rule = Rule {
    id: "retry-amplification",
    title: "Retries that multiply",
    severity: Severity::Warning,
    fix: true,
    group: Group::Optional,
    may_introduce: &[],
    source: source!("retry_amplification.rs"),
    reach: Reach::Parts(&[CALLS, TAGS]),
    check: Check::Each(check),
};

/// The catalogue's value.
const MOST: f64 = 10.0;
/// The tag of calls whose retries do not multiply.
const BUDGET: &str = "retry-budget";

/// Calls by the places of their ends, in order.
struct Hops<'a>(Vec<Hop<'a>>);

/// How many requests one becomes on the way from one node to another, and the edges of that way.
#[derive(Clone, Copy)]
struct Hop<'a> {
    ends: (usize, usize),
    factor: f64,
    links: &'a [Link<'a>],
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    // One plus nothing, however often multiplied, stays one.
    if !context.graph.links().any(|link| requests(&link) > 1.0) {
        return Ok(());
    }
    let most = context.threshold(RULE.id, MOST);
    let hops = Hops::of(context);
    let relation = Relation::new(hops.0.iter().map(|hop| hop.ends));
    let factor = |ends: (usize, usize)| hops.between(ends).map_or(1.0, |hop| hop.factor);
    let longest = Longest::new(&relation, |_| 1.0, |_, hop, rest: f64| factor(hop) * rest);
    let mut worst: Vec<(f64, usize)> = relation
        .items()
        .iter()
        .filter(|from| longest.step(**from).is_some_and(|hop| hop.0 == **from && factor(hop) > 1.0))
        .filter_map(|from| longest.worth(*from).map(|worth| (worth, *from)))
        .filter(|(worth, _)| *worth > most)
        .collect();
    // Places are in the order of ids.
    worst.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut ends = BTreeSet::new();
    for (worth, from) in worst {
        let Some(end) = longest.end(from).filter(|end| ends.insert(*end)) else { continue };
        let way = longest.way(from);
        let id = |place: usize| context.graph.ids()[place];
        let names: Vec<&str> = way.iter().map(|place| context.label(id(*place))).collect();
        let edges = || way.windows(2).filter_map(|ends| hops.between((ends[0], ends[1]))).flat_map(Hop::edges);
        let message = format!(
            "One request of {} can become {worth:.0} of {}: {}. Whoever is slow already gets many times the load.",
            context.label(id(from)),
            context.label(id(end)),
            names.join(" → ")
        );
        findings
            .at(Severity::Warning, Subject::Node(id(from).clone()), message)
            .also(way.iter().map(|place| Subject::Node(id(*place).clone())))
            .also(edges().map(|edge| Subject::Edge(edge.clone())))
            .path(way.iter().map(|place| id(*place)))
            .fix(|| fix(context, id(from), &edges().collect::<Vec<_>>()));
    }
    Ok(())
}

/// How many requests the target gets at most for one of the caller's.
fn requests(link: &Link<'_>) -> f64 {
    let counts = link.edge.kind == EdgeKind::Call && !link.edge.has_tag(BUDGET) && !link.from.has_tag(BUDGET);
    let retries = link.edge.retries.known().copied().filter(|_| counts);
    1.0 + f64::from(retries.unwrap_or(0))
}

impl<'a> Hops<'a> {
    /// Every call, of parallel ones the one that retries most; what goes through a gateway from inside goes to where its route leads.
    fn of(context: &'a Context<'_>) -> Self {
        let hop = |ends, links: &'a [Link<'a>]| Hop { ends, factor: links.iter().map(requests).product(), links };
        let inside = |link: &Link<'_>| link.from.kind.is_workload() && !Graph::is_client(link.from);
        let straight =
            context.graph.all_links().iter().filter(|link| {
                link.edge.kind == EdgeKind::Call && !(inside(link) && link.to.kind == NodeKind::Gateway)
            });
        let mut hops: Vec<Hop<'a>> = straight.map(|link| hop(link.places, std::slice::from_ref(link))).collect();
        let contracted = context.calls_of_workloads().by_place().filter(|(_, _, step)| step.links.len() > 1);
        hops.extend(contracted.map(|(from, to, step)| hop((from, to), &step.links)));
        hops.sort_by_key(|hop| hop.ends);
        hops.dedup_by(|next, held| {
            let same = next.ends == held.ends;
            if same && next.factor > held.factor {
                *held = *next;
            }
            same
        });
        Self(hops)
    }

    fn between(&self, ends: (usize, usize)) -> Option<&Hop<'a>> {
        self.0.binary_search_by_key(&ends, |hop| hop.ends).ok().map(|at| &self.0[at])
    }
}

impl<'a> Hop<'a> {
    fn edges(&self) -> impl Iterator<Item = &'a EdgeId> + use<'a> {
        self.links.iter().map(|link| link.id)
    }
}

/// No retries but those of the first call.
fn fix(context: &Context<'_>, from: &Id, edges: &[&EdgeId]) -> Option<Fix> {
    let declared = context.declared;
    let ends = |id: &EdgeId| declared.edges.get(id).map(|edge| (&edge.from, &edge.to));
    let inner: BTreeSet<_> = edges.iter().skip(1).filter_map(|id| ends(id)).collect();
    let mut mend = Mend::new(declared);
    for (id, edge) in &declared.edges {
        if edge.kind != EdgeKind::Call || !inner.contains(&(&edge.from, &edge.to)) {
            continue;
        }
        if edge.retries.known().is_some_and(|retries| *retries > 0) {
            mend.set(["edges", id.as_str(), "retries"], json!("none"));
        }
        for (name, environment) in &declared.environments {
            if environment.edges.get(id).is_some_and(|over| over.contains_key("retries")) {
                mend.unset(["environments", name.as_str(), "edges", id.as_str(), "retries"]);
            }
        }
    }
    let fix = mend.done(format!("Retry at {} alone", context.label(from)));
    context.trial(&[&RULE]).mends(RULE.id, from, fix)
}
