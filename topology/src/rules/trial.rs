//! Trying a fix before it is offered, where its consequences can't be foreseen at the place where it is made.
//!
//! All fixes of one check are tried on one copy of the document: the fix is made there, only those rules judge again to which it can make a difference, and it is taken back. How the document is judged without it is worked out once for each set of rules.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::judge::Judge;
use super::report::{failures, once};
use super::run::{Fixes, Options};
use super::{Check, Rule, find};
use crate::collections::BTreeMap;
use crate::document::{Document, Id};
use crate::edit::{Edit, apply, inverse, replay};
use crate::finding::{Finding, Fix, Severity};

/// The worst severity of each key of a rule.
type Keys = BTreeMap<String, Severity>;

/// Where the fixes of one document are tried.
pub(super) struct Trials<'a> {
    declared: &'a Document,
    options: Options,
    bench: RefCell<Bench>,
}

/// What is made once for all trials.
#[derive(Default)]
struct Bench {
    /// The document, to make fixes in and take them back.
    copy: Option<Document>,
    judged: Vec<Rc<Judged>>,
}

/// The document, as some rules judge it.
struct Judged {
    rules: Vec<&'static Rule>,
    judge: Judge<'static>,
    /// What the rules about the document as a whole found.
    once: Vec<Finding>,
}

/// Tries fixes by what some rules find then.
pub(super) struct Trial<'a> {
    trials: &'a Trials<'a>,
    rules: Vec<&'static Rule>,
}

/// What a fix does: the rules whose findings may be others than before, and the one that offers it, with their keys before and after.
type Outcome = Vec<(&'static str, Keys, Keys)>;

impl<'a> Trials<'a> {
    /// Nothing tried yet. `left_out`: rules that must not be run.
    pub fn new(declared: &'a Document, left_out: &BTreeMap<String, String>) -> Self {
        let options = Options { fixes: Fixes::None, left_out: left_out.clone(), ..Options::default() };
        Self { declared, options, bench: RefCell::default() }
    }

    /// The document as declared.
    pub fn declared(&self) -> &'a Document {
        self.declared
    }

    /// Trials by what these rules find in the base and in every environment.
    pub fn by(&'a self, rules: &[&'static Rule]) -> Trial<'a> {
        Trial { trials: self, rules: rules.to_vec() }
    }

    /// What a fix does; `None` where it can't be made.
    fn outcome(&self, rules: &[&'static Rule], offers: &str, fix: &Fix) -> Option<Outcome> {
        let mut bench = self.bench.try_borrow_mut().ok()?;
        let before = bench.judged(self, rules)?;
        let mut copy = bench.copy.take().unwrap_or_else(|| self.declared.clone());
        let Ok(commit) = apply(&mut copy, &Edit::Batch { edits: fix.edits.clone() }) else {
            bench.copy = Some(copy);
            return None;
        };
        let mut judge = before.judge.clone();
        let after = judge.follow(&copy, Some(&commit.changes), &self.options).ok().map(|()| {
            let once = once_of(rules, &judge, &copy, &self.options);
            Judged { rules: before.rules.clone(), judge, once }
        });
        if let Edit::Revert { changes } = inverse(&commit.changes)
            && replay(&mut copy, &changes).is_ok()
        {
            bench.copy = Some(copy);
        }
        after.map(|after| differences(&before, &after, offers))
    }
}

impl Bench {
    /// The document without a fix, as these rules judge it.
    fn judged(&mut self, trials: &Trials<'_>, rules: &[&'static Rule]) -> Option<Rc<Judged>> {
        let same = |held: &Rc<Judged>| {
            held.rules.len() == rules.len() && held.rules.iter().zip(rules).all(|(a, b)| std::ptr::eq(*a, *b))
        };
        if let Some(held) = self.judged.iter().find(|held| same(held)) {
            return Some(Rc::clone(held));
        }
        let mut judge = Judge::by(rules);
        judge.follow(trials.declared, None, &trials.options).ok()?;
        let once = once_of(rules, &judge, trials.declared, &trials.options);
        let judged = Rc::new(Judged { rules: rules.to_vec(), judge, once });
        self.judged.push(Rc::clone(&judged));
        Some(judged)
    }
}

