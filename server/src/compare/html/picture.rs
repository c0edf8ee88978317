//! The two topologies as pictures: in one, with what is new, what is gone where it stood, what changed, and the rest pale; and each by itself.

use std::collections::{BTreeMap, BTreeSet};

use topology::Document;
use topology::diff::{Diff, Status};
use topology::document::{Edge, Id};
use topology::finding::Subject;

use super::Html;
use super::around::{Around, around};
use super::drawn::{Canvas, HEIGHT, State, WIDTH, symbols};
use super::ways::{Way, ways};
use crate::layout::tidy;

/// Room between a ghost and what stands in its place now.
const STEP: i32 = 76;
/// Room around the picture.
const MARGIN: i32 = 40;

/// As far away as anything is drawn, in pixels at 100 %: what stands farther is drawn there.
pub(super) const FAR: i32 = 1_000_000;

/// Draws the overlay, and both sides beside it. All show the same part of the plane, so that one can lie over the other.
pub fn picture(html: &mut Html, before: &Document, after: &Document, diff: &Diff) {
    let places = places(before, after);
    let was: BTreeMap<Id, [i32; 2]> = before
        .nodes
        .keys()
        .filter_map(|id| Some((id.clone(), standing(before, id).or_else(|| places.get(id).copied())?)))
        .collect();
    let all = || places.values().chain(was.values());
    let Some((left, top)) = all().map(|at| at[0]).min().zip(all().map(|at| at[1]).min()) else { return };
    let far = |axis: usize| all().map(|at| at[axis]).max().unwrap_or_default();
    let boundaries = [around(before, &was), around(before, &places), around(after, &places)];
    let view = with([left, top, far(0) + WIDTH - left, far(1) + HEIGHT - top], &boundaries);
    modes(html, diff.moved.len());
    let states: BTreeMap<&Subject, (Status, usize)> =
        diff.items.iter().map(|item| (&item.subject, (item.status, item.fields.len()))).collect();
    let edges: BTreeMap<_, (&Edge, &Document)> = before
        .edges
        .iter()
        .map(|(id, edge)| (id, (edge, before)))
        .chain(after.edges.iter().map(|(id, edge)| (id, (edge, after))))
        .collect();
    let names: BTreeMap<&Subject, &Id> =
        diff.items.iter().filter_map(|item| Some((&item.subject, item.was.as_ref()?))).collect();
    let renamed: BTreeSet<&Id> = names.values().copied().collect();
    symbols(html, before.nodes.iter().chain(&after.nodes));
    let mut canvas = Canvas::begin(html, "", "picture", "Both topologies in one picture", view);
    let [stood, ghosts, stand] = &boundaries;
    let gone = |one: &&Around| {
        !after.boundaries.contains_key(&one.id)
            && !renamed.contains(&one.id)
            && !stand.iter().any(|other| other.id == one.id)
    };
    for one in ghosts.iter().filter(gone) {
        canvas.boundary(one, Some((Status::Removed, 1)));
    }
    for one in stand {
        canvas.boundary(one, states.get(&Subject::Boundary(one.id.clone())).copied());
    }
    let drawn = ways(&places, edges.into_iter().map(|(id, (edge, document))| (id, edge, document)));
    let of = |subject: Subject| states.get(&subject).copied();
    lines(&mut canvas, &drawn, &of);
    for (id, node) in before.nodes.iter().filter(|(id, _)| !after.nodes.contains_key(*id) && !renamed.contains(id)) {
        canvas.card(id, node, places[id], Some((Status::Removed, 1)));
    }
    for (id, node) in &after.nodes {
        let state = states.get(&Subject::Node(id.clone())).copied();
        canvas.named_before(names.get(&Subject::Node(id.clone())).copied()).card(id, node, places[id], state);
    }
    for id in &diff.moved {
        canvas.stood(was.get(id).copied().unwrap_or(places[id]));
    }
    canvas.end();
    // A node that has another id now is found by the one that it had.
    let former: BTreeMap<&Id, State> = diff
        .items
        .iter()
        .filter_map(|item| Some((item.was.as_ref()?, Some((item.status, item.fields.len())))))
        .collect();
    html.raw("<div class=\"sides\">");
    side(
        html,
        ("before-", "Before"),
        before,
        (&was, stood),
        view,
        |id| former.get(id).copied().unwrap_or_else(|| of(Subject::Node(id.clone()))),
        &of,
    );
    side(html, ("after-", "After"), after, (&places, stand), view, |id| of(Subject::Node(id.clone())), &of);
    html.raw("</div>");
}

