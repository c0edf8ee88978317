//! What is drawn, in words: boundaries, what lies in them, and what each node connects to. One tree, with one place in the order of Tab.

use std::sync::Arc;

use leptos::{ev, prelude::*};
use topology::Document;
use topology::collections::{BTreeMap, BTreeSet};
use topology::document::{BoundaryKind, Edge, EdgeId, Id, Node};
use wasm_bindgen::JsCast as _;

use crate::canvas::stage::Stage;
use crate::session::face::{drawn_ends, kind_icon};
use crate::session::link::word;
use crate::session::selection::Item;
use crate::session::{container, findings};
use crate::widgets::each::{Each, row};
use crate::widgets::icon::{Icon, severity_icon};
use crate::widgets::show::Show;

/// One line of the outline.
#[derive(Clone, PartialEq)]
struct Line {
    item: Item,
    /// How deep it stands: 1 is the outermost.
    level: u32,
    /// What it stands under, from the outermost on.
    under: Vec<Item>,
    label: String,
    /// What is read aloud instead of the label.
    name: String,
    kind: &'static str,
    icon: &'static str,
    /// Whether lines stand under it.
    parent: bool,
}

impl Line {
    /// Whether its own lines are shown. Boundaries begin open and nodes closed; `turned` are those that were changed.
    fn open(item: &Item, turned: &BTreeSet<Item>) -> bool {
        matches!(item, Item::Boundary(_)) != turned.contains(item)
    }

    /// Whether all that it stands under is open.
    fn shown(&self, turned: &BTreeSet<Item>) -> bool {
        self.under.iter().all(|item| Self::open(item, turned))
    }
}

/// The boundary under which a node stands: its domain, else its network, else its team.
fn home<'a>(document: &'a Document, node: &'a Node) -> Option<&'a str> {
    let sorts = [BoundaryKind::Domain, BoundaryKind::Network, BoundaryKind::Team];
    let mut held = sorts.into_iter().filter_map(|sort| container::held(node, sort));
    held.find(|id| document.boundaries.contains_key(*id)).map(Id::as_str)
}

/// Boundaries with what lies in them, then what lies in none; under each node the lines that leave it.
fn lines(document: &Document) -> Vec<Line> {
    let mut leaving: BTreeMap<&str, Vec<(&EdgeId, &Edge)>> = BTreeMap::new();
    for (id, edge) in &document.edges {
        leaving.entry(drawn_ends(edge).0).or_default().push((id, edge));
    }
    let mut lines = Vec::new();
    let inside = |lines: &mut Vec<Line>, boundary: Option<&str>| {
        let around: Vec<Item> = boundary.iter().map(|id| Item::Boundary((*id).into())).collect();
        let level = if boundary.is_some() { 2 } else { 1 };
        for (id, node) in document.nodes.iter().filter(|(_, node)| home(document, node) == boundary) {
            let label = document.node_label(id.as_str()).to_owned();
            let edges = leaving.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
            let item = Item::Node(id.as_str().into());
            lines.push(Line {
                item: item.clone(),
                level,
                under: around.clone(),
                name: boundary
                    .map_or_else(|| label.clone(), |id| format!("{label}, in {}", container::label(document, id))),
                label: label.clone(),
                kind: node.kind.word(),
                icon: kind_icon(node.kind),
                parent: !edges.is_empty(),
            });
            lines.extend(edges.iter().map(|(id, edge)| {
                let to = document.node_label(drawn_ends(edge).1);
                Line {
                    item: Item::Edge(id.as_str().into()),
                    level: level + 1,
                    under: around.iter().chain([&item]).cloned().collect(),
                    label: format!("{} → {to}", edge.kind.word()),
                    name: format!("{}, {label} to {to}", edge.kind.word()),
                    kind: "external",
                    icon: "spline",
                    parent: false,
                }
            }));
        }
    };
    for id in document.boundaries.keys().map(Id::as_str) {
        let (label, at) = (container::label(document, id).to_owned(), lines.len());
        lines.push(Line {
            item: Item::Boundary(id.into()),
            level: 1,
            under: Vec::new(),
            name: format!("{label}, boundary"),
            label,
            kind: "platform",
            icon: "boxes",
            parent: false,
        });
        inside(&mut lines, Some(id));
        lines[at].parent = lines.len() > at + 1;
    }
    inside(&mut lines, None);
    lines
}

