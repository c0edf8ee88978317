//! What is written is what is read, by this reader and by an independent one.

use super::{Item, Tree, read, write};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Texts that YAML, templates and shells like to misread.
const HOSTILE: [&str; 56] = [
    "",
    " ",
    "  a",
    "a  ",
    "\n",
    "\n\n",
    "a\n",
    "a\nb",
    "a\nb\n\n",
    "\na",
    " a\nb",
    "a\n b\n",
    "a \nb",
    "a\n\tb",
    "\t",
    "a\tb",
    "- a",
    "-",
    "--",
    "---",
    "--- a",
    "...",
    "a: b",
    "a:",
    ": a",
    "a #b",
    "#a",
    "# a\nb",
    "a\n# b\n",
    "? a",
    "!a",
    "&a",
    "*a",
    "|",
    ">-",
    "%a",
    "@a",
    "`a`",
    "'a'",
    "\"a\"",
    "\\",
    "\\n",
    "${x}",
    "$${x}",
    "{{ x }}",
    "%{ if x }",
    "#{x}",
    "{}",
    "[]",
    "a, b",
    "\r\n",
    "a\u{85}b",
    "a\u{2028}b\u{2029}",
    "\u{feff}a",
    "\u{0}\u{7f}\u{1b}",
    "🚀 é\u{a0}",
];

const WORDS: [&str; 22] = [
    "null",
    "~",
    "Yes",
    "n",
    "ON",
    "true",
    "1",
    "-1",
    "1_000",
    "0x1F",
    "0o17",
    "017",
    "1:30",
    "8080:80",
    "1e3",
    ".5",
    ".inf",
    "=",
    "<<",
    "2024-01-01",
    "+12e03",
    "1.10",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::sample::select(&HOSTILE[..]).prop_map(str::to_owned),
        2 => prop::sample::select(&WORDS[..]).prop_map(str::to_owned),
        2 => "[a-z0-9:#'\"{}\\[\\],&*!|>%@`?~=<.+ _\\-\\\\\t\n]{0,12}",
        1 => "\\PC{0,8}",
        1 => any::<String>(),
        1 => "[a-z]{1,8}( [a-z]{1,9}){0,14}",
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |f| f.is_finite()).prop_map(Value::from),
        (-1000i32..1000).prop_map(|n| Value::from(f64::from(n) / 8.0)),
        text().prop_map(Value::from),
        text().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Lays an item out at random: flow, blank lines, comments where the writer keeps them in place.
fn dress(item: &mut Item, dice: &mut impl Iterator<Item = u8>, comments: &[String], root: bool) {
    let mut roll = |of: u8| dice.next().is_some_and(|n| n % of == 0);
    item.flow = roll(2);
    item.blank_before = roll(4);
    let line = || comments.first().cloned().unwrap_or_default();
    if roll(5) {
        item.before = comments.to_vec();
    }
    if roll(5) && !(root && item.has_children()) {
        item.after = Some(line());
    }
    if roll(5) && item.has_children() {
        item.end = vec![line(), line()];
    }
    match &mut item.value {
        Tree::Map(entries) => entries.iter_mut().for_each(|(_, item)| dress(item, dice, comments, false)),
        Tree::List(items) => items.iter_mut().for_each(|item| dress(item, dice, comments, false)),
        _ => {}
    }
}

/// The item without its layout: what reading must give back.
fn undress(item: &mut Item) {
    item.flow = false;
    item.blank_before = false;
    match &mut item.value {
        Tree::Map(entries) => entries.iter_mut().for_each(|(_, item)| undress(item)),
        Tree::List(items) => items.iter_mut().for_each(undress),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_come_back(value in value(), dice in prop::collection::vec(any::<u8>(), 200)) {
        let mut item = Item::from(value.clone());
        dress(&mut item, &mut dice.into_iter(), &[], true);
        let text = write(&item).text;
        let source = read(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(&source.value, &value, "{}", text);
        let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>());
        prop_assert_eq!(keys(&source.value), keys(&value));
    }

    #[test]
    fn an_independent_reader_agrees(value in value(), dice in prop::collection::vec(any::<u8>(), 200)) {
        let mut item = Item::from(value.clone());
        dress(&mut item, &mut dice.into_iter(), &["why: {".to_owned()], true);
        let text = write(&item).text;
        let other: Value = serde_yaml_ng::from_str(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(other, value, "{}", text);
    }

    #[test]
    fn comments_come_back_to_their_places(
        value in value(),
        dice in prop::collection::vec(any::<u8>(), 200),
        comments in prop::collection::vec("[ -~é]{0,10}", 1..3),
    ) {
        let comments: Vec<String> = comments.iter().map(|line| line.trim_end().to_owned()).collect();
        let mut item = Item::from(value);
        dress(&mut item, &mut dice.into_iter(), &comments, true);
        let text = write(&item).text;
        let source = read(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        undress(&mut item);
        prop_assert_eq!(Item::with_comments(source.value, &source.comments), item, "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_and_stable_after_one_pass(text in "[a-c:#'\"{}\\[\\],&*!|>? \\-\n]{0,40}") {
        if let Ok(source) = read(&text) {
            let once = write(&Item::with_comments(source.value.clone(), &source.comments)).text;
            let again = read(&once).map_err(|error| TestCaseError::fail(format!("{error}\n{once}")))?;
            prop_assert_eq!(&again.value, &source.value, "{}", once);
            let twice = write(&Item::with_comments(again.value, &again.comments)).text;
            prop_assert_eq!(once, twice);
        }
    }

    #[test]
    fn hostile_comments_stay_comments(comment in any::<String>(), value in value()) {
        let item = Item::map([("a", Item::from(value.clone()).comment(&comment).trailing(&comment)), ("b", 1.into())]);
        let text = write(&item).text;
        let expected = json!({"a": value, "b": 1});
        prop_assert_eq!(read(&text).map(|source| source.value), Ok(expected.clone()), "{}", text);
        prop_assert_eq!(serde_yaml_ng::from_str::<Value>(&text).ok(), Some(expected), "{}", text);
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,60}", bytes in any::<String>()) {
        let _ = (read(&text), read(&bytes));
    }
}

#[test]
fn every_hostile_text_comes_back_in_every_place() {
    for text in HOSTILE.iter().chain(&WORDS) {
        for flow in [false, true] {
            let mut item = Item::map([("text", Item::text(*text)), (*text, Item::list([*text, *text]))]);
            item.flow = flow;
            let written = write(&item).text;
            let expected = json!({"text": text, *text: [text, text]});
            assert_eq!(read(&written).map(|source| source.value), Ok(expected.clone()), "{written}");
            assert_eq!(serde_yaml_ng::from_str::<Value>(&written).ok(), Some(expected), "{written}");
        }
    }
}
