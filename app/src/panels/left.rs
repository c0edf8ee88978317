//! The left panel: what can be added, and what there is.

use leptos::{html, prelude::*};

use super::palette::Palette;
use crate::parts::{self, Lost, Parts};
use crate::widgets::show::Show;

/// Palette and outline.
#[component]
pub fn LeftPanel(
    /// The palette's field.
    find: NodeRef<html::Input>,
    /// Whether the outline is open instead of the palette.
    outline: RwSignal<bool>,
    /// Opens the sheet of shortcuts.
    #[prop(into)]
    help: Callback<()>,
) -> impl IntoView {
    let Parts { desk, .. } = expect_context();
    let selected = |on: bool| if on { "true" } else { "false" };
    view! {
        <aside class="left-panel" aria-label="Add and outline">
            <div class="tabs" role="tablist">
                <button class="tab" role="tab" aria-selected=Signal::derive(move || selected(!outline.get())) on:click=move |_| outline.set(false)>"Add"</button>
                <button class="tab" role="tab" aria-selected=Signal::derive(move || selected(outline.get())) on:click=move |_| outline.set(true)>"Outline"</button>
            </div>
            <Show when=move || outline.get() fallback=move || view! { <Palette find /> }>
                {desk.view(|| parts::desk().map(|desk| (desk.outline)()), || ().into_any(), |part| view! { <Lost part /> }.into_any())}
            </Show>
            <div class="panel-foot">
                <span class="grow">"Press N anywhere to add"</span>
                <button aria-label="Keyboard shortcuts" title="Keyboard shortcuts" on:click=move |_| help.run(())><kbd>"?"</kbd></button>
            </div>
        </aside>
    }
}
