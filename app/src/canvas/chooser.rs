//! One list for everything that is chosen by typing: the end of a connection, the kind of a new node, something drawn, something to do.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};
use topology::Document;
use wasm_bindgen::JsCast as _;

use super::geometry::Point;
use super::stage::{Asking, Stage};
use super::{CARD_WIDTH, commands, keys, menu, walk};
use crate::number::px;
use crate::panels::palette::presets;
use crate::session::container;
use crate::session::draft;
use crate::session::face::{drawn_ends, kind_icon, kind_title};
use crate::session::selection::Item;
use crate::widgets::each::{Each, row};
use crate::widgets::icon::Icon;
use crate::widgets::later::grow;
use crate::widgets::show::Show;

/// More would not be read.
const MOST: usize = 60;
/// So many are drawn at once, about what the list has room for; the rest comes after the paint, as many at a time.
const SEEN: usize = 12;

#[derive(Clone)]
struct Choice {
    key: String,
    label: String,
    kind: &'static str,
    icon: &'static str,
    note: String,
    run: Arc<dyn Fn(Stage) + Send + Sync>,
}

/// The list, while something is being chosen.
#[component]
pub fn Chooser() -> impl IntoView {
    let stage = expect_context::<Stage>();
    Effect::new(move |_| {
        if stage.choosing.with(Option::is_none)
            && stage.ghost.with_untracked(Option::is_some)
            && stage.mode.get_untracked().is_empty()
        {
            stage.ghost.set(None);
        }
    });
    view! { {move || stage.choosing.get().map(|asking| view! { <List asking /> }.into_any())} }
}

