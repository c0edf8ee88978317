//! Free text with a length limit and no control characters.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::{json_word, text};

/// Free text of at most `MAX` characters, without control characters but tab and newline.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

/// A title: what people read, at most 120 characters.
pub type Title = Text<120>;
/// A description, at most 4,096 characters.
pub type Description = Text<4096>;
/// The value of a variable, at most 32 KiB.
pub type VariableValue = Text<32768>;
/// A short free text such as a reason, an owner's name or an argument, at most 1,024 characters.
pub type Line = Text<1024>;

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Longer than the field holds.
    #[error("the text has {found} characters, at most {max} fit")]
    TooLong {
        /// Characters found.
        found: usize,
        /// Characters that fit.
        max: usize,
    },
    /// Holds a character that no target can carry.
    #[error("the text holds the control character U+{0:04X}; only tab and newline are allowed")]
    Control(u32),
}

fn fit(text: &str, max: usize) -> Result<String, TextError> {
    let found = text.chars().count();
    if found > max {
        return Err(TextError::TooLong { found, max });
    }
    // Noncharacters and the byte order mark are dropped or refused by one parser or another, so they could not come out as the same text.
    let odd = |c: char| (c.is_control() && c != '\t' && c != '\n') || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
    match text.chars().find(|c| odd(*c)) {
        Some(c) => Err(TextError::Control(c as u32)),
        None => Ok(text.to_owned()),
    }
}

fn read(value: Value, max: usize) -> Result<String, String> {
    fit(&text(value)?, max).map_err(|error| error.to_string())
}

impl<const MAX: usize> Text<MAX> {
    /// Checks length and characters.
    ///
    /// # Errors
    /// [`TextError`] where the text is too long or holds a control character.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        fit(text, MAX).map(Self)
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

json_word!([const MAX: usize] Text<MAX>, |value| read(value, MAX).map(Self), Self(String::new()));

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> String {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> AsRef<str> for Text<MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "schema")]
impl<const MAX: usize> schemars::JsonSchema for Text<MAX> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Text{MAX}").into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "maxLength": MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_and_control_characters_are_named() {
        assert!(Text::<3>::parse("äöü").is_ok());
        assert_eq!(Text::<2>::parse("abc"), Err(TextError::TooLong { found: 3, max: 2 }));
        assert_eq!(Text::<9>::parse("a\u{7}"), Err(TextError::Control(7)));
        assert!(Text::<9>::parse("a\tb\nc").is_ok());
    }
}
