//! Places for nodes that nobody has placed yet: callers left, what they call to the right of them.

use topology::collections::{BTreeMap, BTreeSet};

use super::geometry::{Point, Rect};
use super::{CARD_HEIGHT, CARD_WIDTH};

const COLUMN: f64 = 272.0;
const ROW: f64 = 108.0;
/// Cards so near to where a new one is wanted are looked at for a place in line with them.
const NEAR: f64 = 640.0;

/// A place for every id of `nodes` that `placed` does not hold. `edges` are pairs of ids.
#[must_use]
pub fn arrange<'a>(
    nodes: &[&'a str],
    edges: &[(&'a str, &'a str)],
    placed: &BTreeMap<&'a str, Point>,
) -> BTreeMap<&'a str, Point> {
    let missing: Vec<&str> = nodes.iter().copied().filter(|id| !placed.contains_key(id)).collect();
    if missing.is_empty() {
        return BTreeMap::new();
    }
    let rank = ranks(&missing, edges);
    let columns = ordered(&rank, edges);
    let top = Rect::around(placed.values().map(|p| Rect::at(*p, CARD_WIDTH, CARD_HEIGHT)))
        .map_or(Point::new(64.0, 64.0), |area| Point::new(area.min.x, area.max.y + ROW - CARD_HEIGHT));
    let tallest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = BTreeMap::new();
    for (x, column) in columns.iter().enumerate() {
        for (y, id) in column.iter().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "counts of cards")]
            let row = y as f64 + (tallest - column.len()) as f64 / 2.0;
            #[allow(clippy::cast_precision_loss, reason = "counts of columns")]
            let place = Point::new(top.x + x as f64 * COLUMN, top.y + row * ROW);
            out.insert(*id, place.snapped(8.0));
        }
    }
    out
}

/// The column of each node: one more than the greatest of those that lead to it, not counting ways back.
fn ranks<'a>(nodes: &[&'a str], edges: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, usize> {
    let known: BTreeSet<&str> = nodes.iter().copied().collect();
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut entered: BTreeSet<&str> = BTreeSet::new();
    for (from, to) in edges.iter().filter(|(from, to)| from != to && known.contains(from) && known.contains(to)) {
        next.entry(from).or_default().insert(to);
        entered.insert(to);
    }
    // Depth first from the entries gives an order in which a way back is an edge to an earlier node.
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    let starts = nodes.iter().filter(|id| !entered.contains(*id)).chain(nodes);
    for start in starts {
        let mut stack = vec![(*start, false)];
        while let Some((id, done)) = stack.pop() {
            if done {
                order.push(id);
            } else if seen.insert(id) {
                stack.push((id, true));
                stack.extend(
                    next.get(id).into_iter().flatten().rev().filter(|to| !seen.contains(*to)).map(|to| (*to, false)),
                );
            }
        }
    }
    order.reverse();
    let place: BTreeMap<&str, usize> = order.iter().enumerate().map(|(index, id)| (*id, index)).collect();
    let mut rank: BTreeMap<&str, usize> = BTreeMap::new();
    for id in order {
        let own = *rank.entry(id).or_default();
        for to in next.get(id).into_iter().flatten().filter(|to| place[*to] > place[id]) {
            let entry = rank.entry(to).or_default();
            *entry = (*entry).max(own + 1);
        }
    }
    rank
}

/// The columns, each ordered by where its neighbours stand, swept there and back.
fn ordered<'a>(rank: &BTreeMap<&'a str, usize>, edges: &[(&'a str, &'a str)]) -> Vec<Vec<&'a str>> {
    let mut columns: Vec<Vec<&str>> = vec![Vec::new(); rank.values().max().map_or(0, |max| max + 1)];
    for (id, column) in rank {
        columns[*column].push(id);
    }
    let mut near: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in edges.iter().filter(|(from, to)| rank.contains_key(from) && rank.contains_key(to)) {
        near.entry(from).or_default().push(to);
        near.entry(to).or_default().push(from);
    }
    #[allow(clippy::cast_precision_loss, reason = "counts of cards")]
    for sweep in 0..6 {
        let count = columns.len();
        for step in 0..count {
            let index = if sweep % 2 == 0 { step } else { count - 1 - step };
            let height: BTreeMap<&str, f64> = columns
                .iter()
                .flat_map(|column| {
                    column.iter().enumerate().map(|(row, id)| (*id, row as f64 - column.len() as f64 / 2.0))
                })
                .collect();
            let mean = |id: &str| {
                let rows: Vec<f64> = near
                    .get(id)
                    .into_iter()
                    .flatten()
                    .filter(|other| rank[*other] != index)
                    .map(|other| height[other])
                    .collect();
                if rows.is_empty() { height[id] } else { rows.iter().sum::<f64>() / rows.len() as f64 }
            };
            let mut keyed: Vec<(f64, &str)> = columns[index].iter().map(|id| (mean(id), *id)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            columns[index] = keyed.into_iter().map(|(_, id)| id).collect();
        }
    }
    columns
}

