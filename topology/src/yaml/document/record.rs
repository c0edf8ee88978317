//! Typed reading, record by record and field by field, so that one fault does not hide the next.

use super::explain::{self, explain};
use crate::document::{
    Boundary, Edge, EdgeId, Environment, Id, Node, NodeKind, Overrides, RuleSetting, View, Waiver, WordError,
};
use crate::problem::Problem;
use crate::yaml::pointer;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;
use std::collections::{BTreeMap, BTreeSet};

/// Faults of one record that are told at most.
const FAULTS: usize = 20;

/// Faults of one file after which reading stops.
pub(super) const MOST: usize = 1000;

/// A value of one of the document's maps.
pub(super) trait Record: DeserializeOwned {
    /// What a person calls it, as in "expected a node".
    const NAME: &'static str;

    /// What stands for a record that could not be read, so that what refers to it still finds it.
    fn stand_in() -> Option<Self>;
}

macro_rules! records {
    ($($record:ty, $name:literal, $stand_in:expr;)*) => { $(
        impl Record for $record {
            const NAME: &'static str = $name;
            fn stand_in() -> Option<Self> {
                $stand_in
            }
        }
    )* };
}
records! {
    Node, "a node", Some(Node::of_kind(NodeKind::Service));
    Edge, "an edge", None;
    Environment, "an environment", Some(Environment::default());
    Boundary, "a boundary", None;
    RuleSetting, "settings of a rule", None;
    Waiver, "a waiver", None;
    View, "a view", None;
    Overrides, "fields of a node", None;
}

/// A key of one of the document's maps.
pub(super) trait Key: Ord + Sized {
    fn parse(text: &str) -> Result<Self, Problem>;
}

impl Key for Id {
    fn parse(text: &str) -> Result<Self, Problem> {
        Self::parse(text).map_err(|error| word(&error, text))
    }
}

impl Key for EdgeId {
    fn parse(text: &str) -> Result<Self, Problem> {
        Self::parse(text).map_err(|error| word(&error, text))
    }
}

impl Key for NodeKind {
    fn parse(text: &str) -> Result<Self, Problem> {
        let words: Vec<&str> = Self::ALL.iter().map(|kind| kind.word()).collect();
        let found = Self::ALL.iter().find(|kind| kind.word() == text).copied();
        found.ok_or_else(|| {
            Problem::at("", format!("`{text}` is not a kind of node")).hint(explain::did_you_mean(text, &words))
        })
    }
}

fn word(error: &WordError, text: &str) -> Problem {
    let proposal = Id::propose(text, "name");
    Problem::at("", error.to_string()).hint(format!("rename it, for example to `{proposal}`"))
}

/// Collects what is wrong on the way.
#[derive(Default)]
pub(super) struct Records {
    pub problems: Vec<Problem>,
    /// Paths of records that could not be read at all.
    pub lost: BTreeSet<String>,
    /// What the file says, before it was read into types.
    pub given: Value,
}

impl Records {
    /// Whether enough faults were found: more would help nobody.
    pub fn full(&self) -> bool {
        self.problems.len() >= MOST
    }

    /// A map of records, each read on its own. `prepare` may complete a record from its key.
    pub fn records<K: Key, R: Record>(
        &mut self,
        path: &str,
        value: Value,
        prepare: impl Fn(&K, &mut Map<String, Value>),
    ) -> BTreeMap<K, R> {
        let mut records = BTreeMap::new();
        let Some(entries) = self.map(path, value) else {
            return records;
        };
        for (key, value) in entries {
            if self.full() {
                break;
            }
            let path = pointer::join(path, &key);
            let id = match K::parse(&key) {
                Ok(id) => id,
                Err(problem) => {
                    self.problems.push(Problem { path, ..problem });
                    continue;
                }
            };
            let record = match value {
                Value::Object(fields) => Some(fields),
                // A key with nothing behind it: the record has no fields.
                Value::Null => Some(Map::new()),
                other => {
                    let found = explain::kind_of(&other);
                    let message = format!("expected {}, found {found}", R::NAME);
                    self.problems.push(Problem::at(&path, message).hint("write its fields as `{ field: value, … }`"));
                    None
                }
            };
            let record = record.and_then(|mut fields| {
                prepare(&id, &mut fields);
                self.fields(&path, fields)
            });
            match record.or_else(R::stand_in) {
                Some(record) => {
                    records.insert(id, record);
                }
                None => {
                    self.lost.insert(path);
                }
            }
        }
        records
    }

