//! Terraform before the tools of its own: scanners, its own tests, and a mocked AWS that it is applied to.
#![cfg(feature = "real")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use generators::plan::{Peer, Plan, Plans, RunsAs, SecretRef, TriggerPlan};
use journeys::binary::run;
use journeys::place::{self, examples, name};
use journeys::tools::cloud::Cloud;
use journeys::tools::{self, scan, terraform};
use journeys::{files, security_groups};
use serde_json::Value;
use tempfile::TempDir;
use topology::document::NodeKind;

/// The topology with everything that can be drawn.
const EVERYTHING: &str = "everything";

struct Example {
    name: String,
    plans: Plans,
    place: TempDir,
}

impl Example {
    fn of(folder: &Path) -> Self {
        Self::drawn(&folder.join("topology.yaml"), name(folder))
    }

    fn drawn(document: &Path, name: String) -> Self {
        let document = document.display().to_string();
        let planned = run(["plan", &document, "--format", "json"]);
        let plans = serde_json::from_str(&planned.out).unwrap_or_else(|error| panic!("{error}: {planned:?}"));
        let place = tempfile::tempdir().unwrap();
        let ran = run(["synth", &document, "--out", &place.path().display().to_string()]);
        assert_eq!(ran.code, 0, "{ran:?}");
        Self { name, plans, place }
    }

    fn named(wanted: &str) -> Self {
        if wanted == EVERYTHING {
            return Self::drawn(&place::root().join("tests/terraform/everything.yaml"), wanted.to_owned());
        }
        let folder = examples().into_iter().find(|folder| name(folder) == wanted);
        Self::of(&folder.unwrap_or_else(|| panic!("no example {wanted}")))
    }

    fn bundle(&self) -> &Path {
        self.place.path()
    }

    fn production(&self) -> &Plan {
        self.plans.production().unwrap_or_else(|| panic!("{} has no production", self.name)).1
    }

    fn root(&self, layer: &str) -> PathBuf {
        self.bundle().join("terraform/environments").join(self.production().name()).join(layer)
    }
}

fn modules() -> PathBuf {
    place::root().join("assets/terraform/modules")
}

#[test]
fn checkov_finds_nothing_that_is_not_explained() {
    // `verify` runs it over every example; here are the figures of one, and the modules that no example uses.
    let example = Example::named(EVERYTHING);
    for (what, folder) in [(EVERYTHING, example.bundle().join("terraform")), ("modules", modules())] {
        let found = scan::checkov(&folder);
        let (failed, explained) = (found.failed.len(), found.explained.len());
        println!("checkov {what}: {} passed, {failed} failed, {explained} explained", found.passed);
        assert_eq!(found.failed, Vec::<String>::new(), "{what}");
        assert!(found.passed > 250, "{what}: only {} checks passed", found.passed);
        let bare: Vec<&String> = found.explained.keys().filter(|key| found.explained[*key].len() <= 8).collect();
        assert!(bare.is_empty(), "{what}: exceptions without a reason: {bare:?}");
    }
}

#[test]
fn checkov_finds_what_is_unsafe() {
    let work = tempfile::tempdir().unwrap();
    files::copy(&modules().join("database"), &work.path().join("database"));
    let main = work.path().join("database/main.tf");
    let text = place::read(&main);
    assert!(text.contains("storage_encrypted     = true"));
    fs::write(&main, text.replace("storage_encrypted     = true", "storage_encrypted     = false")).unwrap();
    let found = scan::checkov(work.path());
    assert!(found.failed.iter().any(|line| line.starts_with("CKV_AWS_16 ")), "{:?}", found.failed);
}

#[test]
fn tflint_finds_what_is_left_over() {
    // `verify` runs it over every example.
    let example = Example::named("voting");
    assert_eq!(scan::tflint(&example.bundle().join("terraform")), Vec::<String>::new());
    let stray = example.root("foundation").join("stray.tf");
    fs::write(stray, "variable \"stray\" {\n  description = \"Unused.\"\n  type        = string\n}\n").unwrap();
    let found = scan::tflint(&example.bundle().join("terraform"));
    assert!(found.iter().any(|line| line.contains("stray")), "{found:?}");
}

#[test]
fn every_module_holds_what_its_tests_say() {
    let work = tempfile::tempdir().unwrap();
    let assets = work.path().join("terraform");
    files::copy(&place::root().join("assets/terraform"), &assets);
    let verdict = terraform::test(&tools::folders(&assets.join("modules")));
    println!("terraform test: {} modules", verdict.passed.len());
    verdict.expect(tools::folders(&modules()).len());
    // One that lets the world in does not.
    let database = assets.join("modules/database/main.tf");
    let text = place::read(&database);
    fs::write(&database, text.replace("publicly_accessible    = false", "publicly_accessible    = true")).unwrap();
    let verdict = terraform::test(&[assets.join("modules/database")]);
    assert!(verdict.passed.len() == 1 && verdict.failed[0].contains("no reach from outside"), "{verdict:?}");
}

