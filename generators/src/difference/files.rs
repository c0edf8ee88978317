//! Files of two bundles, line by line.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff};

use crate::bundle::{Bundle, MANIFEST};
use crate::file::File;

/// Lines that stay, shown around those that don't.
const CONTEXT: usize = 3;
/// Longer comparisons settle for a difference that is right, but not the smallest.
const PATIENCE: Duration = Duration::from_millis(500);

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// It stays.
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What became of it.
    pub sign: Sign,
    /// Its number before, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
    /// Its number now, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
    /// What it says, without the end of the line.
    pub text: String,
    /// What it speaks of: places in the document (`/nodes/orders/image`) and words such as `node:orders`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hunk {
    /// In order.
    pub lines: Vec<Line>,
}

/// A file that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Its path in the bundle.
    pub path: String,
    /// Whether it was there before.
    pub was_there: bool,
    /// Whether it is there now.
    pub is_there: bool,
    /// How many lines are new.
    pub added: usize,
    /// How many lines are gone.
    pub removed: usize,
    /// The lines that differ, and a few around them.
    pub hunks: Vec<Hunk>,
}

/// The files that differ, by path. The manifest is left out: it differs wherever another file does.
#[must_use]
pub fn files(before: &Bundle, after: &Bundle) -> Vec<FileChange> {
    let paths: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
    let differ = |path: &&String| {
        let text = |files: &BTreeMap<String, File>| files.get(*path).map(|file| file.text.clone());
        path.as_str() != MANIFEST && text(&before.files) != text(&after.files)
    };
    paths.into_iter().filter(differ).map(|path| file(path, before.files.get(path), after.files.get(path))).collect()
}

fn file(path: &str, before: Option<&File>, after: Option<&File>) -> FileChange {
    let text = |file: Option<&File>| file.map_or_else(String::new, |file| file.text.clone());
    let (old, new) = (text(before), text(after));
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).timeout(PATIENCE).diff_lines(&old, &new);
    let (old_subjects, new_subjects) = (subjects(before), subjects(after));
    let mut change = FileChange {
        path: path.to_owned(),
        was_there: before.is_some(),
        is_there: after.is_some(),
        added: 0,
        removed: 0,
        hunks: Vec::new(),
    };
    for group in diff.grouped_ops(CONTEXT) {
        let mut lines = Vec::new();
        for one in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let number = |index: Option<usize>| index.and_then(|index| u32::try_from(index + 1).ok());
            let (old, new) = (number(one.old_index()), number(one.new_index()));
            let speaks = |number: Option<u32>, of: &BTreeMap<u32, Vec<String>>| {
                number.and_then(|number| of.get(&number).cloned()).unwrap_or_default()
            };
            let (sign, subjects) = match one.tag() {
                ChangeTag::Equal => (Sign::Same, Vec::new()),
                ChangeTag::Insert => (Sign::Added, speaks(new, &new_subjects)),
                ChangeTag::Delete => (Sign::Removed, speaks(old, &old_subjects)),
            };
            change.added += usize::from(sign == Sign::Added);
            change.removed += usize::from(sign == Sign::Removed);
            let text = one.value().trim_end_matches(['\n', '\r']).to_owned();
            lines.push(Line { sign, before: old, after: new, text, subjects });
        }
        change.hunks.push(Hunk { lines });
    }
    change
}

/// What each line of a file speaks of, by its number.
fn subjects(file: Option<&File>) -> BTreeMap<u32, Vec<String>> {
    let mut found: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for span in file.iter().flat_map(|file| &file.spans) {
        // What is said of a whole file says nothing of a line.
        if span.end_line.saturating_sub(span.start_line) > 200 {
            continue;
        }
        for line in span.start_line..=span.end_line {
            let words = found.entry(line).or_default();
            for word in &span.subjects {
                if !words.contains(word) {
                    words.push(word.clone());
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::{Options, build};

    fn bundle(port: u16, more: &str) -> Bundle {
        let text = format!(
            "groundplan: 1\nname: x\nnodes:\n  a: {{ kind: service, image: nginx, ports: {{ http: {{ number: {port} }} }} }}\n{more}"
        );
        let document = topology::yaml::read_document(&text).unwrap().0;
        build(&document, &Options::default()).unwrap()
    }

    #[test]
    fn lines_are_numbered_and_speak_of_their_node() {
        let changes = files(&bundle(8080, ""), &bundle(9090, ""));
        let says = |change: &&FileChange| {
            change.hunks.iter().flat_map(|h| &h.lines).any(|l| l.text.contains("9090") && !l.subjects.is_empty())
        };
        let change = changes.iter().find(says).unwrap();
        let lines: Vec<&Line> = change.hunks.iter().flat_map(|hunk| &hunk.lines).collect();
        let new = lines.iter().find(|line| line.sign == Sign::Added && line.text.contains("9090")).unwrap();
        assert!(new.after.is_some() && new.before.is_none());
        assert!(new.subjects.iter().any(|word| word == "node:a" || word.starts_with("/nodes/a")), "{new:?}");
        assert!(lines.iter().any(|line| line.sign == Sign::Removed && line.text.contains("8080")));
        assert_eq!(change.added, lines.iter().filter(|line| line.sign == Sign::Added).count());
        assert!(changes.iter().all(|change| change.path != MANIFEST));
    }

    #[test]
    fn files_come_and_go_and_equal_bundles_have_no_difference() {
        let (small, large) = (bundle(8080, ""), bundle(8080, "  db: { kind: database, engine: postgres }\n"));
        let came: Vec<_> = files(&small, &large).into_iter().filter(|change| !change.was_there).collect();
        assert!(!came.is_empty() && came.iter().all(|change| change.removed == 0 && change.added > 0));
        let went: Vec<_> =
            files(&large, &small).into_iter().filter(|change| !change.is_there).map(|c| c.path).collect();
        assert_eq!(went, came.into_iter().map(|change| change.path).collect::<Vec<_>>());
        assert!(files(&small, &small).is_empty());
    }

    /// Applying a difference to the old text gives the new one.
    #[test]
    fn a_difference_is_complete() {
        let (old, new) = (bundle(8080, ""), bundle(9090, "  db: { kind: database, engine: postgres }\n"));
        for change in files(&old, &new) {
            let lines = |bundle: &Bundle| -> Vec<String> {
                bundle.files.get(&change.path).map_or_else(Vec::new, |f| f.text.lines().map(str::to_owned).collect())
            };
            let (before, mut rebuilt, mut at) = (lines(&old), Vec::new(), 0);
            for line in change.hunks.iter().flat_map(|hunk| &hunk.lines) {
                if let Some(number) = line.before {
                    rebuilt.extend_from_slice(&before[at..number as usize - 1]);
                    at = number as usize;
                }
                if line.sign != Sign::Removed {
                    while line.sign == Sign::Added && rebuilt.len() + 1 < line.after.unwrap() as usize {
                        rebuilt.push(before[at].clone());
                        at += 1;
                    }
                    rebuilt.push(line.text.clone());
                }
            }
            rebuilt.extend_from_slice(&before[at..]);
            assert_eq!(rebuilt, lines(&new), "{}", change.path);
        }
    }
}
