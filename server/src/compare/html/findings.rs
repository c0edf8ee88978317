//! What the rules say differently, and what becomes of what is stored.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use generators::transition::Effect;
use topology::document::Id;
use topology::finding::Finding;

use super::Html;
use crate::compare::Comparison;

/// The findings that came and went.
pub fn findings(html: &mut Html, comparison: &Comparison) {
    let delta = &comparison.findings;
    html.raw("<section class=\"findings\" aria-labelledby=\"findings-title\"><h2 id=\"findings-title\">Findings</h2>");
    if delta.introduced.is_empty() {
        html.raw("<p class=\"quiet\">Nothing new is found.</p>");
    }
    html.raw("<ul class=\"plain\">");
    for finding in &delta.introduced {
        one(html, finding, "introduced");
    }
    for finding in &delta.resolved {
        one(html, finding, "resolved");
    }
    html.raw("</ul>");
    for (rule, why) in &delta.failed {
        html.raw("<p class=\"warning\">The rule <code>").text(rule).raw("</code> failed: ").text(why).raw("</p>");
    }
    html.raw("<p class=\"quiet\">").number(delta.unchanged).raw(" as before.</p></section>");
}

fn one(html: &mut Html, finding: &Finding, what: &'static str) {
    let title = topology::rules::find(&finding.rule).map_or(finding.rule.as_str(), |rule| rule.title);
    html.raw("<li").attribute("class", what).attribute("data-key", &finding.key);
    html.attribute("id", &format!("finding-{}", finding.key));
    html.attribute("data-severity", finding.severity.word()).raw("><span class=\"badge\">");
    html.raw(if what == "resolved" { "resolved" } else { finding.severity.word() });
    let place = percent_encoding::utf8_percent_encode(&finding.key, percent_encoding::NON_ALPHANUMERIC).to_string();
    html.raw("</span> <a").attribute("href", &format!("#finding-{place}")).raw("><b>").text(title);
    html.raw("</b></a><br>").prose(&finding.message).raw("</li>");
}

/// What is stored and would be lost, or has to be carried over.
pub fn losses(html: &mut Html, comparison: &Comparison) {
    if comparison.losses.is_empty() {
        return;
    }
    html.raw("<section class=\"losses\" aria-labelledby=\"losses-title\"><h2 id=\"losses-title\">What is stored</h2><ul class=\"plain\">");
    for loss in &comparison.losses {
        html.raw("<li class=\"warning\"><span class=\"badge\">")
            .raw(loss.effect.word())
            .raw("</span> <b>")
            .text(&loss.title)
            .raw("</b> in ")
            .text(&loss.environments.join(", "));
        html.raw(": ").text(&loss.message).raw("</li>");
    }
    html.raw("</ul></section>");
}

/// What happens to a node, and why; the same may happen in several environments.
type Happening<'c> = (Reverse<Effect>, &'c Id, Vec<&'c str>);

/// What starts anew or changes unnoticed: the graver is among the losses.
pub fn transitions(html: &mut Html, comparison: &Comparison) {
    let mut grouped: BTreeMap<Happening<'_>, Vec<&str>> = BTreeMap::new();
    for transition in comparison.transitions.iter().filter(|transition| transition.effect < Effect::Migrates) {
        let reasons = transition.changes.iter().map(|change| change.reason.as_str()).collect();
        let key = (Reverse(transition.effect), &transition.node, reasons);
        grouped.entry(key).or_default().push(&transition.environment);
    }
    if grouped.is_empty() {
        return;
    }
    html.raw("<section class=\"transitions\" aria-labelledby=\"transitions-title\"><h2 id=\"transitions-title\">What runs</h2><ul class=\"plain\">");
    for ((effect, node, reasons), environments) in grouped {
        html.raw("<li><span class=\"badge\">")
            .raw(effect.0.word())
            .raw("</span> <b>")
            .text(node.as_str())
            .raw("</b> in ")
            .text(&environments.join(", "))
            .raw(": ")
            .text(&reasons.join("; "))
            .raw("</li>");
    }
    html.raw("</ul></section>");
}
