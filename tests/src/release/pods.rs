//! Whether everything of a release runs, and what the cluster complained about.

use std::collections::{BTreeMap, BTreeSet};

use generators::plan::Plan;
use serde_json::Value;

use super::Release;
use super::contents::{meant, running};
use crate::tools::cluster::{label, name};

/// Warnings that say nothing about a release: autoscalers ask for metrics, and nothing here measures any; and the API server now and then sees a new Service before the address that it has just given it.
const NOT_OURS: [&str; 3] = ["FailedGetResourceMetric", "FailedComputeMetricsReplicas", "ClusterIPNotAllocated"];

impl Release<'_> {
    /// Waits until every pod runs and is ready or has done its work, and each node has as many as the Plan means; says how many pods there are.
    ///
    /// # Panics
    /// Where that does not come.
    #[must_use]
    pub fn settle(&self, plan: &Plan) -> usize {
        let (mut pods, meant) = (0, meant(plan));
        self.cluster.until(&format!("{} in {}", self.name, self.namespace), || {
            let objects =
                self.cluster.get(&self.namespace, "pods,deployments,statefulsets,jobs,persistentvolumeclaims");
            pods = objects.iter().filter(|object| object["kind"] == "Pod").count();
            let mut complaints: Vec<String> = objects.iter().filter_map(unsettled).collect();
            let running = running(&objects);
            if running != meant {
                complaints.push(format!("{running:?} run, and {meant:?} are meant"));
            }
            (!complaints.is_empty()).then(|| complaints.join("; "))
        });
        pods
    }

    /// Warning events, but those that say nothing about the release.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let events = self.cluster.get(&self.namespace, "events");
        let warned = events.iter().filter(|event| event["type"] != "Normal");
        let text = |event: &Value, field: &str| event[field].as_str().unwrap_or_default().to_owned();
        warned
            .filter(|event| !NOT_OURS.contains(&text(event, "reason").as_str()))
            .map(|event| {
                let object = &event["involvedObject"];
                format!(
                    "{} {}: {}: {}",
                    text(object, "kind"),
                    text(object, "name"),
                    text(event, "reason"),
                    text(event, "message")
                )
            })
            .collect()
    }

    /// What pods name and is not there: ConfigMaps, Secrets and their keys, claims, accounts. A kubelet would not start them.
    #[must_use]
    pub fn dangling(&self) -> Vec<String> {
        let there: BTreeMap<String, BTreeSet<String>> = self
            .cluster
            .get(&self.namespace, "configmaps,secrets,persistentvolumeclaims,serviceaccounts")
            .iter()
            .map(|object| {
                let keys = object["data"].as_object().into_iter().flatten().map(|(key, _)| key.clone());
                (format!("{}/{}", object["kind"].as_str().unwrap_or_default(), name(object)), keys.collect())
            })
            .collect();
        let mut missing = BTreeSet::new();
        for pod in self.cluster.get(&self.namespace, "pods") {
            for (object, key) in named(&pod["spec"]) {
                let found = there.get(&object).is_some_and(|keys| key.as_ref().is_none_or(|key| keys.contains(key)));
                if !found {
                    missing.insert(format!(
                        "{} wants {object} {}",
                        label(&pod, "app.kubernetes.io/name"),
                        key.unwrap_or_default()
                    ));
                }
            }
        }
        missing.into_iter().collect()
    }
}

fn unsettled(object: &Value) -> Option<String> {
    let (kind, status) = (object["kind"].as_str().unwrap_or_default(), &object["status"]);
    let count = |value: &Value| value.as_u64().unwrap_or(0);
    let well = match kind {
        "Pod" => {
            let conditions = status["conditions"].as_array().into_iter().flatten();
            let ready =
                conditions.into_iter().any(|condition| condition["type"] == "Ready" && condition["status"] == "True");
            object["metadata"]["deletionTimestamp"].is_null()
                && (status["phase"] == "Succeeded" || (status["phase"] == "Running" && ready))
        }
        "Deployment" | "StatefulSet" => {
            let wanted = count(&object["spec"]["replicas"]);
            status["observedGeneration"] == object["metadata"]["generation"]
                && [&status["readyReplicas"], &status["updatedReplicas"], &status["replicas"]]
                    .iter()
                    .all(|held| count(held) == wanted)
        }
        "Job" => count(&status["succeeded"]) > 0,
        "PersistentVolumeClaim" => status["phase"] == "Bound",
        _ => true,
    };
    (!well).then(|| format!("{kind} {} is {status}", name(object)))
}

/// What a pod names: object and key.
fn named(spec: &Value) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found = vec![(format!("ServiceAccount/{}", text(&spec["serviceAccountName"])), None)];
    for container in
        ["containers", "initContainers"].iter().flat_map(|list| spec[*list].as_array().into_iter().flatten())
    {
        for from in container["envFrom"].as_array().into_iter().flatten() {
            found.push((format!("ConfigMap/{}", text(&from["configMapRef"]["name"])), None));
        }
        for from in container["env"].as_array().into_iter().flatten().map(|one| &one["valueFrom"]["secretKeyRef"]) {
            if from.is_object() {
                found.push((format!("Secret/{}", text(&from["name"])), Some(text(&from["key"]))));
            }
        }
    }
    for volume in spec["volumes"].as_array().into_iter().flatten() {
        if let Some(claim) = volume["persistentVolumeClaim"]["claimName"].as_str() {
            found.push((format!("PersistentVolumeClaim/{claim}"), None));
        }
        for (kind, source, field) in [("ConfigMap", "configMap", "name"), ("Secret", "secret", "secretName")] {
            let source = &volume[source];
            if let Some(object) = source[field].as_str() {
                let items: Vec<Option<String>> =
                    source["items"].as_array().into_iter().flatten().map(|item| Some(text(&item["key"]))).collect();
                let keys = if items.is_empty() { vec![None] } else { items };
                found.extend(keys.into_iter().map(|key| (format!("{kind}/{object}"), key)));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pod_that_is_not_ready_is_not_settled() {
        let pod = |phase: &str, ready: &str| {
            json!({ "kind": "Pod", "metadata": { "name": "a" }, "status": {
                "phase": phase, "conditions": [{ "type": "Ready", "status": ready }],
            } })
        };
        assert_eq!(unsettled(&pod("Running", "True")), None);
        assert_eq!(unsettled(&pod("Succeeded", "False")), None);
        assert!(unsettled(&pod("Running", "False")).is_some() && unsettled(&pod("Pending", "True")).is_some());
    }

    #[test]
    fn everything_that_a_pod_names_is_found() {
        let spec = json!({
            "serviceAccountName": "a",
            "containers": [{
                "envFrom": [{ "configMapRef": { "name": "b" } }],
                "env": [{ "name": "X", "valueFrom": { "secretKeyRef": { "name": "c", "key": "k" } } }],
            }],
            "volumes": [
                { "persistentVolumeClaim": { "claimName": "d" } },
                { "secret": { "secretName": "e", "items": [{ "key": "l", "path": "value" }] } },
                { "configMap": { "name": "f" } },
            ],
        });
        let found: Vec<String> =
            named(&spec).into_iter().map(|(object, key)| format!("{object} {}", key.unwrap_or_default())).collect();
        let expected = [
            "ServiceAccount/a ",
            "ConfigMap/b ",
            "Secret/c k",
            "PersistentVolumeClaim/d ",
            "Secret/e l",
            "ConfigMap/f ",
        ];
        assert_eq!(found, expected);
    }
}
