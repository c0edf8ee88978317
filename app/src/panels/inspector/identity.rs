//! Title and id of a node. The title changes freely; another id is a rename that infrastructure follows.

use leptos::prelude::*;
use topology::document::Id;
use topology::edit::Edit;

use crate::session::Session;
use crate::session::draft;
use crate::session::selection::Item;

/// The two names of a node.
#[component]
pub fn NodeNames(
    /// The node's id.
    id: String,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let problem = RwSignal::new(None::<String>);
    let held = id.clone();
    let title = move || {
        session.read(|document| {
            document
                .nodes
                .get(held.as_str())
                .and_then(|node| node.title.as_ref())
                .map(|title| title.as_str().to_owned())
                .unwrap_or_default()
        })
    };
    let (titled, renamed, shown) = (id.clone(), id.clone(), id.clone());
    let take_title = move |text: String| {
        let Some((to, edit)) = session.peek(|document| draft::retitle(document, &titled, &text, false)) else { return };
        if session.commit(format!("name {}", text.trim()), edit).is_some() {
            session.selection.only(Item::Node(to.as_str().into()));
        }
    };
    let take_id = move |text: String| {
        let text = text.trim();
        if text == renamed {
            problem.set(None);
            return;
        }
        let (Ok(from), to) = (Id::parse(&renamed), Id::parse(text)) else { return };
        match to
            .map_err(|error| error.to_string())
            .and_then(|to| session.try_commit(format!("rename {from} to {to}"), Edit::Rename { id: from, to }))
        {
            Ok(()) => {
                problem.set(None);
                session.selection.only(Item::Node(text.into()));
            }
            Err(text) => problem.set(Some(text)),
        }
    };
    view! {
        <div class="inspector-names">
        <div class="field" data-field="title">
            <label for="field-title">"Title"</label>
            <input class="field-input" id="field-title" maxlength="120" autocomplete="off" placeholder=id prop:value=title on:keydown=super::control::leave_on_enter on:change=move |event| take_title(event_target_value(&event)) />
        </div>
        <div class="field" data-field="id">
            <label for="field-id" title="Identity: names of files, addresses and variables come from it. A rename moves infrastructure, it does not destroy it.">"Id"</label>
            <input class="field-input mono" id="field-id" maxlength="40" autocomplete="off" spellcheck="false" prop:value=shown aria-invalid=Signal::derive(move || problem.with(Option::is_some).then_some("true")) on:keydown=super::control::leave_on_enter on:change=move |event| take_id(event_target_value(&event)) />
            {move || problem.get().map(|text| view! { <p class="field-problem" role="alert">{text}</p> }.into_any())}
        </div>
        </div>
    }
}
