//! One file's lines: those of the selection marked, those that were looked for marked otherwise, each a way to what it comes from.

use leptos::{ev, html, prelude::*};
use topology::collections::BTreeSet;

use super::preview::Preview;
use crate::canvas::stage::Stage;
use crate::net::api::Span;
use crate::number::px;
use crate::session::link;
use crate::session::selection::Item;
use crate::widgets::each::{self, Each};
use crate::widgets::icon::Icon;

/// What a line comes from: what the narrowest stretch around it names, of those that name something drawn.
fn owner(spans: &[Span], line: usize) -> Option<Item> {
    let over = spans.iter().filter(|span| span.start_line <= line && line <= span.end_line);
    let mut over: Vec<(usize, &str)> =
        over.map(|span| (span.end_line - span.start_line, span.subject.as_str())).collect();
    over.sort_unstable();
    over.into_iter().find_map(|(_, subject)| link::items(&format!("?sel={subject}")).into_iter().next())
}

/// How high a line is, and the room above the first one, in pixels: as the style sheet has it.
const LINE: f64 = 19.0;
const ABOVE: f64 = 6.0;
/// Lines that are drawn by the way on either side of those in sight; they change by as many at once.
const STEP: usize = 8;

/// The first and last line, from 1, that are drawn where the first `top` pixels are scrolled away and `height` are seen.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels of a file")]
fn sight(top: f64, height: f64) -> (usize, usize) {
    let above = (top.max(0.0) / LINE) as usize / STEP * STEP;
    let seen = (height.max(0.0) / LINE) as usize + 1;
    (above.saturating_sub(STEP) + 1, above + seen + 2 * STEP)
}

/// Where the file is scrolled to for a line to be seen, in pixels: one stands above it.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "pixels of a file")]
fn top_of(line: usize) -> i32 {
    (ABOVE + line.saturating_sub(1) as f64 * LINE - 28.0).max(0.0) as i32
}

