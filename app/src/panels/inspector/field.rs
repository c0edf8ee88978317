//! One field: its label, the control that its shape asks for, and what is wrong with it.

use leptos::{ev, prelude::*};
use serde_json::Value;
use topology::document::Pointer;
use topology::edit::{Edit, get};

use super::collection::{ListField, MapField};
use super::shape::{Field, Shape, label};
use crate::net::wire::written;
use crate::number;
use crate::session::Session;
use crate::widgets::show::Show;

/// Where a control writes, and where it says what went wrong.
#[derive(Debug, Clone)]
pub struct Slot {
    /// The place in the document.
    pub path: Pointer,
    /// What is wrong with the last input, if anything.
    pub problem: RwSignal<Option<String>>,
}

impl Slot {
    /// A place for a place.
    #[must_use]
    pub fn new(path: Pointer) -> Self {
        Self { path, problem: RwSignal::new(None) }
    }

    /// The value there, followed; the memo tells only of changes of this value.
    #[must_use]
    pub fn value(&self) -> Memo<Option<Value>> {
        let session = expect_context::<Session>();
        let path = self.path.clone();
        Memo::new(move |_| session.read(|document| get(document, &path)))
    }

    /// Writes a value, or takes it away.
    pub fn put(&self, session: Session, value: Option<Value>) {
        let now = session.peek(|document| get(document, &self.path));
        if now == value {
            self.problem.set(None);
            return;
        }
        let name = self.path.segments().last().map(|name| label(name).to_ascii_lowercase()).unwrap_or_default();
        let (what, edit) = match value {
            Some(value) => (format!("set {name}"), Edit::Set { path: self.path.clone(), value }),
            None => (format!("clear {name}"), Edit::Unset { path: self.path.clone() }),
        };
        self.problem.set(session.try_commit(what, edit).err());
    }
}

/// A field of a record at `path`.
#[component]
pub fn FieldRow(
    /// The field.
    field: Field,
    /// The record's place.
    path: Pointer,
) -> impl IntoView {
    let place = Slot::new(path.join(field.name.clone()));
    let id = format!("field{}", place.path.to_string().replace('/', "-"));
    let stacked = matches!(field.shape, Shape::List { .. } | Shape::Map(_) | Shape::Any)
        || matches!(field.shape, Shape::Text { long: true, .. });
    let problem = place.problem;
    let name = label(&field.name);
    view! {
        <div class="field" class:stacked=stacked data-field=field.name.clone()>
            <label for=id.clone() title=field.help.clone()>{name}</label>
            <Control shape=field.shape place fact=field.fact required=field.required id />
            {move || problem.get().map(|text| view! { <p class="field-problem" role="alert">{text}</p> }.into_any())}
        </div>
    }
}

/// The control of a shape.
#[component]
pub fn Control(
    /// What it edits.
    shape: Shape,
    /// Where.
    place: Slot,
    /// Whether `none` may be said.
    #[prop(optional)]
    fact: bool,
    /// Whether it can't be taken away.
    #[prop(optional)]
    required: bool,
    /// The id for its label.
    id: String,
) -> impl IntoView {
    match shape {
        Shape::Text { max, long: false } => view! { <TextControl place id max fact /> }.into_any(),
        Shape::Text { max, long: true } => view! { <ProseControl place id max /> }.into_any(),
        Shape::Number { whole, .. } => view! { <NumberControl place id whole fact /> }.into_any(),
        Shape::Flag => view! { <FlagControl place id /> }.into_any(),
        Shape::Choice(choices) => view! { <ChoiceControl place id choices fact required /> }.into_any(),
        Shape::List { item, set } => view! { <ListField place id item=*item set /> }.into_any(),
        Shape::Map(item) => view! { <MapField place id item=*item /> }.into_any(),
        Shape::Record(fields) => view! { <RecordControl place id fields fact /> }.into_any(),
        Shape::Any => view! { <DataControl place id /> }.into_any(),
    }
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => written(other),
    }
}

/// Enter takes the value, Escape gives the old one back.
fn on_keys(event: &ev::KeyboardEvent, old: &str) {
    let input: web_sys::HtmlInputElement = event_target(event);
    match event.key().as_str() {
        "Enter" => {
            let _ = input.blur();
        }
        "Escape" => {
            input.set_value(old);
            let _ = input.blur();
        }
        _ => return,
    }
    event.stop_propagation();
}

/// Enter takes the value.
pub fn leave_on_enter(event: ev::KeyboardEvent) {
    if event.key() == "Enter" {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let _ = input.blur();
        event.stop_propagation();
    }
}

#[component]
fn TextControl(place: Slot, id: String, max: Option<u64>, fact: bool) -> impl IntoView {
    let session = expect_context::<Session>();
    let value = place.value();
    let shown = Memo::new(move |_| value.with(|value| text_of(value.as_ref())));
    let problem = place.problem;
    view! {
        <input
            class="field-input"
            id=id
            prop:value=Signal::derive(move || shown.get())
            maxlength=max.map(|max| max.to_string())
            placeholder=fact.then_some("unknown")
            aria-invalid=Signal::derive(move || problem.with(Option::is_some).then_some("true"))
            autocomplete="off"
            spellcheck="false"
            on:keydown=move |event| on_keys(&event, &shown.get_untracked())
            on:change=move |event| {
                let text = event_target_value(&event);
                let text = text.trim();
                place.put(session, (!text.is_empty()).then(|| text.into()));
            }
        />
    }
}

