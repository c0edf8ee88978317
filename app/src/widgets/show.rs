//! What is there while something holds. All such places of the editor are this one: leptos' own is compiled anew for each condition and each content, which is much for a program that is downloaded.

use leptos::prelude::*;

/// Shows its content, made anew each time, while a condition holds, and something else while it doesn't.
#[component]
pub fn Show(
    /// The condition, followed.
    #[prop(into)]
    when: Signal<bool>,
    /// What is there instead; nothing by default.
    #[prop(optional, into)]
    fallback: ViewFn,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    // What the condition depends on may change more often than it does.
    let holds = Memo::new(move |_| when.get());
    move || if holds.get() { children() } else { fallback.run() }
}
