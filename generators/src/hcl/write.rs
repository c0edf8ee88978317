//! Laying a body out as `terraform fmt` does.

use super::body::{Block, Body, Item};
use super::escape::{is_identifier, is_keyword, push_key, push_quoted, push_text};
use super::expression::Step;
use super::{Entry, Expression, Part, Value};

/// Columns beyond which a list is written one element a line.
const LIST_WIDTH: usize = 100;

/// Why a body can't be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HclError {
    /// A name has other characters than a name may have.
    #[error(
        "`{name}` is no name in HCL: a letter or underscore is expected, then letters, digits, underscores and hyphens"
    )]
    Name {
        /// The name as it was given.
        name: String,
    },
}

/// Lines that are about one subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First line, counted from 1.
    pub start_line: u32,
    /// Last line, included.
    pub end_line: u32,
    /// What the lines are about.
    pub subject: String,
}

/// A written file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The text; each line ends with a newline.
    pub text: String,
    /// Which lines are about what, by first line; an outer span stands before those in it.
    pub spans: Vec<Span>,
}

impl Body {
    /// Writes the body as a file.
    ///
    /// # Errors
    /// [`HclError::Name`] where an attribute, block, function or reference has a name that HCL
    /// would read as something else.
    pub fn render(&self) -> Result<Rendered, HclError> {
        let mut writer = Writer { text: String::new(), line: 1, indent: 0, spans: Vec::new() };
        writer.body(self)?;
        let mut spans = writer.spans;
        spans.sort_by(|a, b| {
            (a.start_line, std::cmp::Reverse(a.end_line), &a.subject).cmp(&(
                b.start_line,
                std::cmp::Reverse(b.end_line),
                &b.subject,
            ))
        });
        Ok(Rendered { text: writer.text, spans })
    }
}

struct Writer {
    text: String,
    /// The line that is being written, counted from 1.
    line: u32,
    indent: usize,
    spans: Vec<Span>,
}

impl Writer {
    fn body(&mut self, body: &Body) -> Result<(), HclError> {
        let mut previous: Option<&Item> = None;
        let mut rest = body.items.as_slice();
        while let Some(item) = rest.first() {
            if needs_blank(previous, item) {
                self.newline();
            }
            match item {
                Item::Attribute { .. } => {
                    let group = rest.iter().take_while(|item| matches!(item, Item::Attribute { .. })).count();
                    self.attributes(&rest[..group])?;
                    previous = rest.get(group - 1);
                    rest = &rest[group..];
                    continue;
                }
                Item::Block(block) => self.block(block)?,
                Item::Comment(text) => self.comment(text),
                Item::Blank => self.newline(),
            }
            previous = Some(item);
            rest = &rest[1..];
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), HclError> {
        let start = self.line;
        self.pad();
        self.text.push_str(checked(&block.kind)?);
        for label in &block.labels {
            self.text.push(' ');
            push_quoted(&mut self.text, label);
        }
        self.text.push_str(" {");
        self.newline();
        self.indent += 1;
        self.body(&block.body)?;
        self.indent -= 1;
        self.pad();
        self.text.push('}');
        self.newline();
        self.span(start, block.subject.as_deref());
        Ok(())
    }

    fn comment(&mut self, text: &str) {
        for line in text.split('\n') {
            let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.pad();
            self.text.push('#');
            if !line.trim_end().is_empty() {
                self.text.push(' ');
                self.text.push_str(line.trim_end());
            }
            self.newline();
        }
    }

    /// Attributes that follow one another.
    fn attributes(&mut self, items: &[Item]) -> Result<(), HclError> {
        let mut lines = Vec::new();
        for item in items {
            if let Item::Attribute { name, value, subject } = item {
                lines.push((checked(name)?.to_owned(), value, subject.as_deref()));
            }
        }
        self.assignments(&lines)
    }

    fn entries(&mut self, entries: &[Entry]) -> Result<(), HclError> {
        let mut lines = Vec::new();
        for entry in entries {
            let mut key = String::new();
            if is_identifier(&entry.key) && !is_keyword(&entry.key) {
                key.push_str(&entry.key);
            } else {
                push_key(&mut key, &entry.key);
            }
            lines.push((key, &entry.value, entry.subject.as_deref()));
        }
        self.assignments(&lines)
    }

    /// Writes `left = value` a line. The equals signs of neighbours that fit on one line each are
    /// aligned; a value of several lines stands alone and parts the neighbours.
    fn assignments(&mut self, lines: &[(String, &Value, Option<&str>)]) -> Result<(), HclError> {
        let single: Vec<Option<String>> =
            lines.iter().map(|(_, value, _)| inline(value, self.indent)).collect::<Result<_, _>>()?;
        for (index, (left, value, subject)) in lines.iter().enumerate() {
            let start = self.line;
            self.pad();
            self.text.push_str(left);
            match &single[index] {
                Some(text) => {
                    let width = group_width(lines, &single, index);
                    self.text.extend(std::iter::repeat_n(' ', width - left.len()));
                    self.text.push_str(" = ");
                    self.text.push_str(text);
                }
                None => {
                    self.text.push_str(" = ");
                    self.value(value)?;
                }
            }
            self.newline();
            self.span(start, *subject);
        }
        Ok(())
    }

    /// Writes a value of several lines, beginning on the current one.
    fn value(&mut self, value: &Value) -> Result<(), HclError> {
        match value {
            Value::Object(entries) if !entries.is_empty() => {
                self.text.push('{');
                self.newline();
                self.indent += 1;
                self.entries(entries)?;
                self.indent -= 1;
                self.pad();
                self.text.push('}');
            }
            Value::List(items) if !items.is_empty() => {
                self.text.push('[');
                self.elements(items)?;
                self.text.push(']');
            }
            Value::Expression(Expression::Call { name, arguments }) if !arguments.is_empty() => {
                self.text.push_str(checked(name)?);
                self.text.push('(');
                // A lone list or object opens on the line of the call.
                match arguments.as_slice() {
                    [only @ (Value::List(_) | Value::Object(_))] => self.value(only)?,
                    _ => self.elements(arguments)?,
                }
                self.text.push(')');
            }
            _ => push_inline(&mut self.text, value)?,
        }
        Ok(())
    }

    fn elements(&mut self, items: &[Value]) -> Result<(), HclError> {
        self.newline();
        self.indent += 1;
        for item in items {
            self.pad();
            match inline(item, self.indent)? {
                Some(text) => self.text.push_str(&text),
                None => self.value(item)?,
            }
            self.text.push(',');
            self.newline();
        }
        self.indent -= 1;
        self.pad();
        Ok(())
    }

    fn pad(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.indent));
    }

    fn newline(&mut self) {
        self.text.push('\n');
        self.line += 1;
    }

    fn span(&mut self, start_line: u32, subject: Option<&str>) {
        if let Some(subject) = subject {
            self.spans.push(Span { start_line, end_line: self.line - 1, subject: subject.to_owned() });
        }
    }
}

