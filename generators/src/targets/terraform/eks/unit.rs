//! The root of a unit on EKS: secrets, identities and ways in of what its chart runs, and the values that the chart takes from here.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::Id;

use crate::engines::aws::entry::Entry as WayIn;
use crate::engines::aws::{self, Service};
use crate::error::Error;
use crate::hcl::{Entry, Expression, Value};
use crate::plan::{Composed, Instance, Part, SecretRef, TriggerPlan, Workload};

use super::super::foundation::{local, output, variable};
use super::super::root::Root;
use super::super::scope::{Scope, node};
use super::super::unit::{own_secrets, route};
use super::super::{access, extra, hosts, options, proofs, secrets};

/// Whether the chart of a unit has something of a node.
pub(in super::super) fn holds(scope: &Scope<'_>, id: &Id) -> bool {
    let plan = scope.plan;
    let instance = |one: &Instance| aws::runs_in_cluster(plan, one) || aws::wants_grants(plan, one);
    plan.workloads.contains_key(id) || plan.instances.get(id).is_some_and(instance)
}

/// The root of a unit.
pub(in super::super) fn unit(scope: &mut Scope<'_>, unit: &Id, members: &[Id]) -> Result<Root, Error> {
    let plan = scope.plan;
    let mut root = Root::new(unit.as_str());
    root.variable(
        "namespace",
        "Kubernetes namespace that the chart is installed into.",
        Expression::path(["string"]),
        Value::from(plan.topology.as_str()),
        String::new(),
    );
    // Jobs that make users read passwords of which a program knows an address alone.
    let mut made_for: BTreeMap<&Id, Vec<&SecretRef>> = BTreeMap::new();
    for instance in plan.instances.values().filter(|one| holds(scope, &one.id)) {
        for user in instance.users.values() {
            if let Some((reader, _)) = secrets::find(scope, &user.password) {
                made_for.entry(reader).or_default().push(&user.password);
            }
        }
    }
    let mut all = Vec::new();
    for id in members {
        let values = if let Some(workload) = plan.workloads.get(id) {
            root.comment(&workload.title);
            program(scope, &mut root, workload, made_for.get(id).map_or(&[], Vec::as_slice))
        } else if let Some(instance) = plan.instances.get(id).filter(|_| holds(scope, id)) {
            root.comment(&instance.title);
            server(scope, &mut root, instance)
        } else {
            continue;
        };
        if !values.is_empty() {
            all.push(Entry::new(id.as_str(), values).subject(node(id)));
        }
    }
    root.output(
        "helm_values",
        "What the chart of this unit takes from AWS: laid over its values as JSON, see terraform/README.md.",
        Value::Object(all),
    );
    root.output("namespace", "Kubernetes namespace that the chart is installed into.", variable("namespace"));
    proofs::eks_unit(scope, &mut root, members);
    Ok(root)
}

/// A workload: who it is, its secrets, its way in.
fn program(scope: &mut Scope<'_>, root: &mut Root, workload: &Workload, made_for_it: &[&SecretRef]) -> Vec<Entry> {
    let id = &workload.id;
    own_secrets(scope, root, workload);
    let mut values = Vec::new();
    let mut environment = Vec::new();
    for (name, text) in &workload.variables {
        if is_told_by_aws(scope, text)
            && let Some(value) = hosts::value(scope, root, text)
        {
            environment.push(Entry::new(name, value).subject(text.subject()));
        }
    }
    if !environment.is_empty() {
        values.push(Entry::new("env", environment));
    }
    let own = workload.secrets.values().map(|secret| &secret.value);
    let wanted: BTreeSet<&SecretRef> = own.chain(made_for_it.iter().copied()).collect();
    let held: Vec<Held> = wanted.into_iter().filter_map(|secret| held(scope, root, secret)).collect();
    values.extend(identity(scope, root, id, workload.name.as_str(), Some(workload), &held));
    if let Some(way_in) = scope.entries.get(id).cloned() {
        way(scope, root, workload, &way_in);
        let group = vec![Entry::new("arn", output(id.as_str(), "target_group_arn"))];
        values.push(Entry::new("public", vec![Entry::new("targetGroup", group)]).subject(workload.expose.subject()));
    }
    let routed: &[&str] = if scope.entries.contains_key(id) { &["", "_identity"] } else { &["_identity"] };
    root.moved(workload.was.iter().map(Id::as_str), id.as_str(), routed);
    report(scope, workload);
    values
}

/// An instance: the secrets of what runs in the cluster, or what the Job needs that makes users at AWS.
fn server(scope: &mut Scope<'_>, root: &mut Root, instance: &Instance) -> Vec<Entry> {
    let (id, plan) = (&instance.id, scope.plan);
    let mut values = Vec::new();
    let held: Vec<Held> = if scope.service(id).module().is_some() {
        let host = Expression::Template(vec![hosts::instance_host(scope, root, id)]);
        let told = vec![Entry::new("env", vec![Entry::new("INSTANCE_HOST", host)])];
        values.push(Entry::new("grants", told));
        let arn = root.read("data", format!("{id}/administrator_secret_arn"));
        // RDS keeps name and password as JSON.
        let property = (scope.service(id) == Service::Database).then_some("password");
        vec![Held { place: instance.admin.clone(), arn, property }]
    } else {
        let own = plan.secrets.iter().filter(|(_, secret)| secret.reader == *id);
        let keys = own.flat_map(|(name, secret)| secret.entries.keys().map(move |key| (name.clone(), key.clone())));
        let all: Vec<SecretRef> = keys.map(|(secret, key)| SecretRef { secret, key }).collect();
        all.iter().for_each(|secret| secrets::write(scope, root, secret));
        all.iter().filter_map(|secret| held(scope, root, secret)).collect()
    };
    values.extend(identity(scope, root, id, instance.name.as_str(), None, &held));
    root.moved(instance.was.iter().map(Id::as_str), id.as_str(), &["_identity"]);
    values
}

