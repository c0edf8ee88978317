//! An edge's line, and its label above all lines.

use leptos::prelude::*;

use super::geometry::Point;
use super::node::worded;
use super::stage::Stage;
use crate::number::inset;
use crate::session::marks::{Diff, Marks};
use crate::session::picture::EdgeHandle;
use crate::session::selection::Item;
use crate::widgets::icon::{Icon, severity_icon};
use crate::widgets::show::Show;

/// The heads of the lines, one for each colour; a line names the one it ends with.
#[component]
pub fn ArrowHeads() -> impl IntoView {
    view! {
        <defs>
            {["arrow", "arrow-accent", "arrow-error", "arrow-warning", "arrow-ok"].into_iter().map(|id| view! {
                <marker id=id viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
                    <path d="M0.5,0.8L7.5,4L0.5,7.2Z" />
                </marker>
            }.into_any()).collect_view()}
        </defs>
    }
}

/// The line of one edge.
#[component]
pub fn EdgeLine(
    /// The edge.
    edge: EdgeHandle,
) -> impl IntoView {
    let (route, selected) = (edge.route.clone(), edge.selected.clone());
    let (dashed, marks, differs) = (edge.face.clone(), edge.marks.clone(), edge.marks.clone());
    let face = edge.face.clone();
    let name = move || face.with(|face| face.name.clone());
    let class = Signal::derive(move || {
        let marks = marks.get();
        worded(
            "edge-line",
            &[
                ("dashed", dashed.with(|face| face.dashed)),
                ("selected", selected.get()),
                ("error", marks.errors > 0),
                ("warning", marks.errors == 0 && marks.warnings > 0),
                ("step", marks.step.is_some()),
                ("told", marks.told),
            ],
        )
    });
    view! {
        <path
            class=class
            data-diff=Signal::derive(move || differs.with(|marks| marks.diff.map(Diff::word)))
            d=Signal::derive(move || route.with(super::route::Route::path))
            id=format!("edge-{}", edge.id)
            data-edge=edge.id.to_string()
            role="button"
            tabindex="-1"
            aria-label=name
        />
    }
}

/// Where an end of a line is taken hold of: a little way along it, off the handles of the card and apart from the other end.
fn grip(points: &[Point], start: bool) -> Point {
    let (end, next) = match points {
        [first, second, ..] if start => (*first, *second),
        [.., before, last] => (*last, *before),
        _ => return Point::default(),
    };
    let way = next - end;
    let most = if points.len() == 2 { 0.25 } else { 0.5 };
    let share = (26.0 / way.length().max(1.0)).min(most);
    end + Point::new(way.x * share, way.y * share)
}

/// The ends of the selected edge, to be dragged to other nodes.
#[component]
pub fn EdgeEnds() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let picture = stage.session.picture;
    // With the cards at its ends: an edge that is led to others has another line.
    let chosen = Memo::new(move |_| match stage.session.selection.single() {
        Some(Item::Edge(id)) => picture
            .edges
            .with(|edges| edges.iter().find(|edge| edge.id == id).map(|edge| (edge.id.clone(), edge.ends.clone()))),
        _ => None,
    });
    view! {
        {move || chosen.get().and_then(|(id, _)| picture.edge(&id)).map(|edge| {
            [("start", edge.route.clone()), ("end", edge.route)].map(|(end, route)| {
                let at = move || route.with(|route| grip(&route.points, end == "start"));
                view! { <span class="edge-end" data-end=end title="Drag to another node" style:inset=Signal::derive(move || inset(at()))></span> }
            }).into_iter().collect_view()
        })}
    }
}

/// The label of one edge: what it carries, the number of its step in a circle, or the shape of a finding.
#[component]
pub fn EdgeLabel(
    /// The edge.
    edge: EdgeHandle,
) -> impl IntoView {
    let (route, face, marks, selected) =
        (edge.route.clone(), edge.face.clone(), edge.marks.clone(), edge.selected.clone());
    let id = edge.id.to_string();
    let label = Memo::new(move |_| face.with(|face| face.label.clone()));
    let marks = Memo::new(move |_| marks.get());
    let shown = move || {
        label.with(Option::is_some)
            || marks.with(|marks| marks.diff.is_some())
            || marks.with(|marks| marks.step.is_some() || marks.worst().is_some_and(|worst| worst != "info"))
    };
    let severity = move || marks.with(|marks| marks.worst().filter(|worst| *worst != "info" && marks.step.is_none()));
    view! {
        <Show when=shown>
            {
                let (route, selected, id) = (route.clone(), selected.clone(), id.clone());
                view! {
                    <div
                        class="edge-label"
                        class:selected=Signal::derive(move || selected.get())
                        class:error=Signal::derive(move || severity() == Some("error"))
                        class:warning=Signal::derive(move || severity() == Some("warning"))
                        data-severity=Signal::derive(move || marks.with(Marks::worst))
                        class:told=Signal::derive(move || marks.with(|marks| marks.told))
                        data-diff=Signal::derive(move || marks.with(|marks| marks.diff.map(Diff::word)))
                        class:numbered=Signal::derive(move || marks.with(|marks| marks.step.is_some()))
                        class:only-step=Signal::derive(move || marks.with(|marks| marks.step.is_some()) && label.with(Option::is_none))
                        style:inset=Signal::derive(move || inset(route.with(|route| route.label)))
                        data-edge=id
                    >
                        <span title=Signal::derive(move || label.get())>
                            {move || marks.with(|marks| marks.step).map(|step| view! { <b class="step">{step}</b> }.into_any())}
                            {move || marks.with(|marks| marks.diff).map(|diff| view! { <b class="sign">{diff.sign()}</b> }.into_any())}
                            {move || severity().map(|severity| view! { <i data-badge=""><Icon name=severity_icon(severity) /></i> }.into_any())}
                            {move || label.get().map(|label| view! { <em>{label}</em> }.into_any())}
                        </span>
                    </div>
                }
            }
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_taken_hold_of_on_the_line_and_off_the_card() {
        let line = [Point::new(0.0, 0.0), Point::new(100.0, 0.0), Point::new(100.0, 20.0)];
        assert_eq!(grip(&line, true), Point::new(26.0, 0.0));
        assert_eq!(grip(&line, false), Point::new(100.0, 10.0), "half of a short piece");
        let short = [Point::new(0.0, 0.0), Point::new(0.0, 36.0)];
        assert_eq!([grip(&short, true), grip(&short, false)], [Point::new(0.0, 9.0), Point::new(0.0, 27.0)]);
        assert_eq!(grip(&[], true), Point::default());
    }
}
