//! `check --format sarif`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::binary::{CIRCLE, TODAY, WAIVED, example, folder, run, run_with};

fn sarif(text: &str) -> Value {
    run_with(&["check", "-", "--format", "sarif", "--fail-on", "never", "--today", TODAY], text).code(0).json()
}

fn result<'a>(log: &'a Value, rule: &str) -> &'a Value {
    log["runs"][0]["results"].as_array().unwrap().iter().find(|result| result["ruleId"] == rule).unwrap()
}

#[test]
fn it_fits_the_schema_of_oasis() {
    // A bracket alone is itself in JavaScript and a fault in other dialects.
    let text = include_str!("../data/sarif-schema-2.1.0.json").replace("{2}]?$", "{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let shop = std::fs::read_to_string(example("shop")).unwrap();
    for text in [CIRCLE, WAIVED, &shop] {
        let log = sarif(text);
        let errors: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut broken = sarif(CIRCLE);
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = json!(0);
    assert!(!schema.is_valid(&broken), "the schema does look");
}

#[test]
fn a_result_names_its_rule_and_every_place() {
    let (folder, _) = folder(CIRCLE);
    let file = folder.path().join("my shop.yaml");
    std::fs::write(&file, CIRCLE).unwrap();
    let log = run(&["check", file.to_str().unwrap(), "--format", "sarif"]).code(1).json();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "groundplan/circle/");
    let result = result(&log, "sync-cycle");
    let index = result["ruleIndex"].as_u64().unwrap() as usize;
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], "sync-cycle");
    assert_eq!(rule["help"]["markdown"], json!(run(&["explain", "sync-cycle"]).out));
    assert!(rule["help"]["text"].as_str().unwrap().contains("How to fix: "));

    let place = &result["locations"][0]["physicalLocation"];
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("/my%20shop.yaml"));
    assert_eq!(
        place["region"],
        json!({ "startLine": 5, "startColumn": 3, "snippet": { "text": "a: { kind: service }" } })
    );
    assert_eq!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "nodes/a");
    let lines = |list: &Value| -> Vec<u64> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|at| at["physicalLocation"]["region"]["startLine"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(lines(&result["relatedLocations"]), [6, 9, 10]);
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    let steps: Vec<Value> = steps.iter().map(|step| step["location"].clone()).collect();
    assert_eq!(lines(&steps.into()), [5, 6, 5]);
    assert_eq!(result["properties"]["environments"], json!(["base"]));
    assert!(result["properties"]["fixes"][0]["command"].as_str().unwrap().starts_with("groundplan fix "));
}

#[test]
fn a_waived_finding_is_suppressed_with_its_reason() {
    let log = sarif(WAIVED);
    let suppressed = result(&log, "orphan-node")["suppressions"].as_array().unwrap();
    assert_eq!(suppressed.len(), 1);
    assert_eq!((&suppressed[0]["kind"], &suppressed[0]["status"]), (&json!("inSource"), &json!("accepted")));
    let why = suppressed[0]["justification"].as_str().unwrap();
    assert_eq!(why, "waived until 2027-04-01 by ana: used <soon>, & 100%: \"yes\"");
    assert_eq!(suppressed[0]["location"]["physicalLocation"]["region"]["startLine"], 17);
    assert!(result(&log, "sync-cycle")["suppressions"].is_null());
    assert_eq!(log["runs"][0]["properties"]["summary"]["waived"], 1);
}

/// What findings are called, by rule and message.
fn fingerprints(text: &str) -> BTreeMap<String, String> {
    let log = sarif(text);
    let results = log["runs"][0]["results"].as_array().unwrap().clone();
    let named = results.iter().map(|result| {
        let prints = result["partialFingerprints"].as_object().unwrap();
        assert!(prints.values().all(|print| *print == prints["groundplanKey/v1"]));
        (prints["primaryLocationLineHash"].as_str().unwrap().to_owned(), result["ruleId"].as_str().unwrap().to_owned())
    });
    named.collect()
}

#[test]
fn fingerprints_stay_when_the_file_is_arranged_anew() {
    let before = fingerprints(WAIVED);
    assert!(before.len() >= 2);
    let arranged = "# a comment\nviews: { main: { layout: { a: [10, 20] } } }\nedges: { b--a: { kind: call }, a--b: { kind: call } }\nnodes:\n  lone:\n    kind: service\n\n  b: { kind: service, title: Billing }\n  a: { kind: service, title: Another }\nenvironments: { production: {} }\nname: circle\ngroundplan: 1\nwaivers: { w1: { rule: orphan-node, node: lone, reason: r, author: a, expires: 2027-04-01 } }\n";
    assert_eq!(fingerprints(arranged), before);
    // Another circle is another finding.
    assert_ne!(
        fingerprints(
            &WAIVED.replace("  b--a: { kind: call }\n", "  b--lone: { kind: call }\n  lone--a: { kind: call }\n")
        ),
        before
    );
}
