//! The tools over the lower edge, and what an empty canvas says.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::stage::{Stage, Tool};
use super::{import, keys};
use crate::net::api;
use crate::number::whole;
use crate::session::draft;
use crate::widgets::icon::Icon;
use crate::widgets::importing::ImportButton;
use crate::widgets::show::Show;

#[component]
fn ToolButton(tool: Tool, icon: &'static str, label: &'static str, shortcut: &'static str) -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <button
            class="icon-button"
            title=format!("{label} ({shortcut})")
            aria-label=label
            aria-pressed=Signal::derive(move || if stage.tool.get() == tool { "true" } else { "false" })
            on:click=move |_| { stage.tool.set(tool); stage.focus(); }
        >
            <Icon name=icon />
        </button>
    }
}

/// Select, move the view, connect, undo, redo, delete.
#[component]
pub fn Tools() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let (undo, redo) = (Memo::new(move |_| session.undo_label()), Memo::new(move |_| session.redo_label()));
    let named = |word: &'static str, label: Option<String>| {
        label.map_or_else(|| word.to_owned(), |label| format!("{word}: {label}"))
    };
    let nothing = move || session.selection.items().is_empty();
    view! {
        <div class="tools" role="toolbar" aria-label="Tools" data-ui="">
            <ToolButton tool=Tool::Select icon="mouse-pointer-2" label="Select" shortcut="V" />
            <ToolButton tool=Tool::Hand icon="hand" label="Move the view" shortcut="H" />
            <ToolButton tool=Tool::Connect icon="spline" label="Connect" shortcut="A" />
            <ToolButton tool=Tool::Boundary icon="square-dashed" label="Draw a boundary" shortcut="F" />
            <hr />
            <button
                class="icon-button"
                data-testid="undo"
                title=Signal::derive(move || format!("{} (Ctrl+Z)", named("Undo", undo.get())))
                aria-label=Signal::derive(move || named("Undo", undo.get()))
                disabled=Signal::derive(move || undo.with(Option::is_none))
                on:click=move |_| session.undo()
            ><Icon name="undo-2" /></button>
            <button
                class="icon-button"
                data-testid="redo"
                title=Signal::derive(move || format!("{} (Ctrl+Shift+Z)", named("Redo", redo.get())))
                aria-label=Signal::derive(move || named("Redo", redo.get()))
                disabled=Signal::derive(move || redo.with(Option::is_none))
                on:click=move |_| session.redo()
            ><Icon name="redo-2" /></button>
            <hr />
            <button
                class="icon-button"
                title="Duplicate (Ctrl+D)"
                aria-label="Duplicate"
                disabled=nothing
                on:click=move |_| keys::duplicate(stage)
            ><Icon name="copy" /></button>
            <button
                class="icon-button"
                title="Delete (Del)"
                aria-label="Delete"
                disabled=nothing
                on:click=move |_| keys::delete(stage)
            ><Icon name="trash-2" /></button>
            <hr />
            <button class="icon-button" title="Tidy (Shift+Alt+T)" aria-label="Tidy" on:click=move |_| super::tidy::tidy(stage)><Icon name="network" /></button>
        </div>
    }
}

/// Zoom out, the value, zoom in, show everything.
#[component]
pub fn ZoomTools() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <div class="zoom" role="toolbar" aria-label="Zoom" data-ui="">
            <button class="icon-button" title="Zoom out (Ctrl+-)" aria-label="Zoom out" on:click=move |_| stage.zoom(0.8)><Icon name="minus" /></button>
            <button class="zoom-value" title="Zoom to 100 % (Ctrl+0)" data-testid="zoom" on:click=move |_| stage.zoom_whole()>
                {move || format!("{} %", whole(stage.rested.get().zoom * 100.0))}
            </button>
            <button class="icon-button" title="Zoom in (Ctrl+=)" aria-label="Zoom in" on:click=move |_| stage.zoom(1.25)><Icon name="plus" /></button>
            <button class="icon-button" title="Show everything (Shift+1)" aria-label="Show everything" on:click=move |_| stage.fit()><Icon name="maximize" /></button>
        </div>
    }
}

/// What stands on a canvas without nodes.
#[component]
pub fn EmptyCanvas() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let examples = RwSignal::new(Vec::new());
    spawn_local(async move {
        // Without the list the canvas is as good to begin on.
        examples.try_set(api::examples().await.unwrap_or_default());
    });
    let begin = move |name: String, title: String| {
        spawn_local(async move {
            match api::example(&name).await {
                Ok(document) => {
                    if stage.session.commit(format!("begin with {title}"), draft::begin_with(&document)).is_some() {
                        stage.fit();
                    }
                }
                Err(error) => stage.session.toasts().refused(error.text()),
            }
        });
    };
    view! {
        <div class="canvas-empty" data-testid="canvas-empty">
            <div>
                <span class="mark"><Icon name="workflow" /></span>
                <h2>"Draw the first node"</h2>
                <p>"Drag a kind from the left onto the canvas, or click it. Then pull a line from a card's edge to the one it connects to."</p>
                <p class="small third">"Press "<kbd>"N"</kbd>" to find a kind, "<kbd>"?"</kbd>" for all keys"</p>
                <p class="small second begin">"Or import compose files or Kubernetes manifests: chosen, pasted or dropped here"</p>
                <div class="row" data-ui=""><ImportButton compact=true found=Callback::new(move |outcome| import::show(stage, outcome)) /></div>
                <Show when=move || !examples.with(Vec::is_empty)>
                    <p class="small second begin">"Or begin with an example"</p>
                    <div class="row" data-ui="">
                        {move || examples.get().into_iter().map(|example| {
                            let (name, title) = (example.name.clone(), example.title.clone());
                            view! { <button class="button compact" data-begin=example.name title=example.description on:click=move |_| begin(name.clone(), title.clone())>{example.title}</button> }
                        }).collect_view()}
                    </div>
                </Show>
            </div>
        </div>
    }
}
