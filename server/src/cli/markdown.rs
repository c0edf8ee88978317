//! Text from documents in Markdown that this program writes.

/// Text as code, whatever it holds; fits into a table cell.
pub fn code(text: &str) -> String {
    let mut fence = "`".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence} {} {fence}", text.replace('|', "\\|").replace(['\n', '\r'], " "))
}

/// Text as text in a table cell: nothing of it is markup.
pub fn cell(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            // Someone's name or another repository's change is not called by a mention.
            '@' => escaped.push_str("&#64;"),
            '#' => escaped.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_text_together() {
        assert_eq!(code("a|b"), "` a\\|b `");
        assert_eq!(code("x`y"), "`` x`y ``");
        assert_eq!(cell("a|b\n*c* <d> @ana #1"), "a\\|b \\*c\\* &lt;d> &#64;ana &#35;1");
    }
}
