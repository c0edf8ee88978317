//! Charts on a real control plane: every pod is admitted and runs, upgrades and rollbacks go through, and only data stays behind.
//!
//! Three environments by default; all of every example with `SOAK` set, as `cargo xtask soak` does.
#![cfg(feature = "real")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use generators::plan::{Plan, Plans};
use journeys::binary::run;
use journeys::files::write;
use journeys::place::{examples, name, read};
use journeys::release::{Release, next, releases};
use journeys::tools::cluster::{Cluster, label, name as object_name};
use serde_json::Value;

/// What is tried where time is short: each example, and each sort of environment.
const SHORT: [(&str, &str); 3] = [("online-boutique", "staging"), ("shop", "production"), ("voting", "dev")];

/// A document, its Plans, and its bundle.
struct Made {
    plans: Plans,
    bundle: PathBuf,
}

impl Made {
    /// Writes the bundle over the one that is there, if any.
    fn new(document: &Value, folder: &Path) -> Self {
        let path = folder.join("topology.yaml");
        write(&path, document.to_string());
        let path = path.display().to_string();
        let planned = run(["plan", &path, "--format", "json"]);
        let plans = serde_json::from_str(&planned.out).unwrap_or_else(|error| panic!("{error}: {planned:?}"));
        let bundle = folder.join("bundle");
        // What the next revision adds is not meant to please the rules.
        let ran = run(["synth", &path, "--out", &bundle.display().to_string(), "--target", "helm", "--force"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        Self { plans, bundle }
    }

    fn plan(&self, environment: &str) -> &Plan {
        let found = self.plans.all().find(|(name, _)| *name == environment);
        found.unwrap_or_else(|| panic!("no environment {environment}")).1
    }
}

#[test]
fn charts_do_on_a_cluster_what_the_plans_say() {
    let start = Instant::now();
    let cluster = Cluster::start();
    println!("the control plane was ready after {:.1} s", start.elapsed().as_secs_f64());
    let all = std::env::var_os("SOAK").is_some();
    let mut tried = 0;
    for example in examples() {
        let document = topology::yaml::read(&read(&example.join("topology.yaml"))).unwrap().value;
        let declared = document["environments"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        for environment in std::iter::once("base").chain(declared) {
            if all || SHORT.contains(&(&name(&example), environment)) {
                let start = Instant::now();
                let said = there_and_back(&cluster, &name(&example), &document, environment);
                println!("{} {environment}: {said}, {:.1} s", name(&example), start.elapsed().as_secs_f64());
                tried += 1;
            }
        }
    }
    assert!(tried >= SHORT.len(), "only {tried} environments were tried");
    let small = examples().into_iter().next_back().unwrap();
    let document = topology::yaml::read(&read(&small.join("topology.yaml"))).unwrap().value;
    for (what, scenario) in [
        ("users are made before anybody is ready", users_come_first as fn(&Cluster, &Value)),
        ("every node released alone", alone),
        ("flows that are only declared", declared),
        ("every switch", switches),
    ] {
        let start = Instant::now();
        scenario(&cluster, &document);
        println!("{what}: {:.1} s", start.elapsed().as_secs_f64());
    }
}

/// One environment's way: installed, upgraded to the next revision, rolled back, taken away.
fn there_and_back(cluster: &Cluster, example: &str, document: &Value, environment: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let first = Made::new(document, folder.path());
    let namespace = format!("{example}-{environment}");
    cluster.namespace(&namespace);
    cluster.volumes(&namespace, 24);
    let releases = releases(cluster, &first.bundle, environment, &namespace);
    let plan = first.plan(environment);
    let mut notes = String::new();
    for release in &releases {
        release.make_secrets(plan);
        notes.push_str(&release.install(&[]).unwrap_or_else(|words| panic!("{namespace}: install: {words}")));
    }
    let pods = in_order(&releases, plan, "installed");
    for release in &releases {
        release.test().unwrap_or_else(|words| panic!("{namespace}: test: {words}"));
    }
    names_what_it_needs(plan, &notes, &namespace);

    let next = next(document);
    let second = Made::new(&next.document, folder.path());
    for release in &releases {
        next.bump(&release.chart, environment);
        release.make_secrets(second.plan(environment));
        release.upgrade().unwrap_or_else(|words| panic!("{namespace}: upgrade: {words}"));
    }
    in_order(&releases, second.plan(environment), "upgraded");
    let image = |node: &str| {
        let pods = cluster.get(&namespace, "pods");
        let pod = pods.iter().find(|pod| label(pod, "app.kubernetes.io/name") == node).cloned();
        pod.map(|pod| pod["spec"]["containers"][0]["image"].as_str().unwrap_or_default().to_owned())
    };
    let changed = image(&next.changed);
    assert!(changed.as_ref().is_some_and(|image| image.ends_with(next.tag)), "{namespace}: {changed:?}");
    assert!(image(next.newcomer).is_some(), "{namespace}: the new service does not run");

    for release in &releases {
        release.roll_back(1).unwrap_or_else(|words| panic!("{namespace}: rollback: {words}"));
    }
    in_order(&releases, plan, "rolled back");
    assert_eq!(image(next.newcomer), None, "{namespace}: the new service is still there");
    let changed = image(&next.changed);
    assert!(changed.as_ref().is_some_and(|image| !image.ends_with(next.tag)), "{namespace}: {changed:?}");

    for release in &releases {
        release.uninstall().unwrap_or_else(|words| panic!("{namespace}: uninstall: {words}"));
    }
    only_data_stays(cluster, &namespace, &second, &notes);
    format!("{pods} pods")
}

/// Pods that need a user are not ready before there is one; `--wait` must not wait for them before it makes the users.
fn users_come_first(cluster: &Cluster, document: &Value) {
    let (folder, namespace) = (tempfile::tempdir().unwrap(), "users-come-first");
    let made = Made::new(document, folder.path());
    cluster.namespace(namespace);
    cluster.volumes(namespace, 12);
    let plan = made.plan("base");
    let users = plan.instances.values().flat_map(|instance| instance.users.values());
    let consumers: BTreeSet<&str> = users.flat_map(|user| &user.consumers).map(|id| id.as_str()).collect();
    let held: Vec<String> = consumers.iter().map(|id| format!("{id}.podAnnotations.held=held")).collect();
    let more: Vec<&str> = held.iter().flat_map(|set| ["--set", set]).collect();
    let jobs = plan.instances.values().filter(|instance| !instance.users.is_empty()).count();
    assert!(jobs > 0 && !consumers.is_empty(), "nobody signs in anywhere");
    let release = &releases(cluster, &made.bundle, "base", namespace)[0];
    release.make_secrets(plan);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            cluster.until("the users", || {
                let done = cluster.get(namespace, "jobs").iter().filter(|job| job["status"]["succeeded"] == 1).count();
                (done < jobs).then(|| format!("{done} of {jobs} jobs are through"))
            });
            let released = ["annotate", "pods", "--all", "--overwrite", "--namespace", namespace, "held=released"];
            cluster.kubectl(&released).unwrap_or_else(|words| panic!("{words}"));
        });
        release.install(&more).unwrap_or_else(|words| panic!("{words}"));
    });
}

