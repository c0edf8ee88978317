//! The left panel: what can be added, and what there is.

use leptos::{html, prelude::*};

use super::palette::Palette;
use crate::canvas::stage::Stage;
use crate::session::face::kind_icon;
use crate::session::picture::NodeHandle;
use crate::session::selection::Item;
use crate::widgets::each::{Each, identity, row};
use crate::widgets::icon::{Icon, severity_icon};

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
    let selected = |on: bool| if on { "true" } else { "false" };
    view! {
        <aside class="left-panel" aria-label="Add and outline">
            <div class="tabs" role="tablist">
                <button class="tab" role="tab" aria-selected=Signal::derive(move || selected(!outline.get())) on:click=move |_| outline.set(false)>"Add"</button>
                <button class="tab" role="tab" aria-selected=Signal::derive(move || selected(outline.get())) on:click=move |_| outline.set(true)>"Outline"</button>
            </div>
            <Show when=move || outline.get() fallback=move || view! { <Palette find /> }><Outline /></Show>
            <div class="panel-foot">
                <span class="grow">"Press N anywhere to add"</span>
                <button aria-label="Keyboard shortcuts" title="Keyboard shortcuts" on:click=move |_| help.run(())><kbd>"?"</kbd></button>
            </div>
        </aside>
    }
}

#[component]
fn Outline() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let picture = stage.session.picture;
    let rows = Signal::derive(move || {
        picture.nodes.with(|nodes| {
            nodes
                .iter()
                .cloned()
                .map(|node| row(identity(&node.id), move || view! { <OutlineItem node=node.clone() /> }))
                .collect()
        })
    });
    view! {
        <div class="panel-body" role="listbox" aria-label="Nodes" data-testid="outline">
            <Each rows />
            <Show when=move || picture.nodes.with(Vec::is_empty)><p class="panel-empty">"Nothing is drawn yet."</p></Show>
        </div>
    }
}

#[component]
fn OutlineItem(node: NodeHandle) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let (face, title, marks, selected) =
        (node.face.clone(), node.face.clone(), node.marks.clone(), node.selected.clone());
    let item = Item::Node(node.id);
    let worst = Memo::new(move |_| marks.with(|marks| marks.worst().filter(|worst| *worst != "info")));
    let kind = face.clone();
    let icon = Signal::derive(move || face.with(|face| kind_icon(face.kind)));
    view! {
        <button
            class="outline-item"
            role="option"
            aria-selected=Signal::derive(move || if selected.get() { "true" } else { "false" })
            on:click=move |_| { stage.session.selection.only(item.clone()); stage.show([&item]); }
        >
            <span class="tile" data-kind=Signal::derive(move || kind.with(|face| face.kind.word()))><Icon name=icon /></span>
            <span class="grow ellipsis">{move || title.with(|face| face.title.clone())}</span>
            {move || worst.get().map(|severity| view! { <span class="badge" data-severity=severity><Icon name=severity_icon(severity) /></span> })}
        </button>
    }
}
