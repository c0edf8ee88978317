//! The first page: what there is, and how to begin.

use leptos::{ev, html, prelude::*};
use serde_json::json;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::header::Mark;
use super::route::{Page, Router};
use super::sketch::SketchTile;
use crate::net::api::{self, Drawn, Example, Listed};
use crate::net::http::ApiError;
use crate::number::whole;
use crate::widgets::account::AccountLinks;
use crate::widgets::dialog::Dialog;
use crate::widgets::icon::{Icon, severity_icon};
use crate::widgets::importing::{self, ImportButton, ImportDialog};
use crate::widgets::show::Show;
use crate::widgets::theme::ThemeToggle;
use crate::widgets::toast::Toasts;

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
fn List(home: Home) -> impl IntoView {
    view! {
        <section aria-label="Topologies" data-testid="topologies">
            {move || match home.list.get() {
                None => view! { <div class="topologies"><div class="skeleton"></div></div> }.into_any(),
                Some(Err(error)) => view! {
                    <div class="problem" role="alert">
                        <Icon name="cloud-off" />
                        <div class="grow"><b>{error.message.clone()}</b><p class="second">{error.hint.clone()}</p></div>
                        <button class="button compact" on:click=move |_| home.load()>"Try again"</button>
                    </div>
                }.into_any(),
                Some(Ok(list)) if list.is_empty() => view! {
                    <div class="empty-list"><Icon name="workflow" /><b>"Nothing drawn yet"</b><p>"Begin with an empty canvas, import compose files or manifests, or open an example below."</p></div>
                }.into_any(),
                Some(Ok(list)) => view! {
                    <ul class="topologies">{list.into_iter().map(|listed| view! { <TopologyRow home listed /> }.into_any()).collect_view()}</ul>
                }.into_any(),
            }}
        </section>
    }
}

#[component]
fn TopologyRow(home: Home, listed: Listed) -> impl IntoView {
    let page = Page::Editor(listed.id.clone());
    let href = page.path();
    let (to_retitle, to_delete) = (listed.clone(), listed.clone());
    let summary = listed.summary;
    let worst = if summary.error > 0 {
        Some(("error", summary.error))
    } else if summary.warning > 0 {
        Some(("warning", summary.warning))
    } else {
        None
    };
    let size =
        format!("{} · {} · r{}", count(listed.nodes, "node"), count(listed.edges, "connection"), listed.revision);
    view! {
        <li class="topology-row" data-topology=listed.id.clone()>
            <a href=href on:click=move |event| home.router.follow(&event, page.clone())>
                <SketchTile sketch=listed.sketch icon="workflow" />
                <span class="grow">
                    <span class="name ellipsis" style:display="block">{listed.title.clone()}</span>
                    <span class="small second">{size}</span>
                </span>
                {worst.map(|(severity, number)| view! { <span class="badge" data-severity=severity title=format!("{} findings", severity)><Icon name=severity_icon(severity) />{number}</span> }.into_any())}
                <span class="small third">{when(&listed.updated)}</span>
            </a>
            <span class="actions">
                <button class="icon-button" aria-label=format!("Retitle {}", listed.title) title="Retitle" on:click=move |_| home.retitling.set(Some(to_retitle.clone()))><Icon name="pencil" /></button>
                <button class="icon-button" aria-label=format!("Delete {}", listed.title) title="Delete" on:click=move |_| home.deleting.set(Some(to_delete.clone()))><Icon name="trash-2" /></button>
            </span>
        </li>
    }
}

fn count(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// A time in the words of the person's browser.
fn when(text: &str) -> String {
    let then = js_sys::Date::new(&text.into());
    let minutes = (js_sys::Date::now() - then.get_time()) / 60_000.0;
    match minutes {
        m if m.is_nan() => String::new(),
        m if m < 1.0 => "just now".to_owned(),
        m if m < 60.0 => format!("{} min ago", whole(m)),
        m if m < 1_440.0 => format!("{} h ago", whole(m / 60.0)),
        _ => String::from(then.to_locale_date_string("default", &wasm_bindgen::JsValue::UNDEFINED)),
    }
}

#[component]
fn Examples(home: Home) -> impl IntoView {
    view! {
        <Show when=move || !home.examples.with(Vec::is_empty)>
            <section aria-label="Examples">
                <div class="section-head"><h2>"Begin with an example"</h2><span class="small third">"Opens as a topology of your own"</span></div>
                <div class="examples">
                    {move || home.examples.get().into_iter().map(|example| {
                        let name = example.name.clone();
                        view! {
                            <button class="example" data-example=example.name.clone() disabled=Signal::derive(move || home.busy.get()) on:click=move |_| home.create(json!({ "example": name }))>
                                <SketchTile sketch=example.sketch icon="boxes" />
                                <span class="name">{example.title.clone()}</span>
                                <span class="second">{example.description.clone()}</span>
                            </button>
                        }
                    }).collect_view()}
                </div>
            </section>
        </Show>
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

#[component]
fn NewDialog(home: Home) -> impl IntoView {
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

#[component]
fn RetitleDialog(home: Home, listed: Listed) -> impl IntoView {
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

#[component]
fn DeleteDialog(home: Home, listed: Listed) -> impl IntoView {
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
