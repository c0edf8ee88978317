//! The picture that Helm has: the manifests of an environment.

use std::collections::BTreeMap;

use generators::plan::Plan;
use serde_json::Value;

use super::{ANYBODY, Aspect, Names, OUTSIDE, Picture};
use crate::policies;

/// Reads the picture of the manifests that `helm template` printed for all units of an environment.
///
/// # Panics
/// Where a pod is nobody's.
#[must_use]
pub fn charts(objects: &[Value], plan: &Plan) -> Picture {
    let names = Names::of(plan);
    let mut picture = Picture { target: "helm", directed: true, ..Picture::default() };
    let of_kind = |kind: &'static str| objects.iter().filter(move |object| object["kind"] == kind);
    let maps: BTreeMap<&str, &Value> =
        of_kind("ConfigMap").map(|map| (map["metadata"]["name"].as_str().unwrap_or_default(), &map["data"])).collect();
    for object in objects.iter().filter(|object| object["metadata"]["annotations"]["helm.sh/hook"] != "test") {
        let template = match object["kind"].as_str() {
            Some("Deployment" | "StatefulSet" | "Job") => &object["spec"]["template"],
            Some("CronJob") => &object["spec"]["jobTemplate"]["spec"]["template"],
            _ => continue,
        };
        let label = template["metadata"]["labels"]["app.kubernetes.io/name"].as_str().unwrap_or_default();
        let id = names.id(label, ".").unwrap_or_else(|| panic!("helm: the pod {label} is nobody's"));
        pod(&mut picture, &id, object, &template["spec"], &maps);
    }
    for scaler in of_kind("HorizontalPodAutoscaler") {
        let name = scaler["spec"]["scaleTargetRef"]["name"].as_str().unwrap_or_default();
        let id = names.id(name, ".").unwrap_or_else(|| panic!("helm: the autoscaler of {name} is nobody's"));
        let (least, most) = (&scaler["spec"]["minReplicas"], &scaler["spec"]["maxReplicas"]);
        picture.say(&id, Aspect::Replicas, format!("{least} to {most}"));
    }
    for claim in of_kind("PersistentVolumeClaim") {
        let label = claim["metadata"]["labels"]["app.kubernetes.io/name"].as_str().unwrap_or_default();
        if let Some(id) = names.id(label, ".") {
            picture.say(&id, Aspect::Size, mebibytes(&claim["spec"]));
        }
    }
    let read = policies::read(objects);
    picture.enforced = read.policies > 0;
    let end = |end: &str| match end {
        "anybody" => Some(ANYBODY.to_owned()),
        "outside" | "anywhere" => Some(OUTSIDE.to_owned()),
        "resolver" => None,
        name => Some(names.id(name, ".").unwrap_or_else(|| panic!("helm: a policy names {name}"))),
    };
    for (from, to, port, _) in read.ingress.iter().chain(&read.egress) {
        if let (Some(from), Some(to)) = (end(from), end(to)) {
            picture.pairs.insert((from, to, *port));
        }
    }
    picture
}

fn pod(picture: &mut Picture, id: &str, object: &Value, spec: &Value, maps: &BTreeMap<&str, &Value>) {
    let container = &spec["containers"][0];
    let (job, copies) = (id.ends_with(".grants"), id.ends_with(".backup"));
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    if let Some(schedule) = object["spec"]["schedule"].as_str() {
        picture.say(id, Aspect::Schedule, schedule);
    }
    let variables = list(&container["envFrom"]).into_iter().flat_map(|from| {
        let map = from["configMapRef"]["name"].as_str().and_then(|name| maps.get(name));
        map.and_then(|data| data.as_object()).cloned().unwrap_or_default()
    });
    let variables: BTreeMap<String, Value> = variables.collect();
    if copies {
        let days = variables.get("KEEP_DAYS").and_then(Value::as_str).unwrap_or_default();
        picture.say(id, Aspect::Copies, days);
        return;
    }
    let image = container["image"].as_str().unwrap_or_default();
    picture.say(id, Aspect::Image, image);
    for name in variables.keys().filter(|_| !job) {
        picture.say(id, Aspect::Variables, name);
    }
    for variable in list(&container["env"]).iter().filter(|variable| variable.get("valueFrom").is_some()) {
        picture.say(id, Aspect::Secrets, variable["name"].as_str().unwrap_or_default());
    }
    for mount in list(&container["volumeMounts"]) {
        let path = mount["mountPath"].as_str().unwrap_or_default();
        if let Some(name) = path.strip_prefix("/run/secrets/") {
            picture.say(id, Aspect::Secrets, name);
        }
        if kept(object, spec, &mount["name"]) {
            picture.say(id, Aspect::Storage, path);
        }
    }
    if job {
        return;
    }
    for port in list(&container["ports"]) {
        picture.say(id, Aspect::Ports, port["containerPort"].to_string());
    }
    if object["kind"] == "StatefulSet" {
        picture.say(id, Aspect::Version, major(image));
    }
    if let (Some(count), "Deployment") = (object["spec"]["replicas"].as_u64(), object["kind"].as_str().unwrap_or("")) {
        picture.say(id, Aspect::Replicas, format!("{count} to {count}"));
    }
    for claim in list(&object["spec"]["volumeClaimTemplates"]) {
        picture.say(id, Aspect::Size, mebibytes(&claim["spec"]));
    }
    if let Some(question) = asked(&container["readinessProbe"]) {
        picture.say(id, Aspect::Probe, question);
    }
}

/// Whether what is mounted is a claim.
fn kept(object: &Value, spec: &Value, name: &Value) -> bool {
    let templates = object["spec"]["volumeClaimTemplates"].as_array().into_iter().flatten();
    let volumes = spec["volumes"].as_array().into_iter().flatten();
    templates.into_iter().any(|template| template["metadata"]["name"] == *name)
        || volumes.into_iter().any(|volume| volume["name"] == *name && volume.get("persistentVolumeClaim").is_some())
}

fn asked(probe: &Value) -> Option<String> {
    if let Some(get) = probe.get("httpGet") {
        return Some(format!("GET {} {}", get["path"].as_str().unwrap_or_default(), get["port"]));
    }
    if let Some(words) = probe["exec"]["command"].as_array() {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return Some(words.join(" "));
    }
    if let Some(grpc) = probe.get("grpc") {
        return Some(format!("grpc {} {}", grpc["service"].as_str().unwrap_or_default(), grpc["port"]));
    }
    probe.get("tcpSocket").map(|socket| format!("tcp {}", socket["port"]))
}

fn mebibytes(claim: &Value) -> String {
    let text = claim["resources"]["requests"]["storage"].as_str().unwrap_or_default();
    let gibi = text.strip_suffix("Gi").and_then(|number| number.parse::<u64>().ok()).map(|number| number * 1024);
    gibi.or_else(|| text.strip_suffix("Mi")?.parse().ok()).map_or_else(|| text.to_owned(), |mebi| mebi.to_string())
}

/// The first number of an image's tag, or of a version: `postgres:18.6-trixie` is an 18.
pub(super) fn major(text: &str) -> String {
    let tag = text.rsplit(':').next().unwrap_or(text);
    tag.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_other_outputs() {
        assert_eq!(major("postgres:18.6-trixie"), "18");
        assert_eq!(major("v8.1"), "8");
        assert_eq!(mebibytes(&serde_json::json!({"resources": {"requests": {"storage": "20Gi"}}})), "20480");
        let probe = serde_json::json!({"httpGet": {"path": "/up", "port": 80}});
        assert_eq!(asked(&probe).as_deref(), Some("GET /up 80"));
    }
}
