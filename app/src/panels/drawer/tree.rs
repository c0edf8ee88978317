//! Paths put into the rows of a tree.

use topology::collections::{BTreeMap, BTreeSet};

/// A folder or a file, as one row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// The whole path.
    pub path: String,
    /// The last part of it.
    pub name: String,
    /// How far it is indented.
    pub depth: usize,
    /// Whether a folder is unfolded; none for a file.
    pub open: Option<bool>,
    /// Whether it, or a file in it, holds lines of what is selected.
    pub mine: bool,
}

/// The rows that show: folders before files, what is folded left out.
#[must_use]
pub fn rows(files: &BTreeMap<String, bool>, unfolded: &BTreeSet<String>) -> Vec<Row> {
    let mut out = Vec::new();
    let parts: Vec<(Vec<&str>, bool)> = files.iter().map(|(path, mine)| (path.split('/').collect(), *mine)).collect();
    folder(&parts, "", 0, unfolded, &mut out);
    out
}

fn folder(parts: &[(Vec<&str>, bool)], prefix: &str, depth: usize, unfolded: &BTreeSet<String>, out: &mut Vec<Row>) {
    let mut folders: BTreeMap<&str, Vec<(Vec<&str>, bool)>> = BTreeMap::new();
    for (path, mine) in parts.iter().filter(|(path, _)| path.len() > 1) {
        folders.entry(path[0]).or_default().push((path[1..].to_vec(), *mine));
    }
    for (name, inside) in folders {
        let path = format!("{prefix}{name}");
        let open = unfolded.contains(&path);
        out.push(Row {
            path: path.clone(),
            name: name.to_owned(),
            depth,
            open: Some(open),
            mine: inside.iter().any(|(_, mine)| *mine),
        });
        if open {
            folder(&inside, &format!("{path}/"), depth + 1, unfolded, out);
        }
    }
    for (path, mine) in parts.iter().filter(|(path, _)| path.len() == 1) {
        out.push(Row {
            path: format!("{prefix}{}", path[0]),
            name: path[0].to_owned(),
            depth,
            open: None,
            mine: *mine,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_and_folded_ones_hide_their_files() {
        let files = BTreeMap::from([
            ("README.md".to_owned(), false),
            ("compose/compose.yaml".to_owned(), true),
            ("helm/shop/Chart.yaml".to_owned(), false),
        ]);
        let shown: Vec<(String, usize, bool)> = rows(&files, &BTreeSet::from(["compose".to_owned()]))
            .into_iter()
            .map(|row| (row.path, row.depth, row.mine))
            .collect();
        assert_eq!(
            shown,
            [
                ("compose".to_owned(), 0, true),
                ("compose/compose.yaml".to_owned(), 1, true),
                ("helm".to_owned(), 0, false),
                ("README.md".to_owned(), 0, false)
            ]
        );
    }
}
