//! Host names and addresses, as a root knows them.

use topology::document::Id;

use crate::engines::aws::{self, Service};
use crate::hcl::{Expression, Part, Value};
use crate::plan::{self, Composed};

use super::data::store;
use super::foundation::output;
use super::root::Root;
use super::scope::Scope;

/// A composed text as a value of the root; none where it holds a secret.
pub(super) fn value(scope: &Scope<'_>, root: &mut Root, text: &Composed) -> Option<Value> {
    // The address of a queue at SQS is a whole that AWS alone knows.
    let queue = text.0.iter().find_map(|part| match part {
        plan::Part::Host(node) if scope.messages(node) => Some(node),
        _ => None,
    });
    if let Some(node) = queue {
        return Some(root.read("data", format!("{node}/url")).into());
    }
    put_together(scope, root, &translated(scope, text))
}

/// Parts as one value; none where there is a secret among them.
pub(super) fn put_together(scope: &Scope<'_>, root: &mut Root, parts: &[plan::Part]) -> Option<Value> {
    let mut all = Vec::new();
    for held in parts {
        for part in part(scope, root, held)? {
            match (all.last_mut(), part) {
                (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
                (_, part) => all.push(part),
            }
        }
    }
    Some(match all.as_slice() {
        [] => Value::from(""),
        [Part::Text(text)] => Value::from(text),
        _ => Expression::Template(all).into(),
    })
}

/// One part of a composed text; none for a secret.
fn part(scope: &Scope<'_>, root: &mut Root, part: &plan::Part) -> Option<Vec<Part>> {
    Some(match part {
        plan::Part::Text(text) => vec![Part::from(text.as_str())],
        plan::Part::Host(node) => host(scope, root, node),
        plan::Part::Port { number, .. } => vec![Part::from(number.to_string())],
        plan::Part::Name { of, name } => vec![match scope.plan.instance_of(of) {
            Some(instance) if scope.service(&instance.id) == Service::Store => {
                Part::from(root.read("data", format!("{of}/bucket")))
            }
            _ => Part::from(name.as_str()),
        }],
        plan::Part::Secret(_) => return None,
    })
}

/// The host name of a node.
fn host(scope: &Scope<'_>, root: &mut Root, node: &Id) -> Vec<Part> {
    let Some(instance) = scope.plan.instance_of(node) else { return vec![Part::from(in_namespace(scope, node))] };
    let follows = scope.plan.datastores.get(node).is_some_and(|store| store.replica_of.is_some());
    match scope.service(&instance.id) {
        Service::Store => store::host(),
        Service::Database | Service::Cache if follows => vec![Part::from(root.read("data", format!("{node}/host")))],
        _ => vec![instance_host(scope, root, &instance.id)],
    }
}

/// The host name of a workload or external, which is known before anything is applied.
pub(super) fn in_namespace(scope: &Scope<'_>, node: &Id) -> String {
    if let Some(workload) = scope.plan.workloads.get(node) {
        if scope.on_eks() {
            // A Service of the same namespace.
            return workload.name.to_string();
        }
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
        (None, None) => match scope.plan.instances.get(id).filter(|one| aws::runs_in_cluster(scope.plan, one)) {
            Some(instance) => Part::from(instance.name.as_str()),
            None => Part::from(format!("{id}.invalid")),
        },
    }
}

/// The text as the managed services want it: some listen at other ports, and some speak TLS alone, which changes the scheme of an address.
pub(super) fn translated(scope: &Scope<'_>, text: &Composed) -> Vec<plan::Part> {
    let service = |node: &Id| scope.plan.instance_of(node).map(|instance| scope.service(&instance.id));
    let schemes = text.0.iter().filter_map(|part| match part {
        plan::Part::Host(node) => service(node)?.scheme(),
        _ => None,
    });
    let schemes: Vec<_> = schemes.collect();
    let mut parts = text.0.clone();
    for part in &mut parts {
        if let plan::Part::Port { of, number } = part
            && let Some(service) = service(of)
        {
            *number = service.port(*number);
        }
    }
    if let Some(plan::Part::Text(before)) = parts.first_mut() {
        let known = schemes.iter().find_map(|(plain, secure)| Some((secure, before.strip_prefix(plain)?)));
        if let Some((secure, rest)) = known {
            *before = format!("{secure}{rest}");
        }
    }
    parts
}
