//! One file's lines: those of the selection marked, those that were looked for marked otherwise, each a way to what it comes from.

use leptos::{ev, html, prelude::*};
use topology::collections::BTreeSet;

use super::preview::Preview;
use crate::canvas::stage::Stage;
use crate::net::api::Span;
use crate::session::link;
use crate::session::selection::Item;
use crate::widgets::icon::Icon;

/// What a line comes from: what the narrowest stretch around it names, of those that name something drawn.
fn owner(spans: &[Span], line: usize) -> Option<Item> {
    let over = spans.iter().filter(|span| span.start_line <= line && line <= span.end_line);
    let mut over: Vec<(usize, &str)> =
        over.map(|span| (span.end_line - span.start_line, span.subject.as_str())).collect();
    over.sort_unstable();
    over.into_iter().find_map(|(_, subject)| link::items(&format!("?sel={subject}")).into_iter().next())
}

/// The text of one file.
#[component]
pub fn Code(
    /// The files.
    preview: Preview,
    /// What is selected, as spans call it.
    chosen: Memo<BTreeSet<String>>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let root: NodeRef<html::Div> = NodeRef::new();
    // The lines that are selected now, by number from 1.
    let mine = Memo::new(move |_| {
        preview.source.with(|source| match source {
            Some(Ok(source)) => chosen.with(|chosen| {
                let own = source.spans.iter().filter(|span| chosen.contains(&span.subject));
                own.flat_map(|span| span.start_line..=span.end_line).collect::<BTreeSet<usize>>()
            }),
            _ => BTreeSet::new(),
        })
    });
    let hits = Memo::new(move |_| {
        let wanted = preview.wanted.with(|wanted| wanted.trim().to_ascii_lowercase());
        preview.source.with(|source| match source {
            Some(Ok(source)) if !wanted.is_empty() => {
                let says = |words: &Vec<(String, String)>| {
                    let text: String = words.iter().map(|(_, text)| text.as_str()).collect();
                    text.to_ascii_lowercase().contains(&wanted)
                };
                let lines = source.lines.iter().enumerate().filter(|(_, words)| says(words));
                lines.map(|(index, _)| index + 1).collect::<BTreeSet<usize>>()
            }
            _ => BTreeSet::new(),
        })
    });
    let see = move |line: usize| {
        let Some(root) = root.get_untracked() else { return };
        if let Ok(Some(element)) = root.query_selector(&format!("[data-line=\"{line}\"]")) {
            let offset = element.get_bounding_client_rect().top() - root.get_bounding_client_rect().top();
            #[allow(clippy::cast_possible_truncation, reason = "pixels of a file")]
            root.set_scroll_top(root.scroll_top() + offset as i32 - 28);
        }
    };
    // What is selected on the canvas is brought into sight; what was chosen here stays where it is.
    Effect::new(move |_| {
        let first = mine.with(|mine| mine.first().copied());
        if preview.from_line.get_value() {
            preview.from_line.set_value(false);
        } else if let (Some(_), Some(first), None) = (root.get(), first, preview.goal.get_untracked()) {
            see(first);
        }
    });
    Effect::new(move |_| {
        let (Some(goal), true) = (preview.goal.get(), preview.source.with(|source| matches!(source, Some(Ok(_)))))
        else {
            return;
        };
        // The lines of a file that was just fetched are there with the next frame.
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
    let key = move |event: ev::KeyboardEvent| {
        let count = preview.source.with_untracked(|source| match source {
            Some(Ok(source)) => source.lines.len(),
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
            let line = root.query_selector(&format!("[data-line=\"{next}\"]")).ok().flatten();
            let (area, line) = (root.get_bounding_client_rect(), line.map(|line| line.get_bounding_client_rect()));
            line.is_some_and(|line| line.top() < area.top() || line.bottom() > area.bottom())
        });
        if outside {
            see(next);
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let lines = move || {
        preview.source.get().map(|source| match source {
            Ok(source) => source
                .lines
                .into_iter()
                .enumerate()
                .map(|(index, words)| {
                    let number = index + 1;
                    view! {
                        <div
                            class="code-line"
                            class:mine=Signal::derive(move || mine.with(|mine| mine.contains(&number)))
                            class:hit=Signal::derive(move || hits.with(|hits| hits.contains(&number)))
                            class:at=Signal::derive(move || preview.line.get() == number)
                            data-line=number.to_string()
                        >
                            <span class="number">{number}</span>
                            <span>{words.into_iter().map(|(class, text)| if class == "plain" { text.into_any() } else { view! { <span class=format!("t-{class}")>{text}</span> }.into_any() }).collect_view()}</span>
                        </div>
                    }
                })
                .collect_view()
                .into_any(),
            Err(problem) => view! { <div class="drawer-note refused"><Icon name="octagon-alert" /><p>{problem}</p></div> }.into_any(),
        })
    };
    view! {
        <div class="code" node_ref=root tabindex="0" role="region" aria-label="File. Arrows go from line to line, Enter selects what a line comes from." data-testid="code" data-file=Signal::derive(move || preview.path.get()) on:click=click on:keydown=key>
            <div class="code-lines">{lines}</div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_from_the_narrowest_stretch_that_names_something_drawn() {
        let span = |start_line, end_line, subject: &str| Span { start_line, end_line, subject: subject.to_owned() };
        let spans = [span(1, 40, "topology"), span(3, 20, "node:orders"), span(7, 8, "edge:orders--payments")];
        assert_eq!(owner(&spans, 4), Some(Item::Node("orders".into())));
        assert_eq!(owner(&spans, 7), Some(Item::Edge("orders--payments".into())));
        assert_eq!(owner(&spans, 30), None, "the whole is nothing that can be selected");
    }
}
