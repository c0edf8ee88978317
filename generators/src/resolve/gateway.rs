//! Gateways whose configuration is ours to write: routes, limits, origins.

use topology::document::{EdgeKind, Id, NodeKind, RateLimit};

use crate::plan::{CrossOrigin, Gateway, Note, Plan, Route, Sourced, Verdict};

use super::Resolver;

/// The largest request body where nobody says, in MiB.
const DEFAULT_BODY_MIB: u32 = 10;
/// How long an answer may take where nobody says, in milliseconds.
const DEFAULT_TIMEOUT_MS: u32 = 30_000;

impl Resolver<'_> {
    pub(super) fn gateways(&self, plan: &mut Plan) {
        for (id, node) in self.document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::Gateway) {
            if node.image.is_some() || node.build.is_some() {
                continue;
            }
            if let Some(auth) = node.auth.known() {
                plan.notes.push(Note {
                    path: self.places.node(id, "auth"),
                    verdict: Verdict::Unsupported,
                    reason: format!(
                        "`{id}` lets everybody through: its configuration checks nobody ({}). The programs behind it have to, or a proxy of your own before it.",
                        auth.word()
                    ),
                });
            }
            let routes = self.routes(plan, id);
            let rate_limit =
                node.rate_limit.known().map(|limit| Sourced::from(numbers(limit), self.places.node(id, "rate_limit")));
            let cors = node.cors.known().map(|cors| {
                let origins = cors.origins.iter().map(ToString::to_string).collect();
                Sourced::from(CrossOrigin { origins }, self.places.node(id, "cors/origins"))
            });
            if let Some(workload) = plan.workloads.get_mut(id) {
                let body_limit_mib =
                    Sourced::decided(DEFAULT_BODY_MIB, "large enough for forms and pictures, small enough to bear");
                let engine = node.engine.as_ref().map_or_else(|| "nginx".to_owned(), ToString::to_string);
                workload.gateway = Some(Gateway { engine, routes, body_limit_mib, rate_limit, cors });
            }
        }
    }

    fn routes(&self, plan: &mut Plan, gateway: &Id) -> Vec<Route> {
        let mut routes: Vec<Route> = Vec::new();
        for (id, edge) in
            self.document.edges.iter().filter(|(_, edge)| edge.from == *gateway && edge.kind == EdgeKind::Call)
        {
            let Some(node) = self.document.nodes.get(&edge.to) else { continue };
            let (port, protocol) = self.endpoint(plan, &edge.to, node, edge);
            let path = match &edge.path {
                Some(path) => Sourced::from(path.to_string(), self.places.edge(id, "path")),
                None => {
                    Sourced::decided("/".to_owned(), "the edge names no path: everything that no other route takes")
                }
            };
            let host = edge.host.as_ref().map(|host| Sourced::from(host.to_string(), self.places.edge(id, "host")));
            let same = |route: &&Route| {
                route.path.value == path.value
                    && route.host.as_ref().map(|h| &h.value) == host.as_ref().map(|h| &h.value)
            };
            if let Some(first) = routes.iter().find(same) {
                plan.notes.push(Note {
                    path: format!("/edges/{id}"),
                    verdict: Verdict::Unsupported,
                    reason: format!(
                        "the route {} of `{gateway}` leads to `{}` already (edge {}); give one of them another path or host.",
                        path.value, first.to, first.edge
                    ),
                });
                continue;
            }
            routes.push(Route {
                edge: id.clone(),
                path,
                host,
                methods: edge.methods.iter().map(|method| format!("{method:?}").to_uppercase()).collect(),
                strip_prefix: match edge.strip_prefix {
                    Some(value) => Sourced::from(value, self.places.edge(id, "strip_prefix")),
                    None => Sourced::decided(false, "requests are passed on with their path"),
                },
                to: edge.to.clone(),
                port,
                protocol,
                timeout_ms: match edge.timeout_ms.known() {
                    Some(value) => Sourced::from(*value, self.places.edge(id, "timeout_ms")),
                    None => Sourced::decided(DEFAULT_TIMEOUT_MS, "no time limit is declared"),
                },
                retries: match edge.retries.known() {
                    Some(value) => Sourced::from(*value, self.places.edge(id, "retries")),
                    None => Sourced::decided(0, "no retries are declared"),
                },
                rate_limit: edge
                    .rate_limit
                    .known()
                    .map(|limit| Sourced::from(numbers(limit), self.places.edge(id, "rate_limit"))),
            });
        }
        routes.sort_by(|a, b| (b.path.len(), &a.path.value, &a.edge).cmp(&(a.path.len(), &b.path.value, &b.edge)));
        routes
    }
}

fn numbers(limit: &RateLimit) -> (u32, u32) {
    (limit.per_second.get(), limit.burst.unwrap_or(limit.per_second.get()))
}