fn once_of(rules: &[&'static Rule], judge: &Judge<'_>, document: &Document, options: &Options) -> Vec<Finding> {
    let held = judge.places().iter().flat_map(|place| &place.held);
    let findings: Vec<&Finding> = held.flat_map(|held| held.findings.iter()).collect();
    once(rules, document, &findings, &failures(rules, judge.places(), options), options).0
}

/// The rules whose findings may differ, and the one that offers the fix, with the keys of both.
fn differences(before: &Judged, after: &Judged, offers: &str) -> Outcome {
    let mut all = Vec::new();
    for (at, rule) in before.rules.iter().enumerate().filter(|(_, rule)| matches!(rule.check, Check::Each(_))) {
        let lists = |judged: &Judged| -> Vec<Arc<Vec<Finding>>> {
            judged.judge.places().iter().map(|place| Arc::clone(&place.held[at].findings)).collect()
        };
        let (old, new) = (lists(before), lists(after));
        let same = old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| Arc::ptr_eq(a, b));
        if !same || rule.id == offers {
            all.push((
                rule.id,
                keys(old.iter().flat_map(|list| list.iter())),
                keys(new.iter().flat_map(|list| list.iter())),
            ));
        }
    }
    for rule in before.rules.iter().filter(|rule| matches!(rule.check, Check::Once(_))) {
        let of = |judged: &Judged| keys(judged.once.iter().filter(|finding| finding.rule == rule.id));
        all.push((rule.id, of(before), of(after)));
    }
    all
}

fn keys<'f>(findings: impl Iterator<Item = &'f Finding>) -> Keys {
    let mut keys = Keys::new();
    for finding in findings {
        let held = keys.entry(finding.key.clone()).or_insert(finding.severity);
        *held = (*held).min(finding.severity);
    }
    keys
}

/// Whether there is no new error, and nothing else that is new but what a rule announces.
fn announced(outcome: &Outcome, rule: &str) -> bool {
    let announces = |id: &str| find(rule).is_some_and(|rule| rule.may_introduce(id));
    outcome.iter().all(|(id, before, after)| {
        after.iter().all(|(key, severity)| match before.get(key) {
            Some(held) => *severity != Severity::Error || *held == Severity::Error,
            None => *severity != Severity::Error && announces(id),
        })
    })
}

impl Trial<'_> {
    /// The fix, where it takes away the finding about a node, brings no new error, and nothing that its rule does not announce.
    pub fn mends(&self, rule: &str, primary: &Id, fix: Fix) -> Option<Fix> {
        let declared = self.trials.declared;
        let first = declared.nodes.get(primary).map_or(primary, |node| node.first_id(primary));
        self.mends_key(rule, &format!("{rule}:{first}"), fix)
    }

    /// The same for a finding of any key.
    pub fn mends_key(&self, rule: &str, key: &str, fix: Fix) -> Option<Fix> {
        let outcome = self.trials.outcome(&self.rules, rule, &fix)?;
        let own = outcome.iter().find(|(id, _, _)| *id == rule);
        // What was a question before has to be answered everywhere; what was worse may become one.
        let gone = own.is_none_or(|(_, before, after)| {
            let was_worse = before.get(key).is_some_and(|severity| *severity != Severity::Info);
            after.get(key).is_none_or(|severity| was_worse && *severity == Severity::Info)
        });
        (gone && announced(&outcome, rule)).then_some(fix)
    }

    /// The fix, where it brings no new error, and nothing that its rule does not announce. That its finding goes has to be plain where it is made.
    pub fn announced(&self, rule: &str, fix: Fix) -> Option<Fix> {
        let outcome = self.trials.outcome(&self.rules, rule, &fix)?;
        announced(&outcome, rule).then_some(fix)
    }

    /// The fix, where it brings no new error.
    pub fn harmless(&self, fix: Fix) -> Option<Fix> {
        let outcome = self.trials.outcome(&self.rules, "", &fix)?;
        let harmless = outcome.iter().all(|(_, before, after)| {
            let held = |key: &String| before.get(key) == Some(&Severity::Error);
            after.iter().all(|(key, severity)| *severity != Severity::Error || held(key))
        });
        harmless.then_some(fix)
    }
}
