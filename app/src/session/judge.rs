//! The rules beside the page: a worker runs the same program and judges while the person goes on drawing.
//!
//! After the first question only what changed goes there, and only what differs comes back. A rule that brings the worker down is named by it with its last breath; a new worker leaves that rule out.

use std::cell::RefCell;
use topology::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use serde_json::{Value, json};
use topology::Document;
use topology::document::Date;
use topology::edit::{Change, replay};
use topology::finding::{Finding, Report};
use topology::rules::{Fixes, Options, check};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::net::wire;

/// What the worker says once it listens.
const READY: &str = "ready";
/// Workers that break off one after the other without naming a rule; then the editor gives up.
const TRIES: u32 = 3;

/// The day in so many days, by the person's clock.
#[must_use]
pub fn in_days(count: u32) -> Option<Date> {
    let date = js_sys::Date::new_0();
    date.set_date(date.get_date() + count);
    Date::parse(&format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())).ok()
}

/// The person's day, by which waivers are judged.
#[must_use]
pub fn today() -> Option<Date> {
    in_days(0)
}

/// What is to be judged.
#[derive(Debug, Clone, Default, PartialEq)]
struct Question {
    /// The rule whose findings come with fixes.
    fixes: Option<String>,
    /// The rules that are left out, each with the reason.
    left_out: BTreeMap<String, String>,
}

fn judge(document: &Document, question: Question, watch: Option<fn(&'static str)>) -> Report {
    let Question { fixes, left_out } = question;
    let options = Options { today: today(), fixes: fixes.map_or(Fixes::None, Fixes::Of), left_out, watch };
    // A structurally valid document can be judged; another never gets this far.
    check(document, &options).unwrap_or_default()
}

/// How far the worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is loading.
    Starting,
    /// It listens.
    Ready,
    /// There is none: the page judges by itself.
    Missing,
    /// It broke off again and again.
    Given,
}

/// Asks for reports, one at a time, and hands them out.
#[derive(Debug, Clone, Copy)]
pub struct Judge {
    worker: StoredValue<Option<web_sys::Worker>, LocalStorage>,
    state: StoredValue<State>,
    /// The number of the question that the worker has, and of the last one there was.
    asked: StoredValue<Option<u64>>,
    latest: StoredValue<u64>,
    left_out: StoredValue<BTreeMap<String, String>>,
    /// Whether the worker has the document as it was at the last question.
    follows: StoredValue<bool>,
    /// What the worker said last, as it knows itself.
    last: StoredValue<Report>,
    nameless: StoredValue<u32>,
    take: Callback<Report>,
    again: Callback<()>,
}

impl Judge {
    /// Starts the worker. `take` gets each report; `again` is called when the document is to be asked about once more.
    pub fn start(take: Callback<Report>, again: Callback<()>) -> Self {
        let judge = Self {
            worker: StoredValue::new_local(None),
            state: StoredValue::new(State::Missing),
            asked: StoredValue::new(None),
            latest: StoredValue::new(0),
            left_out: StoredValue::new(BTreeMap::new()),
            follows: StoredValue::new(false),
            last: StoredValue::new(Report::default()),
            nameless: StoredValue::new(0),
            take,
            again,
        };
        judge.hire();
        judge
    }

    fn hire(self) {
        self.follows.set_value(false);
        self.last.set_value(Report::default());
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        let Ok(worker) = web_sys::Worker::new_with_options("/worker.js", &options) else { return };
        let message = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            if let Some(text) = event.data().as_string() {
                self.hear(&text);
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        message.forget();
        let error = Closure::<dyn Fn(web_sys::Event)>::new(move |_| {
            // What happens later the worker tells itself, and with a name.
            if self.state.try_get_value() == Some(State::Starting) {
                self.state.set_value(State::Missing);
                self.again.run(());
            }
        });
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        error.forget();
        // The page's own program, compiled already; without it the worker fetches its own.
        let program = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("groundplanProgram"));
        let sent = worker.post_message(&program.unwrap_or(JsValue::UNDEFINED));
        if sent.is_ok() {
            self.state.set_value(State::Starting);
            self.worker.set_value(Some(worker));
        }
    }

