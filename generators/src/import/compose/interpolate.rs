//! `${NAME:-default}` in values, and files of variables.

use std::collections::{BTreeMap, BTreeSet};

use topology::rules::secrets;

use super::super::held::{Data, Held};

/// How deep defaults may hold variables themselves.
const DEPTH: usize = 8;

/// What has values, and what had none.
#[derive(Debug, Default)]
pub struct Variables {
    /// Values, by name.
    pub known: BTreeMap<String, String>,
    /// Names that were asked for in vain.
    pub unset: BTreeSet<String>,
}

/// A text with its variables filled in.
#[derive(Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// Whether a variable that is called like a secret was asked for.
    pub secret: bool,
}

impl Variables {
    /// Fills in every text of a value, keys left alone.
    pub fn fill(&mut self, held: &mut Held) {
        match &mut held.data {
            Data::Text(text) if text.contains('$') => {
                let filled = self.filled(text, 0);
                held.data = Data::Text(filled.text);
                held.secret |= filled.secret;
            }
            Data::List(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Data::Map(entries) => entries.iter_mut().for_each(|(_, item)| self.fill(item)),
            _ => {}
        }
    }

    /// A text with its variables filled in. What can't be read as a variable stays as it is.
    pub fn filled(&mut self, text: &str, depth: usize) -> Filled {
        let (mut out, mut secret) = (String::new(), false);
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('$') {
                out.push('$');
                rest = after;
            } else if let Some((inner, after)) = rest.strip_prefix('{').and_then(closed) {
                let filled = self.one(inner, depth);
                out.push_str(&filled.text);
                secret |= filled.secret;
                rest = after;
            } else {
                let name = &rest[..name_length(rest)];
                if name.is_empty() {
                    out.push('$');
                } else {
                    secret |= secrets::named(name);
                    out.push_str(&self.value(name).unwrap_or_default());
                    rest = &rest[name.len()..];
                }
            }
        }
        out.push_str(rest);
        Filled { text: out, secret }
    }

    /// What stands between `${` and `}`.
    fn one(&mut self, inner: &str, depth: usize) -> Filled {
        let name = &inner[..name_length(inner)];
        let rest = &inner[name.len()..];
        let named = secrets::named(name);
        let known = self.known.get(name).cloned();
        let full = known.clone().filter(|value| !value.is_empty());
        let plain = |text: Option<String>| Filled { text: text.unwrap_or_default(), secret: named };
        let other = |variables: &mut Self, text: &str| {
            let filled = if depth < DEPTH {
                variables.filled(text, depth + 1)
            } else {
                Filled { text: String::new(), secret: false }
            };
            Filled { text: filled.text, secret: filled.secret || named }
        };
        match (rest.strip_prefix(":-"), rest.strip_prefix('-'), rest.strip_prefix(":+"), rest.strip_prefix('+')) {
            (Some(default), ..) => full.map_or_else(|| other(self, default), |value| plain(Some(value))),
            (_, Some(default), ..) => known.map_or_else(|| other(self, default), |value| plain(Some(value))),
            (_, _, Some(instead), _) => {
                if full.is_some() {
                    other(self, instead)
                } else {
                    plain(None)
                }
            }
            (_, _, _, Some(instead)) => {
                if known.is_some() {
                    other(self, instead)
                } else {
                    plain(None)
                }
            }
            // `:?` and `?` only say what is told when there is no value.
            _ => plain(self.value(name)),
        }
    }

    fn value(&mut self, name: &str) -> Option<String> {
        let known = self.known.get(name).cloned();
        if known.is_none() {
            self.unset.insert(name.to_owned());
        }
        known
    }
}

fn name_length(text: &str) -> usize {
    let fits = |(at, c): (usize, char)| c == '_' || c.is_ascii_alphabetic() || (at > 0 && c.is_ascii_digit());
    text.char_indices().find(|(at, c)| !fits((*at, *c))).map_or(text.len(), |(at, _)| at)
}

/// What stands before the brace that closes, and what after it.
fn closed(text: &str) -> Option<(&str, &str)> {
    let mut open = 1_usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '{' if before == '$' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some((&text[..at], &text[at + 1..]));
        }
        before = c;
    }
    None
}

/// The variables of an env file, in its order: name, value, line. Lines that are none are left out.
pub fn env_file(text: &str) -> Vec<(String, String, u32)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim().trim_start_matches("export ").trim();
        let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
        let (name, value) = (name.trim(), value.trim());
        let quoted = ['"', '\''].into_iter().find_map(|quote| {
            let rest = value.strip_prefix(quote)?;
            rest.find(quote).map(|end| rest[..end].to_owned())
        });
        let value = quoted.unwrap_or_else(|| value.split(" #").next().unwrap_or_default().trim().to_owned());
        if !name.is_empty() {
            found.push((name.to_owned(), value, number));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        let known = [("A", "a"), ("EMPTY", ""), ("DB_PASSWORD", "x")];
        Variables { known: known.map(|(k, v)| (k.to_owned(), v.to_owned())).into(), ..Variables::default() }
    }

    #[test]
    fn every_form_of_a_variable_is_filled_in() {
        for (text, wanted) in [
            ("${A}-$A", "a-a"),
            ("$$A", "$A"),
            ("${B:-b}", "b"),
            ("${EMPTY:-b}", "b"),
            ("${EMPTY-b}", ""),
            ("${B:-${A}x}", "ax"),
            ("${A:+yes}${B:+no}", "yes"),
            ("${EMPTY+set}", "set"),
            ("${A:?missing}", "a"),
            ("${B:?missing}", ""),
            ("cost: 5$", "cost: 5$"),
            ("${A", "${A"),
            ("$1", "$1"),
            ("{{ .X }}", "{{ .X }}"),
        ] {
            assert_eq!(variables().filled(text, 0).text, wanted, "{text}");
        }
        let mut variables = variables();
        assert!(variables.filled("${DB_PASSWORD}", 0).secret && !variables.filled("$A", 0).secret);
        assert!(variables.filled("${API_TOKEN:-dev}", 0).secret);
        variables.filled("$GONE ${B:-b}", 0);
        assert_eq!(variables.unset.iter().collect::<Vec<_>>(), ["GONE"]);
        let deep = "${B:-".repeat(500) + &"}".repeat(500);
        assert_eq!(variables.filled(&deep, 0).text, "");
    }

    #[test]
    fn files_of_variables_are_read_line_by_line() {
        let text = "# c\nA=1\nexport B = 'two # 2'\nC=x # why\n\nnothing\nD=\"q\"\nE=\n";
        let wanted = [("A", "1", 2), ("B", "two # 2", 3), ("C", "x", 4), ("D", "q", 7), ("E", "", 8)];
        assert_eq!(env_file(text), wanted.map(|(k, v, n)| (k.to_owned(), v.to_owned(), n)));
    }
}
