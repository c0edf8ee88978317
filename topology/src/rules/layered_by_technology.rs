//! # Cut by technology, not by business
//!
//! ## What it finds
//! A service that is nothing but a layer of data access, and that 60 % of the other services call, at least two; or one frontend, one service of logic and one service of data, each calling the next. A layer is known by its tag (`data-layer`, `logic-layer`, `ui-layer`) or by a word of its id: `persistence`, `dao`, `repository`, `db-api`, `data-access`, `data-layer`; `logic`, `business`, `backend`. One finding for each service of data.
//!
//! ## Why it matters
//! Every change of the business goes through all layers: three deployments for one new field, and a service of data that everybody waits for.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: layers
//! rules: { layered-by-technology: { severity: warning } }
//! nodes:
//!   orders: { kind: service }
//!   persistence: { kind: service }
//!   store: { kind: database, engine: postgres }
//!   stock: { kind: service }
//! edges:
//!   orders--persistence: { kind: call }
//!   persistence--store: { kind: data, access: read-write }
//!   stock--persistence: { kind: call }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: layers
//! rules: { layered-by-technology: { severity: warning } }
//! nodes:
//!   orders: { kind: service }
//!   orders-db: { kind: database, engine: postgres }
//!   stock: { kind: service }
//!   stock-db: { kind: database, engine: postgres }
//! edges:
//!   orders--orders-db: { kind: data, access: read-write }
//!   stock--stock-db: { kind: data, access: read-write }
//! ```
//!
//! ## How to fix
//! Give each service the data that it is about. The fix does so where the layer has one database and nothing else: the first caller takes it over, every other one gets a database of its own, and the layer goes. Which tables go where is for you to say.
//!
//! ## When not to
//! A database that many old programs share may need one service that keeps them apart: tag it `shared-legacy-data`.
//!
//! ## Settings
//! `severity`: the rule is off until one is set, or until the profile is `strict`. `tags`, `threshold`: the share of the other services, 0 to 1.
//!
//! ## References
//! Wrong cuts in Taibi and Lenarduzzi (2018) and Walker, Das and Cerny (2020).

use crate::collections::BTreeSet;

use serde_json::json;

use super::mend::{Mend, NOT_COPIED, data_node_like};
use super::reach::{Reach, TAGS, TRAFFIC};
use super::speech::listing;
use super::{Check, Context, Findings, Group, RULES, Rule, RuleError, source};
use crate::document::{Access, EdgeKind, Id, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "layered-by-technology",
    title: "Cut by technology, not by business",
    severity: Severity::Warning,
    fix: true,
    group: Group::Optional,
    may_introduce: &["waiver-unused"],
    source: source!("layered_by_technology.rs"),
    reach: Reach::Parts(&[TRAFFIC, TAGS]),
    check: Check::Each(check),
};

/// The catalogue's value.
const SHARE: f64 = 0.6;
/// Fewer callers make no layer.
const LEAST: usize = 2;
/// The tag of a service that keeps the users of an old database apart.
const LEGACY: &str = "shared-legacy-data";
/// More databases than this are not drawn with one click.
const MOST_CALLERS: usize = 5;

