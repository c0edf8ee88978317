//! The drawer under the canvas: the files of the bundle, what changed in them, and what the real tools say.

mod changes;
mod code;
mod door;
mod files;
mod grip;
mod preview;
mod proof;
mod tree;

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::{ev, html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use crate::canvas::stage::Stage;
use crate::net::bundle::{raw, whole};
use crate::number::px;
use crate::session::Saved;
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;
use changes::{Changed, ChangesSheet};
use files::Files;
use grip::Grip;
use preview::{Preview, subjects};
use proof::{ProofSheet, Proving};

pub use door::{Door, Sheet};

/// How high it is while it is closed, in pixels.
const CLOSED: f64 = 37.0;
/// A short wait gathers edits that come in a row.
const GATHER: Duration = Duration::from_millis(60);
/// After so long without an edit, in milliseconds, the next one is no longer in a row.
const REST: f64 = 400.0;

/// The drawer.
#[component]
pub fn Drawer() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let sheet = stage.drawer.sheet;
    let open = Memo::new(move |_| sheet.with(Option::is_some));
    let (preview, changed, proving) = (Preview::new(session), Changed::new(), Proving::new(session));
    let height = preview.height;
    let timer: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let before = StoredValue::new(0.0);
    // All sheets are of a confirmed revision.
    Effect::new(move |_| {
        let _ = (session.revision(), preview.environment.get(), stage.drawer.exported.get());
        let Some(sheet) = sheet.get() else { return };
        if let Some(timer) = timer.get_value() {
            timer.clear();
        }
        // The first edit after a while is shown at once.
        let now = js_sys::Date::now();
        let rested = now - before.get_value() > REST;
        before.set_value(now);
        if sheet == Sheet::Preview && rested {
            return preview.refresh();
        }
        let refresh = move || match sheet {
            Sheet::Preview => preview.refresh(),
            Sheet::Changes => changed.refresh(preview),
            Sheet::Proof => proving.watch(),
        };
        timer.set_value(set_timeout_with_handle(refresh, GATHER).ok());
    });
    follow_selection(stage, preview);
    // Messages stand above it.
    Effect::new(move |_| {
        let room = if open.get() { height.get() } else { CLOSED };
        if let Some(body) = document().body() {
            let _ = body.style().set_property("--drawer", &px(room));
        }
    });
    let behind = move || session.saved() != Saved::All && open.get();
    let is = move |which: Sheet| if sheet.get() == Some(which) { "true" } else { "false" };
    let changes_label = move || {
        changed.counts().map(|(added, removed)| {
            view! { <span class="came">{format!("+{added}")}</span><span class="went">{format!("−{removed}")}</span> }.into_any()
        })
    };
    view! {
        <section class="drawer" class:open=Signal::derive(move || open.get()) style:height=Signal::derive(move || open.get().then(|| px(height.get()))) aria-label="Preview" data-testid="drawer">
            <Show when=move || open.get()><Grip height /></Show>
            <div class="drawer-head">
                <button class="drawer-tab" data-testid="preview-toggle" aria-expanded=Signal::derive(move || is(Sheet::Preview)) on:click=move |_| stage.drawer.turn(Sheet::Preview)>
                    <Icon name="file-code" />"Preview"
                </button>
                <button class="drawer-tab" data-testid="changes-toggle" aria-expanded=Signal::derive(move || is(Sheet::Changes)) on:click=move |_| stage.drawer.turn(Sheet::Changes)>
                    <Icon name="file-diff" />"Changes"{changes_label}
                </button>
                <button class="drawer-tab" data-testid="proof-toggle" aria-expanded=Signal::derive(move || is(Sheet::Proof)) on:click=move |_| stage.drawer.turn(Sheet::Proof)>
                    <Icon name="shield-check" />"Proof"
                </button>
                <Show when=behind><span class="small third" data-testid="behind">"of the last saved revision"</span></Show>
                <Show when=move || sheet.get() == Some(Sheet::Preview)><Places preview /></Show>
                <span class="grow"></span>
                <Show when=move || sheet.get() == Some(Sheet::Preview)><SearchField preview /></Show>
                <Show when=move || matches!(sheet.get(), Some(Sheet::Preview | Sheet::Changes))><EnvironmentChoice preview /></Show>
                <Show when=move || sheet.get() == Some(Sheet::Preview)><FileButtons preview /></Show>
                <Show when=move || open.get()>
                    <button class="icon-button" aria-label="Close the preview" title="Close" on:click=move |_| sheet.set(None)><Icon name="chevron-down" /></button>
                </Show>
            </div>
            {move || match sheet.get() {
                Some(Sheet::Preview) => view! { <Files preview /> }.into_any(),
                Some(Sheet::Changes) => view! { <ChangesSheet preview changed /> }.into_any(),
                Some(Sheet::Proof) => view! { <ProofSheet proving /> }.into_any(),
                None => ().into_any(),
            }}
        </section>
    }
}

/// The file that follows the selection: the open one where it holds lines of it, else one of the same target.
fn follow_selection(stage: Stage, preview: Preview) {
    let session = stage.session;
    Effect::new(move |_| {
        let chosen = subjects(session);
        let open = preview.path.get_untracked();
        if stage.drawer.sheet.get_untracked() != Some(Sheet::Preview) || preview.from_line.get_value() {
            return;
        }
        let holding = untrack(|| preview.holding(&chosen));
        let Some(open) = open.filter(|open| !holding.contains(open)) else { return };
        let target = |path: &str| path.split('/').next().map(ToOwned::to_owned);
        if let Some(path) = holding.into_iter().find(|path| target(path) == target(&open)) {
            preview.open(path, None);
        }
    });
    Effect::new(move |before: Option<u32>| {
        let count = stage.drawer.next.get();
        if before.is_some_and(|before| before != count) {
            go_on(preview, None);
        }
        count
    });
}

