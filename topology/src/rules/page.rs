//! A rule's page: the doc comment at the top of its file.

use std::fmt::Write as _;

use super::Rule;

/// The headings of every page, in order.
pub const HEADINGS: [&str; 7] =
    ["What it finds", "Why it matters", "Example", "How to fix", "When not to", "Settings", "References"];

/// A rule's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What a colleague would say.
    pub title: String,
    /// The sections, in the order of [`HEADINGS`].
    pub sections: Vec<Section>,
}

/// One section of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Its text, as Markdown.
    pub text: String,
}

impl Page {
    /// The text under a heading.
    #[must_use]
    pub fn section(&self, heading: &str) -> Option<&str> {
        self.sections.iter().find(|section| section.heading == heading).map(|section| section.text.as_str())
    }

    /// The documents of the example: those that have the finding (`bad`) or those that do not (`good`).
    #[must_use]
    pub fn examples(&self, sort: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut open: Option<(bool, String)> = None;
        for line in self.section("Example").unwrap_or_default().lines() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(kind)) => open = Some((kind == format!("yaml {sort}"), String::new())),
                (Some((wanted, text)), Some(_)) => {
                    if *wanted {
                        found.push(std::mem::take(text));
                    }
                    open = None;
                }
                (Some((_, text)), None) => {
                    text.push_str(line);
                    text.push('\n');
                }
                (None, None) => {}
            }
        }
        found
    }
}

/// The rule's page.
#[must_use]
pub fn page(rule: &Rule) -> Page {
    let mut page = Page { title: rule.title.to_owned(), sections: Vec::new() };
    let lines = rule.source.lines().map_while(|line| line.strip_prefix("//!"));
    for line in lines.map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        if let Some(title) = line.strip_prefix("# ") {
            title.clone_into(&mut page.title);
        } else if let Some(heading) = line.strip_prefix("## ") {
            page.sections.push(Section { heading: heading.to_owned(), text: String::new() });
        } else if let Some(section) = page.sections.last_mut() {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    for section in &mut page.sections {
        section.text = section.text.trim().to_owned();
    }
    page
}

/// The rule's page as Markdown, with what the catalogue says of it.
#[must_use]
pub fn markdown(rule: &Rule) -> String {
    let page = page(rule);
    let mut text = format!("# {}\n\n", page.title);
    let group = match rule.group {
        super::Group::Core => "on by default",
        super::Group::Optional => "off by default",
        super::Group::Housekeeping => "about the document itself",
    };
    let fix = if rule.fix { "offers a fix" } else { "offers no fix" };
    let _ = writeln!(text, "`{}` · {} · {group} · {fix}", rule.id, rule.severity.word());
    for section in &page.sections {
        // The words that mark the two examples become captions.
        let body = section
            .text
            .replace("```yaml bad\n", "Found:\n\n```yaml\n")
            .replace("```\n```yaml good\n", "```\n\nNot found:\n\n```yaml\n")
            .replace("```yaml good\n", "Not found:\n\n```yaml\n");
        let _ = writeln!(text, "\n## {}\n\n{body}", section.heading);
    }
    text
}
