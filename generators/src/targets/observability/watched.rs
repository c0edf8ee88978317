//! What is watched: the collector, the stores with an exporter, the objectives, and under which names the watchers run.

use std::collections::BTreeMap;

use topology::document::{Capability, Id, Provision};

use super::objectives::{self, Objective};
use super::yaml;
use crate::catalogue::{self, catalogue};
use crate::error::Error;
use crate::file::File;
use crate::items::{Entries, put};
use crate::plan::{Collector, FlowKind, Peer, Plan, Plans, Workload};
use topology::yaml::Item;

/// What is watched, and by whom.
pub(super) struct Watched<'p> {
    /// The Plan of the base.
    pub(super) plan: &'p Plan,
    /// The collectors, by node id.
    pub(super) collectors: Vec<(&'p Workload, &'p Collector)>,
    /// Whether metrics are taken in.
    pub(super) metrics: bool,
    /// Whether logs are.
    pub(super) logs: bool,
    /// Whether traces are.
    pub(super) traces: bool,
    /// The stores with an exporter.
    pub(super) stores: Vec<Store>,
    /// What nodes promise.
    pub(super) objectives: Vec<Objective>,
    /// Who calls whom, by deployed names.
    pub(super) calls: Vec<(String, String)>,
    /// Images of the watchers, by product.
    pub(super) images: BTreeMap<&'static str, (String, u32)>,
    names: BTreeMap<&'static str, String>,
}

/// A store whose state an exporter turns into metrics.
pub(super) struct Store {
    /// The node.
    pub(super) node: Id,
    /// The instance's deployed name, which is its host name.
    pub(super) name: String,
    /// The network that it is reached on.
    pub(super) network: String,
    /// The exporter's port.
    pub(super) port: u16,
}

/// The products that watch.
const WATCHERS: [&str; 5] = ["alertmanager", "grafana", "jaeger", "loki", "prometheus"];

impl<'p> Watched<'p> {
    /// What the base Plan has to be watched; `None` where no collector of ours was drawn.
    pub(super) fn of(plans: &'p Plans) -> Result<Option<Self>, Error> {
        let plan = &plans.base;
        let collectors: Vec<_> =
            plan.workloads.values().filter_map(|workload| Some((workload, workload.collector.as_ref()?))).collect();
        if collectors.is_empty() {
            return Ok(None);
        }
        let takes = |signal| collectors.iter().any(|(_, collector)| collector.signals.contains(&signal));
        let held = &catalogue()?.images.telemetry;
        let images = WATCHERS
            .into_iter()
            .map(|product| {
                let image = held.get(product).ok_or_else(|| {
                    Error::internal("catalogue/images.yaml", format!("telemetry/{product} is missing"))
                })?;
                Ok((product, (image.image().reference(), image.user)))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Some(Self {
            plan,
            metrics: takes(Capability::Metrics),
            logs: takes(Capability::Logs),
            traces: takes(Capability::Traces),
            stores: stores(plan),
            objectives: objectives::of(plans),
            calls: calls(plan),
            images,
            names: WATCHERS.into_iter().map(|product| (product, free(plan, product))).collect(),
            collectors,
        }))
    }

    /// The service name of a watcher.
    pub(super) fn name(&self, product: &'static str) -> &str {
        self.names.get(product).map_or(product, String::as_str)
    }

    /// Grafana's sources, each with a name of its own that dashboards use.
    pub(super) fn sources(&self) -> File {
        let all = [
            (self.metrics, "prometheus", "Metrics", 9090),
            (self.logs, "loki", "Logs", 3100),
            (self.traces, "jaeger", "Traces", 16686),
        ];
        let mut default = true;
        let sources = all.into_iter().filter(|(there, ..)| *there).map(|(_, product, title, port)| {
            let first = std::mem::take(&mut default);
            Item::map([
                ("name", Item::text(title)),
                ("uid", Item::text(product)),
                ("type", Item::text(product)),
                ("access", Item::text("proxy")),
                ("url", Item::text(format!("http://{}:{port}", self.name(product)))),
                ("isDefault", Item::from(first)),
                ("editable", Item::from(false)),
            ])
        });
        let sources: Vec<Item> = sources.collect();
        let mut entries = Entries::new();
        put(&mut entries, "apiVersion", 1_u64);
        put(&mut entries, "datasources", Item::list(sources));
        yaml(entries, "Where Grafana finds what was taken in.")
    }
}

/// A service name that no node has.
fn free(plan: &Plan, product: &str) -> String {
    let taken = |name: &str| {
        plan.workloads.values().any(|workload| workload.name.as_str() == name)
            || plan.instances.values().any(|instance| instance.name.as_str() == name)
    };
    let mut name = product.to_owned();
    while taken(&name) {
        name.push_str("-watch");
    }
    name
}

fn stores(plan: &Plan) -> Vec<Store> {
    let here = plan.instances.values().filter(|instance| instance.provision.value != Provision::Existing);
    here.filter_map(|instance| {
        let exporter = catalogue::engine(&instance.engine.value)?.exporter.as_ref()?;
        let network = format!("to-{}", instance.id);
        plan.networks.get(&network)?;
        Some(Store {
            node: instance.nodes.first().unwrap_or(&instance.id).clone(),
            name: instance.name.to_string(),
            network,
            port: exporter.port,
        })
    })
    .collect()
}

/// The drawn connections between programs of ours, telemetry itself apart.
fn calls(plan: &Plan) -> Vec<(String, String)> {
    let name = |peer: &Peer| match peer {
        Peer::Workload(id) => plan.workloads.get(id).filter(|workload| workload.collector.is_none()),
        _ => None,
    };
    let drawn = plan.flows.iter().filter(|flow| flow.kind == FlowKind::Edge);
    let mut calls: Vec<(String, String)> =
        drawn.filter_map(|flow| Some((name(&flow.from)?.name.to_string(), name(&flow.to)?.name.to_string()))).collect();
    calls.sort();
    calls.dedup();
    calls
}
