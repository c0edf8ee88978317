//! A boundary: a tinted container behind its members, with a tab to hold it by.

use leptos::prelude::*;

use super::keys;
use super::node::TitleField;
use super::stage::Stage;
use crate::number::{px, translate};
use crate::session::picture::BoundaryHandle;
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;

/// Where it can be made larger.
const CORNERS: [&str; 8] = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];

/// One boundary.
#[component]
pub fn BoundaryBox(
    /// The boundary.
    boundary: BoundaryHandle,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let (corner, width, height) = (boundary.area.clone(), boundary.area.clone(), boundary.area.clone());
    let (selected, chosen, label, id) =
        (boundary.selected.clone(), boundary.selected.clone(), boundary.label.clone(), boundary.id.clone());
    let (own, named, folded) = (id.clone(), id.clone(), id.clone());
    let aimed = Memo::new(move |_| stage.aimed.with(|aimed| aimed.as_ref() == Some(&own)));
    let renaming = Memo::new(move |_| stage.renaming.with(|renaming| renaming.as_ref() == Some(&named)));
    let titled = id.clone();
    let members = boundary.members.clone();
    let name = {
        let label = label.clone();
        move || format!("{}, boundary, {} inside", label.get(), members.with(Vec::len))
    };
    view! {
        <div
            class="boundary"
            class:selected=Signal::derive(move || selected.get())
            class:aimed=Signal::derive(move || aimed.get())
            style:transform=Signal::derive(move || translate(corner.get().min))
            style:width=Signal::derive(move || px(width.get().width()))
            style:height=Signal::derive(move || px(height.get().height()))
            data-boundary=id.to_string()
            tabindex="-1"
            role="group"
            aria-label=name
        >
            <div class="boundary-tab">
                <button class="boundary-fold" data-ui="" tabindex="-1" title="Collapse" aria-label="Collapse" on:click=move |_| keys::fold_one(stage, &folded)><Icon name="chevron-down" /></button>
                <Show
                    when=move || renaming.get()
                    fallback=move || { let label = label.clone(); view! { <span class="ellipsis">{move || label.get()}</span> } }
                >
                    <TitleField id=titled.clone() />
                </Show>
            </div>
            <Show when=move || chosen.get()>
                {CORNERS.map(|corner| view! { <span class="corner-grip" data-corner=corner></span> }.into_any()).into_iter().collect_view()}
            </Show>
        </div>
    }
}
