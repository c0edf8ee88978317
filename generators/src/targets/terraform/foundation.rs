//! The foundation: network, cluster, way in, logs, and the security group of each workload.
//!
//! The groups stand here and not with their units, because units may call one another both ways:
//! each then finds the other's group, whichever is applied first.

use topology::document::{Id, Runtime};

use crate::engines::aws::entry;
use crate::error::Error;
use crate::hcl::{Entry, Expression, Value};
use crate::plan::Verdict;

use super::eks;
use super::function;
use super::options;
use super::proofs;
use super::root::Root;
use super::scope::{Scope, node};

/// The foundation of an environment.
pub(super) fn foundation(scope: &mut Scope<'_>) -> Result<Root, Error> {
    let mut root = Root::new("foundation");
    network(scope, &mut root);
    if scope.on_eks() {
        eks::cluster(scope, &mut root)?;
    } else {
        cluster(scope, &mut root);
    }
    options::alarms(&mut root);
    way_in(scope, &mut root);
    options::spending(scope, &mut root);
    options::github(scope, &mut root);
    if scope.on_eks() {
        eks::visitors(scope, &mut root);
    } else {
        groups(scope, &mut root);
        function::repositories(scope, &mut root);
    }
    proofs::foundation(scope, &mut root);
    extra(scope);
    Ok(root)
}

fn network(scope: &mut Scope<'_>, root: &mut Root) {
    let settings = &scope.plan.settings;
    root.variable(
        "network_cidr",
        "Address range of the VPC.",
        Expression::path(["string"]),
        Value::from(&settings.network.value),
        settings.network.subject(),
    );
    options::existing_network(root);
    let production = settings.production.value;
    let by_environment = settings.production.subject();
    let mut new = vec![
        Entry::new("cidr", variable("network_cidr")),
        Entry::new("zone_count", if production { 3 } else { 2 }).subject(&by_environment),
        Entry::new("nat", if production { "per-zone" } else { "single" }).subject(&by_environment),
    ];
    if scope.on_eks() {
        new.push(Entry::new("for_kubernetes", true));
    }
    let cluster = if scope.on_eks() { eks::LABEL } else { "ecs_cluster" };
    let block = root
        .module("vpc_network", "network")
        .set("name", local("name"))
        .set("new", new)
        .set("log_key_arn", output(cluster, "log_key_arn"))
        .set("existing", variable("existing_network"));
    root.add(block);
    root.hand_over("vpc_id", output("vpc_network", "vpc_id"));
    root.hand_over("vpc_cidr", output("vpc_network", "vpc_cidr"));
    root.hand_over(
        "private_subnet_ids",
        Expression::call("join", [Value::from(","), Value::from(output("vpc_network", "private_subnet_ids"))]),
    );
}

fn cluster(scope: &Scope<'_>, root: &mut Root) {
    options::existing_cluster(root);
    let block = root
        .module("ecs_cluster", "cluster")
        .set("name", local("name"))
        .set("existing_cluster", variable("existing_cluster"))
        .set("namespace", scope.namespace())
        .set("vpc_id", output("vpc_network", "vpc_id"));
    let platform = &scope.plan.settings.platform;
    let block = if platform.value == Runtime::Ecs { block.subject(platform.subject()) } else { block };
    root.add(block);
    for (key, name) in [
        ("cluster_name", "name"),
        ("cluster_arn", "arn"),
        ("log_key_arn", "log_key_arn"),
        ("namespace_id", "namespace_id"),
    ] {
        root.hand_over(key, output("ecs_cluster", name));
    }
    root.output("cluster_name", "Name of the ECS cluster.", output("ecs_cluster", "name"));
    root.output(
        "namespace",
        "Private DNS zone in which workloads find one another.",
        output("ecs_cluster", "namespace"),
    );
}

