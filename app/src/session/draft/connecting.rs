//! Edges between cards: which kind one is, why there can't be one, and how its ends move.

use serde_json::json;
use topology::Document;
use topology::document::{Capability, EdgeKind, Id, NodeKind, Pointer};
use topology::edit::{Edit, apply};

use super::placing::{Preset, place};
use crate::canvas::geometry::Point;
use crate::session::face::drawn_ends;

/// What an edge between two nodes would be, or why there can't be one.
///
/// # Errors
/// The reason, as a sentence for the person.
pub fn connection(document: &Document, from: &str, to: &str) -> Result<(EdgeKind, Id, Id), String> {
    let (Some((from_id, start)), Some((to_id, end))) =
        (document.nodes.get_key_value(from), document.nodes.get_key_value(to))
    else {
        return Err("One of the two is gone.".into());
    };
    if from == to {
        return Err("Drop it on another node.".into());
    }
    let provides: Vec<Capability> = end.provides.iter().copied().collect();
    let (kind, turned) =
        joined((start.kind, document.node_label(from)), (end.kind, document.node_label(to), &provides))?;
    Ok(if turned { (kind, to_id.clone(), from_id.clone()) } else { (kind, from_id.clone(), to_id.clone()) })
}

/// What an edge from a kind to another would be, and whether the one where the arrow ends is the one who connects.
///
/// # Errors
/// The reason why there can't be one, as a sentence for the person.
pub fn joined(
    (start, start_label): (NodeKind, &str),
    (end, end_label, provides): (NodeKind, &str, &[Capability]),
) -> Result<(EdgeKind, bool), String> {
    // The arrow follows the message, the edge names the one who connects: a queue's reader connects to the queue.
    if start == NodeKind::Queue && (end.is_workload() || end == NodeKind::External) {
        return Ok((EdgeKind::Subscribe, true));
    }
    if start.is_data() {
        return Err(format!("{start_label} opens no connections. Draw from the one who uses it."));
    }
    match end {
        NodeKind::Client => Err(format!("{end_label} is outside and takes no connections.")),
        NodeKind::Worker | NodeKind::Job => Err(format!("{end_label} takes no calls. Give it work over a queue.")),
        NodeKind::Platform => Ok((towards_platform(provides), false)),
        kind => Ok((EdgeKind::towards(kind), false)),
    }
}

/// Whether a node may read what another one holds: messages of a queue.
#[must_use]
pub fn reads(document: &Document, reader: &str, of: &str) -> bool {
    document.nodes.get(of).is_some_and(|node| node.kind == NodeKind::Queue) && connection(document, of, reader).is_ok()
}

/// Whether a node is there to read rather than to write, where it may do both: a worker is.
#[must_use]
pub fn rather_reads(document: &Document, id: &str) -> bool {
    document.nodes.get(id).is_some_and(|node| matches!(node.kind, NodeKind::Worker | NodeKind::Function))
}

fn towards_platform(provides: &[Capability]) -> EdgeKind {
    let offers = |word| provides.contains(&word);
    if offers(Capability::Identity) || offers(Capability::Mail) || provides.is_empty() {
        EdgeKind::Call
    } else if offers(Capability::Discovery) {
        EdgeKind::Discovery
    } else if offers(Capability::Configuration) || offers(Capability::Secrets) {
        EdgeKind::Config
    } else {
        EdgeKind::Telemetry
    }
}

/// A new edge: its id and the edit.
///
/// # Errors
/// The reason why there can't be one.
pub fn connect(document: &Document, from: &str, to: &str) -> Result<(String, Edit), String> {
    let (kind, from, to) = connection(document, from, to)?;
    let id = document.free_edge_id(&from, &to).to_string();
    let edit = Edit::Create {
        path: Pointer::of(["edges", id.as_str()]),
        value: json!({ "from": from, "to": to, "kind": kind }),
    };
    Ok((id, edit))
}

