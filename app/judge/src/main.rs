//! The program of the worker: answers questions for as long as it lives.

use std::cell::RefCell;

use judge::{Known, greeting};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() else { return };
    let reply = scope.clone();
    let known = RefCell::new(Known::default());
    let message = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let Some(question) = event.data().as_string() else { return };
        if let Some(answer) = known.borrow_mut().answer(&question, Some(note)) {
            let _ = reply.post_message(&JsValue::from_str(&answer));
        }
    });
    scope.set_onmessage(Some(message.as_ref().unchecked_ref()));
    message.forget();
    let _ = scope.post_message(&JsValue::from_str(&greeting()));
}

/// Notes which rule judges, where the worker's script finds it when the program breaks off.
fn note(rule: &'static str) {
    let scope = js_sys::global();
    let noting = js_sys::Reflect::get(&scope, &JsValue::from_str("judging"));
    if let Some(noting) = noting.ok().and_then(|noting| noting.dyn_into::<js_sys::Function>().ok())
        && let Err(error) = noting.call1(&scope, &JsValue::from_str(rule))
    {
        // The script's own failures are its own to report.
        wasm_bindgen::throw_val(error);
    }
}
