//! The grammars of single words: ids, names, images, sizes, paths.
//!
//! A value of one of these types fits its grammar by construction, so a target may place it without a second thought about quoting rules.
//! The patterns stand in the JSON Schema; the checks are written by hand because the browser carries no regular expressions.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::{json_word, text};

/// Why a text is not a word of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not {expected}")]
pub struct WordError {
    /// The text as found, shortened to 60 characters.
    pub value: String,
    /// What was expected, as a phrase that follows "is not".
    pub expected: &'static str,
}

impl WordError {
    fn new(value: &str, expected: &'static str) -> Self {
        Self { value: value.chars().take(60).collect(), expected }
    }
}

/// What a word has to be. One for each type of word, so that what checks them is there once.
struct Grammar {
    max: usize,
    expected: &'static str,
    check: fn(&str) -> bool,
}

impl Grammar {
    fn fit(&self, text: &str) -> Result<String, WordError> {
        if !text.is_empty() && text.len() <= self.max && (self.check)(text) {
            Ok(text.to_owned())
        } else {
            Err(WordError::new(text, self.expected))
        }
    }

    fn read(&self, value: Value) -> Result<String, String> {
        self.fit(&text(value)?).map_err(|error| error.to_string())
    }
}

macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $max:literal, $expected:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What a person is told when a text does not fit.
            pub const EXPECTED: &'static str = $expected;

            /// Checks a text against the grammar.
            ///
            /// # Errors
            /// [`WordError`] where the text does not fit.
            pub fn parse(text: &str) -> Result<Self, WordError> {
                Self::GRAMMAR.fit(text).map(Self)
            }

            const GRAMMAR: &'static Grammar = &Grammar { max: $max, expected: $expected, check: $check };

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        json_word!([] $name, |value| Self::GRAMMAR.read(value).map(Self), Self(String::new()));

        impl std::str::FromStr for $name {
            type Err = WordError;
            fn from_str(text: &str) -> Result<Self, WordError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = WordError;
            fn try_from(text: String) -> Result<Self, WordError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> String {
                word.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern, "maxLength": $max })
            }
        }
    };
}

