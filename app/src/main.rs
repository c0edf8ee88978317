//! The editor in the browser. The rules are a program of their own beside it (`judge/`).

mod canvas;
mod net;
mod number;
mod pages;
mod panels;
mod session;
mod widgets;

use leptos::prelude::*;

use pages::editor::EditorPage;
use pages::home::HomePage;
use pages::route::{Page, Router};
use widgets::toast::{ToastArea, Toasts};

fn main() {
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let router = Router::start();
    provide_context(router);
    provide_context(Toasts::new());
    view! {
        {move || match router.page.get() {
            Page::Home => view! { <HomePage /> }.into_any(),
            Page::Editor(id) => view! { <EditorPage id /> }.into_any(),
            Page::Unknown => view! { <NotFound /> }.into_any(),
        }}
        <ToastArea />
    }
}

#[component]
fn NotFound() -> impl IntoView {
    let router = expect_context::<Router>();
    view! {
        <main class="boot-problem">
            <h1>"There is nothing here"</h1>
            <p>"The address names no page of this server."</p>
            <p style:margin-top="16px"><a class="button" href="/" on:click=move |event| router.follow(&event, Page::Home)>"All topologies"</a></p>
        </main>
    }
}
