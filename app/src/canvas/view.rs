//! The canvas: one element that moves, and in it boundaries, lines, labels and cards, in this order.

use std::time::Duration;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;

use super::boundary::BoundaryBox;
use super::camera::{Camera, FAR, TINY};
use super::edge::{ArrowHeads, EdgeEnds, EdgeLabel, EdgeLine};
use super::geometry::Point;
use super::gesture;
use super::node::NodeCard;
use super::stage::{Stage, Tool};
use super::tools::ZoomTools;
use super::{keys, walk};
use crate::number::{decimal, px, read};
use crate::parts::{self, Parts};
use crate::session::Session;
use crate::widgets::each::{Each, Row, identity, row};

/// The canvas of the editor.
#[component]
pub fn Canvas() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let Parts { desk, .. } = expect_context();
    let picture = stage.session.picture;
    let far = Memo::new(move |_| stage.camera.with(|camera| camera.zoom < FAR));
    let tiny = Memo::new(move |_| stage.camera.with(|camera| camera.zoom < TINY));
    let hand = Memo::new(move |_| stage.space.get() || stage.tool.get() == Tool::Hand);
    let telling = Memo::new(move |_| stage.session.telling());
    let connecting = Memo::new(move |_| stage.mode.get() == "connecting");
    let boundaries = drawn(stage, move || {
        picture.boundaries.with(|all| {
            all.iter()
                .cloned()
                .map(|boundary| {
                    row(identity(&boundary.id), move || view! { <BoundaryBox boundary=boundary.clone() /> })
                })
                .collect()
        })
    });
    let lines = drawn(stage, move || {
        picture.edges.with(|all| {
            all.iter()
                .cloned()
                .map(|edge| row(identity(&edge.id), move || view! { <EdgeLine edge=edge.clone() /> }))
                .collect()
        })
    });
    let labels = drawn(stage, move || {
        let labelled = picture.labelled.get();
        picture.edges.with(|all| {
            all.iter()
                .take(labelled)
                .cloned()
                .map(|edge| row(identity(&edge.id), move || view! { <EdgeLabel edge=edge.clone() /> }))
                .collect()
        })
    });
    let cards = drawn(stage, move || {
        picture.nodes.with(|all| {
            all.iter()
                .cloned()
                .map(|node| row(identity(&node.id), move || view! { <NodeCard node=node.clone() /> }))
                .collect()
        })
    });
    let owned = reading_order(stage);
    picture.on_relist(Callback::new(move |()| gesture::lift::put_down(stage)));
    // Others may delete what is being named.
    Effect::new(move |_| {
        picture.nodes.track();
        picture.boundaries.track();
        if let Some(id) = stage.renaming.get_untracked()
            && !stage.session.peek(|document| keys::is_there(document, &id))
        {
            stage.renaming.set(None);
            keys::deleted(stage, &id);
        }
    });
    // Added by hand: the wheel has to be a listener that may prevent the page's own zoom.
    Effect::new(move |_| {
        if let Some(root) = stage.root.get() {
            listen_to_wheel(stage, &root);
            start_view(stage);
            super::fill::begin(stage);
            super::export::minimap_again(stage);
        }
    });
    view! {
        <div
            class="canvas"
            class:far=Signal::derive(move || far.get())
            class:tiny=Signal::derive(move || tiny.get())
            class:hand=Signal::derive(move || hand.get())
            class:telling=Signal::derive(move || telling.get())
            class:connecting=Signal::derive(move || connecting.get())
            class:copying=Signal::derive(move || stage.mode.get() == "copying")
            class:drawing=Signal::derive(move || stage.tool.get() == Tool::Boundary)
            class:settling=Signal::derive(move || stage.settling.get())
            class:panning=Signal::derive(move || stage.mode.get() == "panning")
            node_ref=stage.root
            tabindex="0"
            role="group"
            aria-label="Canvas. Tab goes from node to node, N adds one, question mark shows all keys."
            aria-owns=owned
            data-testid="canvas"
            on:pointerdown=move |event| gesture::press(stage, &event)
            on:pointermove=move |event| gesture::moved(stage, &event)
            on:pointerup=move |event| gesture::release(stage, &event)
            on:pointercancel=move |_| { stage.fingers.set_value(Vec::new()); gesture::cancel(stage); }
            on:contextmenu=move |event| gesture::context_menu(stage, &event)
            on:dblclick=move |event| gesture::double_click(stage, &event)
            on:auxclick=move |event: ev::MouseEvent| event.prevent_default()
            on:blur=move |_| stage.space.set(false)
        >
            <div id="viewport" class:moving=Signal::derive(move || stage.moving.get()) style:transform=Signal::derive(move || stage.camera.with(Camera::transform))>
                <div class="grid"></div>
                <Each rows=boundaries />
                <svg class="edges">
                    <ArrowHeads />
                    <Each rows=lines />
                    <GhostLine />
                </svg>
                <div class="cards"><Each rows=cards /></div>
                <svg class="edges lifted" role="presentation" node_ref=stage.lifted_lines></svg>
                <div class="labels"><Each rows=labels /></div>
                <svg class="edges guides" role="presentation"><path class="guide" d=Signal::derive(move || stage.guides.get()) /></svg>
                <EdgeEnds />
                {desk.view(|| parts::desk().map(|desk| (desk.others)()), || ().into_any(), |_| ().into_any())}
            </div>
            <Marquee />
            <Hint />
            {desk.view(|| parts::desk().map(|desk| (desk.over)()), || ().into_any(), |_| ().into_any())}
            <ZoomTools />
        </div>
    }
}

