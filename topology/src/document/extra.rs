//! The way out: data merged into the outputs after the Plan.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{order, unset};
use crate::json::record;

/// Data merged into the outputs, verbatim, and reported as *yours, unproven*. Maps are kept by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// Merged into the node's compose service, or the whole compose file.
    #[serde(default, deserialize_with = "order::by_name", skip_serializing_if = "unset")]
    pub compose: Map<String, Value>,
    /// Merged into the node's Helm values, or the whole values file.
    #[serde(default, deserialize_with = "order::by_name", skip_serializing_if = "unset")]
    pub helm: Map<String, Value>,
    /// Merged into the arguments of the node's module, or the unit's root.
    #[serde(default, deserialize_with = "order::by_name", skip_serializing_if = "unset")]
    pub terraform: Map<String, Value>,
}

record!(Extra {
    compose, helm, terraform,
} |extra: &mut Extra| {
    for target in [&mut extra.compose, &mut extra.helm, &mut extra.terraform] {
        order::arrange(target, None);
    }
});
