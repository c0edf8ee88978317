//! Markdown whose free text can't become markup: what is not a literal of this program is escaped, always.

use std::fmt::Display;

use crate::file::{File, Span};

/// Markdown within one line. Text that is put in with [`Inline::text`] comes out as the same visible text; markup can only be a literal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Inline(String);

impl<T: AsRef<str>> From<T> for Inline {
    fn from(text: T) -> Self {
        Self::default().text(text)
    }
}

/// Our own words, with markup.
pub(super) fn markup(markup: &'static str) -> Inline {
    Inline(markup.to_owned())
}

/// A value as code.
pub(super) fn code(text: impl Display) -> Inline {
    Inline::default().code(text)
}

impl Inline {
    /// Our own words, with markup.
    pub(super) fn markup(mut self, markup: &'static str) -> Self {
        self.0.push_str(markup);
        self
    }

    /// Free text.
    pub(super) fn text(mut self, text: impl AsRef<str>) -> Self {
        let first = self.0.trim().is_empty();
        escape(text.as_ref(), first, &mut self.0);
        self
    }

    /// A value as code; as text, where code could not hold it.
    pub(super) fn code(mut self, text: impl Display) -> Self {
        let text = text.to_string();
        let plain = !text.is_empty()
            && text.trim() == text
            && !text.contains(|c: char| c.is_control() || matches!(c, '`' | '|' | '\\'));
        if !plain {
            return self.text(text);
        }
        self.0.push('`');
        self.0.push_str(&text);
        self.0.push('`');
        self
    }

    /// Another line's content.
    pub(super) fn then(mut self, other: &Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// The address of a port on the reader's own machine.
    pub(super) fn local(mut self, tls: bool, port: u16) -> Self {
        let scheme = if tls { "https" } else { "http" };
        self.0.push_str(&format!("<{scheme}://localhost:{port}>"));
        self
    }

    /// Values as code, with commas between them; a dash where there are none.
    pub(super) fn codes<T: Display>(values: impl IntoIterator<Item = T>) -> Self {
        let mut line = Self::default();
        for value in values {
            if !line.0.is_empty() {
                line.0.push_str(", ");
            }
            line = line.code(value);
        }
        if line.0.is_empty() { markup("–") } else { line }
    }
}

/// Writes `text` so that a Markdown reader sees it as it is.
fn escape(text: &str, first: bool, out: &mut String) {
    // What begins a list or underlines a heading does so only behind nothing but digits.
    let mut opening = first;
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        let rim = before.is_none() || next.is_none() || before == Some('\n') || next == Some('\n');
        match c {
            // A tag alone on its line would begin a block of HTML.
            '\n' if before.is_none() => out.push_str("&#10;"),
            '\n' => out.push_str("<br>"),
            '\t' => out.push_str("&#9;"),
            // A blank at the rim of a line or a cell is cut off by readers.
            ' ' if rim => out.push_str("&#32;"),
            // Cells end at a bar even where it is escaped twice, depending on the reader.
            '|' => out.push_str("&#124;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '$' | '^' | '{' | '}' => out.extend(['\\', c]),
            '.' | ')' if opening => out.extend(['\\', c]),
            '-' | '+' | '=' | ':' if first && before.is_none() => out.extend(['\\', c]),
            // Addresses would become links.
            ':' if next == Some('/') => out.push_str("\\:"),
            '.' if matches!(before, Some('w' | 'W')) => out.push_str("\\."),
            c => out.push(c),
        }
        opening = opening && c.is_ascii_digit();
        before = Some(c);
    }
}

/// A page, line by line, with what its lines speak of.
#[derive(Debug, Default)]
pub(super) struct Page {
    lines: Vec<String>,
    spans: Vec<Span>,
}

impl Page {
    /// A page with its title.
    pub(super) fn new(title: impl Into<Inline>) -> Self {
        let mut page = Self::default();
        page.push(format!("# {}", title.into().0), "topology");
        page
    }

