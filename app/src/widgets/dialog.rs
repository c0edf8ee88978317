//! A dialog over the page: Escape and a click beside it close it, focus starts inside and goes back.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast as _;

use super::icon::Icon;

/// A modal dialog. `close` is asked to take it away.
#[component]
pub fn Dialog(
    /// What stands at its top.
    #[prop(into)]
    title: String,
    /// Called when the person wants it gone.
    #[prop(into)]
    close: Callback<()>,
    /// Wider than usual.
    #[prop(optional)]
    wide: bool,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let root: NodeRef<html::Div> = NodeRef::new();
    let before = StoredValue::new_local(
        document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()),
    );
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            let find = |selector| root.query_selector(selector).ok().flatten();
            let first = find("[autofocus]").or_else(|| find("input, select, textarea, .button.primary"));
            if let Some(element) = first.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = element.focus();
            } else {
                let _ = root.focus();
            }
        }
    });
    on_cleanup(move || {
        if let Some(element) = before.try_get_value().flatten() {
            let _ = element.focus();
        }
    });
    let keys = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => close.run(()),
            "Tab" => keep_inside(&event, root.get_untracked().as_ref()),
            _ => {}
        }
    };
    view! {
        <div class="scrim" on:pointerdown=move |event| if event.target() == event.current_target() { close.run(()) } on:keydown=keys>
            <div class="dialog" class:wide=wide role="dialog" aria-modal="true" aria-label=title.clone() tabindex="-1" node_ref=root>
                <div class="dialog-head">
                    <h2>{title.clone()}</h2>
                    <button class="icon-button" aria-label="Close" on:click=move |_| close.run(())><Icon name="x" /></button>
                </div>
                {children()}
            </div>
        </div>
    }
}

/// Tab at the last control goes to the first one, and back.
fn keep_inside(event: &ev::KeyboardEvent, root: Option<&web_sys::HtmlDivElement>) {
    let Some(list) =
        root.and_then(|root| root.query_selector_all("button:not(:disabled), input, select, textarea, a[href]").ok())
    else {
        return;
    };
    let at = |index: u32| list.item(index).and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok());
    let (Some(first), Some(last)) = (at(0), at(list.length().saturating_sub(1))) else { return };
    let active = document().active_element();
    let here = |element: &web_sys::HtmlElement| active.as_ref().is_some_and(|active| active == element.as_ref());
    if event.shift_key() && here(&first) {
        event.prevent_default();
        let _ = last.focus();
    } else if !event.shift_key() && here(&last) {
        event.prevent_default();
        let _ = first.focus();
    }
}
