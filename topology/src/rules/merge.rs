//! The fix of rules about services that are one: several nodes become one of them.

use crate::collections::BTreeSet;

use serde_json::json;

use super::Context;
use super::entries::reach;
use super::mend::Mend;
use super::speech::listing;
use crate::document::{Edge, Id, NodeKind};
use crate::finding::Fix;

/// Services of one owner, or of nobody, as the first of them.
pub(super) fn as_one(context: &Context<'_>, services: &[&Id]) -> Option<Fix> {
    let (keep, others) = services.split_first()?;
    let declared = |id: &Id| context.declared.nodes.get(id).filter(|node| node.kind == NodeKind::Service);
    let owner = context.declared.owner_of(declared(keep)?);
    if others.iter().any(|other| declared(other).is_none_or(|node| context.declared.owner_of(node) != owner)) {
        return None;
    }
    let mut mend = Mend::new(context.declared);
    merge(context, &mut mend, keep, others)?;
    let names: Vec<&str> = others.iter().map(|other| context.label(other)).collect();
    Some(mend.done(format!("Merge {} into {}", listing(&names), context.label(keep))))
}

/// Lets one node take over the edges of others, which go. `None` where something of theirs would be lost: an opening to the outside, or what starts them.
pub(super) fn merge(context: &Context<'_>, mend: &mut Mend<'_>, keep: &Id, others: &[&Id]) -> Option<()> {
    let declared = context.declared;
    let kept = declared.nodes.get(keep)?;
    for other in others {
        let node = declared.nodes.get(*other)?;
        if reach(node) > reach(kept) || !node.triggers.is_empty() || node.schedule.is_some() {
            return None;
        }
    }
    let goes = |id: &Id| others.contains(&id);
    let mut held: BTreeSet<String> =
        declared.edges.values().filter(|edge| edge.from == *keep || edge.to == *keep).map(meaning).collect();
    for (id, edge) in declared.edges.iter().filter(|(_, edge)| goes(&edge.from) || goes(&edge.to)) {
        let mut moved = edge.clone();
        if goes(&moved.from) {
            moved.from = keep.clone();
        }
        if goes(&moved.to) {
            moved.to = keep.clone();
            moved.port = moved.port.filter(|port| kept.ports.contains_key(port));
        }
        if moved.from == moved.to || !held.insert(meaning(&moved)) {
            mend.delete_edge(id);
            continue;
        }
        if moved.from != edge.from {
            mend.reconnect(id, "from", keep);
        }
        if moved.to != edge.to {
            mend.reconnect(id, "to", keep);
        }
        if moved.port != edge.port {
            mend.unset(["edges", id.as_str(), "port"]);
        }
    }
    others.iter().for_each(|other| mend.delete_node(other));
    Some(())
}

/// What an edge says, but for what people wrote beside it.
fn meaning(edge: &Edge) -> String {
    let mut bare = edge.clone();
    bare.evidence = None;
    bare.description = None;
    json!(bare).to_string()
}
