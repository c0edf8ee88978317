//! `diff`: what a change means.

use std::fs;

use crate::binary::{CIRCLE, TODAY, folder, run, shop};

const HOSTILE: &str = "B|`</script><img src=x onerror=alert(1)> @ana";

fn hostile() -> String {
    format!(
        "# a comment\n{}",
        CIRCLE.replace("b: { kind: service }", &format!("b: {{ kind: worker, title: \"{HOSTILE}\" }}"))
    )
}

#[test]
fn the_same_says_nothing_and_a_change_is_a_sentence() {
    let (_a, a) = folder(CIRCLE);
    let (_b, b) = folder(&hostile());
    assert_eq!(run(&["diff", &a, &a]).code(0).out, "");
    let text = run(&["diff", &a, &b, "--no-files"]).code(0).out;
    assert_eq!(text.lines().next().unwrap(), format!("~ {HOSTILE} (b): kind service → worker; title is now {HOSTILE}"));
    assert!(text.contains("\n  comments: 1\n"), "{text}");
}

#[test]
fn json_has_every_view() {
    let (_a, a) = folder(CIRCLE);
    let (_b, b) = folder(&CIRCLE.replace("  b--a: { from: b, to: a, kind: call }\n", ""));
    let json = run(&["diff", &a, &b, "--format", "json"]).code(0).json();
    assert_eq!(json["summary"]["removed"], 1);
    assert_eq!(json["items"][0]["subject"]["edge"], "b--a");
    assert_eq!(json["items"][0]["status"], "removed");
    assert!(json["findings"]["resolved"].as_array().unwrap().iter().any(|f| f["rule"] == "sync-cycle"), "{json}");
    assert_eq!(json["words"][0]["pieces"][0]["name"], "b");
    let files = json["files"]["changed"].as_array().unwrap();
    assert!(files.iter().any(|file| file["path"] == "compose/compose.yaml"), "{json}");
    assert!(json["summary"]["lines_removed"].as_u64().unwrap() > 0);
}

#[test]
fn what_is_introduced_can_stop_a_pipeline() {
    let (_a, a) = folder(&CIRCLE.replace("  b--a: { from: b, to: a, kind: call }\n", ""));
    let (_b, b) = folder(CIRCLE);
    let arguments = |fail_on| ["diff", a.as_str(), b.as_str(), "--no-files", "--today", TODAY, "--fail-on", fail_on];
    assert!(run(&arguments("introduced")).code(1).out.contains("introduced error sync-cycle:a:"));
    run(&arguments("error")).code(1);
    run(&arguments("difference")).code(1);
    run(&arguments("never")).code(0);
    run(&["diff", &b, &b, "--fail-on", "introduced"]).code(0);
    run(&["diff", &b, &a, "--fail-on", "error"]).code(0);
    run(&["diff", &b, "/nowhere.yaml"]).code(2);
}

#[test]
fn data_that_would_be_gone_is_named() {
    let text = fs::read_to_string(shop()).unwrap();
    let name = topology::yaml::read_document(&text).unwrap().0;
    let database = name.nodes.iter().find(|(_, node)| node.kind == topology::document::NodeKind::Database).unwrap().0;
    let (_b, b) = folder(&text);
    run(&["edit", &b, "--edits", &format!(r#"[{{"op":"delete","path":"/nodes/{database}"}}]"#)]).code(0);
    let said = run(&["diff", &shop(), &b, "--fail-on", "loss"]).code(1);
    assert!(said.out.contains(&format!("destroys data: {database} (")), "{}", said.out);
    assert!(run(&["diff", &shop(), &b, "--format", "md"]).code(0).out.contains("### What is stored"));
    run(&["diff", &b, &shop(), "--fail-on", "loss"]).code(0);
}

/// What people wrote is shown as text by readers of Markdown and HTML that are not ours.
#[test]
fn hostile_text_is_text() {
    let (_a, a) = folder(CIRCLE);
    let (_b, b) = folder(&hostile());
    let md = run(&["diff", &a, &b, "--format", "md"]).code(0).out;
    for event in pulldown_cmark::Parser::new(&md) {
        use pulldown_cmark::{Event, Tag};
        let markup =
            matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. }));
        assert!(!markup, "{event:?} in {md}");
    }
    let html = run(&["diff", &a, &b, "--format", "html"]).code(0).out;
    assert!(html.contains("B|`&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; @ana"));
    assert!(!html.contains("<img") && !html.contains("<script"));
    // Nothing is fetched from anywhere.
    assert!(!html.contains("url(/") && !html.contains(" src=\"") && !html.contains("href=\"http"));
    assert!(html.contains("class=\"card changed\"") && html.contains("id=\"node-b\""));
    // What cards refer to is in the file.
    assert!(html.contains("href=\"#symbol-box\"") && html.contains("<symbol id=\"symbol-box\""));
    assert!(html.contains("<h3>compose "), "files stand by folder");
}
