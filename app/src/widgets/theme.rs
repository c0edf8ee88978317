//! Light or dark: the system's choice until the person makes one of their own, which is kept.

use leptos::prelude::*;

use super::icon::Icon;

const KEY: &str = "groundplan.theme";

fn chosen() -> Option<String> {
    document().document_element().and_then(|root| root.get_attribute("data-theme"))
}

fn dark_system() -> bool {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
}

/// Switches between light and dark.
pub fn switch() {
    // The button knows what it shows and what it does.
    let button = document().query_selector("[data-testid=theme-toggle]").ok().flatten();
    if let Some(button) = button.and_then(|button| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(button).ok())
    {
        button.click();
    }
}

/// The button that switches between light and dark.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    let dark = RwSignal::new(chosen().map_or_else(dark_system, |theme| theme == "dark"));
    view! {
        <button
            class="icon-button"
            title=Signal::derive(move || if dark.get() { "Light theme" } else { "Dark theme" })
            aria-label=Signal::derive(move || if dark.get() { "Use the light theme" } else { "Use the dark theme" })
            data-testid="theme-toggle"
            on:click=move |_| toggle(dark)
        >
            <Icon name=Signal::derive(move || if dark.get() { "sun" } else { "moon" }) />
        </button>
    }
}

fn toggle(dark: RwSignal<bool>) {
    let theme = if dark.get_untracked() { "light" } else { "dark" };
    dark.set(theme == "dark");
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-theme", theme);
    }
    // Where storage is closed the choice lasts as long as the page.
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(KEY, theme);
    }
}
