//! The JSON Schema of the document, generated from its types.

use serde_json::Value;

use crate::document::Document;

/// The JSON Schema (draft 2020-12) of a topology file.
#[must_use]
pub fn document_schema() -> Value {
    schemars::schema_for!(Document).to_value()
}
