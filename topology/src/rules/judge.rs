//! A judge who remembers: after an edit only those rules judge again to which it can make a difference.

use super::place::{Held, Place, Task};
use super::report::report;
use super::run::Options;
use super::touched::Touched;
use super::trial::Trials;
use super::{RULES, Rule};
use crate::collections::BTreeMap;
use crate::document::Document;
use crate::edit::Change;
use crate::finding::Report;
use crate::problem::Problem;

/// Judges one document again and again while people change it.
///
/// What it reports is what [`super::check`] reports, always; it only takes less time. Views, comments and waivers make no rule judge again that does not read them, fields only those that read that field, and rules that look at each node by itself look at the nodes around the change alone. Fixes are worked out anew each time, for the rules for which they are asked for.
#[derive(Clone)]
pub struct Judge<'r> {
    rules: Vec<&'r Rule>,
    /// The base first, then the environments that differ from it, by name. None before the first judgement.
    places: Vec<Place>,
    left_out: BTreeMap<String, String>,
    keys: bool,
}

impl Default for Judge<'_> {
    fn default() -> Self {
        Self::by(RULES)
    }
}

impl<'r> Judge<'r> {
    /// Judges by some rules alone.
    #[must_use]
    pub fn by(rules: &[&'r Rule]) -> Self {
        Self { rules: rules.to_vec(), places: Vec::new(), left_out: BTreeMap::new(), keys: false }
    }

    /// The same, asked for keys and severities alone.
    pub(super) fn for_keys(self) -> Self {
        Self { keys: true, ..self }
    }

    /// Judges a document of which nothing is known.
    ///
    /// # Errors
    /// A [`Problem`] where an override does not fit; a structurally valid document has none.
    pub fn check(&mut self, document: &Document, options: &Options) -> Result<Report, Problem> {
        self.follow(document, None, options)?;
        Ok(report(&self.rules, self.places.clone(), document, options))
    }

    /// Judges the document again that it judged last. `changes` are all that were made since, as [`crate::edit::apply`] and [`crate::edit::replay`] return them, in their order; `document` is what they led to.
    ///
    /// # Errors
    /// As [`Self::check`]; then nothing is known any more, and the next judgement is one of the whole.
    pub fn check_again(
        &mut self,
        document: &Document,
        changes: &[Change],
        options: &Options,
    ) -> Result<Report, Problem> {
        self.follow(document, Some(changes), options)?;
        Ok(report(&self.rules, self.places.clone(), document, options))
    }

    /// Judges once.
    pub(super) fn check_once(mut self, document: &Document, options: &Options) -> Result<Report, Problem> {
        self.follow(document, None, options)?;
        Ok(report(&self.rules, self.places, document, options))
    }

    /// Brings what is known of each place up to date.
    pub(super) fn follow(
        &mut self,
        declared: &Document,
        changes: Option<&[Change]>,
        options: &Options,
    ) -> Result<(), Problem> {
        let old = std::mem::take(&mut self.places);
        let known = self.left_out == options.left_out && !old.is_empty();
        self.left_out.clone_from(&options.left_out);
        let trials = Trials::new(declared, &options.left_out);
        // What a waiver covers is a question of all that a finding is about.
        let keys = self.keys && declared.waivers.is_empty();
        let task = Task { rules: &self.rules, declared, options, trials: &trials, keys };
        let touched = changes.filter(|_| known).map(|changes| (changes, Touched::of(changes, declared, None)));
        self.places = match touched.filter(|(_, touched)| !touched.everything) {
            Some((changes, touched)) => again(&task, old, changes, touched)?,
            None => afresh(&task)?,
        };
        Ok(())
    }

    /// What follows from changes, looked at and forgotten again: `look` sees the judge after them, and then he holds what he held before. `document` is what the changes led to; `take_back` makes it what it was and says how. `None` where something can't be judged.
    pub(super) fn imagine<T>(
        &mut self,
        document: &mut Document,
        changes: &[Change],
        options: &Options,
        look: impl FnOnce(&Self, &Document) -> T,
        take_back: impl FnOnce(&mut Document) -> Option<Vec<Change>>,
    ) -> Option<T> {
        let touched = Touched::of(changes, document, None);
        // Where places may come and go, a copy of the judge goes with them.
        if touched.everything || touched.settings {
            let mut other = self.clone();
            let seen = other.follow(document, Some(changes), options).ok().map(|()| look(&other, document));
            take_back(document)?;
            return seen;
        }
        let held: Vec<Vec<Held>> = self.places.iter().map(|place| place.held.clone()).collect();
        let followed = self.follow(document, Some(changes), options);
        let seen = followed.ok().map(|()| look(self, document));
        let back = take_back(document)?;
        seen.filter(|_| self.places.len() == held.len() && self.forget(held, document, &back).is_ok())
    }

    /// Takes up what was held before changes that `back` took back.
    fn forget(&mut self, held: Vec<Vec<Held>>, document: &Document, back: &[Change]) -> Result<(), Problem> {
        for (place, held) in self.places.iter_mut().zip(held) {
            place.renew(document, &mut Touched::of(back, document, place.environment.as_ref()))?;
            place.held = held;
        }
        Ok(())
    }

    /// What is known of each place.
    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }
}

fn afresh(task: &Task<'_>) -> Result<Vec<Place>, Problem> {
    let mut places = vec![Place::base(task)?];
    for name in task.declared.environments.keys().filter(|name| task.declared.differs_in(name)) {
        let place = Place::beside(&places[0], name, task)?;
        places.push(place);
    }
    Ok(places)
}

fn again(task: &Task<'_>, mut old: Vec<Place>, changes: &[Change], touched: Touched) -> Result<Vec<Place>, Problem> {
    let mut base = old.remove(0);
    base.follow(task, touched, None)?;
    let mut places = vec![base];
    for name in task.declared.environments.keys().filter(|name| task.declared.differs_in(name)) {
        let held = old.iter().position(|place| place.environment.as_ref() == Some(name)).map(|at| old.remove(at));
        let place = match held {
            Some(mut place) => {
                place.follow(task, Touched::of(changes, task.declared, Some(name)), Some(&places[0]))?;
                place
            }
            None => Place::beside(&places[0], name, task)?,
        };
        places.push(place);
    }
    Ok(places)
}
