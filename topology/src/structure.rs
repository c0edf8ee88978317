//! What holds between the values of a document: the line between *refused* and *found*.
//!
//! Structurally valid means: ids fit and are unique, ends exist, kinds, fields and types are known. Everything else is a finding.

use crate::collections::BTreeMap;

use serde_json::Value;

use crate::document::effective::layered;
use crate::document::{Document, Edge, FORMAT, Id, Node, Overrides};
use crate::json::{Json, Record};
use crate::problem::Problem;

/// Ids that no node or boundary may have, because an output uses the name itself.
pub const RESERVED: [&str; 3] = ["global", "workload", "datastore"];
/// Ids that no unit may have, because the layers below it have them.
pub const RESERVED_UNITS: [&str; 2] = ["foundation", "data"];
/// Ids that no environment may have: findings name the document itself so.
pub const RESERVED_ENVIRONMENTS: [&str; 1] = ["base"];

/// Every structural fault of a document, in document order.
#[must_use]
pub fn check(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    if document.groundplan != FORMAT {
        problems.push(
            Problem::at("/groundplan", format!("format {} is unknown: expected {FORMAT}", document.groundplan))
                .hint("a newer Groundplan may read it"),
        );
    }
    ids(document, &mut problems);
    ends(document, &mut problems);
    environments(document, &mut problems);
    problems
}

fn ids(document: &Document, problems: &mut Vec<Problem>) {
    let mut held: BTreeMap<&Id, &Id> = BTreeMap::new();
    for (id, node) in &document.nodes {
        reserved("/nodes", id, &RESERVED, problems);
        if let Some(unit) = node.member.unit.as_ref().filter(|unit| RESERVED_UNITS.contains(&unit.as_str())) {
            problems.push(
                Problem::at(format!("/nodes/{id}/in/unit"), format!("the unit `{unit}` is a layer of its own"))
                    .hint("choose another name"),
            );
        }
        for was in &node.was {
            if let Some(other) = held.insert(was, id).filter(|other| *other != id) {
                problems.push(Problem::at(
                    format!("/nodes/{id}/was"),
                    format!("`{was}` was `{other}` before: an id belongs to one node for ever"),
                ));
            }
        }
    }
    for id in document.nodes.keys() {
        if let Some(other) = held.get(id).filter(|other| **other != id) {
            problems.push(
                Problem::at(format!("/nodes/{id}"), format!("`{id}` is an earlier id of `{other}`"))
                    .hint("choose another id"),
            );
        }
    }
    for id in document.boundaries.keys() {
        reserved("/boundaries", id, &RESERVED, problems);
        if document.nodes.contains_key(id) {
            problems.push(
                Problem::at(
                    format!("/boundaries/{id}"),
                    format!("`{id}` is a node already: nodes and boundaries share their names"),
                )
                .hint("choose another id"),
            );
        }
    }
}

fn reserved(collection: &str, id: &Id, words: &[&str], problems: &mut Vec<Problem>) {
    if words.contains(&id.as_str()) {
        problems
            .push(Problem::at(format!("{collection}/{id}"), format!("`{id}` is reserved")).hint("choose another id"));
    }
}

