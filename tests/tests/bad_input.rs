//! What can't be read: one clear error with place, expectation and advice, and no panic.

use journeys::place::{examples, read};
use proptest::prelude::*;
use topology::Problem;
use topology::yaml::{read_document, write_document};

fn problems(text: &str) -> Vec<Problem> {
    match read_document(text) {
        Ok(_) => panic!("this was read:\n{}", text.chars().take(400).collect::<String>()),
        Err(problems) => problems,
    }
}

/// A document of two nodes and an edge, with one place for a fault.
fn with(nodes: &str, edges: &str) -> String {
    format!(
        "groundplan: 1\nname: shop\nnodes:\n  orders: {{ kind: service }}\n  orders-db: {{ kind: database }}\n{nodes}edges:\n{edges}"
    )
}

/// One fault: the text, its place, words of the message, words of the advice.
struct Case(&'static str, String, (u32, u32), &'static [&'static str], &'static [&'static str]);

fn cases() -> Vec<Case> {
    let edge = "  orders--orders-db: { kind: data }\n";
    vec![
        Case(
            "a tab",
            "groundplan: 1\nname: shop\nnodes:\n\torders: { kind: service }\n".into(),
            (4, 1),
            &["tab", "expected"],
            &["blanks"],
        ),
        Case("an open quote", "groundplan: 1\nname: shop\ntitle: \"Shop\n".into(), (4, 1), &["quoted"], &[]),
        Case(
            "text behind a quote",
            "groundplan: 1\nname: shop\ntitle: \"Shop\" and more\n".into(),
            (3, 15),
            &["quote"],
            &["close the quotes"],
        ),
        Case(
            "an open brace",
            "groundplan: 1\nname: shop\nnodes: { orders: { kind: service }\n".into(),
            (3, 8),
            &["expected", "}"],
            &["close"],
        ),
        Case(
            "wrong indentation",
            "groundplan: 1\nname: shop\nnodes:\n  a: { kind: service }\n b: { kind: service }\n".into(),
            (5, 2),
            &["expected"],
            &["indent"],
        ),
        Case("a second document", "groundplan: 1\nname: shop\n---\nname: b\n".into(), (3, 1), &["document"], &[]),
        Case(
            "a key twice",
            with("  orders: { kind: worker }\n", edge),
            (6, 3),
            &["orders", "given before, at line 4"],
            &["rename"],
        ),
        Case("nothing at all", String::new(), (1, 1), &["expected a topology", "nothing"], &["groundplan: 1"]),
        Case("a list", "- a\n- b\n".into(), (1, 1), &["expected a topology", "list"], &["groundplan: 1"]),
        Case("another format", "groundplan: 7\nname: shop\n".into(), (1, 1), &["format 7", "expected 1"], &["newer"]),
        Case("no name", "groundplan: 1\nnodes: {}\n".into(), (1, 1), &["`name` is missing"], &["shop"]),
        Case(
            "a field of later",
            "groundplan: 1\nname: shop\nimports: {}\n".into(),
            (3, 1),
            &["imports", "reserved"],
            &["remove"],
        ),
        Case(
            "an unknown key",
            "groundplan: 1\nname: shop\nndoes: {}\n".into(),
            (3, 1),
            &["unknown field `ndoes`"],
            &["did you mean `nodes`?"],
        ),
        Case(
            "an unknown field",
            with("  pay: { kind: service, imgae: x }\n", edge),
            (6, 25),
            &["unknown field `imgae`"],
            &["did you mean `image`?"],
        ),
        Case(
            "an unknown kind",
            with("  pay: { kind: databse }\n", edge),
            (6, 10),
            &["databse"],
            &["did you mean `database`?"],
        ),
        Case(
            "an unknown edge kind",
            with("", "  orders--orders-db: { kind: dta }\n"),
            (7, 24),
            &["dta"],
            &["did you mean `data`?"],
        ),
        Case("no kind", with("  pay: { title: Pay }\n", edge), (6, 3), &["`kind` is missing"], &["kind"]),
        Case(
            "an id that is none",
            with("  Pay_Ments: { kind: service }\n", edge),
            (6, 3),
            &["Pay_Ments", "lower-case"],
            &["pay-ments"],
        ),
        Case(
            "a reserved id",
            with("  global: { kind: service }\n", edge),
            (6, 3),
            &["`global` is reserved"],
            &["another"],
        ),
        Case(
            "an end that is missing",
            with("", "  orders--order-db: { kind: data }\n"),
            (7, 3),
            &["no node `order-db`"],
            &["did you mean `orders-db`?"],
        ),
        Case(
            "edges as a list",
            "groundplan: 1\nname: shop\nedges:\n  - { from: a, to: b, kind: call }\n".into(),
            (3, 1),
            &["map keyed by id", "list"],
            &["the key is the edge's id"],
        ),
        Case(
            "a word for a number",
            with("", "  orders--orders-db: { kind: data, timeout_ms: soon }\n"),
            (7, 36),
            &["whole number", "soon"],
            &[],
        ),
        Case(
            "a number for a text",
            with("  pay: { kind: service, version: 18 }\n", edge),
            (6, 25),
            &["text", "18"],
            &["quotes"],
        ),
        Case(
            "a list for a map",
            with("  pay: { kind: service, ports: [8080] }\n", edge),
            (6, 25),
            &["map", "list"],
            &[],
        ),
        Case(
            "a port out of range",
            with("  pay: { kind: service, ports: { http: { number: 70000 } } }\n", edge),
            (6, 42),
            &["65535", "70000"],
            &[],
        ),
        Case(
            "an image that is none",
            with("  pay: { kind: service, image: \"a b\" }\n", edge),
            (6, 25),
            &["a b", "container image"],
            &[],
        ),
        Case(
            "a control character",
            with("  pay: { kind: service, title: \"a\\u0007b\" }\n", edge),
            (6, 25),
            &["control character", "0007"],
            &[],
        ),
        Case(
            "a title too long",
            with(&format!("  pay: {{ kind: service, title: {} }}\n", "x".repeat(121)), edge),
            (6, 25),
            &["121", "120"],
            &[],
        ),
        Case(
            "an override of what is fixed",
            format!("{}environments:\n  dev: {{ nodes: {{ orders: {{ kind: worker }} }} }}\n", with("", edge)),
            (9, 29),
            &["kind", "overridden"],
            &[],
        ),
    ]
}

#[test]
fn every_fault_is_told_with_its_place_and_what_to_do() {
    let mut lines = Vec::new();
    for Case(name, text, place, message, hint) in cases() {
        let found = problems(&text);
        let first = &found[0];
        let advice = first.hint.as_deref().unwrap_or_default();
        if first.position != Some(place) {
            lines.push(format!("{name}: expected at {place:?}: {first}"));
        }
        lines.extend(
            message
                .iter()
                .filter(|word| !first.message.contains(**word))
                .map(|word| format!("{name}: no `{word}` in: {first}")),
        );
        lines.extend(
            hint.iter()
                .filter(|word| !advice.contains(**word))
                .map(|word| format!("{name}: no `{word}` in the advice: {first}")),
        );
        if found.len() != 1 {
            lines.push(format!(
                "{name}: one fault told as {}: {}",
                found.len(),
                found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
            ));
        }
    }
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn faults_do_not_hide_one_another() {
    let text = with("  pay: { kind: servce, imgae: x }\n", "  orders--nobody: { kind: data, accces: read }\n");
    let lines: Vec<u32> = problems(&text).iter().filter_map(|problem| problem.position).map(|(line, _)| line).collect();
    assert_eq!(lines, [6, 6, 8, 8]);
}

#[test]
fn fifty_megabytes_are_refused_before_they_are_read() {
    let text = format!("groundplan: 1\nname: shop\n# {}\n", "x".repeat(50 * 1024 * 1024));
    let found = problems(&text);
    assert!(found.len() == 1 && found[0].message.contains("size limit"), "{found:?}");
    // Many small things are no better than one large one.
    let nodes: String = (0..600_000).map(|n| format!("a{n}: 1\n")).collect();
    let found = problems(&nodes);
    assert!(found.len() == 1 && found[0].message.contains("limit"), "{}", found[0]);
}

#[test]
fn ten_thousand_levels_are_refused() {
    let deep = 10_000;
    let texts = [
        format!("groundplan: 1\nname: shop\nnodes: {}{}\n", "[".repeat(deep), "]".repeat(deep)),
        format!("groundplan: 1\nname: shop\nnodes: {}1{}\n", "{ a: ".repeat(deep), " }".repeat(deep)),
        format!("groundplan: 1\nname: shop\nnodes:\n  {}x\n", "- ".repeat(deep)),
        (0..deep).map(|level| format!("{}a:\n", " ".repeat(level.min(4000)))).collect(),
    ];
    for text in texts {
        let found = problems(&text);
        assert!(found.len() == 1 && found[0].position.is_some(), "{found:?}");
    }
    let flow = problems(&format!("groundplan: 1\nname: shop\nnodes: {}{}\n", "[".repeat(deep), "]".repeat(deep)));
    assert!(flow[0].message.contains("depth limit"), "{}", flow[0]);
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut text = String::from("groundplan: 1\nname: shop\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let before = level - 1;
        text += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 9].join(", "));
    }
    let found = problems(&text);
    assert!(found[0].message.contains("limit"), "{}", found[0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a slip of the hand or a torn file makes of a document, it is read or refused, and what is read is written and read again as the same.
    #[test]
    fn damaged_documents_are_read_or_refused(which in 0usize..3, at in any::<prop::sample::Index>(), len in 0usize..40, insert in "[-:{}\\[\\]\"'&*!|>%@`#, \t\n~a-c0-3é\u{7}]{0,12}") {
        let folders = examples();
        let text = read(&folders[which % folders.len()].join("topology.yaml"));
        let chars: Vec<char> = text.chars().collect();
        let from = at.index(chars.len());
        let to = (from + len).min(chars.len());
        let damaged: String = chars[..from].iter().copied().chain(insert.chars()).chain(chars[to..].iter().copied()).collect();
        match read_document(&damaged) {
            Ok((document, _)) => {
                let written = write_document(&document);
                let (again, _) = read_document(&written).map_err(|problems| TestCaseError::fail(format!("{}\n{written}", problems[0])))?;
                prop_assert_eq!(&again, &document);
                prop_assert_eq!(write_document(&again), written);
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                let lines = damaged.split('\n').count() as u32;
                for problem in problems {
                    prop_assert!(problem.position.is_some_and(|(line, column)| line >= 1 && line <= lines + 1 && column >= 1), "{problem}");
                    prop_assert!(!problem.message.is_empty());
                }
            }
        }
    }

    #[test]
    fn noise_is_refused(text in "\\PC{0,200}") {
        prop_assert!(read_document(&text).is_err());
    }
}
