//! What is written: values with comments, subjects and a wish for their layout.

use super::pointer;
use crate::document::Comment;
use serde_json::Value;
use std::collections::BTreeMap;

/// A YAML value. Keys of a map are unique; of equal keys the last is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above the range of `i64`.
    Unsigned(u64),
    /// Any other number; written with a point, so that it stays one for every parser.
    Float(f64),
    /// Text, quoted only where a parser could read something else.
    Text(String),
    /// A list.
    List(Vec<Item>),
    /// A map in the order in which it is written.
    Map(Vec<(String, Item)>),
    /// In a map, whatever its key there: everything of the map with this anchor, written `<<: *name`. Names are the program's own.
    Merge(&'static str),
}

/// A value and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The value.
    pub value: Tree,
    /// Comment lines before the key or item, without `#`.
    pub before: Vec<String>,
    /// The comment behind the key or value.
    pub after: Option<String>,
    /// Comment lines after the last child of a map or list.
    pub end: Vec<String>,
    /// What these lines speak of (`node:orders`); becomes a span of the written text.
    pub subject: Option<String>,
    /// On one line as `{ … }` or `[ … ]`, if that fits and no comment stands inside.
    pub flow: bool,
    /// A blank line before, unless this is the first of its map or list.
    pub blank_before: bool,
    /// The name by which a [`Tree::Merge`] repeats it.
    pub anchor: Option<&'static str>,
}

impl From<Tree> for Item {
    fn from(value: Tree) -> Self {
        Self {
            value,
            before: Vec::new(),
            after: None,
            end: Vec::new(),
            subject: None,
            flow: false,
            blank_before: false,
            anchor: None,
        }
    }
}

impl Item {
    /// `null`
    pub fn null() -> Self {
        Tree::Null.into()
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Tree::Text(text.into()).into()
    }

    /// A list.
    pub fn list<I: Into<Item>>(items: impl IntoIterator<Item = I>) -> Self {
        Tree::List(items.into_iter().map(Into::into).collect()).into()
    }

    /// A map in the order given.
    pub fn map<K: Into<String>, I: Into<Item>>(entries: impl IntoIterator<Item = (K, I)>) -> Self {
        let entries = entries.into_iter();
        Tree::Map(entries.map(|(key, item)| (key.into(), item.into())).collect()).into()
    }

    /// Adds comment lines before; a line break in `text` begins a new comment line.
    #[must_use]
    pub fn comment(mut self, text: impl AsRef<str>) -> Self {
        self.before.extend(text.as_ref().split('\n').map(str::to_owned));
        self
    }

    /// Sets the comment behind the key or value.
    #[must_use]
    pub fn trailing(mut self, text: impl Into<String>) -> Self {
        self.after = Some(text.into());
        self
    }

    /// Says what these lines speak of.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Asks for one line.
    #[must_use]
    pub fn flow(mut self) -> Self {
        self.flow = true;
        self
    }

    /// Gives it a name, by which it may be repeated.
    #[must_use]
    pub fn anchor(mut self, name: &'static str) -> Self {
        self.anchor = Some(name);
        self
    }

    /// Asks for a blank line before.
    #[must_use]
    pub fn spaced(mut self) -> Self {
        self.blank_before = true;
        self
    }

    /// `value` with `comments` at their paths. A comment whose path has no value goes before the
    /// nearest thing around it that has one, so that none is lost.
    pub fn with_comments(value: Value, comments: &BTreeMap<String, Comment>) -> Self {
        let mut placed: BTreeMap<String, Comment> = BTreeMap::new();
        for (path, comment) in comments {
            let (held, exact) = nearest(&value, path);
            let at = placed.entry(held).or_default();
            at.before.extend(comment.before.iter().cloned());
            if exact {
                at.after.clone_from(&comment.after);
                at.end.extend(comment.end.iter().cloned());
            } else {
                at.before.extend(comment.after.iter().cloned());
                at.before.extend(comment.end.iter().cloned());
            }
        }
        let mut item = Self::from(value);
        if !placed.is_empty() {
            item.place_comments("", &mut placed);
        }
        item
    }