#[test]
fn the_boutique_as_applied_is_the_boutique_as_planned() {
    applied("online-boutique");
}

#[test]
fn voting_as_applied_is_voting_as_planned() {
    applied("voting");
}

#[test]
fn everything_as_applied_is_everything_as_planned() {
    applied(EVERYTHING);
}

/// What the mocked AWS lacks, by module: ElastiCache's settings, its users, Amazon MQ and OpenSearch through CloudFormation, who may put messages aside; and RDS's newer certificate, which only makes it slower.
const LACKING: [(&str, &str); 6] = [
    (
        "cache",
        "resource \"aws_elasticache_parameter_group\" \"this\" {\n  count = 0\n}\n\n\
         resource \"aws_elasticache_replication_group\" \"this\" {\n  parameter_group_name = null\n  user_group_ids = null\n}\n",
    ),
    (
        "queue",
        "resource \"aws_cloudformation_stack\" \"this\" {\n  template_body = jsonencode({\n\
         Resources = { Broker = { Type = \"AWS::SNS::Topic\" } }\n\
         Outputs = { Endpoint = { Value = \"amqps://broker.invalid:5671\" }, Broker = { Value = \"broker\" } }\n  })\n}\n",
    ),
    (
        "search",
        "resource \"aws_cloudformation_stack\" \"this\" {\n  template_body = jsonencode({\n\
         Resources = { Domain = { Type = \"AWS::SNS::Topic\" } }\n\
         Outputs = { Host = { Value = \"search.invalid\" }, Domain = { Value = \"search\" } }\n  })\n}\n",
    ),
    ("messages", "resource \"aws_sqs_queue_redrive_allow_policy\" \"failed\" {\n  count = 0\n}\n"),
    ("database-replica", "resource \"aws_db_instance\" \"this\" {\n  ca_cert_identifier = null\n}\n"),
    ("database", "resource \"aws_db_instance\" \"this\" {\n  ca_cert_identifier = null\n}\n"),
];

/// MSK as the mocked AWS has it never becomes ready: its module is replaced as a whole, but for the key of its users.
const STREAM: [(&str, &str); 2] = [
    ("main.tf", "resource \"aws_kms_key\" \"this\" {\n  description = \"Stands in for a cluster.\"\n}\n"),
    (
        "outputs.tf",
        "output \"host\" {\n  value = \"b-1.invalid:9096,b-2.invalid\"\n}\n\n\
         output \"name\" {\n  value = \"stream\"\n}\n\n\
         output \"key_arn\" {\n  value = aws_kms_key.this.arn\n}\n",
    ),
];

fn applied(wanted: &str) {
    let example = Example::named(wanted);
    let (plan, cloud) = (example.production(), Cloud::start());
    for (module, text) in LACKING {
        let folder = example.bundle().join("terraform/modules").join(module);
        if folder.is_dir() {
            fs::write(folder.join("proof_override.tf"), text).unwrap();
        }
    }
    let stream = example.bundle().join("terraform/modules/stream");
    for (file, text) in STREAM.iter().filter(|_| stream.is_dir()) {
        fs::write(stream.join(file), text).unwrap();
    }
    zone(&example, &cloud);
    let mut layers = vec!["foundation".to_owned(), "data".to_owned()];
    layers.extend(plan.units.keys().map(ToString::to_string));
    for layer in layers.iter().filter(|layer| example.root(layer).is_dir()) {
        let root = example.root(layer);
        cloud.open(&root);
        // Roots with secrets can't be tried against a mocked provider: this is the place.
        let tested = tools::run(&mut cloud.terraform(&root, &["test", "-no-color"]));
        assert!(
            !root.join("tests").is_dir() || tested.as_ref().is_ok_and(|words| words.contains("1 passed, 0 failed")),
            "{layer}: {tested:?}"
        );
        let told = judged(&example, &cloud.plan(&root, &[]), &[]);
        assert_eq!(told.0, 0, "{layer}: {}", told.1);
        creates_and_is_ours(&told.1, layer);
        cloud.apply(&root);
    }
    compare(&example.name, plan, &cloud.inventory(&plan.settings.region.value));
    loses_data(&example, &cloud);
}

