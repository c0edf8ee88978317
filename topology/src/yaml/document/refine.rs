//! Where within an environment's override the fault lies.

use super::record::typed;
use crate::document::effective::merge;
use crate::document::{Document, Edge, Node, Overrides};
use crate::problem::Problem;
use crate::yaml::pointer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The same problem at the field that does not fit its type, where it is of that sort; problems of other sorts as they are.
pub(super) fn refine(problem: Problem, document: &Document) -> Problem {
    let segments: Vec<String> = pointer::segments(&problem.path).collect();
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    let refined = match words.as_slice() {
        ["environments", environment, "nodes", id] => document.environments.get(*environment).and_then(|environment| {
            fault::<Node>(&problem.path, document.nodes.get(*id)?, environment.nodes.get(*id)?)
        }),
        ["environments", environment, "edges", id] => document.environments.get(*environment).and_then(|environment| {
            fault::<Edge>(&problem.path, document.edges.get(*id)?, environment.edges.get(*id)?)
        }),
        ["defaults", word] => document
            .defaults
            .iter()
            .find(|(kind, _)| kind.word() == *word)
            .and_then(|(kind, fields)| fault::<Node>(&problem.path, &Node::of_kind(*kind), fields)),
        _ => None,
    };
    match refined {
        // `null` and fields that can't be overridden fit their types: those problems stand.
        Some(refined) if problem.hint.is_none() => refined,
        _ => problem,
    }
}

fn fault<T: Serialize + DeserializeOwned>(path: &str, item: &T, over: &Overrides) -> Option<Problem> {
    let mut value = serde_json::to_value(item).ok()?;
    if let Value::Object(fields) = &mut value {
        merge(fields, over);
    }
    typed::<T>(&value).err().map(|fault| fault.problem(path, &value))
}
