//! The files of the bundle: their tree, or where a text stands in them, and the text of one.

use leptos::{html, prelude::*};
use topology::collections::{BTreeMap, BTreeSet};

use super::code::Code;
use super::preview::{Preview, subjects};
use super::tree::{Row, rows};
use crate::net::bundle::{Found, Match};
use crate::widgets::each::{self, Each};
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;

/// Tree and text.
#[component]
pub fn Files(
    /// The files.
    preview: Preview,
) -> impl IntoView {
    let session = preview.session;
    let chosen = Memo::new(move |_| subjects(session));
    let problem =
        Memo::new(move |_| preview.files.with(|files| files.as_ref().and_then(|files| files.as_ref().err().cloned())));
    let waiting = Memo::new(move |_| preview.files.with(Option::is_none));
    let none = Memo::new(move |_| {
        preview
            .files
            .with(|files| files.as_ref().is_some_and(|files| files.as_ref().is_ok_and(|files| files.files.is_empty())))
    });
    let searching = Memo::new(move |_| preview.found.with(Option::is_some));
    view! {
        <div class="drawer-body">
            {move || if let Some(problem) = problem.get() {
                view! { <div class="drawer-note refused"><Icon name="octagon-alert" /><p>{problem}</p></div> }.into_any()
            } else if waiting.get() {
                view! { <div class="drawer-note"><Icon name="loader-circle" class="spin" /><p>"Making the files"</p></div> }.into_any()
            } else if none.get() {
                view! { <div class="drawer-note"><Icon name="file-code" /><p>"Draw something and its files appear here."</p></div> }.into_any()
            } else {
                view! {
                    <Show when=move || searching.get() fallback=move || view! { <Tree preview chosen /> }><Matches preview /></Show>
                    <Code preview chosen />
                }.into_any()
            }}
        </div>
    }
}

#[component]
fn Tree(preview: Preview, chosen: Memo<BTreeSet<String>>) -> impl IntoView {
    let tree = Memo::new(move |_| {
        let mut counts = BTreeMap::new();
        preview.files.with(|files| match files {
            Some(Ok(files)) => {
                for file in &files.files {
                    let mine = chosen.with(|chosen| file.subjects.iter().any(|subject| chosen.contains(subject)));
                    counts.insert(file.path.clone(), mine);
                }
                preview.unfolded.with(|unfolded| rows(&counts, unfolded))
            }
            _ => Vec::new(),
        })
    });
    let shown = Signal::derive(move || {
        let key = |row: &Row| format!("{} {} {}", row.path, row.open == Some(true), row.mine);
        tree.get()
            .into_iter()
            .map(|row| each::row(key(&row), move || view! { <TreeRow preview row=row.clone() /> }))
            .collect()
    });
    let root: NodeRef<html::Div> = NodeRef::new();
    // The file that was opened by another way is brought into sight.
    Effect::new(move |_| {
        let (_, Some(root)) = (preview.path.get(), root.get()) else { return };
        request_animation_frame(move || {
            if let Ok(Some(row)) = root.query_selector("[aria-selected=true]") {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                row.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
    view! { <div class="tree" role="tree" aria-label="Files" node_ref=root><Each rows=shown /></div> }
}

#[component]
fn TreeRow(preview: Preview, row: Row) -> impl IntoView {
    let (path, own) = (row.path.clone(), row.path.clone());
    let selected = Memo::new(move |_| preview.path.with(|open| open.as_deref() == Some(own.as_str())));
    let folder = row.open.is_some();
    let click = move |_| {
        if folder {
            preview.unfolded.update(|unfolded| {
                if !unfolded.remove(&path) {
                    unfolded.insert(path.clone());
                }
            });
        } else {
            preview.open(path.clone(), None);
        }
    };
    let icon = match row.open {
        Some(true) => "chevron-down",
        Some(false) => "chevron-right",
        None => "file",
    };
    view! {
        <button
            class="tree-row"
            role="treeitem"
            data-path=row.path.clone()
            aria-selected=Signal::derive(move || if selected.get() { "true" } else { "false" })
            aria-expanded=row.open.map(|open| if open { "true" } else { "false" })
            title=row.path.clone()
            style:padding-left=format!("{}px", 8 + row.depth * 12)
            on:click=click
        >
            <Icon name=icon />
            <span class="grow ellipsis">{row.name.clone()}</span>
            {row.mine.then(|| view! { <span class="lines" title="Holds lines of what is selected">"●"</span> }.into_any())}
        </button>
    }
}

/// Where a text stands in all files.
#[component]
fn Matches(preview: Preview) -> impl IntoView {
    let list = move |found: Found| {
        let count = found.matches.len();
        let told = match (count, found.more) {
            (0, _) => "In no file".to_owned(),
            (1, _) => "1 line".to_owned(),
            (count, false) => format!("{count} lines"),
            (count, true) => format!("The first {count} lines"),
        };
        let mut before = String::new();
        let rows = found
            .matches
            .into_iter()
            .map(|Match { path, line, text }| {
                let heading = (before != path).then(|| path.clone());
                before.clone_from(&path);
                let place = format!("{path}, line {line}");
                view! {
                    {heading.map(|path| view! { <div class="match-file ellipsis" title=path.clone()>{path.clone()}</div> }.into_any())}
                    <button class="tree-row match" data-match=format!("{path}:{line}") title=place on:click=move |_| preview.open(path.clone(), Some(line))>
                        <span class="lines">{line}</span>" "<span class="grow ellipsis mono">{text}</span>
                    </button>
                }
                .into_any()
            })
            .collect_view();
        view! { <p class="match-count small third" role="status" data-testid="match-count">{told}</p>{rows} }.into_any()
    };
    view! {
        <div class="tree" role="region" aria-label="Where it stands" data-testid="matches">
            {move || preview.found.get().map(|found| match found {
                Ok(found) => list(found),
                Err(problem) => view! { <p class="match-count refused">{problem}</p> }.into_any(),
            })}
        </div>
    }
}