/// Each node is a release of its own, and together they are what they were under the umbrella.
fn alone(cluster: &Cluster, document: &Value) {
    let folder = tempfile::tempdir().unwrap();
    let made = Made::new(document, folder.path());
    let plan = made.plan("base");
    let (together, apart) = ("together", "apart");
    for namespace in [together, apart] {
        cluster.namespace(namespace);
        cluster.volumes(namespace, 12);
    }
    let umbrella = &releases(cluster, &made.bundle, "base", together)[0];
    umbrella.make_secrets(plan);
    umbrella.install(&[]).unwrap_or_else(|words| panic!("{words}"));
    let nodes = umbrella.apart(folder.path(), apart);
    assert_eq!(nodes.len(), plan.workloads.len() + plan.instances.len());
    nodes[0].make_secrets(plan);
    for node in &nodes {
        node.install(&[]).unwrap_or_else(|words| panic!("{} alone: {words}", node.name));
    }
    in_order(&nodes[..1], plan, "released alone");
    for node in &nodes {
        node.uninstall().unwrap_or_else(|words| panic!("{} alone: {words}", node.name));
    }
}

/// Where flows are only declared, nothing enforces them, and the values say all of them.
fn declared(cluster: &Cluster, document: &Value) {
    let mut document = document.clone();
    document["settings"] = serde_json::json!({ "flows": "declared" });
    let folder = tempfile::tempdir().unwrap();
    let made = Made::new(&document, folder.path());
    let (plan, namespace) = (made.plan("base"), "declared");
    cluster.namespace(namespace);
    cluster.volumes(namespace, 12);
    let releases = releases(cluster, &made.bundle, "base", namespace);
    releases[0].make_secrets(plan);
    releases[0].install(&[]).unwrap_or_else(|words| panic!("{words}"));
    in_order(&releases, plan, "with flows declared");
    assert!(cluster.get(namespace, "networkpolicies").is_empty());
    let values = read(&releases[0].chart.join("values.yaml"));
    let edges: Vec<String> = plan.flows.iter().flat_map(|flow| &flow.edges).map(ToString::to_string).collect();
    assert!(edges.len() > 3 && edges.iter().all(|edge| values.contains(&format!("{edge}:"))), "{edges:?}");
}

