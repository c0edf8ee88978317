//! A real Kubernetes control plane on loopback: API server, admission, controllers and scheduler, and nodes that nobody runs.
//!
//! Pods are admitted, scheduled and replaced as anywhere; that they run and are ready is told by kwok, as `tests/cluster/stages.yaml` says. No container is ever started.

mod process;
mod start;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{find, run};
use process::Process;

/// How long the cluster may take for anything that it is waited for.
const PATIENCE: Duration = Duration::from_secs(90);

/// A control plane that runs until this value is dropped.
#[derive(Debug)]
pub struct Cluster {
    /// Declared before the folder, so that nobody writes there when it goes.
    processes: Vec<Process>,
    folder: TempDir,
    kubectl: PathBuf,
}

impl Cluster {
    /// How `kubectl` and `helm` find it.
    #[must_use]
    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// A command that talks to this cluster and to no other.
    #[must_use]
    pub fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(if program == "kubectl" { self.kubectl.clone() } else { find(program) });
        command.current_dir(folder).env("KUBECONFIG", self.kubeconfig());
        // What helm keeps between runs is nobody's but this cluster's.
        for (variable, place) in
            [("HELM_CACHE_HOME", "helm/cache"), ("HELM_CONFIG_HOME", "helm/config"), ("HELM_DATA_HOME", "helm/data")]
        {
            command.env(variable, self.folder.path().join(place));
        }
        command
    }

    /// Runs kubectl.
    ///
    /// # Errors
    /// What it said, where it refused.
    pub fn kubectl(&self, arguments: &[&str]) -> Result<String, String> {
        run(self.command("kubectl", self.folder.path()).args(arguments))
    }

    /// Has objects made, or changed into these.
    ///
    /// # Panics
    /// Where the cluster refuses them: they are the journey's own.
    pub fn apply(&self, objects: &[Value]) {
        let path = self.folder.path().join("apply.json");
        let list = json!({ "apiVersion": "v1", "kind": "List", "items": objects });
        crate::files::write(&path, list.to_string());
        self.apply_file(&path);
    }

    fn apply_file(&self, path: &Path) {
        let path = path.display().to_string();
        let done = self.kubectl(&["apply", "--server-side", "--filename", &path]);
        done.unwrap_or_else(|words| panic!("{path} is refused: {words}"));
    }

    /// Makes a namespace that refuses every pod that does not fit PodSecurity *restricted*, and warns of it.
    pub fn namespace(&self, name: &str) {
        let modes =
            ["enforce", "warn", "audit"].map(|mode| (format!("pod-security.kubernetes.io/{mode}"), "restricted"));
        let labels: serde_json::Map<String, Value> =
            modes.into_iter().map(|(key, value)| (key, json!(value))).collect();
        self.apply(&[
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name, "labels": labels } }),
        ]);
    }

    /// Volumes that claims may bind, since nothing here provisions any.
    pub fn volumes(&self, prefix: &str, count: usize) {
        let volume = |number: usize| {
            json!({
                "apiVersion": "v1", "kind": "PersistentVolume", "metadata": { "name": format!("{prefix}-{number}") },
                "spec": {
                    "capacity": { "storage": "1Ti" }, "storageClassName": "laid-out",
                    "accessModes": ["ReadWriteOnce", "ReadWriteMany"], "persistentVolumeReclaimPolicy": "Retain",
                    "hostPath": { "path": format!("/volumes/{prefix}-{number}") },
                },
            })
        };
        self.apply(&(0..count).map(volume).collect::<Vec<_>>());
    }

    /// The objects of these kinds (`pods,services`) in a namespace.
    ///
    /// # Panics
    /// Where the cluster does not answer.
    #[must_use]
    pub fn get(&self, namespace: &str, kinds: &str) -> Vec<Value> {
        let text = self.kubectl(&["get", kinds, "--namespace", namespace, "--output", "json"]);
        let text = text.unwrap_or_else(|words| panic!("{kinds} of {namespace}: {words}"));
        let mut list: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        match list["items"].take() {
            Value::Array(items) => items,
            _ => Vec::new(),
        }
    }

    /// Everything in a namespace but what Kubernetes keeps there by itself, as `kind/name`.
    ///
    /// # Panics
    /// Where the cluster does not answer.
    #[must_use]
    pub fn everything(&self, namespace: &str) -> Vec<String> {
        let kinds = self.kubectl(&["api-resources", "--namespaced", "--verbs", "list", "--output", "name"]);
        let kinds = kinds.unwrap_or_else(|words| panic!("{words}"));
        let kinds: Vec<&str> =
            kinds.lines().filter(|kind| !kind.starts_with("events") && !kind.starts_with("podmetrics")).collect();
        let mut found: Vec<String> = self
            .get(namespace, &kinds.join(","))
            .iter()
            .map(|object| format!("{}/{}", object["kind"].as_str().unwrap_or("?"), name(object)))
            .filter(|object| object != "ConfigMap/kube-root-ca.crt" && object != "ServiceAccount/default")
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Asks again and again until there is nothing left to complain about.
    ///
    /// # Panics
    /// Where there still is after a while, with the last complaint.
    pub fn until(&self, what: &str, mut complaint: impl FnMut() -> Option<String>) {
        let start = Instant::now();
        loop {
            let Some(words) = complaint() else { return };
            assert!(start.elapsed() < PATIENCE, "{what}: after {} s: {words}", PATIENCE.as_secs());
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

/// The name of an object.
#[must_use]
pub fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}

/// A label of an object.
#[must_use]
pub fn label<'a>(object: &'a Value, key: &str) -> &'a str {
    object["metadata"]["labels"][key].as_str().unwrap_or_default()
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // In the order in which each still finds what it talks to.
        while let Some(process) = self.processes.pop() {
            process.stop();
        }
    }
}
