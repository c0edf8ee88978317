//! The controls of fields, one for each shape.

use leptos::{ev, prelude::*};
use serde_json::Value;

use super::collection::{ListField, MapField};
use super::field::{FieldRow, Slot, told};
use super::place::Held;
use super::shape::{Field, Shape};
use crate::net::wire::written;
use crate::number::{self, decimal};
use crate::session::Session;
use crate::widgets::show::Show;

/// What an empty field says: that the items differ, what is inherited, or that nothing is known.
fn hint(held: Memo<Held>, fact: bool) -> Signal<Option<String>> {
    Signal::derive(move || {
        held.with(|held| match &held.below {
            _ if held.mixed => Some("mixed".to_owned()),
            Some(below) => Some(told(below)),
            None => fact.then(|| "unknown".to_owned()),
        })
    })
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
        Shape::Number { whole, min, max } => {
            view! { <NumberControl place id whole limits=(min, max) fact /> }.into_any()
        }
        Shape::Flag => view! { <FlagControl place id /> }.into_any(),
        Shape::Choice(choices) => view! { <ChoiceControl place id choices fact required /> }.into_any(),
        Shape::List { item, set } => view! { <ListField place id item=*item set /> }.into_any(),
        Shape::Map(item) => view! { <MapField place id item=*item /> }.into_any(),
        Shape::Record(fields) => view! { <RecordControl place id fields fact /> }.into_any(),
        Shape::Any => view! { <DataControl place id /> }.into_any(),
    }
}

