//! What is declared is carried, or the report says why not.

use super::*;
use crate::file::Class;
use crate::plan::Verdict;

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
