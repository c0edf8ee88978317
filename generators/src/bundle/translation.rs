//! The translation report: where each declared value went, computed from origins and spans.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Bound;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use topology::Document;

use crate::file::File;
use crate::plan::{Note, Plans, Verdict};

/// Where each declared value went, by target and by its JSON Pointer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Translation(pub BTreeMap<String, BTreeMap<String, Carriage>>);

/// What became of one value in one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "verdict")]
pub enum Carriage {
    /// It stands in a file.
    Carried {
        /// The file.
        file: String,
        /// The first line that it stands in, from 1.
        line: u32,
    },
    /// Something close to it was done.
    Approximated {
        /// Why, and what to do.
        reason: String,
    },
    /// The target does not carry it.
    Unsupported {
        /// Why.
        reason: String,
    },
    /// The person's own data, merged verbatim.
    Unproven {
        /// What that means.
        reason: String,
    },
}

/// Why a value is not carried where nobody said more.
const SILENT: &str = "this target has no use for it";

type Place<'a> = (&'a str, u32);

pub(super) fn report(
    document: &Document,
    plans: &Plans,
    files: &BTreeMap<String, File>,
    notes: &BTreeMap<&'static str, Vec<Note>>,
) -> Translation {
    let leaves = leaves(document);
    let shared: Vec<&Note> = plans.all().flat_map(|(_, plan)| &plan.notes).collect();
    let mut all = BTreeMap::new();
    for (target, own) in notes {
        let places = places(target, files);
        let notes = by_path(own.iter().chain(shared.iter().copied()));
        let mut values = BTreeMap::new();
        for leaf in &leaves {
            values.insert(leaf.clone(), carriage(leaf, &places, nearest(leaf, &notes)));
        }
        // What nobody declared was decided, and a decision, too, may come out otherwise than elsewhere.
        for (path, note) in notes.iter().filter(|(path, _)| !is_declared(path, &leaves)) {
            values.insert((*path).to_owned(), spoken(note));
        }
        all.insert((*target).to_owned(), values);
    }
    Translation(all)
}

/// Every declared value that means something outside of the picture: scalars and lists of nodes, edges, settings and overrides.
fn leaves(document: &Document) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Ok(Value::Object(mut fields)) = serde_json::to_value(document) else { return found };
    for field in ["settings", "defaults", "environments", "nodes", "edges", "extra"] {
        if let Some(value) = fields.remove(field) {
            descend(format!("/{field}"), &value, &mut found);
        }
    }
    found
}

fn descend(path: String, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                descend(format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), value, found);
            }
        }
        _ => {
            found.insert(path);
        }
    }
}

/// The first place of every pointer that a target's files speak of. A target writes below its own folder, docs also at the root.
fn places<'a>(target: &str, files: &'a BTreeMap<String, File>) -> BTreeMap<&'a str, Place<'a>> {
    let mut places: BTreeMap<&str, Place<'_>> = BTreeMap::new();
    for (path, file) in files {
        let folder = path.split('/').next().unwrap_or(path);
        if folder != target && (target != "docs" || path.contains('/')) {
            continue;
        }
        for span in &file.spans {
            for subject in span.subjects.iter().filter(|subject| subject.starts_with('/')) {
                places.entry(subject).or_insert((path, span.start_line));
            }
        }
    }
    places
}

/// The notes by the place that they speak of; of several about one place the gravest.
fn by_path<'a>(notes: impl Iterator<Item = &'a Note>) -> BTreeMap<&'a str, &'a Note> {
    let mut held: BTreeMap<&str, &Note> = BTreeMap::new();
    for note in notes {
        let gravest = held.entry(&note.path).or_insert(note);
        if note.verdict >= gravest.verdict {
            *gravest = note;
        }
    }
    held
}

/// The note about the value itself, else about the nearest thing that holds it.
fn nearest<'a>(leaf: &str, notes: &BTreeMap<&str, &'a Note>) -> Option<&'a Note> {
    let itself = notes.get(leaf);
    itself.or_else(|| holders(leaf).rev().find_map(|outer| notes.get(outer))).copied()
}

/// The pointers of everything that holds a value, the whole first.
fn holders(leaf: &str) -> impl DoubleEndedIterator<Item = &str> {
    leaf.match_indices('/').map(|(at, _)| &leaf[..at])
}

