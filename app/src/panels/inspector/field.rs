//! One field: its label, its control, what it inherits, and what is wrong with it.

use leptos::prelude::*;
use serde_json::Value;
use topology::edit::Edit;

use super::control::{Control, text_of};
use super::place::{Held, Place};
use super::shape::{Field, Shape, label};
use crate::session::Session;
use crate::widgets::icon::Icon;

/// Where a control writes, and where it says what went wrong.
#[derive(Debug, Clone)]
pub struct Slot {
    /// The place in the document.
    pub place: Place,
    /// What is wrong with the last input, if anything.
    pub problem: RwSignal<Option<String>>,
}

impl Slot {
    /// A slot for a place.
    #[must_use]
    pub fn new(place: Place) -> Self {
        Self { place, problem: RwSignal::new(None) }
    }

    /// A slot within this one, which tells its problems in the same place.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        Self { place: self.place.join(name), problem: self.problem }
    }

    /// What stands there, followed; the memo tells only of changes of this value.
    #[must_use]
    pub fn held(&self) -> Memo<Held> {
        let session = expect_context::<Session>();
        let place = self.place.clone();
        Memo::new(move |_| session.read(|document| place.held(document)))
    }

    /// Writes a value, or takes it away; for several items as one step.
    pub fn put(&self, session: Session, value: Option<Value>) {
        self.change(session, value.is_some(), |_| value.clone());
    }

    /// Makes something else of what each item says, as one step.
    pub fn change(&self, session: Session, sets: bool, change: impl Fn(Option<Value>) -> Option<Value>) {
        let edits = session.peek(|document| self.place.edits(document, change));
        if edits.is_empty() {
            self.problem.set(None);
            return;
        }
        let verb = if sets { "set" } else { "clear" };
        let mut what = format!("{verb} {}", label(&self.place.name()).to_ascii_lowercase());
        if edits.len() > 1 {
            what += &format!(" of {} items", edits.len());
        }
        self.problem.set(session.try_commit(what, Edit::Batch { edits }).err());
    }
}

/// A field of a record at a place.
#[component]
pub fn FieldRow(
    /// The field.
    field: Field,
    /// The record's place.
    place: Place,
) -> impl IntoView {
    let slot = Slot::new(place.join(&field.name));
    let id = format!("field{}", slot.place.first().to_string().replace('/', "-"));
    let stacked = matches!(field.shape, Shape::List { .. } | Shape::Map(_) | Shape::Any)
        || matches!(field.shape, Shape::Text { long: true, .. });
    let problem = slot.problem;
    let name = label(&field.name);
    let help = format!("{id}-help");
    // A record's own fields say for themselves what they inherit.
    let inherits = !matches!(field.shape, Shape::Record(_));
    let below = slot.clone();
    let overriding = place.overrides() && inherits;
    view! {
        <div class="field" class:stacked=stacked class:overriding=overriding data-field=field.name.clone()>
            <label for=id.clone() title=field.help.clone()>{name.clone()}</label>
            <Control shape=field.shape place=slot fact=field.fact required=field.required && !place.overrides() id />
            {inherits.then(|| view! { <Inherited from=below name /> }.into_any())}
            {(!field.help.is_empty()).then(|| view! { <p class="field-help" id=help>{field.help}</p> }.into_any())}
            {move || problem.get().map(|text| view! { <p class="field-problem" role="alert">{text}</p> }.into_any())}
        </div>
    }
}

/// What holds where nothing is said here, and the way back to it.
#[component]
fn Inherited(from: Slot, name: String) -> impl IntoView {
    let session = expect_context::<Session>();
    let held = from.held();
    let slot = StoredValue::new(from);
    let source = if slot.with_value(|slot| slot.place.overrides()) { "base" } else { "default" };
    move || {
        let Held { value, mixed, below } = held.get();
        let said = value.is_some() || mixed;
        let text = below.as_ref().map(told);
        match (said, text) {
            (true, text) if source == "base" => {
                let text = text.unwrap_or_else(|| "–".to_owned());
                let back = format!("Reset {name} to what is inherited: {text}");
                view! { <button class="inherited reset" data-testid="reset" title=back.clone() aria-label=back on:click=move |_| slot.with_value(|slot| slot.put(session, None))><Icon name="undo-2" /><span class="ellipsis">{text}</span></button> }.into_any()
            }
            (_, Some(text)) => view! { <span class="inherited ellipsis" title=format!("From the {source}: {text}")>{format!("{source}: {text}")}</span> }.into_any(),
            _ if source == "base" => view! { <span class="inherited nothing" title="The base says nothing">"base: –"</span> }.into_any(),
            _ => ().into_any(),
        }
    }
}

/// A value in a few words.
pub fn told(value: &Value) -> String {
    match value {
        Value::Array(list) => list.iter().map(told).collect::<Vec<_>>().join(", "),
        Value::Object(map) => map.keys().cloned().collect::<Vec<_>>().join(", "),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => text_of(Some(other)),
    }
}