#[component]
fn List(asking: Asking) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let input: NodeRef<html::Input> = NodeRef::new();
    let list: NodeRef<html::Ul> = NodeRef::new();
    let text = RwSignal::new(String::new());
    let marked = RwSignal::new(0_usize);
    let asked = asking.clone();
    let take = Callback::new(move |choice: Choice| {
        stage.choosing.set(None);
        stage.focus();
        (choice.run)(stage);
    });
    let drawn = RwSignal::new(SEEN);
    grow(drawn, SEEN, MOST);
    let search = move || {
        let wanted = lower(text.get().trim());
        let fits = |choice: &Choice| {
            wanted.split(' ').all(|word| {
                lower(&choice.label).contains(word) || choice.key.contains(word) || lower(&choice.note).contains(word)
            })
        };
        stage
            .session
            .read(|document| all(stage, document, &asked))
            .into_iter()
            .filter(fits)
            .take(MOST)
            .collect::<Vec<_>>()
    };
    // Worked out once for all that follow it. Whether two lists are the same is not to be told.
    let choices = Memo::new_with_compare(move |_| search(), |_, _| true);
    let rows = Signal::derive(move || {
        choices.with(|choices| {
            let choices = choices.iter().take(drawn.get()).enumerate();
            let shown = |(index, choice): (usize, &Choice)| {
                let own = choice.clone();
                row(format!("{index} {} {} {}", choice.key, choice.label, choice.note), move || {
                    view! { <Offer index choice=own.clone() marked take /> }
                })
            };
            choices.map(shown).collect()
        })
    });
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    Effect::new(move |_| {
        let at = marked.get();
        if let Some(row) = list.get().and_then(|list| list.children().item(u32::try_from(at).unwrap_or_default())) {
            let row: web_sys::HtmlElement = row.unchecked_into();
            let view = row.parent_element();
            if let Some(view) = view {
                let (top, bottom) = (row.offset_top() - view.client_top(), row.offset_top() + row.offset_height());
                let shown = view.scroll_top();
                if top < shown {
                    view.set_scroll_top(top);
                } else if bottom > shown + view.client_height() {
                    view.set_scroll_top(bottom - view.client_height());
                }
            }
        }
    });
    let key = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        let choices = choices.get_untracked();
        let count = choices.len();
        match event.key().as_str() {
            "Escape" | "Tab" => {
                stage.choosing.set(None);
                stage.focus();
            }
            "ArrowDown" if count > 0 => marked.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => {
                // It may lead to the last one, which has to be there.
                drawn.set(MOST);
                marked.update(|at| *at = (*at + count - 1) % count);
            }
            "Enter" => {
                if let Some(choice) = choices.get(marked.get_untracked()) {
                    take.run(choice.clone());
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let (label, hint, empty) = words(stage, &asking);
    let at = corner(stage, &asking);
    let active = move || choices.with(|all| all.get(marked.get()).map(|_| format!("choice-{}", marked.get())));
    view! {
        <div class="chooser" class:middle=at.is_none() data-ui="" data-testid="chooser" role="dialog" aria-label=label.clone() style:left=at.map(|at| px(at.x)) style:top=at.map(|at| px(at.y))>
            <div class="label">{label.clone()}</div>
            <input
                class="field-input"
                node_ref=input
                placeholder=hint
                aria-label=hint
                role="combobox"
                aria-expanded="true"
                aria-controls="choices"
                aria-activedescendant=active
                autocomplete="off"
                on:keydown=key
                on:input=move |event| {
                    drawn.set(SEEN);
                    text.set(event_target_value(&event));
                    marked.set(0);
                    grow(drawn, SEEN, MOST);
                }
            />
            <ul id="choices" role="listbox" aria-label=hint node_ref=list>
                <Each rows />
            </ul>
            <Show when=move || choices.with(Vec::is_empty)>
                <p class="empty" role="status">{empty}</p>
            </Show>
        </div>
    }
}

/// One that can be chosen.
#[component]
fn Offer(index: usize, choice: Choice, marked: RwSignal<usize>, take: Callback<Choice>) -> impl IntoView {
    let own = choice.clone();
    let chosen = move || if marked.get() == index { "true" } else { "false" };
    view! {
        <li id=format!("choice-{index}") class="menu-item" role="option" data-choice=choice.key aria-selected=Signal::derive(chosen) on:click=move |_| take.run(own.clone())>
            <span class="tile" data-kind=choice.kind><Icon name=choice.icon /></span>
            <span class="grow ellipsis">{choice.label}</span>
            <span class="third small ellipsis note">{choice.note}</span>
        </li>
    }
}

/// Heading, what the field asks for, and what is said where nothing fits.
fn words(stage: Stage, asking: &Asking) -> (String, &'static str, &'static str) {
    stage.session.peek(|document| match asking {
        Asking::Connect(from) => (
            format!("Connect {} to", document.node_label(from)),
            "Find a node",
            "No node can be connected to. Place one first.",
        ),
        Asking::Add { link: Some((other, false)), .. } => (
            format!("Add what {} connects to", document.node_label(other)),
            "Find a kind",
            "No kind that it may connect to is called that.",
        ),
        Asking::Add { .. } => ("Add a node".to_owned(), "Find a kind", "No kind is called that."),
        Asking::Find => {
            ("Find on the canvas".to_owned(), "Name, kind or technology", "Nothing that is drawn is called that.")
        }
        Asking::Command => ("Commands".to_owned(), "What do you want to do?", "No command is called that."),
    })
}

fn all(stage: Stage, document: &Document, asking: &Asking) -> Vec<Choice> {
    let node = |id: &str, note: String, run: Arc<dyn Fn(Stage) + Send + Sync>| {
        let kind = document.nodes.get(id).map(|node| node.kind)?;
        Some(Choice {
            key: id.to_owned(),
            label: document.node_label(id).to_owned(),
            kind: kind.word(),
            icon: kind_icon(kind),
            note,
            run,
        })
    };
    match asking {
        Asking::Connect(from) => {
            // The arrow out of the node, or, where that is another thing, the one into it: what a queue holds is read.
            let arrow = |from: &str, to: &str, about: &str| {
                let (kind, ..) = draft::connection(document, from, to).ok()?;
                let (from, to) = (from.to_owned(), to.to_owned());
                node(about, kind.word().to_owned(), Arc::new(move |stage| keys::connect(stage, &from, &to)))
            };
            let reads = |id: &str| draft::reads(document, from, id).then(|| arrow(id, from, id)).flatten();
            let ways = document.nodes.keys().map(|id| {
                let (out, back) = (arrow(from, id.as_str(), id.as_str()), reads(id.as_str()));
                if draft::rather_reads(document, from) { [back, out] } else { [out, back] }
            });
            ways.flatten().flatten().collect()
        }
        Asking::Add { at, link } => presets()
            .filter(|preset| {
                link.as_ref().is_none_or(|(other, into)| {
                    let Some(node) = document.nodes.get(&**other) else { return false };
                    let provides: Vec<_> = node.provides.iter().copied().collect();
                    let joined = if *into {
                        draft::joined((preset.kind, ""), (node.kind, "", &provides))
                    } else {
                        draft::joined((node.kind, ""), (preset.kind, "", preset.provides))
                    };
                    joined.is_ok()
                })
            })
            .map(|preset| {
                let (at, link) = (*at, link.clone());
                Choice {
                    key: preset.title.to_ascii_lowercase(),
                    label: preset.title.to_owned(),
                    kind: preset.kind.word(),
                    icon: preset.icon,
                    note: preset.engine.unwrap_or_default().to_owned(),
                    run: Arc::new(move |stage| {
                        keys::place(stage, preset, Some(keys::clear_spot(stage, at)), link.clone())
                    }),
                }
            })
            .collect(),
        Asking::Find => {
            let go = |item: Item| -> Arc<dyn Fn(Stage) + Send + Sync> {
                Arc::new(move |stage| walk::go_to(stage, item.clone()))
            };
            let about = |id: &str| {
                document.nodes.get(id).map(|node| {
                    let engine = node.engine.as_ref().map(|engine| engine.as_str().to_owned());
                    engine.unwrap_or_else(|| kind_title(node.kind).to_owned())
                })
            };
            let nodes = document
                .nodes
                .keys()
                .filter_map(|id| node(id.as_str(), about(id.as_str())?, go(stage.item_of(id.as_str()))));
            let boundaries = document.boundaries.iter().map(|(id, boundary)| Choice {
                key: id.to_string(),
                label: container::label(document, id.as_str()).to_owned(),
                kind: "platform",
                icon: "boxes",
                note: boundary.kind.word().to_owned(),
                run: go(Item::Boundary(id.as_str().into())),
            });
            let edges = document.edges.iter().map(|(id, edge)| {
                let (from, to) = drawn_ends(edge);
                Choice {
                    key: id.to_string(),
                    label: format!("{} → {}", document.node_label(from), document.node_label(to)),
                    kind: "external",
                    icon: "spline",
                    note: edge.kind.word().to_owned(),
                    run: go(Item::Edge(id.as_str().into())),
                }
            });
            nodes.chain(boundaries).chain(edges).collect()
        }
        Asking::Command => commands::COMMANDS
            .iter()
            .filter(|command| command.on.fits(stage))
            .map(|command| Choice {
                key: lower(command.part),
                label: command.title.to_owned(),
                kind: "external",
                icon: command.icon,
                note: command.keys.first().map(|keys| menu::shown(keys)).unwrap_or_default(),
                run: Arc::new(|stage| (command.run)(stage)),
            })
            .collect(),
    }
}

/// Beside what it is about, but within the canvas; none for the lists that stand in the middle.
fn corner(stage: Stage, asking: &Asking) -> Option<Point> {
    let size = stage.size();
    let wanted = match asking {
        Asking::Connect(from) => {
            stage.session.picture.card(from)?.place.get_untracked() + Point::new(CARD_WIDTH + 12.0, -8.0)
        }
        Asking::Add { at, .. } => *at,
        Asking::Find | Asking::Command => return None,
    };
    let wanted = stage.camera.get_untracked().screen(wanted);
    Some(Point::new(wanted.x.clamp(12.0, (size.x - 276.0).max(12.0)), wanted.y.clamp(12.0, (size.y - 340.0).max(12.0))))
}

/// Lower case as the browser knows it, in any script.
fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
