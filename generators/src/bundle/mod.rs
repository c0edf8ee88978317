//! The bundle: every file of a topology, a function of the semantic document and the product's version alone.

mod manifest;
mod translation;
mod update;
mod zip;

use std::collections::BTreeMap;
use std::sync::Arc;

use topology::Document;
use topology::document::{Comments, Id};

use crate::error::Error;
use crate::file::File;
use crate::parallel::side_by_side;
use crate::plan::{Note, Plans};
use crate::resolve;
use crate::targets::{Request, TARGETS, Target};

pub use manifest::{Entry, MANIFEST, Manifest, sha256};
pub use translation::{Carriage, Translation};
pub use update::{Actions, compare};

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The only environment; all where absent.
    pub environment: Option<Id>,
    /// The only targets; all where empty.
    pub targets: Vec<String>,
}

impl Options {
    /// Whether something is left out, so that a missing file means nothing.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.environment.is_some() || !self.targets.is_empty()
    }
}

/// A bundle.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// What it was made from.
    pub plans: Arc<Plans>,
    /// Its files, by path relative to its root.
    pub files: BTreeMap<String, File>,
    /// What could not be carried as declared, by target.
    pub notes: BTreeMap<&'static str, Vec<Note>>,
    /// Where each declared value went.
    pub translation: Translation,
    /// Hash and class of each file.
    pub manifest: Manifest,
}

/// Makes the bundle of a document.
///
/// # Errors
/// [`Error::Unknown`] for an environment or target that there is not, [`Error::Document`] for an override that does not fit, [`Error::Internal`] for a fault of the product.
pub fn build(document: &Document, options: &Options) -> Result<Bundle, Error> {
    build_from(document, Arc::new(resolve::plans(document)?), options)
}

/// Makes the bundle of a document of which the Plans are known.
///
/// # Errors
/// As [`build`].
pub fn build_from(document: &Document, plans: Arc<Plans>, options: &Options) -> Result<Bundle, Error> {
    known(&plans, options.environment.as_ref())?;
    let targets = chosen(&options.targets)?;
    let request = Request { environment: options.environment.clone() };
    let mut files = BTreeMap::new();
    let mut notes = BTreeMap::new();
    for (target, output) in targets.iter().zip(side_by_side(&targets, |target| target.render(&plans, &request))) {
        let output = output?;
        if target.is_optional() && output.files.is_empty() {
            continue;
        }
        for (path, file) in output.files {
            if files.insert(path.clone(), file).is_some() {
                return Err(Error::internal(path, "two targets wrote the same file"));
            }
        }
        let mut said = output.notes;
        if !target.has_a_cloud() {
            said.extend(plans.all().flat_map(|(_, plan)| plan.without_a_cloud()));
        }
        notes.insert(target.id(), said);
    }
    let translation = translation::report(document, &plans, &files, &notes);
    plan_files(document, &plans, &request, &mut files)?;
    files.insert("plan/translation.json".to_owned(), File::generated(pretty("translation", &translation)?));
    files.insert("TRANSLATION.md".to_owned(), File::generated(translation.markdown(&plans)));
    let manifest = Manifest::of(&plans, &files, options.is_partial());
    files.insert(MANIFEST.to_owned(), File::generated(pretty(MANIFEST, &manifest)?));
    Ok(Bundle { plans, files, notes, translation, manifest })
}

/// The files of one target alone, as they are in the bundle: for whoever looks at one of them while somebody draws.
///
/// # Errors
/// [`Error::Unknown`] for an environment or target that there is not, [`Error::Internal`] for a fault of the product.
pub fn target(plans: &Plans, name: &str, environment: Option<Id>) -> Result<BTreeMap<String, File>, Error> {
    known(plans, environment.as_ref())?;
    let mut files = BTreeMap::new();
    for target in chosen(&[name.to_owned()])? {
        let output = target.render(plans, &Request { environment: environment.clone() })?;
        files.extend(output.files);
    }
    Ok(files)
}

/// The Plans and the document that they come from, without layout and comments.
fn plan_files(
    document: &Document,
    plans: &Plans,
    request: &Request,
    files: &mut BTreeMap<String, File>,
) -> Result<(), Error> {
    let mut meaning = document.clone();
    meaning.views.clear();
    meaning.comments = Comments::new();
    files.insert("plan/topology.yaml".to_owned(), File::generated(topology::yaml::write_document(&meaning)));
    let wanted: Vec<_> = plans
        .all()
        .filter(|(_, plan)| plan.environment.as_ref().is_none_or(|environment| request.wants(environment)))
        .collect();
    for ((name, _), text) in wanted.iter().zip(side_by_side(&wanted, |(name, plan)| pretty(name, plan))) {
        files.insert(format!("plan/{name}.json"), File::generated(text?));
    }
    Ok(())
}

fn pretty<T: serde::Serialize>(place: &str, value: &T) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| Error::internal(place, error))?;
    text.push('\n');
    Ok(text)
}

fn known(plans: &Plans, environment: Option<&Id>) -> Result<(), Error> {
    match environment.filter(|wanted| !plans.environments.contains_key(*wanted)) {
        Some(wanted) => Err(unknown("environment", wanted.as_str(), plans.environments.keys().map(Id::as_str))),
        None => Ok(()),
    }
}

fn chosen(wanted: &[String]) -> Result<Vec<&'static dyn Target>, Error> {
    for name in wanted {
        if !TARGETS.iter().any(|target| target.id() == name) {
            return Err(unknown("target", name, TARGETS.iter().map(|target| target.id())));
        }
    }
    Ok(TARGETS
        .iter()
        .copied()
        .filter(|target| wanted.is_empty() || wanted.iter().any(|name| name == target.id()))
        .collect())
}

fn unknown<'a>(kind: &'static str, name: &str, expected: impl Iterator<Item = &'a str>) -> Error {
    Error::Unknown { kind, name: name.to_owned(), expected: expected.collect::<Vec<_>>().join(", ") }
}

impl Bundle {
    /// The bundle as a zip archive; the same bytes for the same bundle.
    ///
    /// # Errors
    /// [`Error::Internal`] where the archive could not be written.
    pub fn zip(&self) -> Result<Vec<u8>, Error> {
        zip::archive(&self.files)
    }
}
