//! Security groups and their rules, read back from generated Terraform.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use generators::plan::{Flow, Peer, Plan};
use hcl::{Block, Body, Expression};
use topology::document::{Id, NodeKind};

use crate::planned::word;
use crate::policies::Allowed;
use crate::tools::folders;

/// The modules that may open a port: `flow` for one flow, `load-balancer` for visitors to itself, `security-group` where flows are only declared.
const OPENERS: [&str; 3] = ["flow", "load-balancer", "security-group"];

/// What the roots of one environment allow.
#[derive(Debug, Default)]
pub struct Read {
    /// The rules.
    pub rules: BTreeSet<Allowed>,
    /// The instances that a job makes users for.
    pub jobs: BTreeSet<String>,
}

/// Reads the roots of an environment.
///
/// # Panics
/// Where a file is no HCL, or says something that this reader does not understand: then nothing would be known.
#[must_use]
pub fn read(environment: &Path) -> Read {
    let mut read = Read::default();
    for root in folders(environment) {
        let body = body(&root);
        handed_over(&body);
        for block in modules(&body) {
            match source(block) {
                "flow" => {
                    assert!(read.rules.insert(rule(block)), "{} is there twice", label(block));
                }
                "job" => read.jobs.extend(label(block).strip_suffix("_grants").map(str::to_owned)),
                "security-group" if text(block, "open_to_cidr").is_none() => {}
                "security-group" => {
                    read.rules.insert((label(block), "everybody".to_owned(), 0, "TCP"));
                }
                _ => {}
            }
        }
        let strays = body.blocks().filter(|block| {
            block.identifier() == "resource"
                && block.labels().iter().any(|name| name.as_str().contains("security_group"))
        });
        assert_eq!(strays.count(), 0, "{}: groups and rules come from modules", root.display());
    }
    read
}

/// The owner of the security group that each task or instance of a root runs with.
#[must_use]
pub fn attached(root: &Path) -> BTreeMap<String, String> {
    let body = body(root);
    let with_group = modules(&body).filter_map(|block| Some((label(block), owner(&text(block, "security_group_id")?))));
    with_group.collect()
}

/// Fails where another module opens a port.
///
/// # Panics
/// There.
pub fn only_the_flow_module_opens_ports(modules: &Path) {
    let mut openers = BTreeSet::new();
    for module in folders(modules) {
        let body = body(&module);
        let opens = body.blocks().any(|block| {
            let rule = block
                .labels()
                .iter()
                .any(|name| name.as_str().contains("security_group_") && name.as_str().ends_with("rule"));
            rule || block.body().blocks().any(|inner| ["ingress", "egress"].contains(&inner.identifier()))
        });
        if opens {
            openers.insert(crate::place::name(&module));
        }
    }
    assert_eq!(openers, OPENERS.iter().map(ToString::to_string).collect());
}

/// The Plan's flows between what has a security group, and HTTPS to the cloud's own endpoints for each task: ECS can't start it without.
#[must_use]
pub fn expected(plan: &Plan, jobs: &BTreeSet<String>) -> BTreeSet<Allowed> {
    let mut wanted = BTreeSet::new();
    for flow in &plan.flows {
        // A managed service whose users are made otherwise has no grants job.
        let has_job = |peer: &Peer| !matches!(peer, Peer::Grants(id) if !jobs.contains(id.as_str()));
        let (Some(from), Some(to)) = (group(&flow.from), group(&flow.to)) else { continue };
        // Requests from outside start functions by no way through the network.
        let function = |id: &Id| plan.workloads.get(id).is_some_and(|workload| workload.kind == NodeKind::Function);
        if flow.from == Peer::Internet && matches!(&flow.to, Peer::Workload(id) if function(id)) {
            continue;
        }
        if !has_job(&flow.from) {
            continue;
        }
        let (to, port) = match outside(plan, flow) {
            Some(port) => ("anywhere".to_owned(), port),
            None => (to, aws_port(plan, flow)),
        };
        wanted.insert((from, to, port, word(flow.transport)));
    }
    let tasks = plan.workloads.keys().map(ToString::to_string).chain(jobs.iter().map(|id| format!("{id}.grants")));
    wanted.extend(tasks.map(|task| (task, "anywhere".to_owned(), 443, "TCP")));
    wanted
}

/// The ports of what AWS runs, where they differ from the engine's own: Amazon MQ speaks TLS alone, and its console is at 443.
fn aws_port(plan: &Plan, flow: &Flow) -> u16 {
    let instance = match &flow.to {
        Peer::Instance(id) => plan.instances.get(id),
        _ => None,
    };
    match (instance.map(|instance| instance.engine.as_str()), flow.port) {
        (Some("rabbitmq"), 5672) => 5671,
        (Some("rabbitmq"), 15_672) => 443,
        (Some("kafka"), _) => 9096,
        (Some("opensearch"), _) => 443,
        (_, port) => port,
    }
}

/// The port of what has no group of ours: buckets and queues of AWS, reached by HTTPS, and what AWS has nothing for.
fn outside(plan: &Plan, flow: &Flow) -> Option<u16> {
    match &flow.to {
        Peer::Instance(id) => match plan.instances.get(id)?.engine.as_str() {
            "seaweedfs" => Some(443),
            "elasticsearch" | "mongodb" | "nats" => Some(flow.port),
            _ => None,
        },
        Peer::External(id) => plan.externals.get(id)?.cloud.as_ref().map(|_| 443),
        _ => None,
    }
}