/// Opens the next file that holds lines of the selection, of one target or of any.
fn go_on(preview: Preview, target: Option<&str>) {
    let holding: Vec<String> = untrack(|| preview.holding(&subjects(preview.session)))
        .into_iter()
        .filter(|path| target.is_none_or(|target| path.starts_with(&format!("{target}/"))))
        .collect();
    let open = preview.path.get_untracked();
    let at = holding.iter().position(|path| Some(path) == open.as_ref());
    let next = at.map_or(0, |at| (at + 1) % holding.len().max(1));
    if let Some(path) = holding.get(next) {
        preview.open(path.clone(), None);
    }
}

/// The targets that hold lines of the selection.
#[component]
fn Places(preview: Preview) -> impl IntoView {
    let targets = Memo::new(move |_| {
        let holding = preview.holding(&subjects(preview.session));
        let mut targets: Vec<String> = Vec::new();
        // There is room for what runs; the rest comes with the key that goes on.
        let runs = |target: &str| matches!(target, "compose" | "helm" | "terraform");
        for (target, _) in holding.iter().filter_map(|path| path.split_once('/')) {
            if runs(target) && !targets.iter().any(|known| known == target) {
                targets.push(target.to_owned());
            }
        }
        targets
    });
    view! {
        <div class="places" role="group" aria-label="Files of the selection">
            {move || targets.get().into_iter().map(|target| {
                let (own, shown) = (target.clone(), target.clone());
                view! { <button class="place" data-target=target.clone() title=format!("Lines of the selection in {target} (L goes on)") on:click=move |_| go_on(preview, Some(&own))>{shown}</button> }.into_any()
            }).collect_view()}
        </div>
    }
}

#[component]
fn SearchField(preview: Preview) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let input: NodeRef<html::Input> = NodeRef::new();
    Effect::new(move |before: Option<u32>| {
        let count = stage.drawer.find.get();
        if let (Some(input), true) = (input.get(), before.unwrap_or_default() != count) {
            let _ = input.focus();
            input.select();
        }
        count
    });
    let keys = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => {
                preview.want(String::new());
                stage.focus();
            }
            "Enter" => {
                // The next line that holds it, round about all files.
                let next = preview.found.with_untracked(|found| {
                    let found = found.as_ref()?.as_ref().ok()?;
                    let now = (preview.path.get_untracked().unwrap_or_default(), preview.line.get_untracked());
                    let after = |one: &&crate::net::bundle::Match| (&one.path, one.line) > (&now.0, now.1);
                    found.matches.iter().find(after).or_else(|| found.matches.first()).cloned()
                });
                if let Some(next) = next {
                    preview.open(next.path, Some(next.line));
                }
            }
            _ => {}
        }
    };
    view! {
        <input
            class="field-input drawer-search"
            type="search"
            node_ref=input
            placeholder="Search"
            aria-label="Search the files"
            title="Search the files (Ctrl Shift F); Enter goes on"
            data-testid="file-search"
            autocomplete="off"
            spellcheck="false"
            maxlength="200"
            prop:value=Signal::derive(move || preview.wanted.get())
            on:input=move |event| preview.want(event_target_value(&event))
            on:keydown=keys
        />
    }
}

#[component]
fn EnvironmentChoice(preview: Preview) -> impl IntoView {
    let session = preview.session;
    let environments = Memo::new(move |_| {
        session.read(|document| document.effective_environments().keys().map(ToString::to_string).collect::<Vec<_>>())
    });
    let chosen = move |name: &str| preview.environment.with(|held| held.as_deref().unwrap_or_default() == name);
    view! {
        <select
            class="field-select"
            aria-label="Environment"
            data-testid="environment"
            on:change=move |event| { let word = event_target_value(&event); preview.environment.set((!word.is_empty()).then_some(word)); }
        >
            <option value="" selected=Signal::derive(move || chosen(""))>"all environments"</option>
            {move || environments.get().into_iter().map(|name| { let own = name.clone(); view! { <option value=name.clone() selected=Signal::derive(move || chosen(&own))>{name.clone()}</option> }.into_any() }).collect_view()}
        </select>
    }
}

/// The open file, copied or in a window of its own.
#[component]
fn FileButtons(preview: Preview) -> impl IntoView {
    let toasts = preview.session.toasts();
    let copy = move |_| {
        let here = preview.text();
        let Some(path) = preview.path.get_untracked() else { return };
        let (topology, environment) = (preview.session.topology.get_value(), preview.environment.get_untracked());
        spawn_local(async move {
            let text = match here {
                Some(text) => Ok(text),
                None => whole(&topology, &path, environment.as_deref()).await,
            };
            let text = match text {
                Ok(text) => text,
                Err(error) => return toasts.refused(error.text()),
            };
            let promise = window().navigator().clipboard().write_text(&text);
            match wasm_bindgen_futures::JsFuture::from(promise).await {
                Ok(_) => toasts.done("The file is on the clipboard."),
                Err(_) => toasts.refused("The browser does not allow copying here."),
            }
        });
    };
    let address = move || {
        let path = preview.path.get()?;
        Some(
            preview
                .environment
                .with(|environment| preview.session.topology.with_value(|id| raw(id, &path, environment.as_deref()))),
        )
    };
    view! {
        <a class="icon-button" href=address target="_blank" rel="noopener" data-testid="open-file" aria-label="Open the file in a new window" title="Open in a new window"><Icon name="external-link" /></a>
        <button class="icon-button" aria-label="Copy the file" title="Copy the file" on:click=copy><Icon name="copy" /></button>
    }
}
