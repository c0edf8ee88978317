//! Names and strings as HCL reads them.

use std::fmt::Write as _;

/// Whether `text` is a name: a letter or underscore, then letters, digits, underscores, hyphens.
pub(super) fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Words that mean something else where an object's key may stand bare.
pub(super) fn is_keyword(text: &str) -> bool {
    matches!(text, "for" | "if" | "in" | "true" | "false" | "null")
}

/// Appends `text` as the inside of a quoted string.
///
/// A dollar or percent sign before a brace is doubled, as the language wants it. One before its
/// like, or at the end (where an interpolation may follow), is written by its number: there
/// `$${` would otherwise be read as the escape of something else.
pub(super) fn push_text(out: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' => match characters.peek() {
                Some('{') => {
                    out.push(character);
                    out.push(character);
                }
                Some(next) if *next != character => out.push(character),
                _ => push_number(out, character),
            },
            _ if character.is_control() => push_number(out, character),
            _ => out.push(character),
        }
    }
}

/// Appends `text` as a quoted string.
pub(super) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    push_text(out, text);
    out.push('"');
}

/// Appends `text` as a quoted key. Beyond ASCII it is written by number: equals signs are aligned
/// by width, and on the width of other letters programs differ.
pub(super) fn push_key(out: &mut String, text: &str) {
    let mut quoted = String::new();
    push_quoted(&mut quoted, text);
    for character in quoted.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            push_number(out, character);
        }
    }
}

fn push_number(out: &mut String, character: char) {
    let number = u32::from(character);
    // Writing to a string never fails.
    let _ = if number <= 0xffff { write!(out, "\\u{number:04x}") } else { write!(out, "\\U{number:08x}") };
}
