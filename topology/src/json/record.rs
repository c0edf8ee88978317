//! Records: structs whose fields are known by name.

use serde_json::{Map, Value};

use super::{Json, unfit};

/// What is known of a record's field.
#[derive(Debug)]
pub struct Field {
    /// Its name in documents.
    pub name: &'static str,
    /// Whether the record must have it.
    pub needed: bool,
}

/// A struct with named fields.
pub trait Record {
    /// Its fields, in the order in which they are written.
    fn fields(&self) -> &'static [Field];
    /// What the fields hold, in the same order.
    fn slots(&self) -> Vec<&dyn Json>;
    /// The same, to be read into.
    fn slots_mut(&mut self) -> Vec<&mut dyn Json>;
    /// What is left to do when all fields are read.
    fn settle(&mut self) {}
}

/// Reads into a blank record, which is of no use after an error.
pub(crate) fn read(record: &mut dyn Record, value: Value) -> Result<(), String> {
    let Value::Object(mut values) = value else { return Err(unfit(&value, "a map of fields")) };
    let fields = record.fields();
    for (field, slot) in fields.iter().zip(record.slots_mut()) {
        match values.remove(field.name) {
            Some(value) => slot.read(value)?,
            None if field.needed => return Err(format!("missing field `{}`", field.name)),
            None => {}
        }
    }
    if let Some(key) = values.keys().next() {
        return Err(format!("unknown field `{key}`, expected one of {}", named(fields.iter().map(|field| field.name))));
    }
    record.settle();
    Ok(())
}

pub(crate) fn write(record: &dyn Record) -> Value {
    let mut values = Map::new();
    for (field, slot) in record.fields().iter().zip(record.slots()) {
        if !slot.is_unset() {
            values.insert(field.name.to_owned(), slot.write());
        }
    }
    Value::Object(values)
}

pub(crate) fn is_unset(record: &dyn Record) -> bool {
    record.slots().iter().all(|slot| slot.is_unset())
}

/// Names in backquotes.
pub(crate) fn named<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for name in names {
        text.push_str(if text.is_empty() { "`" } else { ", `" });
        text.push_str(name);
        text.push('`');
    }
    text
}

/// Makes a struct a record: all its fields in their order, `: needed` where one may not be left out, `as "name"` where it is called otherwise in documents; and, after them, a function for when all is read.
macro_rules! record {
    ($type:ident { $($field:ident $(as $name:literal)? $(: $needed:ident)?),+ $(,)? } $($settle:expr)?) => {
        impl $crate::json::Record for $type {
            fn fields(&self) -> &'static [$crate::json::Field] {
                const { &[$($crate::json::Field {
                    name: $crate::json::record!(@name $field $($name)?),
                    needed: $crate::json::record!(@needed $($needed)?),
                }),+] }
            }
            fn slots(&self) -> Vec<&dyn $crate::json::Json> {
                vec![$(&self.$field),+]
            }
            fn slots_mut(&mut self) -> Vec<&mut dyn $crate::json::Json> {
                vec![$(&mut self.$field),+]
            }
            $(fn settle(&mut self) {
                $settle(self);
            })?
        }

        impl $crate::json::Json for $type {
            fn blank() -> Self {
                Self { $($field: $crate::json::Json::blank()),+ }
            }
            fn read(&mut self, value: serde_json::Value) -> Result<(), String> {
                let mut fresh = <Self as $crate::json::Json>::blank();
                $crate::json::read_record(&mut fresh, value)?;
                *self = fresh;
                Ok(())
            }
            fn write(&self) -> serde_json::Value {
                $crate::json::write_record(self)
            }
            fn is_unset(&self) -> bool {
                $crate::json::is_unset_record(self)
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
    (@needed) => { false };
    (@needed needed) => { true };
}
pub(crate) use record;
