//! Fields of what is selected, made from the schema that the server publishes.

mod collection;
mod control;
mod field;
mod groups;
mod identity;
mod membership;
mod place;
mod reach;
mod scope;
mod several;
pub mod shape;

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::{Map, Value, json};
use topology::collections::{BTreeMap, BTreeSet};
use topology::document::{BoundaryKind, EdgeKind, NodeKind};

use crate::canvas::stage::Stage;
use crate::session::face::{kind_icon, kind_title};
use crate::session::selection::Item;
use crate::session::{Session, container};
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;
use field::FieldRow;
use identity::Named;
use place::Place;
use scope::ScopeBar;
use several::Several;
use shape::Field;

pub use scope::Scope;

/// The schema, and what was read of it. A context of the editor.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The schema once it is there, or why it is not.
    pub answer: RwSignal<Option<Result<Value, String>>>,
    /// The fields of the definitions that were asked for. To read them takes longer than to draw them.
    known: StoredValue<BTreeMap<&'static str, Arc<[Field]>>>,
}

impl Schema {
    /// A schema that nobody has fetched yet.
    #[must_use]
    pub fn new() -> Self {
        Self { answer: RwSignal::new(None), known: StoredValue::new(BTreeMap::new()) }
    }

    /// The fields of a definition, followed; nothing until the schema is there.
    fn fields(&self, definition: &'static str) -> Option<Result<Arc<[Field]>, String>> {
        self.answer.with(|answer| match answer.as_ref()? {
            Err(problem) => Some(Err(problem.clone())),
            Ok(schema) => {
                let read = || shape::fields(schema, definition).into();
                self.known.try_update_value(|known| Ok(known.entry(definition).or_insert_with(read).clone()))
            }
        })
    }
}

/// What is selected, in fields.
#[component]
pub fn Inspector() -> impl IntoView {
    let session = expect_context::<Session>();
    let items = Memo::new(move |_| session.selection.settled());
    let selected = Memo::new(move |_| items.with(|items| if items.len() == 1 { items.first().cloned() } else { None }));
    let none = Memo::new(move |_| items.with(BTreeSet::is_empty));
    view! {
        <div class="panel-body" data-testid="inspector">
            {move || match selected.get() {
                Some(Item::Node(id)) => view! { <NodeForm id=id.to_string() /> }.into_any(),
                Some(Item::Edge(id)) => view! { <EdgeForm id=id.to_string() /> }.into_any(),
                Some(Item::Boundary(id)) => view! { <BoundaryForm id=id.to_string() /> }.into_any(),
                None if none.get() => view! { <div class="panel-empty"><Icon name="settings-2" />"Select a node or a connection to see what it says."</div> }.into_any(),
                None => view! { <Several /> }.into_any(),
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
                <identity::Names of=Named::Node id=id.clone() />
                <ScopeBar />
                <Form collection="nodes" items=vec![(id.clone(), kind.word())] definition="Node" sections=groups::NODE />
                <reach::Reach id=id.clone() />
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
                <ScopeBar />
                <Form collection="edges" items=vec![(id.clone(), kind.word())] definition="Edge" sections=groups::EDGE />
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
                <identity::Names of=Named::Boundary id=id.clone() />
                <BoundaryKindField id=id.clone() />
                <Form collection="boundaries" items=vec![(id.clone(), kind.word())] definition="Boundary" sections=groups::BOUNDARY />
            }
        })}
    }
}

/// The kind of a boundary. Another one takes its members along.
#[component]
fn BoundaryKindField(id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let own = id.clone();
    let now = Memo::new(move |_| session.read(|document| document.boundaries.get(own.as_str()).map(|one| one.kind)));
    let change = move |event: leptos::ev::Event| {
        let word = event_target_value(&event);
        let Some(kind) = container::SORTS.into_iter().find(|kind| kind.word() == word) else { return };
        let edit = session.peek(|document| container::turn_into(document, &id, kind));
        session.commit(format!("make it a {word}"), edit);
    };
    view! {
        <div class="field" data-field="kind">
            <label for="boundary-kind" title="A domain groups by purpose, a team by who answers for it, a network by who may reach whom. Its members stay in it.">"Kind"</label>
            <select class="field-select" id="boundary-kind" prop:value=Signal::derive(move || now.get().map(BoundaryKind::word)) on:change=change>
                {container::SORTS.map(|kind| view! { <option value=kind.word() selected=Signal::derive(move || now.get() == Some(kind))>{kind.word()}</option> }.into_any()).into_iter().collect_view()}
            </select>
        </div>
    }
}

