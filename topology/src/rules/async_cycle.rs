//! # Events in a circle
//!
//! ## What it finds
//! Groups of workloads whose circle only closes through a queue: somebody publishes, somebody else reads it and, over calls or further events, comes back to the first. Topics must agree where both ends name one.
//!
//! ## Why it matters
//! Such circles are often meant: sagas, and requests answered over a queue. Where they are not, one message breeds the next for ever, and nobody sees from a single service why.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: saga
//! nodes:
//!   events: { kind: queue, engine: rabbitmq }
//!   orders: { kind: service }
//!   payments: { kind: service }
//! edges:
//!   orders--events: { kind: publish, topic: order.created }
//!   orders--events--2: { kind: subscribe, topic: payment.done }
//!   payments--events: { kind: subscribe, topic: order.created }
//!   payments--events--2: { kind: publish, topic: payment.done }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: saga
//! nodes:
//!   events: { kind: queue, engine: rabbitmq }
//!   orders: { kind: service }
//!   payments: { kind: service }
//! edges:
//!   orders--events: { kind: publish, topic: order.created }
//!   payments--events: { kind: subscribe, topic: order.created }
//! ```
//!
//! ## How to fix
//! Nothing has to be fixed. Carry a correlation id with every message and bound the number of times that it may go round.
//!
//! ## When not to
//! Sagas and request/reply over queues are of this kind; that is why it is only an information.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! Operating practice.

use crate::collections::BTreeSet;

use super::reach::{CALLS, MESSAGES, Reach};
use super::speech::listing;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{EdgeKind, Id, Topic};
use crate::finding::{Confidence, Severity, Subject};
use crate::graph::Relation;

pub(super) static RULE: Rule = Rule {
    id: "async-cycle",
    title: "Events in a circle",
    severity: Severity::Info,
    fix: false,
    group: Group::Core,
    may_introduce: &[],
    source: source!("async_cycle.rs"),
    reach: Reach::Parts(&[CALLS, MESSAGES]),
    check: Check::Each(check),
};

