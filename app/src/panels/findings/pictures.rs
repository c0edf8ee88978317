//! What a fix does, as two small pictures beside each other's names: how it is, and how it will be.

use leptos::prelude::*;

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

/// About how wide a letter is, in sizes of its font; rather too much, since names of what differs are bold.
fn width(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | '\'' | '|' | ' ' => 0.3,
        'f' | 'r' | 't' | '-' | '(' | ')' => 0.45,
        'm' | 'w' | 'M' | 'W' | '…' => 0.95,
        upper if upper.is_uppercase() => 0.75,
        // Letters as wide as they are high.
        wide if !wide.is_ascii() && wide.is_alphabetic() && !wide.is_lowercase() => 1.1,
        _ => 0.65,
    }
}

/// A text, or so much of its beginning as there is room for.
fn fitted(text: &str, room: f64) -> String {
    if text.chars().map(width).sum::<f64>() <= room {
        return text.to_owned();
    }
    let mut left = room - width('…');
    let kept = text.chars().take_while(|letter| {
        left -= width(*letter);
        left >= 0.0
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_where_its_card_ends() {
        let room = (CARD.x - ROOM) / FONT;
        assert_eq!(fitted("orders", room), "orders");
        assert_eq!(fitted("+ Orders events", room), "+ Orders…");
        assert_eq!(fitted("illicit", room), "illicit", "narrow letters take less");
        for text in ["+ WWWWWWWWWW", "~ mmmmmmmmmm", "− 注文サービスの出来事", "+ a b c d e f g h i j k l"]
        {
            let cut = fitted(text, room);
            assert!(cut.ends_with('…') && cut.chars().map(width).sum::<f64>() <= room, "{cut}");
        }
    }
}
