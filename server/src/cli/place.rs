//! Places in a file, shown: the lines with marks under columns.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use topology::finding::Severity;

/// A place in a file: line and column from 1, columns in characters.
pub type Place = (u32, u32);

/// The lines of the places, the first marked strongest, under a line that names the file and that place; `None` where no place is in the text.
pub fn excerpt(
    text: &str,
    file: Option<&str>,
    severity: Severity,
    places: &[Place],
    renderer: &Renderer,
) -> Option<String> {
    let places: Vec<Place> = places.iter().copied().filter(|place| span(text, *place).is_some()).collect();
    let first = places.iter().map(|place| place.0).min()?;
    let last = places.iter().map(|place| place.0).max()?;
    // The lines in between alone: a renderer that reads the whole file for each finding takes long on a large one.
    let part = line(text, first)?.start..line(text, last)?.end;
    let spans: Vec<Range<usize>> = places.iter().filter_map(|place| span(text, *place)).collect();
    let marks = spans.iter().enumerate().map(|(index, span)| {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(span.start - part.start..span.end - part.start)
    });
    let snippet = Snippet::source(&text[part.clone()]).line_start(first as usize).path(file).annotations(marks);
    Some(renderer.render(&[Group::with_level(level(severity)).element(snippet)]))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

/// The bytes of a line, without its end.
fn line(text: &str, number: u32) -> Option<Range<usize>> {
    let mut start = 0;
    for (index, line) in text.split('\n').enumerate() {
        if index + 1 == number as usize {
            return Some(start..start + line.trim_end_matches('\r').len());
        }
        start += line.len() + 1;
    }
    None
}

/// The bytes of the word at a place: what a key, an item or a value begins with.
fn span(text: &str, (number, column): Place) -> Option<Range<usize>> {
    let range = line(text, number)?;
    let line = &text[range.clone()];
    let skip = (column as usize).checked_sub(1)?;
    let start = line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(skip)?;
    let length = line[start..].find([':', ' ', ',', '}', ']']).unwrap_or(line.len() - start);
    Some(range.start + start..range.start + start + length)
}

/// The text of a line from a place on; `None` where there is no such place.
pub fn rest_of_line(text: &str, place: Place) -> Option<&str> {
    Some(&text[span(text, place)?.start..line(text, place.0)?.end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, places: &[Place]) -> Option<String> {
        excerpt(text, Some("f.yaml"), Severity::Error, places, &Renderer::plain())
    }

    #[test]
    fn the_mark_stands_under_its_column() {
        let text = "a: 1\r\nnodes: { ö: servise }\r\n";
        let told = shown(text, &[(2, 13)]).unwrap();
        assert_eq!(told, " --> f.yaml:2:13\n  |\n2 | nodes: { ö: servise }\n  |             ^^^^^^^");
        for nowhere in [(9, 1), (0, 0), (1, 40)] {
            assert_eq!(shown(text, &[nowhere]), None);
        }
    }

    #[test]
    fn the_mark_stands_under_its_column_after_wide_signs_and_tabs() {
        // Two columns each on a screen, and one character each in a file.
        let text = "nodes: { a: { title: 漢字😀 }, b: { kind: x } }\n";
        let column = u32::try_from(text.chars().position(|c| c == 'b').unwrap()).unwrap() + 1;
        let told = shown(text, &[(1, column)]).unwrap();
        let lines: Vec<&str> = told.lines().collect();
        let width = |text: &str| textwrap::core::display_width(text);
        let before = |line: &str, at: &str| width(&line[..line.find(at).unwrap()]);
        assert_eq!(before(lines[3], "^"), before(lines[2], "b: {"), "{told}");
        assert_eq!(lines[3].matches('^').count(), 1, "{told}");
        let told = shown("a:\t{ b: x }\n", &[(1, 6)]).unwrap();
        let lines: Vec<&str> = told.lines().collect();
        assert!(!told.contains('\t'), "a tab is as wide as a screen likes: {told:?}");
        assert_eq!(before(lines[3], "^"), before(lines[2], "b: x"), "{told}");
    }

    #[test]
    fn several_places_are_shown_together_and_what_is_between_is_left_out() {
        let text = "nodes:\n  a: {}\n  b: {}\n  c: {}\n  d: {}\n  e: {}\n  f: {}\n";
        let told = shown(text, &[(7, 3), (2, 3)]).unwrap();
        assert!(told.starts_with(" --> f.yaml:7:3\n"), "{told}");
        assert!(told.contains("2 |   a: {}\n  |   -\n"), "{told}");
        assert!(told.ends_with("7 |   f: {}\n  |   ^"), "{told}");
        assert!(!told.contains("d: {}"), "{told}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{} here {}", "x".repeat(500), "y".repeat(500));
        let told = shown(&text, &[(1, 502)]).unwrap();
        let lines: Vec<&str> = told.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() < 170), "{told}");
        let mark = lines[3].find('^').unwrap();
        assert_eq!(&lines[2][mark..mark + 4], "here");
    }

    #[test]
    fn control_characters_never_reach_a_terminal() {
        let told = shown("a: \u{1b}[31mred\u{7}\n", &[(1, 1)]).unwrap();
        assert!(!told.contains(['\u{1b}', '\u{7}']), "{told:?}");
    }
}
