//! From a grammar's scopes to the page's classes.

use std::sync::OnceLock;

use syntect::parsing::{Scope, ScopeStack};

use super::Class;

/// Prefixes of scopes, the first that fits decides. A scope nearer to the word comes before one around it.
const PREFIXES: [(&str, Class); 32] = [
    ("comment", Class::Comment),
    ("punctuation.definition.comment", Class::Comment),
    ("punctuation.definition.string", Class::String),
    ("punctuation.definition.heading", Class::Key),
    ("punctuation.definition.variable", Class::Key),
    ("punctuation", Class::Punctuation),
    ("meta.mapping.key", Class::Key),
    ("meta.structure.dictionary.key", Class::Key),
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

/// The class of a word under these scopes.
pub(super) fn class(stack: &ScopeStack) -> Class {
    static PARSED: OnceLock<Vec<(Scope, Class)>> = OnceLock::new();
    let parsed = PARSED.get_or_init(|| {
        PREFIXES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect()
    });
    // A quoted key is a string inside a key: what people look for is the key.
    let key = |scope: &Scope| parsed.iter().any(|(p, c)| *c == Class::Key && p.is_prefix_of(*scope) && format!("{scope}").contains("key"));
    if stack.scopes.iter().any(key) && !stack.scopes.iter().any(|scope| format!("{scope}").starts_with("comment")) {
        return Class::Key;
    }
    let of = |scope: &Scope| parsed.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.scopes.iter().rev().find_map(of).unwrap_or(Class::Plain)
}
