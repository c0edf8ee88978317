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

/// Where a message or a request is; nodes by their place. In this order they are the things of the relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step<'d> {
    At(usize),
    /// In a queue, published under a topic.
    Sent(usize, Option<&'d Topic>),
    /// On its way to those who subscribed to a topic.
    Wanted(usize, Option<&'d Topic>),
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let (mut publishes, mut subscribes) = (Vec::new(), Vec::new());
    for link in context.graph.links().filter(|link| link.from.kind.is_workload()) {
        let ((who, queue), topic) = (link.places, link.edge.topic.as_ref());
        match link.edge.kind {
            EdgeKind::Publish => publishes.push((who, (queue, topic))),
            EdgeKind::Subscribe => subscribes.push((who, (queue, topic))),
            _ => {}
        }
    }
    if publishes.is_empty() || subscribes.is_empty() {
        return Ok(());
    }
    let relation = relation(context, &publishes, &subscribes);
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

/// A queue by its place, and what is sent there or wanted from there.
type Message<'d> = (usize, Option<&'d Topic>);

/// The way of requests and messages: from whoever publishes to what is sent, from there to what is wanted, and on to whoever subscribed.
fn relation<'d>(
    context: &Context<'d>,
    publishes: &[(usize, Message<'d>)],
    subscribes: &[(usize, Message<'d>)],
) -> Relation<Step<'d>> {
    let messages = |all: &[(usize, Message<'d>)]| {
        let mut messages: Vec<Message<'d>> = all.iter().map(|(_, message)| *message).collect();
        messages.sort_unstable();
        messages.dedup();
        messages
    };
    let (nodes, sent, wanted) = (context.graph.ids().len(), messages(publishes), messages(subscribes));
    let place = |all: &[Message<'d>], before: usize, one: &Message<'d>| Some(before + all.binary_search(one).ok()?);
    let (first_sent, first_wanted) = (nodes, nodes + sent.len());
    let mut steps: Vec<(usize, usize)> = context.calls_of_workloads().places().collect();
    steps.extend(publishes.iter().filter_map(|(who, message)| Some((*who, place(&sent, first_sent, message)?))));
    steps.extend(subscribes.iter().filter_map(|(who, message)| Some((place(&wanted, first_wanted, message)?, *who))));
    steps.extend(deliveries(&sent, &wanted).into_iter().map(|(from, to)| (first_sent + from, first_wanted + to)));
    // All are in the order of steps: nodes, then what is sent, then what is wanted.
    let at = (0..nodes).map(Step::At);
    let sent = sent.into_iter().map(|(queue, topic)| Step::Sent(queue, topic));
    let wanted = wanted.into_iter().map(|(queue, topic)| Step::Wanted(queue, topic));
    Relation::of_places(at.chain(sent).chain(wanted).collect(), steps)
}

/// Which sent messages reach which wanted ones, by their places; both are in order.
fn deliveries(sent: &[Message<'_>], wanted: &[Message<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (from, &(queue, topic)) in sent.iter().enumerate() {
        let begin = wanted.partition_point(|(other, _)| *other < queue);
        for (to, &(_, want)) in wanted.iter().enumerate().skip(begin).take_while(|(_, (other, _))| *other == queue) {
            if topic.zip(want).is_none_or(|(topic, want)| delivers(topic.as_str(), want.as_str())) {
                pairs.push((from, to));
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
