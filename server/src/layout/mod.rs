//! Where cards stand well: layers from left to right, boundary by boundary from the inside out. No HTTP here.

mod crowded;
mod layers;
mod nest;

use std::collections::{BTreeMap, BTreeSet};

use topology::Document;
use topology::document::{Edge, EdgeKind, Id};
use topology::drawing::{CARD_HEIGHT, CARD_WIDTH};

use layers::{Block, arrange};
use nest::{Nest, nests};

/// Width and height of a card at 100 %, as the editor draws it.
const CARD: (f64, f64) = (CARD_WIDTH, CARD_HEIGHT);
/// Room around the members of a boundary.
const PADDING: f64 = 40.0;
/// The room for a drawing in a window of 1440 × 900, between the panels.
const CANVAS: (f64, f64) = (792.0, 720.0);
/// By how much larger a picture has to be shown before boundaries are moved for it.
const BETTER: f64 = 1.1;
/// Of more lines between blocks than these a second arrangement takes longer than people wait, and what it gains nobody can read.
const FEW: usize = 100;
/// What places snap to.
const STEP: f64 = 8.0;

/// The top left corner of each node, in pixels at 100 %. With `only`, of these nodes alone, where they stand now.
#[must_use]
pub fn tidy(document: &Document, only: &BTreeSet<Id>) -> BTreeMap<Id, [i32; 2]> {
    let nodes: BTreeSet<&Id> = document.nodes.keys().filter(|id| only.is_empty() || only.contains(*id)).collect();
    let edges: Vec<(&Id, &Id)> =
        document.edges.values().map(flow).filter(|(from, to)| nodes.contains(from) && nodes.contains(to)).collect();
    let placed = place(&nests(document, &nodes), &edges);
    let view = document.main_view();
    let corner = |axis: usize| {
        let known = view.into_iter().flat_map(|view| &view.layout).filter(|(id, _)| nodes.contains(id));
        known.map(|(_, at)| f64::from(at[axis])).reduce(f64::min).unwrap_or(64.0)
    };
    let (left, top) = (corner(0), corner(1));
    placed.corners.into_iter().map(|(id, (x, y))| (id.clone(), [snapped(x + left), snapped(y + top)])).collect()
}

/// The document with every node in its place, as a picture of its own.
#[must_use]
pub fn laid_out(mut document: Document) -> Document {
    let layout = tidy(&document, &BTreeSet::new());
    if let (false, Ok(main)) = (layout.is_empty(), Id::parse("main")) {
        document.views.entry(main).or_default().layout = layout;
    }
    document
}

/// From where to where an edge is drawn: with the flow, so a subscription comes out of its queue.
fn flow(edge: &Edge) -> (&Id, &Id) {
    if edge.kind == EdgeKind::Subscribe { (&edge.to, &edge.from) } else { (&edge.from, &edge.to) }
}

#[allow(clippy::cast_possible_truncation, reason = "the canvas ends long before")]
fn snapped(length: f64) -> i32 {
    ((length / STEP).round() * STEP) as i32
}

/// A part of the picture that is laid out: where its nodes stand in it, and its size.
struct Placed<'d> {
    corners: Vec<(&'d Id, (f64, f64))>,
    size: (f64, f64),
}

