//! What the product wrote is read back as what it was, and no text brings the importer down.

use std::collections::BTreeSet;

use generators::bundle::{Options, build};
use generators::import::{File, import};
use journeys::document;
use journeys::place::{examples, name};
use proptest::prelude::*;
use topology::Document;
use topology::document::{EdgeKind, Id, Node, NodeKind, Role};
use topology::finding::Severity;
use topology::rules::check;

fn round(document: &Document) -> Document {
    let options = Options { targets: vec!["compose".to_owned()], ..Options::default() };
    let bundle = build(document, &options).unwrap();
    let text = &bundle.files["compose/compose.yaml"].text;
    let imported = import(&[File::named("compose/compose.yaml", text.as_str())], "x");
    imported.unwrap_or_else(|faults| panic!("{}: {faults:?}", document.name)).document
}

/// What compose can say of a node: data nodes listen where their engine does, gateways where the product decides.
fn said(node: &Node) -> (NodeKind, Option<String>, Option<String>, Vec<u16>) {
    let engine = node.engine.as_ref().map(ToString::to_string);
    let image = node.image.as_ref().filter(|_| !node.kind.is_data()).map(ToString::to_string);
    let ports = node.ports.values().map(|port| port.number.get()).filter(|_| !node.kind.is_data()).collect();
    // A worker is a service that nobody calls, and a frontend one that people look at: names alone tell them apart.
    let kind = match node.kind {
        NodeKind::Frontend | NodeKind::Worker => NodeKind::Service,
        kind => kind,
    };
    (kind, engine, image, ports)
}

/// Whether compose runs it. A replica is its primary there.
fn runs(node: &Node) -> bool {
    let outside = matches!(node.kind, NodeKind::Client | NodeKind::External | NodeKind::Platform);
    !outside && node.role != Some(Role::Replica)
}

/// Who opens connections to whom among what runs, and whether by messages.
fn drawn(document: &Document) -> BTreeSet<(String, String, bool)> {
    let end = |id: &Id| {
        let node = document.nodes.get(id)?;
        let id = node.of.as_ref().filter(|_| node.role == Some(Role::Replica)).unwrap_or(id);
        document.nodes.get(id).filter(|node| runs(node)).map(|_| id.to_string())
    };
    let messages = |kind: EdgeKind| matches!(kind, EdgeKind::Publish | EdgeKind::Subscribe);
    let edges = document.edges.values().filter(|edge| edge.kind.opens_connection());
    edges.filter_map(|edge| Some((end(&edge.from)?, end(&edge.to)?, messages(edge.kind)))).collect()
}

#[test]
fn what_compose_got_comes_back() {
    for folder in examples() {
        let (before, example) = (document::read(&folder), name(&folder));
        let after = round(&before);
        for (id, node) in before.nodes.iter().filter(|(_, node)| runs(node)) {
            let back = after.nodes.get(id).unwrap_or_else(|| panic!("{example}: {id} is lost"));
            assert_eq!(said(back), said(node), "{example}: {id}");
        }
        let made = after.nodes.iter().filter(|(id, node)| runs(node) && !before.nodes.contains_key(*id));
        assert_eq!(made.map(|(id, _)| id.as_str()).collect::<Vec<_>>(), Vec::<&str>::new(), "{example}");
        assert_eq!(drawn(&after), drawn(&before), "{example}");
    }
}

#[test]
fn no_error_comes_back_that_was_not_there() {
    for folder in examples() {
        let after = round(&document::read(&folder));
        let report = check(&after, &topology::rules::Options::default()).unwrap();
        let errors: Vec<_> = report.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", name(&folder));
    }
}

/// Texts that are nearly files: the words of compose and of manifests, put together by chance.
fn nearly() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "services",
        "image",
        "environment",
        "ports",
        "depends_on",
        "extends",
        "include",
        "build",
        "deploy",
        "volumes",
        "networks",
        "a",
        "b",
        "apiVersion",
        "kind",
        "Deployment",
        "Service",
        "metadata",
        "name",
        "spec",
        "template",
        "containers",
        "selector",
        "!reset",
        "!override [x]",
        "${A:-b}",
        "postgres:17",
        "http://a:80",
        "8080:80",
        "{}",
        "[]",
        "null",
        "1",
        "true",
        "'0'",
        "<<",
        "&x y",
        "*x",
    ]);
    let line = (0_usize..5, word.clone(), prop::option::of(word), prop::bool::ANY);
    prop::collection::vec(line, 0..24).prop_map(|lines| {
        let one = |(depth, key, value, item): (usize, &str, Option<&str>, bool)| {
            format!(
                "{}{}{key}:{}",
                "  ".repeat(depth),
                if item { "- " } else { "" },
                value.map(|value| format!(" {value}")).unwrap_or_default()
            )
        };
        lines.into_iter().map(one).collect::<Vec<_>>().join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_brings_the_importer_down(text in prop_oneof![nearly(), nearly().prop_map(|text| format!("services:\n  a:\n    image: x\n{text}")), ".{0,200}"]) {
        if let Ok(imported) = import(&[File::named("compose.yaml", text)], "x") {
            prop_assert!(topology::structure::check(&imported.document).is_empty());
            let written = topology::yaml::write_document(&imported.document);
            let (back, _) = topology::yaml::read_document(&written).unwrap();
            prop_assert_eq!(back, imported.document);
        }
    }
}
