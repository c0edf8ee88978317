//! Starting: each program on ports of its own, and every one waited for.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::process::Process;
use super::{Cluster, PATIENCE};
use crate::files::write;
use crate::place::root;
use crate::tools::{find, in_cache, run};

/// What the administrator signs in with; it is good for this cluster alone.
const TOKEN: &str = "journey";

impl Cluster {
    /// Starts one, ready for charts: with nodes, a class of volumes, and the custom resources that the charts know.
    ///
    /// # Panics
    /// Where a program is missing, ends, or does not answer in time.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let at = folder.path().to_owned();
        let key = at.join("service-accounts.key").display().to_string();
        let made = run(Command::new(find("openssl")).args(["genrsa", "-out", &key, "2048"]));
        made.unwrap_or_else(|words| panic!("{words}"));
        write(&at.join("tokens.csv"), format!("{TOKEN},admin,admin,\"system:masters\"\n"));
        let (store, peers, api) = (free(), free(), free());
        write(&at.join("kubeconfig"), kubeconfig(api).to_string());
        let mut cluster = Self { processes: Vec::new(), folder, kubectl: find("kubectl") };
        cluster.run("etcd", &etcd(store, peers), &at);
        cluster.run("kube-apiserver", &api_server(store, api, &key, &at), &at);
        cluster.wait("the API server", |cluster| cluster.kubectl(&["get", "--raw", "/readyz"]).map(drop));
        cluster.run("kube-controller-manager", &controllers(&key, &at), &at);
        cluster.run("kube-scheduler", &scheduler(&at), &at);
        let stages = root().join("tests/cluster/stages.yaml").display().to_string();
        let kwok = ["--manage-all-nodes=true", "--config", &stages, "--kubeconfig", "kubeconfig"];
        cluster.run("kwok", &kwok.map(str::to_owned), &at);
        for file in ["nodes.yaml", "storage.yaml"] {
            cluster.apply_file(&root().join("tests/cluster").join(file));
        }
        cluster.apply_file(&definitions());
        cluster.wait("the nodes", |cluster| {
            let ready = "--for=condition=Ready";
            cluster.kubectl(&["wait", ready, "nodes", "--all", "--timeout", "1s"]).map(drop)
        });
        cluster.wait("the custom resources", |cluster| {
            let known = "--for=condition=Established";
            cluster.kubectl(&["wait", known, "customresourcedefinitions", "--all", "--timeout", "5s"]).map(drop)
        });
        cluster
    }

    fn run(&mut self, name: &str, arguments: &[String], folder: &Path) {
        self.processes.push(Process::start(name, arguments, folder));
    }

    /// Waits for an answer, unless a program has ended: then none will come.
    fn wait(&mut self, what: &str, mut answer: impl FnMut(&Self) -> Result<(), String>) {
        let start = std::time::Instant::now();
        while let Err(words) = answer(self) {
            let ended: Vec<String> = self.processes.iter_mut().filter_map(Process::ended).collect();
            assert!(ended.is_empty(), "{}", ended.join("\n"));
            assert!(start.elapsed() < PATIENCE, "{what} did not come up: {words}");
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    }
}

/// The custom resources, as `cargo xtask tools` lays them out.
fn definitions() -> PathBuf {
    let folder = in_cache("kubernetes-definitions");
    let folder = folder.unwrap_or_else(|| panic!("get them with `cargo xtask tools kubernetes-definitions`"));
    folder.join("definitions.json")
}

/// A port of loopback that nobody listens on.
fn free() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.unwrap_or_else(|error| panic!("no free port: {error}")).port()
}

fn kubeconfig(api: u16) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "journey",
        "clusters": [{ "name": "journey", "cluster": {
            "server": format!("https://127.0.0.1:{api}"), "insecure-skip-tls-verify": true,
        } }],
        "users": [{ "name": "admin", "user": { "token": TOKEN } }],
        "contexts": [{ "name": "journey", "context": { "cluster": "journey", "user": "admin" } }],
    })
}

fn flags(pairs: &[(&str, String)]) -> Vec<String> {
    pairs.iter().map(|(flag, value)| format!("--{flag}={value}")).collect()
}

fn etcd(store: u16, peers: u16) -> Vec<String> {
    let (store, peers) = (format!("http://127.0.0.1:{store}"), format!("http://127.0.0.1:{peers}"));
    flags(&[
        ("data-dir", "etcd".to_owned()),
        ("listen-client-urls", store.clone()),
        ("advertise-client-urls", store),
        ("listen-peer-urls", peers.clone()),
        ("initial-advertise-peer-urls", peers.clone()),
        ("initial-cluster", format!("default={peers}")),
        // Nothing here has to survive a power cut.
        ("unsafe-no-fsync", "true".to_owned()),
    ])
}

fn api_server(store: u16, api: u16, key: &str, at: &Path) -> Vec<String> {
    flags(&[
        ("etcd-servers", format!("http://127.0.0.1:{store}")),
        ("service-account-issuer", "https://kubernetes.default.svc".to_owned()),
        ("service-account-key-file", key.to_owned()),
        ("service-account-signing-key-file", key.to_owned()),
        ("authorization-mode", "RBAC".to_owned()),
        ("token-auth-file", "tokens.csv".to_owned()),
        ("service-cluster-ip-range", "10.96.0.0/16".to_owned()),
        ("cert-dir", at.join("api").display().to_string()),
        ("bind-address", "127.0.0.1".to_owned()),
        ("secure-port", api.to_string()),
    ])
}

fn controllers(key: &str, at: &Path) -> Vec<String> {
    let own = [
        ("service-account-private-key-file", key.to_owned()),
        // The nodes send no heartbeats, and are well all the same.
        ("node-monitor-grace-period", "24h".to_owned()),
        // Often enough that a journey sees what the autoscalers make of their targets.
        ("horizontal-pod-autoscaler-sync-period", "2s".to_owned()),
    ];
    [flags(&own), client("controllers", at)].concat()
}

fn scheduler(at: &Path) -> Vec<String> {
    client("scheduler", at)
}

/// What both of those that talk to the API server need.
fn client(name: &str, at: &Path) -> Vec<String> {
    flags(&[
        ("kubeconfig", "kubeconfig".to_owned()),
        ("leader-elect", "false".to_owned()),
        ("cert-dir", at.join(name).display().to_string()),
        ("bind-address", "127.0.0.1".to_owned()),
        ("secure-port", free().to_string()),
    ])
}
