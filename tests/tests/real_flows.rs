//! What the network allows, read back from the outputs, is what the Plan says: nothing less, nothing more.
#![cfg(feature = "real")]

use std::collections::BTreeMap;
use std::path::Path;

use generators::plan::{Plan, Plans};
use journeys::binary::run;
use journeys::eks;
use journeys::place::{examples, name, root};
use journeys::planned::{same, same_flows};
use journeys::policies;
use journeys::security_groups;
use journeys::tools::helm;
use tempfile::TempDir;
use topology::document::Flows;

struct Example {
    name: String,
    plans: Plans,
    bundle: TempDir,
}

fn each() -> impl Iterator<Item = Example> {
    examples().into_iter().map(|folder| drawn(&folder.join("topology.yaml"), name(&folder)))
}

fn drawn(document: &Path, name: String) -> Example {
    let document = document.display().to_string();
    let planned = run(["plan", &document, "--format", "json"]);
    let plans = serde_json::from_str(&planned.out).unwrap_or_else(|error| panic!("{error}: {planned:?}"));
    let bundle = tempfile::tempdir().unwrap();
    let ran = run(["synth", &document, "--out", &bundle.path().display().to_string()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    Example { name, plans, bundle }
}

#[test]
fn network_policies_allow_exactly_the_plans_flows() {
    let mut enforced = 0;
    for example in each() {
        let (verdict, rendered) = helm::render(example.bundle.path());
        verdict.expect(1);
        for (environment, plan) in example.plans.all() {
            let what = format!("{} {environment}", example.name);
            let objects: Vec<_> = rendered
                .iter()
                .filter(|one| one.environment == environment)
                .flat_map(helm::Rendered::objects)
                .collect();
            let read = policies::read(&objects);
            if plan.settings.flows.value != Flows::Enforced {
                assert!(read.policies == 0, "{what}: flows are only declared, yet there are policies");
                continue;
            }
            enforced += 1;
            same_flows(plan, &read, &what);
            assert!(read.ingress.len() > 3 && read.egress.len() > read.ingress.len(), "{what}");
        }
    }
    assert!(enforced >= 3, "only {enforced} environments enforce their flows");
}

#[test]
fn security_groups_allow_exactly_the_plans_flows() {
    let mut enforced = 0;
    for example in each() {
        security_groups::only_the_flow_module_opens_ports(&example.bundle.path().join("terraform/modules"));
        for (environment, plan) in &example.plans.environments {
            let what = format!("{} {environment}", example.name);
            let folder = example.bundle.path().join("terraform/environments").join(environment.as_str());
            let read = security_groups::read(&folder);
            if plan.settings.flows.value != Flows::Enforced {
                assert!(read.rules.is_empty(), "{what}: flows are only declared, yet there are rules");
                continue;
            }
            enforced += 1;
            same(&read.rules, &security_groups::expected(plan, &read.jobs), &what);
            attached(plan, &folder, &what);
        }
    }
    assert!(enforced >= 3, "only {enforced} environments enforce their flows");
}

/// On EKS pods share the group of their nodes: a pair is open where the group of what is reached lets the nodes in and the policy of the pod lets it out.
#[test]
fn on_eks_groups_and_policies_together_allow_exactly_the_plans_flows() {
    let example = drawn(&root().join("tests/terraform/eks.yaml"), "eks".to_owned());
    let (environment, plan) = example.plans.production().unwrap();
    let (verdict, rendered) = helm::render(example.bundle.path());
    verdict.expect(1);
    let there = rendered.iter().filter(|one| one.environment == environment.as_str());
    let policies = policies::read(&there.flat_map(helm::Rendered::objects).collect::<Vec<_>>());
    let folder = example.bundle.path().join("terraform/environments").join(environment.as_str());
    let groups = security_groups::read(&folder).rules;
    assert!(policies.uncovered.is_empty(), "no policy for {:?}", policies.uncovered);

    let on_eks = eks::Wanted::of(plan);
    same(&policies.ingress, &on_eks.coming, "who may come in");
    same(&policies.egress, &on_eks.going, "where pods may go");
    same(&groups, &on_eks.groups, "what the groups of AWS let in");
    // No group lets in what no policy lets out.
    for (_, to, port, word) in groups.iter().filter(|(from, ..)| from == eks::NODES) {
        let out = |(_, range, at, spoken): &&policies::Allowed| {
            *range == plan.settings.network.value && at == port && spoken == word
        };
        assert!(policies.egress.iter().any(|rule| out(&rule)), "{to} at {port} is open to nobody");
    }
    assert!(on_eks.groups.len() > 4 && on_eks.going.len() > on_eks.coming.len(), "too little to compare");
}

/// Rules mean something only where the groups are those of the tasks.
fn attached(plan: &Plan, folder: &Path, what: &str) {
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    for root in journeys::tools::folders(folder) {
        groups.extend(security_groups::attached(&root));
    }
    for id in plan.workloads.keys() {
        assert_eq!(groups.get(id.as_str()), Some(&id.to_string()), "{what}: the group of {id}");
    }
}
