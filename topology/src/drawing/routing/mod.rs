//! The lines of the whole picture: each leaves its card at a place of its own, keeps off other cards and lines, and carries its label where it covers nothing.
//!
//! [`super::route`] draws one line from its two ends alone, which is what a moving card needs; this looks at all of them and is asked once the cards rest. The same cards and lines give the same ways, where none is kept.

mod grid;
mod labels;
mod ports;
mod way;

use super::geometry::{Point, Rect};
use super::route::Route;
use grid::Grid;
use way::{Drawn, Way};

/// A line that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Wire {
    /// The index of the card where it begins.
    pub from: usize,
    /// The index of the card where it ends.
    pub to: usize,
    /// The width of its label; 0 where it has none.
    pub label: f64,
}

/// What was found for a wire.
enum Found {
    /// It keeps the way that it had.
    Kept(Route),
    /// A way without a place for its label yet.
    New(Vec<Point>),
    /// One of its cards is not there.
    Nowhere,
}

/// The route of each wire. Wires between cards that are not there have none.
#[must_use]
pub fn plan(cards: &[Rect], wires: &[Wire]) -> Vec<Option<Route>> {
    plan_around(cards, wires, vec![None; wires.len()])
}

/// The same, where some wires keep a way that they have; the others go around them.
#[must_use]
pub fn plan_around(cards: &[Rect], wires: &[Wire], kept: Vec<Option<Route>>) -> Vec<Option<Route>> {
    let obstacles = Grid::of(cards);
    let ends = ports::ends(cards, wires);
    let mut order: Vec<usize> =
        (0..wires.len()).filter(|index| ends[*index].is_some() && kept[*index].is_none()).collect();
    // Short lines have the least choice.
    let length = |index: &usize| ends[*index].as_ref().map_or(0.0, |ends| distance(ends.start, ends.end));
    order.sort_by(|a, b| length(a).total_cmp(&length(b)).then(a.cmp(b)));
    let mut drawn = Drawn::default();
    let mut found: Vec<Found> = kept.into_iter().map(|route| route.map_or(Found::Nowhere, Found::Kept)).collect();
    for found in &found {
        if let Found::Kept(route) = found {
            drawn.add(&route.points);
        }
    }
    for index in order {
        let Some(ends) = &ends[index] else { continue };
        let way = Way { ends, own: [wires[index].from, wires[index].to], cards, obstacles: &obstacles }.find(&drawn);
        drawn.add(&way);
        found[index] = Found::New(way);
    }
    let area = Rect::around(cards.iter().copied()).unwrap_or(Rect { min: Point::default(), max: Point::default() });
    labels::place(&obstacles, &Grid::over(area), wires, found)
}

