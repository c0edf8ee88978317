//! A comparison as HTML: one file that needs nothing else, and the parts that the review page is made of.

mod around;
mod drawn;
mod files;
mod findings;
mod picture;
mod ways;
mod words;
mod writer;

use super::{Comparison, Side};

pub use files::files;
pub use findings::{findings, losses, transitions};
pub use picture::picture;
pub use words::words;
pub use writer::Html;

/// Colours and sizes: the editor's own, without its fonts, which a file can't fetch.
const TOKENS: &str = include_str!("../../../../app/static/styles/tokens.css");
/// How comparisons and reviews look.
pub const STYLE: &str = include_str!("style.css");

/// The comparison as one file for people without an account: no script, nothing fetched.
#[must_use]
pub fn page(before: &Side, after: &Side, comparison: &Comparison) -> String {
    let mut html = Html::default();
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html.text(after.document.label()).raw(": what changes</title>\n<style>\n");
    for line in TOKENS.lines().filter(|line| !line.starts_with("@font-face")) {
        html.sheet(line);
    }
    html.sheet(STYLE);
    html.raw("</style>\n</head>\n<body class=\"report\">\n<header class=\"top\"><h1>");
    html.text(after.document.label()).raw("</h1>");
    counts(&mut html, comparison);
    html.raw("</header>\n<main>\n");
    views(&mut html, before, after, comparison);
    html.raw("</main>\n</body>\n</html>\n");
    html.finish()
}

/// The same views as part of a page that has its own head.
#[must_use]
pub fn part(before: &Side, after: &Side, comparison: &Comparison) -> String {
    let mut html = Html::default();
    counts(&mut html, comparison);
    views(&mut html, before, after, comparison);
    html.finish()
}

fn views(html: &mut Html, before: &Side, after: &Side, comparison: &Comparison) {
    picture(html, &before.document, &after.document, &comparison.diff);
    html.raw("<div class=\"columns\"><div>");
    words(html, comparison);
    html.raw("</div><div>");
    findings(html, comparison);
    losses(html, comparison);
    transitions(html, comparison);
    html.raw("</div></div>\n");
    files(html, comparison);
}

/// What came, went and changed, as numbers.
pub fn counts(html: &mut Html, comparison: &Comparison) {
    let [added, removed, changed] = comparison.diff.counts();
    html.raw("<p class=\"counts\"><span class=\"plus\">+").number(added).raw(" added</span> <span class=\"minus\">−");
    html.number(removed).raw(" removed</span> <span class=\"tilde\">~").number(changed).raw(" changed</span></p>");
}
