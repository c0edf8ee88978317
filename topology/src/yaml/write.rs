//! Writing: two blanks a level, lists indented under their key, no folded lines.

use super::scalar;
use super::tree::{Item, Tree};
use std::collections::BTreeMap;

/// The widest line on which a flow map or list may stand.
const FLOW_WIDTH: usize = 100;

/// Keys longer than this are written behind `? `: parsers look only so far for the colon.
const SIMPLE_KEY: usize = 1000;

/// Lines of a written text that speak of one subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First line, from 1; comments before the item belong to it.
    pub start_line: u32,
    /// Last line, inclusive.
    pub end_line: u32,
    /// The item's subject.
    pub subject: String,
}

/// A text and what its lines speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The YAML, ending in a line break.
    pub text: String,
    /// By first line; a span that holds others comes before them.
    pub spans: Vec<Span>,
}

/// Writes one document.
pub fn write(root: &Item) -> Written {
    let mut writer = Writer::default();
    writer.root(root);
    let mut spans = writer.spans;
    spans.sort_by(|a, b| (a.start_line, b.end_line, &a.subject).cmp(&(b.start_line, a.end_line, &b.subject)));
    Written { text: writer.out, spans }
}

/// How a value stands behind its key or dash.
enum Shape<'a> {
    Inline(String),
    Literal(&'static str, Vec<&'a str>),
    Map(&'a [(String, Item)]),
    List(&'a [Item]),
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The current line, from 0.
    line: u32,
    line_start: usize,
    spans: Vec<Span>,
}

impl Writer {
    fn root(&mut self, root: &Item) {
        let first_line = self.line;
        let shape = self.shape(root, 0);
        let block = matches!(shape, Shape::Map(_) | Shape::List(_));
        self.comments(before(root), 0);
        if block {
            self.comments(root.after.iter(), 0);
            if !self.out.is_empty() {
                self.break_line();
            }
        }
        match shape {
            Shape::Map(entries) => self.map(entries, 0, false),
            Shape::List(items) => self.list(items, 0, false),
            Shape::Inline(text) => self.end_line(&text, root.after.as_deref()),
            Shape::Literal(header, lines) => self.literal(header, &lines, root, 2),
        }
        if block {
            self.comments(root.end.iter(), 0);
        }
        self.span(first_line, root);
    }

    /// `first_inline`: the first key stands behind the dash of the list item that this map is.
    fn map(&mut self, entries: &[(String, Item)], indent: usize, first_inline: bool) {
        let last_at: BTreeMap<&str, usize> =
            entries.iter().enumerate().map(|(at, (key, _))| (key.as_str(), at)).collect();
        let written = entries.iter().enumerate().filter(|(at, (key, _))| last_at.get(key.as_str()) == Some(at));
        for (nth, (_, (key, item))) in written.enumerate() {
            let inline = nth == 0 && first_inline;
            let first_line = self.lead(item, indent, nth == 0, inline);
            let key = scalar::key(key, &item.value, false);
            if key.len() > SIMPLE_KEY {
                self.out.push_str("? ");
                self.out.push_str(&key);
                self.break_line();
                self.pad(indent);
            } else {
                self.out.push_str(&key);
            }
            self.out.push(':');
            self.value(item, indent, Behind::Key);
            self.span(first_line, item);
        }
    }

    fn list(&mut self, items: &[Item], indent: usize, first_inline: bool) {
        for (nth, item) in items.iter().enumerate() {
            let inline = nth == 0 && first_inline;
            let first_line = self.lead(item, indent, nth == 0, inline);
            self.out.push('-');
            self.value(item, indent, Behind::Dash);
            self.span(first_line, item);
        }
    }

    /// What stands before a key or dash; the line on which the item begins.
    fn lead(&mut self, item: &Item, indent: usize, first: bool, inline: bool) -> u32 {
        if inline {
            return self.line;
        }
        if item.blank_before && !first {
            self.break_line();
        }
        let first_line = self.line;
        self.comments(before(item), indent);
        self.pad(indent);
        first_line
    }

    fn value(&mut self, item: &Item, indent: usize, behind: Behind) {
        if let Some(name) = item.anchor {
            self.out.push_str(" &");
            self.out.push_str(name);
        }
        let column = self.out[self.line_start..].chars().count() + 1;
        match self.shape(item, column) {
            Shape::Inline(text) => self.end_line(&format!(" {text}"), item.after.as_deref()),
            Shape::Literal(header, lines) => {
                self.out.push(' ');
                self.literal(header, &lines, item, indent + 2);
            }
            Shape::Map(entries) => {
                let compact = behind == Behind::Dash
                    && item.after.is_none()
                    && entries.iter().all(|(key, _)| key != &entries[0].0 || key.len() <= SIMPLE_KEY)
                    && before(&entries[0].1).next().is_none();
                self.open(item, compact);
                self.map(entries, indent + 2, compact);
                self.comments(item.end.iter(), indent + 2);
            }
            Shape::List(items) => {
                let compact = behind == Behind::Dash && item.after.is_none() && before(&items[0]).next().is_none();
                self.open(item, compact);
                self.list(items, indent + 2, compact);
                self.comments(item.end.iter(), indent + 2);
            }
        }
    }

    fn open(&mut self, item: &Item, compact: bool) {
        if compact {
            self.out.push(' ');
        } else {
            self.end_line("", item.after.as_deref());
        }
    }

    fn literal(&mut self, header: &str, lines: &[&str], item: &Item, indent: usize) {
        self.end_line(header, item.after.as_deref());
        for line in lines {
            if !line.is_empty() {
                self.pad(indent);
                self.out.push_str(line);
            }
            self.break_line();
        }
    }

    fn shape<'a>(&self, item: &'a Item, column: usize) -> Shape<'a> {
        if let Tree::Text(text) = &item.value
            && let Some((header, lines)) = scalar::literal(text)
        {
            return Shape::Literal(header, lines);
        }
        if let Some(text) = scalar::inline(&item.value, false) {
            return Shape::Inline(text);
        }
        let flow = (item.flow && item.end.is_empty())
            .then(|| {
                let mut flow = String::new();
                let width = FLOW_WIDTH.saturating_sub(column);
                push_flow(&item.value, width, &mut flow).map(|()| flow)
            })
            .flatten();
        match (flow, &item.value) {
            (Some(flow), _) => Shape::Inline(flow),
            (None, Tree::Map(entries)) if !entries.is_empty() => Shape::Map(entries),
            (None, Tree::List(items)) if !items.is_empty() => Shape::List(items),
            (None, Tree::List(_)) => Shape::Inline("[]".to_owned()),
            // Everything that is neither map nor list was written inline above.
            (None, _) => Shape::Inline("{}".to_owned()),
        }
    }

    fn comments<S: AsRef<str>>(&mut self, lines: impl Iterator<Item = S>, indent: usize) {
        for line in lines {
            self.pad(indent);
            self.out.push_str(&scalar::comment(line.as_ref()));
            self.break_line();
        }
    }

    fn end_line(&mut self, text: &str, after: Option<&str>) {
        self.out.push_str(text);
        if let Some(comment) = after {
            // At the start of a line there is nothing to keep apart.
            if self.out.len() > self.line_start {
                self.out.push(' ');
            }
            self.out.push_str(&scalar::comment(comment));
        }
        self.break_line();
    }

    fn break_line(&mut self) {
        self.out.push('\n');
        self.line += 1;
        self.line_start = self.out.len();
    }

    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn span(&mut self, first_line: u32, item: &Item) {
        if let Some(subject) = &item.subject {
            self.spans.push(Span {
                start_line: first_line + 1,
                end_line: self.line.max(first_line + 1),
                subject: subject.clone(),
            });
        }
        self.inner_spans(first_line, item);
    }

    /// Subjects of what was written on one line: their own items were never visited.
    fn inner_spans(&mut self, first_line: u32, item: &Item) {
        if !item.flow || self.line != first_line + 1 {
            return;
        }
        let mut within: Vec<&Item> = children(item).collect();
        while let Some(inner) = within.pop() {
            if let Some(subject) = &inner.subject {
                self.spans.push(Span { start_line: self.line, end_line: self.line, subject: subject.clone() });
            }
            within.extend(children(inner));
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Behind {
    Key,
    Dash,
}

/// The lines before an item. What holds no children has no place for comments at its end.
fn before(item: &Item) -> impl Iterator<Item = &str> {
    let end: &[String] = if item.has_children() { &[] } else { &item.end };
    item.before.iter().chain(end).flat_map(|text| text.split('\n'))
}

fn children(item: &Item) -> Box<dyn Iterator<Item = &Item> + '_> {
    match &item.value {
        Tree::Map(entries) => Box::new(entries.iter().map(|(_, item)| item)),
        Tree::List(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Writes `value` on one line of at most `width` characters; `None` where that can't be.
fn push_flow(value: &Tree, width: usize, out: &mut String) -> Option<()> {
    let fits = |out: &String| (out.chars().count() <= width).then_some(());
    // Every character takes at least a byte, so a longer text can't fit.
    if out.len() > width * 4 {
        return None;
    }
    let push_item = |item: &Item, out: &mut String| {
        let commented = !item.before.is_empty() || item.after.is_some() || !item.end.is_empty();
        (!commented).then(|| push_flow(&item.value, width, out))?
    };
    match value {
        Tree::Map(entries) if entries.is_empty() => out.push_str("{}"),
        Tree::List(items) if items.is_empty() => out.push_str("[]"),
        Tree::Map(entries) => {
            let mut separator = "{ ";
            for (key, item) in entries {
                out.push_str(separator);
                out.push_str(&scalar::key(key, &item.value, true));
                out.push_str(": ");
                push_item(item, out)?;
                separator = ", ";
            }
            out.push_str(" }");
        }
        Tree::List(items) => {
            let mut separator = "[";
            for item in items {
                out.push_str(separator);
                push_item(item, out)?;
                separator = ", ";
            }
            out.push(']');
        }
        Tree::Text(text) if text.len() > width * 4 || text.contains('\n') => return None,
        scalar => out.push_str(&scalar::inline(scalar, true)?),
    }
    fits(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_written_once() {
        let shared = Item::map([("read_only", true), ("init", true)]).anchor("hardened");
        let service = Item::map([("image", Item::text("a:1")), ("merge", Item::from(Tree::Merge("hardened")))]);
        let root = Item::map([("x-hardened", shared), ("a", service)]);
        let text = write(&root).text;
        assert_eq!(text, "x-hardened: &hardened\n  read_only: true\n  init: true\na:\n  image: a:1\n  <<: *hardened\n");
        let read = crate::yaml::read(&text).unwrap().value;
        assert_eq!(read["a"], serde_json::json!({ "image": "a:1", "read_only": true, "init": true }));
    }

    #[test]
    fn it_looks_like_what_experts_write() {
        let long: Vec<Item> = (0..40).map(|n| Item::from(format!("item-{n}"))).collect();
        let item = Item::map([
            ("name", Item::text("shop").comment("The shop.\nTwo lines.")),
            ("ports", Item::list(["8080:80", "127.0.0.1:9090:9090/udp"]).trailing("published")),
            ("small", Item::map([("a", 1), ("b", 2)]).flow()),
            ("words", Item::list(["a", "b, c"]).flow()),
            ("script", Item::text("set -e\n\nrun\n")),
            ("last", Item::text("a\nb").spaced()),
            ("empty", Item::map([("map", Item::from(Tree::Map(Vec::new()))), ("list", Vec::<Item>::new().into())])),
            (
                "steps",
                Item::list([
                    Item::map([("uses", Item::text("x@v1")), ("with", Item::map([("k", true)]))]),
                    Item::map([("run", Item::text("a").comment("why"))]).trailing("second"),
                    Item::list([Item::list([1, 2]), Item::null()]),
                ]),
            ),
            ("wide", Item::from(long[..2].to_vec()).flow()),
        ]);
        let expected = r#"# The shop.
# Two lines.
name: shop
ports: # published
  - "8080:80"
  - 127.0.0.1:9090:9090/udp
small: { a: 1, b: 2 }
words: [a, "b, c"]
script: |
  set -e

  run

last: |-
  a
  b
empty:
  map: {}
  list: []
steps:
  - uses: x@v1
    with:
      k: true
  - # second
    # why
    run: a
  - - - 1
      - 2
    - null
wide: [item-0, item-1]
"#;
        assert_eq!(write(&item).text, expected);
        let wide = write(&Item::map([("wide", Item::from(long).flow())])).text;
        assert!(wide.starts_with("wide:\n  - item-0\n  - item-1\n"), "{wide}");
    }

    #[test]
    fn flow_keeps_to_a_hundred_columns() {
        let line = |length: usize| {
            let item = Item::map([("key", Item::list(["x".repeat(length)]).flow())]);
            write(&item).text
        };
        // `key: [` and `]` take seven columns.
        assert_eq!(line(93).lines().count(), 1);
        assert_eq!(line(94).lines().count(), 2);
    }

    #[test]
    fn subjects_become_spans() {
        let item = Item::map([
            (
                "services",
                Item::map([
                    ("orders", Item::map([("image", 1), ("ports", 2)]).subject("node:orders").comment("why")),
                    (
                        "flow",
                        Item::map([("x", Item::map([("y", 1)]).subject("edge:a--b"))]).flow().subject("node:flow"),
                    ),
                ]),
            ),
            ("rest", Item::text("a\nb\n").subject("node:rest")),
        ])
        .subject("all");
        let spans: Vec<_> = write(&item).spans.into_iter().map(|s| (s.start_line, s.end_line, s.subject)).collect();
        let span = |start, end, subject: &str| (start, end, subject.to_owned());
        assert_eq!(
            spans,
            [
                span(1, 9, "all"),
                span(2, 5, "node:orders"),
                span(6, 6, "edge:a--b"),
                span(6, 6, "node:flow"),
                span(7, 9, "node:rest"),
            ]
        );
    }

    #[test]
    fn of_equal_keys_the_last_is_written() {
        assert_eq!(write(&Item::map([("a", 1), ("b", 2), ("a", 3)])).text, "b: 2\na: 3\n");
    }

    #[test]
    fn long_keys_are_marked() {
        let key = "k".repeat(1020);
        let text = write(&Item::map([(key.clone(), 1)])).text;
        assert_eq!(text, format!("? {key}\n: 1\n"));
    }
}
