//! Neither the order in which things are written down nor the ids that they have change what is found.

use proptest::prelude::*;
use serde_json::Value;
use topology::Document;

use super::check;
use super::documents::document;
use super::random::config;

/// Rules whose findings read the spelling of names, not only whether two are the same.
const READ_NAMES: &[&str] = &["layered-by-technology", "nano-service", "invalid-name"];

/// The same text with other ids, in the same order: `n0` is `m0k`, and so in everything made of it.
fn renamed(text: &str) -> String {
    (0..=9).fold(text.to_owned(), |text, at| {
        text.replace(&format!("n{at}"), &format!("m{at}k")).replace(&format!("N{at}"), &format!("M{at}K"))
    })
}

/// The findings as text, keys without the numbers that are made of members' ids.
fn told(document: &Document) -> Vec<String> {
    let report = check(document);
    let mut told: Vec<String> = report
        .findings
        .into_iter()
        .filter(|finding| !READ_NAMES.contains(&finding.rule.as_str()))
        .map(|mut finding| {
            if let Some((start, end)) = finding.key.rsplit_once(':')
                && end.len() == 4
                && end.bytes().all(|b| b.is_ascii_hexdigit())
            {
                finding.key = start.to_owned();
            }
            serde_json::to_string(&finding).unwrap()
        })
        .collect();
    told.sort();
    told
}

/// The same value with every map written backwards.
fn backwards(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}:{}", serde_json::to_string(key).unwrap(), backwards(value)))
                .collect();
            fields.reverse();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(backwards).collect::<Vec<_>>().join(",")),
        value => value.to_string(),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn other_ids_change_findings_by_the_ids_alone(document in document()) {
        let text = serde_json::to_string(&document).unwrap();
        let other: Document = serde_json::from_str(&renamed(&text)).unwrap();
        let wanted: Vec<String> = {
            let mut told: Vec<String> = told(&document).iter().map(|text| renamed(text)).collect();
            told.sort();
            told
        };
        prop_assert_eq!(wanted, told(&other));
    }

    #[test]
    fn the_order_of_writing_changes_nothing(document in document()) {
        let value = serde_json::to_value(&document).unwrap();
        let other: Document = serde_json::from_str(&backwards(&value)).unwrap();
        prop_assert_eq!(check(&document), check(&other));
    }
}