/// Whether a value is declared there, or below.
fn is_declared(path: &str, leaves: &BTreeSet<String>) -> bool {
    let below = format!("{path}/");
    let next = leaves.range::<str, _>((Bound::Included(below.as_str()), Bound::Unbounded)).next();
    leaves.contains(path) || next.is_some_and(|leaf| leaf.starts_with(&below))
}

/// What a note says, of whatever it speaks.
fn spoken(note: &Note) -> Carriage {
    let reason = note.reason.clone();
    match note.verdict {
        Verdict::Approximated => Carriage::Approximated { reason },
        Verdict::Unsupported => Carriage::Unsupported { reason },
        Verdict::Unproven => Carriage::Unproven { reason },
    }
}

fn carriage(leaf: &str, places: &BTreeMap<&str, Place<'_>>, note: Option<&Note>) -> Carriage {
    let around = || holders(leaf).filter(|outer| speaks_for(outer, leaf)).find_map(|outer| places.get(outer));
    let inside = || {
        let below = format!("{leaf}/");
        let (pointer, place) = places.range::<str, _>((Bound::Included(below.as_str()), Bound::Unbounded)).next()?;
        pointer.starts_with(&below).then_some(place)
    };
    let found = places.get(leaf).or_else(around).or_else(inside);
    match (note, found) {
        (Some(note), _) if note.verdict != Verdict::Unsupported || note.path == leaf => spoken(note),
        (_, Some((file, line))) => Carriage::Carried { file: (*file).to_owned(), line: *line },
        (Some(note), None) => spoken(note),
        (None, None) => Carriage::Unsupported { reason: SILENT.to_owned() },
    }
}

/// Whether lines about an item as a whole speak for one of its fields: what a node or edge is, yes; anything that could be left out, no.
fn speaks_for(pointer: &str, leaf: &str) -> bool {
    let depth = pointer.matches('/').count();
    let Some(field) = leaf.strip_prefix(pointer).and_then(|rest| rest.strip_prefix('/')) else { return true };
    if depth > 2 {
        return true;
    }
    depth == 2 && matches!(field, "kind" | "from" | "to" | "name")
}

impl Translation {
    /// How many values of a target have which verdict: carried, approximated, unsupported, unproven.
    #[must_use]
    pub fn counts(&self, target: &str) -> [usize; 4] {
        let mut counts = [0; 4];
        for carriage in self.0.get(target).into_iter().flat_map(BTreeMap::values) {
            counts[match carriage {
                Carriage::Carried { .. } => 0,
                Carriage::Approximated { .. } => 1,
                Carriage::Unsupported { .. } => 2,
                Carriage::Unproven { .. } => 3,
            }] += 1;
        }
        counts
    }

    /// The report for people.
    pub(super) fn markdown(&self, plans: &Plans) -> String {
        let mut text = format!(
            "# Translation of {}\n\nWhat became of each declared value, computed from the generated files, and what was decided and came out otherwise here. Every value with file and line: `plan/translation.json`.\n\n| target | carried | approximated | unsupported | yours, unproven |\n|---|---|---|---|---|\n",
            plans.topology
        );
        for target in self.0.keys() {
            let [carried, approximated, unsupported, unproven] = self.counts(target);
            let _ = writeln!(text, "| {target} | {carried} | {approximated} | {unsupported} | {unproven} |");
        }
        for (target, values) in &self.0 {
            let mut reasons: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
            for (path, carriage) in values {
                let (verdict, reason) = match carriage {
                    Carriage::Carried { .. } => continue,
                    Carriage::Approximated { reason } => ("Approximated", reason),
                    Carriage::Unsupported { reason } => ("Unsupported", reason),
                    Carriage::Unproven { reason } => ("Yours, unproven", reason),
                };
                reasons.entry((verdict, reason)).or_default().push(path);
            }
            let _ = writeln!(text, "\n## {target}\n");
            if reasons.is_empty() {
                text.push_str("Everything is carried.\n");
            }
            for ((verdict, reason), paths) in reasons {
                let shown: Vec<String> = paths.iter().take(12).map(|path| format!("`{path}`")).collect();
                let more = if paths.len() > 12 { format!(" and {} more", paths.len() - 12) } else { String::new() };
                let _ = writeln!(text, "- **{verdict}** ({}): {reason} {}{more}", paths.len(), shown.join(", "));
            }
        }
        text
    }
}
