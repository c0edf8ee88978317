//! Host names and addresses, as a root knows them.

use topology::document::Id;

use crate::hcl::{Expression, Part, Value};
use crate::plan::{self, Composed};

use super::foundation::output;
use super::managed::Service;
use super::root::Root;
use super::scope::Scope;

/// A composed text as a value of the root; none where it holds a secret.
pub(super) fn value(scope: &Scope<'_>, root: &mut Root, text: &Composed) -> Option<Value> {
    let parts = translated(scope, text);
    if let [plan::Part::Text(text)] = parts.as_slice() {
        return Some(Value::from(text));
    }
    let parts: Option<Vec<Part>> = parts.iter().map(|held| part(scope, root, held)).collect();
    Some(Expression::Template(parts?).into())
}

/// One part of a composed text; none for a secret.
pub(super) fn part(scope: &Scope<'_>, root: &mut Root, part: &plan::Part) -> Option<Part> {
    match part {
        plan::Part::Text(text) => Some(Part::from(text.as_str())),
        plan::Part::Host(node) => Some(host(scope, root, node)),
        plan::Part::Secret(_) => None,
    }
}

/// The host name of a node.
fn host(scope: &Scope<'_>, root: &mut Root, node: &Id) -> Part {
    let plan = scope.plan;
    if let Some(instance) = plan.instance_of(node) {
        return instance_host(scope, root, &instance.id);
    }
    Part::from(in_namespace(scope, node))
}

/// The host name of a workload or external, which is known before anything is applied.
pub(super) fn in_namespace(scope: &Scope<'_>, node: &Id) -> String {
    if let Some(workload) = scope.plan.workloads.get(node) {
        return format!("{}.{}", workload.name.value, scope.namespace());
    }
    match scope.plan.externals.get(node) {
        Some(external) => external.host.value.clone(),
        None => format!("{node}.invalid"),
    }
}

/// The host name of an instance: known while applying, or said in the document.
pub(super) fn instance_host(scope: &Scope<'_>, root: &mut Root, id: &Id) -> Part {
    match (scope.service(id).module(), scope.plan.instances.get(id).and_then(|instance| instance.host.as_ref())) {
        (Some(_), _) if root.layer == "data" => Part::from(output(id.as_str(), "host")),
        (Some(_), _) => Part::from(root.read("data", format!("{id}/host"))),
        (None, Some(host)) => Part::from(host.value.as_str()),
        (None, None) => Part::from(format!("{id}.invalid")),
    }
}

/// The text as the managed services want it: ElastiCache and Amazon MQ speak TLS alone, which
/// changes the scheme of an address, and at Amazon MQ its port.
pub(super) fn translated(scope: &Scope<'_>, text: &Composed) -> Vec<plan::Part> {
    let mut parts = text.0.clone();
    for position in 0..parts.len() {
        let plan::Part::Host(node) = &parts[position] else { continue };
        let Some(instance) = scope.plan.instance_of(node) else { continue };
        let service = scope.service(&instance.id);
        if !matches!(service, Service::Cache | Service::Queue) {
            continue;
        }
        if let Some(plan::Part::Text(before)) = parts.first_mut() {
            for (plain, secure) in [("amqp://", "amqps://"), ("redis://", "rediss://")] {
                if let Some(rest) = before.strip_prefix(plain) {
                    *before = format!("{secure}{rest}");
                    break;
                }
            }
        }
        if let Some(plan::Part::Text(after)) = parts.get_mut(position + 1)
            && let Some(rest) = after.strip_prefix(&format!(":{}", instance.port))
        {
            *after = format!(":{}{rest}", service.port(instance.port));
        }
    }
    parts
}
