//! What each value of a chart is for: the comments of the chart's own `values.yaml`, which the generated values repeat.

use std::collections::BTreeMap;

use topology::yaml::{Item, Tree};

use crate::error::Error;

use super::charts::Chart;

/// Comments by the value that they explain.
pub(super) type Explained = BTreeMap<String, String>;

/// The comments of a chart's `values.yaml`, by top-level value.
pub(super) fn explained(chart: Chart) -> Result<Explained, Error> {
    Ok(read(chart.defaults()?))
}

/// Reads comments: the lines above a value, or, for a value without a default, what follows it in its comment.
fn read(text: &str) -> Explained {
    let mut found = Explained::new();
    let mut above: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            match needed(comment) {
                Some((key, words)) => {
                    found.insert(key.to_owned(), sentence(words));
                }
                None => above.push(comment),
            }
        } else if let Some((key, _)) = line.split_once(':').filter(|(key, _)| is_key(key)) {
            if !above.is_empty() {
                found.insert(key.to_owned(), above.join("\n"));
            }
            above.clear();
        } else if line.is_empty() {
            above.clear();
        }
    }
    found
}

/// `name: orders   # deployed name …`: a value that has no default, and what it is.
fn needed(comment: &str) -> Option<(&str, &str)> {
    let (value, words) = comment.split_once(" # ")?;
    let (key, _) = value.split_once(':').filter(|(key, _)| is_key(key))?;
    Some((key, words.trim()))
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// Explains the values of a node that don't say yet what they are.
pub(super) fn explain(values: &mut Item, explained: &Explained) {
    let Tree::Map(entries) = &mut values.value else { return };
    for (key, item) in entries {
        if let (true, Some(words)) = (item.before.is_empty(), explained.get(key.as_str())) {
            item.before = words.lines().map(str::to_owned).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use topology::yaml::write;

    use super::*;

    #[test]
    fn comments_are_read_from_above_and_from_behind() {
        let text = "# A header.\n\n# Needed:\n# name: orders      # deployed name\n\n# Variables.\n# NAME: text\nenv: {}\nargs: []\n";
        let found = read(text);
        assert_eq!(found["name"], "Deployed name.");
        assert_eq!(found["env"], "Variables.\nNAME: text");
        assert!(!found.contains_key("args"), "{found:?}");
    }

    #[test]
    fn every_value_of_the_charts_is_explained() -> Result<(), Error> {
        for chart in Chart::ALL {
            let explained = explained(chart)?;
            let without: Vec<String> =
                chart.values()?.into_iter().filter(|key| key != "global" && !explained.contains_key(key)).collect();
            assert!(without.is_empty(), "{}: {without:?}", chart.name());
        }
        Ok(())
    }

    #[test]
    fn what_is_said_already_stays() {
        let mut values = Item::map([("env", Item::from(1).comment("own")), ("args", Item::from(2))]);
        let explained = Explained::from([("env".to_owned(), "a".to_owned()), ("args".to_owned(), "b".to_owned())]);
        explain(&mut values, &explained);
        assert_eq!(write(&values).text, "# own\nenv: 1\n# b\nargs: 2\n");
    }
}
