//! The left panel: what can be added, and what there is.

use leptos::{ev, html, prelude::*};
use topology::Document;
use topology::collections::BTreeMap;
use topology::document::{BoundaryKind, Id, Node};
use wasm_bindgen::JsCast as _;

use super::palette::Palette;
use crate::canvas::stage::Stage;
use crate::session::face::kind_icon;
use crate::session::selection::Item;
use crate::session::{container, findings};
use crate::widgets::each::{Each, row};
use crate::widgets::icon::{Icon, severity_icon};
use crate::widgets::show::Show;

/// Palette and outline.
#[component]
pub fn LeftPanel(
    /// The palette's field.
    find: NodeRef<html::Input>,
    /// Whether the outline is open instead of the palette.
    outline: RwSignal<bool>,
    /// Opens the sheet of shortcuts.
    #[prop(into)]
    help: Callback<()>,
) -> impl IntoView {
    let selected = |on: bool| if on { "true" } else { "false" };
    view! {
        <aside class="left-panel" aria-label="Add and outline">
            <div class="tabs" role="tablist">
                <button class="tab" role="tab" aria-selected=Signal::derive(move || selected(!outline.get())) on:click=move |_| outline.set(false)>"Add"</button>
                <button class="tab" role="tab" aria-selected=Signal::derive(move || selected(outline.get())) on:click=move |_| outline.set(true)>"Outline"</button>
            </div>
            <Show when=move || outline.get() fallback=move || view! { <Palette find /> }><Outline /></Show>
            <div class="panel-foot">
                <span class="grow">"Press N anywhere to add"</span>
                <button aria-label="Keyboard shortcuts" title="Keyboard shortcuts" on:click=move |_| help.run(())><kbd>"?"</kbd></button>
            </div>
        </aside>
    }
}

/// One line of the outline.
#[derive(Clone, PartialEq)]
struct Line {
    item: Item,
    /// What it lies in, which shifts it to the right.
    within: Option<String>,
    label: String,
    kind: &'static str,
    icon: &'static str,
}

/// The boundary under which a node stands: its domain, else its network, else its team.
fn home<'a>(document: &'a Document, node: &'a Node) -> Option<&'a str> {
    let sorts = [BoundaryKind::Domain, BoundaryKind::Network, BoundaryKind::Team];
    let mut held = sorts.into_iter().filter_map(|sort| container::held(node, sort));
    held.find(|id| document.boundaries.contains_key(*id)).map(Id::as_str)
}

/// Boundaries with what lies in them, then what lies in none.
fn lines(document: &Document) -> Vec<Line> {
    let mut lines = Vec::new();
    let inside = |lines: &mut Vec<Line>, boundary: Option<&str>| {
        for (id, node) in document.nodes.iter().filter(|(_, node)| home(document, node) == boundary) {
            lines.push(Line {
                item: Item::Node(id.as_str().into()),
                within: boundary.map(|id| container::label(document, id).to_owned()),
                label: document.node_label(id.as_str()).to_owned(),
                kind: node.kind.word(),
                icon: kind_icon(node.kind),
            });
        }
    };
    for id in document.boundaries.keys().map(Id::as_str) {
        let label = container::label(document, id).to_owned();
        lines.push(Line { item: Item::Boundary(id.into()), within: None, label, kind: "platform", icon: "boxes" });
        inside(&mut lines, Some(id));
    }
    inside(&mut lines, None);
    lines
}

#[component]
fn Outline() -> impl IntoView {
    let session = expect_context::<Stage>().session;
    let all = Memo::new(move |_| session.read(lines));
    let worst = Memo::new(move |_| session.report.with(findings::worst));
    let rows = Signal::derive(move || {
        let key = |line: &Line| {
            format!("{} {} {}", crate::session::link::word(&line.item), line.label, line.kind)
                + line.within.as_deref().unwrap_or_default()
        };
        all.get()
            .into_iter()
            .map(|line| row(key(&line), move || view! { <OutlineItem line=line.clone() worst /> }))
            .collect()
    });
    // Arrows go from line to line here; on the canvas they move what is selected.
    let keys = move |event: ev::KeyboardEvent| {
        let focused: web_sys::Element = event_target(&event);
        let next = match event.key().as_str() {
            "ArrowDown" => focused.next_element_sibling(),
            "ArrowUp" => focused.previous_element_sibling(),
            _ => return,
        };
        if let Some(next) = next.and_then(|next| next.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = next.focus();
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <Show when=move || !all.with(Vec::is_empty) fallback=|| view! { <p class="panel-empty">"Nothing is drawn yet."</p> }>
            <div class="panel-body" role="tree" aria-label="Boundaries and nodes" data-testid="outline" on:keydown=keys>
                <Each rows />
            </div>
        </Show>
    }
}

#[component]
fn OutlineItem(line: Line, worst: Memo<BTreeMap<String, &'static str>>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let own = line.item.clone();
    let selected = Memo::new(move |_| session.selection.items().contains(&own));
    let about = match &line.item {
        Item::Node(id) => id.to_string(),
        _ => String::new(),
    };
    let worst = Memo::new(move |_| worst.with(|all| all.get(&about).copied()));
    let item = line.item.clone();
    let name = match (&line.item, &line.within) {
        (Item::Boundary(_), _) => format!("{}, boundary", line.label),
        (_, Some(boundary)) => format!("{}, in {boundary}", line.label),
        _ => line.label.clone(),
    };
    view! {
        <button
            class="outline-item"
            role="treeitem"
            aria-label=name
            aria-selected=Signal::derive(move || if selected.get() { "true" } else { "false" })
            style:padding-left=if line.within.is_some() { "24px" } else { "8px" }
            on:click=move |_| { session.selection.only(item.clone()); stage.show([&item]); }
        >
            <span class="tile" data-kind=line.kind><Icon name=line.icon /></span>
            <span class="grow ellipsis">{line.label}</span>
            {move || worst.get().map(|severity| view! { <span class="badge" data-severity=severity><Icon name=severity_icon(severity) /></span> }.into_any())}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_stand_under_their_boundary() {
        let document: Document = topology::json::read(serde_json::json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "b": { "kind": "service", "in": { "domain": "sales", "team": "red" } }, "c": { "kind": "cache", "in": { "team": "red" } } },
            "boundaries": { "red": { "kind": "team" }, "sales": { "kind": "domain", "title": "Sales" } }
        }))
        .unwrap();
        let shown: Vec<String> =
            lines(&document).into_iter().map(|line| line.label + line.within.as_deref().unwrap_or_default()).collect();
        assert_eq!(shown, ["red", "cred", "Sales", "bSales", "a"]);
    }
}
