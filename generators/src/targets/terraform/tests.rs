use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use topology::document::Document;

use super::*;
use crate::file::Class;
use crate::plan::{Peer, Verdict};
use crate::resolve;

const EXAMPLES: [&str; 3] = [
    include_str!("../../../../assets/examples/online-boutique/topology.yaml"),
    include_str!("../../../../assets/examples/shop/topology.yaml"),
    include_str!("../../../../assets/examples/voting/topology.yaml"),
];

fn examples() -> impl Iterator<Item = Document> {
    EXAMPLES.into_iter().map(|text| {
        let source = topology::yaml::read(text).expect("the example reads");
        serde_json::from_value(source.value).expect("the example is a document")
    })
}

fn shop() -> Json {
    json!({
        "groundplan": 1, "name": "shop",
        "conventions": { "tags": { "cost-center": "42" } },
        "environments": { "prod": { "settings": { "production": true, "platform": "ecs", "domain": "shop.example.com" } } },
        "nodes": {
            "web": { "kind": "client" },
            "edge": { "kind": "gateway" },
            "orders": { "kind": "service", "image": "ghcr.io/acme/orders:1.4.2", "ports": { "http": { "number": 8080 } },
                        "secrets": ["API_KEY"], "variables": { "GREETING": "hello" } },
            "sweep": { "kind": "job", "image": "ghcr.io/acme/sweep:1", "schedule": "0 3 * * 1" },
            "orders-db": { "kind": "database", "engine": "postgres", "version": "18", "backup": { "schedule": "daily", "keep": "14d" } },
            "cache": { "kind": "cache" },
            "events": { "kind": "queue" },
            "cards": { "kind": "external", "existing": { "host": "cards.example.com" } },
            "mail": { "kind": "external", "existing": { "host": "mail.example.com" } }
        },
        "edges": {
            "web--edge": { "from": "web", "to": "edge", "kind": "call", "protocol": "https" },
            "edge--orders": { "from": "edge", "to": "orders", "kind": "call", "path": "/api" },
            "orders--orders-db": { "from": "orders", "to": "orders-db", "kind": "data", "access": "read-write" },
            "sweep--orders-db": { "from": "sweep", "to": "orders-db", "kind": "data", "access": "read" },
            "orders--cache": { "from": "orders", "to": "cache", "kind": "data", "access": "read-write" },
            "orders--events": { "from": "orders", "to": "events", "kind": "publish", "topic": "order.created" },
            "orders--cards": { "from": "orders", "to": "cards", "kind": "call", "protocol": "https" },
            "orders--mail": { "from": "orders", "to": "mail", "kind": "call", "protocol": "https" }
        }
    })
}

fn plans(document: Json) -> Plans {
    let document: Document = serde_json::from_value(document).expect("a document");
    resolve::plans(&document).expect("it resolves")
}

fn render(document: Json) -> Output {
    Terraform.render(&plans(document), &Request::default()).expect("it renders")
}

/// The module calls of a root: label to arguments.
fn modules(output: &Output, root: &str) -> BTreeMap<String, BTreeMap<String, hcl::Expression>> {
    let text = &output.files[&format!("terraform/environments/{root}/main.tf")].text;
    let body: hcl::Body = hcl::parse(text).expect("HCL");
    body.blocks()
        .filter(|block| block.identifier() == "module")
        .map(|block| {
            let arguments = block.body().attributes().map(|a| (a.key().to_owned(), a.expr().clone())).collect();
            (block.labels()[0].as_str().to_owned(), arguments)
        })
        .collect()
}

fn object<'e>(expression: &'e hcl::Expression, key: &str) -> &'e hcl::Expression {
    let hcl::Expression::Object(entries) = expression else { panic!("no object: {expression:?}") };
    let named = |name: &hcl::ObjectKey| match name {
        hcl::ObjectKey::Identifier(name) => name.as_str() == key,
        hcl::ObjectKey::Expression(hcl::Expression::String(name)) => name == key,
        _ => false,
    };
    entries.iter().find(|(name, _)| named(name)).map(|(_, value)| value).unwrap_or_else(|| panic!("no {key}"))
}

