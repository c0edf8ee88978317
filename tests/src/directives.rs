//! The grammar of nginx configurations, read by rules of its own: words, quotes, comments, blocks.

/// A directive: its words, and what stands in its braces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directive {
    /// Name and arguments, unquoted.
    pub words: Vec<String>,
    /// The block behind it; empty where a semicolon ends it.
    pub block: Vec<Directive>,
}

/// A configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configuration {
    /// The directives outside all blocks.
    pub directives: Vec<Directive>,
    /// Comments, without their mark and the blanks around them.
    pub comments: Vec<String>,
}

enum Token {
    Word(String),
    Open,
    Close,
    End,
}

/// Reads a configuration.
///
/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<Configuration, String> {
    let (tokens, comments) = tokens(text)?;
    let mut stack: Vec<(Vec<String>, Vec<Directive>)> = vec![(Vec::new(), Vec::new())];
    let mut words: Vec<String> = Vec::new();
    for token in tokens {
        let depth = stack.len();
        let here = stack.last_mut().ok_or("a brace closes what was not opened")?;
        match token {
            Token::Word(word) => words.push(word),
            Token::End if words.is_empty() => return Err("a semicolon behind nothing".to_owned()),
            Token::End => here.1.push(Directive { words: std::mem::take(&mut words), block: Vec::new() }),
            Token::Open if words.is_empty() => return Err("a block without a name".to_owned()),
            Token::Open => stack.push((std::mem::take(&mut words), Vec::new())),
            Token::Close if !words.is_empty() => return Err(format!("no semicolon behind {words:?}")),
            Token::Close if depth == 1 => return Err("a brace closes what was not opened".to_owned()),
            Token::Close => {
                let (words, block) = stack.pop().unwrap_or_default();
                if let Some(outer) = stack.last_mut() {
                    outer.1.push(Directive { words, block });
                }
            }
        }
    }
    match (stack.pop(), stack.is_empty(), words.is_empty()) {
        (Some((_, directives)), true, true) => Ok(Configuration { directives, comments }),
        _ => Err("the end is missing".to_owned()),
    }
}

fn tokens(text: &str) -> Result<(Vec<Token>, Vec<String>), String> {
    let (mut tokens, mut comments) = (Vec::new(), Vec::new());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            c if c.is_ascii_whitespace() => {}
            '#' => {
                let mut comment = String::new();
                while let Some(c) = rest.next_if(|c| *c != '\n') {
                    comment.push(c);
                }
                comments.push(comment.trim().to_owned());
            }
            ';' => tokens.push(Token::End),
            '{' => tokens.push(Token::Open),
            '}' => tokens.push(Token::Close),
            quote @ ('"' | '\'') => {
                let mut word = String::new();
                loop {
                    match rest.next() {
                        None => return Err("a quote is open".to_owned()),
                        Some(c) if c == quote => break,
                        Some('\\') => word.push_str(&escaped(rest.next().ok_or("nothing is escaped")?)),
                        Some(c) => word.push(c),
                    }
                }
                if rest.peek().is_some_and(|c| !c.is_ascii_whitespace() && !";{)".contains(*c)) {
                    return Err(format!("text behind the quotes of {word:?}"));
                }
                tokens.push(Token::Word(word));
            }
            c => {
                let mut word = String::new();
                let mut next = Some(c);
                while let Some(c) = next {
                    match c {
                        '\\' => word.push_str(&escaped(rest.next().ok_or("nothing is escaped")?)),
                        // A brace behind a dollar belongs to the name of a variable.
                        '$' if rest.peek() == Some(&'{') => {
                            word.push('$');
                            word.extend(rest.next());
                        }
                        c => word.push(c),
                    }
                    next = rest.next_if(|c| !c.is_ascii_whitespace() && !";{".contains(*c));
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok((tokens, comments))
}

/// What an escape stands for; one that means nothing keeps its backslash.
fn escaped(c: char) -> String {
    match c {
        'n' => "\n".to_owned(),
        't' => "\t".to_owned(),
        'r' => "\r".to_owned(),
        '"' | '\'' | '\\' => c.to_string(),
        other => format!("\\{other}"),
    }
}

impl Configuration {
    /// Every word and comment.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let mut texts = self.comments.clone();
        collect(&self.directives, &mut texts);
        texts
    }
}

fn collect(directives: &[Directive], texts: &mut Vec<String>) {
    for directive in directives {
        texts.extend(directive.words.iter().cloned());
        collect(&directive.block, texts);
    }
}

/// Every directive of this name, at any depth below.
#[must_use]
pub fn named<'d>(directives: &'d [Directive], name: &str) -> Vec<&'d Directive> {
    let mut found = Vec::new();
    for directive in directives {
        if directive.words.first().is_some_and(|word| word == name) {
            found.push(directive);
        }
        found.extend(named(&directive.block, name));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_quotes_comments_and_blocks_are_told_apart() {
        let text = "a 'b c' \"d;\\\"e\"; # note {\nmap $x ${y}z { default \"\"; }\n";
        let read = parse(text).unwrap();
        assert_eq!(read.comments, ["note {"]);
        assert_eq!(read.directives[0].words, ["a", "b c", "d;\"e"]);
        assert_eq!(read.directives[1].words, ["map", "$x", "${y}z"]);
        assert_eq!(named(&read.directives, "default")[0].words, ["default", ""]);
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["a", "a {", "}", "a { b }", ";", "{", "a \"b", "a \"b\"c;"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
