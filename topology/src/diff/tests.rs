use proptest::prelude::*;
use serde_json::{Value, json};

use super::random::{changed, start};
use super::*;
use crate::edit::{Edit, apply};

fn after(edits: Value) -> Document {
    let mut document = start();
    apply(&mut document, &Edit::Batch { edits: serde_json::from_value(edits).unwrap() }).unwrap();
    document
}

fn told(edits: Value) -> Vec<String> {
    let (before, after) = (start(), after(edits));
    let diff = between(&before, &after);
    words(&before, &after, &diff).iter().map(|one| format!("{} {}", one.status.sign(), one.text())).collect()
}

#[test]
fn what_came_went_and_changed_is_told() {
    assert_eq!(
        told(json!([
            { "op": "set", "path": "/nodes/a/replicas", "value": { "min": 3, "max": 10 } },
            { "op": "set", "path": "/nodes/c/storage", "value": "20Gi" },
            { "op": "create", "path": "/nodes/store", "value": { "kind": "object-store", "title": "Audit store", "storage": "5Gi" } },
            { "op": "set", "path": "/edges/b--store", "value": { "from": "b", "to": "store", "kind": "data", "access": "write" } },
            { "op": "delete", "path": "/edges/a--b" },
            { "op": "delete", "path": "/nodes/d" }
        ])),
        [
            "~ A (a): replicas is now min 3, max 10",
            "~ c: storage 10Gi → 20Gi",
            "− d is removed: queue",
            "+ Audit store (store) is added: object store; with storage 5Gi",
            "− A no longer calls b",
            "− A no longer publishes t to d",
            "+ b now writes Audit store",
            "− No longer waived: orphan-node of d",
        ]
    );
}

#[test]
fn an_override_is_told_with_what_it_overrides() {
    assert_eq!(
        told(json!([
            { "op": "set", "path": "/environments/dev/nodes/a/replicas/min", "value": 2 },
            { "op": "set", "path": "/environments/prod/settings/region", "value": "eu-west-1" },
            { "op": "set", "path": "/environments/prod/edges/a--b/timeout_ms", "value": 5 }
        ])),
        [
            "~ A (a): in dev replicas min 1 → min 2",
            "~ A calls b: in prod it differs: timeout_ms 5",
            "~ The environment prod: settings.region is now eu-west-1",
        ]
    );
}

#[test]
fn a_rename_is_one_change_and_no_loss() {
    let after = after(json!([{ "op": "rename", "id": "c", "to": "ledger" }]));
    let diff = between(&start(), &after);
    assert_eq!(diff.counts(), [0, 0, 1]);
    assert_eq!(diff.items[0].was.as_ref().unwrap().as_str(), "c");
    assert_eq!(words(&start(), &after, &diff)[0].text(), "ledger, before c: another id");
}

#[test]
fn moving_is_no_change() {
    let after = after(json!([{ "op": "set", "path": "/views/main/layout/a", "value": [5, 5] }]));
    let diff = between(&start(), &after);
    assert!(diff.is_same_meaning() && !diff.is_empty());
    assert_eq!(diff.moved[0].as_str(), "a");
    assert_eq!(markdown(&diff, &[]), "Both mean the same.\n\n1 node was only moved. This changes no meaning.\n");
}

#[test]
fn markdown_has_a_list_for_each_sort() {
    let after = after(json!([
        { "op": "set", "path": "/nodes/a/title", "value": "*A* <img> @ana `x` http://evil" },
        { "op": "delete", "path": "/edges/a--b" }
    ]));
    let diff = between(&start(), &after);
    let text = markdown(&diff, &words(&start(), &after, &diff));
    assert_eq!(
        text,
        "**Nodes**\n\n- ~ **\\*A\\* &lt;img&gt; &#64;ana \\`x\\` http&#58;//evil** (`a`): `title` `A` → ``*A* <img> @ana `x` http://evil``\n\n\
         **Connections**\n\n- − **A** no longer calls **b**\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(document in changed(12)) {
        prop_assert!(between(&document, &document).is_empty());
        prop_assert!(edits(&document, &document).unwrap().is_empty());
    }

    #[test]
    fn the_edits_lead_there(a in changed(12), b in changed(12)) {
        let mut tried = a.clone();
        apply(&mut tried, &Edit::Batch { edits: edits(&a, &b).unwrap() }).unwrap();
        prop_assert_eq!(&tried, &b);
        prop_assert_eq!(between(&a, &b).is_empty(), a == b);
    }

    /// Every difference in meaning is told, once, on one line, and a reader of Markdown sees no markup in what people wrote.
    #[test]
    fn each_item_has_its_sentence(a in changed(12), b in changed(12)) {
        let diff = between(&a, &b);
        let sentences = words(&a, &b, &diff);
        prop_assert_eq!(sentences.len(), diff.items.len());
        prop_assert_eq!(&sentences, &words(&a, &b, &between(&a, &b)));
        for sentence in &sentences {
            prop_assert!(!sentence.text().contains('\n') && sentence.text().len() > 3);
        }
        let text = markdown(&diff, &sentences);
        for event in pulldown_cmark::Parser::new(&text) {
            use pulldown_cmark::{Event, Tag};
            prop_assert!(!matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Link { .. })), "{}", text);
        }
        prop_assert!(!text.replace("`t`|@ana", "").contains("@ana"), "{}", text);
    }
}
