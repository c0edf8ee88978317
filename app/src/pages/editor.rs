//! The editor on one topology.

use leptos::{html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::header::{EditorHeader, Mark};
use super::route::{Page, Router};
use crate::canvas::keys;
use crate::canvas::stage::Stage;
use crate::canvas::view::Canvas;
use crate::net::api::{self, Opened};
use crate::net::http::ApiError;
use crate::panels::findings::Asking;
use crate::panels::inspector::{Schema, Scope};
use crate::panels::left::LeftPanel;
use crate::panels::palette::PlacingGhost;
use crate::parts::{self, Lost, Parts};
use crate::session::judge::Judge;
use crate::session::{Saved, Session, Tab, link, live};
use crate::widgets::icon::Icon;
use crate::widgets::toast::Toasts;

/// Opens a topology, then shows the editor.
#[component]
pub fn EditorPage(
    /// The topology's id on the server.
    id: String,
) -> impl IntoView {
    let opened: RwSignal<Option<Result<StoredValue<Opened>, ApiError>>> = RwSignal::new(None);
    let schema = Schema::new();
    provide_context(schema);
    spawn_local(async move {
        let answer = api::open(&id).await;
        opened.try_set(Some(answer.map(StoredValue::new)));
        let answer = api::schema().await.map_err(|error| error.text());
        schema.answer.try_set(Some(answer));
    });
    view! {
        {move || match opened.get() {
            None => view! { <div class="panel-empty" role="status"><Icon name="loader-circle" class="spin" />"Opening"</div> }.into_any(),
            Some(Err(error)) => view! { <CannotOpen error /> }.into_any(),
            Some(Ok(opened)) => view! { <Editor opened=opened.get_value() /> }.into_any(),
        }}
    }
}

#[component]
fn CannotOpen(error: ApiError) -> impl IntoView {
    let router = expect_context::<Router>();
    view! {
        <main class="boot-problem" role="alert">
            <Mark />
            <h1>"The topology can't be opened"</h1>
            <p class="sentence">{error.text()}</p>
            <p style:margin-top="16px"><a class="button" href="/" on:click=move |event| router.follow(&event, Page::Home)>"All topologies"</a></p>
        </main>
    }
}

#[component]
fn Editor(opened: Opened) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let session = Session::new(opened.id, opened.document, opened.revision, toasts);
    let stage = Stage::new(session);
    provide_context(session);
    provide_context(stage);
    provide_context(Asking(RwSignal::new(None)));
    provide_context(Scope(RwSignal::new(None)));
    live::connect(session);
    start_judge(session);
    session.selection.set(link::items(&window().location().search().unwrap_or_default()));
    session.selection.refresh();
    link::follow(session);
    let Parts { desk, .. } = expect_context();
    let (help, outline) = (stage.help, RwSignal::new(false));
    let find: NodeRef<html::Input> = NodeRef::new();
    let go_find = move || {
        outline.set(false);
        stage.sides[0].set(true);
        // The palette may have to appear first.
        request_animation_frame(move || {
            if let Some(input) = find.get_untracked() {
                let _ = input.focus();
                input.select();
            }
        });
    };
    stage.find.set_value(Some(Callback::new(move |()| go_find())));
    // Keys that were pressed before anybody was there to take them.
    let early = StoredValue::new_local(Vec::new());
    let down = window_event_listener(leptos::ev::keydown, move |event| match parts::desk() {
        Some(desk) => (desk.key)(stage, &event),
        None => early.update_value(|keys| keys.push(event)),
    });
    Effect::new(move |_| {
        let Some(desk) = desk.is_here().then(parts::desk).flatten() else { return };
        (desk.listen)(stage);
        let keys = early.try_update_value(std::mem::take).unwrap_or_default();
        keys.iter().for_each(|event| (desk.key)(stage, event));
    });
    // The drawing comes first.
    Effect::new(move |_| request_animation_frame(move || desk.fetch()));
    let up = window_event_listener(leptos::ev::keyup, move |event| keys::key_up(stage, &event));
    let leave = window_event_listener(leptos::ev::beforeunload, move |event| {
        // Asked only while edits would be lost.
        if matches!(untrack(|| session.saved()), Saved::Saving | Saved::Offline(1..)) {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        down.remove();
        up.remove();
        leave.remove();
    });
    // A selection brings its fields; without one the findings are back.
    Effect::new(move |before: Option<bool>| {
        let any = !session.selection.settled().is_empty();
        if any {
            // Whoever takes hold of a card goes on drawing.
            untrack(|| while session.stop_telling() {});
        }
        if before.is_some_and(|before| before != any) || (any && before.is_none()) {
            session.tab.set(if any { Tab::Properties } else { Tab::Findings });
        }
        any
    });
    view! {
        <div class="editor" class:left-open=Signal::derive(move || stage.sides[0].get()) class:right-open=Signal::derive(move || stage.sides[1].get()) data-testid="editor">
            <EditorHeader />
            <LeftPanel find outline help=Callback::new(move |()| help.set(true)) />
            <main class="middle">
                <Canvas />
                {desk.view(|| parts::desk().map(|desk| (desk.drawer)()), waiting_drawer, |_| waiting_drawer())}
            </main>
            {desk.view(|| parts::desk().map(|desk| (desk.right)()), waiting_panel, |part| view! { <aside class="right-panel" aria-label="Properties and findings"><Lost part /></aside> }.into_any())}
        </div>
        <PlacingGhost />
        <div class="hidden-visually" role="status" aria-live="polite" data-testid="told">{move || session.told.get()}</div>
        {desk.view(|| parts::desk().map(|desk| (desk.dialogs)()), || ().into_any(), |_| ().into_any())}
    }
}

/// The right panel until it is there.
fn waiting_panel() -> AnyView {
    view! {
        <aside class="right-panel" aria-label="Properties and findings">
            <div class="panel-empty" role="status"><Icon name="loader-circle" class="spin" />"Opening"</div>
        </aside>
    }
    .into_any()
}

/// The drawer until it is there: its room is kept.
fn waiting_drawer() -> AnyView {
    view! { <div class="drawer"><div class="drawer-head"></div></div> }.into_any()
}

/// Lets the rules read along: after each change, in a worker.
fn start_judge(session: Session) {
    let again = RwSignal::new(0_u64);
    let take = Callback::new(move |report| session.take(report));
    let judge = Judge::start(session.titles, take, Callback::new(move |()| again.update(|count| *count += 1)));
    // Fixes are worked out for what the person looks at.
    let open = Memo::new(move |_| session.open_finding.get().filter(|key| !key.is_empty()));
    let ask = move || {
        let fixes = open.get_untracked();
        session.ask(|document, changes| judge.ask(document, changes, fixes));
    };
    session.on_judge(Callback::new(move |()| ask()));
    Effect::new(move |_| {
        again.track();
        open.track();
        ask();
    });
    on_cleanup(move || judge.stop());
}
