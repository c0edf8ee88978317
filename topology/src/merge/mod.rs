//! Two people's changes of one document, put together field by field.
//!
//! `base` is what both began with, `ours` what the topology says now, `theirs` what is proposed. What only one of them changed is taken; what both changed alike is taken once; sets are put together member by member. Only where both say something different is somebody asked.

mod overlap;
mod sets;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::collections::BTreeMap;
use crate::diff::{Field, fields};
use crate::document::{Document, Pointer};
use crate::edit::{self, Edit, get};
use crate::problem::Problem;

/// Whose value is taken where both changed the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// What the topology says now.
    Ours,
    /// What is proposed.
    Theirs,
}

/// A place where both say something different.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// Where: a field, or a whole member that one of them deleted or both made.
    pub path: Pointer,
    /// What both began with.
    pub base: Option<Value>,
    /// What the topology says now.
    pub ours: Option<Value>,
    /// What is proposed.
    pub theirs: Option<Value>,
    /// Why both can't stand.
    pub reason: String,
}

/// What came of putting two documents together.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The edits that bring what is proposed into what is there now.
    pub edits: Vec<Edit>,
    /// The document after these edits.
    pub document: Document,
    /// Places that nobody has chosen a side for; the edits leave them as they are now.
    pub conflicts: Vec<Conflict>,
}

/// Puts `theirs` into `ours`. `choices` names a side for places that were conflicts, by their path.
///
/// # Errors
/// A [`Problem`] where a chosen side does not fit the rest.
pub fn merge(
    base: &Document,
    ours: &Document,
    theirs: &Document,
    choices: &BTreeMap<Pointer, Side>,
) -> Result<Merged, Problem> {
    let mine = fields(base, ours);
    let mut wanted = Vec::new();
    let mut conflicts: Vec<Conflict> = Vec::new();
    for field in fields(base, theirs) {
        match overlap::settle(&field, &mine, ours, theirs) {
            // What does not fit by itself may fit beside another choice; whoever decided against it is followed all the same.
            overlap::Settled::Take(field) if choices.get(&field.path) == Some(&Side::Ours) => {}
            overlap::Settled::Take(field) => wanted.push(field),
            overlap::Settled::Leave => {}
            overlap::Settled::Ask(path, reason) => {
                if !conflicts.iter().any(|conflict| conflict.path == path) {
                    conflicts.push(conflict(path, reason.to_owned(), base, ours, theirs));
                }
            }
        }
    }
    let mut open = Vec::new();
    for conflict in conflicts {
        match choices.get(&conflict.path) {
            Some(Side::Ours) => {}
            Some(Side::Theirs) => {
                wanted.push(Field { path: conflict.path, before: conflict.ours, after: conflict.theirs });
            }
            None => open.push(conflict),
        }
    }
    fit(base, ours, theirs, wanted, open, choices)
}

fn conflict(path: Pointer, reason: String, base: &Document, ours: &Document, theirs: &Document) -> Conflict {
    Conflict { base: get(base, &path), ours: get(ours, &path), theirs: get(theirs, &path), path, reason }
}

/// Applies what is wanted. What does not fit beside the other's changes (an edge to a node that is gone, say) becomes a conflict of its own.
fn fit(
    base: &Document,
    ours: &Document,
    theirs: &Document,
    mut wanted: Vec<Field>,
    mut conflicts: Vec<Conflict>,
    choices: &BTreeMap<Pointer, Side>,
) -> Result<Merged, Problem> {
    loop {
        let edits: Vec<Edit> = wanted.iter().map(Field::edit).collect();
        let mut document = ours.clone();
        let problem = match edit::apply(&mut document, &Edit::Batch { edits: edits.clone() }) {
            Ok(_) => return Ok(Merged { edits, document, conflicts }),
            Err(problem) => problem,
        };
        let Some(at) = overlap::culprit(&problem, &wanted, ours).or_else(|| without(&problem, &wanted, ours)) else {
            return Err(problem);
        };
        let path = wanted.remove(at).path;
        match choices.get(&path) {
            Some(Side::Ours) => {}
            Some(Side::Theirs) => return Err(problem),
            None => conflicts.push(conflict(path, problem.message, base, ours, theirs)),
        }
    }
}

/// The first change without which the problem is not there.
fn without(problem: &Problem, wanted: &[Field], ours: &Document) -> Option<usize> {
    (0..wanted.len()).find(|left_out| {
        let rest = wanted.iter().enumerate().filter(|(at, _)| at != left_out);
        let edits = rest.map(|(_, field)| field.edit()).collect();
        edit::apply(&mut ours.clone(), &Edit::Batch { edits }).err().as_ref() != Some(problem)
    })
}

#[cfg(test)]
mod tests;