/// A zone that holds the domain, which the foundation looks up.
fn zone(example: &Example, cloud: &Cloud) {
    let Some(domain) = &example.production().settings.domain else { return };
    let root = example.bundle().join("given");
    fs::create_dir(&root).unwrap();
    let region = &example.production().settings.region.value;
    let text = format!(
        "provider \"aws\" {{\n  region = {region:?}\n}}\n\nresource \"aws_route53_zone\" \"given\" {{\n  name = {:?}\n}}\n",
        domain.value
    );
    fs::write(root.join("main.tf"), text).unwrap();
    cloud.open(&root);
    cloud.apply(&root);
}

/// What `verify --tfplan` says of a plan: exit code and JSON.
fn judged(example: &Example, plan: &str, more: &[&str]) -> (i32, Value) {
    let file = example.bundle().join("plan-of-terraform.json");
    fs::write(&file, plan).unwrap();
    let bundle = example.bundle().display().to_string();
    let file = file.display().to_string();
    let ran = run([&["verify", &bundle, "--tfplan", &file, "--format", "json"], more].concat());
    let told = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    (ran.code, told)
}

/// The first plan makes everything, and everything is somebody's.
fn creates_and_is_ours(told: &Value, layer: &str) {
    let actions = told["actions"].as_array().unwrap();
    assert!(actions.len() > 5, "{layer}: {actions:?}");
    for action in actions {
        assert_eq!(action["does"], "create", "{action}");
        assert_ne!(action["owner"], "not-ours", "{action}");
    }
}

