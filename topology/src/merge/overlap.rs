//! Where two lists of changes meet.

use crate::diff::Field;
use crate::document::{Document, Pointer};
use crate::edit::get;
use crate::problem::Problem;

use super::sets;

/// What is done with one proposed change.
pub(super) enum Settled {
    /// It is made.
    Take(Field),
    /// It is there already, or does not matter any more.
    Leave,
    /// Somebody has to choose at this place.
    Ask(Pointer, &'static str),
}

/// Looks for what `mine` did at the place of a proposed change.
pub(super) fn settle(field: &Field, mine: &[Field], ours: &Document, theirs: &Document) -> Settled {
    let met = |other: &&Field| other.path.is_within(&field.path) || field.path.is_within(&other.path);
    let Some(other) = mine.iter().find(met) else { return Settled::Take(field.clone()) };
    // The same, or the whole of what this is part of is the same.
    let wider = if other.path.segments().len() < field.path.segments().len() { &other.path } else { &field.path };
    if get(ours, wider) == get(theirs, wider) {
        return Settled::Leave;
    }
    // Where something stands is nobody's decision: what is proposed was looked at last, unless its subject is gone.
    if field.path.segments().first().is_some_and(|first| first == "views") {
        let gone = other.after.is_none() && other.path != field.path;
        return if gone { Settled::Leave } else { Settled::Take(field.clone()) };
    }
    if other.path == field.path {
        if let Some(after) = sets::united(field, other) {
            return Settled::Take(Field { path: field.path.clone(), before: other.after.clone(), after: Some(after) });
        }
        return Settled::Ask(field.path.clone(), reason(field, other));
    }
    // One deleted what the other changed within.
    if other.path == *wider {
        Settled::Ask(other.path.clone(), "it is deleted now, and the proposal changes it")
    } else {
        Settled::Ask(field.path.clone(), "the proposal deletes it, and it was changed meanwhile")
    }
}

fn reason(field: &Field, other: &Field) -> &'static str {
    match (&field.before, &field.after, &other.after) {
        (None, ..) => "both made it, and not alike",
        (_, None, _) => "the proposal takes it away, and it was changed meanwhile",
        (_, _, None) => "it was taken away meanwhile, and the proposal changes it",
        _ => "both changed it, and not alike",
    }
}

/// The proposed change that a structural problem comes from: the one at its place, or the one that takes away what that place names.
pub(super) fn culprit(problem: &Problem, wanted: &[Field], ours: &Document) -> Option<usize> {
    let place = Pointer::try_from(problem.path.clone()).ok()?;
    let near = |field: &Field| place.is_within(&field.path) || field.path.is_within(&place);
    if let Some(at) = wanted.iter().position(near) {
        return Some(at);
    }
    let named = match place.segments() {
        // An override is at fault for what it overrides.
        [environments, _, _, id, ..] if environments == "environments" => id.clone(),
        _ => get(ours, &place)?.as_str()?.to_owned(),
    };
    wanted.iter().position(|field| {
        field.after.is_none()
            && matches!(field.path.segments(), [collection, id] if *id == named && ["nodes", "edges", "boundaries"].contains(&collection.as_str()))
    })
}
