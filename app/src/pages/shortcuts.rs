//! The sheet of keys.

use leptos::prelude::*;

use crate::widgets::dialog::Dialog;

const SHEET: [(&str, &[(&str, &str)]); 3] = [
    (
        "Draw",
        &[
            ("N or /", "Find a kind and add it"),
            ("A", "Connect the selected node"),
            ("Enter or F2", "Write the title"),
            ("Ctrl D", "Duplicate"),
            ("Delete", "Delete"),
            ("Arrows", "Move by 8, with Shift by 40, with Alt by 1"),
        ],
    ),
    (
        "Select and undo",
        &[
            ("Tab", "Next node"),
            ("Shift click", "Add to the selection"),
            ("Ctrl A", "Select all nodes"),
            ("Esc", "Cancel, then select nothing"),
            ("Ctrl Z", "Undo"),
            ("Ctrl Shift Z, Ctrl Y", "Redo"),
        ],
    ),
    (
        "Look around",
        &[
            ("Space drag, middle drag", "Move the view"),
            ("Wheel", "Move the view"),
            ("Ctrl wheel", "Zoom at the pointer"),
            ("Ctrl + and Ctrl −", "Zoom"),
            ("Ctrl 0", "100 %"),
            ("Shift 1", "Show everything"),
            ("Shift 2", "Show the selection"),
            (".  or F8", "Next finding"),
            (", or Shift F8", "Finding before"),
            ("V, H", "Select tool, hand"),
            ("?", "This sheet"),
        ],
    ),
];

/// All keys of the editor.
#[component]
pub fn Shortcuts(
    /// Called when it should go.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog title="Keys" close wide=true>
            <div class="body shortcuts">
                {SHEET.into_iter().map(|(title, keys)| view! {
                    <section>
                        <h3 class="label">{title}</h3>
                        <dl>{keys.iter().map(|(key, does)| view! { <div><dt><kbd>{*key}</kbd></dt><dd>{*does}</dd></div> }).collect_view()}</dl>
                    </section>
                }).collect_view()}
            </div>
        </Dialog>
    }
}
