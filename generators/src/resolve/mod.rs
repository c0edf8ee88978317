//! Resolve: the document in, Plans out. Every decision is taken in this folder.

mod addresses;
mod attendants;
mod collector;
mod data;
mod drawing;
mod flows;
mod gateway;
mod networks;
mod place;
mod pooler;
mod pools;
mod sizes;
mod workloads;

use std::collections::BTreeMap;

use topology::document::{Access, Document, EdgeKind, Flows, Id, Node, NodeKind, Runtime};
use topology::hash;

use crate::catalogue::catalogue;
use crate::error::Error;
use crate::parallel::side_by_side;
use crate::plan::{External, Note, Plan, PlanSettings, Plans, Sourced, VERSION, Verdict};

use place::Places;

/// The range that networks are cut from where nobody says.
const DEFAULT_NETWORK: &str = "10.214.0.0/16";
/// The region where nobody says.
const DEFAULT_REGION: &str = "eu-central-1";

/// The Plan of a document and of each of its environments.
///
/// # Errors
/// [`Error::Document`] where an override does not fit, [`Error::Internal`] where the catalogue does not read.
pub fn plans(document: &Document) -> Result<Plans, Error> {
    let names: Vec<Id> = document.effective_environments().into_keys().collect();
    let wanted: Vec<Option<&Id>> = std::iter::once(None).chain(names.iter().map(Some)).collect();
    let mut planned = side_by_side(&wanted, |environment| plan(document, *environment)).into_iter();
    let base = planned.next().unwrap_or_else(|| plan(document, None))?;
    let environments =
        names.iter().cloned().zip(planned).map(|(id, plan)| Ok((id, plan?))).collect::<Result<_, Error>>()?;
    Ok(Plans {
        version: VERSION,
        topology: document.name.clone(),
        hash: hash::hashes(document).root,
        base,
        environments,
        drawing: drawing::drawing(document),
        judgement: drawing::judgement(document)?,
    })
}

/// The Plan of one environment; `None` is the base.
///
/// # Errors
/// As [`plans`].
pub fn plan(declared: &Document, environment: Option<&Id>) -> Result<Plan, Error> {
    let document = declared.effective(environment)?;
    let places = Places { declared, environment };
    let mut plan = Plan {
        environment: environment.cloned(),
        title: document.label().to_owned(),
        settings: settings(&document, &places),
        tags: document.conventions.tags.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        extra: document.extra.clone(),
        ..Plan::empty(&document.name)
    };
    let context = Resolver { document: &document, places };
    context.data(&mut plan)?;
    context.workloads(&mut plan)?;
    context.poolers(&mut plan);
    context.externals(&mut plan);
    context.addresses(&mut plan);
    context.attendants(&mut plan);
    context.pooler_settings(&mut plan)?;
    context.telemetry(&mut plan);
    context.gateways(&mut plan);
    context.flows(&mut plan);
    context.networks(&mut plan);
    context.units(&mut plan);
    context.pools(&mut plan);
    plan.notes.sort();
    plan.notes.dedup();
    Ok(plan)
}

/// What every part of resolve reads.
struct Resolver<'d> {
    /// The document as it holds in this environment.
    document: &'d Document,
    /// Where a value stands in the document as declared.
    places: Places<'d>,
}

