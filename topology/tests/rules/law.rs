//! What every fix promises: the fault is gone or lowered to an information, nothing gets worse that the rule does not announce, and it can be taken back to the letter.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use topology::Document;
use topology::edit::{Edit, apply, inverse};
use topology::finding::{Finding, Fix, Report, Severity, Subject};
use topology::rules::{Fixes, Judge, RULES};
use topology::yaml::write_document;
use topology::{rules, structure};

use super::{check, check_with, on_a_fixed_day};

/// What was tried, by rule.
#[derive(Default)]
pub struct Tally {
    rules: BTreeMap<String, Tried>,
    /// What was broken: how often, and the shortest document that shows it.
    broken: BTreeMap<String, (usize, String)>,
}

#[derive(Default)]
struct Tried {
    findings: usize,
    fixes: usize,
    introduced: BTreeMap<String, usize>,
}

impl Tally {
    /// The rules that offer fixes of which none was tried.
    pub fn untried(&self) -> BTreeSet<&'static str> {
        let tried = |id: &str| self.rules.get(id).is_some_and(|tried| tried.fixes > 0);
        RULES.iter().filter(|rule| rule.fix && !tried(rule.id)).map(|rule| rule.id).collect()
    }

    /// The rules of which nothing was found.
    pub fn unseen(&self) -> BTreeSet<&'static str> {
        RULES.iter().map(|rule| rule.id).filter(|id| !self.rules.contains_key(*id)).collect()
    }

    /// The figures, a line for each rule.
    pub fn table(&self) -> String {
        let mut text = format!("{:32} {:>8} {:>7}  introduced\n", "rule", "findings", "fixes");
        for (rule, tried) in &self.rules {
            let introduced: Vec<String> = tried.introduced.iter().map(|(id, count)| format!("{id} {count}")).collect();
            let _ = writeln!(text, "{rule:32} {:>8} {:>7}  {}", tried.findings, tried.fixes, introduced.join(", "));
        }
        text
    }
}

/// The worst severity of each key.
fn worst(report: &Report) -> BTreeMap<&str, (Severity, &str)> {
    let mut keys = BTreeMap::new();
    for finding in &report.findings {
        let held = keys.entry(finding.key.as_str()).or_insert((finding.severity, finding.rule.as_str()));
        held.0 = held.0.min(finding.severity);
    }
    keys
}

/// What came of one fix.
#[derive(Default)]
struct Outcome {
    /// The rules whose findings it causes, as it announces.
    introduced: Vec<String>,
    /// The promises that it breaks.
    broken: Vec<String>,
    /// The new errors.
    keys: Vec<String>,
}

fn outcome(document: &Document, before: &Report, finding: &Finding, fix: &Fix) -> Outcome {
    let mut outcome = Outcome::default();
    let mut mended = document.clone();
    let commit = match apply(&mut mended, &Edit::Batch { edits: fix.edits.clone() }) {
        Ok(commit) => commit,
        Err(problem) => return Outcome { broken: vec![format!("it is refused: {problem}")], ..outcome },
    };
    if let Some(problem) = structure::check(&mended).first() {
        outcome.broken.push(format!("what it leaves is no document: {problem}"));
        return outcome;
    }
    let after = check_with(&mended, Fixes::None);
    let (old, new) = (worst(before), worst(&after));
    if let Some((severity, _)) = new.get(finding.key.as_str()) {
        let lowered = *severity == Severity::Info && finding.severity != Severity::Info;
        if !lowered {
            outcome.broken.push(format!("it is still there, as {}", severity.word()));
        }
    }
    let announces = |id: &str| rules::find(&finding.rule).is_some_and(|rule| rule.may_introduce(id));
    for (key, (severity, rule)) in &new {
        let known = old.get(key).map(|(severity, _)| *severity);
        let now = after.findings.iter().find(|finding| finding.key == *key && finding.severity == *severity);
        if now.is_some_and(|now| was_part(document, before, now)) {
            continue;
        }
        if *severity == Severity::Error && known != Some(Severity::Error) {
            outcome.broken.push(format!("{rule} is a new error"));
            outcome.keys.push(key.to_string());
        } else if known.is_none() && !announces(rule) {
            outcome.broken.push(format!("{rule} is a new {} and not announced", severity.word()));
        } else if known.is_none() {
            outcome.introduced.push((*rule).to_owned());
        }
    }
    let mut undone = mended;
    match apply(&mut undone, &inverse(&commit.changes)) {
        Err(problem) => outcome.broken.push(format!("it can't be taken back: {problem}")),
        Ok(commit) if !commit.skipped.is_empty() => outcome.broken.push("taking it back leaves something".to_owned()),
        Ok(_) if undone != *document => outcome.broken.push("taking it back gives another document".to_owned()),
        Ok(_) if write_document(&undone) != write_document(document) => {
            outcome.broken.push("taking it back gives another file".to_owned());
        }
        Ok(_) => {}
    }
    outcome
}

