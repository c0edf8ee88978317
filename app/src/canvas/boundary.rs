//! A boundary: a tinted container behind its members.

use leptos::prelude::*;

use crate::number::{px, translate};
use crate::session::picture::BoundaryHandle;
use crate::widgets::icon::Icon;

/// One boundary, as large as its members need it.
#[component]
pub fn BoundaryBox(
    /// The boundary.
    boundary: BoundaryHandle,
) -> impl IntoView {
    let (corner, width, height) = (boundary.area.clone(), boundary.area.clone(), boundary.area.clone());
    let label = boundary.label.clone();
    view! {
        <div
            class="boundary"
            data-boundary=boundary.id.to_string()
            style:transform=Signal::derive(move || corner.get().map(|area| translate(area.min)))
            style:width=Signal::derive(move || width.get().map(|area| px(area.width())))
            style:height=Signal::derive(move || height.get().map(|area| px(area.height())))
        >
            <span class="boundary-tab"><Icon name="boxes" />{move || label.get()}</span>
        </div>
    }
}