fn ends(document: &Document, problems: &mut Vec<Problem>) {
    for (id, edge) in &document.edges {
        for (field, end) in [("from", &edge.from), ("to", &edge.to)] {
            if !document.nodes.contains_key(end) {
                let problem = Problem::at(format!("/edges/{id}/{field}"), format!("there is no node `{end}`"));
                problems.push(problem.hint(match nearest(end.as_str(), document.nodes.keys().map(Id::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "create the node, or remove the edge".to_owned(),
                }));
            }
        }
    }
}

fn environments(document: &Document, problems: &mut Vec<Problem>) {
    let mut production: Option<&Id> = None;
    for (name, environment) in &document.environments {
        reserved("/environments", name, &RESERVED_ENVIRONMENTS, problems);
        if environment.settings.production == Some(true) {
            if let Some(first) = production {
                problems.push(Problem::at(
                    format!("/environments/{name}/settings/production"),
                    format!("`{first}` is the production environment already: at most one is"),
                ));
            }
            production = Some(name);
        }
        for (field, set) in
            [("units", environment.settings.units.is_some()), ("profile", environment.settings.profile.is_some())]
        {
            if set {
                problems.push(
                    Problem::at(
                        format!("/environments/{name}/settings/{field}"),
                        format!("`{field}` holds for the whole document"),
                    )
                    .hint(format!("move it to /settings/{field}")),
                );
            }
        }
        for (id, over) in &environment.nodes {
            let path = format!("/environments/{name}/nodes/{id}");
            match document.nodes.get(id) {
                None => problems.push(Problem::at(path, format!("there is no node `{id}`"))),
                Some(node) => overrides::<Node>(&path, node, over, &["kind", "engine", "was"], problems),
            }
        }
        for (id, over) in &environment.edges {
            let path = format!("/environments/{name}/edges/{id}");
            match document.edges.get(id) {
                None => problems.push(Problem::at(path, format!("there is no edge `{id}`"))),
                Some(edge) => overrides::<Edge>(&path, edge, over, &["kind", "from", "to"], problems),
            }
        }
    }
    for (kind, defaults) in &document.defaults {
        overrides::<Node>(
            &format!("/defaults/{kind}"),
            &Node::of_kind(*kind),
            defaults,
            &["kind", "was", "title", "name"],
            problems,
        );
    }
}

fn overrides<T: Json + Record + Clone>(
    path: &str,
    item: &T,
    over: &Overrides,
    fixed: &[&str],
    problems: &mut Vec<Problem>,
) {
    for field in fixed {
        if over.contains_key(*field) {
            problems.push(Problem::at(format!("{path}/{field}"), format!("`{field}` can't be overridden")));
        }
    }
    if over.values().any(Value::is_null) {
        problems.push(
            Problem::at(path, "`null` overrides nothing")
                .hint("leave the field out, or say `none` where the field is a fact"),
        );
    }
    if let Err(message) = layered(item, None, Some(over)) {
        problems.push(Problem::at(path, message));
    }
}

/// The candidate that a mistyped word most likely means, if one is near.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // In a word of one or two letters every change makes another word.
    let limit = match word.chars().count() {
        0..=2 => 0,
        length => (length / 3).max(1),
    };
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edit distance with transpositions of neighbours, over characters.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: [Vec<usize>; 3] = [vec![0; b.len() + 1], (0..=b.len()).collect(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[1][j] + 1).min(rows[2][j - 1] + 1).min(rows[1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = best;
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(value: Value) -> Vec<String> {
        check(&serde_json::from_value(value).unwrap()).into_iter().map(|p| p.path).collect()
    }

    #[test]
    fn each_fault_is_found_at_its_place() {
        let found = problems(json!({
            "groundplan": 2, "name": "x",
            "environments": {
                "base": {},
                "p": { "settings": { "production": true }, "nodes": { "a": { "kind": "worker" }, "zz": {} } },
                "q": { "settings": { "production": true }, "nodes": { "a": { "replicas": { "min": "two" } } }, "edges": { "a--b": { "from": "b" } } }
            },
            "nodes": { "a": { "kind": "service", "was": ["old"] }, "b": { "kind": "service", "was": ["old"], "in": { "unit": "data" } }, "old": { "kind": "service" }, "global": { "kind": "service" } },
            "edges": { "a--b": { "from": "a", "to": "b", "kind": "call" }, "a--bb": { "from": "a", "to": "bb", "kind": "call" } },
            "boundaries": { "a": { "kind": "domain" } }
        }));
        assert_eq!(
            found,
            [
                "/groundplan",
                "/nodes/b/in/unit",
                "/nodes/b/was",
                "/nodes/global",
                "/nodes/old",
                "/boundaries/a",
                "/edges/a--bb/to",
                "/environments/base",
                "/environments/p/nodes/a/kind",
                "/environments/p/nodes/zz",
                "/environments/q/settings/production",
                "/environments/q/nodes/a",
                "/environments/q/edges/a--b/from"
            ]
        );
    }

    #[test]
    fn the_nearest_word_is_found() {
        assert_eq!(nearest("ordres", ["orders", "payments"].into_iter()), Some("orders"));
        assert_eq!(nearest("zebra", ["orders", "payments"].into_iter()), None);
    }
}
