//! Single values: words, texts, numbers, truth values, and whatever is JSON anyway.

use std::num::{NonZeroU16, NonZeroU32};

use serde_json::{Map, Value};

use super::record::named;
use super::{Json, unfit};

/// The text of a value.
pub(crate) fn text(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(unfit(&other, "a string")),
    }
}

/// Which of the words a value is.
pub(crate) fn word_of(value: Value, words: &mut dyn Iterator<Item = &'static str>) -> Result<usize, String> {
    let text = text(value)?;
    let words: Vec<&str> = words.collect();
    let known = || named(words.iter().copied());
    words
        .iter()
        .position(|word| *word == text)
        .ok_or_else(|| format!("unknown variant `{text}`, expected one of {}", known()))
}

/// A whole number within bounds.
fn whole(value: &Value, least: i64, most: i64, expected: &str) -> Result<i64, String> {
    match value {
        Value::Number(number) if !number.is_f64() => number
            .as_i64()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| format!("invalid value: integer `{number}`, expected {expected}")),
        other => Err(unfit(other, expected)),
    }
}

/// Makes a type that is a text JSON: how it is read, and a blank one.
macro_rules! json_word {
    ([$($generics:tt)*] $type:ty, $read:expr, $blank:expr) => {
        impl<$($generics)*> $crate::json::Json for $type {
            fn blank() -> Self {
                $blank
            }
            fn read(&mut self, value: serde_json::Value) -> Result<(), String> {
                let read: fn(serde_json::Value) -> Result<Self, String> = $read;
                *self = read(value)?;
                Ok(())
            }
            fn write(&self) -> serde_json::Value {
                serde_json::Value::String(self.as_str().to_owned())
            }
        }
    };
}
pub(crate) use json_word;

/// Makes an enum with `ALL` and `word` JSON.
macro_rules! json_choice {
    ($type:ty) => {
        impl $crate::json::Json for $type {
            fn blank() -> Self {
                Self::ALL[0]
            }
            fn read(&mut self, value: serde_json::Value) -> Result<(), String> {
                let index = $crate::json::word_of(value, &mut Self::ALL.iter().map(|word| word.word()))?;
                *self = Self::ALL[index];
                Ok(())
            }
            fn write(&self) -> serde_json::Value {
                serde_json::Value::String(self.word().to_owned())
            }
        }
    };
}
pub(crate) use json_choice;

macro_rules! json_number {
    ($type:ty, $least:expr, $most:expr, $expected:literal, $blank:expr, $of:expr, $to:expr) => {
        impl Json for $type {
            fn blank() -> Self {
                $blank
            }
            fn read(&mut self, value: Value) -> Result<(), String> {
                let number = whole(&value, $least, $most, $expected)?;
                *self = $of(number).ok_or_else(|| unfit(&value, $expected))?;
                Ok(())
            }
            fn write(&self) -> Value {
                Value::from($to(*self))
            }
        }
    };
}

json_number!(u32, 0, u32::MAX.into(), "u32", 0, |number: i64| u32::try_from(number).ok(), |number: u32| number);
json_number!(
    i32,
    i32::MIN.into(),
    i32::MAX.into(),
    "i32",
    0,
    |number: i64| i32::try_from(number).ok(),
    |number: i32| number
);
json_number!(
    NonZeroU16,
    1,
    u16::MAX.into(),
    "a nonzero u16",
    Self::MIN,
    |number: i64| u16::try_from(number).ok().and_then(Self::new),
    Self::get
);
json_number!(
    NonZeroU32,
    1,
    u32::MAX.into(),
    "a nonzero u32",
    Self::MIN,
    |number: i64| u32::try_from(number).ok().and_then(Self::new),
    Self::get
);

impl Json for f64 {
    fn blank() -> Self {
        0.0
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        *self = value.as_f64().ok_or_else(|| unfit(&value, "f64"))?;
        Ok(())
    }
    fn write(&self) -> Value {
        Value::from(*self)
    }
}

impl Json for bool {
    fn blank() -> Self {
        false
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        *self = value.as_bool().ok_or_else(|| unfit(&value, "a boolean"))?;
        Ok(())
    }
    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Json for String {
    fn blank() -> Self {
        Self::new()
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        *self = text(value)?;
        Ok(())
    }
    fn write(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Json for Map<String, Value> {
    fn blank() -> Self {
        Self::new()
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        match value {
            Value::Object(map) => *self = map,
            other => return Err(unfit(&other, "a map")),
        }
        Ok(())
    }
    fn write(&self) -> Value {
        Value::Object(self.clone())
    }
    fn is_unset(&self) -> bool {
        self.is_empty()
    }
}
