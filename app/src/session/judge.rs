//! The rules beside the page: a worker fetches their program and judges while the person goes on drawing.
//!
//! After the first question only what changed goes there, and only what differs comes back. A rule that brings the worker down is named by it with its last breath; a new worker leaves that rule out. One that never ends says nothing: the worker is ended when its time is up, and the next one says before each rule which one it is, so that the second time the last name is known.

use std::time::Duration;

use topology::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use serde_json::{Value, json};
use topology::Document;
use topology::document::Date;
use topology::edit::Change;
use topology::finding::{Finding, Report};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::net::wire;

/// Workers that break off, or don't even start, one after the other without naming a rule; then the editor gives up.
const TRIES: u32 = 3;
/// So long a worker may think about one question. Every fix of one rule in a large topology is tried in a few seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a worker is told that shall say which rule judges before it does.
const ALOUD: &str = "aloud";

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

/// How far the worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is loading.
    Starting,
    /// It listens.
    Ready,
    /// There is none, after all that was tried.
    GivenUp,
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
    /// Whether the worker has said something of the document before: what it says then is what differs.
    spoke: StoredValue<bool>,
    nameless: StoredValue<u32>,
    /// Set once a question took too long: the worker thinks aloud since, and said this rule last.
    aloud: StoredValue<Option<String>>,
    /// The number of the wait that goes on, or of one that is over.
    waiting: StoredValue<u64>,
    titles: RwSignal<Titles>,
    take: Callback<News>,
    again: Callback<()>,
}

/// What a colleague would say of each rule's findings, by the rule's id.
pub type Titles = BTreeMap<String, String>;

impl Judge {
    /// Starts the worker. `titles` gets what it says of the rules, `take` gets each report; `again` is called when the document is to be asked about once more.
    pub fn start(titles: RwSignal<Titles>, take: Callback<News>, again: Callback<()>) -> Self {
        let judge = Self {
            worker: StoredValue::new_local(None),
            state: StoredValue::new(State::Starting),
            asked: StoredValue::new(None),
            latest: StoredValue::new(0),
            left_out: StoredValue::new(BTreeMap::new()),
            follows: StoredValue::new(false),
            spoke: StoredValue::new(false),
            nameless: StoredValue::new(0),
            aloud: StoredValue::new(None),
            waiting: StoredValue::new(0),
            titles,
            take,
            again,
        };
        judge.hire();
        judge
    }

    fn hire(self) {
        self.follows.set_value(false);
        self.spoke.set_value(false);
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        self.state.set_value(State::Starting);
        let Ok(worker) = web_sys::Worker::new_with_options("/worker.js", &options) else { return self.give_up() };
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
                self.fell(None);
            }
        });
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        error.forget();
        if self.aloud.with_value(Option::is_some) {
            // Told before its first question.
            let _ = worker.post_message(&JsValue::from_str(ALOUD));
        }
        self.worker.set_value(Some(worker));
    }

    fn hear(self, text: &str) {
        if self.state.try_get_value().is_none() {
            return;
        }
        let Ok(said) = serde_json::from_str::<Value>(text) else { return };
        if let Some(rule) = said["judging"].as_str() {
            self.aloud.set_value(Some(rule.to_owned()));
            return self.wait();
        }
        self.waits_no_more();
        if let Some(titles) = wire::words(&said, "ready") {
            self.titles.set(titles);
            self.state.set_value(State::Ready);
        } else {
            if said["lost"].as_bool() == Some(true) {
                self.follows.set_value(false);
                self.asked.set_value(None);
                return self.again.run(());
            }
            let Some(news) = News::read(&said, !self.spoke.get_value()) else {
                return self.fell(said["fell"].as_str());
            };
            self.nameless.set_value(0);
            self.spoke.set_value(true);
            self.take.run(news);
        }
        let asked = self.asked.get_value();
        self.asked.set_value(None);
        if Some(self.latest.get_value()) != asked {
            self.again.run(());
        }
    }

    /// Gives the worker time for an answer, or for the next rule where it thinks aloud.
    fn wait(self) {
        self.waits_no_more();
        let wait = self.waiting.get_value();
        let look = move || {
            if self.waiting.try_get_value() == Some(wait) {
                self.took_too_long();
            }
        };
        set_timeout(look, PATIENCE);
    }

    fn waits_no_more(self) {
        let _ = self.waiting.try_update_value(|wait| *wait += 1);
    }

    /// Nothing came in time. Whoever can't be asked any more can't say why, so a new worker begins, which thinks aloud; if that one does so already, the rule that it said last never ends.
    fn took_too_long(self) {
        match self.aloud.try_update_value(Option::take).flatten() {
            Some(rule) if !rule.is_empty() => {
                self.leave_out(&rule, "It did not come to an end");
                self.renew();
            }
            Some(_) => self.fell(None),
            None => {
                self.aloud.set_value(Some(String::new()));
                self.renew();
            }
        }
    }

    fn leave_out(self, rule: &str, what: &str) {
        let reason = format!("{what}, so it is left out until this page is loaded anew. The other rules go on.");
        self.left_out.update_value(|left_out| drop(left_out.insert(rule.to_owned(), reason)));
    }

    /// Another worker takes the place of this one.
    fn renew(self) {
        self.stop();
        self.asked.set_value(None);
        self.hire();
    }

    /// The worker broke off, in a rule if one is named. What it holds can't be trusted any more, so a new one begins.
    fn fell(self, rule: Option<&str>) {
        self.stop();
        self.asked.set_value(None);
        if let Some(rule) = rule {
            self.leave_out(rule, "It broke off");
        } else {
            self.nameless.update_value(|count| *count += 1);
        }
        if self.nameless.get_value() < TRIES {
            return self.hire();
        }
        self.give_up();
    }

    /// Goes on without findings, and says so in their place.
    fn give_up(self) {
        self.state.set_value(State::GivenUp);
        let reason = "The part of this page that runs the rules can't be had, or broke off again and again. Reload the page; the server still judges every export.";
        let failed = BTreeMap::from([("all rules".to_owned(), reason.to_owned())]);
        self.take.run(News { whole: true, gone: BTreeSet::new(), report: Report { failed, ..Report::default() } });
    }

    /// Asks about a document, with fixes for the finding of one key. `changes` is what was done since the last question that was asked, where that is known.
    /// The report comes later, and only the latest question is answered. Returns whether it was asked.
    pub fn ask(&self, document: &Document, changes: Option<&[Change]>, fixes: Option<String>) -> bool {
        let number = self.latest.get_value() + 1;
        self.latest.set_value(number);
        if self.state.get_value() != State::Ready || self.asked.get_value().is_some() {
            return false;
        }
        let left_out = self.left_out.get_value();
        let mut question = json!({ "today": today().map(|day| day.to_string()), "fixes": fixes, "left_out": left_out });
        match changes.filter(|_| self.follows.get_value()) {
            Some(changes) => question["changes"] = json!(changes),
            None => question["document"] = topology::json::write(document),
        }
        let text = JsValue::from_str(&wire::written(&question));
        let sent =
            self.worker.with_value(|worker| worker.as_ref().is_some_and(|worker| worker.post_message(&text).is_ok()));
        if sent {
            self.asked.set_value(Some(number));
            self.follows.set_value(true);
            self.wait();
        }
        sent
    }

    /// Ends the worker.
    pub fn stop(&self) {
        self.waits_no_more();
        if let Some(Some(worker)) = self.worker.try_get_value() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

/// What a finding is known by between page and worker: one key may be found with two severities.
fn name(finding: &Finding) -> String {
    format!("{} {}", finding.severity.word(), finding.key)
}

/// What an answer of the rules makes different.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// Whether nothing that was said before holds.
    whole: bool,
    /// The names of findings that are gone or are not as they were.
    gone: BTreeSet<String>,
    /// The findings that are new or not as they were, and everything else as it is now.
    report: Report,
}

