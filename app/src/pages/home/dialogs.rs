//! What is asked on the first page.

use leptos::{ev, prelude::*};
use serde_json::json;
use wasm_bindgen_futures::spawn_local;

use super::Home;
use crate::net::api::{self, Listed};
use crate::widgets::dialog::Dialog;

/// Asks how a new topology is called.
#[component]
pub(super) fn NewDialog(home: Home) -> impl IntoView {
    let title = RwSignal::new(String::new());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = title.get_untracked().trim().to_owned();
        if !text.is_empty() {
            home.create(json!({ "title": text }));
        }
    };
    view! {
        <Dialog title="New topology" close=Callback::new(move |()| home.creating.set(false))>
            <form on:submit=submit>
                <div class="body">
                    <label for="new-title">"What is it called?"</label>
                    <input class="field-input" id="new-title" maxlength="120" placeholder="Shop" autocomplete="off" prop:value=Signal::derive(move || title.get()) on:input=move |event| title.set(event_target_value(&event)) />
                </div>
                <footer>
                    <button type="button" class="button" on:click=move |_| home.creating.set(false)>"Cancel"</button>
                    <button type="submit" class="button primary" disabled=Signal::derive(move || title.with(|title| title.trim().is_empty()) || home.busy.get())>"Create"</button>
                </footer>
            </form>
        </Dialog>
    }
}

/// Asks for another title.
#[component]
pub(super) fn RetitleDialog(home: Home, listed: Listed) -> impl IntoView {
    let title = RwSignal::new(listed.title.clone());
    let id = listed.id;
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (id, text) = (id.clone(), title.get_untracked().trim().to_owned());
        if text.is_empty() {
            return;
        }
        home.retitling.set(None);
        spawn_local(async move { home.after(api::retitle(&id, &text).await, format!("It is called {text} now.")) });
    };
    view! {
        <Dialog title="Retitle" close=Callback::new(move |()| home.retitling.set(None))>
            <form on:submit=submit>
                <div class="body">
                    <label for="re-title">"Title"</label>
                    <input class="field-input" id="re-title" maxlength="120" autocomplete="off" prop:value=Signal::derive(move || title.get()) on:input=move |event| title.set(event_target_value(&event)) />
                </div>
                <footer>
                    <button type="button" class="button" on:click=move |_| home.retitling.set(None)>"Cancel"</button>
                    <button type="submit" class="button primary" disabled=Signal::derive(move || title.with(|title| title.trim().is_empty()))>"Save"</button>
                </footer>
            </form>
        </Dialog>
    }
}

/// Asks before a topology goes.
#[component]
pub(super) fn DeleteDialog(home: Home, listed: Listed) -> impl IntoView {
    let title = listed.title.clone();
    let delete = move |_| {
        let listed = listed.clone();
        home.deleting.set(None);
        spawn_local(async move { home.after(api::delete(&listed.id).await, format!("{} is deleted.", listed.title)) });
    };
    view! {
        <Dialog title="Delete the topology?" close=Callback::new(move |()| home.deleting.set(None))>
            <div class="body"><p class="second"><b>{title}</b>" goes with all its revisions. This can't be undone."</p></div>
            <footer>
                <button class="button" on:click=move |_| home.deleting.set(None)>"Keep it"</button>
                <button class="button danger" on:click=delete>"Delete"</button>
            </footer>
        </Dialog>
    }
}
