//! Connecting without a pointer: a list of the nodes that the selected one may connect to.

use std::sync::Arc;

use leptos::{ev, html, prelude::*};

use super::geometry::Point;
use super::stage::Stage;
use super::{CARD_WIDTH, keys};
use crate::number::px;
use crate::session::draft;
use crate::session::face::kind_icon;
use crate::widgets::icon::Icon;

#[derive(Debug, Clone, PartialEq)]
struct Choice {
    id: String,
    label: String,
    kind: &'static str,
    icon: &'static str,
    makes: &'static str,
}

/// The list, while one is being chosen.
#[component]
pub fn Chooser() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! { {move || stage.choosing.get().map(|from| view! { <List from /> })} }
}

#[component]
fn List(from: Arc<str>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let input: NodeRef<html::Input> = NodeRef::new();
    let text = RwSignal::new(String::new());
    let marked = RwSignal::new(0_usize);
    let origin = from.clone();
    let choices = Memo::new(move |_| {
        let wanted = lower(&text.get());
        session.read(|document| {
            document
                .nodes
                .iter()
                .filter_map(|(id, node)| {
                    let (kind, ..) = draft::connection(document, &origin, id.as_str()).ok()?;
                    let label = document.node_label(id.as_str()).to_owned();
                    let fits = lower(&label).contains(&wanted) || id.as_str().contains(&wanted);
                    fits.then(|| Choice {
                        id: id.to_string(),
                        label,
                        kind: node.kind.word(),
                        icon: kind_icon(node.kind),
                        makes: kind.word(),
                    })
                })
                .collect::<Vec<_>>()
        })
    });
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let source = from.clone();
    let take = Callback::new(move |id: String| {
        stage.choosing.set(None);
        stage.focus();
        keys::connect(stage, &source, &id);
    });
    let key = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        let count = choices.with(Vec::len);
        match event.key().as_str() {
            "Escape" => {
                stage.choosing.set(None);
                stage.focus();
            }
            "ArrowDown" if count > 0 => marked.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => marked.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(choice) = choices.with(|list| list.get(marked.get_untracked()).cloned()) {
                    take.run(choice.id);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let at = corner(stage, &from);
    let label = session.peek(|document| format!("Connect {} to", document.node_label(&from)));
    view! {
        <div class="chooser" data-ui="" data-testid="chooser" role="dialog" aria-label=label.clone() style:left=px(at.x) style:top=px(at.y)>
            <div class="label">{label.clone()}</div>
            <input
                class="field-input"
                node_ref=input
                placeholder="Find a node"
                aria-label="Find a node"
                on:keydown=key
                on:input=move |event| { text.set(event_target_value(&event)); marked.set(0); }
            />
            <ul role="listbox" aria-label="Nodes">
                {move || choices.get().into_iter().enumerate().map(|(index, choice)| {
                    let id = choice.id.clone();
                    view! {
                        <li role="presentation">
                            <button class="menu-item" role="option" tabindex="-1" data-choice=choice.id aria-selected=Signal::derive(move || if marked.get() == index { "true" } else { "false" }) on:click=move |_| take.run(id.clone())>
                                <span class="tile" data-kind=choice.kind><Icon name=choice.icon /></span>
                                <span class="grow ellipsis">{choice.label}</span>
                                <span class="third small">{choice.makes}</span>
                            </button>
                        </li>
                    }
                }).collect_view()}
            </ul>
            <Show when=move || choices.with(Vec::is_empty)>
                <p class="empty">"No node can be connected to. Place one first."</p>
            </Show>
        </div>
    }
}

/// Beside the card, but within the canvas.
fn corner(stage: Stage, from: &str) -> Point {
    let size = stage.size();
    let card = stage.session.picture.node(from).map_or_else(Point::default, |node| node.place.get_untracked());
    let wanted = stage.camera.get_untracked().screen(card + Point::new(CARD_WIDTH + 12.0, -8.0));
    Point::new(wanted.x.clamp(12.0, (size.x - 276.0).max(12.0)), wanted.y.clamp(12.0, (size.y - 340.0).max(12.0)))
}

/// Lower case as the browser knows it, in any script.
fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
