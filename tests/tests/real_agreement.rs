//! Outputs agree: what compose, Helm and Terraform say of one system, read back from each, is the same but for what the translation report names.
#![cfg(feature = "real")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use generators::bundle::{Bundle, Options, build};
use generators::plan::Plan;
use journeys::agreement::{Aspect, Picture, Report, charts, compose, differences, planned, roots};
use journeys::place::{examples, name, root};
use journeys::tools::{compose::COMBINATIONS, helm, terraform};
use journeys::{document, files};
use tempfile::TempDir;

struct Made {
    name: String,
    bundle: Bundle,
    place: TempDir,
}

/// Makes a picture say something else.
type Change = fn(&mut Picture);

fn made(folder: &Path) -> Made {
    let bundle = build(&document::read(folder), &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let place = tempfile::tempdir().unwrap();
    for (path, file) in &bundle.files {
        files::write(&place.path().join(path), &file.text);
    }
    Made { name: name(folder), bundle, place }
}

/// The examples, and a system that draws one of each.
fn topologies() -> Vec<PathBuf> {
    examples().into_iter().chain([root().join("tests/agreement")]).collect()
}

impl Made {
    /// The pictures that the outputs have of an environment. Compose has the base, development and production alone.
    fn pictures(&self, environment: &str, plan: &Plan, rendered: &[helm::Rendered]) -> Vec<Picture> {
        let objects: Vec<_> =
            rendered.iter().filter(|one| one.environment == environment).flat_map(helm::Rendered::objects).collect();
        let mut pictures = vec![charts(&objects, plan)];
        let production = self.bundle.plans.production().is_some_and(|(id, _)| id.as_str() == environment);
        let combination = match environment {
            "base" => Some("base"),
            "dev" => Some("development"),
            _ if production => Some("production"),
            _ => None,
        };
        let files = COMBINATIONS.iter().find(|(name, _)| Some(*name) == combination);
        pictures.extend(files.map(|(_, files)| compose(self.place.path(), files, plan)));
        let folder = self.place.path().join("terraform/environments").join(environment);
        pictures.extend(folder.is_dir().then(|| roots(&folder, plan)));
        pictures
    }
}

/// What two pictures differ in and the report does not name.
fn unnamed(bundle: &Bundle, environment: &str, a: &Picture, b: &Picture) -> Vec<String> {
    let report = Report::of(bundle, environment);
    let all = differences(a, b).into_iter();
    all.filter(|one| !report.names(one, [a.target, b.target])).map(|one| one.text).collect()
}

#[test]
fn outputs_agree_but_for_what_the_report_names() {
    let (mut faults, mut compared, mut said) = (Vec::new(), 0, 0);
    for folder in topologies() {
        let made = made(&folder);
        let (verdict, rendered) = helm::render(made.place.path());
        verdict.expect(1);
        for (environment, plan) in made.bundle.plans.all() {
            let pictures = made.pictures(environment, plan, &rendered);
            assert!(pictures.len() >= 2, "{} {environment}: nothing to compare", made.name);
            for picture in &pictures {
                assert!(picture.programs.len() >= plan.workloads.len(), "{} {environment} {picture:?}", made.name);
                said += picture.programs.values().flat_map(BTreeMap::values).map(|words| words.len()).sum::<usize>();
            }
            for (at, a) in pictures.iter().enumerate() {
                for b in &pictures[at + 1..] {
                    compared += 1;
                    let found = unnamed(&made.bundle, environment, a, b);
                    faults.extend(found.into_iter().map(|text| format!("{} {environment}: {text}", made.name)));
                }
            }
        }
    }
    println!("{compared} pairs of outputs compared, {said} words read");
    assert!(compared >= 24 && said > 1500, "{compared} pairs, {said} words");
    assert!(faults.is_empty(), "{} differences that no report names:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_difference_that_nobody_names_is_found() {
    let folder = examples().into_iter().find(|folder| name(folder) == "shop").unwrap();
    let made = made(&folder);
    let (_, plan) = made.bundle.plans.production().unwrap();
    let (_, rendered) = helm::render(made.place.path());
    let pictures = made.pictures("production", plan, &rendered);
    let [charts, compose, roots] = pictures.as_slice() else { panic!("{} pictures", pictures.len()) };
    let changes: [(&str, Change); 7] = [
        ("Image", |picture| picture.say_instead("users", Aspect::Image, "ghcr.io/acme/users:9.9.9")),
        ("Ports", |picture| picture.say_instead("orders", Aspect::Ports, "8081")),
        ("Variables", |picture| picture.say_instead("orders", Aspect::Variables, "OTHER")),
        ("Secrets", |picture| picture.say_instead("payments", Aspect::Secrets, "OTHER")),
        ("only in", |picture| picture.programs.retain(|id, _| id != "notifications")),
        ("only in", |picture| picture.pairs.extend([("users".to_owned(), "orders".to_owned(), 8080)])),
        ("only in", |picture| picture.pairs.retain(|(from, to, _)| from != "storefront" || to != "products")),
    ];
    for (word, change) in changes {
        for other in [compose, roots] {
            let mut changed = charts.clone();
            change(&mut changed);
            let found = unnamed(&made.bundle, "production", &changed, other);
            assert!(found.iter().any(|text| text.contains(word)), "{word} against {}: {found:?}", other.target);
        }
    }
}

#[test]
fn what_terraform_plans_is_what_its_roots_say() {
    let folder = examples().into_iter().find(|folder| name(folder) == "online-boutique").unwrap();
    let made = made(&folder);
    let (environment, plan) = made.bundle.plans.production().unwrap();
    let environment = made.place.path().join("terraform/environments").join(environment.as_str());
    let said = roots(&environment, plan);
    let planned = planned(&terraform::messages(&environment.join("online-boutique")));
    assert!(planned.len() >= 8, "{:?}", planned.keys());
    for (id, program) in &planned {
        for (aspect, words) in program {
            let wanted = said.programs.get(id).and_then(|program| program.get(aspect));
            let same = match aspect {
                // The number to begin with is the least.
                Aspect::Replicas => wanted.is_some_and(|wanted| {
                    let least = |text: &String| text.split(' ').next().map(str::to_owned);
                    wanted.iter().filter_map(least).eq(words.iter().cloned())
                }),
                _ => wanted == Some(words),
            };
            assert!(same, "{id}: {aspect:?}: planned {words:?}, written {wanted:?}");
        }
    }
}
