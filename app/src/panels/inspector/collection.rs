//! Lists, sets and maps of values.

use topology::collections::BTreeMap;

use leptos::{ev, prelude::*};
use serde_json::{Map, Value};

use super::field::{Control, FieldRow, Slot};
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

fn put_list(session: Session, place: &Slot, list: Vec<Value>) {
    place.put(session, (!list.is_empty()).then(|| list.into()));
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
    let value = place.value();
    let place = StoredValue::new(place);
    let boxes = choices
        .into_iter()
        .map(|(word, help)| {
            let (held, name) = (word.clone(), word.clone());
            let on = Memo::new(move |_| items(value.get()).iter().any(|item| *item == held));
            let change = move |_| {
                let mut list = items(value.get_untracked());
                if on.get_untracked() {
                    list.retain(|item| *item != word);
                } else {
                    list.push(word.clone().into());
                }
                place.with_value(|place| put_list(session, place, list));
            };
            view! { <label class="menu-item" title=help><input type="checkbox" prop:checked=Signal::derive(move || on.get()) on:change=change />{name}</label> }
        })
        .collect_view();
    view! { <div>{boxes}</div> }
}

#[component]
fn Rows(place: Slot, id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let value = place.value();
    let place = StoredValue::new(place);
    let write = move |index: usize, text: String| {
        let mut list = items(value.get_untracked());
        let text = text.trim();
        match (index < list.len(), text.is_empty()) {
            (true, true) => drop(list.remove(index)),
            (true, false) => list[index] = text.into(),
            (false, false) => list.push(text.into()),
            (false, true) => return,
        }
        place.with_value(|place| put_list(session, place, list));
    };
    let rows = move || {
        items(value.get())
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
            <div class="map-row add"><input class="field-input" id=id placeholder="Add …" autocomplete="off" on:keydown=leave on:change=add /></div>
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
    let value = place.value();
    let names = Memo::new(move |_| match value.get() {
        Some(Value::Object(map)) => map.keys().cloned().collect::<Vec<_>>(),
        _ => Vec::new(),
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
    let entry = Slot { path: place.path.join(name.clone()), problem: place.problem };
    view! { <button class="icon-button small" aria-label=format!("Remove {name}") on:click=move |_| entry.put(session, None)><Icon name="x" /></button> }
}

#[component]
fn PlainEntry(place: Slot, name: String, item: Shape) -> impl IntoView {
    let entry = Slot { path: place.path.join(name.clone()), problem: place.problem };
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
    let path = place.path.join(name.clone());
    let fields = if let Shape::Record(fields) = item { fields } else { Vec::new() };
    view! {
        <div class="map-entry">
            <header><span class="name">{name.clone()}</span><RemoveEntry place name /></header>
            {fields.into_iter().map(|field| view! { <FieldRow field path=path.clone() /> }.into_any()).collect_view()}
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
        let entry = Slot { path: place.path.join(key), problem: place.problem };
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