    fn hear(self, text: &str) {
        if self.state.try_get_value().is_none() {
            return;
        }
        if text == READY {
            self.state.set_value(State::Ready);
        } else if let Ok(said) = serde_json::from_str::<Value>(text) {
            if said["lost"].as_bool() == Some(true) {
                self.follows.set_value(false);
                self.asked.set_value(None);
                return self.again.run(());
            }
            let Some(news) = wire::report(&said) else { return self.fell(said["fell"].as_str()) };
            self.nameless.set_value(0);
            let gone: BTreeSet<String> = wire::texts(&said, "gone").into_iter().collect();
            self.last.update_value(|last| *last = merged(std::mem::take(last), news, &gone));
            self.take.run(self.last.get_value());
        }
        let asked = self.asked.get_value();
        self.asked.set_value(None);
        if Some(self.latest.get_value()) != asked {
            self.again.run(());
        }
    }

    /// The worker broke off, in a rule if one is named. What it holds can't be trusted any more, so a new one begins.
    fn fell(self, rule: Option<&str>) {
        self.stop();
        self.asked.set_value(None);
        if let Some(rule) = rule {
            let reason = "It broke off, so it is left out until this page is loaded anew. The other rules go on.";
            self.left_out.update_value(|left_out| drop(left_out.insert(rule.to_owned(), reason.to_owned())));
        } else {
            self.nameless.update_value(|count| *count += 1);
        }
        if self.nameless.get_value() < TRIES {
            return self.hire();
        }
        self.state.set_value(State::Given);
        let reason = "The part of this page that runs the rules broke off again and again. Reload the page; the server still judges every export.";
        let failed = BTreeMap::from([("all rules".to_owned(), reason.to_owned())]);
        self.take.run(Report { failed, ..Report::default() });
    }

    /// Asks about a document, with fixes for the findings of one rule. `changes` is what was done since the last question that was asked, where that is known.
    /// The report comes later, and only the latest question is answered. Returns whether it was asked.
    pub fn ask(&self, document: &Document, changes: Option<&[Change]>, fixes: Option<String>) -> bool {
        let number = self.latest.get_value() + 1;
        self.latest.set_value(number);
        match self.state.get_value() {
            State::Missing => {
                let question = Question { fixes, ..Question::default() };
                self.take.run(judge(document, question, None));
                return true;
            }
            State::Ready if self.asked.get_value().is_none() => {}
            _ => return false,
        }
        let left_out = self.left_out.get_value();
        let mut question = json!({ "fixes": fixes, "left_out": left_out });
        match changes.filter(|_| self.follows.get_value()) {
            Some(changes) => question["changes"] = json!(changes),
            None => question["document"] = topology::json::write(document),
        }
        let text = JsValue::from_str(&question.to_string());
        let sent =
            self.worker.with_value(|worker| worker.as_ref().is_some_and(|worker| worker.post_message(&text).is_ok()));
        if sent {
            self.asked.set_value(Some(number));
            self.follows.set_value(true);
        }
        sent
    }

