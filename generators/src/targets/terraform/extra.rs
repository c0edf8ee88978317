//! The person's own arguments, merged verbatim into a node's module.

use serde_json::Value as Json;
use topology::document::{Extra, Id, Pointer};

use crate::hcl::{Block, Entry, Value};
use crate::plan::Verdict;

use super::modules;
use super::scope::Scope;

/// Arguments that belong to the Plan: names, networks, secrets, images.
const KEPT: &[&str] = &[
    "cluster_arn",
    "container_name",
    "environment",
    "files",
    "image",
    "name",
    "node",
    "secret_key_arns",
    "secrets",
    "security_group_id",
    "subnet_ids",
    "tag",
    "task_definition_arn",
    "task_policy",
    "users",
    "vpc_id",
    "with_task_policy",
];

/// Merges what `extra.terraform` says of a node into its module, and reports each argument.
pub(super) fn merge(scope: &mut Scope<'_>, extra: &Extra, node: &Id, module: &str, block: &mut Block) {
    for (argument, value) in &extra.terraform {
        if !modules::takes(module, argument) {
            continue;
        }
        let place = Pointer::of(["nodes", node.as_str(), "extra", "terraform", argument]).to_string();
        match own(value) {
            Some(value) if !KEPT.contains(&argument.as_str()) => {
                block.body_mut().replace(argument, value);
                scope.note(place, Verdict::Unproven, format!("yours, as an argument of the module `{module}`"));
            }
            Some(_) => scope.note(place, Verdict::Unsupported, "names, networks, secrets and images are the Plan's"),
            None => scope.note(place, Verdict::Unsupported, "null and fractions are no values here"),
        }
    }
}

/// Says which arguments none of a node's modules take.
pub(super) fn report(scope: &mut Scope<'_>, extra: &Extra, node: &Id, taken_by: &[&str]) {
    for argument in extra.terraform.keys() {
        if !taken_by.iter().any(|module| modules::takes(module, argument)) {
            scope.note(
                Pointer::of(["nodes", node.as_str(), "extra", "terraform", argument]).to_string(),
                Verdict::Unsupported,
                format!("no module of the node has a variable of this name ({})", taken_by.join(", ")),
            );
        }
    }
}

fn own(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(number.as_i64()?),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(own).collect::<Option<_>>()?),
        Json::Object(entries) => {
            Value::Object(entries.iter().map(|(key, value)| Some(Entry::new(key, own(value)?))).collect::<Option<_>>()?)
        }
    })
}