/// One of the two by itself.
fn side(
    html: &mut Html,
    (prefix, name): (&'static str, &str),
    document: &Document,
    (places, boundaries): (&BTreeMap<Id, [i32; 2]>, &[Around]),
    view: [i32; 4],
    state: impl Fn(&Id) -> State,
    of: &impl Fn(Subject) -> State,
) {
    html.raw("<figure").attribute("class", &name.to_lowercase()).raw("><figcaption>").text(name).raw("</figcaption>");
    let mut canvas = Canvas::begin(html, prefix, "side", &format!("The topology {}", name.to_lowercase()), view);
    for one in boundaries {
        canvas.boundary(one, of(Subject::Boundary(one.id.clone())));
    }
    let drawn = ways(places, document.edges.iter().map(|(id, edge)| (id, edge, document)));
    lines(&mut canvas, &drawn, of);
    for (id, node) in &document.nodes {
        if let Some(at) = places.get(id) {
            canvas.card(id, node, *at, state(id));
        }
    }
    canvas.end();
    html.raw("</figure>");
}

/// The part of the plane that holds the cards and the boundaries of all pictures, with room around it.
fn with([left, top, width, height]: [i32; 4], boundaries: &[Vec<Around>; 3]) -> [i32; 4] {
    let (mut near, mut far) = ([left, top], [left + width, top + height]);
    for Around { area: [x, y, width, height], .. } in boundaries.iter().flatten() {
        near = [near[0].min(*x), near[1].min(*y)];
        far = [far[0].max(x.saturating_add(*width)), far[1].max(y.saturating_add(*height))];
    }
    let long = |axis: usize| far[axis].saturating_sub(near[axis]).saturating_add(2 * MARGIN);
    [near[0].saturating_sub(MARGIN), near[1].saturating_sub(MARGIN), long(0), long(1)]
}

/// All lines, those above that are no longer as they were, and above all lines what they say.
fn lines(canvas: &mut Canvas, drawn: &[Way], of: &impl Fn(Subject) -> State) {
    let mut drawn: Vec<(State, &Way)> = drawn.iter().map(|way| (of(Subject::Edge(way.id.clone())), way)).collect();
    drawn.sort_by_key(|(state, _)| state.is_some());
    drawn.iter().for_each(|(state, way)| canvas.line(way, *state));
    drawn.iter().for_each(|(state, way)| canvas.label(way, *state));
}

/// Which of the pictures is shown. The choice needs no script.
fn modes(html: &mut Html, moved: usize) {
    html.raw("<fieldset class=\"modes\"><legend class=\"unseen\">What the picture shows</legend>");
    for (id, name) in [("both", "Both"), ("before", "Before"), ("after", "After"), ("sides", "Side by side")] {
        html.raw("<label><input type=\"radio\" name=\"mode\"").attribute("id", &format!("mode-{id}"));
        html.raw(if id == "both" { " checked> " } else { "> " }).text(name).raw("</label>");
    }
    if moved > 0 {
        html.raw("<label><input type=\"checkbox\" id=\"show-moved\"> ").number(moved).raw(" moved, hidden</label>");
    }
    html.raw("</fieldset>");
}

fn standing(document: &Document, id: &Id) -> Option<[i32; 2]> {
    document.main_view().and_then(|view| view.layout.get(id)).map(|at| at.map(|pixels| pixels.clamp(-FAR, FAR)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use topology::diff::between;

    #[test]
    fn what_stands_farthest_away_is_drawn_where_the_picture_ends() {
        let with = |layout| {
            let area = [i32::MIN, i32::MIN, i32::MAX, i32::MAX];
            let document: Document = serde_json::from_value(json!({
                "groundplan": 1, "name": "shop",
                "nodes": { "a": { "kind": "service", "in": { "domain": "d" } }, "b": { "kind": "service" } },
                "boundaries": { "d": { "kind": "domain" } },
                "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" } },
                "views": { "main": { "layout": layout, "areas": { "d": area } } }
            }))
            .unwrap();
            document
        };
        let before = with(json!({ "a": [i32::MIN, i32::MAX], "b": [0, 0] }));
        let after = with(json!({ "a": [i32::MAX, i32::MIN] }));
        let mut html = Html::default();
        picture(&mut html, &before, &after, &between(&before, &after));
        let html = html.finish();
        assert!(html.contains(&format!("translate({FAR} -{FAR})")), "{html}");
        assert_eq!(html.matches("class=\"line").count(), 3, "one in each picture");
    }
}