impl News {
    fn read(answer: &Value, whole: bool) -> Option<Self> {
        let gone = wire::texts(answer, "gone").into_iter().collect();
        Some(Self { whole, gone, report: wire::report(answer)? })
    }

    /// Makes the last report the one that holds now. Returns whether they differ.
    pub fn put_into(self, last: &mut Report) -> bool {
        let Self { whole, gone, report } = self;
        let same = (&report.summary, &report.failed) == (&last.summary, &last.failed);
        if same && !whole && gone.is_empty() && report.findings.is_empty() {
            return false;
        }
        if whole {
            last.findings.clear();
        } else if !gone.is_empty() {
            last.findings.retain(|finding| !gone.contains(&name(finding)));
        }
        last.findings.extend(report.findings);
        last.findings.sort_by(|a, b| (a.severity, &a.key).cmp(&(b.severity, &b.key)));
        (last.summary, last.failed) = (report.summary, report.failed);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use judge::Known;
    use topology::document::Pointer;
    use topology::edit::{Edit, apply};
    use topology::rules::{Options, check};

    #[test]
    fn what_the_worker_answers_makes_the_new_report_of_the_old_one() {
        let mut document: Document = serde_json::from_str(
            r#"{"groundplan":1,"name":"shop","nodes":{"a":{"kind":"service"},"b":{"kind":"service"}},
            "edges":{"a--b":{"from":"a","to":"b","kind":"call"},"b--a":{"from":"b","to":"a","kind":"call"}}}"#,
        )
        .unwrap();
        let steps = [
            Edit::Set { path: Pointer::of(["title"]), value: "Shop".into() },
            Edit::Delete { path: Pointer::of(["edges", "b--a"]) },
            Edit::Create {
                path: Pointer::of(["nodes", "d"]),
                value: json!({ "kind": "database", "engine": "postgres" }),
            },
            Edit::Set { path: Pointer::of(["nodes", "d", "title"]), value: "Books".into() },
        ];
        let mut worker = Known::default();
        let (mut held, mut first) = (Report::default(), true);
        let mut question = json!({ "document": topology::json::write(&document) });
        for edit in steps {
            let answer = worker.answer(&question.to_string(), None).unwrap();
            let news = News::read(&serde_json::from_str(&answer).unwrap(), first).unwrap();
            assert!(news.put_into(&mut held) || !first);
            first = false;
            let mut expected = check(&document, &Options::default()).unwrap();
            expected.findings.iter_mut().for_each(|finding| finding.fixes.clear());
            assert_eq!(held, expected);
            let commit = apply(&mut document, &edit).unwrap();
            question = json!({ "changes": commit.changes });
        }
    }
}
