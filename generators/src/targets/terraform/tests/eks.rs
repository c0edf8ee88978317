//! EKS: the cluster, who its pods are, and what the charts are told.

use super::*;
use crate::plan::Peer;

const QUAY: &str = include_str!("../../../../../tests/terraform/eks.yaml");

fn quay() -> (Plans, Output) {
    let source = topology::yaml::read(QUAY).expect("it reads");
    let plans = plans(source.value);
    let output = Terraform.render(&plans, &Request::default()).expect("it renders");
    (plans, output)
}

/// What the chart of the unit is told, by node.
fn told(output: &Output) -> hcl::Expression {
    let text = &output.files["terraform/environments/production/quay/outputs.tf"].text;
    let body: hcl::Body = hcl::parse(text).expect("HCL");
    let block = body.blocks().find(|block| block.labels().iter().any(|label| label.as_str() == "helm_values"));
    let value = block.and_then(|block| block.body().attributes().find(|one| one.key() == "value"));
    value.expect("helm_values").expr().clone()
}

fn keys(expression: &hcl::Expression) -> Vec<String> {
    let hcl::Expression::Object(entries) = expression else { panic!("no object: {expression:?}") };
    entries.iter().map(|(key, _)| key.to_string().trim_matches('"').to_owned()).collect()
}

#[test]
fn a_cluster_with_nodes_is_made_and_nothing_of_ecs() {
    let (_, output) = quay();
    let foundation = modules(&output, "production/foundation");
    let cluster = &foundation["kubernetes_cluster"];
    assert_eq!(text(object(&cluster["nodes"], "instance_type")), "m7i.large");
    assert!(output.files["terraform/environments/production/foundation/main.tf"].text.contains("one of them to spare"));
    let sources: BTreeSet<String> = ["foundation", "data", "quay"]
        .iter()
        .flat_map(|root| modules(&output, &format!("production/{root}")).into_values())
        .map(|arguments| text(&arguments["source"]).rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    for ecs in ["cluster", "task", "service", "job", "function"] {
        assert!(!sources.contains(ecs), "{ecs}: {sources:?}");
    }
    assert!(output.files.contains_key("terraform/kubernetes/storage-class.yaml"));
    assert!(output.files["terraform/README.md"].text.contains("terraform output -json helm_values"));
    assert!(!output.files["terraform/README.md"].text.contains("ecs run-task"));
    assert!(!everything().files["terraform/README.md"].text.contains("helm_values"), "where nothing runs on EKS");
}

#[test]
fn nodes_reach_each_port_that_an_edge_is_drawn_to_and_no_other() {
    let (plans, output) = quay();
    let plan = &plans.environments["production"];
    let written: BTreeSet<String> = modules(&output, "production/data")
        .into_iter()
        .filter(|(label, _)| label.starts_with("flow_"))
        .map(|(_, rule)| {
            assert!(text(&rule["from_security_group_id"]).contains("node_security_group_id"), "{rule:?}");
            format!("{} {}", text(&rule["to_security_group_id"]), text(&rule["port"]))
        })
        .collect();
    let wanted: BTreeSet<String> = plan
        .flows
        .iter()
        .filter_map(|flow| match (&flow.from, &flow.to) {
            // The Job of RabbitMQ's users speaks to the console, which Amazon MQ has at 443.
            (Peer::Grants(id), Peer::Instance(_)) if id.as_str() == "tasks" => Some((id, 443)),
            (Peer::Workload(_), Peer::Instance(id)) if id.as_str() == "tasks" => Some((id, 5671)),
            // Buckets have no group, and MongoDB runs in the cluster.
            (_, Peer::Instance(id)) if ["ledger", "pictures"].contains(&id.as_str()) => None,
            // AWS makes copies, and the users of its caches, by itself.
            (Peer::Backup(_), _) => None,
            (Peer::Grants(id), _) if id.as_str() == "sessions" => None,
            (_, Peer::Instance(id)) => Some((id, flow.port)),
            _ => None,
        })
        .map(|(id, port)| format!("module.{id}_security_group.id {port}"))
        .collect();
    assert_eq!(written, wanted);
    let rules = modules(&output, "production/foundation");
    let visitors: Vec<&String> = rules.keys().filter(|label| label.starts_with("flow_")).collect();
    assert_eq!(visitors, ["flow_the_internet_to_eks_nodes_8080"]);
    let noted =
        output.notes.iter().any(|note| note.path == "/edges/orders--orders-db/to" && note.reason.contains("nodes"));
    assert!(noted, "{:?}", output.notes);
}

#[test]
fn declared_flows_open_the_groups_and_need_no_rules() {
    let mut document = topology::yaml::read(QUAY).expect("it reads").value;
    document["settings"] = json!({ "flows": "declared" });
    let output = render(document);
    let data = modules(&output, "production/data");
    assert!(!data.keys().any(|label| label.starts_with("flow_")), "{:?}", data.keys());
    assert!(data["orders-db_security_group"].contains_key("open_to_cidr"));
}

#[test]
fn the_chart_is_told_what_aws_alone_knows() {
    let (_, output) = quay();
    let told = told(&output);
    // MongoDB runs in the cluster; the cache's users are AWS's, and a bucket has none.
    assert_eq!(keys(&told), ["billing", "catalog", "edge", "ledger", "orders", "orders-db", "sweep", "tasks"]);
    let orders = object(&told, "orders");
    assert_eq!(
        text(object(object(orders, "env"), "MAILS_URL")),
        "data.aws_ssm_parameter.data[\"mails/url\"].insecure_value"
    );
    assert!(text(object(object(orders, "env"), "ORDERS_DB_HOST")).contains("data[\"orders-db/host\"]"));
    let entries = object(object(orders, "externalSecrets"), "entries");
    let password = object(object(entries, "orders-secrets"), "ORDERS_DB_PASSWORD");
    assert!(text(object(password, "name")).contains("secret/orders/ORDERS_DB_PASSWORD"), "{password:?}");
    let admin = object(object(object(object(&told, "orders-db"), "externalSecrets"), "entries"), "orders-db-admin");
    assert_eq!(text(object(object(admin, "POSTGRES_PASSWORD"), "property")), "password");
    let group = object(object(object(&told, "edge"), "public"), "targetGroup");
    assert_eq!(text(object(group, "arn")), "module.edge.target_group_arn");
    // A role stands in the place of a bucket's keys.
    let catalog = object(object(object(&told, "catalog"), "externalSecrets"), "entries");
    assert!(!text(catalog).contains("PICTURES"), "{catalog:?}");
    assert!(keys(object(object(&told, "billing"), "externalSecrets")).contains(&"entries".to_owned()));
}

#[test]
fn pods_have_roles_by_the_names_of_their_accounts() {
    let (plans, output) = quay();
    let unit = modules(&output, "production/quay");
    for workload in plans.environments["production"].workloads.values() {
        let identity = &unit[&format!("{}_identity", workload.id)];
        assert_eq!(text(&identity["service_account"]), workload.name.as_str());
        let acts = ["catalog", "orders"].contains(&workload.id.as_str());
        assert_eq!(identity.contains_key("policy"), acts, "{}", workload.id);
    }
    let admin = &unit["orders-db_identity"];
    assert!(!admin.contains_key("service_account") && admin.contains_key("secret_arns"), "{admin:?}");
    assert!(text(&unit["catalog_identity"]["policy"]).contains("s3:GetObject"));
    assert!(text(&unit["orders_identity"]["policy"]).contains("sqs:SendMessage"));
}