word!(
    /// Id of a node, boundary, environment, unit, port, volume or view: lower-case letters, digits and single dashes, at most 40 characters.
    Id, "^(?!.*--)[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", 40,
    "an id: a lower-case letter, then letters, digits and single dashes, at most 40 characters",
    is_id
);
word!(
    /// Id of an edge: an [`Id`], or `<from>--<to>`, or `<from>--<to>--<number>`; at most 88 characters.
    EdgeId, "^[a-z][a-z0-9-]{0,87}$", 88,
    "an edge id: an id, or <from>--<to>, or <from>--<to>--<number>",
    is_edge_id
);
word!(
    /// Name of an environment variable.
    VariableName, "^[A-Za-z_][A-Za-z0-9_.]{0,127}$", 128,
    "a variable name: letters, digits, underscore and dot, not starting with a digit",
    |t| head(t, |c| c.is_ascii_alphabetic() || c == '_') && all(t, |c| c.is_ascii_alphanumeric() || "_.".contains(c))
);
word!(
    /// A container image, with or without tag or digest: `ghcr.io/acme/orders:1.4.2`.
    Image, "^[a-z0-9][A-Za-z0-9._/:@-]{0,254}$", 255,
    "a container image such as ghcr.io/acme/orders:1.4.2",
    |t| head(t, |c| c.is_ascii_lowercase() || c.is_ascii_digit()) && all(t, |c| c.is_ascii_alphanumeric() || "._/:@-".contains(c))
);
word!(
    /// An amount of memory or storage in binary units: `512Mi`, `20Gi`, `1Ti`.
    Quantity, "^[1-9][0-9]{0,6}(Mi|Gi|Ti)$", 9,
    "an amount such as 512Mi, 20Gi or 1Ti",
    is_quantity
);
word!(
    /// An amount of processor time: `250m` (thousandths of a core) or `1.5` (cores).
    Cpu, "^([0-9]{1,6}m|[0-9]{1,3}(\\.[0-9]{1,3})?)$", 7,
    "an amount of CPU such as 250m or 1.5",
    is_cpu
);
word!(
    /// A version as its maker writes it: `18`, `4.3`, `9.7.2`.
    Version, "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", 40,
    "a version such as 18 or 4.3.1",
    |t| head(t, |c| c.is_ascii_alphanumeric()) && all(t, |c| c.is_ascii_alphanumeric() || "._-".contains(c))
);
word!(
    /// A tag: a word people sort by, and some rules read (`public-by-design`).
    Tag, "^[A-Za-z0-9][A-Za-z0-9._:/-]{0,62}$", 63,
    "a tag: letters, digits and . _ : / -, at most 63 characters",
    |t| head(t, |c| c.is_ascii_alphanumeric()) && all(t, |c| c.is_ascii_alphanumeric() || "._:/-".contains(c))
);
word!(
    /// A short technical word: an engine, a runtime, a region, a consumer group.
    Name, "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$", 63,
    "a name: letters, digits and . _ -, at most 63 characters",
    |t| head(t, |c| c.is_ascii_alphanumeric()) && all(t, |c| c.is_ascii_alphanumeric() || "._-".contains(c))
);
word!(
    /// Name of a database, a schema or a database user.
    DatabaseName, "^[A-Za-z_][A-Za-z0-9_-]{0,62}$", 63,
    "a database name: letters, digits, underscore and dash, not starting with a digit",
    |t| head(t, |c| c.is_ascii_alphabetic() || c == '_') && all(t, |c| c.is_ascii_alphanumeric() || "_-".contains(c))
);
word!(
    /// A topic, subject, queue or stream: `order.created`.
    Topic, "^[A-Za-z0-9][A-Za-z0-9._/#*-]{0,199}$", 200,
    "a topic such as order.created",
    |t| head(t, |c| c.is_ascii_alphanumeric()) && all(t, |c| c.is_ascii_alphanumeric() || "._/#*-".contains(c))
);
word!(
    /// The path part of a URL, beginning with a slash.
    UrlPath, "^/[A-Za-z0-9._~%:@+,=!&/-]{0,511}$", 512,
    "a path that begins with / and holds letters, digits and . _ ~ % : @ + , = ! & / -",
    |t| t.starts_with('/') && all(t, |c| c.is_ascii_alphanumeric() || "._~%:@+,=!&/-".contains(c))
);
word!(
    /// A DNS name, with an optional leading `*.`.
    Host, "^(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$", 253,
    "a host name such as shop.example.com",
    is_host
);
word!(
    /// A path in a file system: of a build context, a Dockerfile, a mount.
    FilePath, "^[A-Za-z0-9._@+~/-]{1,512}$", 512,
    "a file path of letters, digits and . _ @ + ~ / -",
    |t| all(t, |c| c.is_ascii_alphanumeric() || "._@+~/-".contains(c))
);
word!(
    /// A day, `2027-04-01`.
    Date, "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", 10,
    "a day such as 2027-04-01",
    is_date
);
word!(
    /// When something runs: `hourly`, `daily`, `weekly`, `monthly`, or five cron fields.
    Schedule, "^(hourly|daily|weekly|monthly|([0-9A-Za-z*/,-]+ ){4}[0-9A-Za-z*/,-]+)$", 100,
    "hourly, daily, weekly, monthly or five cron fields",
    is_schedule
);
word!(
    /// How long something is kept: `12h`, `14d`, `8w`, `6m`, `7y`.
    Period, "^[1-9][0-9]{0,3}[hdwmy]$", 5,
    "a period such as 14d",
    |t| t.len() >= 2 && !t.starts_with('0') && t.ends_with(['h', 'd', 'w', 'm', 'y']) && t[..t.len() - 1].bytes().all(|b| b.is_ascii_digit())
);

fn head(text: &str, fits: impl Fn(char) -> bool) -> bool {
    text.chars().next().is_some_and(fits)
}

fn all(text: &str, fits: impl Fn(char) -> bool) -> bool {
    text.chars().all(fits)
}