/// The text of one file, of which only the lines in sight are drawn.
#[component]
pub fn Code(
    /// The files.
    preview: Preview,
    /// What is selected, as spans call it.
    chosen: Memo<BTreeSet<String>>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let root: NodeRef<html::Div> = NodeRef::new();
    let top = RwSignal::new(0.0);
    let drawn = Memo::new(move |_| sight(top.get(), preview.height.get()));
    Effect::new(move |_| {
        let seen = drawn.get();
        preview.source.track();
        // A line that is gone to is not in sight yet.
        if preview.goal.get_untracked().is_none() {
            preview.sight.set(seen);
            preview.reach();
        }
    });
    let path = Memo::new(move |_| {
        preview.source.with(|source| match source {
            Some(Ok(source)) => Some(source.path.clone()),
            _ => preview.path.get(),
        })
    });
    // The lines that are selected now, as first and last.
    let mine = Memo::new(move |_| {
        preview.source.with(|source| match source {
            Some(Ok(source)) => chosen.with(|chosen| {
                let own = chosen.iter().filter_map(|subject| source.subjects.get(subject));
                own.flatten().copied().collect::<Vec<_>>()
            }),
            _ => Vec::new(),
        })
    });
    let wanted = Memo::new(move |_| preview.wanted.with(|wanted| wanted.trim().to_ascii_lowercase()));
    let see = move |line: usize| {
        if let Some(root) = root.get_untracked() {
            root.set_scroll_top(top_of(line));
        }
    };
    // Another file begins at its top.
    Effect::new(move |before: Option<Option<String>>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) && preview.goal.get_untracked().is_none() {
            see(1);
        }
        path
    });
    // What is selected on the canvas is brought into sight; what was chosen here stays where it is.
    let first = Memo::new(move |_| (path.get(), mine.with(|mine| mine.iter().map(|(first, _)| *first).min())));
    Effect::new(move |_| {
        let (_, first) = first.get();
        if preview.from_line.get_value() {
            preview.from_line.set_value(false);
        } else if let (Some(_), Some(first), None) = (root.get(), first, preview.goal.get_untracked()) {
            see(first);
        }
    });
    Effect::new(move |_| {
        let (Some(goal), true) = (preview.goal.get(), path.get() == preview.path.get()) else { return };
        // The height of a file that was just fetched is there with the next frame.
        request_animation_frame(move || {
            see(goal);
            preview.line.set(goal);
            preview.goal.set(None);
        });
    });
    let choose = move |line: usize| {
        preview.line.set(line);
        let item = preview.source.with_untracked(|source| match source {
            Some(Ok(source)) => owner(&source.spans, line),
            _ => None,
        });
        if let Some(item) = item {
            if !stage.session.selection.holds(&item) {
                preview.from_line.set_value(true);
                stage.session.selection.only(item.clone());
                stage.session.selection.refresh();
            }
            stage.show([&item]);
        }
    };
    let click = move |event: ev::MouseEvent| {
        let target: web_sys::Element = event_target(&event);
        let selecting = window().get_selection().ok().flatten().is_some_and(|text| !text.is_collapsed());
        let line = target.closest("[data-line]").ok().flatten().and_then(|line| line.get_attribute("data-line"));
        if let Some(line) = line.and_then(|line| line.parse().ok()).filter(|_| !selecting) {
            choose(line);
        }
    };
    let scrolled = move |_| {
        if let Some(root) = root.get_untracked() {
            top.set(f64::from(root.scroll_top()));
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let count = preview.source.with_untracked(|source| match source {
            Some(Ok(source)) => source.count,
            _ => 0,
        });
        let now = preview.line.get_untracked();
        let next = match event.key().as_str() {
            "ArrowDown" => (now + 1).min(count),
            "ArrowUp" => now.saturating_sub(1).max(1),
            "Home" => 1,
            "End" => count,
            "Enter" => {
                choose(now);
                event.stop_propagation();
                return;
            }
            _ => return,
        };
        preview.line.set(next);
        let outside = root.get_untracked().is_some_and(|root| {
            let (seen, line) = (root.scroll_top(), top_of(next) + 28);
            line < seen || line + 28 > seen + root.client_height()
        });
        if outside {
            see(next);
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let line = move |number: usize, words: &[(String, String)]| {
        let text: String = words.iter().map(|(_, text)| text.as_str()).collect();
        let lower = text.to_ascii_lowercase();
        let pieces = words.iter().cloned().map(|(class, text)| {
            if class == "plain" {
                text.into_any()
            } else {
                view! { <span class=format!("t-{class}")>{text}</span> }.into_any()
            }
        });
        view! {
            <div
                class="code-line"
                class:mine=Signal::derive(move || mine.with(|mine| mine.iter().any(|(first, last)| (*first..=*last).contains(&number))))
                class:hit=Signal::derive(move || wanted.with(|wanted| !wanted.is_empty() && lower.contains(wanted.as_str())))
                class:at=Signal::derive(move || preview.line.get() == number)
                data-line=number.to_string()
            >
                <span class="number">{number}</span>
                <span>{pieces.collect_view()}</span>
            </div>
        }
    };
    // A line that is the same with the same number stays as it is.
    let rows = Signal::derive(move || {
        let (first, last) = drawn.get();
        preview.source.with(|source| {
            let Some(Ok(source)) = source else { return Vec::new() };
            let numbered = source.lines.iter().enumerate().map(|(index, words)| (source.from + index, words));
            let seen = numbered.skip_while(|(number, _)| *number < first).take_while(|(number, _)| *number <= last);
            let key = |number: usize, words: &[(String, String)]| {
                words.iter().fold(number.to_string(), |key, (class, text)| key + " " + class + " " + text)
            };
            seen.map(|(number, words)| {
                let own = words.clone();
                each::row(key(number, words), move || line(number, &own))
            })
            .collect::<Vec<_>>()
        })
    });
    // How high and wide all lines are, and how high those are that are not drawn above the first one.
    let room = Memo::new(move |_| {
        let first = drawn.get().0;
        preview.source.with(|source| match source {
            Some(Ok(source)) => {
                let above = first.max(source.from).min(source.count + 1) - 1;
                (px(pixels(source.count)), format!("calc({}ch + 96px)", source.width), px(pixels(above)))
            }
            _ => (px(0.0), "0".to_owned(), px(0.0)),
        })
    });
    let problem =
        move || preview.source.with(|source| source.as_ref().and_then(|source| source.as_ref().err().cloned()));
    view! {
        <div class="code" node_ref=root tabindex="0" role="region" aria-label="File. Arrows go from line to line, Enter selects what a line comes from." data-testid="code" data-file=Signal::derive(move || path.get()) on:scroll=scrolled on:click=click on:keydown=key>
            <div class="code-lines" style:height=Signal::derive(move || room.get().0) style:min-width=Signal::derive(move || room.get().1) style:padding-top=Signal::derive(move || room.get().2)><Each rows /></div>
            {move || problem().map(|problem| view! { <div class="drawer-note refused"><Icon name="octagon-alert" /><p>{problem}</p></div> }.into_any())}
        </div>
    }
}

/// How high so many lines are.
#[allow(clippy::cast_precision_loss, reason = "lines of a file")]
fn pixels(lines: usize) -> f64 {
    lines as f64 * LINE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_in_sight_are_drawn_and_some_around_them() {
        assert_eq!(sight(0.0, 190.0), (1, 27));
        // A little scrolling draws nothing anew.
        assert_eq!(sight(19.0 * 100.0, 190.0), sight(19.0 * 103.0, 190.0));
        for line in [1, 2, 50, 12_000] {
            let top = f64::from(top_of(line));
            let (first, last) = sight(top, 190.0);
            assert!(first <= line && line + 8 < last, "{line}: {first} to {last}");
        }
    }

    #[test]
    fn a_line_comes_from_the_narrowest_stretch_that_names_something_drawn() {
        let span = |start_line, end_line, subject: &str| Span { start_line, end_line, subject: subject.to_owned() };
        let spans = [span(1, 40, "topology"), span(3, 20, "node:orders"), span(7, 8, "edge:orders--payments")];
        assert_eq!(owner(&spans, 4), Some(Item::Node("orders".into())));
        assert_eq!(owner(&spans, 7), Some(Item::Edge("orders--payments".into())));
        assert_eq!(owner(&spans, 30), None, "the whole is nothing that can be selected");
    }
}
