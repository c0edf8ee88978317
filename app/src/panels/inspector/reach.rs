//! What a node may reach, and what reaches it: its edges in words, each a way to that edge.

use leptos::prelude::*;
use topology::Document;
use topology::document::EdgeKind;

use crate::canvas::stage::Stage;
use crate::session::selection::Item;
use crate::widgets::icon::Icon;

/// One edge of a node.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    edge: String,
    out: bool,
    words: String,
    other: String,
}

fn verb(kind: EdgeKind, out: bool) -> &'static str {
    match (kind, out) {
        (EdgeKind::Call, true) => "calls",
        (EdgeKind::Call, false) => "called by",
        (EdgeKind::Data, true) => "uses",
        (EdgeKind::Data, false) => "used by",
        (EdgeKind::Publish, true) => "publishes to",
        (EdgeKind::Publish, false) => "written by",
        (EdgeKind::Subscribe, true) => "reads from",
        (EdgeKind::Subscribe, false) => "read by",
        (EdgeKind::Boot, true) => "starts after",
        (EdgeKind::Boot, false) => "starts before",
        (kind, true) => kind.word(),
        (_, false) => "asked by",
    }
}

fn lines(document: &Document, id: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = document
        .edges
        .iter()
        .filter(|(_, edge)| edge.from.as_str() == id || edge.to.as_str() == id)
        .map(|(name, edge)| {
            let out = edge.from.as_str() == id;
            let other = if out { edge.to.as_str() } else { edge.from.as_str() };
            Line {
                edge: name.to_string(),
                out,
                words: verb(edge.kind, out).to_owned(),
                other: document.node_label(other).to_owned(),
            }
        })
        .collect();
    lines.sort_by(|a, b| (!a.out, &a.other, &a.edge).cmp(&(!b.out, &b.other, &b.edge)));
    lines
}

/// The edges of a node.
#[component]
pub fn Reach(
    /// The node's id.
    id: String,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let all = Memo::new(move |_| stage.session.read(|document| lines(document, &id)));
    let go = move |edge: String| {
        let item = Item::Edge(edge.as_str().into());
        stage.session.selection.only(item.clone());
        stage.show([&item]);
    };
    view! {
        <details class="inspector-group" open=true data-testid="reach">
            <summary><Icon name="chevron-right" />"What it may reach"</summary>
            {move || {
                let all = all.get();
                if all.is_empty() {
                    return view! { <p class="field-note">"Nothing yet: what is not drawn is not allowed."</p> }.into_any();
                }
                all.into_iter().map(|line| {
                    let edge = line.edge.clone();
                    view! {
                        <button class="reach-line" data-edge-line=line.edge on:click=move |_| go(edge.clone())>
                            <Icon name=if line.out { "arrow-right" } else { "arrow-left" } />
                            <span class="second">{line.words}</span>
                            <span class="grow ellipsis">{line.other}</span>
                        </button>
                    }.into_any()
                }).collect_view().into_any()
            }}
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_told_from_the_node_s_side() {
        let document: Document = topology::json::read(serde_json::json!({
            "groundplan": 1, "name": "shop",
            "nodes": { "a": { "kind": "service" }, "q": { "kind": "queue", "title": "Events" }, "w": { "kind": "client" } },
            "edges": { "a--q": { "from": "a", "to": "q", "kind": "subscribe" }, "w--a": { "from": "w", "to": "a", "kind": "call" } }
        }))
        .unwrap();
        let told: Vec<String> = lines(&document, "a").into_iter().map(|l| format!("{} {}", l.words, l.other)).collect();
        assert_eq!(told, ["reads from Events", "called by w"]);
    }
}