/// The public load balancer, where something is public, with its name and certificate where there is a domain.
fn way_in(scope: &mut Scope<'_>, root: &mut Root) {
    let plan = scope.plan;
    let entries = scope.entries.clone();
    for workload in plan.workloads.values() {
        let mine = !scope.is_function(workload) && !entries.contains_key(&workload.id);
        if mine && entry::is_public(plan, &workload.id) {
            scope.unsupported(
                &workload.expose,
                "the public load balancer speaks HTTP, and none of its ports does; add a network load balancer of your own",
            );
        }
    }
    if entries.is_empty() {
        return;
    }
    for (id, entry) in &entries {
        let Some(workload) = plan.workloads.get(id) else { continue };
        if let (None, Some(path)) = (&entry.label, entry.paths.first().filter(|path| *path != "/*")) {
            scope.approximated(
                &workload.expose,
                format!("the load balancer hands on what begins with {path}; declare a domain for a name of its own"),
            );
        } else if plan.settings.domain.is_none() {
            scope.approximated(
                &workload.expose,
                "no domain is declared, so there is no certificate and the load balancer speaks plain HTTP",
            );
        }
    }
    let production = &plan.settings.production;
    let domain = plan.settings.domain.as_ref();
    let mut block = root
        .module("public_load_balancer", "load-balancer")
        .set("name", local("name"))
        .set("vpc_id", output("vpc_network", "vpc_id"))
        .set("public_subnet_ids", output("vpc_network", "public_subnet_ids"))
        .set("secure", domain.is_some())
        .set_of(production.subject(), "deletion_protection", production.value);
    if domain.is_some() {
        block = block.set("certificate_arn", output("public_dns", "certificate_arn"));
    }
    root.add(block);
    root.hand_over("load_balancer_security_group_id", output("public_load_balancer", "security_group_id"));
    root.hand_over("listener_arn", output("public_load_balancer", "listener_arn"));
    root.hand_over("load_balancer_suffix", output("public_load_balancer", "arn_suffix"));
    options::firewall(root);
    root.output("load_balancer", "DNS name of the public load balancer.", output("public_load_balancer", "dns_name"));
    let Some(domain) = domain else { return };
    root.variable(
        "hosted_zone",
        "Route 53 zone that holds the domain; it has to exist. A zone above the domain does as well.",
        Expression::path(["string"]),
        Value::from(&domain.value),
        domain.subject(),
    );
    let answering: Vec<&str> = function::open(scope).map(|workload| workload.name.as_str()).collect();
    let labels: Vec<&str> = entries.values().filter_map(|entry| entry.label.as_deref()).collect();
    let mut block = root
        .module("public_dns", "dns")
        .set_of(domain.subject(), "domain", &domain.value)
        .set("zone", variable("hosted_zone"));
    if !labels.is_empty() {
        block = block.set("hosts", Value::list(labels.iter().copied()));
    }
    if !answering.is_empty() {
        block = block.set("certified_hosts", Value::list(answering.iter().copied()));
        root.hand_over("certificate_arn", output("public_dns", "certificate_arn"));
        root.hand_over("zone_id", output("public_dns", "zone_id"));
    }
    let block = block
        .set("load_balancer_dns_name", options::visitors_arrive("dns_name"))
        .set("load_balancer_zone_id", options::visitors_arrive("zone_id"));
    root.add(block);
    options::delivery(root, &domain.value, &labels);
    root.output("domains", "Public names of the environment.", output("public_dns", "domains"));
}

fn groups(scope: &Scope<'_>, root: &mut Root) {
    for workload in scope.plan.workloads.values() {
        let label = format!("{}_security_group", workload.id);
        let mut block = root
            .module(&label, "security-group")
            .set("name", local("name"))
            .set_of(workload.name.subject(), "node", workload.name.as_str())
            .set("vpc_id", output("vpc_network", "vpc_id"))
            .subject(node(&workload.id));
        if !scope.enforces() {
            block =
                block.set_of(scope.plan.settings.flows.subject(), "open_to_cidr", output("vpc_network", "vpc_cidr"));
        }
        root.add(block);
        root.moved(workload.was.iter().map(Id::as_str), workload.id.as_str(), &["_security_group"]);
        root.hand_over(format!("security_group/{}", workload.id), output(&label, "id"));
    }
}

fn extra(scope: &mut Scope<'_>) {
    if !scope.plan.extra.terraform.is_empty() {
        scope.note(
            "/extra/terraform",
            Verdict::Unproven,
            "stands as it is in foundation/extra.tf.json; Terraform reads it beside the generated files",
        );
    }
}

pub(super) fn local(name: &str) -> Expression {
    Expression::path(["local", name])
}

pub(super) fn variable(name: &str) -> Expression {
    Expression::path(["var", name])
}

pub(super) fn output(label: &str, name: &str) -> Expression {
    Expression::path(["module", label, name])
}
