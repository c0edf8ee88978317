//! The document as YAML: read with every fault at its place, written in its canonical form.

mod explain;
mod layout;
mod record;
mod refine;
mod remap;

#[cfg(test)]
mod tests;

use super::{Position, Source, pointer, read};
use crate::document::{Description, Document, EdgeId, FORMAT, Id, Line, Title};
use crate::problem::Problem;
use crate::structure;
use record::Records;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

pub use layout::write_document;

/// Where each path of a document stands in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions(BTreeMap<String, Position>);

impl Positions {
    /// Line and column, from 1, of the key or item at `path`, or of the nearest thing around it that the file shows.
    #[must_use]
    pub fn of(&self, path: &str) -> (u32, u32) {
        let position = nearest(&self.0, path);
        position.key.unwrap_or(position.value)
    }

    /// Line and column of the value at `path`, likewise.
    #[must_use]
    pub fn of_value(&self, path: &str) -> (u32, u32) {
        nearest(&self.0, path).value
    }
}

pub(super) fn nearest(positions: &BTreeMap<String, Position>, path: &str) -> Position {
    std::iter::successors(Some(path), |path| pointer::parent(path))
        .find_map(|path| positions.get(path).copied())
        .unwrap_or(Position { key: None, value: (1, 1) })
}

/// Fields of later formats, refused today.
const LATER: [&str; 2] = ["imports", "pins"];

/// The fields of a document in their order.
const FIELDS: [&str; 17] = [
    "groundplan",
    "name",
    "title",
    "owner",
    "description",
    "tags",
    "conventions",
    "settings",
    "defaults",
    "environments",
    "nodes",
    "edges",
    "boundaries",
    "rules",
    "waivers",
    "extra",
    "views",
];

/// Reads a topology file.
///
/// # Errors
/// Every fault that can be told from the others, in the order of the file: broken syntax alone; else each field that does not fit, each record on its own, and what does not hold between them.
pub fn read_document(text: &str) -> Result<(Document, Positions), Vec<Problem>> {
    let source = read(text).map_err(|error| {
        vec![Problem {
            path: String::new(),
            position: Some((error.line, error.column)),
            message: format!("{}; expected {}", error.message, error.expected),
            hint: Some(error.hint),
        }]
    })?;
    let Source { value, positions, comments, .. } = source;
    let positions = Positions(positions);
    let mut reader = Records::default();
    let mut document = match value {
        Value::Object(fields) => document(fields, &mut reader),
        other => {
            let found = explain::kind_of(&other);
            let hint = "begin with `groundplan: 1` and `name: …`";
            reader.problems.push(Problem::at("", format!("expected a topology, found {found}")).hint(hint));
            None
        }
    };
    let mut problems = std::mem::take(&mut reader.problems);
    let full = problems.len() >= record::MOST;
    if let (Some(document), false) = (&document, full) {
        // What was refused is told already, and what refers to a record that was lost is no fault.
        let refused: BTreeSet<String> = problems.iter().map(|problem| problem.path.clone()).collect();
        let follows = |found: &Problem| {
            refused.contains(&found.path) || overridden(&found.path).is_some_and(|record| reader.lost.contains(&record))
        };
        let new = structure::check(document).into_iter().filter(|found| !follows(found));
        problems.extend(new.map(|problem| refine::refine(problem, document)));
    }
    if let (Some(document), true) = (document.take(), problems.is_empty()) {
        let mut document = document;
        document.comments = remap::remap(comments, &reader.given, &document);
        return Ok((document, positions));
    }
    for problem in &mut problems {
        problem.position.get_or_insert_with(|| positions.of(&problem.path));
    }
    problems.sort_by(|a, b| (a.position, &a.path).cmp(&(b.position, &b.path)));
    if full {
        let message = format!("there are more faults: the first {} are told", problems.len());
        problems.push(Problem::at("", message).hint("correct these first"));
    }
    Err(problems)
}

