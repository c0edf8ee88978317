//! A rule that fails is reported by name and takes no other down.

use topology::rules::{Check, Context, Findings, Group, Options, RULES, Reach, Rule, RuleError, check, check_by};

use super::read;

static BASE: &Rule = RULES[0];

static ERRS: Rule = Rule { id: "rule-that-errs", check: Check::Each(errs), ..TEMPLATE };
static PANICS: Rule = Rule { id: "rule-that-panics", check: Check::Each(panics), ..TEMPLATE };
static PANICS_ONCE: Rule =
    Rule { id: "rule-that-panics-once", check: Check::Once(|_, _| panic!("broken")), ..TEMPLATE };

const TEMPLATE: Rule = Rule {
    id: "template",
    title: "A rule that fails",
    severity: topology::finding::Severity::Error,
    fix: false,
    group: Group::Core,
    may_introduce: &[],
    source: "",
    reach: Reach::Anything,
    check: Check::Each(errs),
};

fn errs(_: &Context<'_>, _: &mut Findings) -> Result<(), RuleError> {
    Err(RuleError("it can't judge this".to_owned()))
}

fn panics(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    // What it found before is not worth more than the rule.
    findings.declare(context, "word", [], "Found before the panic.");
    panic!("broken")
}

#[test]
fn the_others_judge_and_the_failed_are_named() {
    let document = read(
        "groundplan: 1
name: shop
environments:
  production: { nodes: { a: { size: large } } }
nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
  a--a: { kind: call }
",
    );
    let mut rules: Vec<&Rule> = vec![&PANICS, &ERRS, BASE, &PANICS_ONCE];
    rules.extend(RULES.iter().skip(1));
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let report = check_by(&rules, &document, &Options::default());
    std::panic::set_hook(hook);
    let report = report.unwrap();
    let whole = check(&document, &Options::default()).unwrap();
    assert!(whole.failed.is_empty() && whole.findings.iter().any(|finding| finding.rule == "sync-cycle"));
    assert_eq!(report.findings, whole.findings);
    let failed: Vec<&str> = report.failed.keys().map(String::as_str).collect();
    assert_eq!(failed, ["rule-that-errs", "rule-that-panics", "rule-that-panics-once"]);
    assert_eq!(report.failed["rule-that-errs"], "it can't judge this");

    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["failed"]["rule-that-errs"], "it can't judge this");
    assert!(serde_json::to_value(&whole).unwrap().get("failed").is_none());
}
