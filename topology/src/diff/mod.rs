//! What two documents mean differently: one computation, of which canvas, words, command line and review are views.
//!
//! Members are matched by id, and by the ids that they had before. What only the pictures or the comments say is counted apart: it changes no meaning.

mod edits;
mod fields;
mod findings;
mod markdown;
mod names;
mod rename;
mod words;

use serde::Serialize;

use crate::collections::BTreeMap;
use crate::document::{Document, EdgeId, Id, Pointer};
use crate::finding::Subject;

pub use edits::edits;
pub use fields::{Field, fields};
pub use findings::{Findings, findings};
pub use markdown::{escape, markdown};
pub use words::{Piece, Sentence, words};

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
}

impl Status {
    /// The sign that stands for it on the canvas and in lists.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "−",
            Self::Changed => "~",
        }
    }
}

/// Something that is different.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// What it is.
    pub subject: Subject,
    /// What became of it.
    pub status: Status,
    /// The id that it had before, where it has another now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Id>,
    /// Where it is different, overrides in environments among it. One whole value where it came or went.
    pub fields: Vec<Field>,
}

/// What two documents mean differently.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Diff {
    /// What is different in meaning: nodes, edges, boundaries, waivers, rules, environments, the whole; each by id.
    pub items: Vec<Item>,
    /// Nodes that only stand elsewhere in a picture.
    pub moved: Vec<Id>,
    /// How many other places of the pictures differ.
    pub pictures: usize,
    /// How many comments differ.
    pub comments: usize,
}

impl Diff {
    /// Whether both mean the same, however they are drawn.
    #[must_use]
    pub fn is_same_meaning(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether both are the same to the letter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.moved.is_empty() && self.pictures == 0 && self.comments == 0
    }

    /// How many items came, went and changed.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        [Status::Added, Status::Removed, Status::Changed]
            .map(|status| self.items.iter().filter(|item| item.status == status).count())
    }
}

/// What two documents mean differently.
#[must_use]
pub fn between(before: &Document, after: &Document) -> Diff {
    let (before, renamed) = rename::caught_up(before, after);
    let mut diff = Diff::default();
    let mut items: BTreeMap<Subject, Vec<Field>> = BTreeMap::new();
    for (id, old) in &renamed {
        items.insert(subject_of_id(after, id), Vec::new());
        debug_assert_ne!(id, old);
    }
    for field in fields(&before, after) {
        let segments: Vec<&str> = field.path.segments().iter().map(String::as_str).collect();
        match segments.as_slice() {
            ["comments", ..] => diff.comments += 1,
            ["views", _, "layout", id] if before.nodes.contains_key(*id) && after.nodes.contains_key(*id) => {
                diff.moved.extend(Id::parse(id).ok());
            }
            // Where something stands that came or went is no news of its own.
            ["views", _, "layout" | "areas", id] if is_member(&before, id) != is_member(after, id) => {}
            ["views", ..] => diff.pictures += 1,
            _ => items.entry(subject(after, &field.path)).or_default().push(field),
        }
    }
    diff.moved.sort();
    diff.moved.dedup();
    for (subject, fields) in items {
        let was = Id::parse(subject.id()).ok().and_then(|id| renamed.get(&id).cloned());
        let status = status(&subject, &fields);
        diff.items.push(Item { subject, status, was, fields });
    }
    diff
}

fn is_member(document: &Document, id: &str) -> bool {
    document.nodes.contains_key(id) || document.boundaries.contains_key(id)
}

fn subject_of_id(document: &Document, id: &Id) -> Subject {
    if document.nodes.contains_key(id) { Subject::Node(id.clone()) } else { Subject::Boundary(id.clone()) }
}

/// What a place is about. An override is about what it overrides.
fn subject(document: &Document, path: &Pointer) -> Subject {
    let segments: Vec<&str> = path.segments().iter().map(String::as_str).collect();
    let id = |text: &str| Id::parse(text).ok();
    let found = match segments.as_slice() {
        ["nodes", name, ..] | ["environments", _, "nodes", name, ..] => id(name).map(Subject::Node),
        ["edges", name, ..] | ["environments", _, "edges", name, ..] => EdgeId::parse(name).ok().map(Subject::Edge),
        ["boundaries", name, ..] => id(name).map(Subject::Boundary),
        ["environments", name, ..] => id(name).map(Subject::Environment),
        ["rules", name, ..] => id(name).map(Subject::Rule),
        ["waivers", name, ..] => id(name).map(Subject::Waiver),
        _ => None,
    };
    found.unwrap_or_else(|| Subject::Topology(document.name.clone()))
}

fn status(subject: &Subject, fields: &[Field]) -> Status {
    let whole = fields.iter().find(|field| field.path.to_string() == subject.pointer());
    match whole {
        Some(Field { before: None, .. }) => Status::Added,
        Some(Field { after: None, .. }) => Status::Removed,
        _ => Status::Changed,
    }
}

#[cfg(test)]
pub(crate) mod random;
#[cfg(test)]
mod tests;