    /// Ends the worker.
    pub fn stop(&self) {
        if let Some(Some(worker)) = self.worker.try_get_value() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
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

/// What a finding is known by between page and worker: one key may be found with two severities.
fn name(finding: &Finding) -> String {
    format!("{} {}", finding.severity.word(), finding.key)
}

/// The old report with what differs: findings by these names are gone, the new ones come.
fn merged(mut old: Report, news: Report, gone: &BTreeSet<String>) -> Report {
    old.findings.retain(|finding| !gone.contains(&name(finding)));
    old.findings.extend(news.findings);
    old.findings.sort_by(|a, b| (a.severity, &a.key).cmp(&(b.severity, &b.key)));
    Report { findings: old.findings, ..news }
}

/// What differs between two reports: the new or changed findings, and the names of those that are not as they were.
fn news(old: &[Finding], new: &Report) -> (Report, Vec<String>) {
    let held: BTreeMap<(&str, &str), &Finding> =
        old.iter().map(|finding| ((finding.severity.word(), finding.key.as_str()), finding)).collect();
    let same = |finding: &&Finding| held.get(&(finding.severity.word(), finding.key.as_str())) == Some(finding);
    let kept: BTreeSet<(&str, &str)> =
        new.findings.iter().filter(same).map(|finding| (finding.severity.word(), finding.key.as_str())).collect();
    let gone = held.iter().filter(|(key, _)| !kept.contains(*key)).map(|(_, finding)| name(finding)).collect();
    let findings = new.findings.iter().filter(|finding| !same(finding)).cloned().collect();
    (Report { findings, summary: new.summary, failed: new.failed.clone() }, gone)
}

/// What the worker knows: the document, and what it said of it last.
#[derive(Default)]
struct Known {
    document: Option<Document>,
    said: Vec<Finding>,
}

impl Known {
    /// The answer to a question; none where it can't be read.
    fn answer(&mut self, text: &str) -> Option<Value> {
        let mut value: Value = serde_json::from_str(text).ok()?;
        if value["changes"].is_array() {
            let changes = wire::whole(&value, "changes", wire::change);
            let followed = match (&mut self.document, changes) {
                (Some(document), Some(changes)) => replay(document, &changes).is_ok(),
                _ => false,
            };
            if !followed {
                return Some(json!({ "lost": true }));
            }
        } else {
            self.document = Some(topology::json::read(value["document"].take()).ok()?);
        }
        let reasons = value["left_out"].as_object().into_iter().flatten();
        let left_out = reasons.map(|(rule, why)| (rule.clone(), why.as_str().unwrap_or_default().to_owned())).collect();
        let question = Question { fixes: value["fixes"].as_str().map(ToOwned::to_owned), left_out };
        let report = judge(self.document.as_ref()?, question, Some(note));
        let (difference, gone) = news(&self.said, &report);
        self.said = report.findings;
        let mut answer = json!(difference);
        answer["gone"] = json!(gone);
        Some(answer)
    }
}

/// The program as a worker: answers questions for as long as it lives.
pub fn serve() {
    let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() else { return };
    let reply = scope.clone();
    let known = RefCell::new(Known::default());
    let message = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        if let Some(answer) = known.borrow_mut().answer(&text) {
            let _ = reply.post_message(&JsValue::from_str(&answer.to_string()));
        }
    });
    scope.set_onmessage(Some(message.as_ref().unchecked_ref()));
    message.forget();
    let _ = scope.post_message(&JsValue::from_str(READY));
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::document::Pointer;
    use topology::edit::{Edit, apply};

    #[test]
    fn what_differs_makes_the_new_report_of_the_old_one() {
        let mut document: Document = serde_json::from_str(
            r#"{"groundplan":1,"name":"shop","nodes":{"a":{"kind":"service"},"b":{"kind":"service"}},
            "edges":{"a--b":{"from":"a","to":"b","kind":"call"},"b--a":{"from":"b","to":"a","kind":"call"}}}"#,
        )
        .unwrap();
        let mut held = Report::default();
        let mut said = Vec::new();
        let steps = [
            Edit::Set { path: Pointer::of(["title"]), value: "Shop".into() },
            Edit::Delete { path: Pointer::of(["edges", "b--a"]) },
            Edit::Create {
                path: Pointer::of(["nodes", "d"]),
                value: json!({ "kind": "database", "engine": "postgres" }),
            },
            Edit::Set { path: Pointer::of(["nodes", "d", "title"]), value: "Books".into() },
        ];
        for edit in steps {
            apply(&mut document, &edit).unwrap();
            let report = check(&document, &Options::default()).unwrap();
            let (difference, gone) = news(&said, &report);
            held = merged(held, difference, &gone.into_iter().collect());
            assert_eq!(held, report);
            said = report.findings;
        }
        let again = check(&document, &Options::default()).unwrap();
        let (difference, gone) = news(&said, &again);
        assert!(difference.findings.is_empty() && gone.is_empty());
    }
}
