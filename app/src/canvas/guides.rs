//! Lines that say what a dragged card stands in line with, and gaps that are equal; and how far it is pulled to be so.

use super::geometry::{Point, Rect};
use crate::number::decimal;

/// How far a card is pulled, and what is drawn to say why.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pull {
    /// To the right; none where nothing pulls across.
    pub x: Option<f64>,
    /// Downwards.
    pub y: Option<f64>,
    /// The path of the lines.
    pub path: String,
}

/// A rectangle along one axis: where it begins and ends, and where it lies across.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: f64,
    to: f64,
    low: f64,
    high: f64,
}

impl Span {
    fn of(rect: &Rect, down: bool) -> Self {
        let (x, y) = ((rect.min.x, rect.max.x), (rect.min.y, rect.max.y));
        let ((from, to), (low, high)) = if down { (y, x) } else { (x, y) };
        Self { from, to, low, high }
    }

    fn lines(self) -> [f64; 3] {
        [self.from, f64::midpoint(self.from, self.to), self.to]
    }

    fn beside(self, other: Self) -> bool {
        self.low < other.high && other.low < self.high
    }
}

/// What pulls a rectangle that is dragged among others. `reach` is how near a line has to be.
#[must_use]
pub fn pull(moving: &Rect, others: &[Rect], reach: f64) -> Pull {
    let mut pull = Pull::default();
    let mut shifted = *moving;
    for down in [false, true] {
        let own = Span::of(&shifted, down);
        let spans: Vec<Span> = others.iter().map(|rect| Span::of(rect, down)).collect();
        let Some(by) = in_line(own, &spans, reach).or_else(|| evenly(own, &spans, reach)) else { continue };
        let way = if down { Point::new(0.0, by) } else { Point::new(by, 0.0) };
        shifted = Rect { min: shifted.min + way, max: shifted.max + way };
        *(if down { &mut pull.y } else { &mut pull.x }) = Some(by);
    }
    for (down, pulled) in [(false, pull.x), (true, pull.y)] {
        if pulled.is_some() {
            let own = Span::of(&shifted, down);
            let spans: Vec<Span> = others.iter().map(|rect| Span::of(rect, down)).collect();
            draw(own, &spans, down, &mut pull.path);
        }
    }
    pull
}

/// The shortest way to have a side or the middle in line with one of another.
fn in_line(own: Span, others: &[Span], reach: f64) -> Option<f64> {
    let ways = others.iter().flat_map(|other| {
        own.lines().into_iter().flat_map(move |line| other.lines().into_iter().map(move |goal| goal - line))
    });
    ways.filter(|way| way.abs() <= reach).min_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// Neighbours in the same row: the nearest before, and the nearest after.
fn neighbours(own: Span, others: &[Span]) -> (Option<Span>, Option<Span>) {
    let row = || others.iter().copied().filter(|other| other.beside(own));
    let before = row().filter(|other| other.to <= own.from).max_by(|a, b| a.to.total_cmp(&b.to));
    let after = row().filter(|other| other.from >= own.to).min_by(|a, b| a.from.total_cmp(&b.from));
    (before, after)
}

/// The shortest way to a place whose gaps are equal: in the middle of two, or as far from a neighbour as that is from its own.
fn evenly(own: Span, others: &[Span], reach: f64) -> Option<f64> {
    let (before, after) = neighbours(own, others);
    let mut ways = Vec::new();
    if let (Some(before), Some(after)) = (before, after) {
        ways.push(((after.from - own.to) - (own.from - before.to)) / 2.0);
    }
    if let Some(before) = before
        && let (Some(further), _) = neighbours(before, others)
    {
        ways.push(before.to + (before.from - further.to) - own.from);
    }
    if let Some(after) = after
        && let (_, Some(further)) = neighbours(after, others)
    {
        ways.push(after.from - (further.from - after.to) - own.to);
    }
    ways.into_iter().filter(|way| way.abs() <= reach).min_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// Draws what holds at a place: lines through what is in line, and the gaps that are equal.
fn draw(own: Span, others: &[Span], down: bool, path: &mut String) {
    const SAME: f64 = 0.5;
    let mut line = |from: (f64, f64), to: (f64, f64)| {
        let at = |(along, across): (f64, f64)| {
            let (x, y) = if down { (across, along) } else { (along, across) };
            format!("{},{}", decimal(x), decimal(y))
        };
        path.push_str(&format!("M{}L{}", at(from), at(to)));
    };
    for goal in own.lines() {
        let met = |other: &&Span| other.lines().iter().any(|line| (line - goal).abs() < SAME);
        let (low, high) = others
            .iter()
            .filter(met)
            .fold((f64::MAX, f64::MIN), |(low, high), other| (low.min(other.low), high.max(other.high)));
        if low < high {
            line((goal, low.min(own.low)), (goal, high.max(own.high)));
        }
    }
    let (before, after) = neighbours(own, others);
    let mut gaps: Vec<(Span, Span)> = Vec::new();
    gaps.extend(before.map(|before| (before, own)));
    gaps.extend(after.map(|after| (own, after)));
    gaps.extend(before.and_then(|before| neighbours(before, others).0.map(|further| (further, before))));
    gaps.extend(after.and_then(|after| neighbours(after, others).1.map(|further| (after, further))));
    let gap = |(a, b): &(Span, Span)| b.from - a.to;
    for (index, pair) in gaps.iter().enumerate() {
        let twin = |(other, twin): (usize, &(Span, Span))| other != index && (gap(twin) - gap(pair)).abs() < SAME;
        if gap(pair) > 0.0 && gaps.iter().enumerate().any(twin) {
            let (a, b) = pair;
            let across = f64::midpoint(a.low.max(b.low), a.high.min(b.high));
            line((a.to, across), (b.from, across));
            for end in [a.to, b.from] {
                line((end, across - 5.0), (end, across + 5.0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect::at(Point::new(x, y), 182.0, 60.0)
    }

    #[test]
    fn a_card_is_pulled_into_line_and_the_line_is_drawn_through_both() {
        let found = pull(&card(303.0, 205.0), &[card(300.0, 0.0)], 6.0);
        assert_eq!((found.x, found.y), (Some(-3.0), None));
        assert!(found.path.contains("M300,0L300,265"), "{}", found.path);
    }

    #[test]
    fn a_card_far_from_every_line_is_left_alone() {
        assert_eq!(pull(&card(340.0, 222.0), &[card(300.0, 0.0)], 6.0), Pull::default());
    }

    #[test]
    fn equal_gaps_pull_and_are_drawn() {
        // Between two cards whose rows it shares.
        let found = pull(&card(304.0, 20.0), &[card(0.0, 0.0), card(600.0, 40.0)], 6.0);
        assert_eq!(found.x, Some(-4.0));
        assert_eq!(found.path.matches('M').count(), 6, "two gaps with an end at each side: {}", found.path);
        // Going on as those before it stand.
        let found = pull(&card(603.0, 20.0), &[card(0.0, 0.0), card(300.0, 10.0)], 6.0);
        assert_eq!(found.x, Some(-3.0));
    }
}
