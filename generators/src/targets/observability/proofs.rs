//! Proofs of the rules: what Prometheus' own test runner is shown, and which alerts it has to see.

use topology::yaml::Item;

use super::alerts::{self, Alert};
use super::objectives::Objective;
use super::prometheus::DURATION;
use super::watched::Watched;
use super::yaml;
use crate::file::File;
use crate::items::{Entries, put};

/// How long a series is, in minutes: the longest window that is asked for here, and what has to hold after it.
const MINUTES: u32 = 70;
/// A service of which nothing is promised; no node's name holds a colon.
const STRANGER: &str = "some:service";

/// The file: a service that fails, one that does not, and each that promises something failing entirely.
pub(super) fn file(watched: &Watched<'_>) -> File {
    let general = alerts::general(watched);
    let mut tests = vec![stranger(&general, "500", true), stranger(&general, "200", false)];
    tests.extend(watched.objectives.iter().filter_map(broken));
    let mut rules = vec!["../rules/requests.yaml", "../rules/general.yaml"];
    if watched.objectives.iter().any(|objective| !alerts::promised(objective).is_empty()) {
        rules.push("../rules/objectives.yaml");
    }
    let mut entries = Entries::new();
    put(&mut entries, "rule_files", Item::list(rules));
    put(&mut entries, "evaluation_interval", "1m");
    put(&mut entries, "tests", Item::list(tests));
    yaml(entries, "promtool test rules rules.yaml")
}

/// A service that nobody promised anything of answers with one status all the time.
fn stranger(general: &[Alert], status: &str, fails: bool) -> Item {
    let expected = general.iter().find(|alert| alert.name == "ServiceFails").filter(|_| fails).map(|alert| {
        let described = |(name, text): (String, String)| {
            (
                name,
                text.replace("{{ $labels.service_name }}", STRANGER)
                    .replace("{{ $value | humanizePercentage }}", "100%"),
            )
        };
        let mut labels = alert.labels();
        labels.push(("service_name".to_owned(), STRANGER.to_owned()));
        expectation(labels, alert.annotations().into_iter().map(described).collect())
    });
    test(STRANGER, status, "ServiceFails", expected)
}

/// A service that fails entirely burns its budget over every window that fits the series.
fn broken(objective: &Objective) -> Option<Item> {
    let alerts = alerts::promised(objective);
    let fast = |alert: &&Alert| alert.name == "ErrorBudgetBurnsFast";
    // Every window holds nothing but errors, so each urgent pair fires.
    let expected: Vec<Item> = alerts
        .iter()
        .filter(fast)
        .map(|alert| {
            let mut labels = alert.labels();
            labels.push(("service_name".to_owned(), objective.service.clone()));
            let shown =
                |(name, text): (String, String)| (name, text.replace("{{ $value | humanizePercentage }}", "100%"));
            expectation(labels, alert.annotations().into_iter().map(shown).collect())
        })
        .collect();
    (!expected.is_empty()).then(|| test(&objective.service, "500", "ErrorBudgetBurnsFast", expected))
}

fn test(service: &str, status: &str, alert: &str, expected: impl IntoIterator<Item = Item>) -> Item {
    let series = format!("{DURATION}_count{{service_name=\"{service}\", http_response_status_code=\"{status}\"}}");
    let input = Item::map([("series", series), ("values", format!("0+60x{MINUTES}"))]);
    let mut asked = Entries::new();
    put(&mut asked, "eval_time", Item::text(format!("{MINUTES}m")));
    put(&mut asked, "alertname", alert);
    put(&mut asked, "exp_alerts", Item::list(expected));
    Item::map([
        ("interval", Item::text("1m")),
        ("input_series", Item::list([input])),
        ("alert_rule_test", Item::list([asked])),
    ])
}

fn expectation(labels: Vec<(String, String)>, annotations: Vec<(String, String)>) -> Item {
    Item::map([("exp_labels", Item::map(labels)), ("exp_annotations", Item::map(annotations))])
}
