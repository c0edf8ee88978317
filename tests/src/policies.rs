//! NetworkPolicies as the cluster would understand them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// One allowed connection: who opens it, who is reached, port, transport.
pub type Allowed = (String, String, u16, &'static str);

/// What policies allow.
#[derive(Debug, Default, PartialEq)]
pub struct Read {
    /// How many policies there are.
    pub policies: usize,
    /// Pods that no policy chooses in both directions: they may do everything.
    pub uncovered: BTreeSet<String>,
    /// Who may reach the pods.
    pub ingress: BTreeSet<Allowed>,
    /// Whom the pods may reach.
    pub egress: BTreeSet<Allowed>,
}

type Labels = BTreeMap<String, String>;

/// Reads the policies among the manifests and matches them with the pods there; what only `helm test` makes is not there.
#[must_use]
pub fn read(objects: &[Value]) -> Read {
    let stays = |object: &&Value| object["metadata"]["annotations"]["helm.sh/hook"] != "test";
    let objects: &[Value] = &objects.iter().filter(stays).cloned().collect::<Vec<_>>();
    let pods = pods(objects);
    let mut read = Read::default();
    let mut covered: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for policy in objects.iter().filter(|object| object["kind"] == "NetworkPolicy") {
        read.policies += 1;
        let spec = &policy["spec"];
        for (pod, _) in pods.iter().filter(|(_, labels)| chosen(labels, &spec["podSelector"])) {
            covered
                .entry(pod)
                .or_default()
                .extend(spec["policyTypes"].as_array().into_iter().flatten().filter_map(Value::as_str));
            for rule in spec["ingress"].as_array().into_iter().flatten() {
                let ends = peers(rule, "from", &pods);
                read.ingress.extend(
                    ends.iter().flat_map(|end| ports(rule).map(|(port, word)| (end.clone(), pod.clone(), port, word))),
                );
            }
            for rule in spec["egress"].as_array().into_iter().flatten() {
                let ends = peers(rule, "to", &pods);
                read.egress.extend(
                    ends.iter().flat_map(|end| ports(rule).map(|(port, word)| (pod.clone(), end.clone(), port, word))),
                );
            }
        }
    }
    let whole = |pod: &&String| covered.get(pod.as_str()).is_some_and(|types| types.len() == 2);
    read.uncovered = pods.keys().filter(|pod| !whole(pod)).cloned().collect();
    read
}

/// The labels of every pod that a manifest makes, by the pod's name label.
fn pods(objects: &[Value]) -> BTreeMap<String, Labels> {
    let template = |object: &Value| match object["kind"].as_str() {
        Some("Deployment" | "StatefulSet" | "DaemonSet" | "Job") => Some(object["spec"]["template"].clone()),
        Some("CronJob") => Some(object["spec"]["jobTemplate"]["spec"]["template"].clone()),
        Some("Pod") => Some(object.clone()),
        _ => None,
    };
    let labels = objects.iter().filter_map(template).map(|template| labels(&template["metadata"]["labels"]));
    labels.map(|labels| (labels.get("app.kubernetes.io/name").cloned().unwrap_or_default(), labels)).collect()
}

fn labels(value: &Value) -> Labels {
    let entries = value.as_object().into_iter().flatten();
    entries.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

/// Whether a selector chooses a pod. An empty one chooses all.
fn chosen(pod: &Labels, selector: &Value) -> bool {
    assert!(selector.get("matchExpressions").is_none(), "this reader knows matchLabels alone: {selector}");
    labels(&selector["matchLabels"]).iter().all(|(key, value)| pod.get(key) == Some(value))
}

/// The other ends of a rule. Without any, it allows everybody.
fn peers(rule: &Value, key: &str, pods: &BTreeMap<String, Labels>) -> BTreeSet<String> {
    let Some(list) = rule.get(key).and_then(Value::as_array).filter(|list| !list.is_empty()) else {
        return BTreeSet::from(["anybody".to_owned()]);
    };
    let mut found = BTreeSet::new();
    for peer in list {
        if let Some(block) = peer.get("ipBlock") {
            if let Some(range) = block["cidr"].as_str().filter(|range| *range != "0.0.0.0/0") {
                found.insert(range.to_owned());
                continue;
            }
            // Without the private ranges taken out, the neighbours are reached by address.
            let private = block["except"].as_array().is_some_and(|except| {
                ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
                    .iter()
                    .all(|range| except.iter().any(|one| one == range))
            });
            found.insert(if private { "outside" } else { "anywhere" }.to_owned());
        } else if peer.get("namespaceSelector").is_some() {
            let dns = labels(&peer["podSelector"]["matchLabels"]).values().any(|value| value == "kube-dns");
            found.insert(if dns { "resolver".to_owned() } else { format!("{peer}") });
        } else {
            found.extend(
                pods.iter().filter(|(_, labels)| chosen(labels, &peer["podSelector"])).map(|(pod, _)| pod.clone()),
            );
        }
    }
    found
}

/// The ports of a rule. Without any, it allows all, which stands here as port 0.
fn ports(rule: &Value) -> impl Iterator<Item = (u16, &'static str)> {
    let listed = rule["ports"].as_array().cloned().unwrap_or_default();
    let all = listed.is_empty().then_some((0, "TCP"));
    let one = |port: Value| {
        assert!(port.get("endPort").is_none(), "{port}");
        let number = port["port"].as_u64().and_then(|number| u16::try_from(number).ok()).unwrap_or_default();
        (number, if port["protocol"] == "UDP" { "UDP" } else { "TCP" })
    };
    listed.into_iter().map(one).chain(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod(name: &str) -> Value {
        json!({ "kind": "Deployment", "spec": { "template": { "metadata": { "labels": { "app.kubernetes.io/name": name } } } } })
    }

    #[test]
    fn what_a_policy_leaves_open_shows() {
        let select = |name: &str| json!({ "matchLabels": { "app.kubernetes.io/name": name } });
        let policy = json!({ "kind": "NetworkPolicy", "spec": {
            "podSelector": select("a"), "policyTypes": ["Ingress", "Egress"],
            "ingress": [{}, { "from": [{ "podSelector": select("b") }], "ports": [{ "port": 80, "protocol": "TCP" }] }],
            "egress": [{ "to": [{ "ipBlock": { "cidr": "0.0.0.0/0" } }], "ports": [{ "port": 443 }] }, { "to": [{ "podSelector": {} }], "ports": [{ "port": 1, "protocol": "UDP" }] }],
        } });
        let read = read(&[pod("a"), pod("b"), policy]);
        assert_eq!(read.uncovered, BTreeSet::from(["b".to_owned()]));
        let ends = |set: &BTreeSet<Allowed>| {
            set.iter().map(|(from, to, port, word)| format!("{from}>{to}:{port}/{word}")).collect::<Vec<_>>()
        };
        assert_eq!(ends(&read.ingress), ["anybody>a:0/TCP", "b>a:80/TCP"]);
        assert_eq!(ends(&read.egress), ["a>a:1/UDP", "a>anywhere:443/TCP", "a>b:1/UDP"]);
    }
}
