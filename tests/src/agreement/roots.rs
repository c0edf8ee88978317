//! The picture that Terraform has: its roots as HCL, and, where a mocked provider plans them, what would be made.

use std::collections::BTreeMap;
use std::path::Path;

use generators::plan::Plan;
use hcl::{Block, Expression};
use serde_json::Value;

use super::{ANYBODY, Aspect, OUTSIDE, Picture};
use crate::security_groups;
use crate::tools::folders;

/// Reads the picture of an environment from the HCL of its roots. Addresses are made of ids, so no names are needed.
///
/// # Panics
/// Where a file is no HCL.
#[must_use]
pub fn roots(environment: &Path, plan: &Plan) -> Picture {
    let mut picture = Picture { target: "terraform", directed: true, ..Picture::default() };
    for root in folders(environment) {
        let text = crate::place::read(&root.join("main.tf"));
        let body = hcl::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
        let tags = tags(&root);
        for block in body.blocks().filter(|block| block.identifier() == "module") {
            module(&mut picture, plan, block, &tags);
        }
    }
    let read = security_groups::read(environment);
    picture.enforced = !read.rules.is_empty();
    let end = |end: &str| match end {
        "load balancer" => ANYBODY.to_owned(),
        "anywhere" => OUTSIDE.to_owned(),
        id => id.to_owned(),
    };
    picture.pairs = read.rules.iter().map(|(from, to, port, _)| (end(from), end(to), *port)).collect();
    picture
}

fn module(picture: &mut Picture, plan: &Plan, block: &Block, tags: &BTreeMap<String, String>) {
    let label = block.labels().first().map(|label| label.as_str().to_owned()).unwrap_or_default();
    let set = |key: &str| block.body().attributes().find(|one| one.key() == key).map(hcl::Attribute::expr);
    let source = set("source").map(text).unwrap_or_default();
    let program =
        |label: &str| label.strip_suffix("_grants").map_or_else(|| label.to_owned(), |id| format!("{id}.grants"));
    match source.rsplit('/').next().unwrap_or_default() {
        "task" => {
            let id = program(label.trim_end_matches("_task"));
            let tag = set("tag").map(|tag| chosen(tag, tags)).unwrap_or_default();
            let joint = if tag.starts_with("sha256:") { '@' } else { ':' };
            picture.say(&id, Aspect::Image, format!("{}{joint}{tag}", set("image").map(text).unwrap_or_default()));
            let job = id.ends_with(".grants");
            for (key, aspect) in [("environment", Aspect::Variables), ("secrets", Aspect::Secrets)] {
                for name in keys(set(key)).into_iter().filter(|_| !job || aspect == Aspect::Secrets) {
                    picture.say(&id, aspect, name);
                }
            }
            for port in values(set("ports")) {
                picture.say(&id, Aspect::Ports, port);
            }
            if let Some(Expression::Array(words)) = set("health_command") {
                picture.say(&id, Aspect::Probe, words.iter().map(text).collect::<Vec<_>>().join(" "));
            }
        }
        "service" => {
            let id = program(&label);
            if let Some(Expression::Object(_)) = set("replicas") {
                let of = |name: &str| field(set("replicas"), name);
                picture.say(&id, Aspect::Replicas, format!("{} to {}", of("min"), of("max")));
            }
            if set("route").is_some() {
                let of = |name: &str| field(set("route"), name);
                let question = format!("GET {} {}", of("health_path"), of("port"));
                picture.say(&id, Aspect::Probe, question);
            }
        }
        "job" => {
            let id = program(&label);
            if let Some(schedule) = set("schedule").map(text) {
                picture.say(&id, Aspect::Schedule, cron(&schedule));
            }
        }
        _ if plan.instances.keys().any(|id| id.as_str() == label) => {
            picture.programs.entry(label.clone()).or_default();
            if let Some(version) = set("engine_version").map(text) {
                picture.say(&label, Aspect::Version, super::charts::major(&version));
            }
            if let Some(size) = set("storage_gib").map(text).and_then(|size| size.parse::<u64>().ok()) {
                picture.say(&label, Aspect::Size, (size * 1024).to_string());
            }
            let days = set("backup_days").or_else(|| set("snapshot_days")).map(text);
            if let Some(days) = days.filter(|days| days != "0") {
                let id = format!("{label}.backup");
                picture.say(&id, Aspect::Copies, days);
                if let Some(window) = set("backup_window").map(text) {
                    picture.say(&id, Aspect::Schedule, daily(&window));
                }
            }
        }
        _ => {}
    }
}

/// The tags that a pipeline has set beside a root, by node.
fn tags(root: &Path) -> BTreeMap<String, String> {
    let Ok(text) = std::fs::read_to_string(root.join("images.auto.tfvars.json")) else { return BTreeMap::new() };
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let set = value["images"].as_object().into_iter().flatten();
    set.filter_map(|(id, tag)| Some((id.clone(), tag.as_str()?.to_owned()))).collect()
}

