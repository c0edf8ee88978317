//! Of what the fields speak: of the topology as it is, or of what is different in one environment.

use leptos::prelude::*;
use serde_json::json;
use topology::Document;
use topology::document::Pointer;
use topology::document::effective::DEFAULT_ENVIRONMENTS;
use topology::edit::Edit;

use crate::session::Session;
use crate::widgets::show::Show;

/// The environment that the fields speak of; none for the base. A context of the editor.
#[derive(Debug, Clone, Copy)]
pub struct Scope(pub RwSignal<Option<String>>);

/// The edit that declares the environments that hold while none is declared, so that they can be given something of their own.
fn declare() -> Edit {
    let value = |name: &str| match name {
        "production" => json!({ "settings": { "production": true } }),
        _ => json!({}),
    };
    let create = |name: &&str| Edit::Create { path: Pointer::of(["environments", *name]), value: value(name) };
    Edit::Batch { edits: DEFAULT_ENVIRONMENTS.iter().map(create).collect() }
}

fn names(document: &Document) -> Vec<String> {
    document.environments.keys().map(ToString::to_string).collect()
}

/// The choice between the base and the environments.
#[component]
pub fn ScopeBar() -> impl IntoView {
    let session = expect_context::<Session>();
    let Scope(scope) = expect_context::<Scope>();
    let all = Memo::new(move |_| session.read(names));
    // An environment that is gone is no scope.
    Effect::new(move |_| {
        let known = all.get();
        if scope.with_untracked(|scope| scope.as_ref().is_some_and(|name| !known.contains(name))) {
            scope.set(None);
        }
    });
    let button = move |name: Option<String>| {
        let (own, chosen) = (name.clone(), name.clone());
        let pressed = Signal::derive(move || if scope.with(|scope| *scope == own) { "true" } else { "false" });
        let title = match &name {
            None => "What holds everywhere".to_owned(),
            Some(name) => format!("What is different in {name}"),
        };
        let text = name.unwrap_or_else(|| "Base".to_owned());
        let shown = text.clone();
        view! { <button class="scope" data-scope=text title=title aria-pressed=pressed on:click=move |_| scope.set(chosen.clone())>{shown}</button> }
    };
    view! {
        <div class="scopes" role="group" aria-label="Environment" data-testid="scopes">
            {button(None)}
            {move || all.get().into_iter().map(|name| button(Some(name)).into_any()).collect_view()}
            <Show when=move || all.with(Vec::is_empty)>
                <button
                    class="scope"
                    data-testid="declare-environments"
                    title="dev, staging and production hold as they are. Declare them to say what is different in each."
                    on:click=move |_| { session.commit("declare environments", declare()); }
                >"Environments …"</button>
            </Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::document::Id;
    use topology::edit::apply;

    #[test]
    fn declared_environments_are_those_that_held_before() {
        let mut document = Document::new(Id::parse("shop").unwrap());
        let before = document.effective_environments();
        apply(&mut document, &declare()).unwrap();
        assert_eq!(document.environments, before);
    }
}
