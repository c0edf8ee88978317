//! Fields of what is selected, made from the schema that the server publishes.

mod collection;
mod field;
mod groups;
mod identity;
mod membership;
pub mod shape;

use leptos::prelude::*;
use serde_json::Value;
use topology::document::{BoundaryKind, EdgeKind, NodeKind, Pointer};
use topology::edit::get;

use crate::canvas::stage::Stage;
use crate::session::face::{kind_icon, kind_title};
use crate::session::selection::Item;
use crate::session::{Session, container};
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;
use field::FieldRow;
use shape::Field;

/// The schema once it is there, or why it is not.
#[derive(Debug, Clone, Copy)]
pub struct Schema(pub RwSignal<Option<Result<Value, String>>>);

/// What is selected, in fields.
#[component]
pub fn Inspector() -> impl IntoView {
    let session = expect_context::<Session>();
    let selected = Memo::new(move |_| session.selection.single());
    let count = Memo::new(move |_| session.selection.items().len());
    view! {
        <div class="panel-body" data-testid="inspector">
            {move || match selected.get() {
                Some(Item::Node(id)) => view! { <NodeForm id=id.to_string() /> }.into_any(),
                Some(Item::Edge(id)) => view! { <EdgeForm id=id.to_string() /> }.into_any(),
                Some(Item::Boundary(id)) => view! { <BoundaryForm id=id.to_string() /> }.into_any(),
                None => view! { <Nothing count /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Nothing(count: Memo<usize>) -> impl IntoView {
    view! {
        <div class="panel-empty">
            <Icon name="settings-2" />
            {move || match count.get() {
                0 => "Select a node or a connection to see what it says.".to_owned(),
                count => format!("{count} selected. Select one alone to edit its fields."),
            }}
        </div>
    }
}

#[component]
fn NodeForm(id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let own = id.clone();
    let kind = Memo::new(move |_| session.read(|document| document.nodes.get(own.as_str()).map(|node| node.kind)));
    let named = id.clone();
    let title = move || session.read(|document| document.node_label(&named).to_owned());
    view! {
        {move || kind.get().map(|kind: NodeKind| {
            let title = title.clone();
            view! {
                <div class="subject">
                    <span class="tile" data-kind=kind.word()><Icon name=kind_icon(kind) /></span>
                    <div class="grow"><h2 class="ellipsis">{title}</h2><p class="second small">{kind_title(kind)}</p></div>
                </div>
                <identity::NodeNames id=id.clone() />
                <Form path=Pointer::of(["nodes", id.as_str()]) definition="Node" word=kind.word() sections=groups::NODE />
            }
        })}
    }
}

#[component]
fn EdgeForm(id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let own = id.clone();
    let kind = Memo::new(move |_| session.read(|document| document.edges.get(own.as_str()).map(|edge| edge.kind)));
    let ends = id.clone();
    let title = move || {
        session.read(|document| {
            document.edges.get(ends.as_str()).map(|edge| {
                format!("{} → {}", document.node_label(edge.from.as_str()), document.node_label(edge.to.as_str()))
            })
        })
    };
    let about = id.clone();
    view! {
        {move || kind.get().map(|kind: EdgeKind| {
            let (title, about) = (title.clone(), about.clone());
            view! {
                <div class="subject">
                    <span class="tile" data-kind="external"><Icon name="spline" /></span>
                    <div class="grow"><h2 class="ellipsis">{title}</h2><p class="second small mono ellipsis">{about}</p></div>
                </div>
                <Form path=Pointer::of(["edges", id.as_str()]) definition="Edge" word=kind.word() sections=groups::EDGE />
            }
        })}
    }
}

#[component]
fn BoundaryForm(id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let own = id.clone();
    let kind = Memo::new(move |_| session.read(|document| document.boundaries.get(own.as_str()).map(|one| one.kind)));
    let named = id.clone();
    let title = move || session.read(|document| container::label(document, &named).to_owned());
    let held = id.clone();
    let count = move || session.read(|document| container::members(document, &held).len());
    view! {
        {move || kind.get().map(|kind: BoundaryKind| {
            let (title, count) = (title.clone(), count.clone());
            view! {
                <div class="subject">
                    <span class="tile" data-kind="platform"><Icon name="boxes" /></span>
                    <div class="grow"><h2 class="ellipsis">{title}</h2><p class="second small">{move || format!("{} with {} inside", kind.word(), count())}</p></div>
                </div>
                <Form path=Pointer::of(["boundaries", id.as_str()]) definition="Boundary" word=kind.word() sections=groups::BOUNDARY />
            }
        })}
    }
}

/// The groups of fields of one definition.
#[component]
fn Form(
    path: Pointer,
    definition: &'static str,
    word: &'static str,
    sections: &'static [groups::Section],
) -> impl IntoView {
    let schema = expect_context::<Schema>();
    view! {
        {move || schema.0.get().map(|schema| match schema {
            Ok(schema) => {
                let fields: Vec<Field> = shape::fields(&schema, definition)
                    .into_iter()
                    .filter(|field| definition != "Boundary" || field.name != "kind")
                    .filter(|field| field.kinds.is_empty() || field.kinds.iter().any(|kind| kind == word))
                    .collect();
                let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                groups::arrange(sections, &known).into_iter().enumerate().map(|(index, group)| {
                    let inside = group.fields.iter().filter_map(|name| fields.iter().find(|field| field.name == *name)).cloned().collect();
                    view! { <GroupBox title=group.title fields=inside path=path.clone() first=index == 0 /> }
                }).collect_view().into_any()
            }
            Err(problem) => view! { <p class="problem"><Icon name="octagon-alert" />{problem}</p> }.into_any(),
        })}
    }
}

#[component]
fn GroupBox(title: &'static str, fields: Vec<Field>, path: Pointer, first: bool) -> impl IntoView {
    let session = expect_context::<Session>();
    // What says something is open from the start; the rest waits folded.
    let open = first
        || session.peek(|document| {
            fields.iter().any(|field| {
                get(document, &path.join(field.name.clone()))
                    .is_some_and(|value| !value.is_null() && value != serde_json::json!({}))
            })
        });
    let rows = fields
        .into_iter()
        .map(|field| match field.name.as_str() {
            "in" => view! { <membership::MembershipRows path=path.join("in") /> }.into_any(),
            _ => view! { <FieldRow field path=path.clone() /> }.into_any(),
        })
        .collect_view();
    view! {
        <details class="inspector-group" open=open>
            <summary><Icon name="chevron-right" />{title}</summary>
            {rows}
        </details>
    }
}

/// Buttons for the selected item, under the fields.
#[component]
pub fn InspectorFoot() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let some = move || !stage.session.selection.items().is_empty();
    view! {
        <Show when=some>
            <div class="panel-foot">
                <button class="button compact" on:click=move |_| stage.show(&stage.session.selection.now())>"Show on canvas"</button>
                <span class="grow"></span>
                <button class="button compact danger" on:click=move |_| crate::canvas::keys::delete(stage)>"Delete"</button>
            </div>
        </Show>
    }
}
