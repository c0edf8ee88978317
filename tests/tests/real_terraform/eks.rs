//! EKS: its roots hold, and the chart takes what they give.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use journeys::place::read;
use journeys::tools::{helm, scan, terraform};
use serde_json::{Map, Value, json};

use crate::example::{EKS, Example};

/// The fields of a binding, among those that the documentation of the AWS Load Balancer Controller names.
const FIELDS: [&str; 3] = ["targetType", "targetGroupARN", "serviceRef"];

/// What stands for a value that AWS alone knows.
const STUB: &str = "arn:aws:stub";

#[test]
fn a_bundle_on_eks_is_valid_and_its_foundation_holds_what_its_test_says() {
    let example = Example::named(EKS);
    terraform::judge(example.bundle()).expect(1 + 3);
    terraform::test(&[example.root("foundation")]).expect(1);
    let folder = example.bundle().join("terraform");
    assert_eq!(scan::tflint(&folder), Vec::<String>::new());
    let found = scan::checkov(&folder);
    assert!(found.failed.is_empty() && found.passed > 500, "{} passed: {:?}", found.passed, found.failed);
}

#[test]
fn the_chart_takes_what_terraform_gives() {
    let example = Example::named(EKS);
    let plan = example.production();
    let values = example.bundle().join("helm_values.json");
    fs::write(&values, told(&example).to_string()).unwrap();
    let objects = helm::laid_over(example.bundle(), plan.topology.as_str(), plan.name(), &values).unwrap();
    let of = |kind: &str| objects.iter().filter(|object| object["kind"] == kind).cloned().collect::<Vec<Value>>();
    let name = |object: &Value| object["metadata"]["name"].as_str().unwrap().to_owned();

    // Each key that a pod asks for is fetched, from one place, with a role of one node.
    let mut fetched: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let stores: BTreeSet<String> = of("SecretStore").iter().map(name).collect();
    for external in of("ExternalSecret") {
        let keys = external["spec"]["data"].as_array().unwrap().iter();
        let keys = keys.map(|one| one["secretKey"].as_str().unwrap().to_owned()).collect();
        assert!(fetched.insert(name(&external), keys).is_none(), "{} is made twice", name(&external));
        assert!(stores.contains(external["spec"]["secretStoreRef"]["name"].as_str().unwrap()), "{external}");
    }
    let asked = asked(&objects);
    assert!(asked.len() > 5, "{asked:?}");
    for (secret, key) in asked {
        assert!(fetched.get(&secret).is_some_and(|keys| keys.contains(&key)), "nobody fetches {key} of {secret}");
    }
    let admin = of("ExternalSecret").into_iter().find(|one| name(one) == "orders-db-admin").unwrap();
    assert_eq!(admin["spec"]["data"][0]["remoteRef"], json!({"key": STUB, "property": "password"}));

    // Visitors come to the pods of the one who is drawn so, and no way of the cluster's own is made.
    let bound: Vec<String> = of("TargetGroupBinding").iter().map(name).collect();
    assert_eq!(bound, ["edge"]);
    // Its definition is in no registry: these are fields that the controller's documentation names.
    let binding = &of(helm::WITHOUT_SCHEMA)[0];
    let fields: Vec<&str> = binding["spec"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((binding["apiVersion"].as_str(), fields), (Some("elbv2.k8s.aws/v1beta1"), FIELDS.to_vec()));
    assert!(of("HTTPRoute").is_empty() && of("Ingress").is_empty());
    let service = of("Service").into_iter().find(|one| name(one) == "edge").unwrap();
    assert_eq!(of("TargetGroupBinding")[0]["spec"]["serviceRef"]["port"], service["spec"]["ports"][0]["port"]);

    // What AWS runs has no pods here; its users are made all the same.
    let servers: Vec<String> = of("StatefulSet").iter().map(name).collect();
    assert_eq!(servers, ["ledger"]);
    for claim in of("StatefulSet").iter().flat_map(|set| set["spec"]["volumeClaimTemplates"].as_array().unwrap()) {
        assert_eq!(claim["spec"]["storageClassName"], "encrypted-gp3");
    }
    let jobs: Vec<String> = of("Job").iter().map(name).collect();
    assert!(
        ["orders-db--grants-", "tasks--grants-", "ledger--grants-"]
            .iter()
            .all(|job| jobs.iter().any(|one| one.starts_with(job))),
        "{jobs:?}"
    );
    let told = of("ConfigMap").into_iter().find(|one| name(one) == "orders--env").unwrap();
    assert_eq!(told["data"]["ORDERS_DB_HOST"], STUB);
}

/// The output `helm_values` of the unit, with a stub for each value that is known while applying alone.
fn told(example: &Example) -> Value {
    let unit = example.root(example.production().topology.as_str());
    let body: hcl::Body = hcl::parse(&read(&unit.join("outputs.tf"))).unwrap();
    let output = body.blocks().find(|block| block.labels().iter().any(|label| label.as_str() == "helm_values"));
    value(output.unwrap().body().attributes().find(|one| one.key() == "value").unwrap().expr())
}

fn value(expression: &hcl::Expression) -> Value {
    match expression {
        hcl::Expression::String(text) => json!(text),
        hcl::Expression::Object(entries) => {
            let entries =
                entries.iter().map(|(key, inner)| (key.to_string().trim_matches('"').to_owned(), value(inner)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        _ => json!(STUB),
    }
}

/// The keys of Secrets that pods read.
fn asked(objects: &[Value]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&Value> = objects.iter().collect();
    while let Some(one) = waiting.pop() {
        if let Some(reference) = one.get("secretKeyRef") {
            let word = |key: &str| reference[key].as_str().unwrap_or_default().to_owned();
            found.insert((word("name"), word("key")));
        }
        waiting.extend(one.as_object().into_iter().flat_map(Map::values));
        waiting.extend(one.as_array().into_iter().flatten());
    }
    found
}
