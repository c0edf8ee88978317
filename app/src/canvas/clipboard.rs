//! Copying and pasting over the system's clipboard, so that it works from one topology to another and between tabs.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::geometry::Point;
use super::stage::Stage;
use super::{STEP, import, keys};
use crate::session::clip::Clip;
use crate::session::link;
use crate::widgets::importing::draw_text;

/// Takes the browser's own events `copy`, `cut` and `paste`. They end with the owner of the call.
pub fn listen(stage: Stage) {
    for name in ["copy", "cut", "paste"] {
        let handle = window_event_listener_untyped(name, move |event: web_sys::Event| {
            if let Ok(event) = event.dyn_into::<web_sys::ClipboardEvent>() {
                take(stage, name, &event);
            }
        });
        on_cleanup(move || handle.remove());
    }
}

fn take(stage: Stage, name: &str, event: &web_sys::ClipboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let foreign =
        target.is_some_and(|target| target.closest("input, textarea, select, [role=dialog]").ok().flatten().is_some());
    // Text that is marked, in the preview for example, is what the person means.
    let marked = window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed());
    let Some(data) = event.clipboard_data().filter(|_| !foreign) else { return };
    if name == "paste" {
        if let Ok(text) = data.get_data("text/plain") {
            put(stage, &text);
            event.prevent_default();
        }
    } else if !marked
        && let Some(text) = text(stage)
        && data.set_data("text/plain", &text).is_ok()
    {
        event.prevent_default();
        taken(stage, name == "cut");
    }
}

fn text(stage: Stage) -> Option<String> {
    let clip = stage.session.peek(|document| Clip::of(document, &keys::chosen(stage)));
    (clip.len() > 0).then(|| clip.text())
}

fn taken(stage: Stage, cut: bool) {
    let count = keys::chosen(stage).len();
    if cut {
        keys::delete(stage);
    }
    let what = if count == 1 { "1 node".to_owned() } else { format!("{count} nodes") };
    stage.session.announce(format!("{} {what}", if cut { "Cut" } else { "Copied" }));
}

fn put(stage: Stage, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let clip = match Clip::read(text) {
        Ok(clip) => clip,
        Err(_) if import::looks_like_files(text) => {
            return draw_text(text.to_owned(), Callback::new(move |outcome| import::show(stage, outcome)));
        }
        Err(reason) => return stage.session.toasts().refused(reason),
    };
    put_clip(stage, &clip);
}

/// Puts a part of a topology where the pointer is.
pub fn put_clip(stage: Stage, clip: &Clip) {
    let mut way = (stage.spot() - clip.middle()).snapped(STEP);
    // Pasted again at the same place it does not hide what was pasted before.
    let taken: Vec<Point> =
        stage.session.picture.nodes.with_untracked(|nodes| nodes.iter().map(|node| node.rect().center()).collect());
    while taken.iter().any(|at| clip.middles().any(|own| (own + way - *at).length() < 12.0)) {
        way = way + Point::new(24.0, 24.0);
    }
    keys::paste(stage, "paste", clip, way);
}

/// Copies or cuts from a menu, where the browser sends no event.
pub fn write(stage: Stage, cut: bool) {
    let Some(text) = text(stage) else { return };
    let promise = window().navigator().clipboard().write_text(&text);
    spawn_local(async move {
        match JsFuture::from(promise).await {
            Ok(_) => taken(stage, cut),
            Err(_) => stage.session.toasts().refused(format!(
                "The browser does not allow this from a menu. Press Ctrl {}.",
                if cut { "X" } else { "C" }
            )),
        }
    });
}

/// Pastes from a menu.
pub fn read(stage: Stage) {
    let promise = window().navigator().clipboard().read_text();
    spawn_local(async move {
        match JsFuture::from(promise).await.ok().and_then(|text| text.as_string()) {
            Some(text) => put(stage, &text),
            None => stage.session.toasts().refused("The browser does not allow this from a menu. Press Ctrl V."),
        }
    });
}

/// Copies the address that opens this topology with the same selection.
pub fn link(stage: Stage) {
    let address = link::address(&stage.session);
    let promise = window().navigator().clipboard().write_text(&address);
    let toasts = stage.session.toasts();
    spawn_local(async move {
        match JsFuture::from(promise).await {
            Ok(_) => toasts.done("The link is on the clipboard."),
            Err(_) => toasts.refused(format!("The browser does not allow copying here. The link is {address}")),
        }
    });
}
