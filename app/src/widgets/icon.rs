//! Icons: symbols of one sprite, which the page's first script puts into the document. Referred to in its own file it would be read anew again and again.

use leptos::prelude::*;

/// A symbol of the sprite, decorative: the name of a thing stands in its text or label.
#[component]
pub fn Icon(
    /// The symbol's id.
    #[prop(into)]
    name: Signal<&'static str>,
    /// More classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {class}") aria-hidden="true">
            <use href=Signal::derive(move || format!("#icon-{}", name.get()))></use>
        </svg>
    }
}

/// The symbol of a severity; each has a shape of its own.
#[must_use]
pub fn severity_icon(severity: &str) -> &'static str {
    match severity {
        "error" => "octagon-alert",
        "warning" => "triangle-alert",
        _ => "info",
    }
}
