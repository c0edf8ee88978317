//! `Chart.yaml` and the schema of an umbrella.

use serde_json::{Map, Value, json};
use topology::yaml::{Item, write};

use crate::error::Error;
use crate::file::File;
use crate::plan::Plans;

use super::charts::Chart;
use super::unit::{Unit, Values};

/// The umbrella's own version: what is released has versions of its own, in its images.
const VERSION: &str = "0.1.0";

/// `Chart.yaml`: one dependency for each node, all of them aliases of the same two charts.
pub(super) fn chart(plans: &Plans, unit: &Unit) -> Result<File, Error> {
    let mut dependencies = Vec::new();
    for (alias, chart) in &unit.aliases {
        let item = Item::map([
            ("name", Item::text(chart.name())),
            ("alias", Item::text(alias.as_str())),
            ("version", Item::text(chart.property("version")?)),
            ("repository", Item::text("")),
            ("condition", Item::text(format!("{alias}.enabled"))),
        ]);
        dependencies.push(item.subject(format!("node:{alias}")));
    }
    let root = Item::map([
        ("apiVersion", Item::text("v2")),
        ("name", Item::text(unit.id.as_str())),
        ("description", Item::text(description(plans, unit))),
        ("type", Item::text("application")),
        ("version", Item::text(VERSION)),
        ("kubeVersion", Item::text(Chart::Workload.property("kubeVersion")?)),
        ("dependencies", Item::list(dependencies)),
    ]);
    Ok(write(&root).into())
}

fn description(plans: &Plans, unit: &Unit) -> String {
    if *unit.id == plans.topology { plans.base.title.clone() } else { format!("{} of {}", unit.id, plans.base.title) }
}

/// `values.schema.json`: no block but those of the nodes. What is inside a block, its chart's schema says.
pub(super) fn schema(unit: &Unit, base: &Values) -> Result<File, Error> {
    let mut properties = Map::new();
    properties.insert("global".to_owned(), json!({"type": "object", "additionalProperties": false}));
    for alias in unit.aliases.keys() {
        properties.insert(alias.to_string(), json!({"type": "object"}));
    }
    for (key, _) in &base.whole {
        properties.insert(key.clone(), Value::Bool(true));
    }
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": format!("Values of {}", unit.id),
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    let mut text = serde_json::to_string_pretty(&schema).map_err(|e| Error::internal("values.schema.json", e))?;
    text.push('\n');
    Ok(File::generated(text))
}
