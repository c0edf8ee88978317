//! What a person may switch on beside the topology: variables of the foundation, each off or empty unless set.

use crate::hcl::{Block, Entry, Expression, Value};

use super::foundation::{local, output, variable};
use super::root::Root;
use super::scope::Scope;

/// A network that is there already.
pub(super) fn existing_network(root: &mut Root) {
    let list = || Value::from(optional("list", Value::List(Vec::new())));
    let kind = Value::object([
        ("vpc_id", Value::from(optional_text())),
        ("private_subnet_ids", list()),
        ("public_subnet_ids", list()),
    ]);
    root.variable(
        "existing_network",
        "A network that is there already: the id of its VPC, its private and its public subnets; without vpc_id one is made.",
        Expression::call("object", [kind]),
        Value::Object(Vec::new()),
        String::new(),
    );
}

/// A cluster that is there already.
pub(super) fn existing_cluster(root: &mut Root) {
    text(root, "existing_cluster", "Name of an ECS cluster that is there already; empty makes one.");
}

/// Who gets to a cluster of ours, and one that is there already.
pub(super) fn cluster_access(root: &mut Root) {
    root.variable(
        "cluster_public_cidrs",
        "Ranges from which the cluster's control plane is reached through the internet; none: from within the network alone.",
        list_of_text(),
        Value::List(Vec::new()),
        String::new(),
    );
    root.variable(
        "cluster_administrators",
        "ARNs of roles or users who may do everything in the cluster, beside the one who applies this first.",
        list_of_text(),
        Value::List(Vec::new()),
        String::new(),
    );
    let kind = Value::object([
        ("name", Value::from(optional_text())),
        ("secrets_operator_role_arn", Value::from(optional_text())),
    ]);
    root.variable(
        "existing_cluster",
        "An EKS cluster that is there already: its name, and the role of its External Secrets Operator; without a name one is made.",
        Expression::call("object", [kind]),
        Value::Object(Vec::new()),
        String::new(),
    );
}

/// Who hears of alarms.
pub(super) fn alarms(root: &mut Root) {
    root.variable(
        "alarm_emails",
        "Addresses that hear of alarms; each gets a letter to confirm first.",
        list_of_text(),
        Value::List(Vec::new()),
        String::new(),
    );
    let block = root.module("alarm_topic", "alarm-topic").set("name", local("name"));
    root.add(block.set("emails", variable("alarm_emails")));
    root.hand_over("alarm_topic_arn", output("alarm_topic", "arn"));
}

/// A firewall in front of the load balancer.
pub(super) fn firewall(root: &mut Root) {
    root.variable(
        "web_firewall",
        "Whether a web application firewall stands in front of the load balancer. It costs some dollars a month, and more by the request.",
        Expression::path(["bool"]),
        Value::Bool(false),
        String::new(),
    );
    // The position of the wish among the two is how many there are.
    let choices = Value::list([Value::Bool(false), Value::Bool(true)]);
    let count = Expression::call("index", [choices, Value::from(variable("web_firewall"))]);
    let block = counted(root, "web_firewall", "firewall", count)
        .set("name", local("name"))
        .set("load_balancer_arn", output("public_load_balancer", "arn"));
    root.add(block);
}

/// CloudFront in front of the load balancer, for an environment with a domain.
pub(super) fn delivery(root: &mut Root, domain: &str, labels: &[&str]) {
    root.variable(
        "content_delivery",
        "Whether CloudFront stands in front of the load balancer and keeps near to visitors what programs allow to be kept.",
        Expression::path(["bool"]),
        Value::Bool(false),
        String::new(),
    );
    let choices = Value::list([Value::Bool(false), Value::Bool(true)]);
    let count = Expression::call("index", [choices, Value::from(variable("content_delivery"))]);
    let providers = Value::object([("aws", Expression::path(["aws", "global"]))]);
    let mut block = counted(root, DELIVERY, "content-delivery", count)
        .set("providers", providers)
        .blank()
        .set("name", local("name"))
        .set("domain", domain);
    if !labels.is_empty() {
        block = block.set("hosts", Value::list(labels.iter().copied()));
    }
    root.add(
        block
            .set("regional_certificate_arn", output("public_dns", "certificate_arn"))
            .set("load_balancer_dns_name", output("public_load_balancer", "dns_name")),
    );
}