/// Removing the data layer loses data where something is kept, unless each node is named; removing a unit loses none.
fn loses_data(example: &Example, cloud: &Cloud) {
    let plan = example.production();
    // MSK is replaced here, and MongoDB is elsewhere.
    let lacking = |engine: &str| ["kafka", "mongodb"].contains(&engine);
    let kept = plan.instances.values().filter(|one| one.persistence.value && !lacking(&one.engine.value));
    let kept: Vec<_> = kept.collect();
    let removed = cloud.plan(&example.root("data"), &["-destroy"]);
    let (code, told) = judged(example, &removed, &[]);
    assert_eq!(code, i32::from(!kept.is_empty()), "{}: {told}", example.name);
    let refused: Vec<&str> = told["refused"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for instance in &kept {
        let module = format!("module.{}.", instance.id);
        assert!(refused.iter().any(|address| address.starts_with(&module)), "{module} {refused:?}");
    }
    let queues = plan.externals.values().filter(|external| external.cloud.is_some()).map(|external| &external.id);
    let nodes = kept.iter().flat_map(|instance| &instance.nodes).chain(queues);
    let named: Vec<&str> = nodes.flat_map(|node| ["--destroy", node.as_str()]).collect();
    let (code, told) = judged(example, &removed, &named);
    assert_eq!(code, 0, "{}: {}", example.name, told["refused"]);
    for unit in plan.units.keys().filter(|unit| example.root(unit.as_str()).is_dir()) {
        let (code, told) = judged(example, &cloud.plan(&example.root(unit.as_str()), &["-destroy"]), &[]);
        assert!(code == 0 && !told["actions"].as_array().unwrap().is_empty(), "{unit}: {told}");
    }
}

fn compare(what: &str, plan: &Plan, there: &Value) {
    let name = format!("{}-{}", plan.topology, plan.name());
    services(what, plan, there);
    let jobs = rules(what, plan, there, &name);
    let databases: BTreeSet<String> = there["databases"].as_object().unwrap().keys().cloned().collect();
    let caches: BTreeSet<String> = strings(&there["caches"]).map(str::to_owned).collect();
    let stacks: BTreeSet<String> = strings(&there["stacks"]).map(str::to_owned).collect();
    let buckets: Vec<&str> = strings(&there["buckets"]).collect();
    functions(what, plan, there, &name);
    for store in plan.datastores.values().filter(|store| store.replica_of.is_some()) {
        let primary = &plan.instances[&store.instance];
        if ["postgres", "mysql", "mariadb"].contains(&primary.engine.as_str()) {
            let one = &there["databases"][format!("{name}-{}", store.id)];
            assert_eq!(one["follows"], format!("{name}-{}", primary.name.value), "{what}: {databases:?}");
            assert_eq!((&one["encrypted"], &one["public"]), (&true.into(), &false.into()), "{what}: {one}");
        }
    }
    for external in plan.externals.values().filter(|external| external.cloud.is_some()) {
        let queue = format!("{name}-{}", external.id);
        assert!(strings(&there["queues"]).any(|there| there == queue), "{what}: {queue} in {}", there["queues"]);
    }
    for instance in plan.instances.values() {
        let id = format!("{name}-{}", instance.name.value);
        match instance.engine.as_str() {
            "postgres" | "mysql" | "mariadb" => {
                let one = &there["databases"][&id];
                assert_eq!(one["engine"], instance.engine.as_str(), "{what}: {databases:?}");
                assert_eq!((&one["encrypted"], &one["public"]), (&true.into(), &false.into()), "{what}: {one}");
                assert_eq!(one["standby"], plan.settings.production.value, "{what}: {one}");
                assert_eq!(one["gib"], instance.storage_mib.value.div_ceil(1024).max(20), "{what}: {one}");
                assert!(jobs.contains(instance.id.as_str()), "{what}: {id} has no grants job");
            }
            "opensearch" => assert!(stacks.contains(&id), "{what}: {id} is not in {stacks:?}"),
            "seaweedfs" => {
                for node in &instance.nodes {
                    let begins = format!("{name}-{node}-");
                    assert!(
                        buckets.iter().any(|bucket| bucket.starts_with(&begins)),
                        "{what}: {begins} in {buckets:?}"
                    );
                }
            }
            // Replaced, or without a service that stands for it.
            "kafka" | "mongodb" => {}
            "valkey" | "redis" => assert!(caches.contains(&id), "{what}: {id} is not in {caches:?}"),
            "rabbitmq" => assert!(stacks.contains(&id), "{what}: {id} is not in {stacks:?}"),
            engine => panic!("{what}: nothing is known of {engine}"),
        }
    }
    let alarms = strings(&there["alarms"]).count();
    assert!(alarms >= 2 * plan.workloads.len(), "{what}: {alarms} alarms");
    println!(
        "{what}: {} services, {} security groups, {} rules, {} databases, {} caches, {} stacks, {} secrets, {alarms} alarms",
        there["services"].as_object().map_or(0, serde_json::Map::len),
        there["groups"].as_object().map_or(0, serde_json::Map::len),
        there["rules"].as_array().map_or(0, Vec::len),
        databases.len(),
        caches.len(),
        stacks.len(),
        strings(&there["secrets"]).count(),
    );
}

/// Functions, and what starts each: exactly what is drawn.
fn functions(what: &str, plan: &Plan, there: &Value, name: &str) {
    let drawn = plan.workloads.values().filter(|workload| workload.kind == NodeKind::Function);
    let wanted: BTreeMap<String, _> =
        drawn.map(|workload| (format!("{name}-{}", workload.name.value), workload)).collect();
    let made: BTreeSet<&String> = there["functions"].as_object().unwrap().keys().collect();
    assert_eq!(made, wanted.keys().collect(), "{what}");
    for (id, workload) in wanted {
        let one = &there["functions"][&id];
        let group = one["groups"][0].as_str().unwrap_or_default();
        let tag = there["groups"][group].as_str().unwrap_or_default();
        assert!(tag.ends_with(&format!("-{}", workload.name.value)), "{what} {id} runs with the group {tag}");
        let variables: BTreeSet<String> = strings(&one["variables"]).map(str::to_owned).collect();
        let named = workload.secrets.iter().filter(|(_, secret)| !by_role(plan, secret));
        let expected = workload.variables.keys().cloned().chain(named.map(|(secret, _)| format!("{secret}_ARN")));
        assert_eq!(variables, expected.collect(), "{what} {id}");
        let starts: BTreeSet<&str> = strings(&one["starts"]).collect();
        let drawn = workload.triggers.values().map(|trigger| match &trigger.value {
            TriggerPlan::Http { .. } => "request",
            TriggerPlan::Queue { .. } => "queue",
            TriggerPlan::Schedule { .. } => "clock",
            TriggerPlan::Bucket { .. } => "bucket",
        });
        let called = plan.flows.iter().any(
            |flow| matches!((&flow.from, &flow.to), (Peer::Workload(_), Peer::Workload(to)) if *to == workload.id),
        );
        assert_eq!(starts, drawn.chain(called.then_some("entry")).collect(), "{what} {id}: what starts it");
    }
}

fn services(what: &str, plan: &Plan, there: &Value) {
    let running = plan
        .workloads
        .values()
        .filter(|workload| workload.runs_as.value == RunsAs::Service && workload.kind != NodeKind::Function);
    let wanted: BTreeMap<String, _> = running.map(|workload| (workload.name.to_string(), workload)).collect();
    let made: BTreeSet<&String> = there["services"].as_object().unwrap().keys().collect();
    assert_eq!(made, wanted.keys().collect(), "{what}");
    let secrets: BTreeSet<&str> = strings(&there["secrets"]).collect();
    for (name, workload) in wanted {
        let service = &there["services"][&name];
        assert_eq!(service["tasks"], workload.replicas.min, "{what} {name}");
        assert_eq!(service["public"], false, "{what} {name}");
        let group = service["groups"][0].as_str().unwrap_or_default();
        let tag = there["groups"][group].as_str().unwrap_or_default();
        assert!(tag.ends_with(&format!("-{name}")), "{what} {name} runs with the group {tag}");
        let container = &service["containers"][&name];
        let image = container["image"].as_str().unwrap_or_default();
        assert!(image.ends_with(&format!("{}:{}", workload.image.repository, workload.image.tag)), "{what} {image}");
        let variables: BTreeSet<&str> = strings(&container["variables"]).collect();
        assert_eq!(variables, workload.variables.keys().map(String::as_str).collect(), "{what} {name}");
        let held = container["secrets"].as_object().unwrap();
        // Buckets know roles and no passwords.
        let wanted = workload.secrets.iter().filter(|(_, secret)| !by_role(plan, secret));
        assert_eq!(
            held.keys().collect::<BTreeSet<_>>(),
            wanted.map(|(name, _)| name).collect::<BTreeSet<_>>(),
            "{what} {name}"
        );
        for arn in held.values().filter_map(Value::as_str) {
            let secret = arn.split(':').nth(6).unwrap_or_default();
            assert!(secrets.iter().any(|there| secret.starts_with(there)), "{what} {name}: {secret} is nowhere");
        }
        let ports: BTreeSet<u64> = container["ports"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        assert_eq!(ports, workload.ports.values().map(|port| u64::from(port.number)).collect(), "{what} {name}");
    }
}

/// Whether a secret is a password at a bucket, which AWS has no use for.
fn by_role(plan: &Plan, secret: &SecretRef) -> bool {
    let stores = plan.instances.values().filter(|instance| instance.engine.value == "seaweedfs");
    stores.flat_map(|instance| instance.users.values()).any(|user| user.password == *secret)
}

/// The rules of the groups, each as the one who calls and the one who is called: those let out and those let in are the Plan's flows.
fn rules(what: &str, plan: &Plan, there: &Value, name: &str) -> BTreeSet<String> {
    let prefix = format!("{name}-");
    let deployed: BTreeMap<String, String> = plan
        .workloads
        .values()
        .map(|workload| (workload.name.to_string(), workload.id.to_string()))
        .chain(plan.instances.values().map(|one| (one.name.to_string(), one.id.to_string())))
        .collect();
    let mut jobs = BTreeSet::new();
    let mut owners = BTreeMap::new();
    for (id, tag) in there["groups"].as_object().unwrap() {
        let Some(node) = tag.as_str().and_then(|tag| tag.strip_prefix(&prefix)) else { continue };
        let owner = match (node, node.strip_suffix("-grants").and_then(|node| deployed.get(node))) {
            ("load-balancer", _) => "load balancer".to_owned(),
            (_, Some(instance)) => {
                jobs.insert(instance.clone());
                format!("{instance}.grants")
            }
            (node, None) => deployed.get(node).unwrap_or_else(|| panic!("{what}: whose is the group {node}?")).clone(),
        };
        owners.insert(id.as_str(), owner);
    }
    let (mut out, mut inward) = (BTreeSet::new(), BTreeSet::new());
    for rule in there["rules"].as_array().unwrap() {
        let Some(own) = rule["group"].as_str().and_then(|id| owners.get(id)) else { continue };
        let other = rule["other"].as_str().unwrap_or_default();
        let Some(port) = rule["from"].as_u64().and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0)
        else {
            panic!("{what}: a rule of {own} opens every port: {rule}");
        };
        assert_eq!(rule["from"], rule["to"], "{what}: a range of ports: {rule}");
        let word = if rule["protocol"] == "udp" { "UDP" } else { "TCP" };
        let other = owners.get(other).cloned().unwrap_or_else(|| {
            assert_eq!(other, "0.0.0.0/0", "{what}: {rule}");
            "anywhere".to_owned()
        });
        if rule["out"] == true {
            out.insert((own.clone(), other, port, word));
        } else if own == "load balancer" {
            assert!(other == "anywhere" && [80, 443].contains(&port), "{what}: {rule}");
        } else {
            inward.insert((other, own.clone(), port, word));
        }
    }
    let wanted = security_groups::expected(plan, &jobs);
    assert_eq!(out, wanted, "{what}: what is let out");
    let between = wanted.into_iter().filter(|(_, to, ..)| to != "anywhere").collect();
    assert_eq!(inward, between, "{what}: what is let in");
    jobs
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}
