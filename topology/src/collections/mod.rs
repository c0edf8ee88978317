//! Ordered maps and sets, as the document, the graph and the rules use them.
//!
//! Natively they are the standard library's trees. In the browser every tree of other keys and values is code to download of its own, ten times that of a sorted list, so there they are sorted lists with the same names and order.

mod flat;

#[cfg(not(target_arch = "wasm32"))]
pub use std::collections::{BTreeMap, BTreeSet};

#[cfg(target_arch = "wasm32")]
pub use flat::{Map as BTreeMap, Set as BTreeSet};

#[cfg(test)]
mod tests;
