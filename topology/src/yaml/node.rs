//! The value of one node: tags, bare words, merges.

use super::entry::Place;
use super::error::ReadError;
use super::resolve::{Refused, resolve};
use granit_parser::{ScalarStyle, Tag};
use serde_json::Value;

/// Takes a `<<` value apart into the maps that it merges.
pub(super) fn merge(value: Value, merges: &mut Vec<Value>, at: Place) -> Result<(), ReadError> {
    let maps = match value {
        Value::Array(items) => items,
        one => vec![one],
    };
    if !maps.iter().all(Value::is_object) {
        return Err(ReadError::new(
            at,
            "`<<` merges something that is no map",
            "a map or a list of maps, mostly aliases",
            "give `<<` an alias of a map, or put quotes round the key",
        ));
    }
    merges.extend(maps);
    Ok(())
}

/// The value of a scalar.
pub(super) fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, at: Place) -> Result<Value, ReadError> {
    let tag = scalar_tag(tag, at)?;
    if tag == Some("str") || tag.is_none() && style != ScalarStyle::Plain {
        return Ok(Value::from(text));
    }
    let value = resolve(text).map_err(|refused| {
        let expected = match refused {
            Refused::NotFinite => "a finite number",
            Refused::TooLarge => "a whole number of at most 64 bits",
        };
        let message = format!("the number `{}` can't be kept", shorten(text));
        ReadError::new(at, message, expected, "put quotes round it if it is text")
    })?;
    let fits = match tag {
        None => true,
        Some("null") => value.is_null(),
        Some("bool") => value.is_boolean(),
        Some("int") => value.is_i64() || value.is_u64(),
        Some("float") => value.is_number(),
        Some(_) => false,
    };
    if fits {
        return Ok(value);
    }
    let tag = tag.unwrap_or_default();
    Err(ReadError::new(
        at,
        format!("`{}` is not what its tag `!!{tag}` says", shorten(text)),
        format!("a value of the kind `{tag}`"),
        "remove the tag",
    ))
}

/// The core kind that a scalar's tag names; `None` without one.
pub(super) fn scalar_tag(tag: Option<&Tag>, at: Place) -> Result<Option<&str>, ReadError> {
    let Some(tag) = tag else {
        return Ok(None);
    };
    // A lone `!` says: not resolved, so text.
    if tag.handle().is_empty() && tag.suffix() == "!" {
        return Ok(Some("str"));
    }
    match tag.core_suffix() {
        Some(kind @ ("str" | "int" | "float" | "bool" | "null")) => Ok(Some(kind)),
        _ => Err(unknown_tag(tag, at)),
    }
}

pub(super) fn collection_tag(tag: Option<&Tag>, kind: &str, at: Place) -> Result<(), ReadError> {
    match tag {
        Some(tag) if tag.core_suffix() != Some(kind) => Err(unknown_tag(tag, at)),
        _ => Ok(()),
    }
}

fn unknown_tag(tag: &Tag, at: Place) -> ReadError {
    ReadError::new(
        at,
        format!("the tag `{}` is not known here", shorten(&tag.original())),
        "plain data without tags",
        "remove the tag, or put quotes round a text that begins with `!`",
    )
}

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}
