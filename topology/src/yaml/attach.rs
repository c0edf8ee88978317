//! Which path a comment belongs to.
//!
//! A comment behind something on its line belongs to the last key, value or dash before it. A
//! comment on a line of its own belongs to what follows, unless it is indented deeper than that:
//! then it ends the map or list that it is indented like. Lines at the head of the file that a
//! blank line parts from the first key belong to the whole file.

use super::entry::{Built, Entry, Found};
use crate::document::Comment;
use std::collections::BTreeMap;

pub(super) fn attach(built: &Built, text: &str) -> BTreeMap<String, Comment> {
    let mut comments = Attached::default();
    let (head, rest) = split_head(built);
    for found in head {
        let root = comments.of("");
        // A root text's own block indicator: the one thing that can stand before the root value.
        if root.after.is_none() && line_before(found, text).trim_start().starts_with(['|', '>']) {
            root.after = Some(found.text.clone());
        } else {
            root.before.push(found.text.clone());
        }
    }
    for found in rest {
        match trailing(built, found, text) {
            Some(entry) => {
                let comment = comments.of(&built.entries[entry].path);
                match comment.after {
                    None => comment.after = Some(found.text.clone()),
                    Some(_) => comment.before.push(found.text.clone()),
                }
            }
            None => own_line(built, found, &mut comments),
        }
    }
    comments.0
}

#[derive(Default)]
struct Attached(BTreeMap<String, Comment>);

impl Attached {
    fn of(&mut self, path: &str) -> &mut Comment {
        self.0.entry(path.to_owned()).or_default()
    }
}

/// Comments before the root value that belong to the whole text, and all others.
fn split_head(built: &Built) -> (&[Found], &[Found]) {
    let comments = &built.comments[..];
    let Some(root) = built.entries.first() else {
        return (comments, &[]);
    };
    let head = comments.partition_point(|found| found.start < root.start);
    let block = root.container.as_ref().is_some_and(|container| !container.flow);
    if !block {
        return comments.split_at(head);
    }
    // The block of lines that touches the first key or item is that one's.
    let mut line = root.value.0;
    let mut first = head;
    while first > 0 && comments[first - 1].line + 1 == line {
        first -= 1;
        line -= 1;
    }
    comments.split_at(first)
}

/// What stands on the comment's line before it.
fn line_before<'a>(found: &Found, text: &'a str) -> &'a str {
    let before = &text[..found.start];
    &before[before.rfind('\n').map_or(0, |at| at + 1)..]
}

fn trailing(built: &Built, found: &Found, text: &str) -> Option<usize> {
    if line_before(found, text).trim().is_empty() {
        return None;
    }
    let behind = built.tokens.partition_point(|token| token.end <= found.start);
    let token = built.tokens[..behind].last()?;
    (token.line == found.line).then_some(token.entry)
}

fn own_line(built: &Built, found: &Found, comments: &mut Attached) {
    let entries = &built.entries;
    let next = entries.partition_point(|entry| entry.start <= found.start);
    let Some(previous) = next.checked_sub(1) else {
        // Before the root, but touching its first key or item.
        let first = entries.get(1).map_or("", |entry| &entry.path);
        comments.of(first).before.push(found.text.clone());
        return;
    };
    let entry = &entries[previous];
    let flow_or_scalar = entry.container.as_ref().is_none_or(|container| container.flow);
    if entry.value_start > found.start && flow_or_scalar {
        comments.of(&entry.path).before.push(found.text.clone());
        return;
    }
    if let Some(flow) = around(entries, previous).find(|entry| is_flow_over(entry, found)) {
        match entries.get(next) {
            Some(next) if flow.container.as_ref().is_some_and(|c| next.start < c.end) => {
                comments.of(&next.path).before.push(found.text.clone());
            }
            _ => comments.of(&flow.path).end.push(found.text.clone()),
        }
        return;
    }
    let next = entries.get(next);
    match ended(entries, previous, next, found.column) {
        Some(ended) => comments.of(&ended.path).end.push(found.text.clone()),
        None => {
            let path = next.map_or("", |next| &next.path);
            comments.of(path).before.push(found.text.clone());
        }
    }
}

/// The block map or list that a comment of this indentation ends, if it ends one.
fn ended<'a>(entries: &'a [Entry], previous: usize, next: Option<&Entry>, column: usize) -> Option<&'a Entry> {
    if next.is_some_and(|next| column <= next.column) {
        return None;
    }
    let mut deepest: Option<(&Entry, usize)> = None;
    let mut outermost = None;
    for entry in around(entries, previous) {
        let Some(container) = entry.container.as_ref().filter(|container| !container.flow) else {
            continue;
        };
        // From here on outwards everything holds what follows, so nothing has ended.
        if next.is_some_and(|next| next.start < container.end) {
            break;
        }
        outermost = Some(entry);
        // Of a map and its unindented list the map is meant.
        let tie = deepest.is_none_or(|(_, column)| column == container.child_column);
        if container.child_column <= column && tie {
            deepest = Some((entry, container.child_column));
        }
    }
    deepest.map(|(entry, _)| entry).or(outermost)
}

/// The entry and all that contain it, from the inside out.
fn around(entries: &[Entry], from: usize) -> impl Iterator<Item = &Entry> {
    std::iter::successors(entries.get(from), |entry| entries.get(entry.parent?))
}

fn is_flow_over(entry: &Entry, found: &Found) -> bool {
    let over = |end: usize| entry.value_start < found.start && found.start < end;
    entry.container.as_ref().is_some_and(|container| container.flow && over(container.end))
}
