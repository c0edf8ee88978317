//! From the parser's events to a value, the entries with their places, and the comments found.

use super::entry::{Built, Container, Entry, Found, Place, Token};
use super::error::ReadError;
use super::fault::{explain, place, too_deep};
use super::limits;
use super::node::{collection_tag, merge, scalar, scalar_tag};
use super::pointer;
use super::resolve::resolve;
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag, options};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

struct Anchor {
    value: Value,
    size: Size,
}

/// What a value costs when an alias repeats it.
#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    text: usize,
    height: usize,
}

impl Size {
    fn add(&mut self, inner: Size) {
        self.nodes = self.nodes.saturating_add(inner.nodes);
        self.text = self.text.saturating_add(inner.text);
        self.height = self.height.max(inner.height + 1);
    }
}

struct Frame {
    entry: usize,
    anchor: usize,
    size: Size,
    flow: bool,
    open: Open,
}

enum Open {
    Map {
        entries: Map<String, Value>,
        /// The key whose value comes next.
        key: Option<Key>,
        merges: Vec<Value>,
    },
    List(Vec<Value>),
}

enum Key {
    Named(String),
    Merge,
}

struct Builder<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
    built: Built,
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, Anchor>,
    nodes: usize,
    repeated_text: usize,
    path_bytes: usize,
    documents: usize,
    /// Whether more than one document may come.
    several: bool,
    /// Tags that are kept as marks instead of being refused.
    known: &'a [&'a str],
    done: Vec<Built>,
    /// The entry that the last key opened and whose value comes next.
    pending: Option<usize>,
}

