//! Which rectangles lie near a place: the picture in cells.

use crate::drawing::geometry::{Point, Rect};

const WIDTH: f64 = 256.0;
const HEIGHT: f64 = 128.0;
/// So many rows and columns at most: what lies beyond them counts to the last one.
const MOST: usize = 256;

/// Rectangles by the cells that they touch.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    rects: Vec<Rect>,
    origin: Point,
    columns: usize,
    cells: Vec<Vec<usize>>,
}

/// The cell along one axis, of so many.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between the first and the last")]
fn index(value: f64, size: f64, count: usize) -> usize {
    // What is negative becomes 0.
    ((value / size).floor() as usize).min(count - 1)
}

/// How many cells a length takes.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no length is negative")]
fn count(length: f64, size: f64) -> usize {
    ((length / size).ceil() as usize).clamp(1, MOST)
}

impl Grid {
    /// An empty grid for what lies in or near an area.
    #[must_use]
    pub fn over(area: Rect) -> Self {
        let (columns, rows) = (count(area.width(), WIDTH), count(area.height(), HEIGHT));
        Self { rects: Vec::new(), origin: area.min, columns, cells: vec![Vec::new(); columns * rows] }
    }

    /// A grid of these rectangles.
    #[must_use]
    pub fn of(rects: &[Rect]) -> Self {
        let area = Rect::around(rects.iter().copied());
        let mut grid = Self::over(area.unwrap_or(Rect { min: Point::default(), max: Point::default() }));
        rects.iter().for_each(|rect| grid.add(*rect));
        grid
    }

    /// The cells that an area touches.
    fn touched(&self, area: &Rect) -> impl Iterator<Item = usize> + use<> {
        let rows = (self.cells.len() / self.columns.max(1)).max(1);
        let columns = self.columns.max(1);
        let (min, max) = (area.min - self.origin, area.max - self.origin);
        let (left, right) = (index(min.x, WIDTH, columns), index(max.x, WIDTH, columns));
        let (top, bottom) = (index(min.y, HEIGHT, rows), index(max.y, HEIGHT, rows));
        (left..=right).flat_map(move |x| (top..=bottom).map(move |y| x * rows + y))
    }

    /// Adds a rectangle; its index is the number of those before it.
    pub fn add(&mut self, rect: Rect) {
        let number = self.rects.len();
        self.rects.push(rect);
        for cell in self.touched(&rect) {
            if let Some(cell) = self.cells.get_mut(cell) {
                cell.push(number);
            }
        }
    }

    /// The rectangles that meet an area, by index; one may come several times.
    pub fn meeting<'a>(&'a self, area: &'a Rect) -> impl Iterator<Item = usize> + 'a {
        self.touched(area)
            .filter_map(|cell| self.cells.get(cell))
            .flatten()
            .copied()
            .filter(|index| self.rects[*index].meets(area))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::geometry::Point;

    #[test]
    fn what_meets_an_area_is_found_and_nothing_else() {
        let rects: Vec<Rect> = (0..40)
            .map(|n| {
                Rect::at(Point::new(f64::from(n % 8) * 190.0 - 500.0, f64::from(n / 8) * 70.0 - 100.0), 182.0, 60.0)
            })
            .collect();
        let grid = Grid::of(&rects);
        let area = Rect::at(Point::new(-200.0, -40.0), 500.0, 130.0);
        let found: crate::collections::BTreeSet<usize> = grid.meeting(&area).collect();
        let expected = rects.iter().enumerate().filter(|(_, rect)| rect.meets(&area)).map(|(index, _)| index).collect();
        assert_eq!(found, expected);
        assert!(!found.is_empty());
    }

    #[test]
    fn what_lies_beyond_the_cells_is_found_as_well() {
        let mut grid = Grid::over(Rect::at(Point::new(100.0, 100.0), 300.0, 300.0));
        let all = [(-9000.0, 120.0), (120.0, -9000.0), (9000.0, 9000.0)]
            .map(|(x, y)| Rect::at(Point::new(x, y), 182.0, 60.0));
        all.iter().for_each(|rect| grid.add(*rect));
        for (number, rect) in all.iter().enumerate() {
            assert_eq!(grid.meeting(&rect.grown(1.0)).collect::<Vec<_>>(), [number]);
        }
        assert_eq!(grid.meeting(&Rect::at(Point::new(-50_000.0, -50_000.0), 10.0, 10.0)).count(), 0);
    }
}