/// Whether a line comes too near to a card.
#[must_use]
pub fn disturbs(card: &Rect, route: &Route) -> bool {
    let room = card.grown(way::MARGIN);
    route.points.windows(2).any(|pair| Rect::between(pair[0], pair[1]).meets(&room))
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect::at(Point::new(x, y), 182.0, 60.0)
    }

    fn wire(from: usize, to: usize) -> Wire {
        Wire { from, to, label: 60.0 }
    }

    fn crosses(route: &Route, card: &Rect) -> bool {
        route.points.windows(2).any(|pair| Rect::between(pair[0], pair[1]).meets(card))
    }

    fn routes(cards: &[Rect], wires: &[Wire]) -> Vec<Route> {
        plan(cards, wires).into_iter().map(Option::unwrap).collect()
    }

    #[test]
    fn level_cards_are_joined_by_a_straight_line() {
        let all = routes(&[card(0.0, 0.0), card(300.0, 0.0)], &[wire(0, 1)]);
        assert_eq!(all[0].points, [Point::new(182.0, 30.0), Point::new(300.0, 30.0)]);
        assert_eq!(all[0].label, Point::new(241.0, 30.0));
    }

    #[test]
    fn a_line_goes_around_a_card_in_its_way() {
        let cards = [card(0.0, 0.0), card(272.0, 0.0), card(544.0, 0.0)];
        let all = routes(&cards, &[wire(0, 2)]);
        assert!(!crosses(&all[0], &cards[1]), "{all:?}");
        let label = Rect::at(all[0].label - Point::new(30.0, 10.0), 60.0, 20.0);
        assert!(!label.meets(&cards[1]), "{all:?}");
    }

    #[test]
    fn a_line_changes_over_where_no_row_is_free_all_the_way() {
        let cards = [card(0.0, 0.0), card(280.0, 0.0), card(280.0, 76.0), card(560.0, -76.0), card(840.0, 0.0)];
        let all = routes(&cards, &[wire(0, 4)]);
        assert!(cards[1..4].iter().all(|card| !crosses(&all[0], card)), "{all:?}");
    }

    #[test]
    fn lines_that_leave_one_card_begin_apart() {
        let cards = [card(0.0, 200.0), card(300.0, 0.0), card(300.0, 200.0), card(300.0, 400.0)];
        let all = routes(&cards, &[wire(0, 1), wire(0, 2), wire(0, 3)]);
        let starts: Vec<f64> = all.iter().map(|route| route.points[0].y).collect();
        assert!(starts[0] + 8.0 <= starts[1] && starts[1] + 8.0 <= starts[2], "{starts:?}");
        // The middle one is straight: the single end follows the one that had to give way.
        assert_eq!(all[1].points.len(), 2, "{all:?}");
    }

    #[test]
    fn a_line_that_is_kept_stays_and_the_others_go_around_it() {
        let cards = [card(0.0, 0.0), card(0.0, 120.0), card(300.0, 300.0), card(300.0, 420.0)];
        let wires = [wire(0, 2), wire(1, 3)];
        let held = routes(&cards, &wires);
        let all = plan_around(&cards, &wires, vec![None, Some(held[1].clone())]);
        assert_eq!(all[1].as_ref(), Some(&held[1]));
        let x = |route: &Route| route.points[1].x;
        assert!((x(all[0].as_ref().unwrap()) - x(&held[1])).abs() >= 6.0, "{all:?}");
        assert_eq!(plan_around(&cards, &wires, held.iter().cloned().map(Some).collect()), plan(&cards, &wires));
    }

    #[test]
    fn a_card_on_a_line_disturbs_it_and_one_beside_it_does_not() {
        let all = routes(&[card(0.0, 0.0), card(600.0, 0.0)], &[wire(0, 1)]);
        assert!(disturbs(&card(300.0, 0.0), &all[0]));
        assert!(!disturbs(&card(300.0, 60.0), &all[0]));
    }

    #[test]
    fn there_and_back_keep_apart_and_do_not_cross() {
        let all = routes(&[card(0.0, 0.0), card(0.0, 300.0)], &[wire(0, 1), wire(1, 0)]);
        assert!((all[0].points[0].x - all[1].points[0].x).abs() >= 20.0, "{all:?}");
        assert!(all.iter().all(|route| route.points.len() == 2), "{all:?}");
    }

    #[test]
    fn lines_through_one_gap_do_not_lie_on_each_other() {
        let cards = [card(0.0, 0.0), card(0.0, 120.0), card(300.0, 300.0), card(300.0, 420.0)];
        let all = routes(&cards, &[wire(0, 2), wire(1, 3)]);
        let x = |route: &Route| route.points[1].x;
        assert!((x(&all[0]) - x(&all[1])).abs() >= 6.0, "{all:?}");
    }

    #[test]
    fn labels_of_neighbouring_lines_do_not_cover_each_other() {
        let cards = [card(0.0, 200.0), card(300.0, 140.0), card(300.0, 200.0 + 64.0)];
        let all = routes(&cards, &[wire(0, 1), wire(0, 2)]);
        let label = |route: &Route| Rect::at(route.label - Point::new(30.0, 10.0), 60.0, 20.0);
        assert!(!label(&all[0]).meets(&label(&all[1])), "{all:?}");
    }

    #[test]
    fn a_long_line_leaves_the_room_for_a_label_to_the_short_one_that_it_passes() {
        let cards = [card(0.0, 200.0), card(288.0, 200.0), card(144.0, -200.0), card(144.0, 600.0)];
        let all = routes(&cards, &[wire(2, 3), wire(0, 1)]);
        let label = |route: &Route| Rect::at(route.label - Point::new(30.0, 10.0), 60.0, 20.0);
        assert!(!label(&all[0]).meets(&label(&all[1])), "{all:?}");
    }

    #[test]
    fn a_label_keeps_off_a_line_that_crosses_its_own() {
        let cards = [card(0.0, 200.0), card(600.0, 200.0), card(300.0, -200.0), card(300.0, 600.0)];
        let all = routes(&cards, &[wire(0, 1), wire(2, 3)]);
        for (own, other) in [(0, 1), (1, 0)] {
            assert!(all[other].distance(all[own].label) > 20.0, "{all:?}");
        }
    }

    #[test]
    fn labels_of_lines_side_by_side_lean_apart() {
        let cards = [card(0.0, 0.0), card(272.0, 0.0)];
        let wide = |from, to| Wire { from, to, label: 80.0 };
        let all = routes(&cards, &[wide(0, 1), wide(0, 1), wire(1, 0)]);
        let label = |route: &Route| Rect::at(route.label - Point::new(40.0, 10.0), 80.0, 20.0);
        assert!(!label(&all[0]).meets(&label(&all[1])), "{all:?}");
        let off = all[..2].iter().map(|route| route.distance(route.label)).fold(0.0, f64::max);
        assert!(off <= 10.0, "{all:?}");
    }

    #[test]
    fn every_way_runs_along_the_axes_from_card_to_card() {
        let from = card(0.0, 0.0);
        for x in -8..8 {
            for y in -8..8 {
                let to = card(f64::from(x) * 53.0, f64::from(y) * 31.0);
                let all = routes(&[from, to], &[wire(0, 1), wire(1, 0)]);
                for (route, [start, end]) in all.iter().zip([[from, to], [to, from]]) {
                    let along = |p: &[Point]| (p[0].x - p[1].x).abs() < 1e-9 || (p[0].y - p[1].y).abs() < 1e-9;
                    assert!(route.points.windows(2).all(along), "{route:?}");
                    assert!(start.holds(route.points[0]) && end.holds(*route.points.last().unwrap()), "{route:?}");
                }
            }
        }
    }

    #[test]
    fn a_crowded_picture_is_planned_the_same_way_twice_and_mostly_without_crossing_cards() {
        let cards: Vec<Rect> = (0..100).map(|n| card(f64::from(n % 10) * 272.0, f64::from(n / 10) * 108.0)).collect();
        let wires: Vec<Wire> =
            (0..150).map(|n| wire(n * 7 % 100, (n * 13 + 5) % 100)).filter(|w| w.from != w.to).collect();
        let all = routes(&cards, &wires);
        assert_eq!(all, routes(&cards, &wires));
        let bad = all.iter().zip(&wires).filter(|(route, wire)| {
            cards.iter().enumerate().any(|(at, card)| at != wire.from && at != wire.to && crosses(route, card))
        });
        let bad = bad.count();
        assert!(bad * 20 <= wires.len(), "{bad} of {} lines cross cards", wires.len());
    }
}