/// A new node at a place, connected to another one: out of it, or into it where `into` says so.
///
/// # Errors
/// The reason why the two can't be connected.
pub fn place_connected(
    document: &Document,
    preset: &Preset,
    at: Point,
    other: &str,
    into: bool,
) -> Result<(Id, Edit), String> {
    let (id, edit) = place(document, preset, at);
    let mut scratch = document.clone();
    apply(&mut scratch, &edit).map_err(|problem| problem.message)?;
    let (from, to) = if into { (id.as_str(), other) } else { (other, id.as_str()) };
    let (_, edge) = connect(&scratch, from, to)?;
    Ok((id, Edit::Batch { edits: vec![edit, edge] }))
}

/// Gives one end of an edge to another node: the arrow's end, or where `start` says so its beginning. The edge keeps its id.
///
/// # Errors
/// The reason why it can't be.
pub fn reconnect(document: &Document, edge: &str, start: bool, to: &str) -> Result<Edit, String> {
    let held = document.edges.get(edge).ok_or("The connection is gone.")?;
    let (from, end) = drawn_ends(held);
    let (from, end) = if start { (to, end) } else { (from, to) };
    let (kind, from, to) = connection(document, from, end)?;
    let path = Pointer::of(["edges", edge]);
    let set = |field: &str, id: Id| Edit::Set { path: path.join(field), value: json!(id) };
    let fits = held.kind == kind
        || (kind == EdgeKind::Call && !matches!(held.kind, EdgeKind::Data | EdgeKind::Publish | EdgeKind::Subscribe));
    Ok(if fits {
        Edit::Batch { edits: vec![set("from", from), set("to", to)] }
    } else {
        // Another kind has other fields.
        Edit::Set { path, value: json!({ "from": from, "to": to, "kind": kind }) }
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{QUEUE, SERVICE, drawn};
    use super::*;

    #[test]
    fn an_end_moved_to_another_node_keeps_the_edge_and_a_kind_of_another_sort_starts_afresh() {
        let mut document = drawn(&[&SERVICE, &SERVICE, &QUEUE, &SERVICE]);
        let (edge, edit) = connect(&document, "service", "service-2").unwrap();
        apply(&mut document, &edit).unwrap();
        let edit = Edit::Set { path: Pointer::of(["edges", edge.as_str(), "timeout_ms"]), value: json!(900) };
        apply(&mut document, &edit).unwrap();
        let edit = reconnect(&document, &edge, false, "service-3").unwrap();
        apply(&mut document, &edit).unwrap();
        let timeout = topology::edit::get(&document, &Pointer::of(["edges", edge.as_str(), "timeout_ms"]));
        assert_eq!((document.edges[edge.as_str()].to.as_str(), timeout), ("service-3", Some(json!(900))));
        let edit = reconnect(&document, &edge, true, "queue").unwrap();
        apply(&mut document, &edit).unwrap();
        let held = &document.edges[edge.as_str()];
        assert_eq!((held.from.as_str(), held.to.as_str(), held.kind), ("service-3", "queue", EdgeKind::Subscribe));
        assert!(reconnect(&document, &edge, false, "queue").is_err(), "an edge can't end where it begins");
    }

    #[test]
    fn only_what_is_queued_is_read_and_a_worker_reads_rather_than_writes() {
        let mut document = drawn(&[&SERVICE, &QUEUE]);
        let worker = Edit::Create { path: Pointer::of(["nodes", "mailer"]), value: json!({ "kind": "worker" }) };
        apply(&mut document, &worker).unwrap();
        assert!(reads(&document, "service", "queue") && reads(&document, "mailer", "queue"));
        assert!(!reads(&document, "mailer", "service") && !reads(&document, "queue", "queue"));
        assert!(rather_reads(&document, "mailer") && !rather_reads(&document, "service"));
    }

    #[test]
    fn an_arrow_out_of_a_queue_is_a_subscription_of_the_reader() {
        let document = drawn(&[&SERVICE, &QUEUE]);
        let (kind, from, to) = connection(&document, "queue", "service").unwrap();
        assert_eq!((kind, from.as_str(), to.as_str()), (EdgeKind::Subscribe, "service", "queue"));
    }
}
