//! Tidying up: the server says where cards stand well, and they are put there in one step.

use leptos::prelude::*;
use topology::document::Pointer;
use topology::edit::Edit;
use wasm_bindgen_futures::spawn_local;

use super::keys;
use super::stage::Stage;
use crate::net::api;
use crate::session::picture::view_id;
use crate::session::{Saved, container, draft};

/// Puts all nodes, or the selected ones where there are several, where they stand well.
pub fn tidy(stage: Stage) {
    let session = stage.session;
    if matches!(untrack(|| session.saved()), Saved::Offline(_)) {
        return session.toasts().refused("The server tidies up, and it is out of reach.");
    }
    let chosen: Vec<String> = keys::chosen(stage).into_iter().map(|(id, _)| id).collect();
    let only = if chosen.len() > 1 { chosen } else { Vec::new() };
    spawn_local(async move {
        // What is on its way has to be there first.
        for _ in 0..40 {
            if untrack(|| session.saved()) == Saved::All {
                break;
            }
            wait(50).await;
        }
        match api::layout(&session.topology.get_value(), &only).await {
            Ok(mut places) => {
                session.peek(|document| places.retain(|(id, _)| !draft::is_locked(document, id)));
                if places.is_empty() {
                    return;
                }
                stage.settle_calmly();
                let count = places.len();
                let edit = session.peek(|document| {
                    let moved = draft::move_to(document, places.iter().map(|(id, at)| (id.as_str(), *at)));
                    // Room that was drawn by hand was drawn around the old places.
                    let shrunk = document
                        .boundaries
                        .keys()
                        .filter(|id| only.is_empty() && container::area(document, id.as_str()).is_some())
                        .filter(|id| !container::members(document, id.as_str()).is_empty())
                        .map(|id| Edit::Unset {
                            path: Pointer::of(["views", view_id(document), "areas", id.as_str()]),
                        });
                    Edit::Batch { edits: std::iter::once(moved).chain(shrunk).collect() }
                });
                let what = if only.is_empty() { "everything".to_owned() } else { format!("{count} nodes") };
                if session.commit(format!("tidy {what}"), edit).is_some() && only.is_empty() {
                    stage.fit();
                }
            }
            Err(error) => session.toasts().refused(error.text()),
        }
    });
}

async fn wait(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