/// Whatever the values switch on, the API server takes it.
fn switches(cluster: &Cluster, document: &Value) {
    let folder = tempfile::tempdir().unwrap();
    let made = Made::new(document, folder.path());
    cluster.namespace("switches");
    let release = &releases(cluster, &made.bundle, "production", "switches")[0];
    let plan = made.plan("production");
    let public = plan.workloads.values().find(|workload| workload.entry.is_some()).unwrap();
    let all = plan.workloads.keys().chain(plan.instances.keys());
    let for_all: Vec<String> = all
        .map(|id| {
            format!(
                "{id}.externalSecrets.enabled=true,{id}.externalSecrets.store.name={id},\
                 {id}.externalSecrets.store.aws.region=eu-central-1,\
                 {id}.externalSecrets.store.aws.role=arn:aws:iam::123456789012:role/{id},\
                 {id}.recommendation.enabled=true,{id}.monitoring.rules.enabled=true"
            )
        })
        .collect();
    let growing = plan.workloads.values().find(|workload| workload.replicas.max > workload.replicas.min).unwrap();
    let port = growing.main_port.as_ref().unwrap();
    let (growing, public) = (&growing.id, &public.id);
    let monitored =
        format!("{growing}.monitoring.serviceMonitor.enabled=true,{growing}.monitoring.serviceMonitor.port={port}");
    let made_by = |settings: &[&str]| {
        let settings = settings.iter().copied().chain(for_all.iter().map(String::as_str));
        let arguments: Vec<&str> = settings.flat_map(|set| ["--set", set]).collect();
        release.admitted(&arguments).unwrap_or_else(|words| panic!("{arguments:?}: {words}"))
    };
    let tls = format!("{public}.public.ingress.tlsSecret=tls");
    let class = format!("{public}.public.route.gateway.className=any,{public}.public.route.gateway.tlsSecret=tls");
    let via = |way: &str| format!("{public}.public.via={way}");
    let release_by = |way: &str| format!("{growing}.release={way},{growing}.rollouts.enabled=true");
    for (settings, wanted) in [
        (
            vec![via("route"), class, release_by("canary")],
            vec!["gateway.gateway.networking.k8s.io", "httproute.gateway.networking.k8s.io"],
        ),
        (vec![via("ingress"), tls, release_by("blue-green")], vec!["ingress.networking.k8s.io", "rollout.argoproj.io"]),
        (vec![via("load-balancer"), monitored], vec!["servicemonitor.monitoring.coreos.com"]),
    ] {
        let said = made_by(&settings.iter().map(String::as_str).collect::<Vec<_>>());
        let everywhere = [
            "externalsecret.external-secrets.io",
            "secretstore.external-secrets.io",
            "verticalpodautoscaler.autoscaling.k8s.io",
            "prometheusrule.monitoring.coreos.com",
        ];
        for kind in everywhere.iter().chain(&wanted) {
            assert!(said.lines().any(|line| line.starts_with(&format!("{kind}/"))), "no {kind}: {said}");
        }
    }
}

/// Everything runs, nothing was complained about, and what there is is what was planned.
fn in_order(releases: &[Release<'_>], plan: &Plan, what: &str) -> usize {
    let mut pods = 0;
    for release in releases {
        pods = release.settle(plan);
        release.matches(plan);
        let (warnings, dangling) = (release.warnings(), release.dangling());
        assert!(warnings.is_empty(), "{} {what}: {warnings:#?}", release.namespace);
        assert!(dangling.is_empty(), "{} {what}: {dangling:#?}", release.namespace);
    }
    pods
}

/// The notes name every Secret that has to be made, with its keys.
fn names_what_it_needs(plan: &Plan, notes: &str, what: &str) {
    for (secret, held) in &plan.secrets {
        let line = notes.lines().find(|line| line.contains(&format!(" {secret} ")));
        let line = line.unwrap_or_else(|| panic!("{what}: the notes do not name the Secret {secret}: {notes}"));
        for key in held.entries.keys() {
            assert!(line.contains(&format!("={key}=")) || line.contains(key), "{what}: {secret} lacks {key}: {line}");
        }
    }
}

/// The claims that the notes say will stay.
fn named(notes: &str) -> impl Iterator<Item = &str> {
    let below = notes.lines().skip_while(|line| !line.contains("keeps these claims")).skip(1);
    below.take_while(|line| line.starts_with("  ")).map(str::trim)
}

/// Nothing is left but claims that the notes named, and the Secrets, which were a person's.
fn only_data_stays(cluster: &Cluster, namespace: &str, made: &Made, notes: &str) {
    let secrets: BTreeSet<String> =
        made.plans.all().flat_map(|(_, plan)| plan.secrets.keys().map(|name| format!("Secret/{name}"))).collect();
    cluster.until("what the release leaves behind", || {
        let kept: Vec<String> = cluster
            .everything(namespace)
            .into_iter()
            .filter(|object| !secrets.contains(object))
            .filter(|object| {
                let claim = object.strip_prefix("PersistentVolumeClaim/");
                !claim.is_some_and(|claim| named(notes).any(|name| name == claim))
            })
            .collect();
        (!kept.is_empty()).then(|| kept.join(", "))
    });
    let claims = cluster.get(namespace, "persistentvolumeclaims");
    let missing: Vec<&str> =
        named(notes).filter(|name| claims.iter().all(|claim| object_name(claim) != *name)).collect();
    assert!(missing.is_empty() && !claims.is_empty(), "{namespace}: the notes promise {missing:?}");
}