impl Resolver<'_> {
    fn externals(&self, plan: &mut Plan) {
        for (id, node) in &self.document.nodes {
            if plan.workloads.contains_key(id) || plan.datastores.contains_key(id) || node.kind == NodeKind::Client {
                continue;
            }
            let cloud = self.cloud(id, node);
            let host = match node.existing.as_ref().and_then(|existing| existing.host.as_ref()) {
                Some(host) => Sourced::from(host.to_string(), self.places.node(id, "existing/host")),
                None if cloud.is_some() => Sourced::decided(
                    format!("{id}.invalid"),
                    "only a cloud knows its address; names under .invalid never resolve",
                ),
                None => {
                    plan.notes.push(Note {
                        path: format!("/nodes/{id}"),
                        verdict: Verdict::Approximated,
                        reason: format!("where `{id}` is has not been said; its address is a name that never resolves. Declare `existing: {{ host: … }}`."),
                    });
                    Sourced::decided(
                        format!("{id}.invalid"),
                        "no address is declared; names under .invalid never resolve",
                    )
                }
            };
            let ports = self.called_ports(id, node);
            let title = self.document.node_label(id.as_str()).to_owned();
            let access = if cloud.is_some() { self.clouds_access(plan, id) } else { BTreeMap::new() };
            plan.externals.insert(id.clone(), External { id: id.clone(), title, host, ports, cloud, access });
        }
    }

    /// The engine of a data node that a cloud alone runs, and that is not there already.
    fn cloud(&self, id: &Id, node: &Node) -> Option<Sourced<String>> {
        let clouds = &catalogue().ok()?.clouds;
        let engine = node.engine.as_ref().filter(|engine| clouds.contains_key(engine.as_str()))?;
        let made = node.kind.is_data() && node.existing.is_none();
        made.then(|| Sourced::from(engine.to_string(), self.places.node(id, "engine")))
    }

    /// What each workload may do at what a cloud runs.
    fn clouds_access(&self, plan: &Plan, id: &Id) -> BTreeMap<Id, Sourced<Access>> {
        let mut all: BTreeMap<Id, Sourced<Access>> = BTreeMap::new();
        let drawn = self.document.edges.iter().filter(|(_, edge)| edge.to == *id && edge.kind.opens_connection());
        for (edge_id, edge) in drawn.filter(|(_, edge)| plan.workloads.contains_key(&edge.from)) {
            // Who takes a message also removes it.
            let wanted = match (edge.kind, edge.access) {
                (EdgeKind::Publish, _) => Access::Write,
                (EdgeKind::Data, Some(access)) => access,
                _ => Access::ReadWrite,
            };
            let place = format!("/edges/{edge_id}");
            match all.get_mut(&edge.from) {
                Some(held) => {
                    let both = if held.value == wanted { wanted } else { Access::ReadWrite };
                    let before = held.subject();
                    *held = Sourced::from_all(both, before.split(' ').map(str::to_owned).chain([place]));
                }
                None => {
                    all.insert(edge.from.clone(), Sourced::from(wanted, place));
                }
            }
        }
        all
    }

    fn units(&self, plan: &mut Plan) {
        let members = plan
            .workloads
            .values()
            .map(|workload| (workload.unit.value.clone(), workload.id.clone()))
            .chain(plan.instances.values().map(|instance| (instance.unit.value.clone(), instance.id.clone())));
        let mut units: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for (unit, id) in members {
            units.entry(unit).or_default().push(id);
        }
        units.values_mut().for_each(|ids| ids.sort());
        plan.units = units;
    }
}

fn settings(document: &Document, places: &Places<'_>) -> PlanSettings {
    let settings = &document.settings;
    PlanSettings {
        production: match settings.production {
            Some(value) => Sourced::from(value, places.setting("production")),
            None => Sourced::decided(false, "no environment says that real users depend on it"),
        },
        platform: match settings.platform {
            Some(value) => Sourced::from(value, places.setting("platform")),
            None => {
                Sourced::decided(Runtime::Ecs, "no platform is declared; ECS on Fargate needs no cluster to be kept")
            }
        },
        region: match &settings.region {
            Some(value) => Sourced::from(value.to_string(), places.setting("region")),
            None => Sourced::decided(DEFAULT_REGION.to_owned(), "no region is declared"),
        },
        domain: settings.domain.as_ref().map(|value| Sourced::from(value.to_string(), places.setting("domain"))),
        flows: match settings.flows {
            Some(value) => Sourced::from(value, places.setting("flows")),
            None => Sourced::decided(
                Flows::Enforced,
                "what is not drawn is not allowed, unless the document says `flows: declared`",
            ),
        },
        network: match &settings.network {
            Some(value) => Sourced::from(value.to_string(), places.setting("network")),
            None => {
                Sourced::decided(DEFAULT_NETWORK.to_owned(), "no range is declared; this one is rarely used elsewhere")
            }
        },
    }
}

#[cfg(test)]
mod tests;
