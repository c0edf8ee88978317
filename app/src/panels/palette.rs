//! The palette: kinds to drag onto the canvas, or to click.

use leptos::{ev, html, prelude::*};
use topology::document::{Capability, NodeKind};

use crate::canvas::geometry::Point;
use crate::canvas::keys;
use crate::canvas::stage::{Placing, Stage};
use crate::number::translate;
use crate::session::draft::Preset;
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;

const fn plain(title: &'static str, icon: &'static str, kind: NodeKind) -> Preset {
    Preset { title, icon, kind, engine: None, provides: &[] }
}

const fn with_engine(title: &'static str, icon: &'static str, kind: NodeKind, engine: &'static str) -> Preset {
    Preset { title, icon, kind, engine: Some(engine), provides: &[] }
}

const fn platform(title: &'static str, icon: &'static str, provides: &'static [Capability]) -> Preset {
    Preset { title, icon, kind: NodeKind::Platform, engine: None, provides }
}

static PALETTE: [(&str, &[Preset]); 4] = [
    (
        "Entry",
        &[
            plain("Client", "user", NodeKind::Client),
            with_engine("Gateway", "route", NodeKind::Gateway, "nginx"),
            plain("External", "globe", NodeKind::External),
        ],
    ),
    (
        "Workloads",
        &[
            plain("Frontend", "panels-top-left", NodeKind::Frontend),
            plain("Service", "box", NodeKind::Service),
            plain("Worker", "cog", NodeKind::Worker),
            plain("Job", "clock", NodeKind::Job),
            plain("Function", "square-function", NodeKind::Function),
        ],
    ),
    (
        "Data",
        &[
            with_engine("Database", "database", NodeKind::Database, "postgres"),
            with_engine("Cache", "zap", NodeKind::Cache, "valkey"),
            with_engine("Queue", "list-ordered", NodeKind::Queue, "rabbitmq"),
            plain("Objects", "archive", NodeKind::ObjectStore),
        ],
    ),
    (
        "Platform",
        &[
            platform("Identity", "id-card", &[Capability::Identity]),
            platform("Telemetry", "activity", &[Capability::Metrics, Capability::Logs, Capability::Traces]),
        ],
    ),
];

/// All that can be placed.
pub fn presets() -> impl Iterator<Item = &'static Preset> {
    PALETTE.iter().flat_map(|(_, presets)| presets.iter())
}

/// The kinds, with a field that narrows them.
#[component]
pub fn Palette(
    /// The field, which `N` and `/` go to.
    find: NodeRef<html::Input>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let text = RwSignal::new(String::new());
    let fits = move |preset: &Preset| {
        let wanted = text.get().to_ascii_lowercase();
        preset.title.to_ascii_lowercase().contains(&wanted)
            || preset.kind.word().contains(&wanted)
            || preset.engine.is_some_and(|engine| engine.contains(&wanted))
    };
    let found = Memo::new(move |_| {
        PALETTE
            .iter()
            .map(|(title, presets)| {
                (*title, presets.iter().filter(|preset| fits(preset)).collect::<Vec<&'static Preset>>())
            })
            .filter(|(_, presets)| !presets.is_empty())
            .collect::<Vec<_>>()
    });
    let keys = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            if let Some(preset) = found.with(|groups| groups.first().and_then(|(_, presets)| presets.first().copied()))
            {
                text.set(String::new());
                keys::place(stage, preset, None, None);
            }
            event.stop_propagation();
        }
        "Escape" => {
            text.set(String::new());
            stage.focus();
            event.stop_propagation();
        }
        _ => {}
    };
    view! {
        <div class="panel-body" data-testid="palette">
            <div class="search">
                <Icon name="search" />
                <input class="field-input" node_ref=find placeholder="Find a kind" aria-label="Find a kind" autocomplete="off" prop:value=Signal::derive(move || text.get()) on:input=move |event| text.set(event_target_value(&event)) on:keydown=keys />
                <kbd>"/"</kbd>
            </div>
            {move || found.get().into_iter().map(|(title, presets)| view! {
                <section class="palette-group" aria-label=title>
                    <h2 class="label">{title}</h2>
                    <div class="palette-items">{presets.into_iter().map(|preset| view! { <Entry preset /> }.into_any()).collect_view()}</div>
                </section>
            }.into_any()).collect_view()}
            <Show when=move || found.with(Vec::is_empty)><p class="panel-empty">"No kind is called that."</p></Show>
        </div>
    }
}

#[component]
fn Entry(preset: &'static Preset) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let start = StoredValue::new(None::<Point>);
    let dragged = StoredValue::new(false);
    let at = |event: &ev::PointerEvent| Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
    let press = move |event: ev::PointerEvent| {
        dragged.set_value(false);
        if event.button() == 0 {
            start.set_value(Some(at(&event)));
            let element: web_sys::Element = event_target(&event);
            let button = element.closest("button").ok().flatten().unwrap_or(element);
            // Without capture the drag ends at the palette's edge; the click still places.
            let _ = button.set_pointer_capture(event.pointer_id());
        }
    };
    let moved = move |event: ev::PointerEvent| {
        let Some(from) = start.get_value() else { return };
        // A drag that was called off is over, though the button is still held.
        if dragged.get_value() && stage.placing.with_untracked(Option::is_none) {
            return start.set_value(None);
        }
        if dragged.get_value() || (at(&event) - from).length() >= 4.0 {
            dragged.set_value(true);
            stage.placing.set(Some(Placing { preset, at: at(&event) }));
        }
    };
    let release = move |event: ev::PointerEvent| {
        start.set_value(None);
        let held = stage.placing.with_untracked(Option::is_some);
        stage.placing.set(None);
        if !held {
            return;
        }
        let local = stage.local(event.client_x(), event.client_y());
        let size = stage.size();
        if (0.0..=size.x).contains(&local.x) && (0.0..=size.y).contains(&local.y) {
            keys::place(stage, preset, Some(stage.camera.get_untracked().picture(local)), None);
        }
    };
    let click = move |_| {
        // The click that ends a drag is not one.
        if !dragged.get_value() {
            keys::place(stage, preset, None, None);
        }
        dragged.set_value(false);
    };
    let lost = move |_| {
        start.set_value(None);
        stage.placing.set(None);
    };
    view! {
        <button
            class="palette-item"
            data-preset=preset.title.to_ascii_lowercase()
            title=format!("Drag onto the canvas, or click: {}", preset.title)
            on:pointerdown=press
            on:pointermove=moved
            on:pointerup=release
            on:pointercancel=lost
            on:click=click
        >
            <span class="tile" data-kind=preset.kind.word()><Icon name=preset.icon /></span>
            <span class="ellipsis">{preset.title}</span>
        </button>
    }
}

/// The card that follows the pointer from the palette.
#[component]
pub fn PlacingGhost() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let preset = Memo::new(move |_| stage.placing.with(|placing| placing.map(|placing| placing.preset)));
    view! {
        {move || preset.get().map(|preset| view! {
            <div class="palette-ghost" style:transform=Signal::derive(move || stage.placing.get().map(|placing| translate(placing.at) + " translate(-50%,-50%)"))>
                <div class="node" style:position="static" data-kind=preset.kind.word()>
                    <span class="tile"><Icon name=preset.icon /></span>
                    <div class="text"><div class="name">{preset.title}</div></div>
                </div>
            </div>
        }.into_any())}
    }
}
