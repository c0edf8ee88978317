//! Views: where things stand on the canvas. They change no meaning and are not part of the semantic hash.

use crate::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::text::Title;
use super::unset;
use super::word::Id;
use crate::json::record;

/// One picture of the topology.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct View {
    /// What people read.
    #[serde(default, skip_serializing_if = "unset")]
    pub title: Option<Title>,
    /// The top left corner of each node, in pixels at 100 %.
    #[serde(default, skip_serializing_if = "unset")]
    pub layout: BTreeMap<Id, [i32; 2]>,
    /// Boundaries drawn as one card.
    #[serde(default, skip_serializing_if = "unset")]
    pub collapsed: BTreeSet<Id>,
    /// Room that a boundary takes whatever is in it: left, top, width and height, in pixels at 100 %. It grows with its members beyond that.
    #[serde(default, skip_serializing_if = "unset")]
    pub areas: BTreeMap<Id, [i32; 4]>,
    /// Nodes that stay where they are: no gesture moves them.
    #[serde(default, skip_serializing_if = "unset")]
    pub locked: BTreeSet<Id>,
}

record!(View { title, layout, collapsed, areas, locked });
