//! One level of the picture: blocks in layers from left to right.

use std::collections::BTreeSet;

use rust_sugiyama::configure::{Config, RankingType};
use rust_sugiyama::from_vertices_and_edges;

use super::crowded::crowded;

/// Room between two layers, where lines turn and labels stand.
const ACROSS: f64 = 96.0;
/// Room between two blocks of a layer.
const DOWN: f64 = 48.0;
/// How many blocks without lines stand beside one another.
const ROW: usize = 6;
/// Of more lines than these nobody sees the crossings, and counting them takes minutes.
const MANY: usize = 2_000;

/// Something with a size: a card, or a boundary that is laid out.
pub struct Block {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// The top left corner of each block, and the size of the whole. `lines` lead from the index of a block to that of another.
pub fn arrange(blocks: &[Block], lines: &BTreeSet<(usize, usize)>) -> (Vec<(f64, f64)>, (f64, f64)) {
    let mut places = vec![(0.0, 0.0); blocks.len()];
    let joined: BTreeSet<usize> = lines.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let mut groups = if lines.len() > MANY {
        vec![settled(blocks, crowded(&joined, lines))]
    } else {
        layered(blocks, lines, &joined)
    };
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| first(a).cmp(&first(b))));
    let (mut width, mut top) = (0.0_f64, 0.0_f64);
    for group in groups {
        let bottom = group.iter().map(|(index, (_, y))| y + blocks[*index].height).fold(0.0, f64::max);
        for (index, (x, y)) in group {
            places[index] = (x, y + top);
            width = width.max(x + blocks[index].width);
        }
        top += bottom + DOWN;
    }
    let alone: Vec<usize> = (0..blocks.len()).filter(|index| !joined.contains(index)).collect();
    for row in alone.chunks(ROW) {
        let (mut left, mut bottom) = (0.0, 0.0_f64);
        for index in row {
            places[*index] = (left, top);
            left += blocks[*index].width + DOWN;
            bottom = bottom.max(blocks[*index].height);
        }
        width = width.max(left - DOWN);
        top += bottom + DOWN;
    }
    (places, (width, (top - DOWN).max(0.0)))
}

/// Blocks by their index, each with a place.
pub type Group = Vec<(usize, (f64, f64))>;

fn first(group: &Group) -> Option<usize> {
    group.iter().map(|(index, _)| *index).min()
}

/// What hangs together, each with its corner at the origin.
fn layered(blocks: &[Block], lines: &BTreeSet<(usize, usize)>, joined: &BTreeSet<usize>) -> Vec<Group> {
    // The library numbers vertices by their position, whatever number they are given.
    let order: Vec<usize> = joined.iter().copied().collect();
    let position = |index: &usize| number(order.binary_search(index).unwrap_or_default());
    // The layout goes from top to bottom, so width and height change places on the way in and out.
    let vertices: Vec<(u32, (f64, f64))> = order
        .iter()
        .map(|index| (position(index), (blocks[*index].height + DOWN, blocks[*index].width + ACROSS)))
        .collect();
    let edges: Vec<(u32, u32)> = lines.iter().map(|(from, to)| (position(from), position(to))).collect();
    let config = Config {
        minimum_length: 1,
        vertex_spacing: 0.0,
        ranking_type: RankingType::MinimizeEdgeLength,
        // Swapping neighbours pays off in small pictures and takes long in large ones.
        transpose: blocks.len() < 150,
        ..Config::default()
    };
    let found = from_vertices_and_edges(&vertices, &edges, &config);
    found
        .into_iter()
        .map(|(group, ..)| settled(blocks, group.into_iter().map(|(at, place)| (order[at], place)).collect()))
        .collect()
}

/// Middles turned into corners, layers apart from one another and blocks of a layer too, whatever the sizes.
fn settled(blocks: &[Block], group: Vec<(usize, (f64, f64))>) -> Group {
    let mut group: Group =
        group.into_iter().map(|(index, (down, across))| (index, (across, down - blocks[index].height / 2.0))).collect();
    group.sort_by(|a, b| a.1.0.total_cmp(&b.1.0).then(a.1.1.total_cmp(&b.1.1)).then(a.0.cmp(&b.0)));
    let mut left = 0.0;
    let mut out = Group::new();
    for layer in group.chunk_by(|a, b| (a.1.0 - b.1.0).abs() < 0.5) {
        let mut free = f64::NEG_INFINITY;
        let mut right = left;
        for (index, (_, y)) in layer {
            let y = y.max(free);
            free = y + blocks[*index].height + DOWN;
            right = f64::max(right, left + blocks[*index].width);
            out.push((*index, (left, y)));
        }
        left = right + ACROSS;
    }
    let top = out.iter().map(|(_, (_, y))| *y).fold(f64::INFINITY, f64::min);
    for (_, (_, y)) in &mut out {
        *y -= top;
    }
    out
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_any_size_keep_apart() {
        let blocks: Vec<Block> = (0..9_u8)
            .map(|n| Block { width: 100.0 + 60.0 * f64::from(n % 4), height: 40.0 + 90.0 * f64::from(n % 3) })
            .collect();
        let lines = BTreeSet::from([(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 1), (0, 4), (5, 6)]);
        let (places, (width, height)) = arrange(&blocks, &lines);
        for (index, (x, y)) in places.iter().enumerate() {
            assert!(
                *x >= 0.0
                    && *y >= 0.0
                    && x + blocks[index].width <= width + 1e-6
                    && y + blocks[index].height <= height + 1e-6
            );
            for (other, (left, top)) in places.iter().enumerate().skip(index + 1) {
                let apart = x + blocks[index].width <= *left
                    || left + blocks[other].width <= *x
                    || y + blocks[index].height <= *top
                    || top + blocks[other].height <= *y;
                assert!(apart, "{index} and {other}: {places:?}");
            }
        }
    }

    #[test]
    fn nothing_is_laid_out_as_nothing() {
        assert_eq!(arrange(&[], &BTreeSet::new()), (Vec::new(), (0.0, 0.0)));
    }
}
