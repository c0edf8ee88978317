//! Values that may be absent, and collections of values.

use crate::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Json, read, unfit};
use crate::document::Fact;

/// Hands on the items of a list.
fn each_item(value: Value, take: &mut dyn FnMut(Value) -> Result<(), String>) -> Result<(), String> {
    items(value)?.into_iter().try_for_each(take)
}

/// Hands on the entries of a map.
fn each_entry(value: Value, take: &mut dyn FnMut(String, Value) -> Result<(), String>) -> Result<(), String> {
    let Value::Object(map) = value else { return Err(unfit(&value, "a map")) };
    map.into_iter().try_for_each(|(key, value)| take(key, value))
}

/// Puts a value under a key, both read.
fn put<K: Json + Ord, V: Json>(map: &mut BTreeMap<K, V>, key: String, value: Value) -> Result<(), String> {
    map.insert(read(Value::String(key))?, read(value)?);
    Ok(())
}

fn items(value: Value) -> Result<Vec<Value>, String> {
    match value {
        Value::Array(items) => Ok(items),
        other => Err(unfit(&other, "a sequence")),
    }
}

impl<T: Json> Json for Option<T> {
    fn blank() -> Self {
        None
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        *self = if value.is_null() { None } else { Some(read(value)?) };
        Ok(())
    }
    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, Json::write)
    }
    fn is_unset(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Fact<T> {
    fn blank() -> Self {
        Self::Unknown
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        *self = match value {
            Value::Null => Self::Unknown,
            Value::String(word) if word == "none" => Self::None,
            value => Self::Known(read(value)?),
        };
        Ok(())
    }
    fn write(&self) -> Value {
        match self {
            Self::Unknown => Value::Null,
            Self::None => Value::from("none"),
            Self::Known(value) => value.write(),
        }
    }
    fn is_unset(&self) -> bool {
        self.is_unknown()
    }
}

impl<T: Json> Json for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        let mut fresh = Self::new();
        each_item(value, &mut |item| {
            fresh.push(read(item)?);
            Ok(())
        })?;
        *self = fresh;
        Ok(())
    }
    fn write(&self) -> Value {
        Value::Array(self.iter().map(Json::write).collect())
    }
    fn is_unset(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Json + Ord> Json for BTreeSet<T> {
    fn blank() -> Self {
        Self::new()
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        let mut fresh = Self::new();
        each_item(value, &mut |item| {
            fresh.insert(read(item)?);
            Ok(())
        })?;
        *self = fresh;
        Ok(())
    }
    fn write(&self) -> Value {
        Value::Array(self.iter().map(Json::write).collect())
    }
    fn is_unset(&self) -> bool {
        self.is_empty()
    }
}

impl<K: Json + Ord, V: Json> Json for BTreeMap<K, V> {
    fn blank() -> Self {
        Self::new()
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        let mut fresh = Self::new();
        each_entry(value, &mut |key, value| put(&mut fresh, key, value))?;
        *self = fresh;
        Ok(())
    }
    fn write(&self) -> Value {
        let mut map = Map::new();
        for (key, value) in self {
            if let Value::String(key) = key.write() {
                map.insert(key, value.write());
            }
        }
        Value::Object(map)
    }
    fn is_unset(&self) -> bool {
        self.is_empty()
    }
}

/// A map whose members are read and changed one by one.
pub trait Members {
    /// What it holds under a key.
    fn member(&self, key: &str) -> Option<&dyn Json>;

    /// The same, to be changed.
    fn member_mut(&mut self, key: &str) -> Option<&mut dyn Json>;

    /// Puts a value, or nothing, under a key.
    ///
    /// # Errors
    /// What does not fit.
    fn put_member(&mut self, key: &str, value: Option<Value>) -> Result<(), String>;
}

impl<K: Json + Ord, V: Json> Members for BTreeMap<K, V> {
    fn member(&self, key: &str) -> Option<&dyn Json> {
        self.get(&read::<K>(key.into()).ok()?).map(|member| member as &dyn Json)
    }
    fn member_mut(&mut self, key: &str) -> Option<&mut dyn Json> {
        self.get_mut(&read::<K>(key.into()).ok()?).map(|member| member as &mut dyn Json)
    }
    fn put_member(&mut self, key: &str, value: Option<Value>) -> Result<(), String> {
        match value {
            None => drop(self.remove(&read::<K>(key.into())?)),
            Some(value) => put(self, key.to_owned(), value)?,
        }
        Ok(())
    }
}

impl<T: Json + Copy, const N: usize> Json for [T; N] {
    fn blank() -> Self {
        [T::blank(); N]
    }
    fn read(&mut self, value: Value) -> Result<(), String> {
        let items = items(value)?;
        if items.len() != N {
            return Err(format!("invalid length {}, expected an array of length {N}", items.len()));
        }
        let mut fresh = Self::blank();
        for (slot, item) in fresh.iter_mut().zip(items) {
            slot.read(item)?;
        }
        *self = fresh;
        Ok(())
    }
    fn write(&self) -> Value {
        Value::Array(self.iter().map(Json::write).collect())
    }
}
