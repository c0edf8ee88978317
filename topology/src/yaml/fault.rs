//! What the parser's faults mean for a person.

use super::error::ReadError;
use super::limits;
use granit_parser::{ErrorKind, Marker, ScanError};

/// Line and column from 1. The parser counts lines from 1 and columns from 0.
pub(super) fn place(marker: &Marker) -> (u32, u32) {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    (number(marker.line()).max(1), number(marker.col()).saturating_add(1))
}

/// More than [`limits::DEPTH`] levels.
pub(super) fn too_deep(at: (u32, u32)) -> ReadError {
    ReadError::new(
        at,
        "maps and lists are nested too deeply",
        format!("at most {} levels (the depth limit)", limits::DEPTH),
        "flatten the structure",
    )
}

pub(super) fn explain(error: &ScanError, text: &str) -> ReadError {
    let at = place(error.marker());
    // A word that goes on in the next line is refused at its start, not at that line's tab.
    let reach = u32::from(*error.kind() == ErrorKind::TabInPlainScalar);
    if let Some(at) = tab_indent(text, at.0, reach) {
        return ReadError::new(
            at,
            "a tab indents this line",
            "blanks: YAML allows no tab before a key or item",
            "replace each tab by two blanks",
        );
    }
    let (expected, hint) = match error.kind() {
        ErrorKind::RecursionLimitExceeded => return too_deep(at),
        ErrorKind::UnknownAnchor => (
            "an alias of an anchor that stands before it",
            "define `&name` first, or put quotes round a text that begins with `*`",
        ),
        ErrorKind::UnexpectedCharacter { .. }
        | ErrorKind::PlainScalarStartsWithDashFlowIndicator
        | ErrorKind::MissingAnchorOrAliasName => (
            "text that begins with a letter or digit, or quotes",
            "put quotes round a text that begins with a special character",
        ),
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "a closing quote, then the end of the value",
            "close the quotes; a quote inside is written `\\\"` in double quotes, `''` in single ones",
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate => (
            "an escape that YAML knows, such as `\\n`, `\\\\` or `\\u00e9`",
            "write a backslash as `\\\\`, or use single quotes",
        ),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator => (
            "a comma between entries and a matching `}` or `]`",
            "close what was opened; put quotes round a text that holds `{`, `[` or `,`",
        ),
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey => {
            ("one `key: value` a line", "put quotes round a text that holds `: `, and a colon behind each key")
        }
        ErrorKind::CommentNotSeparated => {
            ("a blank before `#`", "put a blank before a comment, or quotes round the text")
        }
        _ => (
            "`key: value` or `- item`, indented like its neighbours",
            "compare the indentation with the lines around it",
        ),
    };
    ReadError::new(at, error.kind().to_string(), expected, hint)
}

/// Where a tab stands in the indentation of `line`, of the line before it, or of `reach` lines
/// after it.
fn tab_indent(text: &str, line: u32, reach: u32) -> Option<(u32, u32)> {
    let upto = usize::try_from(line + reach).ok()?;
    let mut last = None;
    for (number, content) in (1u32..).zip(text.lines().take(upto)) {
        if !content.trim().is_empty() && number + 1 >= line {
            let indent = &content[..content.len() - content.trim_start().len()];
            let column = indent.find('\t').and_then(|at| u32::try_from(at + 1).ok());
            last = column.map(|column| (number, column)).or(last);
        }
    }
    last
}