fn text(expression: &hcl::Expression) -> String {
    hcl::format::to_string(expression).expect("it formats").trim_matches('"').to_owned()
}

#[test]
fn every_root_of_every_example_is_hcl_and_whole() {
    for document in examples() {
        let plans = resolve::plans(&document).expect("it resolves");
        let output = Terraform.render(&plans, &Request::default()).expect("it renders");
        for (environment, plan) in &plans.environments {
            let units =
                plan.units.iter().filter(|(_, members)| members.iter().any(|id| plan.workloads.contains_key(id)));
            for root in ["foundation", "data"].into_iter().chain(units.map(|(unit, _)| unit.as_str())) {
                for file in ["main", "variables", "outputs", "versions"] {
                    let path = format!("terraform/environments/{environment}/{root}/{file}.tf");
                    hcl::parse(&output.files[&path].text).unwrap_or_else(|error| panic!("{path}: {error}"));
                }
                for arguments in modules(&output, &format!("{environment}/{root}")).values() {
                    let source = text(&arguments["source"]);
                    let module = source.strip_prefix("../../../modules/").expect("a module of the bundle");
                    assert!(output.files.contains_key(&format!("terraform/modules/{module}/main.tf")));
                    for argument in arguments.keys().filter(|name| !["count", "source"].contains(&name.as_str())) {
                        assert!(super::modules::takes(module, argument), "{module} has no {argument}");
                    }
                }
            }
        }
    }
}

/// Rules of a root as (one who calls, one who is called, port); security groups by the node whose they are.
fn rules(output: &Output, roots: &[&str]) -> BTreeSet<(String, String, String)> {
    let owner = |expression: &hcl::Expression| {
        let text = text(expression);
        let name = text.strip_prefix("module.").and_then(|rest| rest.split('.').next()).map(str::to_owned);
        name.or_else(|| text.split('"').nth(1).map(str::to_owned))
            .map(|name| {
                let name = name.trim_end_matches("_security_group_id").trim_end_matches("_security_group");
                name.trim_start_matches("security_group/").trim_end_matches("/security_group_id").to_owned()
            })
            .expect("a security group")
    };
    let mut found = BTreeSet::new();
    for root in roots {
        for (label, arguments) in modules(output, root) {
            if label.starts_with("flow_") {
                let to = arguments.get("to_security_group_id").map_or_else(|| "anywhere".to_owned(), owner);
                let rule = (owner(&arguments["from_security_group_id"]), to, text(&arguments["port"]));
                assert!(found.insert(rule.clone()), "two rules for {rule:?}: AWS refuses twins");
            }
        }
    }
    found
}

