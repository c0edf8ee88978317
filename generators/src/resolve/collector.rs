//! The collector: what takes telemetry in where a platform for it was drawn and nothing says what it is.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Capability, Edge, EdgeId, EdgeKind, Id, Node, NodeKind, Protocol};

use crate::catalogue::Images;
use crate::engines::collector::{SIGNALS, Stores, VARIABLE, render};
use crate::plan::{Collector, Composed, Part, Plan, PlanPort, Probe, ProbeKind, Sourced, Workload};

use super::Resolver;

/// The usual ports of OTLP, of the collector's Prometheus exporter and of its health check (its documentation).
const HTTP: u16 = 4318;
const GRPC: u16 = 4317;
const METRICS: u16 = 8889;
const HEALTH: u16 = 13133;

/// Whether the collector stands for a node: a platform for telemetry alone, of which neither image nor address nor another product is said.
pub(super) fn stands_for(node: &Node) -> bool {
    let telemetry = !node.provides.is_empty() && node.provides.iter().all(|what| SIGNALS.contains(what));
    let unsaid = node.image.is_none() && node.build.is_none() && node.existing.is_none();
    let product = node.engine.as_ref().is_none_or(|engine| engine.as_str() == "opentelemetry");
    node.kind == NodeKind::Platform && telemetry && unsaid && product
}

impl Resolver<'_> {
    /// Makes a workload the collector: image, ports, health and configuration, as far as the node does not say them.
    pub(super) fn collector(&self, node: &Node, images: &Images, workload: &mut Workload) {
        let Some(image) = images.telemetry.get("collector") else { return };
        let why = "what takes telemetry in is the OpenTelemetry collector, so that services know one address";
        workload.image = Sourced::decided(image.image(), why);
        workload.user = Some(Sourced::decided(image.user, "the image's own user"));
        workload.stand_in = false;
        if node.command.is_empty() {
            workload.command = Sourced::decided(Vec::new(), "the image's own");
        }
        if node.args.is_empty() {
            let args = vec![format!("--config=env:{VARIABLE}")];
            workload.args = Sourced::decided(args, "the collector reads its configuration from a variable");
        }
        if node.ports.is_empty() {
            let why = "the usual port of OTLP";
            workload.ports = [("http", HTTP, Protocol::Http), ("grpc", GRPC, Protocol::Grpc)]
                .into_iter()
                .filter_map(|(name, number, protocol)| {
                    Some((Id::parse(name).ok()?, Sourced::decided(PlanPort { number, protocol }, why)))
                })
                .collect();
            workload.main_port = Id::parse("http").ok();
        }
        let signals: Vec<Capability> = SIGNALS.into_iter().filter(|signal| node.provides.contains(signal)).collect();
        let taken = |number: u16| workload.ports.values().any(|port| port.number == number);
        let free = |usual: u16| (usual..u16::MAX).find(|number| !taken(*number)).unwrap_or(usual);
        let collector = Collector { signals, metrics_port: free(METRICS), health_port: free(HEALTH) };
        if collector.signals.contains(&Capability::Metrics)
            && let Ok(name) = Id::parse("metrics")
        {
            let port = PlanPort { number: collector.metrics_port, protocol: Protocol::Http };
            let why = "Prometheus fetches there what services have sent";
            workload.ports.entry(name).or_insert_with(|| Sourced::decided(port, why));
        }
        let kind = ProbeKind::Http { path: "/".to_owned(), port: collector.health_port };
        let probe = Probe { kind, interval_s: 10, timeout_s: 3, failures: 3, start_s: 30 };
        workload.probe = Some(Sourced::decided(probe, "its health check answers there"));
        let text = Composed::text(render(workload, &collector, &Stores::default()));
        let place = format!("/nodes/{}/provides", workload.id);
        workload.variables.entry(VARIABLE.to_owned()).or_insert_with(|| Sourced::from(text, place));
        workload.collector = Some(collector);
    }

    /// Tells programs where their telemetry goes, by the names that every OpenTelemetry SDK reads.
    pub(super) fn telemetry(&self, plan: &mut Plan) {
        let mut told: BTreeMap<&Id, Vec<(&EdgeId, &Edge)>> = BTreeMap::new();
        for (id, edge) in &self.document.edges {
            let taken = plan.workloads.get(&edge.to).is_some_and(|workload| workload.collector.is_some());
            let runs = plan.workloads.contains_key(&edge.from) && !self.in_browser(&edge.from);
            if edge.kind == EdgeKind::Telemetry && taken && runs && edge.from != edge.to {
                told.entry(&edge.from).or_default().push((id, edge));
            }
        }
        for (from, edges) in told {
            let variables = self.otel_variables(plan, from, &edges);
            if let Some(workload) = plan.workloads.get_mut(from) {
                for (name, value) in variables {
                    workload.variables.entry(name).or_insert(value);
                }
            }
        }
    }

    fn otel_variables(
        &self,
        plan: &Plan,
        from: &Id,
        edges: &[(&EdgeId, &Edge)],
    ) -> BTreeMap<String, Sourced<Composed>> {
        let places = || edges.iter().map(|(id, _)| format!("/edges/{id}"));
        let said = |text: Composed| Sourced::from_all(text, places());
        let mut variables = BTreeMap::new();
        let targets: BTreeSet<&Id> = edges.iter().map(|(_, edge)| &edge.to).collect();
        let mut taken = BTreeSet::new();
        let mut spoken = BTreeSet::new();
        for (_, edge) in edges {
            let (Some(node), Some(collector)) = (
                self.document.nodes.get(&edge.to),
                plan.workloads.get(&edge.to).and_then(|workload| workload.collector.as_ref()),
            ) else {
                continue;
            };
            let (port, protocol) = self.endpoint(plan, &edge.to, node, edge);
            spoken.insert(if protocol == Protocol::Grpc { "grpc" } else { "http/protobuf" });
            let address = |path: String| {
                let host = Part::Host(edge.to.clone());
                Composed(vec![Part::Text("http://".to_owned()), host, Part::Text(format!(":{port}{path}"))])
            };
            for signal in &collector.signals {
                taken.insert(*signal);
                if targets.len() > 1 {
                    let path =
                        if protocol == Protocol::Grpc { String::new() } else { format!("/v1/{}", signal.word()) };
                    let name = format!("OTEL_EXPORTER_OTLP_{}_ENDPOINT", signal.word().to_uppercase());
                    variables.entry(name).or_insert_with(|| said(address(path)));
                }
            }
            if targets.len() == 1 {
                let name = "OTEL_EXPORTER_OTLP_ENDPOINT".to_owned();
                variables.entry(name).or_insert_with(|| said(address(String::new())));
            }
        }
        if let (Some(protocol), 1) = (spoken.first(), spoken.len()) {
            variables.insert("OTEL_EXPORTER_OTLP_PROTOCOL".to_owned(), said(Composed::text(*protocol)));
        }
        for signal in SIGNALS.into_iter().filter(|signal| !taken.contains(signal)) {
            // An SDK would otherwise try for ever to send what nobody takes in.
            let name = format!("OTEL_{}_EXPORTER", signal.word().to_uppercase());
            variables.insert(name, Sourced::decided(Composed::text("none"), "nothing drawn takes it in"));
        }
        if let Some(workload) = plan.workloads.get(from) {
            let name = workload.name.map(|name| Composed::text(name.as_str()));
            variables.insert("OTEL_SERVICE_NAME".to_owned(), name);
        }
        variables
    }
}
