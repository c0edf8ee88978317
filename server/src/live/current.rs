//! A topology at one revision, and what is computed from it at most once.

use std::collections::BTreeMap;
use std::sync::Arc;

use generators::bundle::{self, Bundle};
use generators::file::File;
use generators::plan::Plans;
use generators::resolve;
use generators::targets::TARGETS;
use tokio::sync::{Mutex, OnceCell};
use topology::document::{Date, Id};
use topology::finding::Report;
use topology::{Document, Problem, hash, rules};

/// Why something could not be computed from a document.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The document is at fault.
    #[error("{0}")]
    Document(#[from] Problem),
    /// Synthesis failed.
    #[error(transparent)]
    Synthesis(#[from] generators::Error),
    /// The program is at fault.
    #[error("the work ended before it was done: {0}")]
    Broken(String),
}

/// A topology at one revision. It never changes; the next edit makes another.
pub struct Current {
    /// The revision.
    pub revision: i64,
    /// The document.
    pub document: Arc<Document>,
    /// When it came to be (RFC 3339).
    pub updated: String,
    hash: OnceCell<String>,
    report: Mutex<Option<(Option<Date>, Arc<Report>)>>,
    plans: OnceCell<Arc<Plans>>,
    bundles: Mutex<BTreeMap<Option<Id>, Arc<Bundle>>>,
    targets: Mutex<BTreeMap<(Option<Id>, &'static str), Made>>,
}

/// The files of one target, by path.
type Made = Arc<BTreeMap<String, File>>;

/// Files that hold the one that was asked for, if there is such a file.
pub enum Files {
    /// All files.
    Bundle(Arc<Bundle>),
    /// Those of its target.
    Target(Made),
}

impl Files {
    /// The file of a path.
    pub fn get(&self, path: &str) -> Option<&File> {
        match self {
            Self::Bundle(bundle) => bundle.files.get(path),
            Self::Target(files) => files.get(path),
        }
    }
}

impl Current {
    pub(super) fn new(revision: i64, document: Arc<Document>, updated: String) -> Self {
        Self {
            revision,
            document,
            updated,
            hash: OnceCell::new(),
            report: Mutex::new(None),
            plans: OnceCell::new(),
            bundles: Mutex::new(BTreeMap::new()),
            targets: Mutex::new(BTreeMap::new()),
        }
    }

    /// The semantic hash.
    pub async fn hash(&self) -> Result<String, WorkError> {
        let document = Arc::clone(&self.document);
        let hash = self.hash.get_or_try_init(|| aside(move || hash::hashes(&document).root)).await?;
        Ok(hash.clone())
    }

    /// The findings, as of a day.
    ///
    /// # Errors
    /// [`WorkError::Document`] where an override does not fit.
    pub async fn report(&self, today: Option<Date>) -> Result<Arc<Report>, WorkError> {
        let mut held = self.report.lock().await;
        if let Some((_, report)) = held.as_ref().filter(|(day, _)| *day == today) {
            return Ok(Arc::clone(report));
        }
        let document = Arc::clone(&self.document);
        let options = rules::Options { today: today.clone(), ..rules::Options::default() };
        let report = Arc::new(aside(move || rules::check(&document, &options)).await??);
        *held = Some((today, Arc::clone(&report)));
        Ok(report)
    }

    /// The Plans: what has to exist, in the base and in each environment.
    ///
    /// # Errors
    /// [`WorkError::Synthesis`].
    pub async fn plans(&self) -> Result<Arc<Plans>, WorkError> {
        let document = Arc::clone(&self.document);
        let resolved = async { Ok::<_, WorkError>(Arc::new(aside(move || resolve::plans(&document)).await??)) };
        self.plans.get_or_try_init(|| resolved).await.map(Arc::clone)
    }

    /// The bundle of all targets, of one environment or of all.
    ///
    /// # Errors
    /// [`WorkError::Synthesis`].
    pub async fn bundle(&self, environment: Option<Id>) -> Result<Arc<Bundle>, WorkError> {
        let mut held = self.bundles.lock().await;
        if let Some(bundle) = held.get(&environment) {
            return Ok(Arc::clone(bundle));
        }
        let (document, plans) = (Arc::clone(&self.document), self.plans().await?);
        let options = bundle::Options { environment: environment.clone(), targets: Vec::new() };
        let bundle = Arc::new(aside(move || bundle::build_from(&document, plans, &options)).await??);
        held.insert(environment, Arc::clone(&bundle));
        Ok(bundle)
    }

    /// The files among which one of a path is, if there is one. As long as nobody has asked for the whole bundle, only
    /// those of its target are made: whoever draws and looks at one file waits for no other.
    ///
    /// # Errors
    /// As [`Current::bundle`].
    pub async fn files(&self, environment: Option<Id>, path: &str) -> Result<Files, WorkError> {
        let folder = path.split('/').next().unwrap_or_default();
        let ready = self.bundles.try_lock().ok().and_then(|held| held.get(&environment).map(Arc::clone));
        let target = TARGETS.iter().map(|target| target.id()).find(|id| *id == folder);
        let (None, Some(target)) = (&ready, target) else {
            let bundle = match ready {
                Some(bundle) => bundle,
                None => self.bundle(environment).await?,
            };
            return Ok(Files::Bundle(bundle));
        };
        let mut held = self.targets.lock().await;
        let key = (environment.clone(), target);
        if let Some(files) = held.get(&key) {
            return Ok(Files::Target(Arc::clone(files)));
        }
        let plans = self.plans().await?;
        let files = Arc::new(aside(move || bundle::target(&plans, target, environment)).await??);
        held.insert(key, Arc::clone(&files));
        Ok(Files::Target(files))
    }
}

/// Runs work that takes longer than a moment beside the tasks that answer people.
///
/// # Errors
/// [`WorkError::Broken`] where the work panicked.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, WorkError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| WorkError::Broken(error.to_string()))
}
