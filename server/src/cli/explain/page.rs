//! A page of Markdown, laid out for a terminal.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::cli::terminal::{BOLD, COMMAND, Look};

/// What is left of the text of a block.
const INDENT: &str = "  ";

/// The page: headings at the margin, everything else indented, paragraphs broken where the screen ends, examples whole.
pub fn lay_out(markdown: &str, look: Look) -> String {
    let mut page = Page { look, text: String::new(), block: String::new(), lists: Vec::new(), item: false };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.take(&event);
    }
    page.text
}

struct Page {
    look: Look,
    text: String,
    /// The words of the block that is being read.
    block: String,
    /// The number of the next item of each open list; none where it has bullets.
    lists: Vec<Option<u64>>,
    /// Whether the next block begins an item.
    item: bool,
}

impl Page {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::List(first)) => {
                self.end_block();
                self.gap();
                self.lists.push(*first);
            }
            Event::Start(Tag::Item) => self.item = true,
            Event::Start(Tag::CodeBlock(_)) => self.end_block(),
            Event::End(TagEnd::CodeBlock) => self.end_code(),
            Event::End(TagEnd::Heading(_)) => {
                let heading = std::mem::take(&mut self.block);
                self.gap();
                self.text.push_str(&self.look.paint(BOLD, &heading));
                self.text.push('\n');
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow) => self.end_block(),
            Event::End(TagEnd::TableCell) => self.block.push_str("  "),
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.block.push_str(text),
            Event::Code(text) => self.block.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.block.push(' '),
            _ => {}
        }
    }

    /// An empty line between blocks, none between items of a list.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.trim().is_empty() {
            return;
        }
        let depth = INDENT.repeat(self.lists.len().max(1));
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) if self.item => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            Some(None) if self.item => "- ".to_owned(),
            _ => String::new(),
        };
        if bullet.is_empty() || !self.text.ends_with('\n') {
            self.gap();
        }
        self.item = false;
        let rest = format!("{depth}{}", " ".repeat(bullet.len()));
        self.text.push_str(&self.look.paragraph(&format!("{depth}{bullet}"), &rest, block.trim()));
    }

    fn end_code(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.gap();
        for line in block.lines() {
            self.text.push_str(&format!("{INDENT}{INDENT}{}\n", self.look.paint(COMMAND, line)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::rules::{RULES, markdown};

    #[test]
    fn a_page_is_read_without_its_markup() {
        let text = "# Title\n\n`id` · error\n\n## What it finds\n\nOne *two* three four five `six`.\n\n- a\n- b\n\n```yaml\na: 1\n  b: 2\n```\n";
        let told = lay_out(text, Look::screen(20, false));
        let wanted = "Title\n\n  id · error\n\nWhat it finds\n\n  One two three four\n  five six.\n\n  - a\n  - b\n\n    a: 1\n      b: 2\n";
        assert_eq!(told, wanted);
    }

    #[test]
    fn every_page_keeps_its_words_and_its_examples() {
        for rule in RULES {
            let page = markdown(rule);
            let told = lay_out(&page, Look::screen(80, false));
            assert!(told.contains(rule.id) && told.contains("How to fix"), "{told}");
            assert!(!told.contains("```") && !told.contains("## "), "{told}");
            // An example is copied out of the screen: no line of it is broken.
            for line in page.lines().filter(|line| line.contains("kind: service")) {
                assert!(told.contains(&format!("    {line}\n")), "{line}\n{told}");
            }
        }
    }
}
