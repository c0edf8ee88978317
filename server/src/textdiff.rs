//! How one version of a bundle differs from another: files that come, go and change, and the lines of each.

use std::collections::{BTreeMap, BTreeSet};

use generators::file::File;
use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff};
use utoipa::ToSchema;

/// Lines that are shown around a change.
const AROUND: usize = 3;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Became {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
}

/// A file that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileChange {
    /// Its path in the bundle.
    pub path: String,
    /// What became of it.
    pub became: Became,
    /// Lines that came.
    pub added: usize,
    /// Lines that went.
    pub removed: usize,
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Line {
    /// `+`, `-`, a blank for a line that stays, `@` where lines are left out.
    pub sign: char,
    /// Its number before, from 1; absent where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<usize>,
    /// Its number after; absent where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<usize>,
    /// Its text.
    pub text: String,
}

/// Files by path, as a bundle has them.
pub type Files = BTreeMap<String, File>;

fn text<'f>(files: &'f Files, path: &str) -> Option<&'f str> {
    files.get(path).map(|file| file.text.as_str())
}

/// The files that differ, by path.
#[must_use]
pub fn files(before: &Files, after: &Files) -> Vec<FileChange> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths
        .into_iter()
        .filter_map(|path| {
            let (old, new) = (text(before, path), text(after, path));
            let became = match (old, new) {
                (None, _) => Became::Added,
                (_, None) => Became::Removed,
                (Some(old), Some(new)) if old == new => return None,
                _ => Became::Changed,
            };
            let all = lines(old.unwrap_or_default(), new.unwrap_or_default());
            let count = |sign| all.iter().filter(|line| line.sign == sign).count();
            Some(FileChange { path: path.clone(), became, added: count('+'), removed: count('-') })
        })
        .collect()
}

/// How a file differs; `None` where neither has it.
#[must_use]
pub fn file(before: &Files, after: &Files, path: &str) -> Option<Vec<Line>> {
    let (old, new) = (text(before, path), text(after, path));
    (old.is_some() || new.is_some()).then(|| lines(old.unwrap_or_default(), new.unwrap_or_default()))
}

/// The lines that came and went, with a few around them.
#[must_use]
pub fn lines(old: &str, new: &str) -> Vec<Line> {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(old, new);
    let mut out = Vec::new();
    for (index, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        let left_out = index > 0 || group.first().is_some_and(|op| op.old_range().start > 0);
        if left_out {
            out.push(Line { sign: '@', old: None, new: None, text: String::new() });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let number = |index: Option<usize>| index.map(|index| index + 1);
            out.push(Line {
                sign,
                old: number(change.old_index()),
                new: number(change.new_index()),
                text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown_and_what_stands_around_it() {
        let old: String = (1..=20).map(|n| format!("line {n}\n")).collect();
        let new = old.replace("line 10\n", "line ten\n");
        let told: Vec<String> = lines(&old, &new).iter().map(|line| format!("{}{}", line.sign, line.text)).collect();
        let expected =
            ["@", " line 7", " line 8", " line 9", "-line 10", "+line ten", " line 11", " line 12", " line 13"];
        assert_eq!(told, expected);
        let changed = lines(&old, &new);
        let gone = changed.iter().find(|line| line.sign == '-').unwrap();
        assert_eq!((gone.old, gone.new), (Some(10), None));
        assert!(lines(&old, &old).is_empty());
    }
}