/// Where the domain leads: to CloudFront where it is there, else to the load balancer.
pub(super) fn visitors_arrive(name: &str) -> Expression {
    let there = Expression::path(["module", DELIVERY]).all().get(name);
    let both = Expression::call("concat", [Value::from(there), Value::list([output("public_load_balancer", name)])]);
    Expression::call("element", [Value::from(both), Value::Number(0)])
}

/// The label of CloudFront's module.
const DELIVERY: &str = "content_delivery";

/// A budget.
pub(super) fn spending(scope: &Scope<'_>, root: &mut Root) {
    root.variable(
        "monthly_budget_usd",
        "US dollars that a month may cost before the alarm topic hears of it; 0 watches nothing.",
        Expression::path(["number"]),
        Value::Number(0),
        String::new(),
    );
    let count = Expression::call("signum", [Value::from(variable("monthly_budget_usd"))]);
    let block = counted(root, "monthly_budget", "budget", count)
        .set("name", local("name"))
        .set("topology", scope.plan.topology.as_str())
        .set("environment", scope.plan.name())
        .set("monthly_usd", variable("monthly_budget_usd"))
        .set("topic_arn", output("alarm_topic", "arn"));
    root.add(block);
}

/// Roles for the workflows of a repository.
pub(super) fn github(scope: &Scope<'_>, root: &mut Root) {
    text(
        root,
        "github_repository",
        "Repository whose workflows get roles to plan and apply, such as acme/shop; empty makes none.",
    );
    text(
        root,
        "github_provider_arn",
        "ARN of the account's OpenID Connect provider for GitHub, where it is there already.",
    );
    root.variable(
        "github_apply_policy_arns",
        "Policies of the role that applies: what your people decide that a pipeline may do.",
        list_of_text(),
        Value::List(Vec::new()),
        String::new(),
    );
    let given = Expression::call("compact", [Value::list([variable("github_repository")])]);
    let count = Expression::call("length", [Value::from(given)]);
    let block = counted(root, "github_roles", "deploy-role", count)
        .set("name", local("name"))
        .set("repository", variable("github_repository"))
        .set("github_environment", scope.plan.name())
        .set("provider_arn", variable("github_provider_arn"))
        .set("apply_policy_arns", variable("github_apply_policy_arns"));
    root.add(block);
}

/// A dashboard over what a root makes, by the dashboard module's lists; none where there is nothing to see.
pub(super) fn dashboard(root: &mut Root, lists: Vec<Entry>) {
    if lists.is_empty() {
        return;
    }
    let name = vec![local("name").into(), format!("-{}", root.layer).as_str().into()];
    let label = format!("{}_dashboard", root.layer);
    let mut block = root.module(&label, "dashboard").set("name", Expression::Template(name));
    if lists.iter().any(|list| list.key == "services") {
        block = block.set("cluster_name", root.read("foundation", "cluster_name"));
    }
    for list in lists {
        block = block.set(list.key, list.value);
    }
    root.add(block);
}

/// The list of topics that a module's alarms go to.
pub(super) fn alarm_topics(root: &mut Root) -> Value {
    Value::list([root.read("foundation", "alarm_topic_arn")])
}

/// A call of a module that is there only if the count says so.
fn counted(root: &mut Root, label: &str, module: &str, count: Expression) -> Block {
    root.module(label, module).set("count", count).blank()
}

fn text(root: &mut Root, name: &str, description: &str) {
    root.variable(name, description, Expression::path(["string"]), Value::from(""), String::new());
}

fn list_of_text() -> Expression {
    Expression::call("list", [Value::from(Expression::path(["string"]))])
}

fn optional_text() -> Expression {
    Expression::call("optional", [Value::from(Expression::path(["string"])), Value::from("")])
}

fn optional(kind: &str, default: Value) -> Expression {
    let kind = Expression::call(kind, [Value::from(Expression::path(["string"]))]);
    Expression::call("optional", [Value::from(kind), default])
}
