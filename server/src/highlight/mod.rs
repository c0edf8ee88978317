//! The words of a file, classified line by line for highlighting.
//!
//! Grammars come from the syntect library; their many scopes are brought down to the few classes that the page has colours for.

mod held;
mod scopes;

use std::sync::OnceLock;

use serde::{Serialize, Serializer};
use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

pub use held::Held;

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// The name of a value.
    Key,
    /// Text.
    String,
    /// A number.
    Number,
    /// A word of the language.
    Keyword,
    /// For people.
    Comment,
    /// Brackets, commas and the like.
    Punctuation,
    /// Anything else.
    Plain,
}

/// A piece of a line; in JSON `[class, text]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub class: Class,
    /// Its text.
    pub text: String,
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.class, &self.text).serialize(serializer)
    }
}

fn plain(line: &str) -> Vec<Token> {
    if line.is_empty() { Vec::new() } else { vec![Token { class: Class::Plain, text: line.to_owned() }] }
}

/// `None` where the grammar fails on the line.
fn classify(line: &str, parser: &mut ParseState, stack: &mut ScopeStack, grammars: &SyntaxSet) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut push = |class: Class, piece: &str| match tokens.last_mut() {
        _ if piece.is_empty() => {}
        Some(last) if last.class == class => last.text.push_str(piece),
        _ => tokens.push(Token { class, text: piece.to_owned() }),
    };
    let operations = parser.parse_line(&format!("{line}\n"), grammars).ok()?;
    let mut at = 0;
    for (index, operation) in operations {
        let index = index.min(line.len());
        push(scopes::class(stack), line.get(at..index)?);
        at = index;
        stack.apply(&operation).ok()?;
    }
    push(scopes::class(stack), line.get(at..)?);
    Some(tokens)
}

fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

/// The grammar for a file, by its name.
fn grammar<'g>(grammars: &'g SyntaxSet, path: &str) -> Option<&'g SyntaxReference> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or(name, |(_, extension)| extension);
    let word = match (name, extension) {
        (_, "conf" | "template") if path.contains("nginx") || path.contains("gateway") => "nginx",
        (".env.example", _) | (_, "env") => "env",
        (_, "tf" | "tfvars" | "hcl") => "tf",
        (_, "tpl") => "yaml",
        (_, extension) => extension,
    };
    grammars.find_syntax_by_token(word)
}

/// All lines of a file that nobody has seen before.
#[cfg(test)]
fn lines(path: &str, text: &str) -> Vec<Vec<Token>> {
    Held::default().lines("", path, text, 0..usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(path: &str, text: &str) -> Vec<(Class, String)> {
        let pieces = lines(path, text).into_iter().flatten();
        pieces.filter(|t| !t.text.trim().is_empty()).map(|t| (t.class, t.text.trim().to_owned())).collect()
    }

    fn has(path: &str, text: &str, class: Class, word: &str) {
        let found = classes(path, text);
        assert!(found.iter().any(|(c, t)| *c == class && t == word), "{path}: no {class:?} `{word}` in {found:?}");
    }

    #[test]
    fn every_kind_of_file_has_its_classes() {
        has(
            "compose/compose.yaml",
            "services: # all\n  web:\n    image: \"x:1\"\n    replicas: 3\n",
            Class::Key,
            "services",
        );
        has("compose/compose.yaml", "services: # all\n", Class::Comment, "# all");
        has("compose/compose.yaml", "replicas: 3\n", Class::Number, "3");
        has("compose/compose.yaml", "image: \"x:1\"\n", Class::String, "\"x:1\"");
        has("plan/base.json", "{ \"a\": 1, \"b\": \"x\" }\n", Class::Key, "\"a\"");
        has("plan/base.json", "{ \"a\": 1, \"b\": \"x\" }\n", Class::String, "\"x\"");
        has("terraform/main.tf", "resource \"aws_vpc\" \"main\" {\n  count = 2 # two\n}\n", Class::Comment, "# two");
        has("terraform/main.tf", "resource \"aws_vpc\" \"main\" {\n  count = 2\n}\n", Class::Number, "2");
        has(
            "terraform/main.tf",
            "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"x\"\n}\n",
            Class::String,
            "\"aws_vpc\"",
        );
        has(
            "terraform/main.tf",
            "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"x\"\n}\n",
            Class::Key,
            "cidr_block",
        );
        has("compose/gateway/nginx.conf", "server {\n  listen 80; # here\n}\n", Class::Comment, "# here");
        has("compose/scripts/secrets.sh", "if true; then # go\n  echo \"x\"\nfi\n", Class::Keyword, "if");
        has("README.md", "# Shop\n\nsome `code`\n", Class::Key, "# Shop");
    }

    #[test]
    fn the_pieces_of_a_line_are_the_line() {
        let text = "a: \"ü\"\n\n  - {b: [1, 2]} # ☕\nlast";
        for path in ["x.yaml", "x.tf", "x.unknown", "x.md", "x.sh", "x.json"] {
            let again: Vec<String> =
                lines(path, text).iter().map(|l| l.iter().map(|t| t.text.as_str()).collect()).collect();
            assert_eq!(again, text.lines().collect::<Vec<_>>(), "{path}");
        }
    }

    #[test]
    fn a_very_long_line_is_plain() {
        let text = format!("a: \"{}\"\nb: 1\n", "x".repeat(5_000));
        assert!(lines("x.yaml", &text).iter().flatten().all(|token| token.class == Class::Plain));
    }
}
