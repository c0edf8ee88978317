//! Files that describe a system: chosen, and looked at before they are taken over.

use leptos::{ev, html, prelude::*};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::dialog::Dialog;
use super::icon::Icon;
use crate::net::api::{self, Drawn};
use crate::net::http::ApiError;

/// How many lines of a report are shown. The command line tells all.
const LINES: usize = 400;

/// What became of files, or why nothing did.
pub type Outcome = Result<Drawn, ApiError>;

/// Reads files and has them drawn.
pub fn draw(files: &web_sys::FileList, found: Callback<Outcome>) {
    let all: Vec<web_sys::File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    spawn_local(async move {
        let mut texts = Vec::new();
        for file in all {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            texts.push((file.name(), text.unwrap_or_default()));
        }
        if !texts.is_empty() {
            found.run(api::import(&texts).await);
        }
    });
}

/// Has one text drawn.
pub fn draw_text(text: String, found: Callback<Outcome>) {
    spawn_local(async move { found.run(api::import(&[("pasted.yaml".to_owned(), text)]).await) });
}

/// Asks for files and has them drawn.
#[component]
pub fn ImportButton(
    /// Smaller than usual.
    #[prop(optional)]
    compact: bool,
    /// Told what became of them.
    found: Callback<Outcome>,
) -> impl IntoView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let chosen = move |event: ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if let Some(files) = input.files() {
            draw(&files, found);
        }
        input.set_value("");
    };
    let pick = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <button class="button" class:compact=compact data-testid="import" title="Compose files or Kubernetes manifests" on:click=pick><Icon name="file-up" />"Import"</button>
        <input type="file" multiple=true accept=".yaml,.yml,.json,.env" class="hidden-visually" tabindex="-1" aria-label="Compose files or Kubernetes manifests" data-testid="import-input" node_ref=input on:change=chosen />
    }
}

/// What was drawn, what is to be known about it, and whether it is taken over.
#[component]
pub fn ImportDialog(
    /// What was drawn.
    drawn: Drawn,
    /// What taking it over is called.
    #[prop(into)]
    label: String,
    /// Takes it over.
    take: Callback<Drawn>,
    /// Leaves it.
    close: Callback<()>,
) -> impl IntoView {
    let count = |number: usize, word: &str| if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") };
    let size = format!("{} and {} were found.", count(drawn.nodes, "node"), count(drawn.edges, "connection"));
    let more = drawn.notes.len().saturating_sub(LINES);
    let lines = drawn.notes.iter().take(LINES).map(|note| {
        view! {
            <li>
                <b>{note.sort.clone()}</b>" "{note.message.clone()}
                {note.hint.clone().map(|hint| view! { <span class="second">" "{hint}</span> }.into_any())}
                <span class="small third">" "{note.place.clone()}</span>
            </li>
        }
        .into_any()
    });
    let lines = lines.collect_view();
    let none = drawn.notes.is_empty();
    view! {
        <Dialog title="Import" wide=true close=close>
            <div class="body" data-testid="import-report">
                <p>{size}" Nothing is changed before you take it over."</p>
                {none.then(|| view! { <p class="second">"Everything was understood."</p> }.into_any())}
                <ul class="import-notes" tabindex="0" aria-label="What to look at">{lines}</ul>
                {(more > 0).then(|| view! { <p class="small second">{format!("{more} more: `groundplan import` tells all.")}</p> }.into_any())}
            </div>
            <footer>
                <button class="button" on:click=move |_| close.run(())>"Leave it"</button>
                <button class="button primary" data-testid="import-take" on:click=move |_| take.run(drawn.clone())>{label}</button>
            </footer>
        </Dialog>
    }
}