/// A tag, or what `lookup(var.images, "id", "default")` gives.
fn chosen(expression: &Expression, tags: &BTreeMap<String, String>) -> String {
    match expression {
        Expression::FuncCall(call) => {
            let words: Vec<String> = call.args.iter().map(text).collect();
            words.get(1).and_then(|key| tags.get(key)).or(words.last()).cloned().unwrap_or_default()
        }
        other => text(other),
    }
}

fn text(expression: &Expression) -> String {
    match expression {
        Expression::String(text) => text.clone(),
        other => hcl::format::to_string(other).unwrap_or_default().trim().to_owned(),
    }
}

fn object(expression: Option<&Expression>) -> Vec<(String, String)> {
    let Some(Expression::Object(entries)) = expression else { return Vec::new() };
    let key = |key: &hcl::ObjectKey| match key {
        hcl::ObjectKey::Identifier(name) => name.to_string(),
        hcl::ObjectKey::Expression(expression) => text(expression),
        other => other.to_string(),
    };
    entries.iter().map(|(name, value)| (key(name), text(value))).collect()
}

fn keys(expression: Option<&Expression>) -> Vec<String> {
    object(expression).into_iter().map(|(key, _)| key).collect()
}

fn values(expression: Option<&Expression>) -> Vec<String> {
    object(expression).into_iter().map(|(_, value)| value).collect()
}

fn field(expression: Option<&Expression>, name: &str) -> String {
    object(expression).into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
}

/// `cron(58 3 ? * 2 *)` as the five fields of the others, weekdays counted from Sunday = 0.
fn cron(schedule: &str) -> String {
    let fields = schedule.trim_start_matches("cron(").trim_end_matches(')').replace('?', "*");
    let mut fields: Vec<String> = fields.split_whitespace().take(5).map(str::to_owned).collect();
    if let Some(days) = fields.get_mut(4) {
        let shifted = days.chars().map(|c| c.to_digit(10).map_or(c.to_string(), |day| (day - 1).to_string()));
        *days = shifted.collect();
    }
    fields.join(" ")
}

/// The beginning of a daily window as cron fields.
fn daily(window: &str) -> String {
    let start = window.split('-').next().and_then(|start| start.split_once(':'));
    let number = |text: &str| text.parse::<u32>().map_or_else(|_| text.to_owned(), |number| number.to_string());
    start.map_or_else(|| window.to_owned(), |(hour, minute)| format!("{} {} * * *", number(minute), number(hour)))
}

/// What the messages of `terraform test -json -verbose` say would be made of the tasks and services of a root: image, ports, variables, secrets and the number that runs, by node id.
///
/// # Panics
/// Where they hold no plan.
#[must_use]
pub fn planned(messages: &str) -> BTreeMap<String, super::Program> {
    let lines = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let plan = lines.into_iter().find(|message| message["type"] == "test_plan");
    let plan = plan.unwrap_or_else(|| panic!("no plan among the messages:\n{messages}"));
    let mut picture = Picture::default();
    for change in plan["test_plan"]["resource_changes"].as_array().into_iter().flatten() {
        let address = change["address"].as_str().unwrap_or_default();
        let label = address.trim_start_matches("module.").split('.').next().unwrap_or_default();
        let after = &change["change"]["after"];
        match change["type"].as_str() {
            Some("aws_ecs_task_definition") => {
                let text = after["container_definitions"].as_str().unwrap_or("[]");
                let containers: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{address}: {error}"));
                let id = label.trim_end_matches("_task");
                let main = containers.as_array().into_iter().flatten().find(|one| one["essential"] == true);
                if let Some(main) = main {
                    task(&mut picture, id, main);
                }
            }
            Some("aws_ecs_service") => {
                picture.say(label, Aspect::Replicas, after["desired_count"].to_string());
            }
            _ => {}
        }
    }
    picture.programs
}

fn task(picture: &mut Picture, id: &str, container: &Value) {
    picture.say(id, Aspect::Image, container["image"].as_str().unwrap_or_default());
    for (key, aspect) in [("environment", Aspect::Variables), ("secrets", Aspect::Secrets)] {
        for variable in container[key].as_array().into_iter().flatten() {
            picture.say(id, aspect, variable["name"].as_str().unwrap_or_default());
        }
    }
    for port in container["portMappings"].as_array().into_iter().flatten() {
        picture.say(id, Aspect::Ports, port["containerPort"].to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_tables_are_those_of_the_others() {
        assert_eq!(cron("cron(0 3 * * ? *)"), "0 3 * * *");
        assert_eq!(cron("cron(15 2 ? * 2-6 *)"), "15 2 * * 1-5");
        assert_eq!(daily("03:58-04:58"), "58 3 * * *");
    }
}
