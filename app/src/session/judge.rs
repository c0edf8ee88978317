//! The rules beside the page: a worker runs the same program and judges while the person goes on drawing.

use leptos::prelude::*;
use serde_json::{Value, json};
use topology::Document;
use topology::document::Date;
use topology::finding::Report;
use topology::rules::{Options, check};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::net::wire;

/// The person's day, by which waivers are judged.
fn today() -> Option<Date> {
    let now = js_sys::Date::new_0();
    Date::parse(&format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())).ok()
}

fn judge(document: &Document) -> Report {
    // A structurally valid document can be judged; another never gets this far.
    check(document, &Options { today: today(), ..Options::default() }).unwrap_or_default()
}

/// Asks for reports, one at a time, and hands them out.
#[derive(Debug, Clone, Copy)]
pub struct Judge {
    worker: StoredValue<Option<web_sys::Worker>, LocalStorage>,
    ready: StoredValue<bool>,
    asked: StoredValue<Option<u64>>,
    latest: StoredValue<u64>,
}

impl Judge {
    /// Starts the worker. `take` gets each report with the version that it is about; `again` is called when a newer version waits.
    pub fn start(take: Callback<(u64, Report)>, again: Callback<()>) -> Self {
        let judge = Self {
            worker: StoredValue::new_local(None),
            ready: StoredValue::new(false),
            asked: StoredValue::new(None),
            latest: StoredValue::new(0),
        };
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        let Ok(worker) = web_sys::Worker::new_with_options("/worker.js", &options) else { return judge };
        let message = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let Some(text) = event.data().as_string() else { return };
            if text == READY {
                let _ = judge.ready.try_set_value(true);
            } else if let Some((version, report)) = read(&text, "report", |value| wire::report(&value)) {
                take.run((version, report));
            }
            let Some(asked) = judge.asked.try_get_value() else { return };
            let _ = judge.asked.try_set_value(None);
            if judge.latest.try_get_value().is_some_and(|latest| Some(latest) != asked) {
                again.run(());
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        message.forget();
        judge.worker.set_value(Some(worker));
        judge
    }

    /// Asks about a document. Until the worker is there the page answers itself, so that the first findings don't wait.
    pub fn ask(&self, version: u64, document: &Document, take: Callback<(u64, Report)>) {
        self.latest.set_value(version);
        if !self.ready.get_value() {
            take.run((version, judge(document)));
            return;
        }
        if self.asked.get_value().is_some() {
            return;
        }
        let text = json!({ "version": version, "document": document }).to_string();
        self.worker.with_value(|worker| {
            if let Some(worker) = worker
                && worker.post_message(&JsValue::from_str(&text)).is_ok()
            {
                self.asked.set_value(Some(version));
            }
        });
    }

    /// Ends the worker.
    pub fn stop(&self) {
        if let Some(Some(worker)) = self.worker.try_get_value() {
            worker.terminate();
        }
    }
}

/// A message between page and worker: a version and what it is about.
fn read<T>(text: &str, key: &str, reader: impl Fn(Value) -> Option<T>) -> Option<(u64, T)> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    let version = value["version"].as_u64()?;
    reader(value[key].take()).map(|content| (version, content))
}

const READY: &str = "ready";

/// The program as a worker: answers questions for as long as it lives.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() else { return };
    let reply = scope.clone();
    let message = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        let Some((version, document)) = read(&text, "document", |value| serde_json::from_value::<Document>(value).ok())
        else {
            return;
        };
        let answer = json!({ "version": version, "report": judge(&document) });
        let _ = reply.post_message(&JsValue::from_str(&answer.to_string()));
    });
    scope.set_onmessage(Some(message.as_ref().unchecked_ref()));
    message.forget();
    let _ = scope.post_message(&JsValue::from_str(READY));
}