/// The document as far as its fields fit; `None` where it is of another format.
fn document(mut fields: Map<String, Value>, reader: &mut Records) -> Option<Document> {
    reader.given = Value::Object(fields.clone());
    if !format(fields.remove("groundplan"), reader) {
        return None;
    }
    let name = match fields.remove("name") {
        Some(name) => reader.value::<Id>("/name", name),
        None => {
            let hint = "add `name: …`, an id that never changes, such as `shop`";
            reader.problems.push(Problem::at("", "`name` is missing").hint(hint));
            None
        }
    };
    // Never seen: without a name there is a problem.
    let mut document = Document::new(name.unwrap_or_else(|| Id::propose("", "topology")));
    for (key, value) in fields {
        if reader.full() {
            break;
        }
        let path = pointer::join("", &key);
        match key.as_str() {
            "title" => document.title = reader.value::<Option<Title>>(&path, value).flatten(),
            "owner" => document.owner = reader.value::<Option<Line>>(&path, value).flatten(),
            "description" => document.description = reader.value::<Option<Description>>(&path, value).flatten(),
            "tags" => document.tags = reader.section(&path, value),
            "conventions" => document.conventions = reader.section(&path, value),
            "settings" => document.settings = reader.section(&path, value),
            "extra" => document.extra = reader.section(&path, value),
            "defaults" => document.defaults = reader.records(&path, value, |_, _| {}),
            "environments" => document.environments = reader.records(&path, value, |_, _| {}),
            "nodes" => document.nodes = reader.records(&path, value, |_, _| {}),
            "edges" => document.edges = reader.records(&path, value, ends),
            "boundaries" => document.boundaries = reader.records(&path, value, |_, _| {}),
            "rules" => document.rules = reader.records(&path, value, |_, _| {}),
            "waivers" => document.waivers = reader.records(&path, value, |_, _| {}),
            "views" => document.views = reader.records(&path, value, |_, _| {}),
            other => reader.problems.push(unknown_field(&path, other)),
        }
    }
    Some(document)
}

fn format(value: Option<Value>, reader: &mut Records) -> bool {
    let (message, hint) = match value {
        Some(value) if value == FORMAT => return true,
        Some(Value::Number(number)) => {
            (format!("format {number} is unknown: expected {FORMAT}"), "a newer Groundplan may read it")
        }
        Some(_) => (format!("the format is not a number: expected {FORMAT}"), "write `groundplan: 1`"),
        None => {
            let message = "`groundplan` is missing: the file does not say that it is a topology";
            reader.problems.push(Problem::at("", message).hint("begin with `groundplan: 1`"));
            // What else is wrong with it is worth knowing: the key alone may be forgotten.
            return true;
        }
    };
    reader.problems.push(Problem::at("/groundplan", message).hint(hint));
    false
}

/// The path of the record that an environment overrides at `path`.
fn overridden(path: &str) -> Option<String> {
    let mut segments = path.strip_prefix("/environments/")?.split('/');
    Some(format!("/{}/{}", segments.nth(1)?, segments.next()?))
}

fn unknown_field(path: &str, key: &str) -> Problem {
    if LATER.contains(&key) {
        return Problem::at(path, format!("`{key}` is reserved for later"))
            .hint("remove it: this version has no such field");
    }
    if key == "comments" {
        return Problem::at(path, "comments are no field in YAML")
            .hint("write them as `# …` beside what they speak of");
    }
    Problem::at(path, format!("unknown field `{key}`")).hint(explain::did_you_mean(key, &FIELDS))
}

/// An edge's ends, where its key says them and it does not.
fn ends(id: &EdgeId, edge: &mut Map<String, Value>) {
    if let Some((from, to)) = id.ends() {
        for (field, end) in [("from", from), ("to", to)] {
            edge.entry(field).or_insert_with(|| end.into());
        }
    }
}