    fn place_comments(&mut self, path: &str, comments: &mut BTreeMap<String, Comment>) {
        if let Some(comment) = comments.remove(path) {
            self.before = comment.before;
            self.after = comment.after;
            self.end = comment.end;
        }
        match &mut self.value {
            Tree::Map(entries) => {
                entries.iter_mut().for_each(|(key, item)| item.place_comments(&pointer::join(path, key), comments))
            }
            Tree::List(items) => items.iter_mut().enumerate().for_each(|(index, item)| {
                item.place_comments(&pointer::join(path, &index.to_string()), comments);
            }),
            _ => {}
        }
    }

    /// Whether this is a map or list that holds something.
    pub(super) fn has_children(&self) -> bool {
        match &self.value {
            Tree::Map(entries) => !entries.is_empty(),
            Tree::List(items) => !items.is_empty(),
            _ => false,
        }
    }
}

/// The longest part of `path` that `value` holds, and whether that is all of it.
pub(super) fn nearest(value: &Value, path: &str) -> (String, bool) {
    let (mut at, mut held) = (value, String::new());
    for segment in pointer::segments(path) {
        let inner = match at {
            Value::Object(fields) => fields.get(&segment),
            Value::Array(items) => segment.parse().ok().and_then(|index: usize| items.get(index)),
            _ => None,
        };
        match inner {
            Some(inner) => at = inner,
            None => return (held, false),
        }
        held = pointer::join(&held, &segment);
    }
    (held, true)
}

macro_rules! from_whole_number {
    ($($number:ty),*) => { $(
        impl From<$number> for Item {
            fn from(number: $number) -> Self {
                Tree::Int(i64::from(number)).into()
            }
        }
    )* };
}
from_whole_number!(u8, u16, u32, i8, i16, i32, i64);

impl From<u64> for Item {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Tree::Unsigned(number), Tree::Int).into()
    }
}

impl From<usize> for Item {
    fn from(number: usize) -> Self {
        Self::from(number as u64)
    }
}

impl From<f64> for Item {
    fn from(number: f64) -> Self {
        Tree::Float(number).into()
    }
}

impl From<bool> for Item {
    fn from(truth: bool) -> Self {
        Tree::Bool(truth).into()
    }
}

impl From<&str> for Item {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Item {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&String> for Item {
    fn from(text: &String) -> Self {
        Self::text(text.as_str())
    }
}

impl From<Vec<Item>> for Item {
    fn from(items: Vec<Item>) -> Self {
        Tree::List(items).into()
    }
}

impl From<Vec<(String, Item)>> for Item {
    fn from(entries: Vec<(String, Item)>) -> Self {
        Tree::Map(entries).into()
    }
}

impl From<Value> for Item {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::null(),
            Value::Bool(truth) => truth.into(),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(whole), _, _) => whole.into(),
                (None, Some(whole), _) => whole.into(),
                (None, None, Some(float)) => float.into(),
                // Only possible where serde_json keeps numbers of any length, as their text.
                (None, None, None) => Self::text(number.to_string()),
            },
            Value::String(text) => text.into(),
            Value::Array(items) => Self::list(items),
            Value::Object(entries) => Self::map(entries),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn comments_find_their_paths_and_orphans_their_nearest_kin() {
        let comment = |text: &str| Comment { before: vec![text.to_owned()], ..Comment::default() };
        let comments = BTreeMap::from([
            ("/list/1".to_owned(), comment("second")),
            ("/map/gone/deeper".to_owned(), comment("orphan")),
        ]);
        let item = Item::with_comments(json!({"list": [1, 2], "map": {"a~/": true}}), &comments);
        let expected = Item::map([
            ("list", Item::list([Item::from(1), Item::from(2).comment("second")])),
            ("map", Item::map([("a~/", true)]).comment("orphan")),
        ]);
        assert_eq!(item, expected);
    }

    #[test]
    fn numbers_keep_their_kind() {
        assert_eq!(Item::from(json!(u64::MAX)).value, Tree::Unsigned(u64::MAX));
        assert_eq!(Item::from(json!(-1)).value, Tree::Int(-1));
        assert_eq!(Item::from(json!(1.0)).value, Tree::Float(1.0));
    }
}