/// A tag, and the words of an id that say the same.
type Layer = (&'static str, &'static [&'static str]);
const DATA: Layer = ("data-layer", &["persistence", "dao", "repository", "db-api", "data-access", "data-layer"]);
const LOGIC: Layer = ("logic-layer", &["logic", "business", "backend"]);
const UI: Layer = ("ui-layer", &[]);

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    let services = context.graph.places_of(|kind| kind == NodeKind::Service);
    let services = services.filter(|place| context.is_connected(*place)).count();
    for (id, node) in context.graph.of_kind(NodeKind::Service) {
        if !is_layer(id, node, DATA) || node.has_tag(LEGACY) {
            continue;
        }
        let calls = || context.graph.incoming_of(id.as_str(), EdgeKind::Call).filter(|link| link.edge.from != *id);
        let callers: BTreeSet<&Id> =
            calls().filter(|link| link.from.kind == NodeKind::Service).map(|link| &link.edge.from).collect();
        let share = callers.len() as f64 / services.saturating_sub(1).max(1) as f64;
        let label = context.label(id);
        let (message, path) = if callers.len() >= LEAST && share >= context.threshold(RULE.id, SHARE) {
            let names: Vec<&str> = callers.iter().map(|caller| context.label(caller)).collect();
            let message = format!(
                "{} keep their data behind {label}, a layer of its own. Every change of their data is a change of {label} too, and all wait for it.",
                listing(&names)
            );
            (message, Vec::new())
        } else if let Some(path) = stack(context, id) {
            let names: Vec<&str> = path.iter().map(|id| context.label(id)).collect();
            let message = format!(
                "{} are one layer each: surface, logic and data. Every new field is a change of all three.",
                listing(&names)
            );
            (message, path)
        } else {
            continue;
        };
        findings
            .at(Severity::Warning, Subject::Node(id.clone()), message)
            .also(callers.iter().map(|caller| Subject::Node((*caller).clone())))
            .also(calls().map(|link| Subject::Edge(link.id.clone())))
            .path(path)
            .fix(|| distribute(context, id, &callers));
    }
    Ok(())
}

fn is_layer(id: &Id, node: &Node, (tag, words): Layer) -> bool {
    let around = format!("-{id}-");
    node.has_tag(tag) || words.iter().any(|word| around.contains(&format!("-{word}-")))
}

/// Surface, logic and data, where there is one of each and each calls the next.
fn stack<'a>(context: &Context<'a>, data: &'a Id) -> Option<Vec<&'a Id>> {
    let only = |wanted: &dyn Fn(&Id, &Node) -> bool| {
        let mut found = context.graph.nodes().filter(|(id, node)| node.kind.is_workload() && wanted(id, node));
        found.next().filter(|_| found.next().is_none()).map(|(id, _)| id)
    };
    let surface = only(&|id, node| node.kind == NodeKind::Frontend || is_layer(id, node, UI))?;
    let logic = only(&|id, node| node.kind == NodeKind::Service && is_layer(id, node, LOGIC))?;
    only(&|id, node| node.kind == NodeKind::Service && is_layer(id, node, DATA))?;
    let calls = |from: &Id, to: &Id| context.graph.outgoing_of(from.as_str(), EdgeKind::Call).any(|l| l.edge.to == *to);
    (calls(surface, logic) && calls(logic, data)).then(|| vec![surface, logic, data])
}

/// The layer's database for its first caller, one of its own for every other, and the layer gone.
fn distribute<'a>(context: &Context<'a>, layer: &'a Id, callers: &BTreeSet<&'a Id>) -> Option<Fix> {
    let declared = context.declared;
    let (first, others) = (callers.first()?, callers.iter().skip(1));
    let mut own = declared.edges.iter().filter(|(_, edge)| edge.from == *layer);
    let (data, edge) = own.next().filter(|(_, edge)| edge.kind == EdgeKind::Data)?;
    let only_callers =
        declared.edges.values().filter(|edge| edge.to == *layer).all(|edge| callers.contains(&edge.from));
    if own.next().is_some() || !only_callers || callers.len() > MOST_CALLERS {
        return None;
    }
    let store = declared.nodes.get(&edge.to).filter(|store| store.kind == NodeKind::Database)?;
    let mut mend = Mend::new(declared);
    mend.reconnect(data, "from", first);
    for caller in others {
        let title: String = context.label(caller).chars().take(100).collect();
        let copy = data_node_like(context.declared, store, declared.nodes.get(*caller), &format!("{title} database"));
        let id = mend.node(&format!("{caller}-db"), &copy, &[caller, &edge.to]);
        mend.copy_overrides(&edge.to, &id, &NOT_COPIED);
        mend.edge(caller, &id, EdgeKind::Data, json!({ "access": edge.access.unwrap_or(Access::ReadWrite) }));
    }
    mend.delete_node(layer);
    let names: Vec<&str> = callers.iter().map(|caller| context.label(caller)).collect();
    let fix = mend.done(format!("Give {} their own data instead of {}", listing(&names), context.label(layer)));
    context.trial(RULES).mends(RULE.id, layer, fix)
}
