//! What gives a container rights over the machine that it runs on, as people write it for compose, Kubernetes and ECS.

use serde_json::{Map, Value};

/// A right over the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Right {
    /// All of them.
    Everything,
    /// The administrator's.
    Root,
    /// To start containers, with whatever rights.
    Docker,
    /// To listen and to speak as the machine.
    Network,
    /// To see and to stop other programs.
    Processes,
    /// To administer parts of the machine.
    Capabilities,
}

impl Right {
    /// What a program does that has it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Everything => "runs privileged",
            Self::Root => "runs as root",
            Self::Docker => "holds the Docker socket",
            Self::Network => "uses the network of the machine",
            Self::Processes => "sees the processes of the machine",
            Self::Capabilities => "may administer the machine",
        }
    }
}

/// Where a right is given, and what is left there without it.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    /// The right.
    pub right: Right,
    /// The way to the field, from the target's data on.
    pub path: Vec<String>,
    /// What the field says without the right; `None` where it goes as a whole.
    pub rest: Option<Value>,
}

/// Deeper than people write; deeper data are not read.
const DEEPEST: usize = 12;

/// Every right that the data for a target (`compose`, `helm`, `terraform`) give.
pub(super) fn rights(target: &str, data: &Map<String, Value>) -> Vec<Found> {
    let mut found = Vec::new();
    walk(target, data, &mut Vec::new(), &mut found);
    found
}

fn walk(target: &str, map: &Map<String, Value>, path: &mut Vec<String>, found: &mut Vec<Found>) {
    for (key, value) in map {
        path.push(key.clone());
        if let Some((right, rest)) = given(target, path.len() == 1, key, value) {
            found.push(Found { right, path: path.clone(), rest });
        } else if path.len() < DEEPEST {
            match value {
                Value::Object(inner) => walk(target, inner, path, found),
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        if let Value::Object(inner) = item {
                            path.push(index.to_string());
                            walk(target, inner, path, found);
                            path.pop();
                        }
                    }
                }
                _ => {}
            }
        }
        path.pop();
    }
}

/// The right that one field gives, and what is left of the field without it.
fn given(target: &str, at_top: bool, key: &str, value: &Value) -> Option<(Right, Option<Value>)> {
    let yes = *value == Value::Bool(true) || value.as_str() == Some("true");
    let word = value.as_str().unwrap_or_default();
    let whole = |right, holds: bool| holds.then_some((right, None));
    match key {
        "privileged" => whole(Right::Everything, yes),
        "hostNetwork" | "host_network" => whole(Right::Network, yes),
        "hostPID" | "hostIPC" | "host_pid" | "host_ipc" => whole(Right::Processes, yes),
        "network_mode" => whole(Right::Network, word == "host"),
        "pid" | "ipc" | "pid_mode" | "ipc_mode" => whole(Right::Processes, word == "host"),
        "runAsUser" | "run_as_user" => whole(Right::Root, value.as_u64() == Some(0)),
        "runAsNonRoot" => whole(Right::Root, *value == Value::Bool(false)),
        // Deeper down a user may be anybody's, such as a database's.
        "user" if at_top && target != "helm" => {
            let name = word.split(':').next().unwrap_or_default();
            whole(Right::Root, value.as_u64() == Some(0) || ["root", "0"].contains(&name))
        }
        "cap_add" | "add" => without(Right::Capabilities, value, is_mighty),
        "volumes" | "binds" | "mount_points" => without(Right::Docker, value, holds_socket),
        "path" | "hostPath" | "source" => whole(Right::Docker, is_socket(word)),
        _ => None,
    }
}

/// A list without the entries that give the right.
fn without(right: Right, value: &Value, gives: impl Fn(&Value) -> bool) -> Option<(Right, Option<Value>)> {
    let items = value.as_array()?;
    let rest: Vec<Value> = items.iter().filter(|item| !gives(item)).cloned().collect();
    (rest.len() < items.len()).then(|| (right, (!rest.is_empty()).then_some(Value::Array(rest))))
}

fn is_mighty(capability: &Value) -> bool {
    const MIGHTY: [&str; 5] = ["ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "NET_ADMIN"];
    let name = capability.as_str().unwrap_or_default().to_ascii_uppercase();
    MIGHTY.contains(&name.strip_prefix("CAP_").unwrap_or(&name))
}

fn holds_socket(mount: &Value) -> bool {
    match mount {
        Value::String(text) => text.split(':').any(is_socket),
        Value::Object(map) => map.values().any(|value| match value {
            Value::String(text) => is_socket(text),
            Value::Object(inner) => inner.values().any(|value| value.as_str().is_some_and(is_socket)),
            _ => false,
        }),
        _ => false,
    }
}

/// Whether a path is that of a socket through which containers are started.
pub(super) fn is_socket(path: &str) -> bool {
    path.ends_with("/docker.sock") || path.ends_with("/containerd.sock") || path.ends_with("/podman.sock")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn held(target: &str, data: &Value) -> Vec<Right> {
        rights(target, data.as_object().unwrap()).into_iter().map(|found| found.right).collect()
    }

    #[test]
    fn compose_helm_and_terraform_give_rights_in_their_own_words() {
        for (target, data, wanted) in [
            ("compose", json!({ "privileged": true, "user": "0:0" }), vec![Right::Everything, Right::Root]),
            ("compose", json!({ "network_mode": "host", "pid": "host" }), vec![Right::Network, Right::Processes]),
            ("compose", json!({ "cap_add": ["CAP_SYS_ADMIN"] }), vec![Right::Capabilities]),
            ("compose", json!({ "volumes": [{ "type": "bind", "source": "/run/docker.sock" }] }), vec![Right::Docker]),
            (
                "helm",
                json!({ "securityContext": { "runAsUser": 0, "capabilities": { "add": ["ALL"] } } }),
                vec![Right::Root, Right::Capabilities],
            ),
            ("helm", json!({ "containers": [{ "securityContext": { "privileged": true } }] }), vec![Right::Everything]),
            ("helm", json!({ "volumes": [{ "hostPath": { "path": "/var/run/docker.sock" } }] }), vec![Right::Docker]),
            ("terraform", json!({ "pid_mode": "host" }), vec![Right::Processes]),
        ] {
            assert_eq!(held(target, &data), wanted, "{data}");
        }
    }

    #[test]
    fn what_looks_like_it_and_is_none() {
        for (target, data) in [
            ("compose", json!({ "privileged": false, "user": "10001", "network_mode": "bridge" })),
            ("compose", json!({ "cap_add": ["NET_BIND_SERVICE"], "cap_drop": ["ALL"] })),
            ("helm", json!({ "env": { "user": "root" }, "securityContext": { "runAsNonRoot": true } })),
            ("compose", json!({ "volumes": ["./docker.sock.md:/app/readme"] })),
        ] {
            assert!(held(target, &data).is_empty(), "{data}");
        }
    }

    #[test]
    fn a_list_keeps_its_other_entries() {
        let data = json!({ "volumes": ["./a:/a", "/var/run/docker.sock:/var/run/docker.sock"] });
        let found = rights("compose", data.as_object().unwrap());
        assert_eq!((found.len(), &found[0].rest), (1, &Some(json!(["./a:/a"]))));
    }
}
