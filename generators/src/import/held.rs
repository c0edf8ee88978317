//! Values that know where they stand, whatever file they came from.

use serde_json::{Map, Number, Value};
use topology::yaml::{Source, pointer};

/// A place in one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The number of the file.
    pub file: usize,
    /// Line and column, from 1.
    pub at: (u32, u32),
}

/// What to do with a value when files are laid over one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It replaces what was there.
    Override,
    /// What was there goes.
    Reset,
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The value.
    pub data: Data,
    /// Where it stands.
    pub place: Place,
    /// How it is laid over others.
    pub mark: Option<Mark>,
    /// Whether a variable that is called like a secret was put into it.
    pub secret: bool,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Held>),
    /// A map, in the order of the file; keys once.
    Map(Vec<(String, Held)>),
}

impl Held {
    /// What a file says, with the place of each value.
    #[must_use]
    pub fn read(source: &Source, file: usize) -> Self {
        held(&source.value, "", source, file)
    }

    /// The same place with other data.
    #[must_use]
    pub fn with(&self, data: Data) -> Self {
        Self { data, ..self.clone_bare() }
    }

    fn clone_bare(&self) -> Self {
        Self { data: Data::Null, place: self.place, mark: self.mark, secret: self.secret }
    }

    /// The place of a map or list that holds more than `most` entries, if there is one.
    #[must_use]
    pub fn wider_than(&self, most: usize) -> Option<Place> {
        match &self.data {
            Data::List(items) if items.len() > most => Some(self.place),
            Data::Map(entries) if entries.len() > most => Some(self.place),
            Data::List(items) => items.iter().find_map(|item| item.wider_than(most)),
            Data::Map(entries) => entries.iter().find_map(|(_, item)| item.wider_than(most)),
            _ => None,
        }
    }

    /// The value of a key, where this is a map that has it and it is not `null`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Held> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, held)| held).filter(|held| !held.is_null())
    }

    /// The value at the end of several keys.
    #[must_use]
    pub fn at(&self, keys: &[&str]) -> Option<&Held> {
        keys.iter().try_fold(self, |held, key| held.get(key))
    }

    /// The entries of a map; none of anything else.
    #[must_use]
    pub fn entries(&self) -> &[(String, Held)] {
        if let Data::Map(entries) = &self.data { entries } else { &[] }
    }

    /// The items of a list; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Held] {
        if let Data::List(items) = &self.data { items } else { &[] }
    }

    /// A text, number or truth value as text.
    #[must_use]
    pub fn word(&self) -> Option<String> {
        match &self.data {
            Data::Text(text) => Some(text.clone()),
            Data::Number(number) => Some(number.to_string()),
            Data::Bool(truth) => Some(truth.to_string()),
            Data::Null | Data::List(_) | Data::Map(_) => None,
        }
    }

    /// The text at the end of several keys.
    #[must_use]
    pub fn word_at(&self, keys: &[&str]) -> Option<String> {
        self.at(keys).and_then(Held::word)
    }

    /// A whole number, also one that is written as text.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match &self.data {
            Data::Number(number) => number.as_u64(),
            Data::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The words of a list, or the one word that stands in its place.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        match &self.data {
            Data::List(items) => items.iter().filter_map(Held::word).collect(),
            _ => self.word().into_iter().collect(),
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.data == Data::Null
    }

    /// Whether it is a map.
    #[must_use]
    pub fn is_map(&self) -> bool {
        matches!(self.data, Data::Map(_))
    }

    /// Whether it is `true`, also as text.
    #[must_use]
    pub fn is_true(&self) -> bool {
        self.word().is_some_and(|word| word.eq_ignore_ascii_case("true"))
    }

    /// The value alone.
    #[must_use]
    pub fn value(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(truth) => Value::Bool(*truth),
            Data::Number(number) => Value::Number(number.clone()),
            Data::Text(text) => Value::String(text.clone()),
            Data::List(items) => Value::Array(items.iter().map(Held::value).collect()),
            Data::Map(entries) => {
                Value::Object(entries.iter().map(|(key, held)| (key.clone(), held.value())).collect::<Map<_, _>>())
            }
        }
    }
}

fn held(value: &Value, path: &str, source: &Source, file: usize) -> Held {
    let data = match value {
        Value::Null => Data::Null,
        Value::Bool(truth) => Data::Bool(*truth),
        Value::Number(number) => Data::Number(number.clone()),
        Value::String(text) => Data::Text(text.clone()),
        Value::Array(items) => Data::List(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| held(item, &pointer::join(path, &index.to_string()), source, file))
                .collect(),
        ),
        Value::Object(entries) => Data::Map(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), held(value, &pointer::join(path, key), source, file)))
                .collect(),
        ),
    };
    let position = source.position(path);
    let at = position.key.unwrap_or(position.value);
    let mark = match source.marks.get(path).map(String::as_str) {
        Some("!override") => Some(Mark::Override),
        Some("!reset") => Some(Mark::Reset),
        _ => None,
    };
    Held { data, place: Place { file, at }, mark, secret: false }
}
