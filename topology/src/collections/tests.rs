//! Sorted lists do what the standard library's trees do, and nobody goes round them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::flat::{Map, Set};

proptest! {
    #[test]
    fn a_sorted_list_is_a_map(steps in prop::collection::vec((0_u8..8, 0_u8..12, 0_u8..9), 0..60)) {
        let (mut tree, mut list) = (BTreeMap::new(), Map::new());
        for (what, key, value) in steps {
            match what {
                0 | 1 => prop_assert_eq!(tree.insert(key, value), list.insert(key, value)),
                2 => prop_assert_eq!(tree.remove(&key), list.remove(&key)),
                3 => {
                    tree.entry(key).and_modify(|held| *held += 1).or_insert(value);
                    list.entry(key).and_modify(|held| *held += 1).or_insert(value);
                }
                4 => prop_assert_eq!(tree.pop_first(), list.pop_first()),
                5 => prop_assert_eq!(tree.pop_last(), list.pop_last()),
                6 => {
                    tree.retain(|held, _| *held != key);
                    list.retain(|held, _| *held != key);
                }
                _ => {
                    *tree.entry(key).or_default() = value;
                    *list.entry(key).or_default() = value;
                }
            }
            prop_assert!(tree.iter().eq(list.iter()), "{tree:?} {list:?}");
            prop_assert_eq!((tree.get(&key), tree.len(), tree.contains_key(&key)), (list.get(&key), list.len(), list.contains_key(&key)));
            prop_assert!(tree.range(key..).eq(list.range(key..)) && tree.range(..=key).eq(list.range(..=key)));
        }
        prop_assert_eq!(format!("{tree:?}"), format!("{list:?}"));
        prop_assert_eq!(serde_json::to_string(&tree).unwrap(), serde_json::to_string(&list).unwrap());
        prop_assert_eq!(serde_json::from_value::<Map<u8, u8>>(serde_json::json!(tree)).unwrap(), list);
    }

    #[test]
    fn a_sorted_list_is_a_set(ones in prop::collection::vec(0_u8..12, 0..12), others in prop::collection::vec(0_u8..12, 0..12)) {
        let tree = |members: &[u8]| -> BTreeSet<u8> { members.iter().copied().collect() };
        let list = |members: &[u8]| -> Set<u8> { members.iter().copied().collect() };
        let ((a, b), (c, d)) = ((tree(&ones), tree(&others)), (list(&ones), list(&others)));
        prop_assert!(a.iter().eq(&c) && a.first() == c.first() && a.last() == c.last());
        prop_assert!(a.union(&b).eq(c.union(&d)) && a.symmetric_difference(&b).eq(c.symmetric_difference(&d)));
        prop_assert!(a.intersection(&b).eq(c.intersection(&d)) && a.difference(&b).eq(c.difference(&d)));
        prop_assert_eq!((a.is_subset(&b), a.is_disjoint(&b), a.cmp(&b)), (c.is_subset(&d), c.is_disjoint(&d), c.cmp(&d)));
        prop_assert_eq!(serde_json::from_value::<Set<u8>>(serde_json::json!(a)).unwrap(), c);
    }
}

#[test]
fn code_that_goes_to_the_browser_takes_its_maps_from_here() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    let mut left = ["src", "../app/src", "../app/judge/src"].map(|folder| crate_folder.join(folder)).to_vec();
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let native = ["yaml", "collections", "tests.rs"].iter().any(|name| path.ends_with(name));
            if path.is_dir() && !native {
                left.push(path);
            } else if path.is_file() && !native {
                let text = fs::read_to_string(&path).unwrap();
                let direct = text.lines().any(|line| line.contains("std::collections::") && line.contains("BTree"));
                wrong.extend(direct.then_some(path));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "use `crate::collections` (in the app `topology::collections`) instead of `std::collections` in {wrong:?}"
    );
}