/// Fields that say what something is: an environment can't say otherwise.
const FIXED: [&str; 7] = ["kind", "engine", "from", "to", "in", "name", "was"];

/// The groups of fields of one definition, for one item or for several of any kinds: what means something for all of them.
#[component]
fn Form(
    collection: &'static str,
    /// Each with its kind.
    items: Vec<(String, &'static str)>,
    definition: &'static str,
    sections: &'static [groups::Section],
) -> impl IntoView {
    let session = expect_context::<Session>();
    let schema = expect_context::<Schema>();
    let Scope(scope) = expect_context::<Scope>();
    let items = StoredValue::new(items);
    view! {
        {move || schema.fields(definition).map(|fields| match fields {
            Ok(fields) => {
                let environment = scope.get().filter(|_| definition != "Boundary");
                let place = items.with_value(|items| Place::of(collection, items, environment.as_deref()));
                let means = |field: &Field| field.kinds.is_empty() || items.with_value(|items| items.iter().all(|(_, word)| field.kinds.iter().any(|kind| kind == word)));
                let known: Vec<&str> = fields
                    .iter()
                    .filter(|field| definition != "Boundary" || field.name != "kind")
                    .filter(|field| environment.is_none() || !FIXED.contains(&field.name.as_str()))
                    .filter(|field| place.count() == 1 || field.name != "in")
                    .filter(|field| means(field))
                    .map(|field| field.name.as_str())
                    .collect();
                let said = said(session.peek(|document| place.values(document)));
                // What says something is open from the start; the rest waits folded.
                groups::arrange(sections, &known).into_iter().enumerate().map(|(index, group)| {
                    let open = index == 0 || group.fields.iter().any(|name| said.contains(name));
                    view! { <GroupBox group fields=fields.clone() place=place.clone() open /> }
                }).collect_view().into_any()
            }
            Err(problem) => view! { <p class="problem"><Icon name="octagon-alert" />{problem}</p> }.into_any(),
        })}
    }
}

/// The fields of which at least one of the items says something.
fn said(items: Vec<Option<Value>>) -> BTreeSet<String> {
    let fields = |item: Option<Value>| if let Some(Value::Object(fields)) = item { fields } else { Map::new() };
    let says = |value: &Value| !value.is_null() && *value != json!({});
    items.into_iter().flat_map(fields).filter(|(_, value)| says(value)).map(|(name, _)| name).collect()
}

/// Fields under a heading. Those of a folded group are made when it is opened: most never are.
#[component]
fn GroupBox(group: groups::Group, fields: Arc<[Field]>, place: Place, open: bool) -> impl IntoView {
    let groups::Group { title, fields: names } = group;
    let made = RwSignal::new(open);
    // The group may be gone when the page says that it was opened.
    let make = move || {
        made.try_set(true);
    };
    let rows = move || {
        let inside = names.iter().filter_map(|name| fields.iter().find(|field| field.name == *name)).cloned();
        inside
            .map(|field| match field.name.as_str() {
                "in" => view! { <membership::MembershipRows path=place.join("in").first() /> }.into_any(),
                _ => view! { <FieldRow field place=place.clone() /> }.into_any(),
            })
            .collect_view()
    };
    view! {
        <details class="inspector-group" open=open on:toggle=move |_| make()>
            <summary on:click=move |_| make()><Icon name="chevron-right" />{title}</summary>
            <Show when=move || made.get()>{rows.clone()}</Show>
        </details>
    }
}

/// Buttons for the selected item, under the fields.
#[component]
pub fn InspectorFoot() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let some = move || !stage.session.selection.settled().is_empty();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_of_several_items_says_is_said() {
        let items = vec![
            Some(json!({ "kind": "service", "health": {}, "replicas": { "min": 2 } })),
            None,
            Some(json!({ "kind": "service", "size": "small", "engine": null })),
        ];
        assert_eq!(said(items), ["kind", "replicas", "size"].map(str::to_owned).into());
    }
}