fn is_id(text: &str) -> bool {
    text.len() <= 40
        && head(text, |c| c.is_ascii_lowercase())
        && all(text, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.ends_with('-')
        && !text.contains("--")
}

fn is_edge_id(text: &str) -> bool {
    let parts: Vec<&str> = text.split("--").collect();
    match parts.as_slice() {
        [id] => is_id(id),
        [from, to] => is_id(from) && is_id(to),
        [from, to, number] => {
            is_id(from)
                && is_id(to)
                && number.len() <= 4
                && number.bytes().all(|b| b.is_ascii_digit())
                && !number.starts_with('0')
        }
        _ => false,
    }
}

fn is_quantity(text: &str) -> bool {
    let Some(digits) = ["Mi", "Gi", "Ti"].iter().find_map(|unit| text.strip_suffix(unit)) else { return false };
    !digits.is_empty() && digits.len() <= 7 && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_cpu(text: &str) -> bool {
    let digits = |t: &str, max: usize| !t.is_empty() && t.len() <= max && t.bytes().all(|b| b.is_ascii_digit());
    match (text.strip_suffix('m'), text.split_once('.')) {
        (Some(milli), _) => digits(milli, 6),
        (None, Some((whole, part))) => digits(whole, 3) && digits(part, 3),
        (None, None) => digits(text, 3),
    }
}

fn is_host(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    name.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && all(label, |c| c.is_ascii_alphanumeric() || c == '-')
    })
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |t: &str, len: usize| {
        (t.len() == len && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_schedule(text: &str) -> bool {
    matches!(text, "hourly" | "daily" | "weekly" | "monthly") || {
        let fields: Vec<&str> = text.split(' ').collect();
        fields.len() == 5
            && fields.iter().all(|f| !f.is_empty() && all(f, |c| c.is_ascii_alphanumeric() || "*/,-".contains(c)))
    }
}

impl Id {
    /// Makes an id from free text such as a title: `Order service (EU)` gives `order-service-eu`. Falls back to `fallback` where nothing is left.
    #[must_use]
    pub fn propose(text: &str, fallback: &str) -> Self {
        let mut slug = String::new();
        for c in text.chars().map(|c| c.to_ascii_lowercase()) {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_start_matches(|c: char| !c.is_ascii_lowercase());
        let cut = &slug[..slug.len().min(40)];
        Self::parse(cut.trim_end_matches('-'))
            .or_else(|_| Self::parse(fallback))
            .unwrap_or_else(|_| Self("node".to_owned()))
    }
}

impl EdgeId {
    /// The ends that the id names, where it is of the form `<from>--<to>` or `<from>--<to>--<number>`.
    #[must_use]
    pub fn ends(&self) -> Option<(&str, &str)> {
        let mut parts = self.0.split("--");
        Some((parts.next()?, parts.next()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_edge_ids() {
        for good in ["a", "orders", "orders-db", "a1", "a23456789-123456789-123456789-123456789x"] {
            assert!(Id::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "A", "1a", "a-", "a--b", "ä", "a_b", "a23456789-123456789-123456789-123456789xy"] {
            assert!(Id::parse(bad).is_err(), "{bad}");
        }
        for good in ["web--edge", "web--edge--2", "main-link"] {
            assert!(EdgeId::parse(good).is_ok(), "{good}");
        }
        for bad in ["web--", "web--edge--x", "web--edge--02", "a--b--1--2", "--a"] {
            assert!(EdgeId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn amounts_days_and_schedules() {
        assert!(
            Quantity::parse("20Gi").is_ok() && Quantity::parse("20GB").is_err() && Quantity::parse("020Gi").is_err()
        );
        assert!(Cpu::parse("250m").is_ok() && Cpu::parse("1.5").is_ok() && Cpu::parse("m").is_err());
        assert!(
            Date::parse("2028-02-29").is_ok()
                && Date::parse("2027-02-29").is_err()
                && Date::parse("2027-13-01").is_err()
        );
        assert!(
            Schedule::parse("daily").is_ok()
                && Schedule::parse("0 3 * * 1").is_ok()
                && Schedule::parse("0 3 * *").is_err()
        );
        assert!(Period::parse("14d").is_ok() && Period::parse("d").is_err() && Period::parse("14").is_err());
        assert!(Host::parse("*.example.com").is_ok() && Host::parse("-x.com").is_err());
    }

    #[test]
    fn ids_are_proposed_from_titles() {
        assert_eq!(Id::propose("Order service (EU)", "service").as_str(), "order-service-eu");
        assert_eq!(Id::propose("  42 things", "service").as_str(), "things");
        assert_eq!(Id::propose("注文", "service").as_str(), "service");
        assert_eq!(Id::propose(&"long word ".repeat(9), "x").as_str(), "long-word-long-word-long-word-long-word");
    }
}
