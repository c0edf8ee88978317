//! Alerts: each with a severity, what it means, and the page that says what to do.

use topology::yaml::Item;

use super::objectives::{BURNS, Burn, Objective, number};
use super::watched::Watched;
use crate::items::{Entries, put};

/// An alert.
pub(super) struct Alert {
    pub(super) name: &'static str,
    pub(super) expr: String,
    /// How long it has to hold, as Prometheus writes it; empty: at once.
    pub(super) hold: &'static str,
    pub(super) severity: &'static str,
    /// Labels beside the severity.
    pub(super) labels: Vec<(&'static str, String)>,
    pub(super) summary: String,
    pub(super) description: String,
    /// Places in the document that it comes from.
    pub(super) places: String,
}

impl Alert {
    /// As a rule of Prometheus.
    pub(super) fn item(&self) -> Item {
        let mut entries = Entries::new();
        put(&mut entries, "alert", self.name);
        put(&mut entries, "expr", Item::text(&self.expr));
        if !self.hold.is_empty() {
            put(&mut entries, "for", self.hold);
        }
        put(&mut entries, "labels", Item::map(self.labels()));
        put(&mut entries, "annotations", Item::map(self.annotations()));
        let item = Item::from(entries);
        if self.places.is_empty() { item } else { item.subject(&self.places) }
    }

    /// The labels, the severity among them.
    pub(super) fn labels(&self) -> Vec<(String, String)> {
        let own = self.labels.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        std::iter::once(("severity".to_owned(), self.severity.to_owned())).chain(own).collect()
    }

    /// The annotations.
    pub(super) fn annotations(&self) -> Vec<(String, String)> {
        vec![
            ("summary".to_owned(), self.summary.clone()),
            ("description".to_owned(), self.description.clone()),
            ("runbook_url".to_owned(), format!("runbooks/{}.md", self.name)),
        ]
    }
}

/// Alerts about everything that is watched, whatever was promised.
pub(super) fn general(watched: &Watched<'_>) -> Vec<Alert> {
    let own: Vec<&str> =
        watched.objectives.iter().filter(|o| o.availability.is_some()).map(|o| o.service.as_str()).collect();
    // What promises a share of good answers has alerts of its own.
    let rest = if own.is_empty() { String::new() } else { format!("{{service_name!~\"{}\"}}", own.join("|")) };
    vec![
        Alert {
            name: "ServiceFails",
            expr: format!("service:http_server_errors:ratio_rate5m{rest} > 0.05"),
            hold: "10m",
            severity: "warning",
            labels: Vec::new(),
            summary: "{{ $labels.service_name }} fails".to_owned(),
            description:
                "{{ $value | humanizePercentage }} of the answers of {{ $labels.service_name }} are errors of its own."
                    .to_owned(),
            places: String::new(),
        },
        Alert {
            name: "TargetDown",
            expr: "up == 0".to_owned(),
            hold: "5m",
            severity: "critical",
            labels: Vec::new(),
            summary: "{{ $labels.job }} tells no metrics".to_owned(),
            description: "Prometheus has not reached {{ $labels.instance }} for five minutes.".to_owned(),
            places: String::new(),
        },
        Alert {
            name: "Watchdog",
            expr: "vector(1)".to_owned(),
            hold: "",
            severity: "none",
            labels: Vec::new(),
            summary: "Alerts work".to_owned(),
            description: "It always fires. Whoever stops hearing it knows that nobody would hear of anything else."
                .to_owned(),
            places: String::new(),
        },
    ]
}

/// Alerts about what a node promises.
pub(super) fn promised(objective: &Objective) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for burn in &BURNS {
        alerts.extend(burning(objective, burn));
    }
    if let Some((latency, place)) = &objective.latency_ms {
        alerts.push(Alert {
            name: "ServiceSlow",
            expr: format!(
                "service:http_server_duration_seconds:p95_rate5m{{service_name=\"{}\"}} > {}",
                objective.service,
                number(f64::from(*latency) / 1000.0)
            ),
            hold: "10m",
            severity: "warning",
            labels: vec![("service", objective.service.clone())],
            summary: format!("{} is slower than it promises", objective.service),
            description: format!(
                "95 of 100 answers of {} take up to {{{{ $value | humanizeDuration }}}}; {latency} ms are promised.",
                objective.service
            ),
            places: place.clone(),
        });
    }
    alerts
}

/// The alert of a pair of windows; none where even errors alone would not burn that fast.
fn burning(objective: &Objective, burn: &Burn) -> Option<Alert> {
    let (availability, place) = objective.availability.as_ref()?;
    let most = burn.factor * objective.budget()?;
    if most >= 1.0 {
        return None;
    }
    let service = &objective.service;
    let share = |window: &str| {
        format!("service:http_server_errors:ratio_rate{window}{{service_name=\"{service}\"}} > {}", number(most))
    };
    Some(Alert {
        name: if burn.urgent { "ErrorBudgetBurnsFast" } else { "ErrorBudgetBurnsSlowly" },
        expr: format!("{} and {}", share(burn.long), share(burn.short)),
        hold: "2m",
        severity: if burn.urgent { "critical" } else { "warning" },
        labels: vec![("service", service.clone()), ("window", burn.long.to_owned())],
        summary: format!("{service} breaks its promise"),
        description: format!(
            "{{{{ $value | humanizePercentage }}}} of the answers of {service} in the last {} are errors, {} times what {} % allow.",
            burn.long,
            number(burn.factor),
            number(*availability)
        ),
        places: place.clone(),
    })
}
