//! One compose file over another, as compose lays them.

use std::collections::BTreeSet;

use super::super::held::{Data, Held, Mark};

/// Keys that are lists or maps of names; as maps they are laid over one another name by name.
const NAMED: [&str; 8] =
    ["environment", "labels", "annotations", "depends_on", "networks", "args", "extra_hosts", "sysctls"];
/// Lists of which the later one replaces the earlier.
const REPLACED: [&str; 3] = ["command", "entrypoint", "test"];

/// `over` laid over `base`.
pub fn merge(base: Held, over: Held) -> Held {
    merged("", base, over)
}

fn merged(key: &str, base: Held, over: Held) -> Held {
    if over.mark == Some(Mark::Override) {
        return over;
    }
    let (base, over) = if NAMED.contains(&key) { (by_name(base), by_name(over)) } else { (base, over) };
    match (base.data, over.data) {
        (Data::Map(mut entries), Data::Map(others)) => {
            for (name, other) in others {
                let at = entries.iter().position(|(known, _)| *known == name);
                match (at, other.mark) {
                    (Some(at), Some(Mark::Reset)) => {
                        entries.remove(at);
                    }
                    (None, Some(Mark::Reset)) => {}
                    (Some(at), _) => {
                        let (name, before) = entries.remove(at);
                        entries.insert(at, (name.clone(), merged(&name, before, other)));
                    }
                    (None, _) => entries.push((name, other)),
                }
            }
            Held { data: Data::Map(entries), place: base.place, mark: base.mark, secret: base.secret }
        }
        (Data::List(mut items), Data::List(others)) if !REPLACED.contains(&key) => {
            if key == "volumes" {
                let taken: BTreeSet<String> = others.iter().filter_map(target).collect();
                items.retain(|item| target(item).is_none_or(|target| !taken.contains(&target)));
            }
            for other in others {
                if !items.iter().any(|item| item.data == other.data) {
                    items.push(other);
                }
            }
            Held { data: Data::List(items), place: over.place, mark: None, secret: false }
        }
        // A key without a value says nothing over what was said.
        (data, Data::Null) => Held { data, place: base.place, mark: base.mark, secret: base.secret },
        (_, data) => Held { data, place: over.place, mark: over.mark, secret: over.secret },
    }
}

/// Where a volume is mounted.
fn target(volume: &Held) -> Option<String> {
    if let Some(target) = volume.word_at(&["target"]) {
        return Some(target);
    }
    let text = volume.word()?;
    let mut parts = text.split(':');
    let first = parts.next()?;
    Some(parts.next().unwrap_or(first).to_owned())
}

/// A list of names, or of `name=value`, as a map.
pub fn by_name(held: Held) -> Held {
    let Data::List(items) = held.data else { return held };
    let mut entries: Vec<(String, Held)> = Vec::new();
    for item in items {
        let Some(word) = item.word() else { continue };
        let split = word.split_once('=').or_else(|| word.split_once(':'));
        let (name, data) = match split {
            Some((name, value)) => (name.to_owned(), Data::Text(value.to_owned())),
            None => (word, Data::Null),
        };
        entries.retain(|(known, _)| *known != name);
        entries.push((name, Held { data, place: item.place, mark: item.mark, secret: item.secret }));
    }
    Held { data: Data::Map(entries), place: held.place, mark: held.mark, secret: held.secret }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn held(text: &str) -> Held {
        let source = topology::yaml::read_marked(text, &["!override", "!reset"]).unwrap().remove(0);
        Held::read(&source, 0)
    }

    fn over(base: &str, over: &str) -> Value {
        merge(held(base), held(over)).value()
    }

    #[test]
    fn later_files_are_laid_over_earlier_ones() {
        assert_eq!(
            over(
                "environment: [A=1, B=2]\nports: ['80:80']\ncommand: [a, b]\nvolumes: ['x:/data', './c:/etc/c']",
                "environment: { B: 3 }\nports: ['81:80', '80:80']\ncommand: [c]\nvolumes: ['y:/data']"
            ),
            json!({
                "environment": { "A": "1", "B": 3 }, "ports": ["80:80", "81:80"], "command": ["c"],
                "volumes": ["./c:/etc/c", "y:/data"]
            })
        );
        assert_eq!(
            over("depends_on: [a]", "depends_on: { b: { condition: x } }"),
            json!({ "depends_on": { "a": null, "b": { "condition": "x" } } })
        );
    }

    #[test]
    fn marks_replace_and_take_away() {
        assert_eq!(
            over("ports: ['80:80']\nimage: a", "ports: !override ['81:80']\nimage: !reset null"),
            json!({ "ports": ["81:80"] })
        );
        assert_eq!(
            over("environment: { A: 1, B: 2 }", "environment: { A: !reset null }"),
            json!({ "environment": { "B": 2 } })
        );
        assert_eq!(over("ports: ['80:80']", "ports: !override []"), json!({ "ports": [] }));
    }
}