/// Sixteen directions of length 1, downwards first. Turned step by step: the sine of any angle is kilobytes of program.
fn directions() -> impl Iterator<Item = Point> {
    const COS: f64 = 0.923_879_532_511_286_7;
    const SIN: f64 = 0.382_683_432_365_089_8;
    let turned = |from: &Point| Some(Point::new(from.x * COS - from.y * SIN, from.x * SIN + from.y * COS));
    std::iter::successors(Some(Point::new(0.0, 1.0)), turned).take(16)
}

/// Whether a card may stand at a place without touching others.
fn is_free(place: Point, taken: &[Point]) -> bool {
    let card = Rect::at(place, CARD_WIDTH, CARD_HEIGHT).grown(12.0);
    !taken.iter().any(|other| card.meets(&Rect::at(*other, CARD_WIDTH, CARD_HEIGHT)))
}

/// A free place for one new card: `wanted`, or the nearest around it.
#[must_use]
pub fn free_place(wanted: Point, taken: &[Point]) -> Point {
    let wanted = wanted.snapped(8.0);
    // Rings around the wanted place, beginning below, where people expect what was added.
    let ring = |radius: i32| {
        directions().map(move |direction| {
            let away = Point::new(direction.x * f64::from(radius) * 40.0, direction.y * f64::from(radius) * 28.0);
            wanted + away.snapped(8.0)
        })
    };
    (0..60).flat_map(ring).find(|place| is_free(*place, taken)).unwrap_or(wanted)
}

/// A free place for a card that somebody adds: `wanted`, or the nearest that is in line with a card that stands near, below it before beside it.
#[must_use]
pub fn place_in_line(wanted: Point, taken: &[Point]) -> Point {
    let wanted = wanted.snapped(8.0);
    if is_free(wanted, taken) {
        return wanted;
    }
    let sides = [(0.0, ROW), (COLUMN, 0.0), (-COLUMN, 0.0), (0.0, -ROW)];
    taken
        .iter()
        .filter(|card| (**card - wanted).length() < NEAR)
        .flat_map(|card| sides.map(|(x, y)| *card + Point::new(x, y)))
        .filter(|place| is_free(*place, taken))
        .min_by(|a, b| (*a - wanted).length().total_cmp(&(*b - wanted).length()))
        .unwrap_or_else(|| free_place(wanted, taken))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directions_go_around_once() {
        let all: Vec<Point> = directions().collect();
        for (step, direction) in all.iter().enumerate() {
            let angle = std::f64::consts::FRAC_PI_2 + std::f64::consts::PI / 8.0 * step as f64;
            assert!((*direction - Point::new(angle.cos(), angle.sin())).length() < 1e-12, "{step}: {direction:?}");
        }
        assert_eq!(all.len(), 16);
    }

    #[test]
    fn callers_stand_left_of_what_they_call_even_around_a_circle() {
        let nodes = ["a", "b", "c", "d"];
        let places = arrange(&nodes, &[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")], &BTreeMap::new());
        assert!(
            places["a"].x < places["b"].x && places["b"].x < places["c"].x && places["c"].x < places["d"].x,
            "{places:?}"
        );
    }

    #[test]
    fn no_two_cards_overlap_and_placed_ones_stay() {
        let names: Vec<String> = (0..30).map(|n| format!("n{n:02}")).collect();
        let nodes: Vec<&str> = names.iter().map(String::as_str).collect();
        let edges: Vec<(&str, &str)> = (1..30).map(|n| (nodes[n / 3], nodes[n])).collect();
        let placed = BTreeMap::from([("n00", Point::new(400.0, 400.0))]);
        let mut places = arrange(&nodes, &edges, &placed);
        assert!(!places.contains_key("n00"));
        places.extend(placed);
        let all: Vec<Rect> = places.values().map(|p| Rect::at(*p, CARD_WIDTH, CARD_HEIGHT)).collect();
        for (index, card) in all.iter().enumerate() {
            assert!(all[index + 1..].iter().all(|other| !card.meets(other)), "{places:?}");
        }
    }

    #[test]
    fn new_cards_stand_in_line_with_those_that_are_there() {
        let mut taken = vec![Point::new(0.0, 0.0)];
        for _ in 0..12 {
            let place = place_in_line(Point::new(8.0, 8.0), &taken);
            taken.push(place);
        }
        for (index, card) in taken.iter().enumerate().skip(1) {
            let lined = |other: &Point| (other.x - card.x).abs() < 0.5 || (other.y - card.y).abs() < 0.5;
            assert!(taken[..index].iter().any(lined), "{card:?} of {taken:?}");
            assert!(!taken[..index].contains(card));
        }
        assert_eq!(taken[1], Point::new(0.0, ROW), "below comes first");
        assert_eq!(place_in_line(Point::new(3000.0, 8.0), &taken), Point::new(3000.0, 8.0), "what is free is taken");
    }

    #[test]
    fn a_new_card_keeps_off_the_others() {
        let taken = [Point::new(0.0, 0.0), Point::new(0.0, 88.0)];
        let place = free_place(Point::new(3.0, 2.0), &taken);
        assert!(taken.iter().all(|other| !Rect::at(place, 182.0, 60.0).meets(&Rect::at(*other, 182.0, 60.0))));
    }
}