/// Where a message or a request is; nodes by their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step<'d> {
    At(usize),
    /// In a queue, published under a topic.
    Sent(usize, Option<&'d Topic>),
    /// On its way to those who subscribed to a topic.
    Wanted(usize, Option<&'d Topic>),
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let mut pairs: Vec<(Step<'_>, Step<'_>)> = Vec::new();
    let (mut sent, mut wanted) = (BTreeSet::new(), BTreeSet::new());
    for link in context.graph.links().filter(|link| link.from.kind.is_workload()) {
        let ((who, queue), topic) = (link.places, link.edge.topic.as_ref());
        match link.edge.kind {
            EdgeKind::Publish => {
                pairs.push((Step::At(who), Step::Sent(queue, topic)));
                sent.insert((queue, topic));
            }
            EdgeKind::Subscribe => {
                pairs.push((Step::Wanted(queue, topic), Step::At(who)));
                wanted.insert((queue, topic));
            }
            _ => {}
        }
    }
    if sent.is_empty() || wanted.is_empty() {
        return Ok(());
    }
    pairs.extend(deliveries(&sent, &wanted));
    pairs.extend(context.calls_of_workloads().places().map(|(a, b)| (Step::At(a), Step::At(b))));
    let relation = Relation::new(pairs);
    for ring in relation.rings() {
        let id = |place: usize| context.graph.ids()[place];
        let members: Vec<&Id> =
            ring.iter().filter_map(|step| if let Step::At(place) = step { Some(id(*place)) } else { None }).collect();
        let topics: Vec<(usize, Option<&Topic>)> = ring.iter().filter_map(Step::message).collect();
        // Whoever reads what it writes itself is alone in its circle.
        if topics.is_empty() || members.len() < 2 {
            continue;
        }
        let round = through_a_queue(&relation, &ring);
        let mut path: Vec<&Id> = round.iter().map(|step| id(step.node())).collect();
        path.dedup();
        let labels: Vec<&str> = members.iter().map(|id| context.label(id)).collect();
        let way: Vec<&str> = path.iter().map(|id| context.label(id)).collect();
        let message = format!(
            "Messages can go round between {}: {}. That is fine for a saga or an answer over a queue; otherwise one message breeds the next.",
            listing(&labels),
            way.join(" → ")
        );
        let named = topics.iter().all(|(_, topic)| topic.is_some());
        let queues: BTreeSet<&Id> = topics.iter().map(|(queue, _)| id(*queue)).collect();
        findings
            .at(Severity::Info, Subject::Node(members[0].clone()), message)
            .also(members.iter().chain(&queues).map(|id| Subject::Node((*id).clone())))
            .confidence(if named { Confidence::High } else { Confidence::Medium })
            .path(path.iter().copied())
            .members(context.document, members.iter().copied());
    }
    Ok(())
}

impl<'d> Step<'d> {
    fn node(&self) -> usize {
        match self {
            Self::At(place) | Self::Sent(place, _) | Self::Wanted(place, _) => *place,
        }
    }

    fn message(&self) -> Option<(usize, Option<&'d Topic>)> {
        match self {
            Self::At(_) => None,
            Self::Sent(queue, topic) | Self::Wanted(queue, topic) => Some((*queue, *topic)),
        }
    }
}

/// Which sent topics reach which wanted ones.
fn deliveries<'d>(
    sent: &BTreeSet<(usize, Option<&'d Topic>)>,
    wanted: &BTreeSet<(usize, Option<&'d Topic>)>,
) -> Vec<(Step<'d>, Step<'d>)> {
    let mut pairs = Vec::new();
    for &(queue, topic) in sent {
        for &(_, want) in wanted.range((queue, None)..).take_while(|(other, _)| *other == queue) {
            if topic.zip(want).is_none_or(|(topic, want)| delivers(topic.as_str(), want.as_str())) {
                pairs.push((Step::Sent(queue, topic), Step::Wanted(queue, want)));
            }
        }
    }
    pairs
}

/// Whether a message of one topic reaches a subscription: word by word, `*` for one word and `#` for any number.
fn delivers(topic: &str, want: &str) -> bool {
    fn words(topic: &[&str], want: &[&str]) -> bool {
        match (topic, want) {
            ([], []) => true,
            (_, ["#"]) => true,
            (topic, ["#", rest @ ..]) => (0..=topic.len()).any(|skip| words(&topic[skip..], rest)),
            ([_, topic @ ..], ["*", want @ ..]) => words(topic, want),
            ([a, topic @ ..], [b, want @ ..]) => a == b && words(topic, want),
            _ => false,
        }
    }
    if !want.contains(['*', '#']) {
        let plain = |byte: u8| if byte == b'/' { b'.' } else { byte };
        return topic.bytes().map(plain).eq(want.bytes().map(plain));
    }
    let (topic, want): (Vec<&str>, Vec<&str>) = (topic.split(['.', '/']).collect(), want.split(['.', '/']).collect());
    // Two and more `#` could be tried in very many ways; such a subscription takes nearly everything anyway.
    want.iter().filter(|word| **word == "#").count() > 1 || words(&topic, &want)
}

/// The shortest round of the ring that passes a queue.
fn through_a_queue<'d>(relation: &Relation<Step<'d>>, ring: &[Step<'d>]) -> Vec<Step<'d>> {
    let shortest = relation.shortest_round(ring);
    if shortest.iter().any(|step| step.message().is_some()) {
        return shortest;
    }
    // The shortest one only calls: begin at each queue instead.
    ring.iter()
        .filter(|step| step.message().is_some())
        .map(|step| relation.shortest_round_through(*step, ring))
        .filter(|round| !round.is_empty())
        .min_by_key(Vec::len)
        .unwrap_or(shortest)
}
