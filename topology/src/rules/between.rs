//! The fix of rules about databases that are opened from outside: a service in between.

use serde_json::{Value, json};

use super::Context;
use super::mend::{Mend, Rerouting, can_be_told, drawn_membership, gateway_for};
use super::protocol_mismatch::speaks_grpc_alone;
use crate::document::{EdgeKind, Id, Node, NodeKind, Role, Text};
use crate::finding::Fix;
use crate::graph::{Graph, Link};

/// Lets a service do what a client or a gateway does with a store: one that uses the store already, else a new one.
pub(super) fn put_a_service_between<'a>(context: &Context<'a>, link: &Link<'a>) -> Option<Fix> {
    let mut mend = Mend::new(context.declared);
    mend.delete_edge(link.id);
    let (who, store) = (&link.edge.from, &link.edge.to);
    let (target, name) = match user_of(context, link) {
        Some(target) => (target.clone(), context.label(target).to_owned()),
        None => {
            // A second service that writes would be a fault of its own, and so would one that writes to a replica.
            let uses = context.stores().servers.values().flatten();
            let written = uses.into_iter().any(|held| held.store() == store && held.writes());
            let replica = link.to.role == Some(Role::Replica);
            if (written || replica) && link.edge.access.is_some_and(|access| access.writes()) {
                return None;
            }
            draw_service(context, &mut mend, link)
        }
    };
    lead(context, &mut mend, link, &target)?;
    Some(mend.done(format!("Let {} ask {name} instead of opening {}", context.label(who), context.label(store))))
}

/// A service that uses the store in the same way and can be asked.
fn user_of<'a>(context: &Context<'a>, link: &Link<'a>) -> Option<&'a Id> {
    let writes = link.edge.access.is_none_or(|access| access.writes());
    context
        .graph
        .incoming(link.edge.to.as_str())
        .iter()
        .filter(|held| held.from.kind == NodeKind::Service && held.edge.kind == link.edge.kind)
        .find(|held| !writes || held.edge.access.is_none_or(|access| access.writes()))
        .map(|held| &held.edge.from)
}

fn draw_service(context: &Context<'_>, mend: &mut Mend<'_>, link: &Link<'_>) -> (Id, String) {
    let (who, store) = (&link.edge.from, &link.edge.to);
    let short: String = context.label(store).chars().take(100).collect();
    let title = format!("{short} service");
    let mut service = Node::of_kind(NodeKind::Service);
    service.title = Text::parse(&title).ok();
    if let Some(store) = context.declared.nodes.get(store) {
        service.owner.clone_from(&store.owner);
        service.member = drawn_membership(context.declared, store);
    }
    let value = crate::json::write(&service);
    let id = mend.node(&format!("{store}-service"), &value, &[who, store]);
    let edge = link.edge;
    let fields = json!({
        "access": edge.access, "database": edge.database, "schema": edge.schema,
        "topic": edge.topic, "group": edge.group,
    });
    mend.edge(&id, store, edge.kind, fields);
    (id, title)
}

/// Makes a way from whoever opened the store to the service, one that is no fault of its own.
fn lead<'a>(context: &Context<'a>, mend: &mut Mend<'a>, link: &Link<'a>, target: &Id) -> Option<()> {
    let who = &link.edge.from;
    let drawn = context.document.nodes.get_key_value(target.as_str()).map(|(id, _)| id);
    let kind = NodeKind::Service;
    let entries = context.entries();
    // A browser could not speak to what only speaks gRPC.
    let mute = |id: &Id| context.document.nodes.get(id).is_some_and(speaks_grpc_alone);
    if Graph::is_client(link.from) && (mute(target) || entries.direct.keys().any(|entry| mute(entry))) {
        return None;
    }
    if link.from.kind == NodeKind::Gateway || !entries.gateways.is_empty() {
        let gateway = if link.from.kind == NodeKind::Gateway {
            let safe = drawn.is_none_or(|target| super::mend::is_safe_behind(context, who, target));
            safe.then_some(who)?
        } else {
            match drawn {
                Some(target) => gateway_for(context, Some(who), target)?,
                None => super::mend::gateway_of(context, who)?,
            }
        };
        let mut routes = Rerouting::new(mend, gateway);
        if who != gateway {
            routes.enter(who, None);
        }
        routes.lead_to(target, kind);
        return Some(());
    }
    // Without a gateway a second entry would be a fault, so the way leads over the one that is there.
    let calls = |from: &Id, to: &Id| {
        context.graph.outgoing(from.as_str()).iter().any(|link| link.edge.kind == EdgeKind::Call && link.edge.to == *to)
    };
    let entry = if entries.direct.contains_key(target) {
        None
    } else {
        entries.direct.keys().copied().find(|entry| calls(who, entry)).or_else(|| entries.direct.keys().next().copied())
    };
    // Nor may it become the second one of an environment that opens another.
    if entry.is_none() && !entries.direct.contains_key(target) && opens_elsewhere(context) {
        return None;
    }
    let first: &Id = entry.unwrap_or(target);
    if !calls(who, first) {
        mend.edge(who, first, EdgeKind::Call, Value::Null);
    }
    if let Some(entry) = entry.filter(|entry| !calls(entry, target)) {
        if drawn.is_some_and(|target| context.calls().would_close(entry, target))
            || !can_be_told(context, entry, target)
        {
            return None;
        }
        mend.edge(entry, target, EdgeKind::Call, Value::Null);
    }
    Some(())
}

/// Whether some environment may let requests in at nodes that are closed here.
fn opens_elsewhere(context: &Context<'_>) -> bool {
    let overrides = context.declared.environments.values().flat_map(|environment| environment.nodes.values());
    overrides.into_iter().any(|over| ["expose", "ports", "enabled"].iter().any(|field| over.contains_key(*field)))
}
