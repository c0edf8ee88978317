//! Where the others point, and what they have selected, in the picture itself: it moves with it, so that a pan writes
//! nothing here. Who can't see it is told by the list of people instead.

use leptos::prelude::*;

use crate::canvas::geometry::{Point, Rect};
use crate::canvas::stage::Stage;
use crate::number::{decimal, inset, px, translate};
use crate::session::met::Met;
use crate::session::others::Visitor;
use crate::session::selection::Item;
use crate::widgets::each::{Each, row};

/// How far an outline stands off what it is drawn around.
const OFF: f64 = 5.0;

/// The colour of a person, for CSS.
#[must_use]
pub fn tint(colour: usize) -> String {
    format!("var(--person-{colour})")
}

/// Pointers and outlines of all others.
#[component]
pub fn Drawn() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let here = stage.session.others.here;
    let rows = Signal::derive(move || {
        here.get()
            .into_iter()
            .map(|visitor| row(visitor.number.to_string(), move || view! { <One visitor=visitor.clone() /> }))
            .collect()
    });
    // Pointers and names have one size at every zoom. The view at rest is followed, so that a zoom writes nothing either.
    let size = move || decimal(1.0 / stage.rested.with(|camera| camera.zoom));
    let met = Signal::derive(move || {
        let all = stage.session.others.met.get().into_iter();
        all.map(|(number, name, met)| row(number.to_string(), move || made(stage, &name, &met))).collect()
    });
    view! { <div class="others" aria-hidden="true" style=("--unzoom", size)><Each rows /><Each rows=met /></div> }
}

/// What somebody made of this person's change, below what it was done to.
fn made(stage: Stage, name: &str, met: &Met) -> AnyView {
    let Some(there) = met.id.as_ref().and_then(|id| place(stage, id)) else { return ().into_any() };
    let at = Signal::derive(move || translate(there.get()));
    let (name, what) = (name.to_owned(), met.what.clone());
    view! { <div class="other-met" data-testid="met" style:transform=at><span><b>{name}</b>" "{what}</span></div> }
        .into_any()
}

/// Where something stands that has an id: the lower left corner of a card, the start of a line, the corner of a boundary.
pub fn place(stage: Stage, id: &str) -> Option<Signal<Point>> {
    let picture = stage.session.picture;
    if let Some(card) = picture.card(id) {
        return Some(Signal::derive(move || card.place.get() + Point::new(0.0, crate::canvas::CARD_HEIGHT)));
    }
    if let Some(edge) = picture.edge(id) {
        return Some(Signal::derive(move || edge.route.with(|route| route.label)));
    }
    let area = picture.boundary(id)?.area;
    Some(Signal::derive(move || area.get().min))
}

#[component]
fn One(visitor: Visitor) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let (selected, at, name) = (visitor.selected.clone(), visitor.at.clone(), visitor.name.clone());
    let pointed = at.clone();
    let there = Memo::new(move |_| pointed.with(Option::is_some));
    let named = name.clone();
    let outlines = move || {
        // What is drawn anew is outlined anew.
        stage.session.picture.nodes.track();
        stage.session.picture.edges.track();
        stage.session.picture.boundaries.track();
        let mut first = Some(named.clone());
        let items = selected.get();
        items.iter().filter_map(|item| outline(stage, item, &mut first)).collect_view()
    };
    view! {
        <div class="other" class:pointing=Signal::derive(move || there.get()) style=("--person", tint(visitor.colour)) data-visitor=visitor.number.to_string()>
            {outlines}
            <div
                class="other-pointer"
                style:display=Signal::derive(move || if there.get() { "block" } else { "none" })
                style:transform=Signal::derive(move || at.with(|at| translate(at.unwrap_or_default())))
            >
                <svg viewBox="0 0 16 16" width="16" height="16"><path d="M1 1l5.2 13.6 2.1-5.9 5.9-2.2z" /></svg>
                <span class="other-name">{name.to_string()}</span>
            </div>
        </div>
    }
}

/// The outline of one item; the first of somebody's bears the name.
fn outline(stage: Stage, item: &Item, name: &mut Option<std::sync::Arc<str>>) -> Option<AnyView> {
    let picture = stage.session.picture;
    let area: Signal<Rect> = match item {
        Item::Edge(id) => {
            let route = picture.edge(id)?.route;
            let path = Signal::derive(move || route.with(crate::canvas::route::Route::path));
            return Some(view! { <svg class="edges"><path class="other-line" d=path /></svg> }.into_any());
        }
        Item::Boundary(id) if picture.boundary(id).is_some() => {
            let area = picture.boundary(id)?.area;
            Signal::derive(move || area.get())
        }
        Item::Node(id) | Item::Boundary(id) => {
            let place = picture.card(id)?.place;
            Signal::derive(move || Rect::at(place.get(), crate::canvas::CARD_WIDTH, crate::canvas::CARD_HEIGHT))
        }
    };
    let name = name.take();
    Some(
        view! {
            <div
                class="other-outline"
                style:inset=Signal::derive(move || inset(area.get().min - Point::new(OFF, OFF)))
                style:width=Signal::derive(move || px(area.get().width() + 2.0 * OFF))
                style:height=Signal::derive(move || px(area.get().height() + 2.0 * OFF))
            >
                {name.map(|name| view! { <span class="other-name">{name.to_string()}</span> }.into_any())}
            </div>
        }
        .into_any(),
    )
}
