//! `rules` and `explain`.

use std::path::Path;

use topology::rules::{Group, RULES};

use crate::binary::run;

#[test]
fn rules_are_listed_group_by_group() {
    let said = run(&["rules"]).code(0).out;
    let mut group = "";
    let mut found = Vec::new();
    for line in said.lines().take_while(|line| !line.starts_with('`')) {
        match line.strip_prefix("  ") {
            None => group = line,
            Some(row) => found.push((group, row.split_whitespace().map(str::to_owned).collect::<Vec<_>>())),
        }
    }
    assert_eq!(found.len(), RULES.len());
    for (title, in_group) in
        [("Architecture, on", Group::Core), ("Architecture, off", Group::Optional), ("About the", Group::Housekeeping)]
    {
        let listed: Vec<_> = found.iter().filter(|(group, _)| group.starts_with(title)).collect();
        let wanted: Vec<_> = RULES.iter().filter(|rule| rule.group == in_group).collect();
        assert_eq!(listed.len(), wanted.len(), "{title}");
        for ((group, words), rule) in listed.iter().zip(&wanted) {
            assert!(group.ends_with(&format!("({})", wanted.len())), "{group}");
            let fix = if rule.fix { "fix" } else { "-" };
            assert_eq!(words[..3], [rule.id, rule.severity.word(), fix]);
            assert_eq!(words[3..].join(" "), rule.title);
        }
    }
}

#[test]
fn rules_for_programs_are_as_promised() {
    let rules = run(&["rules", "--format", "json"]).code(0).json();
    let rules = rules.as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    let fields: Vec<&str> = rules[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["id", "severity", "fix", "title", "group"]);
}

#[test]
fn a_page_is_the_one_of_the_documentation() {
    for rule in RULES {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/rules/{}.md", rule.id));
        assert_eq!(run(&["explain", rule.id]).code(0).out, std::fs::read_to_string(page).unwrap(), "{}", rule.id);
    }
    assert!(run(&["explain", "sync-cycel"]).code(2).err.contains("did you mean `sync-cycle`?"));
    assert!(run(&["explain", "xyzzy"]).code(2).err.contains("`groundplan rules` lists them"));
    assert!(run(&["schema"]).code(0).json()["properties"]["nodes"].is_object());
}
