//! What a rule sees, and how it says what it found.

use crate::document::{Date, Document, Id};
use crate::finding::{Confidence, Finding, Fix, Severity, Subject};
use crate::graph::Graph;

/// What a rule sees: one document as it holds in one environment.
pub struct Context<'a> {
    /// The document, defaults and overrides merged in.
    pub document: &'a Document,
    /// The graph over it.
    pub graph: &'a Graph<'a>,
    /// The document as declared, for rules about environments, waivers and settings.
    pub declared: &'a Document,
    /// The day on which waivers are judged, if any.
    pub today: Option<&'a Date>,
}

impl Context<'_> {
    /// The rule's threshold: the document's setting, else the catalogue's value.
    #[must_use]
    pub fn threshold(&self, rule: &str, default: f64) -> f64 {
        self.document.rules.get(rule).and_then(|setting| setting.threshold).unwrap_or(default)
    }

    /// What people read for a node.
    #[must_use]
    pub fn label<'b>(&'b self, id: &'b Id) -> &'b str {
        self.document.node_label(id.as_str())
    }
}

/// Why a rule could not judge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(pub String);

/// Where a rule puts what it found.
#[derive(Default)]
pub struct Findings {
    drafts: Vec<Draft>,
}

impl Findings {
    /// Notes a finding about its primary subject; say more on the draft that comes back.
    pub fn at(&mut self, severity: Severity, primary: Subject, message: impl Into<String>) -> &mut Draft {
        self.drafts.push(Draft {
            severity,
            confidence: Confidence::High,
            subjects: vec![primary],
            message: message.into(),
            path: Vec::new(),
            fixes: Vec::new(),
            discriminator: None,
        });
        let last = self.drafts.len() - 1;
        &mut self.drafts[last]
    }

    /// The findings as a check of one environment reports them.
    pub(super) fn finish(self, rule: &str, document: &Document, environment: &str) -> Vec<Finding> {
        self.drafts.into_iter().map(|draft| draft.finish(rule, document, environment)).collect()
    }
}

/// A finding in the making.
pub struct Draft {
    severity: Severity,
    confidence: Confidence,
    subjects: Vec<Subject>,
    message: String,
    path: Vec<Id>,
    fixes: Vec<Fix>,
    discriminator: Option<String>,
}

impl Draft {
    /// What else it is about.
    pub fn also(&mut self, subjects: impl IntoIterator<Item = Subject>) -> &mut Self {
        for subject in subjects {
            if !self.subjects.contains(&subject) {
                self.subjects.push(subject);
            }
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
        self.path = path.into_iter().cloned().collect();
        self
    }

    /// A way to mend it; the safer first.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fixes.push(fix);
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
        let hash = fnv(&firsts.join("\n"));
        self.discriminator =
            Some(format!("{:04x}", (hash >> 48) ^ ((hash >> 32) & 0xffff) ^ ((hash >> 16) & 0xffff) ^ (hash & 0xffff)));
        self
    }

    fn finish(self, rule: &str, document: &Document, environment: &str) -> Finding {
        let primary = match self.subjects.first() {
            Some(Subject::Node(id)) => first_id(document, id).to_owned(),
            Some(subject) => subject.id().to_owned(),
            None => String::new(),
        };
        let key = match &self.discriminator {
            Some(discriminator) => format!("{rule}:{primary}:{discriminator}"),
            None => format!("{rule}:{primary}"),
        };
        Finding {
            key,
            rule: rule.to_owned(),
            severity: self.severity,
            confidence: self.confidence,
            subjects: self.subjects,
            environments: vec![environment.to_owned()],
            message: self.message,
            path: self.path,
            fixes: self.fixes,
            waived: None,
        }
    }
}

fn first_id<'a>(document: &'a Document, id: &'a Id) -> &'a str {
    document.nodes.get(id).map_or(id.as_str(), |node| node.first_id(id).as_str())
}

/// FNV-1a, 64 bit: a hash that is the same on every machine and in every version.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Whether a waiver is about this finding.
pub(super) fn covers(waiver: &crate::document::Waiver, finding: &Finding) -> bool {
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