fn place<'d>(nest: &Nest<'d>, edges: &[(&'d Id, &'d Id)]) -> Placed<'d> {
    let inner: Vec<Placed> = nest.inner.iter().map(|nest| place(nest, edges)).collect();
    let mut parts: Vec<Placed> = inner
        .into_iter()
        .map(|part| Placed {
            corners: part.corners.into_iter().map(|(id, (x, y))| (id, (x + PADDING, y + PADDING))).collect(),
            size: (part.size.0 + 2.0 * PADDING, part.size.1 + 2.0 * PADDING),
        })
        .collect();
    parts.extend(nest.nodes.iter().map(|id| Placed { corners: vec![(id, (0.0, 0.0))], size: CARD }));
    let part_of: BTreeMap<&Id, usize> = parts
        .iter()
        .enumerate()
        .flat_map(|(index, part)| part.corners.iter().map(move |(id, _)| (*id, index)))
        .collect();
    let lines: BTreeSet<(usize, usize)> = edges
        .iter()
        .filter_map(|(from, to)| Some((*part_of.get(from)?, *part_of.get(to)?)))
        .filter(|(from, to)| from != to)
        .collect();
    let blocks: Vec<Block> = parts.iter().map(|part| Block { width: part.size.0, height: part.size.1 }).collect();
    let (places, size) = fitting(&blocks, &lines, nest.inner.len());
    let corners = parts
        .into_iter()
        .zip(places)
        .flat_map(|(part, (left, top))| part.corners.into_iter().map(move |(id, (x, y))| (id, (x + left, y + top))))
        .collect();
    Placed { corners, size }
}

type Arranged = (Vec<(f64, f64)>, (f64, f64));

/// Where blocks stand, of which the first so many are boundaries. One boundary after the other makes a picture too wide to be read: where that fits a canvas better, a boundary stands beside the others that the same block leads to, though they lead to it as well.
fn fitting(blocks: &[Block], lines: &BTreeSet<(usize, usize)>, boundaries: usize) -> Arranged {
    let first = arrange(blocks, lines);
    if lines.len() > FEW {
        return first;
    }
    let left = |block: usize| first.0.get(block).map_or(f64::INFINITY, |(x, _)| *x);
    let earlier = |from: usize, to: usize| lines.iter().any(|(other, end)| *end == to && left(*other) < left(from));
    let needed = |(from, to): &(usize, usize)| *from >= boundaries || *to >= boundaries || !earlier(*from, *to);
    let fewer: BTreeSet<(usize, usize)> = lines.iter().copied().filter(needed).collect();
    if fewer.len() == lines.len() {
        return first;
    }
    let second = arrange(blocks, &fewer);
    if zoom(second.1) > BETTER * zoom(first.1) { second } else { first }
}

