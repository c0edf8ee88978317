//! Trying a fix before it is offered, where its consequences can't be foreseen at the place where it is made.
//!
//! All fixes of one check are tried on one copy of the document by one judge for each set of rules: the fix is made there, only those rules judge again to which it can make a difference, and it is taken back and forgotten.

use std::cell::RefCell;
use std::sync::Arc;

use super::judge::Judge;
use super::place::Place;
use super::report::{failures, once};
use super::run::{Fixes, Options};
use super::{Check, Rule, find};
use crate::collections::BTreeMap;
use crate::document::{Document, Id};
use crate::edit::{Change, Edit, apply, inverse, replay};
use crate::finding::{Finding, Fix, Severity};

/// The worst severity of each key of a rule.
type Keys<'f> = BTreeMap<&'f str, Severity>;

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
    judged: Vec<Judged>,
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

/// What a fix does to one rule: its id, and its keys before and after. All rules whose findings may be others than before are there, and the one that offers the fix.
type Outcome<'f> = Vec<(&'static str, Keys<'f>, Keys<'f>)>;

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

    /// What somebody thinks of what a fix does; `false` where it can't be made.
    fn outcome(
        &self,
        rules: &[&'static Rule],
        offers: &str,
        fix: &Fix,
        think: impl FnOnce(&Outcome<'_>) -> bool,
    ) -> bool {
        let Ok(mut bench) = self.bench.try_borrow_mut() else { return false };
        let Some(at) = bench.judged(self, rules) else { return false };
        let mut copy = bench.copy.take().unwrap_or_else(|| self.declared.clone());
        let thought = match apply(&mut copy, &Edit::Batch { edits: fix.edits.clone() }) {
            Ok(commit) => {
                let thought = bench.judged[at].think(&mut copy, &commit.changes, &self.options, offers, think);
                if thought.is_none() {
                    // Copy and judge may be in between; others are made where they are asked for.
                    bench.judged.swap_remove(at);
                    return false;
                }
                thought
            }
            Err(_) => None,
        };
        bench.copy = Some(copy);
        thought.unwrap_or_default()
    }
}

impl Bench {
    /// The document without a fix, as these rules judge it.
    fn judged(&mut self, trials: &Trials<'_>, rules: &[&'static Rule]) -> Option<usize> {
        let same = |held: &Judged| {
            held.rules.len() == rules.len() && held.rules.iter().zip(rules).all(|(a, b)| std::ptr::eq(*a, *b))
        };
        if let Some(at) = self.judged.iter().position(same) {
            return Some(at);
        }
        let mut judge = Judge::by(rules).for_keys();
        judge.follow(trials.declared, None, &trials.options).ok()?;
        let once = once_of(rules, &judge, trials.declared, &trials.options);
        self.judged.push(Judged { rules: rules.to_vec(), judge, once });
        Some(self.judged.len() - 1)
    }
}

impl Judged {
    /// What somebody thinks of changes, which are taken back after that.
    fn think(
        &mut self,
        copy: &mut Document,
        changes: &[Change],
        options: &Options,
        offers: &str,
        think: impl FnOnce(&Outcome<'_>) -> bool,
    ) -> Option<bool> {
        let before: Vec<Vec<Arc<Vec<Finding>>>> = findings(&self.judge);
        let (rules, held) = (&self.rules, &self.once);
        let look = |judge: &Judge<'_>, document: &Document| {
            let once = once_of(rules, judge, document, options);
            think(&differences(rules, (&before, held), (&findings(judge), &once), offers))
        };
        let back = |document: &mut Document| match inverse(changes) {
            Edit::Revert { changes } => replay(document, &changes).ok(),
            _ => None,
        };
        self.judge.imagine(copy, changes, options, look, back)
    }
}

/// What each rule found in each place.
fn findings(judge: &Judge<'_>) -> Vec<Vec<Arc<Vec<Finding>>>> {
    let of = |place: &Place| place.held.iter().map(|held| Arc::clone(&held.findings)).collect();
    judge.places().iter().map(of).collect()
}

fn once_of(rules: &[&'static Rule], judge: &Judge<'_>, document: &Document, options: &Options) -> Vec<Finding> {
    let held = judge.places().iter().flat_map(|place| &place.held);
    let findings: Vec<&Finding> = held.flat_map(|held| held.findings.iter()).collect();
    once(rules, document, &findings, &failures(rules, judge.places(), options), options).0
}

/// What rules found in each place, and what those about the document as a whole did.
type Found<'f> = (&'f [Vec<Arc<Vec<Finding>>>], &'f [Finding]);

fn differences<'f>(rules: &[&'static Rule], before: Found<'f>, after: Found<'f>, offers: &str) -> Outcome<'f> {
    let mut all = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        if matches!(rule.check, Check::Once(_)) {
            let of = |found: &'f [Finding]| keys(found.iter().filter(|finding| finding.rule == rule.id));
            all.push((rule.id, of(before.1), of(after.1)));
            continue;
        }
        let lists = |found: Found<'f>| found.0.iter().map(move |place| &place[at]);
        let same = |(a, b): (&'f Arc<Vec<Finding>>, &'f Arc<Vec<Finding>>)| Arc::ptr_eq(a, b) || a == b;
        let unchanged = before.0.len() == after.0.len() && lists(before).zip(lists(after)).all(same);
        if !unchanged || rule.id == offers {
            let of = |found: Found<'f>| keys(lists(found).flat_map(|list| list.iter()));
            all.push((rule.id, of(before), of(after)));
        }
    }
    all
}

fn keys<'f>(findings: impl Iterator<Item = &'f Finding>) -> Keys<'f> {
    let mut keys = Keys::new();
    for finding in findings {
        let held = keys.entry(finding.key.as_str()).or_insert(finding.severity);
        *held = (*held).min(finding.severity);
    }
    keys
}

/// Whether there is no new error, and nothing else that is new but what a rule announces.
fn announced(outcome: &Outcome<'_>, rule: &str) -> bool {
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
        let mends = |outcome: &Outcome<'_>| {
            let own = outcome.iter().find(|(id, _, _)| *id == rule);
            // What was a question before has to be answered everywhere; what was worse may become one.
            let gone = own.is_none_or(|(_, before, after)| {
                let was_worse = before.get(key).is_some_and(|severity| *severity != Severity::Info);
                after.get(key).is_none_or(|severity| was_worse && *severity == Severity::Info)
            });
            gone && announced(outcome, rule)
        };
        self.trials.outcome(&self.rules, rule, &fix, mends).then_some(fix)
    }

    /// The fix, where it brings no new error, and nothing that its rule does not announce. That its finding goes has to be plain where it is made.
    pub fn announced(&self, rule: &str, fix: Fix) -> Option<Fix> {
        self.trials.outcome(&self.rules, rule, &fix, |outcome| announced(outcome, rule)).then_some(fix)
    }
}