/// Whether a finding is what is left of one that was there: of the same rule, as bad, and about all that is in the new one and was drawn before. A key names the first of a group or all of its members, so a group that shrinks or moves changes its key.
fn was_part(document: &Document, before: &Report, now: &Finding) -> bool {
    let drawn = |subject: &&Subject| match subject {
        Subject::Node(id) => document.nodes.contains_key(id),
        Subject::Edge(id) => document.edges.contains_key(id),
        _ => false,
    };
    let left: Vec<&Subject> = now.subjects.iter().filter(drawn).collect();
    let same = |old: &Finding| old.rule == now.rule && old.severity <= now.severity;
    !left.is_empty()
        && before.findings.iter().any(|old| same(old) && left.iter().all(|subject| old.subjects.contains(subject)))
}

/// A judge who is asked for the fixes of one finding after the other, as an editor asks for those of the finding that is looked at.
struct LookedAt {
    judge: Judge<'static>,
    asked: BTreeSet<String>,
}

impl LookedAt {
    fn new(document: &Document) -> Self {
        let mut judge = Judge::default();
        judge.check(document, &on_a_fixed_day(Fixes::None)).unwrap();
        Self { judge, asked: BTreeSet::new() }
    }

    /// A finding that is looked at has the fixes that it has where all are worked out, and no other rule's findings have any.
    fn broken(&mut self, document: &Document, finding: &Finding) -> Option<(String, String)> {
        // One key may stand for two severities in two environments; it is asked for once.
        if !rules::find(&finding.rule).is_some_and(|rule| rule.fix) || !self.asked.insert(finding.key.clone()) {
            return None;
        }
        let asked = on_a_fixed_day(Fixes::For(finding.key.clone()));
        let report = self.judge.check_again(document, &[], &asked).unwrap();
        let same = |other: &&Finding| other.key == finding.key && other.severity == finding.severity;
        let titles = |fixes: &[Fix]| fixes.iter().map(|fix| fix.title.clone()).collect::<Vec<_>>().join(" | ");
        match report.findings.iter().find(same) {
            None => Some(("looked at alone it is not there".to_owned(), String::new())),
            Some(alone) if alone.fixes != finding.fixes => Some((
                "looked at alone it has other fixes".to_owned(),
                format!("[{}] instead of [{}]", titles(&alone.fixes), titles(&finding.fixes)),
            )),
            Some(_) => {
                let other = report.findings.iter().find(|other| other.rule != finding.rule && !other.fixes.is_empty());
                other.map(|other| ("another rule's fixes come with it".to_owned(), other.key.clone()))
            }
        }
    }
}

impl Tally {
    /// Tries every fix that is offered for a document.
    pub fn try_all(&mut self, document: &Document) {
        let report = check(document);
        let mut looked_at = LookedAt::new(document);
        for finding in &report.findings {
            let entry = self.rules.entry(finding.rule.clone()).or_default();
            entry.findings += 1;
            let mut broken: Vec<(String, String)> = Vec::new();
            for fix in &finding.fixes {
                entry.fixes += 1;
                let outcome = outcome(document, &report, finding, fix);
                outcome.introduced.into_iter().for_each(|rule| *entry.introduced.entry(rule).or_default() += 1);
                let told = format!("{} {}", fix.title, outcome.keys.join(", "));
                broken.extend(outcome.broken.into_iter().map(|what| (what, told.clone())));
            }
            broken.extend(looked_at.broken(document, finding));
            for (what, told) in broken {
                let text = format!("{} · {told}\n{}", finding.key, write_document(document));
                let (count, shortest) =
                    self.broken.entry(format!("{}: {what}", finding.rule)).or_insert_with(|| (0, text.clone()));
                *count += 1;
                // The shortest document tells most.
                if text.len() < shortest.len() {
                    *shortest = text;
                }
            }
        }
    }

    /// The promises that were broken: which, how often, and the shortest document that shows it.
    pub fn told(&self) -> String {
        let lines = self.broken.iter().map(|(what, (count, _))| format!("{count:6} × {what}\n"));
        let shown = self.broken.iter().map(|(what, (_, text))| format!("\n{what}\n{text}\n"));
        lines.chain(shown).collect()
    }

    /// Whether every promise was kept.
    pub fn is_kept(&self) -> bool {
        self.broken.is_empty()
    }
}

/// The promises that fixes of one document break.
pub fn broken(document: &Document) -> Option<String> {
    let mut tally = Tally::default();
    tally.try_all(document);
    (!tally.is_kept()).then(|| tally.told())
}
