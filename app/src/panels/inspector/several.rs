//! Fields of several items at once: what all of them have, written to all of them as one step.

use leptos::prelude::*;

use super::scope::ScopeBar;
use super::{Form, groups};
use crate::session::Session;
use crate::session::selection::Item;
use crate::widgets::icon::Icon;

/// The selected items of one sort.
#[derive(Debug, Clone, PartialEq)]
struct Sort {
    collection: &'static str,
    definition: &'static str,
    word: &'static str,
    items: Vec<(String, &'static str)>,
}

fn sorts(session: Session) -> Vec<Sort> {
    let sort = |collection, definition, word| Sort { collection, definition, word, items: Vec::new() };
    let mut all = [
        sort("nodes", "Node", "node"),
        sort("edges", "Edge", "connection"),
        sort("boundaries", "Boundary", "boundary"),
    ];
    let selected = session.selection.settled();
    session.read(|document| {
        for item in &selected {
            let (at, id, kind) = match item {
                Item::Node(id) => (0, id, document.nodes.get(&**id).map(|node| node.kind.word())),
                Item::Edge(id) => (1, id, document.edges.get(&**id).map(|edge| edge.kind.word())),
                Item::Boundary(id) => (2, id, document.boundaries.get(&**id).map(|one| one.kind.word())),
            };
            all[at].items.extend(kind.map(|kind| (id.to_string(), kind)));
        }
    });
    all.into_iter().filter(|sort| !sort.items.is_empty()).collect()
}

fn counted(sort: &Sort) -> String {
    match (sort.items.len(), sort.word) {
        (1, word) => format!("1 {word}"),
        (count, "boundary") => format!("{count} boundaries"),
        (count, word) => format!("{count} {word}s"),
    }
}

/// The fields that the selected items share; of different sorts, the choice of one.
#[component]
pub fn Several() -> impl IntoView {
    let session = expect_context::<Session>();
    let all = Memo::new(move |_| sorts(session));
    let only = move |sort: &Sort| {
        let item = |id: &str| match sort.collection {
            "nodes" => Item::Node(id.into()),
            "edges" => Item::Edge(id.into()),
            _ => Item::Boundary(id.into()),
        };
        session.selection.set(sort.items.iter().map(|(id, _)| item(id)).collect());
    };
    move || {
        let all = all.get();
        if let [sort] = all.as_slice() {
            let sections = match sort.collection {
                "nodes" => groups::NODE,
                "edges" => groups::EDGE,
                _ => groups::BOUNDARY,
            };
            let scoped = sort.collection != "boundaries";
            view! {
                <div class="subject" data-testid="several">
                    <span class="tile" data-kind="platform"><Icon name="copy-plus" /></span>
                    <div class="grow"><h2>{counted(sort)}</h2><p class="second small">"What is written here is written to all of them."</p></div>
                </div>
                {scoped.then(|| view! { <ScopeBar /> }.into_any())}
                <Form collection=sort.collection items=sort.items.clone() definition=sort.definition sections=sections />
            }
            .into_any()
        } else {
            view! {
                <div class="panel-empty" data-testid="several">
                    <Icon name="settings-2" />
                    "Different things are selected. Keep those of one sort to edit them together."
                    <div class="fix-actions">
                        {all.into_iter().map(|sort| { let text = counted(&sort); view! { <button class="button compact" on:click=move |_| only(&sort)>{text}</button> }.into_any() }).collect_view()}
                    </div>
                </div>
            }
            .into_any()
        }
    }
}