#[component]
fn ProseControl(place: Slot, id: String, max: Option<u64>) -> impl IntoView {
    let session = expect_context::<Session>();
    let value = place.value();
    view! {
        <textarea
            class="field-area"
            id=id
            rows="3"
            prop:value=Signal::derive(move || value.with(|value| text_of(value.as_ref())))
            maxlength=max.map(|max| max.to_string())
            on:change=move |event| {
                let text = event_target_value(&event);
                place.put(session, (!text.trim().is_empty()).then(|| text.into()));
            }
        ></textarea>
    }
}

#[component]
fn NumberControl(place: Slot, id: String, whole: bool, fact: bool) -> impl IntoView {
    let session = expect_context::<Session>();
    let value = place.value();
    let shown = Memo::new(move |_| value.with(|value| text_of(value.as_ref())));
    let problem = place.problem;
    let take = move |text: String| {
        let text = text.trim();
        if text.is_empty() {
            return place.put(session, None);
        }
        if fact && text == "none" {
            return place.put(session, Some("none".into()));
        }
        let number =
            if whole { text.parse::<i64>().ok().map(Value::from) } else { number::read(text).map(Value::from) };
        match number {
            Some(number) => place.put(session, Some(number)),
            None => place.problem.set(Some(format!(
                "Expected a {}number{}.",
                if whole { "whole " } else { "" },
                if fact { ", or none" } else { "" }
            ))),
        }
    };
    view! {
        <input
            class="field-input"
            id=id
            inputmode=if whole { "numeric" } else { "decimal" }
            prop:value=Signal::derive(move || shown.get())
            placeholder=fact.then_some("unknown")
            aria-invalid=Signal::derive(move || problem.with(Option::is_some).then_some("true"))
            autocomplete="off"
            on:keydown=move |event| on_keys(&event, &shown.get_untracked())
            on:change=move |event| take(event_target_value(&event))
        />
    }
}

#[component]
fn FlagControl(place: Slot, id: String) -> impl IntoView {
    view! { <ChoiceControl place id choices=vec![("true".into(), "yes".into()), ("false".into(), "no".into())] fact=false required=false flag=true /> }
}

#[component]
fn ChoiceControl(
    place: Slot,
    id: String,
    choices: Vec<(String, String)>,
    fact: bool,
    required: bool,
    #[prop(optional)] flag: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let value = place.value();
    let shown = Memo::new(move |_| value.with(|value| text_of(value.as_ref())));
    let options = choices
        .into_iter()
        .map(|(word, help)| {
            let (text, help) = if flag { (help, String::new()) } else { (word.clone(), help) };
            let chosen = word.clone();
            view! { <option value=word title=help selected=Signal::derive(move || shown.get() == chosen)>{text}</option> }
        })
        .collect_view();
    view! {
        <select
            class="field-select"
            id=id
            prop:value=Signal::derive(move || shown.get())
            on:change=move |event| {
                let word = event_target_value(&event);
                let value = match word.as_str() {
                    "" => None,
                    "true" if flag => Some(true.into()),
                    "false" if flag => Some(false.into()),
                    _ => Some(Value::from(word)),
                };
                place.put(session, value);
            }
        >
            {(!required).then(|| view! { <option value="">"–"</option> }.into_any())}
            {fact.then(|| view! { <option value="none" selected=Signal::derive(move || shown.get() == "none")>"none"</option> }.into_any())}
            {options}
        </select>
    }
}

/// A record inside a record. A fact is unknown, none or given; only then its fields show.
#[component]
fn RecordControl(place: Slot, id: String, fields: Vec<Field>, fact: bool) -> impl IntoView {
    let session = expect_context::<Session>();
    let value = place.value();
    let given = RwSignal::new(false);
    let state = Memo::new(move |_| match value.get() {
        Some(Value::String(_)) => "none",
        Some(_) => "given",
        None if given.get() => "given",
        None => "",
    });
    let (inner, path) = (StoredValue::new(fields), place.path.clone());
    let choose = move |event: ev::Event| {
        let word = event_target_value(&event);
        given.set(word == "given");
        match word.as_str() {
            "none" => place.put(session, Some("none".into())),
            _ => place.put(session, None),
        }
    };
    view! {
        <select class="field-select" id=id prop:value=Signal::derive(move || state.get()) on:change=choose>
            <option value="" selected=Signal::derive(move || state.get().is_empty())>{if fact { "unknown" } else { "–" }}</option>
            {fact.then(|| view! { <option value="none" selected=Signal::derive(move || state.get() == "none")>"none"</option> }.into_any())}
            <option value="given" selected=Signal::derive(move || state.get() == "given")>"given"</option>
        </select>
        <Show when=move || state.get() == "given">
            <div class="subfields">
                {inner.get_value().into_iter().map(|field| view! { <FieldRow field path=path.clone() /> }.into_any()).collect_view()}
            </div>
        </Show>
    }
    .into_any()
}

/// Data of any shape, as JSON.
#[component]
fn DataControl(place: Slot, id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let value = place.value();
    let shown = move || {
        value
            .with(|value| value.as_ref().and_then(|value| serde_json::to_string_pretty(value).ok()).unwrap_or_default())
    };
    view! {
        <textarea
            class="field-area mono"
            id=id
            rows="3"
            spellcheck="false"
            prop:value=shown
            on:change=move |event| {
                let text = event_target_value(&event);
                if text.trim().is_empty() {
                    return place.put(session, None);
                }
                match serde_json::from_str::<Value>(&text) {
                    Ok(value) => place.put(session, Some(value)),
                    Err(error) => place.problem.set(Some(format!("Expected JSON: {error}."))),
                }
            }
        ></textarea>
    }
}
