//! Lists, sets and maps of values.

use topology::collections::BTreeMap;

use leptos::{ev, prelude::*};
use serde_json::{Map, Value};

use super::control::Control;
use super::field::{FieldRow, Slot};
use super::shape::{Field, Shape, label};
use crate::number;
use crate::session::Session;
use crate::widgets::each::{Each, row};
use crate::widgets::icon::Icon;

fn items(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    }
}

/// A list as it is written: an empty one is none.
fn list(all: Vec<Value>) -> Option<Value> {
    (!all.is_empty()).then(|| all.into())
}

/// Several values: check boxes for words, rows of text for the rest.
#[component]
pub fn ListField(
    /// Where.
    place: Slot,
    /// The id for the label.
    id: String,
    /// What each is.
    item: Shape,
    /// Whether the order says nothing.
    set: bool,
) -> impl IntoView {
    match item {
        Shape::Choice(choices) if set => view! { <Words place choices /> }.into_any(),
        _ => view! { <Rows place id /> }.into_any(),
    }
}

#[component]
fn Words(place: Slot, choices: Vec<(String, String)>) -> impl IntoView {
    let session = expect_context::<Session>();
    let place = StoredValue::new(place);
    let boxes = choices
        .into_iter()
        .map(|(word, help)| {
            let (own, name) = (word.clone(), word.clone());
            // How many of the items have it, and how many there are.
            let on = Memo::new(move |_| {
                let values = place.with_value(|slot| session.read(|document| slot.place.values(document)));
                let having = values.iter().filter(|value| items((*value).clone()).iter().any(|item| *item == own));
                (having.count(), values.len())
            });
            let all = move || on.with(|(having, all)| having == all);
            let change = move |_| {
                let taken = untrack(all);
                let toggled = |value: Option<Value>| {
                    let mut words = items(value);
                    words.retain(|item| *item != word);
                    if !taken {
                        words.push(word.clone().into());
                    }
                    list(words)
                };
                place.with_value(|slot| slot.change(session, !taken, toggled));
            };
            let some = move || on.with(|(having, all)| *having > 0 && having < all);
            view! { <label class="menu-item" title=help><input type="checkbox" prop:checked=Signal::derive(all) prop:indeterminate=Signal::derive(some) on:change=change />{name}</label> }
        })
        .collect_view();
    view! { <div>{boxes}</div> }
}

#[component]
fn Rows(place: Slot, id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let held = place.held();
    let slot = StoredValue::new(place);
    // Items that say different things all get what is added.
    let write = move |index: usize, text: String| {
        let text = text.trim();
        let written = |value: Option<Value>| {
            let mut all = items(value);
            match (index < all.len(), text.is_empty()) {
                (true, true) => drop(all.remove(index)),
                (true, false) => all[index] = text.into(),
                (false, false) if !all.iter().any(|item| item == text) => all.push(text.into()),
                (false, _) => {}
            }
            list(all)
        };
        slot.with_value(|slot| slot.change(session, !text.is_empty(), written));
    };
    let rows = move || {
        items(held.with(|held| held.value.clone()))
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                let text = item.as_str().map_or_else(|| item.to_string(), ToOwned::to_owned);
                view! {
                    <div class="map-row single">
                        <input class="field-input" prop:value=text aria-label=format!("Entry {}", index + 1) on:change=move |event| write(index, event_target_value(&event)) />
                        <button class="icon-button small" aria-label="Remove" on:click=move |_| write(index, String::new())><Icon name="x" /></button>
                    </div>
                }
            })
            .collect_view()
    };
    let add = move |event: ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        write(usize::MAX, input.value());
        input.set_value("");
    };
    view! {
        <div class="map-rows">
            {rows}
            <div class="map-row add"><input class="field-input" id=id placeholder=move || if held.with(|held| held.mixed) { "Mixed: add to all …" } else { "Add …" } autocomplete="off" on:keydown=leave on:change=add /></div>
        </div>
    }
}

/// Enter leaves the field, which takes its value.
fn leave(event: ev::KeyboardEvent) {
    if event.key() == "Enter" {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let _ = input.blur();
        let _ = input.focus();
        event.stop_propagation();
    }
}

/// Values by name: rows for plain values, a box each for records.
#[component]
pub fn MapField(
    /// Where.
    place: Slot,
    /// The id for the label.
    id: String,
    /// What each is.
    item: Shape,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let own = place.place.clone();
    // In an environment the names of the base stand there too, to be overridden one by one.
    let names = Memo::new(move |_| {
        let mut names: Vec<String> = Vec::new();
        session.read(|document| {
            let below = own.overrides().then(|| own.held(document).below);
            for value in own.values(document).into_iter().chain(below).flatten() {
                let keys = value.as_object().into_iter().flat_map(|map| map.keys());
                names.extend(keys.filter(|key| !names.contains(*key)).cloned().collect::<Vec<_>>());
            }
        });
        names
    });
    let record = matches!(item, Shape::Record(_));
    let (place, item) = (StoredValue::new(place), StoredValue::new(item));
    let entry = move |name: String| {
        if record {
            view! { <RecordEntry place=place.get_value() name item=item.get_value() /> }.into_any()
        } else {
            view! { <PlainEntry place=place.get_value() name item=item.get_value() /> }.into_any()
        }
    };
    let rows = Signal::derive(move || {
        names.get().into_iter().map(|name| row(name.clone(), move || entry(name.clone()))).collect()
    });
    view! {
        <div class="map-rows">
            <Each rows />
            <NewEntry place=place.get_value() id item=item.get_value() />
        </div>
    }
}

