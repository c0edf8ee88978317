//! Where lines leave and reach their cards: side by side, ordered by where they go, so that they neither share a beginning nor cross at once.

use crate::collections::BTreeMap;

use super::Wire;
use crate::drawing::geometry::{Point, Rect};
use crate::drawing::route::{Turn, turn};

/// Room between a line and the corner of its card.
const CORNER: f64 = 12.0;
/// The widest step between two lines at an upright side, and at a level one.
const UPRIGHT: f64 = 22.0;
const LEVEL: f64 = 40.0;
/// Distance between the turns of lines that leave one side.
const TRACK: f64 = 12.0;

/// Both ends of a line.
#[derive(Debug, Clone)]
pub struct Ends {
    /// Where it leaves its card.
    pub start: Point,
    /// Where it reaches the other.
    pub end: Point,
    /// The way it goes; none where the cards are too near, so that it goes around.
    pub turn: Option<Turn>,
    /// How far from the middle of the gap it turns, towards its end.
    pub shift: f64,
}

/// A side of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

impl Side {
    fn upright(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }
}

/// The sides that a line leaves and reaches.
fn sides(turn: Option<Turn>) -> (Side, Side) {
    match turn {
        Some(Turn::Right) => (Side::Right, Side::Left),
        Some(Turn::Left) => (Side::Left, Side::Right),
        Some(Turn::Down) => (Side::Bottom, Side::Top),
        Some(Turn::Up) => (Side::Top, Side::Bottom),
        None => (Side::Right, Side::Right),
    }
}

/// A line's end at a side: which wire, and whether it is its start.
type Seat = (usize, bool);

/// The ends of each wire; none where a card is missing.
pub fn ends(cards: &[Rect], wires: &[Wire]) -> Vec<Option<Ends>> {
    let turns: Vec<Option<(Option<Turn>, [usize; 2])>> = wires
        .iter()
        .map(|wire| Some((turn(cards.get(wire.from)?, cards.get(wire.to)?), [wire.from, wire.to])))
        .collect();
    let mut groups: BTreeMap<(usize, Side), Vec<Seat>> = BTreeMap::new();
    for (index, found) in turns.iter().enumerate() {
        if let Some((turn, [from, to])) = found {
            let (leaves, reaches) = sides(*turn);
            groups.entry((*from, leaves)).or_default().push((index, true));
            groups.entry((*to, reaches)).or_default().push((index, false));
        }
    }
    let mut at: BTreeMap<Seat, f64> = BTreeMap::new();
    let mut count: BTreeMap<Seat, usize> = BTreeMap::new();
    for ((card, side), seats) in &mut groups {
        let far = |(wire, start): &Seat| {
            let other = if *start { wires[*wire].to } else { wires[*wire].from };
            along(*side, cards[other].center())
        };
        seats.sort_by(|a, b| far(a).total_cmp(&far(b)).then(a.0.cmp(&b.0)));
        let (low, high) = range(&cards[*card], *side);
        let step = if side.upright() { UPRIGHT } else { LEVEL };
        let last = ordinal(seats.len()) - 1.0;
        let step = if last > 0.0 { step.min((high - low) / last) } else { 0.0 };
        for (index, seat) in seats.iter().enumerate() {
            at.insert(*seat, f64::midpoint(low, high) + (ordinal(index) - last / 2.0) * step);
            count.insert(*seat, seats.len());
        }
    }
    for (index, found) in turns.iter().enumerate() {
        if let Some((Some(_), _)) = found {
            straighten(index, cards, &wires[index], turns[index].and_then(|(turn, _)| turn), &mut at, &count);
        }
    }
    let shifts = shifts(&groups, &at);
    let seated = |card: usize, side: Side, place: f64| {
        let card = &cards[card];
        match side {
            Side::Top => Point::new(place, card.min.y),
            Side::Bottom => Point::new(place, card.max.y),
            Side::Left => Point::new(card.min.x, place),
            Side::Right => Point::new(card.max.x, place),
        }
    };
    turns
        .into_iter()
        .enumerate()
        .map(|(index, found)| {
            let (turn, [from, to]) = found?;
            let (leaves, reaches) = sides(turn);
            Some(Ends {
                start: seated(from, leaves, *at.get(&(index, true))?),
                end: seated(to, reaches, *at.get(&(index, false))?),
                turn,
                shift: shifts.get(&index).copied().unwrap_or_default(),
            })
        })
        .collect()
}

#[allow(clippy::cast_precision_loss, reason = "lines of one card")]
fn ordinal(index: usize) -> f64 {
    index as f64
}

fn along(side: Side, point: Point) -> f64 {
    if side.upright() { point.y } else { point.x }
}

/// From where to where lines may leave a side.
fn range(card: &Rect, side: Side) -> (f64, f64) {
    if side.upright() {
        (card.min.y + CORNER, card.max.y - CORNER)
    } else {
        (card.min.x + CORNER * 2.0, card.max.x - CORNER * 2.0)
    }
}

/// Gives both ends the same place where one of them, or both, are alone at their side and the other card is level enough.
fn straighten(
    wire: usize,
    cards: &[Rect],
    ends: &Wire,
    turn: Option<Turn>,
    at: &mut BTreeMap<Seat, f64>,
    count: &BTreeMap<Seat, usize>,
) {
    let (leaves, reaches) = sides(turn);
    let (start, end) = (range(&cards[ends.from], leaves), range(&cards[ends.to], reaches));
    let inside = |(low, high): (f64, f64), place: f64| (low..=high).contains(&place);
    let (first, last) = ((wire, true), (wire, false));
    let place = match (count[&first], count[&last]) {
        (1, 1) => {
            let (low, high) = (start.0.max(end.0), start.1.min(end.1));
            if low > high {
                return;
            }
            f64::midpoint(low, high)
        }
        (_, 1) if inside(end, at[&first]) => at[&first],
        (1, _) if inside(start, at[&last]) => at[&last],
        _ => return,
    };
    at.insert(first, place);
    at.insert(last, place);
}

/// How far from the middle each line turns: lines of one side turn one after the other, in the order in which they do not cross.
fn shifts(groups: &BTreeMap<(usize, Side), Vec<Seat>>, at: &BTreeMap<Seat, f64>) -> BTreeMap<usize, f64> {
    let mut out = BTreeMap::new();
    for seats in groups.values() {
        for up in [true, false] {
            // Those that bend to one hand; the outermost turns first where they leave, last where they arrive.
            let bends = |(wire, start): &&Seat| {
                let (own, other) = (at[&(*wire, *start)], at[&(*wire, !*start)]);
                (own - other).abs() > 0.5 && (other < own) == up
            };
            let mut bent: Vec<&Seat> = seats.iter().filter(bends).collect();
            if !up {
                bent.reverse();
            }
            if bent.len() < 2 {
                continue;
            }
            let middle = (ordinal(bent.len()) - 1.0) / 2.0;
            for (rank, (wire, start)) in bent.into_iter().enumerate() {
                let way = (ordinal(rank) - middle) * TRACK;
                out.entry(*wire).or_insert(if *start { way } else { -way });
            }
        }
    }
    out
}
