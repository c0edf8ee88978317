//! The rules of security groups are the Plan's flows.

use super::*;
use crate::plan::Peer;

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
        let function = |id| plan.workloads[id].kind == topology::document::NodeKind::Function;
        if flow.from == Peer::Internet && matches!(&flow.to, Peer::Workload(id) if function(id)) {
            continue;
        }
        let (to, port) = match &flow.to {
            Peer::Resolver => continue,
            Peer::External(id) if plan.externals[id].cloud.is_some() => ("anywhere".to_owned(), 443),
            Peer::External(_) | Peer::Internet => ("anywhere".to_owned(), flow.port),
            Peer::Workload(id) | Peer::Grants(id) | Peer::Backup(id) => (id.to_string(), flow.port),
            Peer::Instance(id) => match (aws(id).as_deref(), &flow.from) {
                (Some("elasticache"), Peer::Grants(_)) => continue,
                (Some("mq"), Peer::Grants(_)) => (id.to_string(), 443),
                (Some("mq"), _) => (id.to_string(), 5671),
                (Some("msk"), _) => (id.to_string(), 9096),
                (Some("opensearch"), _) => (id.to_string(), 443),
                (Some("s3"), _) => ("anywhere".to_owned(), 443),
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
