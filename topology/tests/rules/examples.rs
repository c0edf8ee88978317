//! The examples of the pages: the bad ones have the finding, the good ones don't, and every fix keeps its promises.

use topology::rules::{self, RULES};

use super::law::Tally;
use super::{check, read};

#[test]
fn every_bad_example_has_its_finding_and_no_good_one_has() {
    for rule in RULES {
        let page = rules::page(rule);
        for (sort, wanted) in [("bad", true), ("good", false)] {
            let examples = page.examples(sort);
            assert!(!examples.is_empty(), "{}: no {sort} example", rule.id);
            for text in examples {
                let found = check(&read(&text)).findings.iter().any(|finding| finding.rule == rule.id);
                assert_eq!(found, wanted, "{}: {sort} example\n{text}", rule.id);
            }
        }
    }
}

#[test]
fn a_rule_that_says_so_offers_a_fix_for_its_example_and_no_other_does() {
    for rule in RULES {
        let examples = rules::page(rule).examples("bad");
        let offers = examples.iter().any(|text| {
            let report = check(&read(text));
            report.findings.iter().any(|finding| finding.rule == rule.id && !finding.fixes.is_empty())
        });
        assert_eq!(offers, rule.fix, "{}", rule.id);
    }
}

#[test]
fn the_severity_of_a_bad_example_is_the_rules_own() {
    for rule in RULES {
        let examples = rules::page(rule).examples("bad");
        let own = examples.iter().any(|text| {
            let report = check(&read(text));
            report.findings.iter().any(|finding| finding.rule == rule.id && finding.severity == rule.severity)
        });
        assert!(own, "{} is nowhere {}", rule.id, rule.severity.word());
    }
}

#[test]
fn every_fix_of_an_example_keeps_its_promises() {
    let mut tally = Tally::default();
    for rule in RULES {
        for text in rules::page(rule).examples("bad") {
            tally.try_all(&read(&text));
        }
    }
    assert!(tally.is_kept(), "{}", tally.told());
    assert!(tally.untried().is_empty(), "no fix of these was tried: {:?}", tally.untried());
}
