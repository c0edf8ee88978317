//! What is different, as sentences. They depend on the two documents alone, so that the same change is always told in the same words.

use serde::Serialize;
use serde_json::Value;

use crate::document::{Document, Edge, EdgeKind, Node, Waiver};
use crate::finding::Subject;
use crate::json;

use super::names::{boundary, crossing, kind, verb};
use super::{Diff, Field, Item, Status};

/// Longer values are cut: the whole stands in the document.
const LONGEST: usize = 120;

/// A part of a sentence. What people wrote is kept apart from what the program says, so that nothing of it can become markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// Words of the program.
    Text(String),
    /// What people named.
    Name(String),
    /// A field, an id or a value.
    Code(String),
}

impl Piece {
    /// What it says, whatever it is.
    #[must_use]
    pub fn content(&self) -> &str {
        match self {
            Self::Text(text) | Self::Name(text) | Self::Code(text) => text,
        }
    }
}

/// What became of one thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sentence {
    /// What it is about.
    pub subject: Subject,
    /// What became of it.
    pub status: Status,
    /// What it says.
    pub pieces: Vec<Piece>,
}

impl Sentence {
    /// The sentence without emphasis.
    #[must_use]
    pub fn text(&self) -> String {
        self.pieces.iter().map(Piece::content).collect()
    }
}

/// The sentences of a difference, in the order of its items.
#[must_use]
pub fn words(before: &Document, after: &Document, diff: &Diff) -> Vec<Sentence> {
    diff.items.iter().map(|item| Teller { before, after, item, pieces: Vec::new() }.tell()).collect()
}

struct Teller<'d> {
    before: &'d Document,
    after: &'d Document,
    item: &'d Item,
    pieces: Vec<Piece>,
}

