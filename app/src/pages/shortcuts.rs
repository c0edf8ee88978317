//! The sheet of keys, and how pointer and wheel are to behave.

use leptos::prelude::*;

use crate::canvas::commands::COMMANDS;
use crate::canvas::menu::shown;
use crate::canvas::stage::{Snap, Stage};
use crate::widgets::dialog::Dialog;

/// What the pointer and keys without a name do.
const MORE: [(&str, &str); 11] = [
    ("Tab", "Next node or connection, from left to right"),
    ("Arrows", "Move by 8, with Shift by 40, with Alt by 1"),
    ("Esc", "Cancel, then select nothing"),
    ("Menu, Shift F10", "What can be done here"),
    ("Shift click", "Add to the selection"),
    ("Drag", "Select what lies inside"),
    ("Alt drag", "Copy"),
    ("Double click", "Add a node, write a title, open a boundary"),
    ("Drop a line", "On empty canvas it asks for a new node"),
    ("Space drag", "Move the view, as the middle button does"),
    ("Hold a finger", "What can be done here"),
];

/// All keys of the editor.
#[component]
pub fn Shortcuts(
    /// Called when it should go.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let row = |keys: Vec<String>, does: &'static str| {
        let keys = keys.into_iter().map(|key| view! { <kbd>{key}</kbd>" " }.into_any()).collect_view();
        view! { <div><dt>{keys}</dt><dd>{does}</dd></div> }
    };
    let mut parts: Vec<&str> = COMMANDS.iter().map(|command| command.part).collect();
    parts.dedup();
    let sections = parts
        .into_iter()
        .map(|part| {
            let named = COMMANDS.iter().filter(move |command| command.part == part && !command.keys.is_empty());
            let keys = move |keys: &[&str]| keys.iter().map(|key| shown(key)).collect();
            view! {
                <section>
                    <h3 class="label">{part}</h3>
                    <dl>{named.map(|command| row(keys(command.keys), command.title)).collect_view()}</dl>
                </section>
            }
        })
        .collect_view();
    view! {
        <Dialog title="Keys" close wide=true>
            <div class="body shortcuts" tabindex="-1" autofocus="">
                {sections}
                <section>
                    <h3 class="label">"Pointer and canvas"</h3>
                    <dl>
                        {MORE.into_iter().map(|(key, does)| row(vec![key.to_owned()], does)).collect_view()}
                        <Wheel stage />
                    </dl>
                </section>
                <section data-testid="settings">
                    <h3 class="label">"Settings of this browser"</h3>
                    <Setting name="The wheel zooms" on=move || stage.wheel_zooms.get() turn=move || stage.turn_wheel() />
                    <Setting name="Cards snap to the grid" on=move || stage.snaps.get().0 turn=move || stage.turn_snap(Snap::Grid) />
                    <Setting name="Cards snap to one another" on=move || stage.snaps.get().1 turn=move || stage.turn_snap(Snap::Cards) />
                </section>
            </div>
        </Dialog>
    }
}

/// What the wheel does is for the person to choose.
#[component]
fn Wheel(stage: Stage) -> impl IntoView {
    let row = |key: &'static str, zooms: bool| {
        let does = move || {
            if stage.wheel_zooms.get() == zooms { "Zoom at the pointer" } else { "Move the view" }
        };
        view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> }
    };
    view! { {row("Wheel", true)}{row("Ctrl wheel", false)} }
}

#[component]
fn Setting(
    /// What is so where it is ticked.
    name: &'static str,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] turn: Callback<()>,
) -> impl IntoView {
    view! {
        <label class="setting">
            <input type="checkbox" prop:checked=on on:change=move |_| turn.run(()) />
            {name}
        </label>
    }
}
