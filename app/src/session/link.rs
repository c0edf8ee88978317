//! The selection in the address: a link opens the same topology at the same place.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use topology::collections::BTreeSet;
use wasm_bindgen::JsValue;

use super::Session;
use super::selection::Item;

/// So long a selection stands before the address names it.
const CALM: Duration = Duration::from_millis(120);

/// An item in one word, such as `node:orders`.
#[must_use]
pub fn word(item: &Item) -> String {
    match item {
        Item::Node(id) => format!("node:{id}"),
        Item::Edge(id) => format!("edge:{id}"),
        Item::Boundary(id) => format!("boundary:{id}"),
    }
}

/// The part of an address that names items: `?sel=node:orders,edge:orders--books`.
#[must_use]
pub fn query(items: &BTreeSet<Item>) -> String {
    let words: Vec<String> = items.iter().map(word).collect();
    if words.is_empty() { String::new() } else { format!("?sel={}", words.join(",")) }
}

/// The items that an address names. What it names and nobody drew is left out later.
#[must_use]
pub fn items(query: &str) -> BTreeSet<Item> {
    let part = query.trim_start_matches('?').split('&').find_map(|part| part.strip_prefix("sel=")).unwrap_or_default();
    part.replace("%3A", ":").replace("%2C", ",").split(',').filter_map(item).collect()
}

/// The item that such a word names.
#[must_use]
pub fn item(word: &str) -> Option<Item> {
    let (sort, id) = word.split_once(':')?;
    match sort {
        "node" => Some(Item::Node(id.into())),
        "edge" => Some(Item::Edge(id.into())),
        "boundary" => Some(Item::Boundary(id.into())),
        _ => None,
    }
}

/// The whole address of a session's topology with its selection.
#[must_use]
pub fn address(session: &Session) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    session.topology.with_value(|id| format!("{origin}/t/{id}{}", query(&session.selection.now())))
}

/// Keeps the address in step with the selection, without making steps of the browser's history. Ends with the owner of the call.
pub fn follow(session: Session) {
    let waiting: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    Effect::new(move |before: Option<()>| {
        let query = query(&session.selection.items());
        // The page was opened with this one.
        if before.is_none() && query.is_empty() {
            return;
        }
        // The browser takes longer for it than a card takes to look selected.
        let write = move || {
            let path = window().location().pathname().unwrap_or_default();
            if let Ok(history) = window().history() {
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&(path + &query)));
            }
        };
        if let Some(waiting) = waiting.get_value() {
            waiting.clear();
        }
        waiting.set_value(set_timeout_with_handle(write, CALM).ok());
    });
    on_cleanup(move || {
        if let Some(waiting) = waiting.try_get_value().flatten() {
            waiting.clear();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_what_is_selected() {
        let chosen =
            BTreeSet::from([Item::Node("orders".into()), Item::Edge("a--b".into()), Item::Boundary("sales".into())]);
        let query = query(&chosen);
        assert_eq!(query, "?sel=node:orders,edge:a--b,boundary:sales");
        assert_eq!(items(&query), chosen);
        assert_eq!(items("?x=1&sel=node%3Aorders"), BTreeSet::from([Item::Node("orders".into())]));
        assert!(items("?sel=nonsense,colour:red").is_empty() && items("").is_empty());
    }
}