/// Reads all events of `text`: the documents if there may be several, else the only one. Tags of `known` become marks.
pub(super) fn build(text: &str, several: bool, known: &[&str]) -> Result<Vec<Built>, ReadError> {
    let options = options! {
        flow_nesting_limit: limits::DEPTH,
        block_nesting_limit: limits::DEPTH,
        // The size limit bounds them already.
        max_buffered_comment_events: limits::SIZE,
    };
    let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut builder = Builder {
        text,
        line_starts,
        built: Built::default(),
        frames: Vec::new(),
        anchors: BTreeMap::new(),
        nodes: 0,
        repeated_text: 0,
        path_bytes: 0,
        documents: 0,
        several,
        known,
        done: Vec::new(),
        pending: None,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| explain(&error, text))?;
        builder.event(event, span)?;
    }
    let Builder { built, mut done, .. } = builder;
    match done.last_mut().filter(|_| several) {
        // What follows the last document ends it.
        Some(last) => last.comments.extend(built.comments),
        None => done.push(built),
    }
    done.iter_mut().for_each(|built| built.tokens.sort_unstable());
    Ok(done)
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: granit_parser::Span) -> Result<(), ReadError> {
        let at = place(&span.start);
        let start = span.start.byte_offset().unwrap_or_default();
        let end = span.end.byte_offset().unwrap_or_default();
        let end_line = place(&span.end).0;
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 && !self.several {
                    return Err(ReadError::new(
                        at,
                        "a second document begins here",
                        "one document in a file",
                        "remove `---` and what follows, or put it into a file of its own",
                    ));
                }
            }
            Event::Comment(text, _) => self.built.comments.push(Found {
                text: text.strip_prefix(' ').unwrap_or(&text).trim_end().to_owned(),
                line: at.0,
                column: span.start.col(),
                start,
            }),
            Event::Scalar(text, style, anchor, tag) => {
                let (tag, mark) = self.marked(tag.as_deref());
                let token = |entry| Token { end, line: end_line, entry };
                if self.expects_key() {
                    let key = self.key(&text, style, tag, at)?;
                    self.anchor(anchor, &Value::from(text.as_ref()), scalar_size(&text), at)?;
                    let entry = self.open_key(key, at, start, span.start.col())?;
                    self.built.tokens.push(token(entry));
                } else {
                    let value = scalar(&text, style, tag, at)?;
                    let size = scalar_size(&text);
                    let entry = self.enter(at, start, span.start.col())?;
                    self.built.marks.extend(mark.map(|mark| (entry, mark)));
                    self.built.tokens.push(token(entry));
                    self.anchor(anchor, &value, size, at)?;
                    self.complete(value, size, at)?;
                }
            }
            Event::SequenceStart(style, anchor, tag) | Event::MappingStart(style, anchor, tag)
                if self.expects_key() =>
            {
                let _ = (style, anchor, tag);
                return Err(ReadError::new(
                    at,
                    "a map or list stands as a key",
                    "text as a key",
                    "put quotes round a key that holds `{{`, `{` or `[`",
                ));
            }
            Event::MappingStart(style, anchor, tag) => {
                let (tag, mark) = self.marked(tag.as_deref());
                collection_tag(tag, "map", at)?;
                let entries = Open::Map { entries: Map::new(), key: None, merges: Vec::new() };
                self.open(entries, style, anchor, mark, &span)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                let (tag, mark) = self.marked(tag.as_deref());
                collection_tag(tag, "seq", at)?;
                self.open(Open::List(Vec::new()), style, anchor, mark, &span)?;
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(end, end_line)?,
            Event::Alias(anchor) => self.alias(anchor, at, start, end, &span)?,
            // The parser ends with an error instead: unresolved aliases are not asked for.
            Event::UnresolvedAlias(_) | Event::Anchor(..) => {}
            Event::DocumentEnd if self.several => self.done.push(std::mem::take(&mut self.built)),
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            _ => {}
        }
        Ok(())
    }

    /// A tag that still has to fit what it stands at, or, as it is written, one that is kept as a mark.
    fn marked<'t>(&self, tag: Option<&'t Tag>) -> (Option<&'t Tag>, Option<String>) {
        let mark = tag.map(Tag::original).filter(|tag| self.known.contains(&tag.as_str()));
        (tag.filter(|_| mark.is_none()), mark)
    }

    fn expects_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { open: Open::Map { key: None, .. }, .. }))
    }

    /// What the scalar `text` is as a key. Numbers are taken as they are written.
    fn key(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>, at: Place) -> Result<Key, ReadError> {
        let bare = style == ScalarStyle::Plain && tag.is_none();
        if bare && text == "<<" {
            return Ok(Key::Merge);
        }
        if text.len() > limits::KEY {
            return Err(ReadError::new(
                at,
                "a key is too long",
                format!("at most {} bytes (the key limit)", limits::KEY),
                "shorten the key",
            ));
        }
        scalar_tag(tag, at)?;
        if bare && matches!(resolve(text), Ok(Value::Null | Value::Bool(_))) {
            let (what, hint) = match text {
                "" | "~" => ("a key is missing or null", "write a name before the colon"),
                _ => ("a key is null or a truth value", "put quotes round it"),
            };
            return Err(ReadError::new(at, what, "text as a key", hint));
        }
        Ok(Key::Named(text.to_owned()))
    }

    /// Opens the entry of a key whose value comes next.
    fn open_key(&mut self, key: Key, at: Place, start: usize, column: usize) -> Result<usize, ReadError> {
        let Some(Frame { entry: parent, open: Open::Map { entries, key: open, .. }, .. }) = self.frames.last_mut()
        else {
            return Ok(0);
        };
        let parent = *parent;
        let name = match &key {
            Key::Named(name) => name.clone(),
            Key::Merge => "<<".to_owned(),
        };
        let path = pointer::join(&self.built.entries[parent].path, &name);
        if entries.contains_key(&name) {
            let same = |entry: &&Entry| entry.path == path && entry.key.is_some();
            let first = self.built.entries.iter().find(same).and_then(|entry| entry.key);
            let (line, column) = first.unwrap_or(at);
            return Err(ReadError::new(
                at,
                format!("the key `{name}` was given before, at line {line}, column {column}"),
                "each key once",
                "remove or rename one of the two",
            ));
        }
        *open = Some(key);
        let entry = self.push_entry(Entry {
            path,
            parent: Some(parent),
            key: Some(at),
            value: at,
            start,
            column,
            value_start: start,
            container: None,
        })?;
        self.pending = Some(entry);
        Ok(entry)
    }

    /// The entry of the value that begins here: a key's, an item's or the root's.
    fn enter(&mut self, at: Place, start: usize, column: usize) -> Result<usize, ReadError> {
        self.count(1, at)?;
        if let Some(entry) = self.pending.take() {
            self.built.entries[entry].value = at;
            self.built.entries[entry].value_start = start;
            return Ok(entry);
        }
        let mut entry = Entry {
            path: String::new(),
            parent: None,
            key: None,
            value: at,
            start,
            column,
            value_start: start,
            container: None,
        };
        let mut dash = None;
        if let Some(Frame { entry: parent, flow, open: Open::List(items), .. }) = self.frames.last() {
            entry.path = pointer::join(&self.built.entries[*parent].path, &items.len().to_string());
            entry.parent = Some(*parent);
            let list = self.built.entries[*parent].container.as_ref();
            if let (false, Some(list)) = (*flow, list) {
                entry.column = list.child_column;
                dash = self.dash(at.0, list.child_column, self.built.entries[*parent].value_start);
            }
        }
        if let Some((_, start)) = dash {
            entry.start = start;
        }
        let entry = self.push_entry(entry)?;
        if let Some((line, start)) = dash {
            let end = start + 1;
            self.built.tokens.push(Token { end, line, entry });
        }
        Ok(entry)
    }

    /// Line and byte of the dash at `column` before a value on `line`: on that line, or above
    /// lines that are blank or hold only a comment. Never before byte `from`.
    fn dash(&self, line: u32, column: usize, from: usize) -> Option<(u32, usize)> {
        for number in (1..=line).rev() {
            let line_start = *self.line_starts.get(number as usize - 1)?;
            let at = line_start + column;
            if at < from {
                return None;
            }
            if self.text.as_bytes().get(at) == Some(&b'-') {
                return Some((number, at));
            }
            let rest = self.text[line_start..].lines().next().unwrap_or_default().trim_start();
            if number != line && !rest.is_empty() && !rest.starts_with('#') {
                return None;
            }
        }
        None
    }

    fn push_entry(&mut self, entry: Entry) -> Result<usize, ReadError> {
        self.path_bytes += entry.path.len();
        if self.path_bytes > limits::PATHS {
            return Err(ReadError::new(
                entry.value,
                "long keys hold too many values",
                format!("paths of at most {} bytes together (the path limit)", limits::PATHS),
                "shorten the keys or split the file",
            ));
        }
        self.built.entries.push(entry);
        Ok(self.built.entries.len() - 1)
    }

    fn open(
        &mut self,
        open: Open,
        style: StructureStyle,
        anchor: usize,
        mark: Option<String>,
        span: &granit_parser::Span,
    ) -> Result<(), ReadError> {
        let at = place(&span.start);
        if self.frames.len() >= limits::DEPTH {
            return Err(too_deep(at));
        }
        let start = span.start.byte_offset().unwrap_or_default();
        let entry = self.enter(at, start, span.start.col())?;
        let flow = style == StructureStyle::Flow;
        if flow {
            let end = span.end.byte_offset().unwrap_or_default();
            self.built.tokens.push(Token { end, line: place(&span.end).0, entry });
        }
        self.built.marks.extend(mark.map(|mark| (entry, mark)));
        self.built.entries[entry].container = Some(Container { flow, child_column: span.start.col(), end: usize::MAX });
        self.frames.push(Frame { entry, anchor, size: Size { nodes: 1, text: 0, height: 1 }, flow, open });
        Ok(())
    }

    fn close(&mut self, end: usize, end_line: u32) -> Result<(), ReadError> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        let entry = &mut self.built.entries[frame.entry];
        let at = entry.value;
        if let Some(container) = &mut entry.container {
            container.end = end;
        }
        if frame.flow {
            self.built.tokens.push(Token { end, line: end_line, entry: frame.entry });
        }
        let value = match frame.open {
            Open::List(items) => Value::Array(items),
            Open::Map { mut entries, merges, .. } => {
                // Own keys win over merged ones, earlier merges over later ones.
                for merge in merges {
                    if let Value::Object(merged) = merge {
                        for (key, value) in merged {
                            entries.entry(key).or_insert(value);
                        }
                    }
                }
                Value::Object(entries)
            }
        };
        self.anchor(frame.anchor, &value, frame.size, at)?;
        self.complete(value, frame.size, at)
    }

    /// Hands a finished value to what contains it.
    fn complete(&mut self, value: Value, size: Size, at: Place) -> Result<(), ReadError> {
        let Some(frame) = self.frames.last_mut() else {
            self.built.value = value;
            return Ok(());
        };
        frame.size.add(size);
        match &mut frame.open {
            Open::List(items) => items.push(value),
            Open::Map { entries, key, merges } => match key.take() {
                Some(Key::Named(name)) => {
                    frame.size.text += name.len();
                    entries.insert(name, value);
                }
                Some(Key::Merge) => merge(value, merges, at)?,
                None => {}
            },
        }
        Ok(())
    }

    fn anchor(&mut self, id: usize, value: &Value, size: Size, at: Place) -> Result<(), ReadError> {
        if id != 0 {
            self.repeat(size, at)?;
            let value = value.clone();
            self.anchors.insert(id, Anchor { value, size });
        }
        Ok(())
    }

    fn alias(
        &mut self,
        id: usize,
        at: Place,
        start: usize,
        end: usize,
        span: &granit_parser::Span,
    ) -> Result<(), ReadError> {
        let Some(anchor) = self.anchors.get(&id) else {
            return Err(ReadError::new(
                at,
                "this alias stands inside the very value that it names",
                "an alias of a finished value",
                "write the value out",
            ));
        };
        let size = anchor.size;
        if self.frames.len() + size.height > limits::DEPTH {
            return Err(too_deep(at));
        }
        self.repeat(size, at)?;
        let Some(anchor) = self.anchors.get(&id) else {
            return Ok(());
        };
        let value = anchor.value.clone();
        let token = |entry| Token { end, line: place(&span.end).0, entry };
        if self.expects_key() {
            let Value::String(name) = value else {
                return Err(ReadError::new(
                    at,
                    "this alias stands as a key and does not name text",
                    "text as a key",
                    "write the key out",
                ));
            };
            let key = self.key(&name, ScalarStyle::DoubleQuoted, None, at)?;
            let entry = self.open_key(key, at, start, span.start.col())?;
            self.built.tokens.push(token(entry));
            return Ok(());
        }
        let entry = self.enter(at, start, span.start.col())?;
        self.built.tokens.push(token(entry));
        self.complete(value, size, at)
    }

    fn count(&mut self, nodes: usize, at: Place) -> Result<(), ReadError> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > limits::NODES {
            return Err(ReadError::new(
                at,
                "the text holds too many values",
                format!("at most {}, aliases counted (the node limit)", limits::NODES),
                "split the file",
            ));
        }
        Ok(())
    }

    /// Counts a value that is kept or written once more for an anchor.
    fn repeat(&mut self, size: Size, at: Place) -> Result<(), ReadError> {
        self.count(size.nodes, at)?;
        self.repeated_text = self.repeated_text.saturating_add(size.text);
        if self.repeated_text > limits::REPEATED_TEXT {
            return Err(ReadError::new(
                at,
                "anchors and aliases repeat too much text",
                format!("at most {} bytes (the limit of repeated text)", limits::REPEATED_TEXT),
                "write the values out or split the file",
            ));
        }
        Ok(())
    }
}

fn scalar_size(text: &str) -> Size {
    Size { nodes: 1, text: text.len(), height: 0 }
}