/// How large a picture of this size is shown on a canvas.
fn zoom((width, height): (f64, f64)) -> f64 {
    (CANVAS.0 / width.max(1.0)).min(CANVAS.1 / height.max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn document(value: Value) -> Document {
        topology::json::read(value).unwrap()
    }

    /// A system in layers with 1.5 edges a node, like those that people draw large.
    fn large(count: usize) -> Document {
        let mut nodes = serde_json::Map::new();
        let mut edges = serde_json::Map::new();
        for n in 0..count {
            let kind = if n % 4 == 3 { "database" } else { "service" };
            nodes.insert(format!("n{n}"), json!({ "kind": kind, "in": { "domain": format!("d{}", n / 40) } }));
            for (to, every) in [(n / 3, 1), (n / 2 + 1, 2)] {
                if n > 0 && n % every == 0 && to != n && to < count {
                    edges.insert(
                        format!("n{to}--n{n}"),
                        json!({ "from": format!("n{to}"), "to": format!("n{n}"), "kind": "call" }),
                    );
                }
            }
        }
        document(json!({ "groundplan": 1, "name": "large", "nodes": nodes, "edges": edges }))
    }

    fn overlapping(places: &BTreeMap<Id, [i32; 2]>) -> Option<(&Id, &Id)> {
        let all: Vec<_> = places.iter().collect();
        all.iter().enumerate().find_map(|(index, (id, a))| {
            let meets = |b: &[i32; 2]| (a[0] - b[0]).abs() < 182 && (a[1] - b[1]).abs() < 60;
            all[index + 1..].iter().find(|(_, b)| meets(b)).map(|(other, _)| (*id, *other))
        })
    }

    #[test]
    fn boundaries_that_one_gateway_leads_to_stand_below_each_other_where_that_can_be_read() {
        let service = |domain: &str| json!({ "kind": "service", "in": { "domain": domain } });
        let call = |from: &str, to: &str| (format!("{from}--{to}"), json!({ "from": from, "to": to, "kind": "call" }));
        let mut nodes = serde_json::Map::from_iter([("edge".to_owned(), json!({ "kind": "gateway" }))]);
        let mut edges = serde_json::Map::new();
        for (domain, next) in [("a", Some("b")), ("b", Some("c")), ("c", None)] {
            let id = |n: usize| format!("{domain}{n}");
            nodes.extend((0..3).map(|n| (id(n), service(domain))));
            edges.extend([call("edge", &id(0)), call(&id(0), &id(1)), call(&id(1), &id(2))]);
            edges.extend(next.map(|next| call(&id(2), &format!("{next}0"))));
        }
        let document = document(json!({ "groundplan": 1, "name": "shop", "nodes": nodes, "edges": edges }));
        let places = tidy(&document, &BTreeSet::new());
        let at = |id: &str| places[&Id::parse(id).unwrap()];
        let [a, b, c] = ["a0", "b0", "c0"].map(at);
        assert!(at("edge")[0] < a[0] && a[0] == b[0] && b[0] == c[0], "{places:?}");
        assert!(a[1] != b[1] && b[1] != c[1] && a[1] != c[1], "{places:?}");
        assert_eq!(overlapping(&places), None);
    }

    #[test]
    fn thousands_of_lines_between_all_and_everybody_have_their_places_too() {
        let nodes: serde_json::Map<String, Value> =
            (0..200).map(|n| (format!("n{n}"), json!({ "kind": "service" }))).collect();
        let pairs =
            (0..200).flat_map(|to| (0..to).map(move |from| (from, to))).filter(|(from, to)| (from * 7 + to) % 3 == 0);
        let edges: serde_json::Map<String, Value> = pairs
            .map(|(a, b)| {
                (format!("n{a}--n{b}"), json!({ "from": format!("n{a}"), "to": format!("n{b}"), "kind": "call" }))
            })
            .collect();
        assert!(edges.len() > 6_000);
        let placed = laid_out(document(json!({ "groundplan": 1, "name": "dense", "nodes": nodes, "edges": edges })));
        let layout = &placed.views["main"].layout;
        assert_eq!((layout.len(), overlapping(layout)), (200, None));
        let left = |id: &str| layout.iter().find(|(own, _)| own.as_str() == id).map(|(_, at)| at[0]);
        assert!(left("n0") < left("n199"), "callers stand left of what they call");
    }

    #[test]
    fn callers_stand_left_of_what_they_call_and_readers_right_of_their_queue() {
        let document = document(json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "web": { "kind": "client" }, "edge": { "kind": "gateway" }, "a": { "kind": "service" }, "b": { "kind": "service" },
                "db": { "kind": "database" }, "q": { "kind": "queue" }, "w": { "kind": "worker" }, "c": { "kind": "cache" } },
            "edges": { "web--edge": { "from": "web", "to": "edge", "kind": "call" }, "edge--a": { "from": "edge", "to": "a", "kind": "call" },
                "a--b": { "from": "a", "to": "b", "kind": "call" }, "b--a": { "from": "b", "to": "a", "kind": "call" },
                "b--db": { "from": "b", "to": "db", "kind": "data" }, "a--q": { "from": "a", "to": "q", "kind": "publish" },
                "w--q": { "from": "w", "to": "q", "kind": "subscribe" } }
        }));
        let places = tidy(&document, &BTreeSet::new());
        let x = |id: &str| places.iter().find(|(own, _)| own.as_str() == id).unwrap().1[0];
        for (left, right) in [("web", "edge"), ("edge", "a"), ("b", "db"), ("a", "q"), ("q", "w")] {
            assert!(x(left) + 182 < x(right), "{left} is not left of {right}: {places:?}");
        }
        assert_eq!(overlapping(&places), None);
    }

    #[test]
    fn members_of_a_boundary_stand_together_and_nobody_else_among_them() {
        let document = large(120);
        let places = tidy(&document, &BTreeSet::new());
        assert_eq!(places.len(), 120);
        assert_eq!(overlapping(&places), None);
        for domain in ["d0", "d1", "d2"] {
            let inside = |id: &Id| document.nodes[id].member.domain.as_ref().is_some_and(|own| own.as_str() == domain);
            let own: Vec<&[i32; 2]> = places.iter().filter(|(id, _)| inside(id)).map(|(_, at)| at).collect();
            let (least, most) = (
                [0, 1].map(|axis| own.iter().map(|at| at[axis]).min().unwrap()),
                [0, 1].map(|axis| own.iter().map(|at| at[axis]).max().unwrap()),
            );
            let within = |at: &[i32; 2]| (0..2).all(|axis| (least[axis]..=most[axis]).contains(&at[axis]));
            let strangers: Vec<&Id> =
                places.iter().filter(|(id, at)| !inside(id) && within(at)).map(|(id, _)| id).collect();
            assert_eq!(strangers, Vec::<&Id>::new(), "{domain}");
        }
    }

    #[test]
    fn the_same_document_is_laid_out_the_same_every_time() {
        let document = large(200);
        let first = tidy(&document, &BTreeSet::new());
        assert!((0..3).all(|_| tidy(&document, &BTreeSet::new()) == first));
    }

    #[test]
    fn a_selection_stays_where_it_is() {
        let mut document = large(12);
        let mut view = topology::document::View::default();
        for (index, id) in document.nodes.keys().enumerate() {
            view.layout.insert(id.clone(), [800 + 10 * i32::try_from(index).unwrap(), 400]);
        }
        document.views.insert(Id::parse("main").unwrap(), view);
        let only: BTreeSet<Id> = ["n1", "n3", "n4"].into_iter().map(|id| Id::parse(id).unwrap()).collect();
        let places = tidy(&document, &only);
        assert_eq!(places.keys().collect::<Vec<_>>(), only.iter().collect::<Vec<_>>());
        let corner = [0, 1].map(|axis| places.values().map(|at| at[axis]).min().unwrap());
        let before = document.views.values().next().unwrap().layout[&Id::parse("n1").unwrap()];
        assert!((corner[0] - before[0]).abs() <= 8 && corner[1] == 400, "{corner:?} {before:?}");
    }

    #[test]
    fn a_thousand_nodes_are_laid_out_apart() {
        let places = tidy(&large(1000), &BTreeSet::new());
        assert_eq!(places.len(), 1000);
        assert_eq!(overlapping(&places), None);
    }

    #[test]
    fn a_queue_that_nobody_reads_stands_right_of_its_publisher() {
        let document = document(json!({
            "groundplan": 1, "name": "shop", "boundaries": { "sales": { "kind": "domain" } },
            "nodes": { "web": { "kind": "client" }, "orders": { "kind": "service", "in": { "domain": "sales" } },
                "billing": { "kind": "service", "in": { "domain": "sales" } }, "ledger": { "kind": "database" },
                "events": { "kind": "queue" }, "post": { "kind": "worker" } },
            "edges": { "web--orders": { "from": "web", "to": "orders", "kind": "call" },
                "orders--billing": { "from": "orders", "to": "billing", "kind": "call" },
                "billing--ledger": { "from": "billing", "to": "ledger", "kind": "data" },
                "orders--events": { "from": "orders", "to": "events", "kind": "publish" } }
        }));
        let places = tidy(&document, &BTreeSet::new());
        let x = |id: &str| places.iter().find(|(own, _)| own.as_str() == id).unwrap().1[0];
        for (left, right) in [("web", "orders"), ("billing", "ledger"), ("billing", "events")] {
            assert!(x(left) + 182 < x(right), "{left} is not left of {right}: {places:?}");
        }
    }
}
