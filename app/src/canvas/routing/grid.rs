//! Which rectangles lie near a place: the picture in cells.

use topology::collections::BTreeMap;

use crate::canvas::geometry::Rect;

const WIDTH: f64 = 256.0;
const HEIGHT: f64 = 128.0;

/// Rectangles by the cells that they touch.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    rects: Vec<Rect>,
    cells: BTreeMap<(i32, i32), Vec<usize>>,
}

#[allow(clippy::cast_possible_truncation, reason = "the canvas ends long before")]
fn cells(area: &Rect) -> impl Iterator<Item = (i32, i32)> {
    let index = |value: f64, size: f64| (value / size).floor() as i32;
    let (left, right) = (index(area.min.x, WIDTH), index(area.max.x, WIDTH));
    let (top, bottom) = (index(area.min.y, HEIGHT), index(area.max.y, HEIGHT));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

impl Grid {
    /// A grid of these rectangles.
    #[must_use]
    pub fn of(rects: &[Rect]) -> Self {
        let mut grid = Self::default();
        rects.iter().for_each(|rect| grid.add(*rect));
        grid
    }

    /// Adds a rectangle; its index is the number of those before it.
    pub fn add(&mut self, rect: Rect) {
        let index = self.rects.len();
        self.rects.push(rect);
        for cell in cells(&rect) {
            self.cells.entry(cell).or_default().push(index);
        }
    }

    /// The rectangles that meet an area, by index; one may come several times.
    pub fn meeting<'a>(&'a self, area: &'a Rect) -> impl Iterator<Item = usize> + 'a {
        cells(area)
            .filter_map(|cell| self.cells.get(&cell))
            .flatten()
            .copied()
            .filter(|index| self.rects[*index].meets(area))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::geometry::Point;

    #[test]
    fn what_meets_an_area_is_found_and_nothing_else() {
        let rects: Vec<Rect> = (0..40)
            .map(|n| {
                Rect::at(Point::new(f64::from(n % 8) * 190.0 - 500.0, f64::from(n / 8) * 70.0 - 100.0), 182.0, 60.0)
            })
            .collect();
        let grid = Grid::of(&rects);
        let area = Rect::at(Point::new(-200.0, -40.0), 500.0, 130.0);
        let found: topology::collections::BTreeSet<usize> = grid.meeting(&area).collect();
        let expected = rects.iter().enumerate().filter(|(_, rect)| rect.meets(&area)).map(|(index, _)| index).collect();
        assert_eq!(found, expected);
        assert!(!found.is_empty());
    }
}
