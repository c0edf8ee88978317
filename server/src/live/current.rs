//! A topology at one revision, and what is computed from it at most once.

use std::collections::BTreeMap;
use std::sync::Arc;

use generators::bundle::{self, Bundle};
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
    bundles: Mutex<BTreeMap<Option<Id>, Arc<Bundle>>>,
}

impl Current {
    pub(super) fn new(revision: i64, document: Document, updated: String) -> Self {
        Self {
            revision,
            document: Arc::new(document),
            updated,
            hash: OnceCell::new(),
            report: Mutex::new(None),
            bundles: Mutex::new(BTreeMap::new()),
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

    /// The bundle of all targets, of one environment or of all.
    ///
    /// # Errors
    /// [`WorkError::Synthesis`].
    pub async fn bundle(&self, environment: Option<Id>) -> Result<Arc<Bundle>, WorkError> {
        let mut held = self.bundles.lock().await;
        if let Some(bundle) = held.get(&environment) {
            return Ok(Arc::clone(bundle));
        }
        let document = Arc::clone(&self.document);
        let options = bundle::Options { environment: environment.clone(), targets: Vec::new() };
        let bundle = Arc::new(aside(move || bundle::build(&document, &options)).await??);
        held.insert(environment, Arc::clone(&bundle));
        Ok(bundle)
    }
}

/// Runs work that takes longer than a moment beside the tasks that answer people.
///
/// # Errors
/// [`WorkError::Broken`] where the work panicked.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, WorkError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| WorkError::Broken(error.to_string()))
}
