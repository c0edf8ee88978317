//! The first page: what there is, and how to begin.

mod dialogs;
mod examples;
mod list;
mod sketch;

use leptos::{ev, html, prelude::*};
use serde_json::json;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::header::Mark;
use super::route::{Page, Router};
use crate::net::api::{self, Drawn, Example, Listed};
use crate::net::http::ApiError;
use crate::widgets::account::AccountLinks;
use crate::widgets::icon::Icon;
use crate::widgets::importing::{self, ImportButton, ImportDialog};
use crate::widgets::show::Show;
use crate::widgets::theme::ThemeToggle;
use crate::widgets::toast::Toasts;
use dialogs::{DeleteDialog, NewDialog, RetitleDialog};
use examples::Examples;
use list::List;

#[derive(Debug, Clone, Copy)]
struct Home {
    list: RwSignal<Option<Result<Vec<Listed>, ApiError>>>,
    examples: RwSignal<Vec<Example>>,
    problem: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
    creating: RwSignal<bool>,
    retitling: RwSignal<Option<Listed>>,
    deleting: RwSignal<Option<Listed>>,
    imported: RwSignal<Option<Drawn>>,
    router: Router,
    toasts: Toasts,
}

impl Home {
    fn load(self) {
        spawn_local(async move {
            let list = api::topologies().await;
            self.list.try_set(Some(list));
        });
    }

    fn create(self, from: serde_json::Value) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let created = api::create(&from).await;
            self.busy.try_set(false);
            match created {
                Ok(id) => self.router.go(Page::Editor(id)),
                Err(error) => {
                    self.creating.try_set(false);
                    self.problem.try_set(Some(error));
                }
            }
        });
    }

    /// Shows what files became before it is taken over.
    fn look(self, outcome: importing::Outcome) {
        self.problem.set(outcome.as_ref().err().cloned());
        self.imported.set(outcome.ok());
    }

    fn after(self, result: Result<(), ApiError>, done: String) {
        match result {
            Ok(()) => self.toasts.done(done),
            Err(error) => self.toasts.refused(error.text()),
        }
        self.load();
    }
}

/// The home page.
#[component]
pub fn HomePage() -> impl IntoView {
    let home = Home {
        list: RwSignal::new(None),
        examples: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
        busy: RwSignal::new(false),
        creating: RwSignal::new(false),
        retitling: RwSignal::new(None),
        deleting: RwSignal::new(None),
        imported: RwSignal::new(None),
        router: expect_context::<Router>(),
        toasts: expect_context::<Toasts>(),
    };
    document().set_title("Groundplan");
    home.load();
    spawn_local(async move {
        if let Ok(examples) = api::examples().await {
            home.examples.try_set(examples);
        }
    });
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            importing::draw(&files, Callback::new(move |outcome| home.look(outcome)));
        }
    };
    view! {
        <div class="home" on:dragover=move |event| event.prevent_default() on:drop=dropped>
            <header class="header">
                <Mark />
                <b>"Groundplan"</b>
                <span class="grow"></span>
                <ThemeToggle />
                <AccountLinks topology=None />
            </header>
            <main class="home-body">
                <div class="home-intro">
                    <div>
                        <h1>"Topologies"</h1>
                        <p>"Draw a system, see its faults, take away infrastructure code that works."</p>
                    </div>
                    <div class="home-actions">
                        <ImportButton found=Callback::new(move |outcome| home.look(outcome)) />
                        <OpenFile home />
                        <button class="button primary" data-testid="new-topology" on:click=move |_| home.creating.set(true)><Icon name="plus" />"New topology"</button>
                    </div>
                </div>
                <Problem home />
                <List home />
                <Examples home />
            </main>
            <Show when=move || home.creating.get()><NewDialog home /></Show>
            {move || home.imported.get().map(|drawn| {
                let take = Callback::new(move |drawn: Drawn| {
                    home.imported.set(None);
                    home.create(json!({ "yaml": drawn.yaml }));
                });
                let close = Callback::new(move |()| home.imported.set(None));
                view! { <ImportDialog drawn label="Make a topology of it" take close /> }.into_any()
            })}
            {move || home.retitling.get().map(|listed| view! { <RetitleDialog home listed /> }.into_any())}
            {move || home.deleting.get().map(|listed| view! { <DeleteDialog home listed /> }.into_any())}
        </div>
    }
}

#[component]
fn Problem(home: Home) -> impl IntoView {
    view! {
        {move || home.problem.get().map(|error| {
            let places = error.problems.iter().take(12).map(ToString::to_string).collect::<Vec<_>>().join("\n");
            // The places say it all; the message above them would say the first of them again.
            let said = match error.problems.len() {
                0 => error.text(),
                1 => "The file can't be opened. It has one fault:".to_owned(),
                many => format!("The file can't be opened. It has {many} faults:"),
            };
            view! {
                <div class="problem" role="alert" data-testid="problem">
                    <Icon name="octagon-alert" />
                    <div class="grow">
                        <b>{said}</b>
                        {(!places.is_empty()).then(|| view! { <pre>{places}</pre> }.into_any())}
                    </div>
                    <button class="icon-button small" aria-label="Dismiss" on:click=move |_| home.problem.set(None)><Icon name="x" /></button>
                </div>
            }
        })}
    }
}

#[component]
fn OpenFile(home: Home) -> impl IntoView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let chosen = move |event: ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        input.set_value("");
        let promise = file.text();
        spawn_local(async move {
            match JsFuture::from(promise).await.ok().and_then(|text| text.as_string()) {
                Some(text) => home.create(json!({ "yaml": text })),
                None => home.toasts.refused("The file can't be read."),
            }
        });
    };
    let pick = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <button class="button" data-testid="open-yaml" disabled=Signal::derive(move || home.busy.get()) on:click=pick><Icon name="folder-open" />"Open YAML"</button>
        <input type="file" accept=".yaml,.yml,.json,text/yaml" class="hidden-visually" tabindex="-1" aria-label="A topology file" data-testid="open-yaml-input" node_ref=input on:change=chosen />
    }
}
