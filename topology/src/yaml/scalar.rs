//! How single values and keys are written.

use super::plain::{is_plain, is_printed};
use super::tree::Tree;
use std::fmt::Write as _;

/// Text on one line: bare where that is safe, else in double quotes.
pub(super) fn text(text: &str, in_flow: bool) -> String {
    if is_plain(text, in_flow) { text.to_owned() } else { quoted(text) }
}

/// A value that is neither map nor list, on one line.
pub(super) fn inline(value: &Tree, in_flow: bool) -> Option<String> {
    match value {
        Tree::Null => Some("null".to_owned()),
        Tree::Bool(truth) => Some(truth.to_string()),
        Tree::Int(number) => Some(number.to_string()),
        Tree::Unsigned(number) => Some(number.to_string()),
        Tree::Float(number) => Some(float(*number)),
        Tree::Text(content) => Some(text(content, in_flow)),
        Tree::Merge(name) => Some(format!("*{name}")),
        Tree::List(_) | Tree::Map(_) => None,
    }
}

/// The key of a value: its own, or the word that merges.
pub(super) fn key(own: &str, value: &Tree, in_flow: bool) -> String {
    if matches!(value, Tree::Merge(_)) { "<<".to_owned() } else { text(own, in_flow) }
}

/// The chomping indicator and the lines of a literal block for `text`, where a block is safe:
/// several lines, all printed, none that ends in a blank or begins with a tab, the first one
/// neither empty nor indented, and at most one line break at the end (editors trim more).
pub(super) fn literal(text: &str) -> Option<(&'static str, Vec<&str>)> {
    let (header, body) = match text.strip_suffix('\n') {
        Some(body) => ("|", body),
        None => ("|-", text),
    };
    if !text.contains('\n') || body.starts_with([' ', '\n']) || body.ends_with('\n') {
        return None;
    }
    let lines: Vec<&str> = body.split('\n').collect();
    let safe = |line: &&str| !line.ends_with([' ', '\t']) && !line.starts_with('\t') && line.chars().all(is_printed);
    (!body.is_empty() && lines.iter().all(safe)).then_some((header, lines))
}

/// A comment's text on one line: what some parser takes for a line break must not end it.
pub(super) fn comment(text: &str) -> String {
    let text: String = text.chars().map(|c| if is_printed(c) || c == '\u{a0}' { c } else { ' ' }).collect();
    let text = text.trim_end();
    match text.chars().next() {
        None => "#".to_owned(),
        Some('#') => format!("#{text}"),
        Some(_) => format!("# {text}"),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printed(c) => out.push(c),
            c => {
                let code = u32::from(c);
                // Writing to a String can't fail.
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out.push('"');
    out
}

/// With a point and a signed exponent, else YAML 1.1 takes it for text.
fn float(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let shortest = format!("{number:?}");
    match shortest.split_once('e') {
        None => shortest,
        Some((mantissa, exponent)) => {
            let point = if mantissa.contains('.') { "" } else { ".0" };
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            format!("{mantissa}{point}e{sign}{exponent}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_escape_what_is_not_printed() {
        assert_eq!(text("a\"\\\n\u{85}\u{2028}\u{feff}\u{0}\t", false), r#""a\"\\\n\x85\u2028\uFEFF\x00\t""#);
        assert_eq!(text("🚀: é", false), "\"🚀: é\"");
    }

    #[test]
    fn floats_keep_a_point() {
        assert_eq!(float(1.0), "1.0");
        assert_eq!(float(1e20), "1.0e+20");
        assert_eq!(float(1.5e-9), "1.5e-9");
        assert_eq!(float(-0.25), "-0.25");
    }

    #[test]
    fn blocks_only_where_they_are_safe() {
        assert_eq!(literal("a\nb\n"), Some(("|", vec!["a", "b"])));
        assert_eq!(literal("a\n\n b"), Some(("|-", vec!["a", "", " b"])));
        for unsafe_text in
            ["", "a", "\n", "\na", " a\nb", "a\nb\n\n", "a \nb", "a\n\tb", "a\n \nb", "a\r\nb", "a\nb\u{85}"]
        {
            assert_eq!(literal(unsafe_text), None, "{unsafe_text:?}");
        }
        assert_eq!(literal("a\n"), Some(("|", vec!["a"])));
    }

    #[test]
    fn a_comment_stays_on_its_line() {
        assert_eq!(comment("a\nb: 1\u{2028}c"), "# a b: 1 c");
        assert_eq!(comment("# heading"), "## heading");
        assert_eq!(comment(""), "#");
    }
}
