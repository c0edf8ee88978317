//! Both topologies in one picture: what is new, what is gone where it stood, what changed, and the rest pale.

use std::collections::{BTreeMap, BTreeSet};

use topology::Document;
use topology::diff::{Diff, Status};
use topology::document::{Edge, Id, Node};
use topology::finding::Subject;

use super::Html;
use super::words::class;
use crate::layout::tidy;

/// A card as the editor draws it.
const WIDTH: i32 = 182;
const HEIGHT: i32 = 60;
/// Room between a ghost and what stands in its place now.
const STEP: i32 = 76;
/// Room around the picture.
const MARGIN: i32 = 40;
/// Characters of a title that fit on a card.
const FITTING: usize = 22;
/// Characters of the smaller line below it.
const FITTING_BELOW: usize = 28;

/// Draws the overlay.
pub fn picture(html: &mut Html, before: &Document, after: &Document, diff: &Diff) {
    let places = places(before, after);
    if places.is_empty() {
        return;
    }
    let corner = |axis: usize, end: bool| {
        let all = places.values().map(|at| at[axis]);
        if end { all.max().unwrap_or(0) } else { all.min().unwrap_or(0) }
    };
    let (left, top) = (corner(0, false) - MARGIN, corner(1, false) - MARGIN);
    let (width, height) = (corner(0, true) + WIDTH + MARGIN - left, corner(1, true) + HEIGHT + MARGIN - top);
    modes(html, diff.moved.len());
    html.raw("<svg class=\"picture\" role=\"img\" aria-label=\"Both topologies in one picture\"");
    html.attribute("viewBox", &format!("{left} {top} {width} {height}")).raw("><defs>");
    for kind in ["same", "added", "removed", "changed"] {
        html.raw("<marker").attribute("id", &format!("arrow-{kind}")).attribute("class", kind);
        html.raw(" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\"/></marker>");
    }
    html.raw("</defs>");
    let states: BTreeMap<&Subject, (Status, usize)> =
        diff.items.iter().map(|item| (&item.subject, (item.status, item.fields.len()))).collect();
    let edges: BTreeMap<_, (&Edge, &Document)> = before
        .edges
        .iter()
        .map(|(id, edge)| (id, (edge, before)))
        .chain(after.edges.iter().map(|(id, edge)| (id, (edge, after))))
        .collect();
    for (id, (edge, document)) in edges {
        let state = states.get(&Subject::Edge(id.clone())).copied();
        if let (Some(from), Some(to)) = (places.get(&edge.from), places.get(&edge.to)) {
            let told =
                format!("{} → {}", document.node_label(edge.from.as_str()), document.node_label(edge.to.as_str()));
            line(html, id.as_str(), &told, *from, *to, state);
        }
    }
    let renamed: BTreeSet<&Id> = diff.items.iter().filter_map(|item| item.was.as_ref()).collect();
    for (id, node) in before.nodes.iter().filter(|(id, _)| !after.nodes.contains_key(*id) && !renamed.contains(id)) {
        card(html, id, before.node_label(id.as_str()), node, places[id], Some((Status::Removed, 1)));
    }
    for (id, node) in &after.nodes {
        let state = states.get(&Subject::Node(id.clone())).copied();
        card(html, id, after.node_label(id.as_str()), node, places[id], state);
    }
    for id in &diff.moved {
        let [x, y] = standing(before, id).unwrap_or(places[id]);
        html.raw("<g class=\"moved\"><rect").attribute("x", &x.to_string()).attribute("y", &y.to_string());
        html.raw(" rx=\"10\"").attribute("width", &WIDTH.to_string()).attribute("height", &HEIGHT.to_string());
        html.raw("><title>stood here before</title></rect></g>");
    }
    html.raw("</svg>");
}

/// Which of the two is shown. The choice needs no script.
fn modes(html: &mut Html, moved: usize) {
    html.raw("<fieldset class=\"modes\"><legend class=\"unseen\">What the picture shows</legend>");
    html.raw("<label><input type=\"radio\" name=\"mode\" id=\"mode-both\" checked> Both</label>");
    html.raw("<label><input type=\"radio\" name=\"mode\" id=\"mode-before\"> Before</label>");
    html.raw("<label><input type=\"radio\" name=\"mode\" id=\"mode-after\"> After</label>");
    if moved > 0 {
        html.raw("<label><input type=\"checkbox\" id=\"show-moved\"> ").number(moved).raw(" moved, hidden</label>");
    }
    html.raw("</fieldset>");
}

fn standing(document: &Document, id: &Id) -> Option<[i32; 2]> {
    let view = document.views.iter().find(|(name, _)| name.as_str() == "main").or_else(|| document.views.iter().next());
    view.and_then(|(_, view)| view.layout.get(id)).copied()
}

