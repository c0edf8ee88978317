//! Where a node belongs: boundaries that exist, or a new one made in the same edit.

use leptos::prelude::*;
use serde_json::json;
use topology::document::{BoundaryKind, Id, Pointer};
use topology::edit::{Edit, get};

use super::shape::label;
use crate::session::Session;

/// Domain, team, network and unit of a node. `path` leads to its `in`.
#[component]
pub fn MembershipRows(
    /// The place of the membership.
    path: Pointer,
) -> impl IntoView {
    [
        ("domain", Some(BoundaryKind::Domain)),
        ("team", Some(BoundaryKind::Team)),
        ("network", Some(BoundaryKind::Network)),
        ("unit", None),
    ]
    .into_iter()
    .map(|(name, kind)| view! { <Row path=path.join(name) name kind /> }.into_any())
    .collect_view()
}

#[component]
fn Row(path: Pointer, name: &'static str, kind: Option<BoundaryKind>) -> impl IntoView {
    let session = expect_context::<Session>();
    let problem = RwSignal::new(None::<String>);
    let held = path.clone();
    let shown = move || {
        session
            .read(|document| get(document, &held))
            .and_then(|value| value.as_str().map(ToOwned::to_owned))
            .unwrap_or_default()
    };
    let known = move || {
        session.read(|document| {
            document
                .boundaries
                .iter()
                .filter(|(_, boundary)| Some(boundary.kind) == kind)
                .map(|(id, _)| id.to_string())
                .collect::<Vec<_>>()
        })
    };
    let take = move |text: String| problem.set(write(session, &path, kind, text.trim()).err());
    let id = format!("field-in-{name}");
    view! {
        <div class="field" data-field=format!("in-{name}")>
            <label for=id.clone()>{label(name)}</label>
            <input class="field-input" id=id list=format!("known-{name}") maxlength="40" autocomplete="off" prop:value=shown aria-invalid=Signal::derive(move || problem.with(Option::is_some).then_some("true")) on:keydown=super::control::leave_on_enter on:change=move |event| take(event_target_value(&event)) />
            <datalist id=format!("known-{name}")>{move || known().into_iter().map(|id| view! { <option value=id></option> }.into_any()).collect_view()}</datalist>
            {move || problem.get().map(|text| view! { <p class="field-problem" role="alert">{text}</p> }.into_any())}
        </div>
    }
}

fn write(session: Session, path: &Pointer, kind: Option<BoundaryKind>, text: &str) -> Result<(), String> {
    if text.is_empty() {
        return session.try_commit("leave a boundary", Edit::Unset { path: path.clone() });
    }
    let id = Id::parse(text).unwrap_or_else(|_| Id::propose(text, "domain"));
    let mut edits = Vec::new();
    let missing = session.peek(|document| !document.boundaries.contains_key(&id));
    if let Some(kind) = kind.filter(|_| missing) {
        let value = if id.as_str() == text { json!({ "kind": kind }) } else { json!({ "kind": kind, "title": text }) };
        edits.push(Edit::Create { path: Pointer::of(["boundaries", id.as_str()]), value });
    }
    edits.push(Edit::Set { path: path.clone(), value: json!(id) });
    session.try_commit(format!("put into {id}"), Edit::Batch { edits })
}
