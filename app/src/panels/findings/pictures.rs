//! What a fix does, as two small pictures beside each other's names: how it is, and how it will be.

use leptos::prelude::*;
use topology::drawing::text::fitted;

use crate::canvas::geometry::Point;
use crate::number::decimal;
use crate::session::marks::Diff;
use crate::session::squeezed::{CARD, Pair, Small};

/// The size of the names, as the style sheet has it.
const FONT: f64 = 14.0;
/// Room between a name and the sides of its card, both together.
const ROOM: f64 = 10.0;

/// Before and after.
#[component]
pub fn Pictures(
    /// The two pictures.
    pair: Pair,
) -> impl IntoView {
    let Pair { before, after, size } = pair;
    view! {
        <div class="fix-pictures" data-testid="fix-pictures">
            <figure><figcaption>"Now"</figcaption>{drawn("Now", &before, size)}</figure>
            <figure><figcaption>"After"</figcaption>{drawn("After", &after, size)}</figure>
        </div>
    }
}

fn word(diff: Option<Diff>) -> Option<&'static str> {
    diff.map(Diff::word)
}

fn drawn(when: &str, small: &Small, size: Point) -> AnyView {
    let names: Vec<&str> = small.cards.iter().map(|card| card.label.as_str()).collect();
    let about = format!("{when}: {}; {} connections", names.join(", "), small.lines.len());
    let lines = small
        .lines
        .iter()
        .map(|line| view! { <path class="edge-line" d=line.path.clone() data-diff=word(line.diff) /> }.into_any())
        .collect_view();
    let cards = small
        .cards
        .iter()
        .map(|card| {
            let sign = card.diff.map(Diff::sign).map(|sign| format!("{sign} ")).unwrap_or_default();
            let label = fitted(&(sign + &card.label), (CARD.x - ROOM) / FONT);
            view! {
                <g data-diff=word(card.diff) data-kind=card.kind>
                    <rect class="small-card" x=decimal(card.at.x) y=decimal(card.at.y) width=decimal(CARD.x) height=decimal(CARD.y) rx="6" />
                    <text class="small-name" x=decimal(card.at.x + CARD.x / 2.0) y=decimal(card.at.y + CARD.y / 2.0 + 4.0)>{label}</text>
                </g>
            }
            .into_any()
        })
        .collect_view();
    // Small ones keep their size, large ones shrink to the panel.
    let width = format!("{}px", decimal(size.x));
    view! { <svg role="img" aria-label=about viewBox=format!("0 0 {} {}", decimal(size.x), decimal(size.y)) style:max-width=width>{lines}{cards}</svg> }.into_any()
}
