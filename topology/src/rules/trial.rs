//! Trying a fix before it is offered, where its consequences can't be foreseen at the place where it is made.

use crate::collections::BTreeMap;
use std::cell::OnceCell;

use super::run::{Fixes, Options, check_by};
use super::{Rule, find};
use crate::document::{Document, Id};
use crate::edit::{Edit, apply};
use crate::finding::{Fix, Severity};

/// The worst severity of each key, and its rule.
type Keys = BTreeMap<String, (Severity, String)>;

/// Tries fixes of one document on copies of it.
pub(super) struct Trial<'a> {
    declared: &'a Document,
    rules: &'a [&'a Rule],
    before: OnceCell<Option<Keys>>,
}

impl<'a> Trial<'a> {
    /// Fixes of `declared`, judged by some rules in the base and in every environment.
    pub fn new(declared: &'a Document, rules: &'a [&'a Rule]) -> Self {
        Self { declared, rules, before: OnceCell::new() }
    }

    /// The fix, where it takes away the finding about a node, brings no new error, and nothing that its rule does not announce.
    pub fn mends(&self, rule: &str, primary: &Id, fix: Fix) -> Option<Fix> {
        let first = self.declared.nodes.get(primary).map_or(primary, |node| node.first_id(primary));
        self.mends_key(rule, &format!("{rule}:{first}"), fix)
    }

    /// The same for a finding of any key.
    pub fn mends_key(&self, rule: &str, key: &str, fix: Fix) -> Option<Fix> {
        let (before, after) = (self.before()?, self.after(&fix)?);
        // What was a question before has to be answered everywhere; what was worse may become one.
        let was_worse = before.get(key).is_some_and(|(severity, _)| *severity != Severity::Info);
        let gone = after.get(key).is_none_or(|(severity, _)| was_worse && *severity == Severity::Info);
        let announces = |id: &str| find(rule).is_some_and(|rule| rule.may_introduce(id));
        let fine = after.iter().all(|(key, (severity, rule))| match before.get(key) {
            Some((held, _)) => *severity != Severity::Error || *held == Severity::Error,
            None => *severity != Severity::Error && announces(rule),
        });
        (gone && fine).then_some(fix)
    }

    /// The fix, where it brings no new error.
    pub fn harmless(&self, fix: Fix) -> Option<Fix> {
        let (before, after) = (self.before()?, self.after(&fix)?);
        let held = |key: &String| before.get(key).is_some_and(|(severity, _)| *severity == Severity::Error);
        after.iter().all(|(key, (severity, _))| *severity != Severity::Error || held(key)).then_some(fix)
    }

    fn before(&self) -> Option<&Keys> {
        self.before.get_or_init(|| self.keys(self.declared)).as_ref()
    }

    fn after(&self, fix: &Fix) -> Option<Keys> {
        let mut mended = self.declared.clone();
        apply(&mut mended, &Edit::Batch { edits: fix.edits.clone() }).ok()?;
        self.keys(&mended)
    }

    fn keys(&self, document: &Document) -> Option<Keys> {
        let options = Options { fixes: Fixes::None, ..Options::default() };
        let mut keys = Keys::new();
        for finding in check_by(self.rules, document, &options).ok()?.findings {
            let held = keys.entry(finding.key).or_insert((finding.severity, finding.rule));
            held.0 = held.0.min(finding.severity);
        }
        Some(keys)
    }
}
