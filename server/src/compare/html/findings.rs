//! What the rules say differently, and what becomes of what is stored.

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
    html.attribute("data-severity", finding.severity.word()).raw("><span class=\"badge\">");
    html.raw(if what == "resolved" { "resolved" } else { finding.severity.word() });
    html.raw("</span> <b>").text(title).raw("</b><br>").text(&finding.message).raw("</li>");
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
