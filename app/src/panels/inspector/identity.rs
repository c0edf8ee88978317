//! Title and id of a node or a boundary. The title changes freely; another id is a rename that infrastructure follows.

use leptos::prelude::*;
use topology::document::Id;
use topology::edit::Edit;

use crate::session::selection::Item;
use crate::session::{Session, container, draft};

/// What has two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A node.
    Node,
    /// A boundary.
    Boundary,
}

impl Named {
    /// One of them as what is selected.
    fn item(self, id: &str) -> Item {
        match self {
            Self::Node => Item::Node(id.into()),
            Self::Boundary => Item::Boundary(id.into()),
        }
    }
}

/// The two names of a node or a boundary.
#[component]
pub fn Names(
    /// Which of the two it is.
    of: Named,
    /// Its id.
    id: String,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let problem = RwSignal::new(None::<String>);
    let held = id.clone();
    let title = move || {
        session.read(|document| {
            let title = match of {
                Named::Node => document.nodes.get(held.as_str()).and_then(|node| node.title.as_ref()),
                Named::Boundary => document.boundaries.get(held.as_str()).and_then(|one| one.title.as_ref()),
            };
            title.map(|title| title.as_str().to_owned()).unwrap_or_default()
        })
    };
    let (titled, renamed, shown) = (id.clone(), id.clone(), id.clone());
    let take_title = move |text: String| {
        let drafted = session.peek(|document| match of {
            Named::Node => draft::retitle(document, &titled, &text, false),
            Named::Boundary => container::retitle(document, &titled, &text),
        });
        let Some((to, edit)) = drafted else { return };
        if session.commit(format!("name {}", text.trim()), edit).is_some() {
            session.selection.only(of.item(&to));
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
                session.selection.only(of.item(text));
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
