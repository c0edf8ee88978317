//! A node's card.

use std::sync::Arc;
use std::time::Duration;

use leptos::{ev, html, prelude::*};

use super::keys;
use super::stage::Stage;
use crate::number::inset;
use crate::session::face::kind_title;
use crate::session::marks::{Diff, Marks};
use crate::session::picture::NodeHandle;
use crate::session::selection::Item;
use crate::session::{container, draft};
use crate::widgets::icon::{Icon, severity_icon};
use crate::widgets::show::Show;

/// The card of one node. Each of its parts follows one signal.
#[component]
pub fn NodeCard(
    /// The node.
    node: NodeHandle,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let id = node.id.clone();
    let (place, face, marks, selected) =
        (node.place.clone(), node.face.clone(), node.marks.clone(), node.selected.clone());
    let about = {
        let face = face.clone();
        move || face.with(|face| face.about.clone())
    };
    let name = {
        let (face, marks) = (face.clone(), marks.clone());
        move || {
            face.with(|face| {
                let what = match kind_title(face.kind) {
                    _ if face.folded => ", collapsed boundary".to_owned(),
                    // The card says it already.
                    kind if face.about.starts_with(kind) => String::new(),
                    kind => format!(", {kind}"),
                };
                let links = match face.links {
                    0 => ", no connections".to_owned(),
                    1 => ", 1 connection".to_owned(),
                    count => format!(", {count} connections"),
                };
                let locked = if face.locked { ", locked" } else { "" };
                format!("{} {}{what}{links}{locked}{}", face.title, face.about, spoken(marks.get()))
            })
        }
    };
    let kind = {
        let face = face.clone();
        Signal::derive(move || face.with(|face| face.kind.word()))
    };
    let icon = {
        let face = face.clone();
        Signal::derive(move || face.with(|face| face.icon))
    };
    let (title, looks) = (face.clone(), face.clone());
    let shown = Signal::derive(move || title.with(|face| face.title.clone()));
    let (pressed, marked, differs) = (selected.clone(), marks.clone(), marks.clone());
    let corners = Memo::new(move |_| Corners::of(marks.get(), face.with(|face| face.locked)));
    let part = {
        let id = id.clone();
        Memo::new(move |_| Part::of(stage, &id))
    };
    // One string for all: what changes seldom need not be followed word by word, thousands of times.
    let class = Signal::derive(move || {
        let part = part.get();
        let (folded, disabled) = looks.with(|face| (face.folded, face.disabled));
        let (error, told) = marked.with(|marks| (marks.errors > 0, marks.told));
        worded(
            "node",
            &[
                ("selected", selected.get()),
                ("folded", folded),
                ("disabled", disabled),
                ("error", error),
                ("told", told),
                ("origin", part.origin),
                ("aimed", part.aimed),
                ("target", part.target),
                ("dragging", part.dragging),
            ],
        )
    });
    let (inside, lifted) = (node.inside.clone(), node.lifted.clone());
    let (focused, titled) = (id.clone(), id.clone());
    view! {
        <div
            class=class
            data-diff=Signal::derive(move || differs.with(|marks| marks.diff.map(Diff::word)))
            style:inset=Signal::derive(move || inset(lifted.get().unwrap_or_else(|| place.get())))
            id=format!("card-{id}")
            data-node=id.to_string()
            data-kind=kind
            role="button"
            tabindex="-1"
            aria-label=name
            aria-pressed=Signal::derive(move || if pressed.get() { "true" } else { "false" })
            on:focus=move |event: ev::FocusEvent| by_keyboard(stage, &event, &focused)
        >
            <Show when=move || inside.get()>
                {
                    let (about, titled) = (about.clone(), titled.clone());
                    view! {
                        <span class="tile"><Icon name=icon /></span>
                        <div class="text">
                            <Show
                                when=move || part.with(|part| part.renaming)
                                fallback=move || view! { <div class="name ellipsis" title=shown>{move || shown.get()}</div> }
                            >
                                <TitleField id=titled.clone() />
                            </Show>
                            " "
                            <div class="about ellipsis">{about}</div>
                        </div>
                        <span class="handle" data-side="top"></span>
                        <span class="handle" data-side="right"></span>
                        <span class="handle" data-side="bottom"></span>
                        <span class="handle" data-side="left"></span>
                    }
                }
            </Show>
            {move || corners.with(Corners::view)}
        </div>
    }
}

/// The part that a card plays in a gesture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    /// A line begins at it.
    origin: bool,
    /// A line points at it.
    aimed: bool,
    /// A line may end at it.
    target: bool,
    /// It follows the pointer.
    dragging: bool,
    /// Its title is being written.
    renaming: bool,
}

impl Part {
    /// What it is now, followed.
    fn of(stage: Stage, id: &Arc<str>) -> Self {
        stage.roles.with(|roles| Self {
            origin: roles.origin.as_ref() == Some(id),
            aimed: roles.aimed.as_ref() == Some(id),
            target: roles.targets.contains(id),
            dragging: roles.dragged.contains(id),
            renaming: roles.renaming.as_ref() == Some(id),
        })
    }
}

/// A class, and after it the words that hold.
#[must_use]
pub fn worded(class: &str, words: &[(&str, bool)]) -> String {
    let mut text = class.to_owned();
    for (word, _) in words.iter().filter(|(_, holds)| *holds) {
        text.push(' ');
        text.push_str(word);
    }
    text
}