/// A value as a field shows it.
pub fn text_of(value: Option<&Value>) -> String {
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
    let held = place.held();
    let shown = Memo::new(move |_| held.with(|held| text_of(held.value.as_ref())));
    let problem = place.problem;
    view! {
        <input
            class="field-input"
            id=id.clone()
            prop:value=Signal::derive(move || shown.get())
            maxlength=max.map(|max| max.to_string())
            placeholder=hint(held, fact)
            aria-describedby=format!("{id}-help")
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
    let held = place.held();
    view! {
        <textarea
            class="field-area"
            id=id
            rows="3"
            placeholder=hint(held, false)
            prop:value=Signal::derive(move || held.with(|held| text_of(held.value.as_ref())))
            maxlength=max.map(|max| max.to_string())
            on:change=move |event| {
                let text = event_target_value(&event);
                place.put(session, (!text.trim().is_empty()).then(|| text.into()));
            }
        ></textarea>
    }
}

/// What a field for numbers takes.
fn expected(whole: bool, (least, most): (Option<f64>, Option<f64>), fact: bool) -> String {
    let sort = if whole { "whole number" } else { "number" };
    let range = match (least, most) {
        (Some(least), Some(most)) => format!(" from {} to {}", decimal(least), decimal(most)),
        (Some(least), None) => format!(" of at least {}", decimal(least)),
        (None, Some(most)) => format!(" of at most {}", decimal(most)),
        (None, None) => String::new(),
    };
    format!("Expected a {sort}{range}{}.", if fact { ", or none" } else { "" })
}

#[component]
fn NumberControl(
    place: Slot,
    id: String,
    whole: bool,
    limits: (Option<f64>, Option<f64>),
    fact: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let held = place.held();
    let shown = Memo::new(move |_| held.with(|held| text_of(held.value.as_ref())));
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
        let within = |number: &Value| {
            let number = number.as_f64().unwrap_or_default();
            limits.0.is_none_or(|least| number >= least) && limits.1.is_none_or(|most| number <= most)
        };
        match number.filter(within) {
            Some(number) => place.put(session, Some(number)),
            None => place.problem.set(Some(expected(whole, limits, fact))),
        }
    };
    view! {
        <input
            class="field-input"
            id=id.clone()
            inputmode=if whole { "numeric" } else { "decimal" }
            prop:value=Signal::derive(move || shown.get())
            placeholder=hint(held, fact)
            aria-describedby=format!("{id}-help")
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
    let held = place.held();
    let shown = Memo::new(move |_| held.with(|held| text_of(held.value.as_ref())));
    let helps = StoredValue::new(choices.clone());
    let options = choices
        .into_iter()
        .map(|(word, help)| {
            let (text, help) = if flag { (help, String::new()) } else { (word.clone(), help) };
            // Afterwards the list's own value says which one is chosen.
            let chosen = shown.with_untracked(|shown| *shown == word);
            view! { <option value=word title=help selected=chosen>{text}</option> }
        })
        .collect_view();
    // What the chosen word comes to, such as how much a size is.
    let meaning = move || {
        let word = held.with(|held| text_of(held.value.as_ref().or(held.below.as_ref())));
        let found =
            |all: &Vec<(String, String)>| all.iter().find(|(own, _)| *own == word).map(|(_, help)| help.clone());
        helps.with_value(found).filter(|help| !flag && !help.is_empty())
    };
    let empty = move || {
        held.with(|held| match &held.below {
            _ if held.mixed => "mixed".to_owned(),
            Some(below) => format!("– ({})", told(below)),
            None => "–".to_owned(),
        })
    };
    view! {
        <select
            class="field-select"
            id=id.clone()
            aria-describedby=format!("{id}-help")
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
            {move || (!required || held.with(|held| held.mixed)).then(|| view! { <option value="" selected=Signal::derive(move || shown.with(String::is_empty))>{empty}</option> }.into_any())}
            {fact.then(|| view! { <option value="none" selected=Signal::derive(move || shown.get() == "none")>"none"</option> }.into_any())}
            {options}
        </select>
        {move || meaning().map(|text| view! { <p class="field-meaning">{text}</p> }.into_any())}
    }
    .into_any()
}

/// A record inside a record. A fact is unknown, none or given; only then its fields show. In an environment they show too where the base has them.
#[component]
fn RecordControl(place: Slot, id: String, fields: Vec<Field>, fact: bool) -> impl IntoView {
    let session = expect_context::<Session>();
    let held = place.held();
    let given = RwSignal::new(false);
    let overrides = place.place.overrides();
    let state = Memo::new(move |_| {
        held.with(|held| match (&held.value, &held.below) {
            _ if held.mixed => "given",
            (Some(Value::String(_)), _) => "none",
            (Some(_), _) => "given",
            (None, Some(Value::Object(_))) if overrides => "inherited",
            (None, _) if given.get() => "given",
            (None, _) => "",
        })
    });
    let (inner, path) = (StoredValue::new(fields), place.place.clone());
    let choose = move |event: ev::Event| {
        let word = event_target_value(&event);
        given.set(word == "given");
        match word.as_str() {
            "none" => place.put(session, Some("none".into())),
            _ => place.put(session, None),
        }
    };
    let empty = move || match state.get() {
        "inherited" => "as in the base".to_owned(),
        _ => held.with(|held| match &held.below {
            Some(below) => format!("– ({})", told(below)),
            None => if fact { "unknown" } else { "–" }.to_owned(),
        }),
    };
    view! {
        <select class="field-select" id=id.clone() aria-describedby=format!("{id}-help") prop:value=Signal::derive(move || if state.get() == "inherited" { "" } else { state.get() }) on:change=choose>
            <option value="" selected=Signal::derive(move || matches!(state.get(), "" | "inherited"))>{empty}</option>
            {fact.then(|| view! { <option value="none" selected=Signal::derive(move || state.get() == "none")>"none"</option> }.into_any())}
            <option value="given" selected=Signal::derive(move || state.get() == "given")>"given"</option>
        </select>
        <Show when=move || matches!(state.get(), "given" | "inherited")>
            <div class="subfields">
                {inner.get_value().into_iter().map(|field| view! { <FieldRow field place=path.clone() /> }.into_any()).collect_view()}
            </div>
        </Show>
    }
    .into_any()
}

/// Data of any shape, as JSON.
#[component]
fn DataControl(place: Slot, id: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let held = place.held();
    let shown = move || {
        held.with(|held| {
            held.value.as_ref().and_then(|value| serde_json::to_string_pretty(value).ok()).unwrap_or_default()
        })
    };
    view! {
        <textarea
            class="field-area mono"
            id=id
            rows="3"
            spellcheck="false"
            placeholder=hint(held, false)
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