/// What the lines share.
#[derive(Clone, Copy)]
struct Tree {
    stage: Stage,
    turned: RwSignal<BTreeSet<Item>>,
    /// The line that Tab comes to: the last one that had the focus.
    stop: RwSignal<Option<Item>>,
    first: Memo<Option<Item>>,
    worst: Memo<BTreeMap<String, &'static str>>,
}

impl Tree {
    fn turn(self, item: &Item) {
        self.turned.update(|turned| {
            if !turned.remove(item) {
                turned.insert(item.clone());
            }
        });
    }
}

/// The outline.
#[must_use]
pub fn outline() -> AnyView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let all = Memo::new(move |_| session.read(lines));
    let turned = RwSignal::new(BTreeSet::new());
    let shown = Memo::new(move |_| {
        let turned = turned.get();
        all.with(|all| all.iter().filter(|line| line.shown(&turned)).cloned().collect::<Vec<_>>())
    });
    let last = RwSignal::new(None);
    let tree = Tree {
        stage,
        turned,
        stop: last,
        first: Memo::new(move |_| {
            let here = |item: &Item| shown.with(|lines| lines.iter().any(|line| line.item == *item));
            last.get().filter(here).or_else(|| shown.with(|lines| lines.first().map(|line| line.item.clone())))
        }),
        worst: Memo::new(move |_| session.report.with(findings::worst)),
    };
    let rows = Signal::derive(move || {
        let key =
            |line: &Line| format!("{} {} {} {} {}", word(&line.item), line.name, line.kind, line.level, line.parent);
        shown
            .get()
            .into_iter()
            .map(|line| row(key(&line), move || view! { <OutlineItem line=line.clone() tree /> }))
            .collect()
    });
    view! {
        <Show when=move || !all.with(Vec::is_empty) fallback=|| view! { <p class="panel-empty">"Nothing is drawn yet."</p> }>
            <div class="panel-body" role="tree" aria-label="Boundaries and nodes" data-testid="outline" on:keydown=move |event| walk(tree, shown, &event)>
                <Each rows />
            </div>
        </Show>
    }
    .into_any()
}

/// Arrows go from line to line, in and out, as in any tree; on the canvas they move what is selected.
fn walk(tree: Tree, shown: Memo<Vec<Line>>, event: &ev::KeyboardEvent) {
    let focused = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(focused) = focused.and_then(|element| element.closest("[role=treeitem]").ok().flatten()) else { return };
    let here = focused.get_attribute("data-item").unwrap_or_default();
    let lines = shown.get_untracked();
    let Some(at) = lines.iter().position(|line| word(&line.item) == here) else { return };
    let line = &lines[at];
    let open = tree.turned.with_untracked(|turned| Line::open(&line.item, turned));
    let next = match event.key().as_str() {
        "ArrowDown" => lines.get(at + 1),
        "ArrowUp" => at.checked_sub(1).and_then(|before| lines.get(before)),
        "Home" => lines.first(),
        "End" => lines.last(),
        "ArrowRight" if line.parent && open => lines.get(at + 1),
        "ArrowRight" | "ArrowLeft" if line.parent && open == (event.key() == "ArrowLeft") => {
            tree.turn(&line.item);
            None
        }
        "ArrowLeft" => line.under.last().and_then(|item| lines.iter().find(|line| line.item == *item)),
        "ArrowRight" => None,
        _ => return,
    };
    let place = next.and_then(|next| {
        let selector = format!("[data-item=\"{}\"]", word(&next.item));
        focused.parent_element().and_then(|tree| tree.query_selector(&selector).ok().flatten())
    });
    if let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = place.focus();
    }
    event.prevent_default();
    event.stop_propagation();
}

