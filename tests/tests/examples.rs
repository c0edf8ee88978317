//! The examples that people start from are in order: no errors anywhere, and written as the product writes.

use journeys::document;
use journeys::place::{examples, name};
use topology::rules::{Options, check};

#[test]
fn no_example_has_an_error_in_any_environment() {
    let examples = examples();
    assert!(examples.len() >= 3, "{examples:?}");
    for folder in examples {
        let report = check(&document::read(&folder), &Options::default()).unwrap_or_else(|problem| panic!("{problem}"));
        assert!(report.failed.is_empty(), "{}: {:?}", name(&folder), report.failed);
        let errors: Vec<String> = report
            .findings
            .iter()
            .filter(|finding| finding.severity == topology::finding::Severity::Error)
            .map(|finding| format!("{} in {:?}: {}", finding.key, finding.environments, finding.message))
            .collect();
        assert!(errors.is_empty(), "{}: {}", name(&folder), errors.join("\n"));
    }
}

#[test]
fn every_example_says_what_it_is_and_where_its_nodes_stand() {
    for folder in examples() {
        let document = document::read(&folder);
        assert_eq!(document.name.as_str(), name(&folder));
        let description = document.description.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(!description.is_empty() && !description.contains('\n'), "{}", document.name);
        let layout = &document.views["main"].layout;
        for id in document.nodes.keys() {
            assert!(layout.contains_key(id), "{}: {id} stands nowhere", document.name);
        }
        // A card is 182 by 60: two closer than that would overlap.
        let places: Vec<_> = layout.iter().collect();
        for (at, (a, [ax, ay])) in places.iter().enumerate() {
            for (b, [bx, by]) in &places[at + 1..] {
                assert!((ax - bx).abs() >= 182 || (ay - by).abs() >= 60, "{}: {a} and {b} overlap", document.name);
            }
        }
    }
}

#[test]
fn what_is_kept_here_is_canonical() {
    for folder in examples().into_iter().chain(journeys::place::systems()) {
        let text = journeys::place::read(&folder.join("topology.yaml"));
        assert_eq!(topology::yaml::write_document(&document::read(&folder)), text, "{}", name(&folder));
    }
}