/// What is drawn once it is known from where it is seen: how far away changes how every card looks.
fn drawn(stage: Stage, rows: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> Signal<Vec<Row>> {
    Signal::derive(move || if stage.placed.get() { rows() } else { Vec::new() })
}

/// Who is read to hears the cards in their order, each followed by its lines, wherever these stand in the page. Told a moment after a change: nobody hears sooner, and it is long.
fn reading_order(stage: Stage) -> Signal<Option<String>> {
    let picture = stage.session.picture;
    let owned = RwSignal::new(None);
    let due = StoredValue::new(false);
    Effect::new(move |_| {
        stage.session.read(|_| ());
        picture.nodes.track();
        picture.edges.track();
        if due.get_value() {
            return;
        }
        due.set_value(true);
        let tell = move || {
            // The page may have been left.
            if due.try_set_value(false).is_none() {
                let ids = walk::reading_order(stage).iter().map(walk::page_id).collect::<Vec<_>>().join(" ");
                let ids = Some(ids).filter(|ids| !ids.is_empty());
                if owned.with_untracked(|old| *old != ids) {
                    owned.set(ids);
                }
            }
        };
        set_timeout(tell, Duration::from_millis(150));
    });
    owned.into()
}

#[component]
fn GhostLine() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let refused = Memo::new(move |_| stage.ghost.with(|ghost| ghost.as_ref().is_some_and(|ghost| ghost.refused)));
    view! {
        <path
            class="edge-line ghost"
            class:refused=Signal::derive(move || refused.get())
            visibility=Signal::derive(move || if stage.ghost.with(Option::is_some) { "visible" } else { "hidden" })
            d=Signal::derive(move || stage.ghost.with(|ghost| ghost.as_ref().map(|ghost| ghost.path.clone()).unwrap_or_default()))
        />
    }
}

#[component]
fn Marquee() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        {move || stage.marquee.get().map(|area| view! {
            <div
                class="marquee"
                style:left=px(area.min.x)
                style:top=px(area.min.y)
                style:width=px(area.width())
                style:height=px(area.height())
            ></div>
        }.into_any())}
    }
}

/// What a line in the making is told: why it can't end here, or how to go on.
#[component]
fn Hint() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let text = Memo::new(move |_| {
        let reason = stage.ghost.with(|ghost| ghost.as_ref().map(|ghost| ghost.hint.clone()).unwrap_or_default());
        if !reason.is_empty() {
            Some(reason)
        } else if stage.mode.get() == "connecting" {
            Some("Choose the node that it connects to. Escape cancels.".to_owned())
        } else if stage.tool.get() == Tool::Boundary {
            Some("Drag a rectangle around what belongs together. Escape cancels.".to_owned())
        } else if stage.tool.get() == Tool::Connect {
            Some("Press the node that opens the connection.".to_owned())
        } else {
            None
        }
    });
    view! { {move || text.get().map(|text| view! { <div class="hint" role="status">{text}</div> }.into_any())} }
}

fn listen_to_wheel(stage: Stage, root: &web_sys::HtmlDivElement) {
    let handler =
        wasm_bindgen::closure::Closure::<dyn Fn(web_sys::WheelEvent)>::new(move |event: web_sys::WheelEvent| {
            gesture::wheel(stage, &event)
        });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_passive(false);
    let _ = root.add_event_listener_with_callback_and_add_event_listener_options(
        "wheel",
        handler.as_ref().unchecked_ref(),
        &options,
    );
    // The listener lives as long as the element, which the page drops as a whole.
    handler.forget();
}

fn key(session: &Session) -> String {
    session.topology.with_value(|id| format!("groundplan.view.{id}"))
}

/// The view that this person had last, else one that shows everything.
fn start_view(stage: Stage) {
    let kept = window()
        .local_storage()
        .ok()
        .flatten()
        .and_then(|storage| storage.get_item(&key(&stage.session)).ok().flatten());
    let numbers: Vec<f64> = kept.iter().flat_map(|text| text.split(' ')).filter_map(read).collect();
    match numbers.as_slice() {
        [x, y, zoom] if [x, y, zoom].iter().all(|n| n.is_finite()) => {
            let zoom = zoom.clamp(super::camera::ZOOM_MIN, super::camera::ZOOM_MAX);
            stage.begin(Camera { offset: Point::new(*x, *y), zoom });
        }
        _ => stage.begin(stage.fitting()),
    }
}

/// Keeps the view for the next visit.
pub fn remember(session: &Session, camera: &Camera) {
    // Without storage the next visit begins with everything in sight.
    if let Ok(Some(storage)) = window().local_storage() {
        let _ =
            storage.set_item(&key(session), &[camera.offset.x, camera.offset.y, camera.zoom].map(decimal).join(" "));
    }
}