#[component]
fn RemoveEntry(place: Slot, name: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let entry = place.join(&name);
    // What only the base says is not taken away here.
    let held = entry.held();
    let gone = move || held.with(|held| held.value.is_none() && !held.mixed);
    view! { <button class="icon-button small" aria-label=format!("Remove {name}") disabled=Signal::derive(gone) on:click=move |_| entry.put(session, None)><Icon name="x" /></button> }
}

#[component]
fn PlainEntry(place: Slot, name: String, item: Shape) -> impl IntoView {
    let entry = place.join(&name);
    let id = format!("entry-{name}");
    view! {
        <div class="map-row">
            <label for=id.clone() class="mono small ellipsis" title=name.clone()>{name.clone()}</label>
            <Control shape=item place=entry id />
            <RemoveEntry place name />
        </div>
    }
}

#[component]
fn RecordEntry(place: Slot, name: String, item: Shape) -> impl IntoView {
    let path = place.place.join(&name);
    let fields = if let Shape::Record(fields) = item { fields } else { Vec::new() };
    view! {
        <div class="map-entry">
            <header><span class="name">{name.clone()}</span><RemoveEntry place name /></header>
            {fields.into_iter().map(|field| view! { <FieldRow field place=path.clone() /> }.into_any()).collect_view()}
        </div>
    }
    .into_any()
}

/// The row that makes a new entry: its name, and what it can't be without.
#[component]
fn NewEntry(place: Slot, id: String, item: Shape) -> impl IntoView {
    let session = expect_context::<Session>();
    let needed: Vec<Field> = match &item {
        Shape::Record(fields) => fields.iter().filter(|field| field.required).cloned().collect(),
        _ => Vec::new(),
    };
    let plain = !matches!(item, Shape::Record(_));
    let name = RwSignal::new(String::new());
    let texts = RwSignal::new(BTreeMap::<String, String>::new());
    let parts = StoredValue::new(needed.clone());
    let whole = StoredValue::new(item);
    let add = move || {
        let key = name.get_untracked().trim().to_owned();
        let held = texts.get_untracked();
        let value = if plain {
            held.get("").and_then(|text| whole.with_value(|shape| parse(shape, text)))
        } else {
            parts
                .with_value(|parts| {
                    parts
                        .iter()
                        .map(|field| {
                            held.get(&field.name)
                                .and_then(|text| parse(&field.shape, text))
                                .map(|value| (field.name.clone(), value))
                        })
                        .collect::<Option<Map<_, _>>>()
                })
                .map(Value::Object)
        };
        let (false, Some(value)) = (key.is_empty(), value) else { return };
        let entry = place.join(&key);
        entry.put(session, Some(value));
        if entry.problem.with_untracked(Option::is_none) {
            name.set(String::new());
            texts.set(BTreeMap::new());
        }
    };
    let add = StoredValue::new(add);
    let add = move || add.with_value(|add| add());
    let entered = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.stop_propagation();
            add();
        }
    };
    let inputs: Vec<(String, String)> = if plain {
        vec![(String::new(), "Value".to_owned())]
    } else {
        needed.iter().map(|field| (field.name.clone(), label(&field.name))).collect()
    };
    view! {
        <div class="map-row">
            <input class="field-input" id=id placeholder="Name" autocomplete="off" prop:value=Signal::derive(move || name.get()) on:input=move |event| name.set(event_target_value(&event)) on:keydown=entered />
            {inputs.into_iter().map(|(key, hint)| {
                let (read, write) = (key.clone(), key);
                view! {
                    <input
                        class="field-input"
                        placeholder=hint.clone()
                        aria-label=hint
                        autocomplete="off"
                        prop:value=Signal::derive(move || texts.with(|texts| texts.get(&read).cloned().unwrap_or_default()))
                        on:input=move |event| { let text = event_target_value(&event); texts.update(|texts| { texts.insert(write.clone(), text); }); }
                        on:keydown=entered
                    />
                }
            }).collect_view()}
            <button class="icon-button small" aria-label="Add" title="Add" on:click=move |_| add()><Icon name="plus" /></button>
        </div>
    }
}

fn parse(shape: &Shape, text: &str) -> Option<Value> {
    let text = text.trim();
    match shape {
        Shape::Number { whole: true, .. } => text.parse::<i64>().ok().map(Value::from),
        Shape::Number { .. } => number::read(text).map(Value::from),
        Shape::Any => serde_json::from_str(text).ok().or_else(|| Some(text.into())),
        _ => (!text.is_empty()).then(|| text.into()),
    }
}
