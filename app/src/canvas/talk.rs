//! What people say about a proposal, on the canvas of its head. The review's own script draws it, and is fetched with
//! the first proposal that is opened.

use leptos::prelude::*;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::export::fetched;
use super::stage::Stage;
use crate::net::wire::written;
use crate::number::whole;
use crate::session::link::word;

/// Where the script is.
const SCRIPT: &str = "/review/assets/talk.js";

/// Whether the topology is the head of a proposal: `id~number`.
fn is_head(stage: Stage) -> bool {
    stage.session.topology.with_value(|id| id.contains('~'))
}

/// Shows what is said, where there is a proposal.
pub fn start(stage: Stage) {
    if is_head(stage) {
        call(stage, "start", String::new());
    }
}

/// Begins a comment on what is selected, or on the place of the pointer.
pub fn comment(stage: Stage) {
    let items = stage.session.selection.now();
    let about = match items.first().filter(|_| items.len() == 1) {
        Some(item) => {
            let word = word(item);
            let (sort, id) = word.split_once(':').unwrap_or_default();
            json!({ (sort): id })
        }
        None => {
            let at = stage.spot();
            json!({ "point": [whole(at.x), whole(at.y)] })
        }
    };
    call(stage, "comment", written(&about));
}

/// Shows the comments, or hides them.
pub fn turn(stage: Stage) {
    call(stage, "turn", String::new());
}

fn call(stage: Stage, name: &'static str, argument: String) {
    let toasts = stage.session.toasts();
    if !is_head(stage) {
        return toasts
            .refused("Comments belong to a proposal. Choose Review and propose a change, then comment there.");
    }
    spawn_local(async move {
        let called = async { fetched(SCRIPT, name).await?.call1(&JsValue::NULL, &argument.into()) };
        if called.await.is_err() {
            toasts.refused("The comments can't be fetched: the server does not answer.");
        }
    });
}