    fn push(&mut self, line: String, subject: &str) {
        self.lines.push(line);
        if !subject.is_empty() {
            let line = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
            self.spans.push(Span::new(line, line, subject));
        }
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// A heading of the second or third level.
    pub(super) fn heading(&mut self, level: usize, text: impl Into<Inline>, subject: &str) {
        self.blank();
        self.push(format!("{} {}", "#".repeat(level), text.into().0), subject);
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: impl Into<Inline>) {
        self.told(text, "");
    }

    /// A paragraph about something.
    pub(super) fn told(&mut self, text: impl Into<Inline>, subject: &str) {
        self.blank();
        self.push(text.into().0, subject);
    }

    /// A list of items, each with its subject.
    pub(super) fn list(&mut self, items: impl IntoIterator<Item = (Inline, String)>) {
        self.blank();
        for (item, subject) in items {
            self.push(format!("- {}", item.0), &subject);
        }
    }

    /// A table: its head, then rows of as many cells, each with its subject. Nothing at all where there is no row.
    pub(super) fn table<const N: usize>(
        &mut self,
        head: [&'static str; N],
        rows: impl IntoIterator<Item = ([Inline; N], String)>,
    ) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            return;
        }
        self.blank();
        self.push(format!("| {} |", head.join(" | ")), "");
        self.push(format!("|{}", "---|".repeat(N)), "");
        for (cells, subject) in rows {
            self.push(format!("| {} |", cells.map(|cell| cell.0).join(" | ")), &subject);
        }
    }

    /// Lines that are read as they are: commands and diagrams.
    pub(super) fn fence<L: AsRef<str>>(
        &mut self,
        language: &'static str,
        lines: impl IntoIterator<Item = (L, String)>,
    ) {
        let lines: Vec<(L, String)> = lines.into_iter().collect();
        let ticks = lines.iter().map(|(line, _)| longest_ticks(line.as_ref())).max().unwrap_or(0).max(2) + 1;
        let fence = "`".repeat(ticks);
        self.blank();
        self.push(format!("{fence}{language}"), "");
        for (line, subject) in lines {
            self.push(line.as_ref().replace('\n', " "), &subject);
        }
        self.push(fence, "");
    }

    /// The page as a file of the bundle.
    pub(super) fn file(self) -> File {
        let mut text = self.lines.join("\n");
        text.push('\n');
        File::generated(text).spans(self.spans)
    }
}

fn longest_ticks(line: &str) -> usize {
    line.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, TagEnd};

    use super::*;

    /// The visible text of every heading, paragraph, item and cell, as another program reads it.
    fn read(text: &str) -> Vec<String> {
        let (mut blocks, mut block) = (Vec::new(), String::new());
        for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) | Event::Code(text) => block.push_str(&text),
                Event::InlineHtml(html) if &*html == "<br>" => block.push('\n'),
                Event::Start(_) => {}
                Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                    blocks.push(std::mem::take(&mut block));
                }
                Event::End(TagEnd::List(_) | TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow) => {}
                other => block.push_str(&format!("{other:?}")),
            }
        }
        blocks
    }

    fn everywhere(text: &str) -> Vec<String> {
        let mut page = Page::new(text);
        page.paragraph(text);
        page.list([(Inline::from(text), String::new()), (code(text), String::new())]);
        page.table(["head", "other"], [([Inline::from(text), code(text)], String::new())]);
        read(&page.file().text)
    }

    fn same(text: &str) {
        let mut expected = vec![text.to_owned(); 4];
        expected.extend(["head".to_owned(), "other".to_owned(), text.to_owned(), text.to_owned()]);
        assert_eq!(everywhere(text), expected, "{text:?}");
    }

    #[test]
    fn what_looks_like_markup_is_text() {
        for text in [
            "a|b",
            "\\|",
            "\\\\||",
            "<script>alert(1)</script>",
            "![x](y)",
            "**b** _i_ ~~s~~",
            "1. one",
            "- one",
            "# h #",
            "a\nb",
            "===",
            "`` ` ``",
            "${x} {{ x }} %{ x }",
            "&amp; &#35;",
            "  rim  ",
            "a  \nb",
            "[^1]: note",
            ":---:",
            "https://example.com www.example.com",
            "<!-- c -->",
            "$a$ $$b$$",
            "+ x",
            "12) x",
            "a\\",
            "|---|",
            "```\nx\n```",
            "[ ] task",
            "{#id .class}",
            "H~2~O x^2^",
            "\"quoted\" -- it's ...",
            "> [!NOTE]",
            ": term",
            "\n",
            " ",
            "\n\nx\n",
            "\u{1F600} ü",
        ] {
            same(text);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_out_as_it_went_in(text in "[ -~\\n\\täß注\u{1F600}|`<>&*_\\[\\]#\\\\]{1,60}") {
            same(&text);
        }
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let mut page = Page::new("x");
        page.fence("sh", [("```` echo", String::new())]);
        assert!(page.file().text.contains("\n`````sh\n"));
    }
}