/// Blocks keep a line's distance to whatever is next to them; a comment belongs to what follows it.
fn needs_blank(previous: Option<&Item>, item: &Item) -> bool {
    match (previous, item) {
        (None | Some(Item::Blank | Item::Comment(_)), _) | (_, Item::Blank) => false,
        (Some(Item::Block(_)), _) | (_, Item::Block(_) | Item::Comment(_)) => true,
        (Some(Item::Attribute { .. }), Item::Attribute { .. }) => false,
    }
}

/// Width of the longest left side among the neighbours of `index` that are aligned with it.
fn group_width(lines: &[(String, &Value, Option<&str>)], single: &[Option<String>], index: usize) -> usize {
    let before = (0..index).rev().take_while(|i| single[*i].is_some());
    let after = (index..lines.len()).take_while(|i| single[*i].is_some());
    before.chain(after).map(|i| lines[i].0.len()).max().unwrap_or_default()
}

/// The value on one line, or none where it takes several.
fn inline(value: &Value, indent: usize) -> Result<Option<String>, HclError> {
    if !fits(value) {
        return Ok(None);
    }
    let mut text = String::new();
    push_inline(&mut text, value)?;
    let breakable = match value {
        Value::List(items) => !items.is_empty(),
        Value::Expression(Expression::Call { arguments, .. }) => !arguments.is_empty(),
        _ => false,
    };
    Ok((!breakable || 2 * indent + text.chars().count() <= LIST_WIDTH).then_some(text))
}

/// Whether a value has no object with entries in it.
fn fits(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.is_empty(),
        Value::List(items) | Value::Expression(Expression::Call { arguments: items, .. }) => items.iter().all(fits),
        _ => true,
    }
}

fn push_inline(out: &mut String, value: &Value) -> Result<(), HclError> {
    match value {
        Value::String(text) => push_quoted(out, text),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::List(items) => {
            out.push('[');
            push_separated(out, items)?;
            out.push(']');
        }
        Value::Object(entries) => {
            // Only templates get here with entries: what stands in an interpolation is one line.
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { " " });
                push_key(out, &entry.key);
                out.push_str(" = ");
                push_inline(out, &entry.value)?;
            }
            out.push_str(if entries.is_empty() { "}" } else { " }" });
        }
        Value::Expression(expression) => push_expression(out, expression)?,
    }
    Ok(())
}

fn push_expression(out: &mut String, expression: &Expression) -> Result<(), HclError> {
    match expression {
        Expression::Traversal { root, steps } => {
            out.push_str(checked(root)?);
            for step in steps {
                match step {
                    Step::Name(name) => {
                        out.push('.');
                        out.push_str(checked(name)?);
                    }
                    Step::Key(key) => {
                        out.push('[');
                        push_quoted(out, key);
                        out.push(']');
                    }
                    Step::All => out.push_str("[*]"),
                    Step::Index(position) => {
                        out.push('[');
                        out.push_str(&position.to_string());
                        out.push(']');
                    }
                }
            }
        }
        Expression::Call { name, arguments } => {
            out.push_str(checked(name)?);
            out.push('(');
            push_separated(out, arguments)?;
            out.push(')');
        }
        Expression::Equal(left, right) => {
            push_inline(out, left)?;
            out.push_str(" == ");
            push_inline(out, right)?;
        }
        Expression::Template(parts) => {
            // A lone reference needs no string around it, and `terraform fmt` would take it away.
            let mut said = parts.iter().filter(|part| !matches!(part, Part::Text(text) if text.is_empty()));
            if let (Some(Part::Value(expression)), None) = (said.next(), said.next()) {
                return push_expression(out, expression);
            }
            out.push('"');
            for part in parts {
                match part {
                    Part::Text(text) => push_text(out, text),
                    Part::Value(expression) => {
                        out.push_str("${");
                        push_expression(out, expression)?;
                        out.push('}');
                    }
                }
            }
            out.push('"');
        }
    }
    Ok(())
}

fn push_separated(out: &mut String, items: &[Value]) -> Result<(), HclError> {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        push_inline(out, item)?;
    }
    Ok(())
}

fn checked(name: &str) -> Result<&str, HclError> {
    if is_identifier(name) { Ok(name) } else { Err(HclError::Name { name: name.to_owned() }) }
}
