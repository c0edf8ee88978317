//! The canonical form of a document.

use crate::document::Document;
use crate::yaml::{Item, Tree, write};
use serde_json::Value;

/// The canonical text of a document: fields in the order of the format, records by id, comments at their places. The same document gives the same text.
#[must_use]
pub fn write_document(document: &Document) -> String {
    let mut value = serde_json::to_value(document).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.shift_remove("comments");
    }
    let mut item = Item::with_comments(value, &document.comments);
    for (name, field) in fields(&mut item) {
        match name.as_str() {
            "extra" => field.blank_before = true,
            "defaults" => section(field, verbatim),
            "environments" => section(field, environment),
            "nodes" | "edges" | "boundaries" | "rules" | "waivers" | "views" => section(field, typed),
            _ => typed(field),
        }
    }
    write(&item).text
}

/// A map of records: each on a line of its own, or on several if it is long or holds comments.
fn section(field: &mut Item, record: fn(&mut Item)) {
    field.blank_before = true;
    for (_, item) in fields(field) {
        record(item);
    }
}

fn environment(item: &mut Item) {
    item.flow = true;
    for (name, field) in fields(item) {
        match name.as_str() {
            "nodes" | "edges" => verbatim(field),
            _ => typed(field),
        }
    }
}

/// Data of the types: a number may be written whole, `9` and `9.0` are one threshold.
fn typed(item: &mut Item) {
    item.flow = true;
    match &mut item.value {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        Tree::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => item.value = Tree::Int(*number as i64),
        Tree::List(items) => items.iter_mut().for_each(typed),
        _ => {
            // What is merged into outputs is written as those files are.
            fields(item).iter_mut().filter(|(name, _)| name != "extra").for_each(|(_, inner)| typed(inner));
        }
    }
}

/// Data without types: every number as it was given.
fn verbatim(item: &mut Item) {
    item.flow = true;
    match &mut item.value {
        Tree::List(items) => items.iter_mut().for_each(verbatim),
        _ => fields(item).iter_mut().for_each(|(_, inner)| verbatim(inner)),
    }
}

fn fields(item: &mut Item) -> &mut [(String, Item)] {
    match &mut item.value {
        Tree::Map(fields) => fields,
        _ => &mut [],
    }
}
