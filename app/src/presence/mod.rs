//! The others who have the topology open: who they are, where they point, what they have selected, and how to follow
//! one of them. What is told is lossy and kept nowhere; while nobody else is here nothing is told at all.

pub mod drawing;
pub mod following;
mod hearing;
pub mod people;
mod saying;

use leptos::prelude::*;

use crate::canvas::stage::Stage;

/// Hears of the others and tells them, for as long as the caller's owner lives.
pub fn start(stage: Stage) {
    hearing::start(stage);
    saying::start(stage);
    following::start(stage);
}

/// Draws where the others are, among what they work on.
#[must_use]
pub fn others() -> AnyView {
    view! { <drawing::Drawn /> }.into_any()
}

/// Draws who else is here.
#[must_use]
pub fn people() -> AnyView {
    view! { <people::People /> }.into_any()
}
