//! Layers for so many lines that their crossings can't be counted in time: callers left of what they call, and near it.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::layers::Group;

/// Where blocks stand: how far down, in blocks, and in which layer. Those that call in a circle share a layer.
pub fn crowded(joined: &BTreeSet<usize>, lines: &BTreeSet<(usize, usize)>) -> Group {
    let mut graph: DiGraphMap<usize, ()> = lines.iter().copied().collect();
    for index in joined {
        graph.add_node(*index);
    }
    // Rings come with what they call first.
    let mut rings = tarjan_scc(&graph);
    rings.reverse();
    let mut layer_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut layers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for ring in rings {
        let callers = ring.iter().flat_map(|index| graph.neighbors_directed(*index, petgraph::Direction::Incoming));
        let layer = callers.filter_map(|caller| layer_of.get(&caller)).max().map_or(0, |layer| layer + 1);
        layer_of.extend(ring.iter().map(|index| (*index, layer)));
        layers.entry(layer).or_default().extend(ring);
    }
    let mut down: BTreeMap<usize, f64> = BTreeMap::new();
    let mut placed = Group::new();
    for (layer, members) in layers {
        let middle = |index: usize| {
            let callers = graph.neighbors_directed(index, petgraph::Direction::Incoming);
            let known: Vec<f64> = callers.filter_map(|caller| down.get(&caller).copied()).collect();
            known.iter().sum::<f64>() / length(known.len().max(1))
        };
        let mut wanted: Vec<(f64, usize)> = members.into_iter().map(|index| (middle(index), index)).collect();
        wanted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (row, (_, index)) in wanted.into_iter().enumerate() {
            down.insert(index, length(row));
            placed.push((index, (length(row), length(layer))));
        }
    }
    placed
}

#[allow(clippy::cast_precision_loss, reason = "counts of blocks")]
fn length(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_shares_a_layer_between_its_callers_and_what_it_calls() {
        let lines = BTreeSet::from([(0, 1), (1, 2), (2, 1), (2, 3), (0, 4), (4, 3)]);
        let placed: BTreeMap<usize, (f64, f64)> = crowded(&(0..5).collect(), &lines).into_iter().collect();
        let layer = |index: usize| placed[&index].1;
        assert!(layer(0) < layer(1) && layer(1) < layer(3), "{placed:?}");
        assert!((layer(1) - layer(2)).abs() < 0.5 && (layer(1) - layer(4)).abs() < 0.5, "{placed:?}");
        let mut rows: Vec<String> = placed.values().map(|place| format!("{place:?}")).collect();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), 5, "no two stand in one place: {placed:?}");
    }
}
