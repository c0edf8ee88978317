//! Files that are dropped on the editor: a part of a topology is put where they fall, what else describes a system is shown before it is.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::stage::Stage;
use super::{clipboard, import};
use crate::session::clip::{Clip, FAMILY};
use crate::widgets::importing;

/// Takes files for as long as the owner of the call lives.
pub fn listen(stage: Stage) {
    for name in ["dragover", "dragleave", "drop"] {
        let handle = window_event_listener_untyped(name, move |event: web_sys::Event| {
            if let Ok(event) = event.dyn_into::<web_sys::DragEvent>() {
                take(stage, name, &event);
            }
        });
        on_cleanup(move || handle.remove());
    }
}

fn take(stage: Stage, name: &str, event: &web_sys::DragEvent) {
    let Some(data) = event.data_transfer().filter(|data| data.types().includes(&"Files".into(), 0)) else { return };
    // A dialog asks for something else just now, and who may only look adds nothing.
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let asked = element.is_some_and(|element| element.closest(".scrim").ok().flatten().is_some());
    if asked || stage.session.looking.get_untracked() {
        return stage.receiving.set(false);
    }
    // It leaves the window only where nothing else of the page is entered.
    let over = name == "dragover" || (name == "dragleave" && event.related_target().is_some());
    if stage.receiving.get_untracked() != over {
        stage.receiving.set(over);
    }
    if name == "dragleave" {
        return;
    }
    event.prevent_default();
    if name == "drop"
        && let Some(files) = data.files()
    {
        stage.pointer.set_value(stage.local(event.client_x(), event.client_y()));
        put(stage, files);
    }
}

fn put(stage: Stage, files: web_sys::FileList) {
    let show = Callback::new(move |outcome| import::show(stage, outcome));
    let (Some(file), 1) = (files.get(0), files.length()) else { return importing::draw(&files, show) };
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        // A folder has a name and no text.
        let Some(text) = text else {
            return stage.session.toasts().refused(format!("{} can't be read. Drop files, not folders.", file.name()));
        };
        match Clip::read(&text) {
            Ok(clip) => clipboard::put_clip(stage, &clip),
            // Copied by another version.
            Err(reason) if text.contains(FAMILY) => stage.session.toasts().refused(reason),
            Err(_) => importing::draw(&files, show),
        }
    });
}
