//! Bundles applied to the mocked AWS, layer by layer: what is there afterwards is what was planned.
//!
//! Nearly all of the time goes into waits that the provider makes whatever it is answered: 80 seconds for each
//! database, 60 for each load balancer, 25 for each queue. So topologies are applied side by side, and beside each
//! `apply` runs what only reads.

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use journeys::binary::run;
use journeys::place::{examples, name};
use journeys::tools::cloud::Cloud;
use serde_json::Value;

use crate::example::{EKS, EVERYTHING, Example};
use crate::{stand_ins, there};

/// The example that is applied every time beside the topologies with everything and on EKS; with `SOAK` set all of them are.
const SHORT: &str = "voting";

#[test]
fn what_is_applied_is_what_is_planned() {
    let all = std::env::var_os("SOAK").is_some();
    let examples: Vec<String> = examples().iter().map(|folder| name(folder)).collect();
    let (now, later): (Vec<_>, Vec<_>) = examples.into_iter().partition(|example| all || example == SHORT);
    for example in later {
        println!("{example}: applied with SOAK alone");
    }
    let wanted: Vec<String> = [EVERYTHING, EKS].map(str::to_owned).into_iter().chain(now).collect();
    assert!(wanted.len() > 2, "{SHORT} is no example any more");
    thread::scope(|scope| {
        let running: Vec<_> = wanted.iter().map(|wanted| scope.spawn(move || applied(wanted))).collect();
        ended(running);
    });
}

fn applied(wanted: &str) {
    let start = Instant::now();
    let (example, cloud) = (Example::named(wanted), Cloud::start());
    let (example, cloud) = (&example, &cloud);
    let plan = example.production();
    stand_ins::put(example);
    if let Some(domain) = &plan.settings.domain {
        // The foundation looks it up.
        cloud.zone(&plan.settings.region.value, &domain.value);
    }
    let rooted = |layer: &str| Some(example.root(layer)).filter(|root| root.is_dir());
    let (foundation, data) = (rooted("foundation"), rooted("data"));
    let units: Vec<PathBuf> = plan.units.keys().filter_map(|unit| rooted(unit.as_str())).collect();
    thread::scope(|scope| {
        let roots = foundation.iter().chain(&data).chain(&units);
        ended(roots.map(|root| scope.spawn(move || cloud.open(root))).collect());
    });
    for root in foundation.iter().chain(&data) {
        made(example, cloud, root);
    }
    thread::scope(|scope| {
        // The data layer stays as it is while units come.
        let kept = data.iter().map(|data| scope.spawn(move || loses_data(example, cloud, data)));
        let made = units.iter().map(|unit| {
            scope.spawn(move || {
                made(example, cloud, unit);
                loses_nothing(example, cloud, unit);
            })
        });
        ended(kept.chain(made).collect());
    });
    there::compare(&example.name, plan, &cloud.inventory(&plan.settings.region.value));
    println!("{}: {:.0} s", example.name, start.elapsed().as_secs_f64());
}

/// Waits for all, and fails as the first of them did.
fn ended(running: Vec<ScopedJoinHandle<'_, ()>>) {
    let ends: Vec<_> = running.into_iter().map(ScopedJoinHandle::join).collect();
    if let Some(problem) = ends.into_iter().find_map(Result::err) {
        resume_unwind(problem);
    }
}

/// Plans a root and applies that plan, which makes everything; the root's own tests pass.
fn made(example: &Example, cloud: &Cloud, root: &Path) {
    let planned = cloud.plan(root, "made", &[]);
    thread::scope(|scope| {
        ended(vec![
            scope.spawn(|| cloud.apply(root, &planned)),
            scope.spawn(|| creates_and_is_ours(example, cloud, root, &planned)),
            scope.spawn(|| {
                // Roots with secrets can't be tried against a mocked provider: this is the place.
                let words = cloud.test(root);
                assert!(words.is_none_or(|words| words.contains("1 passed, 0 failed")), "{}", root.display());
            }),
        ]);
    });
}

/// What `verify --tfplan` says of a plan: exit code and JSON.
fn judged(example: &Example, plan: &Path, more: &[&str]) -> (i32, Value) {
    let bundle = example.bundle().display().to_string();
    let file = plan.display().to_string();
    let ran = run([&["verify", &bundle, "--tfplan", &file, "--format", "json"], more].concat());
    let told = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    (ran.code, told)
}

/// The first plan makes everything, and everything is somebody's.
fn creates_and_is_ours(example: &Example, cloud: &Cloud, root: &Path, planned: &Path) {
    let (code, told) = judged(example, &cloud.shown(root, planned), &[]);
    let (actions, layer) = (told["actions"].as_array().unwrap(), name(root));
    assert!(code == 0 && actions.len() > 5, "{layer}: {told}");
    for action in actions {
        assert_eq!(action["does"], "create", "{action}");
        assert_ne!(action["owner"], "not-ours", "{action}");
    }
}

/// What removing a root would do, as a file; what is there was made a moment ago and need not be asked for.
fn removed(cloud: &Cloud, root: &Path) -> PathBuf {
    let planned = cloud.plan(root, "removed", &["-destroy", "-refresh=false"]);
    cloud.shown(root, &planned)
}

/// Removing a unit loses no data.
fn loses_nothing(example: &Example, cloud: &Cloud, unit: &Path) {
    let (code, told) = judged(example, &removed(cloud, unit), &[]);
    assert!(code == 0 && !told["actions"].as_array().unwrap().is_empty(), "{}: {told}", unit.display());
}

/// Removing the data layer loses data where something is kept, unless each node is named.
fn loses_data(example: &Example, cloud: &Cloud, data: &Path) {
    let plan = example.production();
    // MSK is replaced here, and MongoDB is elsewhere.
    let lacking = |engine: &str| ["kafka", "mongodb"].contains(&engine);
    let kept = plan.instances.values().filter(|one| one.persistence.value && !lacking(&one.engine.value));
    let kept: Vec<_> = kept.collect();
    let removed = removed(cloud, data);
    let (code, told) = judged(example, &removed, &[]);
    assert_eq!(code, i32::from(!kept.is_empty()), "{}: {told}", example.name);
    let refused: Vec<&str> = told["refused"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for instance in &kept {
        let module = format!("module.{}.", instance.id);
        assert!(refused.iter().any(|address| address.starts_with(&module)), "{module} {refused:?}");
    }
    let queues = plan.externals.values().filter(|external| external.cloud.is_some()).map(|external| &external.id);
    let nodes = kept.iter().flat_map(|instance| &instance.nodes).chain(queues);
    let named: Vec<&str> = nodes.flat_map(|node| ["--destroy", node.as_str()]).collect();
    let (code, told) = judged(example, &removed, &named);
    assert_eq!(code, 0, "{}: {}", example.name, told["refused"]);
}
