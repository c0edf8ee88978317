//! Edits that the server has not confirmed, kept in the browser's storage: they outlive the page, and the next one sends them.

use leptos::prelude::window;
use serde_json::{Value, json};
use topology::edit::Edit;

use super::log::Pending;
use crate::net::wire::{self, written};

/// Begins the name of each entry; the topology and the page that made the edits follow.
const PREFIX: &str = "groundplan.kept.";

/// Under which name a page keeps its edits.
fn name(topology: &str, client: &str) -> String {
    format!("{PREFIX}{topology}/{client}")
}

/// An edit that another page made, or this one before it was loaded anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The page that made it.
    pub client: String,
    /// Its number there. The server takes each number of a page once, so that sending it again does no harm.
    pub number: u64,
    /// What is wanted.
    pub edit: Edit,
}

/// Writes what waits, or takes the entry away where nothing does. Returns false where the storage is full or closed.
pub fn write<'a>(topology: &str, client: &str, pending: impl Iterator<Item = &'a Pending>) -> bool {
    let text = encode(client, pending);
    let Ok(Some(storage)) = window().local_storage() else { return text.is_none() };
    match text {
        Some(text) => storage.set_item(&name(topology, client), &text).is_ok(),
        None => storage.remove_item(&name(topology, client)).is_ok(),
    }
}

fn encode<'a>(client: &str, pending: impl Iterator<Item = &'a Pending>) -> Option<String> {
    let all: Vec<Value> = pending
        .map(|pending| {
            let (client, number) = pending.origin.clone().unwrap_or_else(|| (client.to_owned(), pending.number));
            json!([client, number, pending.edit])
        })
        .collect();
    (!all.is_empty()).then(|| written(&Value::Array(all)))
}

fn decode(text: &str) -> Vec<Kept> {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let kept = |entry: &Value| {
        Some(Kept { client: entry[0].as_str()?.to_owned(), number: entry[1].as_u64()?, edit: wire::edit(&entry[2])? })
    };
    value.as_array().into_iter().flatten().filter_map(kept).collect()
}

/// Takes over what pages before this one kept of a topology, oldest pages first by name.
#[must_use]
pub fn take(topology: &str) -> Vec<Kept> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let prefix = name(topology, "");
    let all = (0..storage.length().unwrap_or_default()).filter_map(|index| storage.key(index).ok().flatten());
    let mut names: Vec<String> = all.filter(|key| key.starts_with(&prefix)).collect();
    names.sort_unstable();
    let mut kept = Vec::new();
    for name in names {
        kept.extend(storage.get_item(&name).ok().flatten().iter().flat_map(|text| decode(text)));
        let _ = storage.remove_item(&name);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::document::Pointer;

    #[test]
    fn what_is_written_is_read_again_under_the_page_that_made_it() {
        let edit = Edit::Set { path: Pointer::of(["title"]), value: "Shop".into() };
        let pending = |number, origin: Option<(String, u64)>| Pending {
            number,
            edit: edit.clone(),
            changes: Vec::new(),
            sent: false,
            tried: true,
            origin,
        };
        let all = [pending(4, Some(("before".into(), 9))), pending(5, None)];
        let text = encode("now", all.iter()).unwrap();
        let kept = |client: &str, number| Kept { client: client.into(), number, edit: edit.clone() };
        assert_eq!(decode(&text), [kept("before", 9), kept("now", 5)]);
        assert_eq!(encode("now", [].iter()), None);
    }

    #[test]
    fn damaged_entries_are_left_out() {
        assert!(decode("no JSON").is_empty());
        assert_eq!(decode(r#"[["a",1,{"op":"unset","path":"/title"}],["b"],7,["c",2,{"op":"explode"}]]"#).len(), 1);
    }
}
