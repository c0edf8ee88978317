//! The editor in the browser. The rules are a program of their own beside it (`judge/`).

mod canvas;
mod net;
mod number;
mod pages;
mod panels;
mod parts;
mod presence;
mod session;
mod widgets;

use std::time::Duration;

use leptos::prelude::*;

use pages::editor::EditorPage;
use pages::header::Mark;
use pages::route::{Page, Router};
use parts::{Lost, Parts};
use widgets::icon::Icon;
use widgets::toast::{ToastArea, Toasts};

/// How long the list of topologies is left alone before the rest of the editor is fetched.
const PREFETCH: Duration = Duration::from_millis(1500);

fn main() {
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let router = Router::start();
    provide_context(router);
    provide_context(Toasts::new());
    provide_context(Parts::new());
    view! {
        {move || match router.page.get() {
            Page::Home => first_page(),
            Page::Editor(id) => view! { <EditorPage id /> }.into_any(),
            Page::Unknown => view! { <NotFound /> }.into_any(),
        }}
        <ToastArea />
    }
}

/// The list of topologies. Whoever looks at it opens one soon, so the rest of the editor comes as well.
fn first_page() -> AnyView {
    let Parts { start, desk } = expect_context();
    start.fetch();
    set_timeout(move || desk.fetch(), PREFETCH);
    start.view(
        || parts::start().map(|start| (start.page)()),
        || {
            view! { <div class="panel-empty" role="status"><Icon name="loader-circle" class="spin" />"Opening"</div> }
                .into_any()
        },
        |part| view! { <main><Lost part /></main> }.into_any(),
    )
}

#[component]
fn NotFound() -> impl IntoView {
    let router = expect_context::<Router>();
    view! {
        <main class="boot-problem">
            <Mark />
            <h1>"There is nothing here"</h1>
            <p>"The address names no page of this server."</p>
            <p style:margin-top="16px"><a class="button" href="/" on:click=move |event| router.follow(&event, Page::Home)>"All topologies"</a></p>
        </main>
    }
}
