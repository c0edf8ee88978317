//! Documents from JSON values and back, by tables of fields instead of code for each field.
//!
//! What this reads and writes is what serde's derived code reads and writes; tests hold the two together. The derived code tells readers of files more, but has its price in the browser, which downloads every line of it: there, and wherever a value is already JSON, this is used.

mod leaf;
mod record;
mod several;

use serde_json::Value;

pub(crate) use leaf::{json_choice, json_word, text, word_of};
pub use record::{Field, Record};
pub(crate) use record::{is_unset as is_unset_record, named, read as read_record, record, write as write_record};
pub use several::Members;

/// A type that is read from a JSON value and written as one.
pub trait Json: 'static {
    /// A value to read into. Where a type has no natural one it fits no grammar, so it must not be kept unread.
    #[doc(hidden)]
    fn blank() -> Self
    where
        Self: Sized;

    /// Becomes what the value says, or stays what it is.
    ///
    /// # Errors
    /// What was found and what was expected.
    fn read(&mut self, value: Value) -> Result<(), String>;

    /// The value as JSON.
    fn write(&self) -> Value;

    /// Whether a record leaves the field out that holds this.
    fn is_unset(&self) -> bool {
        false
    }
}

/// Reads a value of this type.
///
/// # Errors
/// What was found and what was expected, of the first thing that does not fit.
pub fn read<T: Json>(value: Value) -> Result<T, String> {
    let mut slot = T::blank();
    slot.read(value)?;
    Ok(slot)
}

/// Writes a value.
#[must_use]
pub fn write<T: Json>(value: &T) -> Value {
    value.write()
}

/// The error of a value of the wrong type, in serde's words.
fn unfit(found: &Value, expected: &str) -> String {
    let found = match found {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => format!("boolean `{truth}`"),
        Value::Number(number) if number.is_f64() => format!("floating point `{number}`"),
        Value::Number(number) => format!("integer `{number}`"),
        Value::String(text) => format!("string \"{text}\""),
        Value::Array(_) => "sequence".to_owned(),
        Value::Object(_) => "map".to_owned(),
    };
    format!("invalid type: {found}, expected {expected}")
}

#[cfg(test)]
mod tests;
