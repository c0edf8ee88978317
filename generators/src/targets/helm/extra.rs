//! `extra.helm`: the person's own values, merged after the Plan.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use topology::document::Id;
use topology::yaml::Item;

use crate::error::Error;
use crate::items::{Entries, merge};
use crate::plan::{Note, Plan, Verdict};

use super::charts::Chart;

/// What `extra` must not set: who a node is, its secrets and its network.
const KEPT: [&str; 7] = ["name", "partOf", "enabled", "networkPolicy", "secretEnv", "secretFiles", "grants"];

/// Merges a node's own `extra.helm` into its values.
pub(super) fn merge_node(
    plan: &Plan,
    id: &Id,
    chart: Chart,
    values: &mut Item,
    notes: &mut Vec<Note>,
) -> Result<(), Error> {
    let extra = plan
        .workloads
        .get(id)
        .map(|workload| &workload.extra)
        .or_else(|| plan.instances.get(id).map(|instance| &instance.extra));
    let Some(extra) = extra.filter(|extra| !extra.helm.is_empty()) else { return Ok(()) };
    merge_allowed(&extra.helm, chart, &[], &format!("/nodes/{id}/extra/helm"), values, notes)
}

/// Merges the document's `extra.helm`: blocks of nodes into those, everything else beside them.
pub(super) fn merge_whole(
    plan: &Plan,
    nodes: &mut BTreeMap<Id, Option<Item>>,
    charts: &BTreeMap<&Id, Chart>,
    notes: &mut Vec<Note>,
) -> Result<Entries, Error> {
    let mut beside = Entries::new();
    for (key, value) in &plan.extra.helm {
        let place = format!("/extra/helm/{}", key.replace('~', "~0").replace('/', "~1"));
        let chart = charts.iter().find(|(id, _)| id.as_str() == key).map(|(id, chart)| ((*id).clone(), *chart));
        match (chart, value) {
            (Some((id, chart)), Value::Object(block)) => {
                if let Some(Some(values)) = nodes.get_mut(&id) {
                    merge_allowed(block, chart, &["image"], &place, values, notes)?;
                }
            }
            (Some(_), _) => refuse(&place, "the values of a node are a map", notes),
            (None, _) if key == "global" => refuse(&place, "the charts read no global values", notes),
            (None, _) => {
                accept(&place, notes);
                beside.push((key.clone(), Item::from(value.clone()).subject(place).spaced()));
            }
        }
    }
    Ok(beside)
}

fn merge_allowed(
    extra: &Map<String, Value>,
    chart: Chart,
    forbidden: &[&str],
    place: &str,
    values: &mut Item,
    notes: &mut Vec<Note>,
) -> Result<(), Error> {
    let known = chart.values()?;
    for (key, value) in extra {
        let place = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
        if KEPT.contains(&key.as_str()) || forbidden.contains(&key.as_str()) {
            refuse(&place, &format!("`{key}` follows from the topology and can't be set from outside"), notes);
        } else if !known.contains(key) {
            refuse(&place, &format!("the chart `{}` has no value `{key}`", chart.name()), notes);
        } else {
            merge(values, key, value, &place);
            accept(&place, notes);
        }
    }
    Ok(())
}

fn accept(place: &str, notes: &mut Vec<Note>) {
    let reason = "yours, unproven: merged as it is".to_owned();
    notes.push(Note { path: place.to_owned(), verdict: Verdict::Unproven, reason });
}

fn refuse(place: &str, reason: &str, notes: &mut Vec<Note>) {
    notes.push(Note { path: place.to_owned(), verdict: Verdict::Unsupported, reason: reason.to_owned() });
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use topology::yaml::write;

    use super::*;

    fn merged(extra: Value) -> Result<(String, Vec<Note>), Error> {
        let mut values = Item::from(json!({"name": "orders", "env": {"A": "1"}, "replicas": 1}));
        let mut notes = Vec::new();
        let extra = extra.as_object().cloned().unwrap_or_default();
        merge_allowed(&extra, Chart::Workload, &[], "/nodes/orders/extra/helm", &mut values, &mut notes)?;
        Ok((write(&values).text, notes))
    }

    #[test]
    fn own_values_are_merged_and_reported() -> Result<(), Error> {
        let (text, notes) = merged(json!({"env": {"B": "2"}, "nodeSelector": {"disk": "fast"}}))?;
        assert_eq!(text, "name: orders\nenv:\n  A: \"1\"\n  B: \"2\"\nreplicas: 1\nnodeSelector:\n  disk: fast\n");
        assert!(notes.iter().all(|note| note.verdict == Verdict::Unproven) && notes.len() == 2, "{notes:?}");
        Ok(())
    }

    #[test]
    fn identity_secrets_networks_and_unknown_values_are_refused() -> Result<(), Error> {
        let (text, notes) =
            merged(json!({"name": "x", "secretEnv": {}, "networkPolicy": {"enabled": false}, "replcas": 2}))?;
        assert_eq!(text, "name: orders\nenv:\n  A: \"1\"\nreplicas: 1\n");
        let refused: Vec<_> = notes.iter().map(|note| (note.path.as_str(), note.verdict)).collect();
        assert_eq!(
            refused,
            ["name", "secretEnv", "networkPolicy", "replcas"]
                .map(|key| format!("/nodes/orders/extra/helm/{key}"))
                .iter()
                .map(|path| (path.as_str(), Verdict::Unsupported))
                .collect::<Vec<_>>()
        );
        Ok(())
    }
}
