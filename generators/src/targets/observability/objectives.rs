//! Objectives: what nodes promise of themselves, and how fast a promise may be broken.

use crate::plan::Plans;

/// What a node promises.
pub(super) struct Objective {
    /// The deployed name, which is the service's name in its telemetry.
    pub(super) service: String,
    /// What people read.
    pub(super) title: String,
    /// Share of good answers, with the places that say so.
    pub(super) availability: Option<(f64, String)>,
    /// 95 of 100 answers are quicker, in milliseconds, with the place that says so.
    pub(super) latency_ms: Option<(u32, String)>,
}

/// A pair of windows over which the budget of errors burns, and how many times faster than it may.
///
/// Windows and factors are those of the Site Reliability Workbook, chapter 5: 2 % of a month's budget in an hour, 5 % in six hours, 10 % in three days, and what is left in the end.
pub(super) struct Burn {
    /// Times faster than the budget allows.
    pub(super) factor: f64,
    /// The window that has to be bad.
    pub(super) long: &'static str,
    /// The window that says that it still is.
    pub(super) short: &'static str,
    /// Whether somebody has to get up.
    pub(super) urgent: bool,
}

/// From the most urgent on.
pub(super) const BURNS: [Burn; 4] = [
    Burn { factor: 14.4, long: "1h", short: "5m", urgent: true },
    Burn { factor: 6.0, long: "6h", short: "30m", urgent: true },
    Burn { factor: 3.0, long: "1d", short: "2h", urgent: false },
    Burn { factor: 1.0, long: "3d", short: "6h", urgent: false },
];

/// Every window over which shares of errors are recorded.
pub(super) const WINDOWS: [&str; 7] = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

impl Objective {
    /// The share of answers that may be bad, from 0 to 1.
    pub(super) fn budget(&self) -> Option<f64> {
        let (availability, _) = self.availability.as_ref()?;
        Some((100.0 - availability) / 100.0)
    }
}

/// What the nodes of the base promise. A promise of more than there can be bad answers is left out by whoever makes alerts of it.
pub(super) fn of(plans: &Plans) -> Vec<Objective> {
    let mut all = Vec::new();
    for (id, workload) in &plans.base.workloads {
        let Some(drawn) = plans.drawing.nodes.get(id) else { continue };
        let said = |field: &str| drawn.said.get(field).map(|value| (value, format!("/nodes/{id}/{field}")));
        let availability = said("slo/availability").and_then(|(value, place)| Some((value.parse().ok()?, place)));
        let latency_ms = said("slo/latency_p95_ms").and_then(|(value, place)| Some((value.parse().ok()?, place)));
        if availability.is_some() || latency_ms.is_some() {
            all.push(Objective {
                service: workload.name.to_string(),
                title: workload.title.clone(),
                availability,
                latency_ms,
            });
        }
    }
    all
}

/// A share as PromQL reads it, without noise from floating point.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.9}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() { "0".to_owned() } else { text.to_owned() }
}