#[test]
fn the_rules_are_the_plans_flows() {
    let documents = examples().chain([serde_json::from_value(shop()).expect("a document")]);
    for document in documents {
        let plans = resolve::plans(&document).expect("it resolves");
        let output = Terraform.render(&plans, &Request::default()).expect("it renders");
        for (environment, plan) in &plans.environments {
            if !Scope::new(plan).enforces() {
                continue;
            }
            let mut roots = vec![format!("{environment}/data")];
            roots.extend(plan.units.keys().map(|unit| format!("{environment}/{unit}")));
            roots.retain(|root| output.files.contains_key(&format!("terraform/environments/{root}/main.tf")));
            let written = rules(&output, &roots.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(written, expected(plan), "{} {environment}", plan.topology);
        }
    }
}

/// The Plan's flows in AWS's words: computed here apart from the code that writes them.
fn expected(plan: &Plan) -> BTreeSet<(String, String, String)> {
    let aws = |id: &topology::document::Id| {
        let instance = &plan.instances[id];
        let existing = instance.provision.value == topology::document::Provision::Existing;
        let engine = crate::catalogue::engine(&instance.engine).and_then(|engine| engine.managed.aws.clone());
        engine.filter(|_| !existing)
    };
    let mut wanted = BTreeSet::new();
    for id in plan.workloads.keys() {
        wanted.insert((id.to_string(), "anywhere".to_owned(), "443".to_owned()));
    }
    for flow in &plan.flows {
        let from = match &flow.from {
            Peer::Workload(id) | Peer::Instance(id) => id.to_string(),
            Peer::Grants(id) => format!("{id}_grants"),
            Peer::Internet => "load_balancer".to_owned(),
            // AWS's services take their copies themselves.
            Peer::Backup(_) => continue,
            other => panic!("{other:?} opens nothing"),
        };
        let (to, port) = match &flow.to {
            Peer::Resolver => continue,
            Peer::External(_) | Peer::Internet => ("anywhere".to_owned(), flow.port),
            Peer::Workload(id) | Peer::Grants(id) | Peer::Backup(id) => (id.to_string(), flow.port),
            Peer::Instance(id) => match (aws(id).as_deref(), &flow.from) {
                (Some("elasticache"), Peer::Grants(_)) => continue,
                (Some("mq"), Peer::Grants(_)) => (id.to_string(), 443),
                (Some("mq"), _) => (id.to_string(), 5671),
                (Some(_), _) => (id.to_string(), flow.port),
                (None, Peer::Grants(_)) => continue,
                (None, _) => ("anywhere".to_owned(), flow.port),
            },
        };
        if let Peer::Grants(_) = flow.from {
            wanted.insert((from.clone(), "anywhere".to_owned(), "443".to_owned()));
        }
        wanted.insert((from, to, port.to_string()));
    }
    wanted
}

#[test]
fn what_is_only_declared_opens_the_network() {
    let mut document = shop();
    document["environments"]["prod"]["settings"]["flows"] = json!("declared");
    let output = render(document);
    assert!(rules(&output, &["prod/data", "prod/shop"]).is_empty());
    assert!(modules(&output, "prod/foundation")["orders_security_group"].contains_key("open_to_cidr"));
    assert!(modules(&output, "prod/data")["orders-db_security_group"].contains_key("open_to_cidr"));
}

#[test]
fn a_renamed_node_moves_and_keeps_its_secrets() {
    let before = render(shop());
    let mut document = shop();
    let nodes = document["nodes"].as_object_mut().expect("nodes");
    let mut orders = nodes.remove("orders").expect("orders");
    orders["was"] = json!(["bills", "orders"]);
    nodes.insert("sales".to_owned(), orders);
    for edge in document["edges"].as_object_mut().expect("edges").values_mut() {
        for end in ["from", "to"] {
            if edge[end] == "orders" {
                edge[end] = json!("sales");
            }
        }
    }
    let after = render(document);
    let text = &after.files["terraform/environments/prod/shop/main.tf"].text;
    let body: hcl::Body = hcl::parse(text).expect("HCL");
    let moves: Vec<(String, String)> = body
        .blocks()
        .filter(|block| block.identifier() == "moved")
        .map(|block| {
            let ends: Vec<String> = block.body().attributes().map(|a| super::tests::text(a.expr())).collect();
            (ends[0].clone(), ends[1].clone())
        })
        .collect();
    let chain = |suffix: &str| {
        [("bills", "orders"), ("orders", "sales")]
            .map(|(from, to)| (format!("module.{from}{suffix}"), format!("module.{to}{suffix}")))
    };
    assert_eq!(moves, [chain("_task"), chain("")].concat());
    assert!(after.files["terraform/environments/prod/foundation/main.tf"].text.contains("module.sales_security_group"));
    // A secret that a person has put is found at its former place, or it would be lost.
    let secrets =
        |output: &Output, first: &str| modules(output, "prod/shop").remove(&format!("secret_{first}_API_KEY"));
    assert_eq!(text_of(&secrets(&before, "orders"), "secret"), "orders/API_KEY");
    assert_eq!(text_of(&secrets(&after, "bills"), "secret"), "bills/API_KEY");
}

fn text_of(arguments: &Option<BTreeMap<String, hcl::Expression>>, name: &str) -> String {
    text(&arguments.as_ref().expect("the module is there")[name])
}

#[test]
fn secrets_are_references_in_the_root_that_needs_them() {
    let output = render(shop());
    let (data, unit) = (modules(&output, "prod/data"), modules(&output, "prod/shop"));
    assert_eq!(text(&data["secret_orders_ORDERS_DB_PASSWORD"]["origin"]), "generated");
    assert_eq!(text(&unit["secret_orders_API_KEY"]["origin"]), "given");
    let url = &unit["secret_orders_EVENTS_URL"];
    assert_eq!(text(&url["origin"]), "derived");
    assert!(text(&url["before"]).starts_with("amqps://"), "{}", text(&url["before"]));
    assert!(text(&url["after"]).ends_with(":5671"), "{}", text(&url["after"]));
    let held = &unit["orders_task"]["secrets"];
    assert!(text(object(held, "ORDERS_DB_PASSWORD")).contains("secret/orders/ORDERS_DB_PASSWORD"));
    assert_eq!(text(object(held, "API_KEY")), "module.secret_orders_API_KEY.arn");
}

#[test]
fn a_time_table_and_an_image_are_carried() {
    let output = render(shop());
    let unit = modules(&output, "prod/shop");
    assert_eq!(text(&unit["sweep"]["schedule"]), "cron(0 3 ? * 2 *)");
    assert_eq!(text(&unit["orders_task"]["tag"]), "lookup(var.images, \"orders\", \"1.4.2\")");
    let file = &output.files["terraform/environments/prod/shop/images.auto.tfvars.json"];
    assert_eq!(file.class, Class::Seeded);
    let images: Json = serde_json::from_str(&file.text).expect("JSON");
    assert_eq!(images["images"]["orders"], "1.4.2");
}

#[test]
fn values_are_found_again_by_their_place() {
    let output = render(shop());
    let file = &output.files["terraform/environments/prod/shop/main.tf"];
    let place = "/nodes/orders/variables/GREETING".to_owned();
    let span = file.spans.iter().find(|span| span.subjects.contains(&place)).expect("a span");
    let line = file.text.lines().nth(span.start_line as usize - 1).expect("a line");
    assert!(line.contains("GREETING") && line.contains("\"hello\""), "{line}");
}

#[test]
fn hostile_values_come_out_as_they_were() {
    for hostile in ["${x} %{ if true } \" \\ \n{{ x }}", "$${", "#{x} `id` $(id) <<EOT", "ä漢🏳️‍🌈\t'"] {
        let mut document = shop();
        document["nodes"]["orders"]["variables"]["GREETING"] = json!(hostile);
        document["nodes"]["orders"]["title"] = json!(hostile.replace(['\n', '\t'], " "));
        document["nodes"]["orders"]["description"] = json!(hostile);
        let output = render(document);
        let unit = modules(&output, "prod/shop");
        let value = object(&unit["orders_task"]["environment"], "GREETING");
        assert_eq!(value, &hcl::Expression::String(hostile.to_owned()));
    }
}

#[test]
fn a_tag_that_aws_refuses_is_left_out_and_reported() {
    let mut document = shop();
    document["conventions"]["tags"]["note"] = json!("a\"b");
    let output = render(document);
    let versions = &output.files["terraform/environments/prod/shop/versions.tf"].text;
    assert!(versions.contains("cost-center") && !versions.contains("note"));
    let note = output.notes.iter().find(|note| note.path == "/conventions/tags/note").expect("a note");
    assert_eq!(note.verdict, Verdict::Unsupported);
}

#[test]
fn own_arguments_are_merged_and_reported() {
    let mut document = shop();
    document["nodes"]["orders-db"]["extra"] = json!({ "terraform": {
        "instance_class": "db.r8g.large", "security_group_id": "sg-1", "colour": "red"
    } });
    let output = render(document);
    let database = &modules(&output, "prod/data")["orders-db"];
    assert_eq!(text(&database["instance_class"]), "db.r8g.large");
    assert_ne!(text(&database["security_group_id"]), "sg-1");
    let verdict = |name: &str| {
        let path = format!("/nodes/orders-db/extra/terraform/{name}");
        output.notes.iter().find(|note| note.path == path).map(|note| note.verdict)
    };
    assert_eq!(verdict("instance_class"), Some(Verdict::Unproven));
    assert_eq!(verdict("security_group_id"), Some(Verdict::Unsupported));
    assert_eq!(verdict("colour"), Some(Verdict::Unsupported));
}

#[test]
fn one_environment_may_be_asked_for() {
    let plans = plans(shop());
    let request = Request { environment: Some(topology::document::Id::parse("other").expect("an id")) };
    let output = Terraform.render(&plans, &request).expect("it renders");
    assert!(output.files.keys().all(|path| !path.starts_with("terraform/environments/")));
}

#[test]
fn without_a_domain_the_way_in_is_plain_and_said_so() {
    let mut document = shop();
    document["environments"]["prod"]["settings"] = json!({});
    document["nodes"]["edge"]["expose"] = json!("public");
    document["nodes"]["orders"]["expose"] = json!("public");
    let output = render(document);
    let foundation = modules(&output, "prod/foundation");
    assert_eq!(text(&foundation["public_load_balancer"]["secure"]), "false");
    assert!(!foundation.contains_key("public_dns"));
    let unit = modules(&output, "prod/shop");
    assert_eq!(text(object(&unit["edge"]["route"], "paths")), "[\n  \"/*\"\n]");
    assert!(text(object(&unit["orders"]["route"], "paths")).contains("/orders/*"));
    for id in ["edge", "orders"] {
        let path = format!("/nodes/{id}/expose");
        assert!(output.notes.iter().any(|note| note.path == path && note.verdict == Verdict::Approximated), "{id}");
    }
}

#[test]
fn every_module_is_somebodys() {
    use super::owner::{Owner, owner};
    let documents = examples().chain([serde_json::from_value(shop()).expect("a document")]);
    for document in documents {
        let plans = resolve::plans(&document).expect("it resolves");
        let output = Terraform.render(&plans, &Request::default()).expect("it renders");
        let all: Vec<Plan> = plans.environments.values().cloned().collect();
        let roots = output.files.keys().filter_map(|path| {
            path.strip_prefix("terraform/environments/").and_then(|path| path.strip_suffix("/main.tf"))
        });
        for root in roots {
            for (label, arguments) in modules(&output, root) {
                let tag = arguments.get("flow").map(text);
                let found = owner(&all, &format!("module.{label}.aws_thing.this[0]"), tag.as_deref(), false);
                assert_ne!(found, Owner::NotOurs, "{root}: {label}");
                if let (Some(tag), Owner::Edges(edges)) = (tag, &found) {
                    assert!(edges.iter().all(|edge| document.edges.keys().any(|id| id.as_str() == edge)), "{tag}");
                }
            }
        }
    }
}

#[test]
fn owners_are_read_from_addresses() {
    use super::owner::{Owner, forgettable, owner};
    let plans: Vec<Plan> = plans(shop()).environments.values().cloned().collect();
    let nodes = |id: &str| Owner::Nodes(vec![id.to_owned()]);
    let of = |address: &str| owner(&plans, address, None, false);
    assert_eq!(of("module.orders-db.aws_db_instance.this"), nodes("orders-db"));
    assert_eq!(of("module.orders_task.aws_ecs_task_definition.this"), nodes("orders"));
    assert_eq!(of("module.orders-db_grants_task.aws_iam_role.task"), nodes("orders-db"));
    assert_eq!(of("module.secret_orders_API_KEY.aws_secretsmanager_secret.this"), nodes("orders"));
    assert_eq!(of("aws_ssm_parameter.handover[\"orders-db/host\"]"), nodes("orders-db"));
    assert_eq!(of("aws_ssm_parameter.handover[\"vpc_id\"]"), Owner::Environment);
    assert_eq!(of("module.vpc_network.module.made[0].aws_vpc.this"), Owner::Environment);
    assert_eq!(of("aws_s3_bucket.mine"), Owner::NotOurs);
    assert_eq!(of("module.mine.aws_s3_bucket.this"), Owner::NotOurs);
    assert_eq!(owner(&plans, "module.gone-db.aws_db_instance.this", None, true), nodes("gone-db"));
    let flow = "module.flow_orders_to_orders-db_5432.aws_vpc_security_group_egress_rule.this[0]";
    assert_eq!(
        owner(&plans, flow, Some("orders--orders-db"), false),
        Owner::Edges(vec!["orders--orders-db".to_owned()])
    );
    assert_eq!(owner(&plans, flow, Some("cloud-endpoint"), false), nodes("orders"));
    assert!(forgettable(&plans, &nodes("cache")) && !forgettable(&plans, &nodes("orders-db")));
    assert!(!forgettable(&plans, &nodes("gone-db")), "nobody says that it may be lost");
}

#[test]
fn a_backup_that_rds_would_not_keep_so_long_gets_a_vault() {
    let mut document = shop();
    document["nodes"]["orders-db"]["backup"] = json!({ "schedule": "daily", "keep": "90d" });
    let output = render(document);
    let data = modules(&output, "prod/data");
    assert_eq!(text(&data["orders-db_backup"]["keep_days"]), "90");
    assert_eq!(text(&data["orders-db"]["backup_days"]), "35");
    assert!(!output.notes.iter().any(|note| note.path.starts_with("/nodes/orders-db/backup")), "{:?}", output.notes);
    assert!(!modules(&render(shop()), "prod/data").contains_key("orders-db_backup"));
}

#[test]
fn what_stands_beside_the_topology_is_switched_off() {
    let output = render(shop());
    let foundation = modules(&output, "prod/foundation");
    for (label, count) in [
        ("web_firewall", "index([false, true], var.web_firewall)"),
        ("monthly_budget", "signum(var.monthly_budget_usd)"),
        ("github_roles", "length(compact([var.github_repository]))"),
    ] {
        let found: String = text(&foundation[label]["count"]).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(found.replace("[ ", "[").replace(" ]", "]"), count);
    }
    let variables = &output.files["terraform/environments/prod/foundation/variables.tf"].text;
    let body: hcl::Body = hcl::parse(variables).expect("HCL");
    for (name, off) in [("web_firewall", "false"), ("monthly_budget_usd", "0"), ("github_repository", "")] {
        let block = body.blocks().find(|block| block.labels()[0].as_str() == name).expect("the variable");
        let default = block.body().attributes().find(|attribute| attribute.key() == "default").expect("a default");
        assert_eq!(text(default.expr()), off, "{name}");
    }
}

#[test]
fn every_root_has_something_to_keep_to() {
    let output = render(shop());
    for (root, mocked, wanted) in [
        ("foundation", true, "module.public_load_balancer.secure == true"),
        ("data", false, "module.orders-db.protection.public == false"),
        ("shop", false, "module.orders.public == false"),
    ] {
        let file = &output.files[&format!("terraform/environments/prod/{root}/tests/plan.tftest.hcl")].text;
        hcl::parse(file).unwrap_or_else(|error| panic!("{root}: {error}"));
        assert_eq!(file.contains("mock_provider"), mocked, "{root}");
        assert!(file.contains(wanted), "{root}: {file}");
    }
}
