//! Known, none, unknown.

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// A fact about a node or an edge: absent is *unknown*, the word `none` is *known not to exist*.
///
/// Rules may only judge what is known; what the Plan chooses for an unknown is a decision and never seen by rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// Nobody has said.
    #[default]
    Unknown,
    /// Said not to exist.
    None,
    /// Said.
    Known(T),
}

impl<T> Fact<T> {
    /// Whether nobody has said (used to leave the field out).
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Whether it is said not to exist.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// The value, where one is known.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown | Self::None => None,
        }
    }
}

impl<T: Serialize> Serialize for Fact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unknown => serializer.serialize_none(),
            Self::None => serializer.serialize_str("none"),
            Self::Known(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Fact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::Unknown),
            Value::String(word) if word == "none" => Ok(Self::None),
            value => T::deserialize(value).map(Self::Known).map_err(D::Error::custom),
        }
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Fact<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Fact_of_{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let known = generator.subschema_for::<T>();
        schemars::json_schema!({ "x-fact": true, "anyOf": [{ "const": "none" }, known] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Holder {
        #[serde(default, skip_serializing_if = "Fact::is_unknown")]
        timeout: Fact<u32>,
    }

    #[test]
    fn absent_none_and_known_are_three_things() {
        for (text, fact) in
            [("{}", Fact::Unknown), (r#"{"timeout":"none"}"#, Fact::None), (r#"{"timeout":5}"#, Fact::Known(5))]
        {
            let holder: Holder = serde_json::from_str(text).unwrap();
            assert_eq!(holder.timeout, fact);
            assert_eq!(serde_json::to_string(&holder).unwrap(), text);
        }
    }
}
