//! The header of the editor: where one is, whether it is saved, and the way out with the bundle.

use leptos::{ev, html, prelude::*};
use topology::document::Pointer;
use topology::edit::Edit;

use super::export::ExportButton;
use super::route::{Page, Router};
use crate::canvas::stage::Stage;
use crate::parts::{self, Parts};
use crate::session::{Saved, Session};
use crate::widgets::account::AccountLinks;
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;
use crate::widgets::theme::ThemeToggle;

/// The product's mark.
#[component]
pub fn Mark() -> impl IntoView {
    view! { <span class="mark"><Icon name="workflow" /></span> }
}

/// The header.
#[component]
pub fn EditorHeader() -> impl IntoView {
    let session = expect_context::<Session>();
    let router = expect_context::<Router>();
    let Parts { desk, .. } = expect_context();
    let yaml = format!("/api/topologies/{}/topology.yaml", session.topology.get_value());
    view! {
        <header class="header">
            <a href="/" title="All topologies" aria-label="All topologies" on:click=move |event| router.follow(&event, Page::Home)><Mark /></a>
            <nav class="crumbs" aria-label="Where">
                <a href="/" on:click=move |event| router.follow(&event, Page::Home)>"Topologies"</a>
                <span class="third">"/"</span>
                <h1><TitleField /></h1>
            </nav>
            <SavedPill />
            {move || session.looking.get().then(|| view! { <span class="pill" data-testid="looking">"View only"</span> })}
            <span class="grow"></span>
            <Views />
            <span class="grow"></span>
            {desk.view(|| parts::desk().map(|desk| (desk.people)()), || ().into_any(), |_| ().into_any())}
            <SideToggle side=0 icon="panel-left" label="Add and outline" />
            <SideToggle side=1 icon="panel-right" label="Properties and findings" />
            <ThemeToggle />
            <AccountLinks topology=Some(session.topology.get_value()) />
            <a class="button" href=yaml download="topology.yaml" data-testid="save-yaml" title="Download the topology as YAML"><Icon name="file-down" /><span>"YAML"</span></a>
            <ExportButton />
        </header>
    }
}

/// The three ways to see a topology. This one draws; the others are pages of the server.
#[component]
fn Views() -> impl IntoView {
    let id = expect_context::<Session>().topology.get_value();
    // The head of a proposal is a topology of its own: `id~number`.
    let review = format!("/review/{}", id.replace('~', "/"));
    let history = format!("/history/{id}");
    view! {
        <nav class="views" aria-label="Ways to see it">
            <span class="view" aria-current="page">"Draw"</span>
            <a class="view" href=review aria-label="Review" data-testid="review" title="Propose changes, and review what is proposed"><Icon name="scan-search" /><span>"Review"</span></a>
            <a class="view" href=history aria-label="History" data-testid="history" title="Every revision, and the way back to it"><Icon name="clock" /><span>"History"</span></a>
        </nav>
    }
}

/// Shows a panel over the canvas, where there is no room beside it.
#[component]
fn SideToggle(side: usize, icon: &'static str, label: &'static str) -> impl IntoView {
    let sides = expect_context::<Stage>().sides;
    let pressed = move || if sides[side].get() { "true" } else { "false" };
    let click = move |_| {
        sides[1 - side].set(false);
        sides[side].update(|open| *open = !*open);
    };
    view! { <button class="icon-button side-toggle" title=label aria-label=label aria-pressed=Signal::derive(pressed) on:click=click><Icon name=icon /></button> }
}

#[component]
fn TitleField() -> impl IntoView {
    let session = expect_context::<Session>();
    let writing = RwSignal::new(false);
    let input: NodeRef<html::Input> = NodeRef::new();
    let title = Memo::new(move |_| session.read(|document| document.label().to_owned()));
    Effect::new(move |_| document().set_title(&format!("{} – Groundplan", title.get())));
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
            input.select();
        }
    });
    let finish = move |keep: bool| {
        if !writing.get_untracked() {
            return;
        }
        let text = input.get_untracked().map(|input| input.value().trim().to_owned()).unwrap_or_default();
        writing.set(false);
        if keep && !text.is_empty() && text != title.get_untracked() {
            session.commit(format!("call it {text}"), Edit::Set { path: Pointer::of(["title"]), value: text.into() });
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" => finish(true),
            "Escape" => finish(false),
            _ => {}
        }
    };
    view! {
        <Show
            when=move || writing.get()
            fallback=move || view! { <button class="crumb-title ellipsis" title="Retitle" data-testid="title" on:click=move |_| writing.set(true)>{move || title.get()}</button> }
        >
            <input class="crumb-title" node_ref=input maxlength="120" aria-label="Title" value=title.get_untracked() on:keydown=keys on:blur=move |_| finish(true) />
        </Show>
    }
}

#[component]
fn SavedPill() -> impl IntoView {
    let session = expect_context::<Session>();
    let state = Memo::new(move |_| session.saved());
    let word = move || match state.get() {
        Saved::All => "saved",
        Saved::Saving => "saving",
        Saved::Offline(_) => "offline",
    };
    let text = move || match state.get() {
        Saved::All => format!("Saved · r{}", session.revision()),
        Saved::Saving => "Saving".to_owned(),
        Saved::Offline(0) => "Offline".to_owned(),
        Saved::Offline(1) => "Offline, 1 edit kept".to_owned(),
        Saved::Offline(count) => format!("Offline, {count} edits kept"),
    };
    let icon = Signal::derive(move || match state.get() {
        Saved::All => "check",
        Saved::Saving => "loader-circle",
        Saved::Offline(_) => "cloud-off",
    });
    view! { <span class="pill" role="status" data-testid="saved" data-state=word data-revision=Signal::derive(move || session.revision())><Icon name=icon />{text}</span> }
}
