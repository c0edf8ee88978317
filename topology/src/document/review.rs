//! What people said of rules: settings and waivers.

use crate::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::words;
use super::text::Line;
use super::unset;
use super::word::{Date, EdgeId, Id, Tag};
use crate::json::record;

words!(
    /// How loudly a rule speaks.
    Level {
        /// Not at all.
        Off = "off",
        /// For information.
        Info = "info",
        /// Worth a look.
        Warning = "warning",
        /// Refuses synthesis.
        Error = "error",
    }
);

/// Settings of one rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleSetting {
    /// Another severity than the rule's own, or `off`.
    #[serde(default, skip_serializing_if = "unset")]
    pub severity: Option<Level>,
    /// Another threshold than the rule's own.
    #[serde(default, skip_serializing_if = "unset")]
    pub threshold: Option<f64>,
    /// Another severity for nodes that carry a tag.
    #[serde(default, skip_serializing_if = "unset")]
    pub tags: BTreeMap<Tag, Level>,
}

record!(RuleSetting { severity, threshold, tags });

/// A finding that people live with for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The rule.
    pub rule: Id,
    /// The finding's key; or name a node or an edge.
    #[serde(default, skip_serializing_if = "unset")]
    pub key: Option<Line>,
    /// The node that is waived.
    #[serde(default, skip_serializing_if = "unset")]
    pub node: Option<Id>,
    /// The edge that is waived.
    #[serde(default, skip_serializing_if = "unset")]
    pub edge: Option<EdgeId>,
    /// Why it is all right.
    pub reason: Line,
    /// Who says so.
    pub author: Line,
    /// The day on which it stops working.
    pub expires: Date,
}

record!(Waiver { rule: needed, key, node, edge, reason: needed, author: needed, expires: needed });
