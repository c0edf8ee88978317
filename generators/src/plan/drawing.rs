//! The drawing: what people see, for pictures and pages. Nothing is decided here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use topology::document::{BoundaryKind, EdgeId, EdgeKind, Id, NodeKind};

/// Nodes, edges and boundaries as they were drawn, clients and edges without a connection among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// What the whole is for.
    pub description: String,
    /// What there is, by id.
    pub nodes: BTreeMap<Id, DrawnNode>,
    /// Who connects to whom, by id; both ends are among the nodes.
    pub edges: BTreeMap<EdgeId, DrawnEdge>,
    /// Domains, teams and networks, by id.
    pub boundaries: BTreeMap<Id, DrawnBoundary>,
}

/// A node as drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnNode {
    /// What it is.
    pub kind: NodeKind,
    /// Its title, else its id.
    pub title: String,
    /// The domain that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Id>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What else was said of it: the place below the node, such as `slo/availability`, and the value.
    pub said: BTreeMap<String, String>,
}

/// An edge as drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnEdge {
    /// Who opens the connection.
    pub from: Id,
    /// Who is reached.
    pub to: Id,
    /// What it is for.
    pub kind: EdgeKind,
    /// What else was said of it: the place below the edge, such as `timeout_ms`, and the value.
    pub said: BTreeMap<String, String>,
}

/// A boundary as drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnBoundary {
    /// What it is.
    pub kind: BoundaryKind,
    /// Its title, else its id.
    pub title: String,
    /// Who answers for what is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What it is for.
    pub description: String,
}
