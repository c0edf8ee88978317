//! Kubernetes manifests: what runs, who reaches it, and what it is told.

mod pod;
mod policy;
mod routes;
mod services;
mod world;

use std::collections::BTreeMap;

use super::Sort;
use super::held::{Data, Held, Place};
use super::reading::Reading;
use super::system::{Life, Program, System};
use pod::pod;
use world::World;

/// Objects that run something.
const PROGRAMS: [&str; 9] = [
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Job",
    "Pod",
    "ReplicaSet",
    "ReplicationController",
    "Rollout",
    "StatefulSet",
];
/// Objects that say nothing about who talks to whom, or that the outputs make anew.
const QUIET: [&str; 14] = [
    "ClusterRole",
    "ClusterRoleBinding",
    "ConfigMap",
    "CustomResourceDefinition",
    "LimitRange",
    "Namespace",
    "PersistentVolumeClaim",
    "PodDisruptionBudget",
    "PriorityClass",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "Secret",
    "ServiceAccount",
];

/// The most objects that are looked at.
const OBJECTS: usize = 10_000;

/// Whether a document is a manifest.
pub(super) fn is_manifest(held: &Held) -> bool {
    held.get("kind").is_some() && held.get("apiVersion").is_some()
}

/// What these manifests describe.
pub(super) fn system(documents: &[Held], reading: &mut Reading) -> System {
    let mut objects = Vec::new();
    for document in documents {
        flatten(document, &mut objects);
    }
    if objects.len() > OBJECTS {
        objects.truncate(OBJECTS);
        let message = format!("more than {OBJECTS} objects: the rest is left out");
        reading.log.notice(None, message).hint("import a part of the manifests");
    }
    let world = World::of(&objects);
    let mut system = System::default();
    let mut strange: BTreeMap<String, (usize, Place)> = BTreeMap::new();
    for object in &objects {
        let kind = object.word_at(&["kind"]).unwrap_or_default();
        match kind.as_str() {
            // One more than fits, so that the limit is told.
            kind if PROGRAMS.contains(&kind) => {
                if system.programs.len() <= super::PROGRAMS {
                    system.programs.extend(program(kind, object, &world, reading));
                }
            }
            "Service"
            | "Ingress"
            | "HTTPRoute"
            | "GRPCRoute"
            | "VirtualService"
            | "HorizontalPodAutoscaler"
            | "NetworkPolicy"
            | "Gateway" => {}
            "Kustomization" => {
                reading
                    .log
                    .note(Sort::LeftOut, object.place, None, "a kustomization is a recipe for manifests")
                    .hint("import what `kustomize build` prints");
            }
            kind if QUIET.contains(&kind) => {}
            kind => {
                strange.entry(kind.to_owned()).or_insert((0, object.place)).0 += 1;
            }
        }
    }
    for (kind, (count, place)) in strange {
        let message = format!("{count} of the kind {kind}: nothing is known of it here");
        reading
            .log
            .note(Sort::LeftOut, place, None, message)
            .hint("draw what it stands for, or add it beside the outputs");
    }
    for object in &objects {
        match object.word_at(&["kind"]).as_deref() {
            Some("Service") => services::apply(object, &mut system, reading),
            Some("HorizontalPodAutoscaler") => scaled(object, &mut system),
            _ => {}
        }
    }
    for object in &objects {
        match object.word_at(&["kind"]).as_deref() {
            Some("Ingress") => routes::ingress(object, &mut system),
            Some("HTTPRoute" | "GRPCRoute") => routes::route(object, &mut system),
            Some("VirtualService") => routes::virtual_service(object, &mut system),
            Some("NetworkPolicy") => policy::apply(object, &mut system),
            _ => {}
        }
    }
    system
}

/// The objects of a document: lists taken apart.
fn flatten(document: &Held, objects: &mut Vec<Held>) {
    let is_list = document.word_at(&["kind"]).is_some_and(|kind| kind.ends_with("List"));
    match document.get("items").filter(|_| is_list) {
        Some(items) => items.items().iter().for_each(|item| flatten(item, objects)),
        None if is_manifest(document) => objects.push(document.clone()),
        None => {}
    }
}

fn name(object: &Held) -> String {
    object.word_at(&["metadata", "name"]).or_else(|| object.word_at(&["metadata", "generateName"])).unwrap_or_default()
}

fn namespace(object: &Held) -> String {
    object.word_at(&["metadata", "namespace"]).unwrap_or_else(|| "default".to_owned())
}

fn program(kind: &str, object: &Held, world: &World, reading: &mut Reading) -> Option<Program> {
    let key = name(object);
    let (template, life) = match kind {
        "Pod" => (Some(object), Life::Long),
        "CronJob" => {
            let schedule = object.word_at(&["spec", "schedule"]).unwrap_or_default();
            (object.at(&["spec", "jobTemplate", "spec", "template"]), Life::Scheduled(schedule))
        }
        "Job" => (object.at(&["spec", "template"]), Life::Once),
        _ => (object.at(&["spec", "template"]), Life::Long),
    };
    let Some(spec) = template.and_then(|template| template.get("spec")).filter(|_| !key.is_empty()) else {
        reading.log.note(Sort::LeftOut, object.place, None, format!("this {kind} has no name or no pods"));
        return None;
    };
    let mut program = Program { place: object.place, life, ..Program::default() };
    program.names.insert(key.clone());
    program.key = key;
    program.replicas.0 = object.at(&["spec", "replicas"]).and_then(Held::number);
    program.tags.insert(format!("namespace:{}", namespace(object)));
    for label in labels(template) {
        program.tags.insert(label);
    }
    pod(spec, object, world, &mut program, reading);
    Some(program)
}

/// The labels of pods, as marks by which others select them. They are taken away before anything is drawn.
fn labels(template: Option<&Held>) -> Vec<String> {
    let labels = template.and_then(|template| template.at(&["metadata", "labels"]));
    let entries = labels.map(Held::entries).unwrap_or_default().iter();
    entries.filter_map(|(key, value)| Some(format!("label:{key}={}", value.word()?))).collect()
}

/// Whether a selector chooses the pods of a program in a namespace.
fn chosen(program: &Program, namespace: &str, selector: &Held) -> bool {
    let entries = selector.get("matchLabels").unwrap_or(selector).entries();
    let wanted = |(key, value): &(String, Held)| {
        matches!(value.data, Data::Map(_) | Data::List(_))
            || value.word().is_some_and(|value| program.tags.contains(&format!("label:{key}={value}")))
    };
    program.tags.contains(&format!("namespace:{namespace}")) && entries.iter().all(wanted)
}

fn scaled(object: &Held, system: &mut System) {
    let target = object.word_at(&["spec", "scaleTargetRef", "name"]).unwrap_or_default();
    let metrics = object.at(&["spec", "metrics"]).map(Held::items).unwrap_or_default();
    let of_cpu = |metric: &Held| metric.word_at(&["resource", "name"]).as_deref() == Some("cpu");
    let share = metrics
        .iter()
        .find(|metric| of_cpu(metric))
        .and_then(|metric| metric.at(&["resource", "target", "averageUtilization"]).and_then(Held::number));
    let share = share.or_else(|| object.at(&["spec", "targetCPUUtilizationPercentage"]).and_then(Held::number));
    for program in system.programs.iter_mut().filter(|program| program.key == target) {
        let least = object.at(&["spec", "minReplicas"]).and_then(Held::number);
        let most = object.at(&["spec", "maxReplicas"]).and_then(Held::number);
        program.replicas = (least.or(Some(1)), most, share);
    }
}
