//! Markdown as rule pages use it: headings, paragraphs, lists, code. Text stays text; nothing of it becomes markup of the page.

use leptos::prelude::*;

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of this level.
    Heading(usize, Vec<Run>),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A list.
    List(Vec<Vec<Run>>),
    /// Code, verbatim.
    Code(String),
}

/// A stretch of text of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Plain.
    Plain(String),
    /// Code.
    Code(String),
    /// Emphasised.
    Strong(String),
}

/// The parts of a text.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut lines = text.lines();
    let mut paragraph: Vec<&str> = Vec::new();
    while let Some(line) = lines.next() {
        let heading = line.bytes().take_while(|b| *b == b'#').count();
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        let plain = !line.trim().is_empty() && heading == 0 && item.is_none() && !line.starts_with("```");
        if plain {
            paragraph.push(line.trim());
            continue;
        }
        end(&mut paragraph, &mut out);
        if line.starts_with("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            out.push(Block::Code(code.join("\n")));
        } else if heading > 0 {
            out.push(Block::Heading(heading, runs(line[heading..].trim())));
        } else if let Some(item) = item {
            match out.last_mut() {
                Some(Block::List(items)) => items.push(runs(item)),
                _ => out.push(Block::List(vec![runs(item)])),
            }
        }
    }
    end(&mut paragraph, &mut out);
    out
}

fn end(paragraph: &mut Vec<&str>, out: &mut Vec<Block>) {
    if !paragraph.is_empty() {
        out.push(Block::Paragraph(runs(&paragraph.join(" "))));
        paragraph.clear();
    }
}

/// The stretches of a paragraph.
#[must_use]
pub fn runs(text: &str) -> Vec<Run> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((at, mark)) = ["`", "**"].into_iter().filter_map(|mark| rest.find(mark).map(|at| (at, mark))).min() {
        let inner = &rest[at + mark.len()..];
        let Some(length) = inner.find(mark) else { break };
        if at > 0 {
            out.push(Run::Plain(rest[..at].to_owned()));
        }
        let word = inner[..length].to_owned();
        out.push(if mark == "`" { Run::Code(word) } else { Run::Strong(word) });
        rest = &inner[length + mark.len()..];
    }
    if !rest.is_empty() {
        out.push(Run::Plain(rest.to_owned()));
    }
    out
}

/// A text, without its title: that stands above it already.
#[component]
pub fn Markdown(
    /// The text.
    text: String,
) -> impl IntoView {
    let mut all = blocks(&text);
    if matches!(all.first(), Some(Block::Heading(1, _))) {
        all.remove(0);
    }
    view! { <div class="markdown">{all.into_iter().map(block).collect_view()}</div> }
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(_, words) => view! { <h3>{spans(words)}</h3> }.into_any(),
        Block::Paragraph(words) => view! { <p>{spans(words)}</p> }.into_any(),
        Block::List(items) => {
            view! { <ul>{items.into_iter().map(|words| view! { <li>{spans(words)}</li> }.into_any()).collect_view()}</ul> }
                .into_any()
        }
        Block::Code(text) => view! { <pre tabindex="0"><code>{text}</code></pre> }.into_any(),
    }
}

fn spans(words: Vec<Run>) -> Vec<AnyView> {
    words
        .into_iter()
        .map(|run| match run {
            Run::Plain(text) => text.into_any(),
            Run::Code(text) => view! { <code>{text}</code> }.into_any(),
            Run::Strong(text) => view! { <b>{text}</b> }.into_any(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Run {
        Run::Plain(text.into())
    }

    #[test]
    fn a_page_falls_into_its_parts() {
        let text =
            "# Title\n\nOne\nparagraph with `code`.\n\n- first\n- **second**\n\n```yaml\na: 1\n\n# no heading\n```\n";
        let expected = [
            Block::Heading(1, vec![plain("Title")]),
            Block::Paragraph(vec![plain("One paragraph with "), Run::Code("code".into()), plain(".")]),
            Block::List(vec![vec![plain("first")], vec![Run::Strong("second".into())]]),
            Block::Code("a: 1\n\n# no heading".into()),
        ];
        assert_eq!(blocks(text), expected);
    }

    #[test]
    fn a_mark_without_its_end_is_text() {
        assert_eq!(runs("2 ** 3 and `x"), [plain("2 ** 3 and `x")]);
        assert_eq!(runs("<b>not bold</b>"), [plain("<b>not bold</b>")]);
    }

    #[test]
    fn every_rule_page_is_read_without_rest() {
        for rule in topology::rules::RULES {
            let page = topology::rules::markdown(rule);
            let all = blocks(&page);
            assert!(all.len() > 8, "{}", rule.id);
            let words = all.iter().flat_map(|block| match block {
                Block::Heading(_, words) | Block::Paragraph(words) => words.clone(),
                Block::List(items) => items.concat(),
                Block::Code(_) => Vec::new(),
            });
            for word in words {
                if let Run::Plain(text) = word {
                    let signs = ["`", "**", "](", "| ", "#"];
                    assert!(signs.iter().all(|sign| !text.contains(sign)), "{}: {text}", rule.id);
                }
            }
        }
    }
}
