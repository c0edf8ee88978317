//! How text looks on a terminal: colours, widths, commands to copy.

use std::io::IsTerminal;

use annotate_snippets::Renderer;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use topology::finding::Severity;

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// What is emphasised.
pub const BOLD: Style = Style::new().bold();
/// What is there for those who look for it.
pub const FAINT: Style = Style::new().dimmed();
/// Something to type.
pub const COMMAND: Style = AnsiColor::Cyan.on_default();

/// The colour of a severity.
pub const fn of(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => AnsiColor::Blue.on_default().bold(),
    }
}

/// What can be shown where a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether there are colours.
    colour: bool,
    /// How wide lines may be; `None` where nobody reads them on a screen, and lines stay whole.
    width: Option<usize>,
}

impl Look {
    /// Neither colours nor a width: for files and other programs.
    pub const PLAIN: Self = Self { colour: false, width: None };

    /// What standard output can show. `NO_COLOR` and `CLICOLOR_FORCE` are heard.
    pub fn of_output() -> Self {
        let out = std::io::stdout();
        let width = out.is_terminal().then(|| textwrap::termwidth().min(WIDEST));
        Self { colour: AutoStream::choice(&out) != ColorChoice::Never, width }
    }

    /// Whether a person reads it on a screen.
    pub const fn is_screen(self) -> bool {
        self.width.is_some()
    }

    /// Text in a style, where there are colours.
    pub fn paint(self, style: Style, text: &str) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// What draws excerpts of files.
    pub fn renderer(self) -> Renderer {
        let renderer = if self.colour { Renderer::styled() } else { Renderer::plain() };
        renderer.term_width(self.width.unwrap_or(annotate_snippets::renderer::DEFAULT_TERM_WIDTH))
    }

    /// A paragraph whose first line begins with `first` and the others with `indent`, broken where the screen ends.
    pub fn paragraph(self, first: &str, indent: &str, text: &str) -> String {
        let text = clean(text);
        match self.width {
            None => format!("{first}{text}\n"),
            Some(width) => {
                let options = textwrap::Options::new(width).initial_indent(first).subsequent_indent(indent);
                // A name or a link is one word, however long.
                let options = options.break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation);
                textwrap::fill(&text, options) + "\n"
            }
        }
    }

    #[cfg(test)]
    pub const fn screen(width: usize, colour: bool) -> Self {
        Self { colour, width: Some(width) }
    }
}

/// Text without characters that steer a terminal, or that show what follows in another order than it is written in.
pub fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let steers = |c: char| (c.is_control() && c != '\n' && c != '\t') || turns(c);
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// A call of this program as a shell takes it.
pub fn command(words: &[&str]) -> String {
    // What a shell can't take (a null byte) is in no argument.
    shlex::try_join(words.iter().copied()).unwrap_or_else(|_| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_on_a_screen_alone() {
        let text = "one two three four";
        assert_eq!(Look::PLAIN.paragraph("  ", "  ", text), "  one two three four\n");
        assert_eq!(Look::screen(12, false).paragraph("- ", "  ", text), "- one two\n  three four\n");
    }

    #[test]
    fn colours_are_left_out_where_there_are_none() {
        assert_eq!(Look::PLAIN.paint(BOLD, "x"), "x");
        assert_eq!(Look::screen(80, true).paint(BOLD, "x"), "\u{1b}[1mx\u{1b}[0m");
    }

    #[test]
    fn a_command_can_be_copied_into_a_shell() {
        assert_eq!(command(&["fix", "my shop.yaml", "--key", "a:b--c"]), "fix 'my shop.yaml' --key a:b--c");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31m\u{7}b\n"), "a\u{fffd}[31m\u{fffd}b\n");
        assert_eq!(clean("a\u{202e}b שלום"), "a\u{fffd}b שלום");
    }
}
