//! Writing HTML: only literals of the program can be markup, everything else is escaped.

/// A page in the making.
#[derive(Default)]
pub struct Html(String);

impl Html {
    /// Markup, as the program has it.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A style sheet of the program, within `<style>`.
    pub fn sheet(&mut self, css: &'static str) -> &mut Self {
        self.0.push_str(css);
        self.0.push('\n');
        self
    }

    /// Text, whatever it holds.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // What would turn the direction of everything after it, or is no character of a page.
                '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => self.0.push('\u{FFFD}'),
                c if c.is_control() && c != '\n' && c != '\t' => self.0.push('\u{FFFD}'),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Text in which words between backticks are code. What is left open is text.
    pub fn prose(&mut self, text: &str) -> &mut Self {
        let parts: Vec<&str> = text.split('`').collect();
        if parts.len().is_multiple_of(2) {
            return self.text(text);
        }
        for (index, part) in parts.into_iter().enumerate() {
            if index % 2 == 1 {
                self.raw("<code>").text(part).raw("</code>");
            } else {
                self.text(part);
            }
        }
        self
    }

    /// An attribute, with a blank before it.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    /// A number.
    pub fn number(&mut self, number: impl std::fmt::Display + Copy) -> &mut Self {
        let text = number.to_string();
        self.text(&text)
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Html;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let told = |text: &str| {
            let mut html = Html::default();
            html.prose(text);
            html.finish()
        };
        assert_eq!(told("Declare `a<b` or `none`."), "Declare <code>a&lt;b</code> or <code>none</code>.");
        assert_eq!(told("a ` alone"), "a ` alone");
    }

    #[test]
    fn text_is_never_markup() {
        let mut html = Html::default();
        html.raw("<p").attribute("title", "\" onload='x'").raw(">").text("<b>&\u{202E}\u{1b}").raw("</p>");
        assert_eq!(html.finish(), "<p title=\"&quot; onload=&#39;x&#39;\">&lt;b&gt;&amp;\u{FFFD}\u{FFFD}</p>");
    }
}