/// Focus that came by Tab selects, so that the inspector and the keys work on the card; focus by a press is the press's affair.
fn by_keyboard(stage: Stage, event: &ev::FocusEvent, id: &Arc<str>) {
    let element: web_sys::Element = event_target(event);
    if element.matches(":focus-visible").unwrap_or(false) {
        let item = stage.item_of(id);
        if !stage.session.selection.now().iter().eq([&item]) {
            super::walk::arrive(stage, item);
        }
    }
}

/// What stands at the upper left: the number of a step, or what a fix does to the node.
fn sign(marks: Marks) -> Option<(&'static str, String)> {
    match (marks.diff, marks.step) {
        (Some(diff), _) => Some(("corner sign", diff.sign().to_owned())),
        (None, Some(step)) => Some(("corner step", step.to_string())),
        (None, None) => None,
    }
}

fn spoken(marks: Marks) -> String {
    let count = |number: usize, word: &str| match number {
        0 => String::new(),
        1 => format!(", 1 {word}"),
        _ => format!(", {number} {word}s"),
    };
    let step = marks.step.map(|step| format!(", step {step}")).unwrap_or_default();
    let diff = marks.diff.map(|diff| format!(", {} by the fix", diff.word())).unwrap_or_default();
    count(marks.errors, "error") + &count(marks.warnings, "warning") + &step + &diff
}

/// What stands at the corners of a card. Most cards have nothing there, so one place holds it all.
#[derive(Debug, Clone, PartialEq)]
struct Corners {
    /// Of each severity that is told, how often it is found.
    found: Vec<(&'static str, usize)>,
    /// Whether the card stays where it is.
    locked: bool,
    sign: Option<(&'static str, String)>,
}

impl Corners {
    fn of(marks: Marks, locked: bool) -> Self {
        let found = [("error", marks.errors), ("warning", marks.warnings)];
        Self { found: found.into_iter().filter(|(_, count)| *count > 0).collect(), locked, sign: sign(marks) }
    }

    fn view(&self) -> Option<AnyView> {
        let badge = |(severity, count): &(&'static str, usize)| {
            view! { <span class="badge" data-severity=*severity data-count=count.to_string() title="Show findings"><Icon name=severity_icon(severity) /></span> }.into_any()
        };
        let badges = (!self.found.is_empty()).then(|| {
            let badges = self.found.iter().map(badge).collect_view();
            view! { <div class="badges" data-badge="">{badges}</div> }.into_any()
        });
        let locked = self.locked.then(|| {
            view! { <span class="locked" title="Locked where it stands"><Icon name="lock" /></span> }.into_any()
        });
        let sign = self.sign.clone();
        let sign = sign.map(|(class, text)| view! { <span class=class data-count=text></span> }.into_any());
        let all: Vec<AnyView> = [badges, locked, sign].into_iter().flatten().collect();
        (!all.is_empty()).then(|| all.into_any())
    }
}

/// The field in which the title of a node or a boundary is written.
#[component]
pub fn TitleField(
    /// The node or boundary.
    id: Arc<str>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let input: NodeRef<html::Input> = NodeRef::new();
    let before = stage.session.peek(|document| keys::name(document, &id).to_owned());
    let old = StoredValue::new(before.clone());
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
            input.select();
        }
    });
    let done = StoredValue::new(false);
    let finish = move |keep: bool| {
        if done.get_value() {
            return;
        }
        done.set_value(true);
        // Once the field is gone.
        set_timeout(move || stage.put_caret_away(), Duration::ZERO);
        let title = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        let told = stage.renaming.with_untracked(|renaming| renaming.as_ref() != Some(&id));
        stage.renaming.set(None);
        // A field that is taken away with its card loses the focus, too.
        if stage.session.peek(|document| !keys::is_there(document, &id)) {
            if !told {
                old.with_value(|old| keys::deleted(stage, old));
            }
            return;
        }
        if !keep {
            return;
        }
        let first = stage.fresh.get_value().as_ref() == Some(&id);
        stage.fresh.set_value(None);
        let drafted = stage.session.peek(|document| match stage.item_of(&id) {
            Item::Boundary(id) => container::retitle(document, &id, &title),
            _ => draft::retitle(document, &id, &title, first),
        });
        let Some((to, edit)) = drafted else { return };
        if stage.session.commit(format!("name {}", title.trim()), edit).is_some() {
            stage.session.selection.only(stage.item_of(&to));
        }
    };
    let finish = StoredValue::new(finish);
    let finish = move |keep: bool| finish.with_value(|finish| finish(keep));
    view! {
        <input
            class="rename"
            node_ref=input
            value=before
            maxlength="120"
            aria-label="Title"
            on:keydown=move |event: ev::KeyboardEvent| {
                event.stop_propagation();
                match event.key().as_str() {
                    "Enter" => { finish(true); stage.focus(); }
                    "Escape" => { finish(false); stage.focus(); }
                    _ => {}
                }
            }
            on:blur=move |_| finish(true)
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_without_anything_to_say_has_nothing_at_its_corners() {
        let quiet = Corners::of(Marks { infos: 3, ..Marks::default() }, false);
        assert!(quiet.view().is_none());
        let loud = Corners::of(Marks { errors: 2, warnings: 1, step: Some(4), ..Marks::default() }, true);
        assert_eq!(loud.found, [("error", 2), ("warning", 1)]);
        assert_eq!((loud.locked, loud.sign), (true, Some(("corner step", "4".to_owned()))));
    }
}