/// An end of a flow as the owner of a security group, or what stands for it.
fn group(peer: &Peer) -> Option<String> {
    match peer {
        Peer::Workload(id) | Peer::Instance(id) => Some(id.to_string()),
        Peer::Grants(id) => Some(format!("{id}.grants")),
        Peer::Internet => Some("load balancer".to_owned()),
        Peer::External(_) => Some("anywhere".to_owned()),
        // The VPC's resolver is not subject to security groups, and AWS's services take their copies themselves.
        Peer::Resolver | Peer::Backup(_) => None,
    }
}

fn rule(block: &Block) -> Allowed {
    let port =
        text(block, "port").and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("{}: no port", label(block)));
    let word = if text(block, "protocol").is_some_and(|protocol| protocol.contains("udp")) { "UDP" } else { "TCP" };
    let end =
        |key: &str| text(block, key).map(|group| owner(&group)).unwrap_or_else(|| panic!("{}: no {key}", label(block)));
    let direction = text(block, "direction");
    match direction.as_deref() {
        None | Some("\"between\"") => (end("from_security_group_id"), end("to_security_group_id"), port, word),
        Some("\"outward\"") => {
            assert_eq!(text(block, "cidr").as_deref(), Some("\"0.0.0.0/0\""), "{}", label(block));
            (end("from_security_group_id"), "anywhere".to_owned(), port, word)
        }
        other => panic!("{}: direction {other:?}", label(block)),
    }
}

/// The node whose group an expression names.
fn owner(expression: &str) -> String {
    let between = |start: &str, end: &str| {
        expression.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map(|(inner, _)| inner.to_owned())
    };
    if expression.contains("foundation[\"load_balancer_security_group_id\"]") {
        return "load balancer".to_owned();
    }
    if expression.contains("node_security_group_id") {
        return crate::eks::NODES.to_owned();
    }
    if expression.contains("module.public_load_balancer.") {
        return "load balancer".to_owned();
    }
    between("foundation[\"security_group/", "\"]")
        .or_else(|| between("data[\"", "/security_group_id\"]"))
        .or_else(|| between("module.", "_grants_security_group.id").map(|id| format!("{id}.grants")))
        .or_else(|| between("module.", "_security_group.id"))
        .unwrap_or_else(|| panic!("no security group is known by {expression}"))
}

/// What a root hands to the layers above under a node's name is that node's group.
fn handed_over(body: &Body) {
    let locals = body.blocks().filter(|block| block.identifier() == "locals");
    let handovers =
        locals.flat_map(|block| block.body().attributes()).filter(|attribute| attribute.key() == "handover");
    for attribute in handovers {
        let Expression::Object(entries) = attribute.expr() else { panic!("handover is no object") };
        for (key, value) in entries {
            let key = match key {
                hcl::ObjectKey::Expression(Expression::String(text)) => text.clone(),
                other => other.to_string(),
            };
            let node = key.strip_prefix("security_group/").or_else(|| key.strip_suffix("/security_group_id"));
            if let Some(node) = node {
                assert_eq!(owner(&shown(value)), node, "handed over as {key}");
            }
        }
    }
}

fn body(folder: &Path) -> Body {
    hcl::parse(&crate::place::read(&folder.join("main.tf")))
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}

fn modules(body: &Body) -> impl Iterator<Item = &Block> {
    body.blocks().filter(|block| block.identifier() == "module")
}

fn label(block: &Block) -> String {
    block.labels().first().map(|name| name.as_str().to_owned()).unwrap_or_default()
}

/// The module's folder.
fn source(block: &Block) -> &str {
    let attribute = block.body().attributes().find(|attribute| attribute.key() == "source");
    match attribute.map(hcl::Attribute::expr) {
        Some(Expression::String(path)) => path.rsplit('/').next().unwrap_or(path),
        _ => "",
    }
}

fn text(block: &Block, key: &str) -> Option<String> {
    block.body().attributes().find(|attribute| attribute.key() == key).map(|attribute| shown(attribute.expr()))
}

fn shown(expression: &Expression) -> String {
    hcl::format::to_string(expression).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_with_their_ends() {
        let flow = |inner: &str| {
            rule(
                modules(&hcl::parse(&format!("module \"f\" {{\nsource = \"../flow\"\n{inner}\n}}")).unwrap())
                    .next()
                    .unwrap(),
            )
        };
        let between = flow(
            "from_security_group_id = data.aws_ssm_parameter.foundation[\"security_group/a\"].insecure_value\nto_security_group_id = module.b_security_group.id\nport = 5432",
        );
        assert_eq!(between, ("a".to_owned(), "b".to_owned(), 5432, "TCP"));
        let outward = flow(
            "direction = \"outward\"\nfrom_security_group_id = module.b-c_grants_security_group.id\ncidr = \"0.0.0.0/0\"\nport = 53\nprotocol = \"udp\"",
        );
        assert_eq!(outward, ("b-c.grants".to_owned(), "anywhere".to_owned(), 53, "UDP"));
    }
}
