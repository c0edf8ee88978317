//! Titles that try to be something else than a title: in every format they come out as the text that they are.

use serde_json::Value;

use crate::binary::{Said, folder, run_in};

/// What ends a string, a tag, a line or a cell somewhere, or begins a link, a mention or a command.
const TITLE: &str =
    "]]>--></failure>\"'& $(id) `id` | **b** [here](https://example.com) {0} ::error::%0A @ana #1 漢字😀\n::warning::w";

/// Two that wait for one another, one with such a title.
fn text() -> String {
    let title = serde_json::to_string(TITLE).unwrap();
    format!(
        "groundplan: 1\nname: circle\nnodes:\n  a: {{ kind: service, title: {title} }}\n  b: {{ kind: service }}\nedges:\n  a--b: {{ kind: call }}\n  b--a: {{ kind: call }}\n"
    )
}

fn check(file: &str, format: &str, variables: &[(&str, &str)]) -> Said {
    run_in(variables, &["check", file, "--only", "sync-cycle", "--format", format], "").code(1)
}

#[test]
fn a_title_is_a_title_in_every_format() {
    let (_folder, file) = folder(&text());
    let message = |report: &Value| report["findings"][0]["message"].as_str().unwrap().to_owned();
    let said = message(&check(&file, "json", &[]).json());
    assert!(said.starts_with(&format!("{TITLE} and b wait for one another: ")), "{said}");

    let log = check(&file, "sarif", &[]).json();
    let told = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
    assert!(told.contains("\\[here\\](https://example.com) {{0}}"), "{told}");
    let read = told.replace("\\[", "[").replace("\\]", "]").replace("{{", "{").replace("}}", "}");
    assert_eq!(read, said);

    let xml = check(&file, "junit", &[]).out;
    let xml = roxmltree::Document::parse(&xml).unwrap();
    let failure = xml.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    assert!(failure.text().unwrap().contains(&said), "{failure:?}");
    assert_eq!(xml.descendants().filter(|node| node.has_tag_name("testcase")).count(), 1);

    let text = check(&file, "text", &[]).out;
    assert!(text.contains(TITLE.lines().next().unwrap()) && text.contains("漢字😀"), "{text}");
}

#[test]
fn a_title_commands_no_workflow() {
    let (folder, file) = folder(&text());
    let summary = folder.path().join("summary.md");
    let said = check(&file, "github", &[("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())]);
    let commands: Vec<&str> = said.out.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), 1, "{}", said.out);
    let (_, message) = commands[0].strip_prefix("::error ").unwrap().split_once("::").unwrap();
    let read = message.replace("%0A", "\n").replace("%25", "%");
    assert!(read.starts_with(TITLE), "{read}");

    let text = std::fs::read_to_string(summary).unwrap();
    let row = text.lines().find(|line| line.starts_with("| error |")).unwrap();
    // Five cells, whatever stands in them.
    assert_eq!(row.replace("\\|", "").matches('|').count(), 6, "{row}");
    for markup in ["</failure>", "**b**", "[here]", "@ana", "#1"] {
        assert!(!row.contains(markup), "{markup}: {row}");
    }
}
