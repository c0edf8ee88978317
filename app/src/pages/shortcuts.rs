//! The sheet of keys.

use leptos::prelude::*;

use crate::canvas::commands::COMMANDS;
use crate::canvas::menu::shown;
use crate::widgets::dialog::Dialog;

/// What the pointer and keys without a name do.
const MORE: [(&str, &str); 13] = [
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
    ("Wheel", "Move the view"),
    ("Ctrl wheel", "Zoom at the pointer"),
    ("Hold a finger", "What can be done here"),
];

/// All keys of the editor.
#[component]
pub fn Shortcuts(
    /// Called when it should go.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    let row = |key: String, does: &'static str| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> };
    let mut parts: Vec<&str> = COMMANDS.iter().map(|command| command.part).collect();
    parts.dedup();
    let sections = parts
        .into_iter()
        .map(|part| {
            let named = COMMANDS.iter().filter(move |command| command.part == part && !command.keys.is_empty());
            let keys = move |keys: &[&str]| keys.iter().map(|key| shown(key)).collect::<Vec<_>>().join(", ");
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
            <div class="body shortcuts">
                {sections}
                <section>
                    <h3 class="label">"Pointer and canvas"</h3>
                    <dl>{MORE.into_iter().map(|(key, does)| row(key.to_owned(), does)).collect_view()}</dl>
                </section>
            </div>
        </Dialog>
    }
}