impl Teller<'_> {
    fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn name(&mut self, name: &str) {
        self.pieces.push(Piece::Name(name.to_owned()));
    }

    fn code(&mut self, code: &str) {
        self.pieces.push(Piece::Code(code.to_owned()));
    }

    fn tell(mut self) -> Sentence {
        match &self.item.subject {
            Subject::Node(id) => self.node(id.as_str()),
            Subject::Edge(id) => self.edge(id.as_str()),
            Subject::Boundary(id) => self.boundary(id.as_str()),
            Subject::Environment(id) => self.environment(id.as_str()),
            Subject::Rule(id) => self.rule(id.as_str()),
            Subject::Waiver(id) => self.waiver(id.as_str()),
            Subject::Topology(_) => {
                self.text("The topology");
                self.changes(0);
            }
        }
        Sentence { subject: self.item.subject.clone(), status: self.item.status, pieces: self.pieces }
    }

    /// The document that still, or already, has it.
    fn side(&self) -> (&Document, &'static str) {
        match self.item.status {
            Status::Removed => (self.before, " is removed"),
            Status::Added => (self.after, " is added"),
            Status::Changed => (self.after, ""),
        }
    }

    fn node(&mut self, id: &str) {
        let (document, became) = self.side();
        let label = document.node_label(id).to_owned();
        let node = document.nodes.get(id).cloned();
        self.name(&label);
        if label != id {
            self.text(" (");
            self.code(id);
            self.text(")");
        }
        if let Some(old) = &self.item.was {
            self.text(", before ");
            self.code(old.as_str());
        }
        let Some(node) = node.filter(|_| self.item.status != Status::Changed) else { return self.changes(2) };
        self.text(became);
        self.text(": ");
        self.text(kind(node.kind));
        self.technology(&node);
        if self.item.status == Status::Added {
            self.declared(&json::write(&node), &["kind", "title", "engine", "version", "runtime", "description"]);
        }
    }

    fn technology(&mut self, node: &Node) {
        if let Some(engine) = &node.engine {
            self.text(", ");
            self.code(engine.as_str());
        }
        if let Some(version) = &node.version {
            self.text(" ");
            self.code(version.as_str());
        }
        if let Some(runtime) = &node.runtime {
            self.text(", ");
            self.code(runtime.as_str());
        }
    }

    fn edge(&mut self, id: &str) {
        let (document, _) = self.side();
        let Some(edge) = document.edges.get(id).cloned() else { return self.changes(2) };
        let (from, to) = (edge.from.as_str(), edge.to.as_str());
        let (from_label, to_label) = (document.node_label(from).to_owned(), document.node_label(to).to_owned());
        let crossed = match (document.nodes.get(from), document.nodes.get(to)) {
            (Some(a), Some(b)) => crossing(a, b)
                .map(|(sort, a, b)| (sort, boundary(document, a).to_owned(), boundary(document, b).to_owned())),
            _ => None,
        };
        self.name(&from_label);
        self.text(match self.item.status {
            Status::Added => " now ",
            Status::Removed => " no longer ",
            Status::Changed => " ",
        });
        self.does(&edge);
        self.name(&to_label);
        if self.item.status == Status::Changed {
            return self.changes(2);
        }
        if self.item.status == Status::Added {
            self.declared(&json::write(&edge), &["from", "to", "kind", "topic", "access", "description"]);
            if let Some((sort, a, b)) = crossed {
                self.text(&format!("; it crosses from {sort} "));
                self.name(&a);
                self.text(" to ");
                self.name(&b);
            }
        }
    }

    fn does(&mut self, edge: &Edge) {
        let verb = match edge.access {
            Some(access) if access.word() == "read" => "reads",
            Some(access) if access.word() == "write" => "writes",
            Some(_) => "reads and writes",
            None => verb(edge.kind),
        };
        let topic = edge.topic.as_ref().filter(|_| matches!(edge.kind, EdgeKind::Publish | EdgeKind::Subscribe));
        match (topic, verb.split_once(' ')) {
            (Some(topic), Some((verb, to))) => {
                self.text(verb);
                self.text(" ");
                self.code(topic.as_str());
                self.text(" ");
                self.text(to);
            }
            _ => self.text(verb),
        }
        self.text(" ");
    }

    fn boundary(&mut self, id: &str) {
        let (document, became) = self.side();
        let sort = document.boundaries.get(id).map_or("boundary", |boundary| boundary.kind.word());
        let label = boundary(document, id).to_owned();
        self.text(&format!("The {sort} "));
        self.name(&label);
        if let Some(old) = &self.item.was {
            self.text(", before ");
            self.code(old.as_str());
        }
        if self.item.status == Status::Changed { self.changes(2) } else { self.text(became) }
    }

    fn environment(&mut self, id: &str) {
        let (_, became) = self.side();
        self.text("The environment ");
        self.name(id);
        match self.item.status {
            Status::Changed => self.changes(2),
            Status::Removed => self.text(became),
            Status::Added => {
                let value = self.item.fields.first().and_then(|field| field.after.clone()).unwrap_or_default();
                self.text(became);
                self.declared(value.get("settings").unwrap_or(&Value::Null), &[]);
            }
        }
    }

    fn rule(&mut self, id: &str) {
        self.text("The rule ");
        self.code(id);
        let field = self.item.fields.first().cloned();
        match (self.item.status, field) {
            (Status::Added, Some(Field { after: Some(value), .. })) => {
                self.text(" is set");
                self.declared(&value, &[]);
            }
            (Status::Removed, _) => self.text(" is as everywhere again"),
            _ => self.changes(2),
        }
    }

    fn waiver(&mut self, id: &str) {
        let (document, _) = self.side();
        let Some(waiver) = document.waivers.get(id).cloned() else { return self.changes(2) };
        self.text(match self.item.status {
            Status::Added => "Waived: ",
            Status::Removed => "No longer waived: ",
            Status::Changed => "The waiver of ",
        });
        self.waived(&waiver);
        match self.item.status {
            Status::Added => {
                self.text(" until ");
                self.code(waiver.expires.as_str());
                self.text(", by ");
                self.name(waiver.author.as_str());
                self.text(": “");
                self.name(&cut(waiver.reason.as_str()));
                self.text("”");
            }
            Status::Removed => {}
            Status::Changed => self.changes(2),
        }
    }

    fn waived(&mut self, waiver: &Waiver) {
        self.code(waiver.rule.as_str());
        if let Some(id) = waiver.node.as_ref().map(|id| id.as_str()).or(waiver.edge.as_ref().map(|id| id.as_str())) {
            self.text(" of ");
            self.code(id);
        } else if let Some(key) = &waiver.key {
            self.text(" (");
            self.code(key.as_str());
            self.text(")");
        }
    }

    /// What a new member declares, but for what was said already.
    fn declared(&mut self, value: &Value, said: &[&str]) {
        let Value::Object(map) = value else { return };
        let mut first = true;
        for (field, value) in map.iter().filter(|(field, _)| !said.contains(&field.as_str())) {
            self.text(if first { "; with " } else { ", " });
            first = false;
            self.code(field);
            self.text(" ");
            self.code(&shown(value));
        }
    }

    /// The fields that changed, named from the `depth`th step of their path on.
    fn changes(&mut self, depth: usize) {
        let fields = self.item.fields.clone();
        let told: Vec<&Field> = fields
            .iter()
            .filter(|field| self.item.was.is_none() || field.path.segments().last().is_none_or(|last| last != "was"))
            .collect();
        if told.is_empty() {
            return self.text(": another id");
        }
        for (at, field) in told.into_iter().enumerate() {
            self.text(if at == 0 { ": " } else { "; " });
            let segments = field.path.segments();
            let overrides = segments.first().is_some_and(|s| s == "environments")
                && !matches!(self.item.subject, Subject::Environment(_));
            if let (true, Some(environment)) = (overrides, segments.get(1)) {
                self.text("in ");
                self.name(environment);
                self.text(" ");
            }
            let name = segments.get(if overrides { 4 } else { depth }..).unwrap_or_default().join(".");
            if name.is_empty() {
                self.text(if field.after.is_some() { "it differs: " } else { "it no longer differs: " });
                self.code(&shown(field.after.as_ref().or(field.before.as_ref()).unwrap_or(&Value::Null)));
                continue;
            }
            self.code(&name);
            self.text(" ");
            self.change(field);
        }
    }

    fn change(&mut self, field: &Field) {
        match (&field.before, &field.after) {
            (Some(before), Some(after)) => {
                self.code(&shown(before));
                self.text(" → ");
                self.code(&shown(after));
            }
            (None, Some(after)) => {
                self.text("is now ");
                self.code(&shown(after));
            }
            (Some(before), None) => {
                self.text("no longer ");
                self.code(&shown(before));
            }
            (None, None) => {}
        }
    }
}

/// A value as people read it: texts as they are, maps as `min 3, max 10`, lists with commas.
#[must_use]
pub(super) fn shown(value: &Value) -> String {
    cut(&whole(value))
}

fn whole(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(whole).collect::<Vec<_>>().join(", "),
        Value::Object(map) if map.is_empty() => "nothing".to_owned(),
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| match value {
                Value::Object(_) => format!("{key} ({})", whole(value)),
                _ => format!("{key} {}", whole(value)),
            };
            map.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn cut(text: &str) -> String {
    // A sentence is one line.
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
