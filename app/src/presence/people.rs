//! Who else is here: a row of initials in the header. A click follows a person, another one stops.

use std::sync::Arc;

use leptos::prelude::*;

use super::drawing::tint;
use super::following;
use super::hearing::initials;
use crate::canvas::stage::Stage;
use crate::session::others::Visitor;
use crate::widgets::each::{Each, row};
use crate::widgets::show::Show;

/// More people than this are behind a button.
const IN_SIGHT: usize = 4;

/// What a person is called here: oneself, in another window, is no other.
#[must_use]
pub fn called(stage: Stage, visitor: &Visitor) -> String {
    if stage.session.others.own.with_value(|own| *own == visitor.person) {
        "you in another window".to_owned()
    } else {
        visitor.name.to_string()
    }
}

/// The people, each once, in the order in which they came.
#[component]
pub fn People() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let here = stage.session.others.here;
    let people = Memo::new(move |_| {
        let mut people: Vec<(Arc<str>, u64)> = Vec::new();
        here.with(|here| {
            for visitor in here {
                if people.iter().all(|(person, _)| *person != visitor.person) {
                    people.push((visitor.person.clone(), visitor.number));
                }
            }
        });
        people
    });
    let rows = move |from: usize, to: usize| {
        Signal::derive(move || {
            let people = people.get();
            let shown = people.into_iter().skip(from).take(to - from);
            shown.map(|(_, number)| row(number.to_string(), move || view! { <Avatar number /> })).collect()
        })
    };
    let (first, rest) = (rows(0, IN_SIGHT), rows(IN_SIGHT, usize::MAX));
    let more = move || people.with(|people| people.len().saturating_sub(IN_SIGHT));
    view! {
        <Show when=move || !people.with(Vec::is_empty)>
            <div class="people" role="group" aria-label="Also here" data-testid="people">
                <Each rows=first />
                <Show when=move || { more() > 0 }>
                    <details class="more-people">
                        <summary class="avatar" aria-label=move || format!("{} more people", more())>{move || format!("+{}", more())}</summary>
                        <div class="menu"><Each rows=rest /></div>
                    </details>
                </Show>
            </div>
        </Show>
    }
}

#[component]
fn Avatar(
    /// The window by which the person came.
    number: u64,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let others = stage.session.others;
    let visitor = others.here.with_untracked(|here| here.iter().find(|one| one.number == number).cloned());
    visitor.map(|visitor| {
        let name = called(stage, &visitor);
        let (person, tried) = (visitor.person.clone(), visitor.person.clone());
        let followed = Memo::new(move |_| others.following.with(|following| following.as_ref() == Some(&person)));
        let click = move |_| {
            if followed.get_untracked() {
                following::stop(stage);
            } else {
                following::follow(stage, tried.clone());
            }
        };
        view! {
            <button
                class="avatar"
                style=("--person", tint(visitor.colour))
                data-person=visitor.person.to_string()
                aria-pressed=Signal::derive(move || if followed.get() { "true" } else { "false" })
                aria-label=format!("Follow {name}")
                title=Signal::derive(move || if followed.get() { format!("{name}: stop following") } else { format!("{name}: follow") })
                on:click=click
            >
                <span class="initials" data-letters=initials(&visitor.name).to_string()></span>
                <span class="avatar-name">{visitor.name.to_string()}</span>
            </button>
        }
    })
}
