//! The generated files, line by line.

use generators::difference::{FileChange, Sign};

use super::Html;
use crate::compare::{Comparison, Files};

/// Lines of one file that are shown; the rest is counted.
const MOST_LINES: usize = 400;

/// The files that differ, each to be opened.
pub fn files(html: &mut Html, comparison: &Comparison) {
    let (added, removed) = comparison.files.lines();
    html.raw("<section class=\"files\" aria-labelledby=\"files-title\"><h2 id=\"files-title\">Generated files <span class=\"plus\">+");
    html.number(added).raw("</span> <span class=\"minus\">−").number(removed).raw("</span></h2>");
    match &comparison.files {
        Files::Skipped => {
            html.raw("<p class=\"quiet\">They were not compared.</p>");
        }
        Files::Unknown(why) => {
            html.raw("<p class=\"warning\">").text(why).raw("</p>");
        }
        Files::Changed(files) if files.is_empty() => {
            html.raw("<p class=\"quiet\">None differs.</p>");
        }
        Files::Changed(files) => {
            files.chunk_by(|a, b| folder(a) == folder(b)).for_each(|files| beside(html, files));
        }
    }
    html.raw("</section>");
}

/// The first folder of a file's path; none for a file at the top.
fn folder(file: &FileChange) -> Option<&str> {
    file.path.split_once('/').map(|(folder, _)| folder)
}

/// Files of one folder, below its name.
fn beside(html: &mut Html, files: &[FileChange]) {
    if let Some(folder) = files.first().and_then(folder) {
        let sum = |of: fn(&FileChange) -> usize| files.iter().map(of).sum::<usize>();
        html.raw("<h3>").text(folder).raw(" <span class=\"plus\">+").number(sum(|file| file.added));
        html.raw("</span> <span class=\"minus\">−").number(sum(|file| file.removed)).raw("</span></h3>");
    }
    files.iter().for_each(|file| one(html, file));
}

fn one(html: &mut Html, file: &FileChange) {
    html.raw("<details").attribute("data-file", &file.path).raw("><summary><code>").text(&file.path).raw("</code> ");
    if !file.was_there {
        html.raw("<span class=\"badge\">new</span> ");
    } else if !file.is_there {
        html.raw("<span class=\"badge\">gone</span> ");
    }
    html.raw("<span class=\"plus\">+").number(file.added).raw("</span> <span class=\"minus\">−").number(file.removed);
    html.raw("</span></summary><table class=\"lines\">");
    let mut shown = 0;
    for hunk in &file.hunks {
        html.raw("<tbody>");
        for line in hunk.lines.iter().take(MOST_LINES.saturating_sub(shown)) {
            shown += 1;
            let (class, sign) = match line.sign {
                Sign::Same => ("same", " "),
                Sign::Added => ("plus", "+"),
                Sign::Removed => ("minus", "−"),
            };
            html.raw("<tr").attribute("class", class);
            if !line.subjects.is_empty() {
                html.attribute("data-subjects", &line.subjects.join(" "));
            }
            html.raw("><td class=\"number\">");
            if let Some(number) = line.before {
                html.number(number);
            }
            html.raw("</td><td class=\"number\">");
            if let Some(number) = line.after {
                html.number(number);
            }
            html.raw("</td><td class=\"mark\">")
                .raw(sign)
                .raw("</td><td><code>")
                .text(&line.text)
                .raw("</code></td></tr>");
        }
        html.raw("</tbody>");
    }
    html.raw("</table>");
    let all: usize = file.hunks.iter().map(|hunk| hunk.lines.len()).sum();
    if all > shown {
        html.raw("<p class=\"quiet\">").number(all - shown).raw(" more lines.</p>");
    }
    html.raw("</details>");
}
