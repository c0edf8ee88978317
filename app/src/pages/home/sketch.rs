//! A topology as it looks from afar, beside its title.

use leptos::prelude::*;

use crate::net::api::Sketch;
use crate::widgets::icon::Icon;

/// A topology from afar; a sign where there is nothing to see. It says nothing to those who can't see it: the title stands beside it.
#[component]
pub(super) fn SketchTile(
    /// What to draw.
    sketch: Option<Sketch>,
    /// The name of the icon that stands for a topology without one.
    icon: &'static str,
) -> impl IntoView {
    let inside = match sketch {
        None => view! { <Icon name=icon /> }.into_any(),
        Some(Sketch { size: (width, height), lines, cards }) => view! {
            <svg viewBox=format!("0 0 {width} {height}") aria-hidden="true">
                <path class="lines" d=lines />
                {cards.into_iter().map(|(kind, path)| view! { <path class="cards" data-kind=kind d=path /> }.into_any()).collect_view()}
            </svg>
        }
        .into_any(),
    };
    view! { <span class="sketch">{inside}</span> }
}