    /// A map or list of the document itself; nothing behind its key is the same as no key.
    pub fn section<T: DeserializeOwned + Default>(&mut self, path: &str, value: Value) -> T {
        match value {
            Value::Null => T::default(),
            Value::Object(fields) => self.fields(path, fields).unwrap_or_default(),
            other => self.value(path, other).unwrap_or_default(),
        }
    }

    /// One value.
    pub fn value<T: DeserializeOwned>(&mut self, path: &str, value: Value) -> Option<T> {
        match typed(&value) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.problems.push(fault.problem(path, &value));
                None
            }
        }
    }

    fn map(&mut self, path: &str, value: Value) -> Option<Map<String, Value>> {
        let name = path.trim_start_matches('/');
        match value {
            Value::Object(entries) => Some(entries),
            Value::Null => None,
            Value::Array(_) if name == "edges" => {
                let hint = "write `edges:` with one `<from>--<to>: { kind: … }` a line: the key is the edge's id";
                self.problems.push(Problem::at(path, "edges are a map keyed by id, found a list").hint(hint));
                None
            }
            other => {
                let message = format!("{name} are a map keyed by id, found {}", explain::kind_of(&other));
                self.problems
                    .push(Problem::at(path, message).hint(format!("write `{name}:` with one `<id>: {{ … }}` a line")));
                None
            }
        }
    }

    /// A record without the fields that don't fit; each of them is reported.
    fn fields<T: DeserializeOwned>(&mut self, path: &str, fields: Map<String, Value>) -> Option<T> {
        let mut removed: Vec<String> = Vec::new();
        let mut value = Value::Object(fields);
        for _ in 0..FAULTS {
            let fault = match typed(&value) {
                Ok(record) => return Some(record),
                Err(fault) => fault,
            };
            if let Some(missing) = explain::missing_field(&fault.message) {
                if removed.iter().any(|field| field == missing) {
                    // It is there, but was refused; nothing more can be told.
                    return None;
                }
                self.problems.push(fault.problem(path, &value));
                return None;
            }
            self.problems.push(fault.problem(path, &value));
            let field = fault.field()?;
            value.as_object_mut()?.remove(&field)?;
            removed.push(field);
        }
        None
    }
}

/// Where and why a value is not of its type.
pub(super) struct Fault {
    segments: Vec<String>,
    message: String,
}

pub(super) fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, Fault> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let segments = error.path().iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        Fault { segments: segments.collect(), message: error.inner().to_string() }
    })
}

impl Fault {
    /// The field of the record in which the fault lies.
    fn field(&self) -> Option<String> {
        self.segments.first().cloned().or_else(|| explain::unknown_field(&self.message).map(str::to_owned))
    }

    pub(super) fn problem(&self, record: &str, value: &Value) -> Problem {
        let mut path = record.to_owned();
        let mut found = Some(value);
        for segment in &self.segments {
            path = pointer::join(&path, segment);
            found = found.and_then(|value| match value {
                Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
                value => value.get(segment),
            });
        }
        // The path of an unknown field ends at what holds it, or at the field, by serde's leave.
        if let Some(field) = explain::unknown_field(&self.message)
            && self.segments.last().is_none_or(|last| last != field || found.is_some_and(|f| f.get(field).is_some()))
        {
            path = pointer::join(&path, field);
        }
        let found = found.unwrap_or(&Value::Null);
        let (within, found) = explain::culprit(&self.message, found);
        let (message, hint) = explain(&self.message, found);
        path.push_str(&within);
        Problem { path, position: None, message, hint }
    }
}
