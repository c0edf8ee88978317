//! From a grammar's scopes to the page's classes.

use std::sync::LazyLock;

use syntect::parsing::{Scope, ScopeStack};

use super::Class;

/// Prefixes of scopes, the first that fits decides. A scope nearer to the word comes before one around it.
const PREFIXES: [(&str, Class); 30] = [
    ("comment", Class::Comment),
    ("punctuation.definition.comment", Class::Comment),
    ("punctuation.definition.string", Class::String),
    ("punctuation.definition.heading", Class::Key),
    ("punctuation.definition.variable", Class::Key),
    ("punctuation", Class::Punctuation),
    ("string.unquoted.plain.out.yaml", Class::Plain),
    ("entity.name.tag.yaml", Class::Key),
    ("support.type.property-name", Class::Key),
    ("string", Class::String),
    ("constant.numeric", Class::Number),
    ("constant.character.escape", Class::String),
    ("constant", Class::Keyword),
    ("keyword.operator", Class::Punctuation),
    ("keyword", Class::Keyword),
    ("storage", Class::Keyword),
    ("support.function.builtin", Class::Keyword),
    ("support.function", Class::Keyword),
    ("support.constant", Class::Keyword),
    ("entity.name.section", Class::Key),
    ("markup.heading", Class::Key),
    ("markup.raw", Class::String),
    ("markup.underline.link", Class::String),
    ("markup.inserted", Class::String),
    ("entity.name.tag", Class::Key),
    ("entity.name.type", Class::Keyword),
    ("entity.name", Class::Key),
    ("variable.declaration", Class::Key),
    ("variable.other", Class::Key),
    ("variable", Class::Key),
];

/// Scopes around a key, quoted or not: what is inside is the key, whatever else it is.
const AROUND_KEYS: [&str; 2] = ["meta.mapping.key", "meta.structure.dictionary.key"];

/// The class of a word under these scopes.
pub(super) fn class(stack: &ScopeStack) -> Class {
    static KEYS: LazyLock<Vec<Scope>> =
        LazyLock::new(|| AROUND_KEYS.iter().filter_map(|name| Scope::new(name).ok()).collect());
    static CLASSES: LazyLock<Vec<(Scope, Class)>> =
        LazyLock::new(|| PREFIXES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect());
    let in_key = |scope: &Scope| KEYS.iter().any(|key| key.is_prefix_of(*scope));
    let of = |scope: &Scope| {
        if in_key(scope) {
            return Some(Class::Key);
        }
        CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
    };
    match stack.scopes.iter().rev().find_map(of) {
        Some(Class::String | Class::Punctuation) if stack.scopes.iter().any(in_key) => Class::Key,
        found => found.unwrap_or(Class::Plain),
    }
}
