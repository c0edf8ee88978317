//! Whose a module is, also of a node that was renamed.

use super::*;

#[test]
fn every_module_is_somebodys() {
    use crate::targets::terraform::owner::{Owner, owner};
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
    use crate::targets::terraform::owner::{Owner, forgettable, owner};
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
    assert!(forgettable(&plans, &nodes("orders")), "a program stores nothing");
    assert!(forgettable(&plans, &nodes("cache")) && !forgettable(&plans, &nodes("orders-db")));
    assert!(!forgettable(&plans, &nodes("gone-db")), "nobody says that it may be lost");
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
            let ends: Vec<String> = block.body().attributes().map(|a| super::text(a.expr())).collect();
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
