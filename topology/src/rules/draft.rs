//! How a rule says what it found.

use std::collections::HashSet;

use super::Context;
use crate::document::{Document, Id, Waiver};
use crate::finding::{Confidence, Finding, Fix, Severity, Subject};

/// Why a rule could not judge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(pub String);

/// Where a rule puts what it found.
pub struct Findings {
    drafts: Vec<Draft>,
    wanted: Wanted,
}

/// How much of its findings is wanted of a rule.
pub(super) enum Wanted {
    /// What people read, with ways to mend so many, the first that a rule notes.
    First(usize),
    /// What people read, with ways to mend those whose primary subject has one of these ids.
    About(Vec<String>),
    /// Keys and severities: what is about others than the primary subject is left out.
    Keys,
}

impl Findings {
    /// Nothing found yet.
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { drafts: Vec::new(), wanted }
    }

    /// Notes a finding about its primary subject; say more on the draft that comes back.
    pub fn at(&mut self, severity: Severity, primary: Subject, message: impl Into<String>) -> &mut Draft {
        let fixes = match &self.wanted {
            Wanted::First(count) => self.drafts.len() < *count,
            Wanted::About(ids) => ids.iter().any(|id| id == primary.id()),
            Wanted::Keys => false,
        };
        self.drafts.push(Draft {
            severity,
            confidence: Confidence::High,
            subjects: vec![primary],
            message: message.into(),
            path: Vec::new(),
            fixes: fixes.then(Vec::new),
            whole: !matches!(self.wanted, Wanted::Keys),
            discriminator: None,
        });
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }

    /// Notes that something has to be declared before it can be judged: one information about the whole topology for each `word`, which tells it from the rule's others.
    pub fn declare(
        &mut self,
        context: &Context<'_>,
        word: &str,
        subjects: impl IntoIterator<Item = Subject>,
        message: impl Into<String>,
    ) -> &mut Draft {
        let topology = Subject::Topology(context.document.name.clone());
        self.at(Severity::Info, topology, message).also(subjects).confidence(Confidence::Low).discriminator(word)
    }

    /// The findings, without the environments in which they hold.
    pub(super) fn finish(self, rule: &str, document: &Document) -> Vec<Finding> {
        self.drafts.into_iter().map(|draft| draft.finish(rule, document)).collect()
    }
}

/// A finding in the making.
pub struct Draft {
    severity: Severity,
    confidence: Confidence,
    subjects: Vec<Subject>,
    message: String,
    path: Vec<Id>,
    /// `None` where none are wanted.
    fixes: Option<Vec<Fix>>,
    whole: bool,
    discriminator: Option<String>,
}

impl Draft {
    /// What else it is about.
    pub fn also(&mut self, subjects: impl IntoIterator<Item = Subject>) -> &mut Self {
        if self.whole {
            self.subjects.extend(subjects);
        }
        self
    }

    /// How sure the rule is; high where nothing is said.
    pub fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = confidence;
        self
    }

    /// The way through the graph that shows it.
    pub fn path<'a>(&mut self, path: impl IntoIterator<Item = &'a Id>) -> &mut Self {
        if self.whole {
            self.path = path.into_iter().cloned().collect();
        }
        self
    }

    /// Ways to mend it, the safer first. They are worked out only where somebody wants them.
    pub fn fix<I: IntoIterator<Item = Fix>>(&mut self, fixes: impl FnOnce() -> I) -> &mut Self {
        if let Some(held) = &mut self.fixes {
            held.extend(fixes());
        }
        self
    }

    /// What tells this finding from others of the rule at the same subject. Must not depend on order, layout, titles or wording.
    pub fn discriminator(&mut self, text: impl Into<String>) -> &mut Self {
        self.discriminator = Some(text.into());
        self
    }

    /// A discriminator made of members' ids: a changed group is a new finding.
    pub fn members<'a>(&mut self, document: &Document, ids: impl IntoIterator<Item = &'a Id>) -> &mut Self {
        let mut firsts: Vec<&str> = ids.into_iter().map(|id| first_id(document, id)).collect();
        firsts.sort_unstable();
        self.discriminator(format!("{:04x}", fnv(&firsts.join("\n"))))
    }

    fn finish(self, rule: &str, document: &Document) -> Finding {
        let primary = match self.subjects.first() {
            Some(Subject::Node(id)) => first_id(document, id).to_owned(),
            Some(subject) => subject.id().to_owned(),
            None => String::new(),
        };
        let key = match &self.discriminator {
            Some(discriminator) => format!("{rule}:{primary}:{discriminator}"),
            None => format!("{rule}:{primary}"),
        };
        let subjects = each_once(self.subjects);
        let imported = subjects.iter().any(|subject| {
            let Subject::Edge(id) = subject else { return false };
            document.edges.get(id).is_some_and(|edge| edge.evidence.is_some())
        });
        Finding {
            key,
            rule: rule.to_owned(),
            severity: self.severity,
            // What was read from files may have been read wrongly.
            confidence: if imported { self.confidence.lowered() } else { self.confidence },
            subjects,
            environments: Vec::new(),
            message: self.message,
            path: self.path,
            fixes: self.fixes.unwrap_or_default(),
            waived: None,
        }
    }
}

/// Subjects in the order in which they were named first.
fn each_once(mut subjects: Vec<Subject>) -> Vec<Subject> {
    // Most findings have a few, and those are compared sooner than sorted.
    const FEW: usize = 12;
    if subjects.len() <= FEW {
        let mut kept: Vec<Subject> = Vec::with_capacity(subjects.len());
        for subject in subjects {
            if !kept.contains(&subject) {
                kept.push(subject);
            }
        }
        return kept;
    }
    let first: Vec<bool> = {
        let mut seen = HashSet::with_capacity(subjects.len());
        subjects.iter().map(|subject| seen.insert((std::mem::discriminant(subject), subject.id()))).collect()
    };
    let mut first = first.into_iter();
    subjects.retain(|_| first.next().unwrap_or_default());
    subjects
}

fn first_id<'a>(document: &'a Document, id: &'a Id) -> &'a str {
    document.nodes.get(id).map_or(id.as_str(), |node| node.first_id(id).as_str())
}

/// FNV-1a of 64 bits, folded to 16: a hash that is the same on every machine and in every version.
fn fnv(text: &str) -> u64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash >> 48) ^ ((hash >> 32) & 0xffff) ^ ((hash >> 16) & 0xffff) ^ (hash & 0xffff)
}

/// Whether a waiver is about this finding.
pub(super) fn covers(waiver: &Waiver, finding: &Finding) -> bool {
    if waiver.rule.as_str() != finding.rule {
        return false;
    }
    if let Some(key) = &waiver.key {
        return key.as_str() == finding.key;
    }
    finding.subjects.iter().any(|subject| match subject {
        Subject::Node(id) => waiver.node.as_ref() == Some(id),
        Subject::Edge(id) => waiver.edge.as_ref() == Some(id),
        _ => false,
    })
}