#[component]
fn OutlineItem(line: Line, tree: Tree) -> impl IntoView {
    let (stage, session) = (tree.stage, tree.stage.session);
    let item: Arc<Item> = Arc::new(line.item.clone());
    let own = item.clone();
    let selected = Memo::new(move |_| session.selection.held(&own));
    let own = item.clone();
    let open = Memo::new(move |_| tree.turned.with(|turned| Line::open(&own, turned)));
    let own = item.clone();
    let stop = Memo::new(move |_| tree.first.with(|first| first.as_ref() == Some(&*own)));
    let about = match &line.item {
        Item::Node(id) => id.to_string(),
        _ => String::new(),
    };
    let worst = Memo::new(move |_| tree.worst.with(|all| all.get(&about).copied()));
    let said = |on: bool| if on { "true" } else { "false" };
    let (turn, here, chosen) = (item.clone(), item.clone(), item);
    view! {
        <div
            class="outline-item"
            role="treeitem"
            aria-label=line.name
            attr:aria-level=line.level
            aria-expanded=line.parent.then(|| Signal::derive(move || said(open.get())))
            aria-selected=Signal::derive(move || said(selected.get()))
            tabindex=Signal::derive(move || if stop.get() { "0" } else { "-1" })
            data-item=word(&line.item)
            style:padding-left=format!("{}px", 4 + 16 * (line.level - 1))
            on:focus=move |_| tree.stop.set(Some((*here).clone()))
            on:keydown={
                let chosen = chosen.clone();
                move |event| if matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    event.stop_propagation();
                    choose(stage, &chosen);
                }
            }
            on:click=move |_| choose(stage, &chosen)
        >
            <span
                class="turn"
                aria-hidden="true"
                on:click=move |event| if line.parent { event.stop_propagation(); tree.turn(&turn); }
            >
                {line.parent.then(|| view! { <Icon name=Signal::derive(move || if open.get() { "chevron-down" } else { "chevron-right" }) /> }.into_any())}
            </span>
            <span class="tile" data-kind=line.kind><Icon name=line.icon /></span>
            <span class="grow ellipsis">{line.label}</span>
            {move || worst.get().map(|severity| view! { <span class="badge" data-severity=severity><Icon name=severity_icon(severity) /></span> }.into_any())}
        </div>
    }
}

fn choose(stage: Stage, item: &Item) {
    stage.session.selection.only(item.clone());
    stage.show([item]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Document {
        topology::json::read(serde_json::json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "b": { "kind": "service", "in": { "domain": "sales", "team": "red" } }, "c": { "kind": "queue", "in": { "team": "red" } } },
            "edges": { "a-b": { "from": "a", "to": "b", "kind": "call" }, "b-c": { "from": "b", "to": "c", "kind": "subscribe" } },
            "boundaries": { "red": { "kind": "team" }, "sales": { "kind": "domain", "title": "Sales" } }
        }))
        .unwrap()
    }

    #[test]
    fn nodes_stand_under_their_boundary_and_lines_under_the_node_they_leave() {
        let shown: Vec<(String, u32)> = lines(&shop()).into_iter().map(|line| (line.name, line.level)).collect();
        let wanted = [
            ("red, boundary", 1),
            ("c, in red", 2),
            ("subscribe, c to b", 3),
            ("Sales, boundary", 1),
            ("b, in Sales", 2),
            ("a", 1),
            ("call, a to b", 2),
        ];
        assert_eq!(shown, wanted.map(|(name, level)| (name.to_owned(), level)));
    }

    #[test]
    fn boundaries_begin_open_and_nodes_closed() {
        let all = lines(&shop());
        let shown = |turned: &BTreeSet<Item>| {
            all.iter().filter(|line| line.shown(turned)).map(|line| line.label.clone()).collect::<Vec<_>>()
        };
        assert_eq!(shown(&BTreeSet::new()), ["red", "c", "Sales", "b", "a"]);
        let turned = [Item::Boundary("red".into()), Item::Node("a".into())].into_iter().collect();
        assert_eq!(shown(&turned), ["red", "Sales", "b", "a", "call → b"]);
    }
}