/// Where every node of either document is drawn: as it stands now, and what is gone where it stood, moved down where something else stands there.
fn places(before: &Document, after: &Document) -> BTreeMap<Id, [i32; 2]> {
    let mut places: BTreeMap<Id, [i32; 2]> =
        after.nodes.keys().filter_map(|id| Some((id.clone(), standing(after, id)?))).collect();
    let loose: BTreeSet<Id> = after.nodes.keys().filter(|id| !places.contains_key(*id)).cloned().collect();
    if !loose.is_empty() {
        let below = places.values().map(|at| at[1] + HEIGHT + MARGIN).max();
        let laid = tidy(after, &loose);
        let top = laid.values().map(|at| at[1]).min().unwrap_or(0);
        for (id, [x, y]) in laid {
            places.insert(id, [x, below.map_or(y, |below| y - top + below)]);
        }
    }
    for id in before.nodes.keys().filter(|id| !after.nodes.contains_key(*id)) {
        let mut at = standing(before, id).unwrap_or([64, 64]);
        while places.values().any(|[x, y]| (x - at[0]).abs() < WIDTH + 8 && (y - at[1]).abs() < HEIGHT + 8) {
            at[1] += STEP;
        }
        places.insert(id.clone(), at);
    }
    places
}

fn card(html: &mut Html, id: &Id, label: &str, node: &Node, [x, y]: [i32; 2], state: Option<(Status, usize)>) {
    html.raw("<g").attribute("id", &format!("node-{id}")).attribute("data-subject", &format!("node:{id}"));
    html.attribute("class", &format!("card {}", state.map_or("same", |(status, _)| class(status))));
    html.attribute("transform", &format!("translate({x} {y})")).raw("><title>").text(label).raw("</title>");
    html.raw("<rect rx=\"10\"")
        .attribute("width", &WIDTH.to_string())
        .attribute("height", &HEIGHT.to_string())
        .raw("/>");
    html.raw("<text class=\"label\" x=\"14\" y=\"26\">").text(&fitting(label, FITTING)).raw("</text>");
    let mut below = vec![node.kind.word()];
    below.extend(node.engine.as_ref().map(|engine| engine.as_str()));
    below.extend(node.version.as_ref().map(|version| version.as_str()));
    html.raw("<text class=\"below\" x=\"14\" y=\"44\">")
        .text(&fitting(&below.join(" · "), FITTING_BELOW))
        .raw("</text>");
    if let Some((status, count)) = state {
        let sign = if status == Status::Changed { format!("~{count}") } else { status.sign().to_owned() };
        html.raw("<circle class=\"badge\" r=\"11\"/><text class=\"sign\" y=\"4\" text-anchor=\"middle\">").text(&sign);
        html.raw("</text>");
    }
    html.raw("</g>");
}

fn fitting(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn line(html: &mut Html, id: &str, told: &str, from: [i32; 2], to: [i32; 2], state: Option<(Status, usize)>) {
    let kind = state.map_or("same", |(status, _)| class(status));
    let (start, end) = ends(from, to);
    html.raw("<g").attribute("id", &format!("edge-{id}")).attribute("class", &format!("line {kind}"));
    html.attribute("data-subject", &format!("edge:{id}")).raw("><title>").text(told).raw("</title><path");
    let path = format!("M{:.0} {:.0} L{:.0} {:.0}", start.0, start.1, end.0, end.1);
    html.attribute("d", &path).attribute("marker-end", &format!("url(#arrow-{kind})")).raw("/></g>");
}

/// Where a straight line between two cards leaves the one and reaches the other. Lines there and back lie beside each other.
fn ends(from: [i32; 2], to: [i32; 2]) -> ((f64, f64), (f64, f64)) {
    let middle = |at: [i32; 2]| (f64::from(at[0]) + f64::from(WIDTH) / 2.0, f64::from(at[1]) + f64::from(HEIGHT) / 2.0);
    let (a, b) = (middle(from), middle(to));
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy).max(1.0);
    let (beside_x, beside_y) = (-dy / length * 5.0, dx / length * 5.0);
    // How far along the line its card's border is.
    let share =
        (f64::from(WIDTH) / 2.0 / dx.abs().max(0.01)).min(f64::from(HEIGHT) / 2.0 / dy.abs().max(0.01)).min(0.5);
    let at = |origin: (f64, f64), sign: f64| {
        (origin.0 + sign * dx * share + beside_x, origin.1 + sign * dy * share + beside_y)
    };
    (at(a, 1.0), at(b, -1.0))
}