/// A secret of the chart, and where Secrets Manager has it.
struct Held {
    place: SecretRef,
    arn: Expression,
    property: Option<&'static str>,
}

fn held(scope: &Scope<'_>, root: &mut Root, secret: &SecretRef) -> Option<Held> {
    if secrets::is_needless(scope, secret) {
        return None;
    }
    let arn = secrets::arn(scope, root, secret)?;
    Some(Held { place: secret.clone(), arn, property: None })
}

/// Who a node is at AWS; the values by which its chart fetches its secrets.
fn identity(
    scope: &Scope<'_>,
    root: &mut Root,
    id: &Id,
    name: &str,
    program: Option<&Workload>,
    held: &[Held],
) -> Option<Entry> {
    if program.is_none() && held.is_empty() {
        return None;
    }
    let label = format!("{id}_identity");
    let cluster = root.read("foundation", "cluster_name");
    let mut block = root
        .module(&label, "workload-identity")
        .set("name", local("name"))
        .set("node", name)
        .set("cluster_name", cluster)
        .set("namespace", variable("namespace"))
        .subject(node(id));
    if let Some(workload) = program {
        block = block.set("service_account", name);
        if let Some(policy) = access::policy(scope, root, workload) {
            block = block.set("with_policy", true).set("policy", policy);
        }
    }
    if held.is_empty() {
        root.add(block);
        return None;
    }
    let operator = root.read("foundation", "secrets_operator_role_arn");
    let arns = Expression::call("distinct", [Value::list(held.iter().map(|one| one.arn.clone()))]);
    root.add(block.set("with_secrets", true).set("secret_arns", arns).set("secrets_operator_role_arn", operator));
    let mut entries: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for one in held {
        let mut entry = vec![Entry::new("name", one.arn.clone())];
        entry.extend(one.property.map(|property| Entry::new("property", property)));
        entries.entry(&one.place.secret).or_default().push(Entry::new(&one.place.key, entry));
    }
    let entries: Vec<Entry> = entries.into_iter().map(|(secret, keys)| Entry::new(secret, keys)).collect();
    let role = vec![Entry::new("region", variable("region")), Entry::new("role", output(&label, "secrets_role_arn"))];
    let fetched = vec![Entry::new("store", vec![Entry::new("aws", role)]), Entry::new("entries", entries)];
    Some(Entry::new("externalSecrets", fetched))
}

/// The way of visitors to the pods.
fn way(scope: &mut Scope<'_>, root: &mut Root, workload: &Workload, way_in: &WayIn) {
    let id = &workload.id;
    let shared = [
        ("cluster_name", root.read("foundation", "cluster_name")),
        ("vpc_id", root.read("foundation", "vpc_id")),
        ("listener_arn", root.read("foundation", "listener_arn")),
        ("load_balancer_suffix", root.read("foundation", "load_balancer_suffix")),
    ];
    let mut block = root.module(id.as_str(), "pod-route").set("name", local("name")).set_of(
        workload.name.subject(),
        "node",
        workload.name.as_str(),
    );
    for (name, value) in shared {
        block = block.set(name, value);
    }
    let mut block = block
        .set_of(workload.expose.subject(), "route", route(scope, workload, way_in))
        .set("alarm_topic_arns", options::alarm_topics(root))
        .subject(node(id));
    extra::merge(scope, &workload.extra, id, "pod-route", &mut block);
    root.add(block);
}

/// Whether AWS alone knows a variable's value: it speaks of something that AWS runs.
fn is_told_by_aws(scope: &Scope<'_>, text: &Composed) -> bool {
    let managed = |node: &Id| {
        let instance = scope.plan.instance_of(node);
        instance.is_some_and(|instance| scope.service(&instance.id).module().is_some()) || scope.messages(node)
    };
    text.0.iter().any(|part| match part {
        Part::Host(node) | Part::Port { of: node, .. } | Part::Name { of: node, .. } => managed(node),
        Part::Text(_) | Part::Secret(_) => false,
    })
}

/// Says what pods do not carry as declared; the rest is the chart's to say.
fn report(scope: &mut Scope<'_>, workload: &Workload) {
    for trigger in workload.triggers.values() {
        if !matches!(trigger.value, TriggerPlan::Http { .. }) {
            scope.unsupported(
                trigger,
                "on EKS a function is a pod that waits for requests; nothing starts it by a clock, a queue or a bucket. It reads those itself, or runs on `platform: ecs`",
            );
        }
    }
    let taken: &[&str] = if scope.entries.contains_key(&workload.id) { &["pod-route"] } else { &[] };
    extra::report(scope, &workload.extra, &workload.id, taken);
}
