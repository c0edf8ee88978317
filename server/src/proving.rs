//! Runs of the real tools that pages asked for: one for each topology, one at a time on the machine.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use generators::bundle::Bundle;
use serde::Serialize;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::folder::Folder;
use crate::verify::{Checked, Stop, verify_until};

/// A run is ended after this long, whatever is left.
const LIMIT: Duration = Duration::from_secs(20 * 60);

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Another topology's run comes first.
    Waiting,
    /// Tools run.
    Running,
    /// All tools have spoken.
    Done,
    /// It was ended by a person or by the time limit.
    Ended,
    /// It could not be run at all.
    Failed,
}

/// How far a run is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Progress {
    /// The revision whose bundle is judged.
    pub revision: i64,
    /// What it is doing.
    pub phase: Phase,
    /// How many checks there are; 0 until that is known.
    pub total: usize,
    /// The checks that have ended, the last one last.
    #[schema(value_type = Vec<Object>)]
    pub checks: Vec<Checked>,
    /// What none of the checks says; known at the end.
    pub unproven: Vec<String>,
    /// Why it failed or was ended.
    pub reason: Option<String>,
}

struct Run {
    stop: Arc<Stop>,
    progress: Mutex<Progress>,
}

impl Run {
    fn update(&self, change: impl FnOnce(&mut Progress)) {
        // A thread that panicked while it wrote left at worst one check out.
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn progress(&self) -> Progress {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_going(&self) -> bool {
        matches!(self.progress().phase, Phase::Waiting | Phase::Running)
    }
}

/// The last run of each topology.
#[derive(Clone)]
pub struct Proving {
    runs: Arc<Mutex<BTreeMap<String, Arc<Run>>>>,
    turn: Arc<Semaphore>,
}

impl Default for Proving {
    fn default() -> Self {
        Self { runs: Arc::default(), turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Proving {
    fn run(&self, topology: &str) -> Option<Arc<Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).get(topology).cloned()
    }

    /// Starts a run over a bundle, or tells of the one that is going on.
    #[must_use]
    pub fn start(&self, topology: &str, revision: i64, bundle: Arc<Bundle>) -> Progress {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(run) = runs.get(topology).filter(|run| run.is_going()) {
            return run.progress();
        }
        let progress = Progress {
            revision,
            phase: Phase::Waiting,
            total: 0,
            checks: Vec::new(),
            unproven: Vec::new(),
            reason: None,
        };
        let run = Arc::new(Run { stop: Arc::new(Stop::after(LIMIT)), progress: Mutex::new(progress) });
        runs.insert(topology.to_owned(), Arc::clone(&run));
        let (turn, told) = (Arc::clone(&self.turn), run.progress());
        tokio::spawn(async move {
            // The semaphore is never closed.
            let Ok(_turn) = turn.acquire_owned().await else { return };
            let working = Arc::clone(&run);
            let ended = tokio::task::spawn_blocking(move || judge(&working, &bundle)).await;
            if ended.is_err() {
                run.update(|progress| {
                    progress.phase = Phase::Failed;
                    progress.reason = Some("the run broke off; the server's log says more".to_owned());
                });
            }
        });
        told
    }

    /// How far the last run of a topology is.
    #[must_use]
    pub fn progress(&self, topology: &str) -> Option<Progress> {
        self.run(topology).map(|run| run.progress())
    }

    /// Ends a run, if one is going on.
    pub fn cancel(&self, topology: &str) {
        if let Some(run) = self.run(topology) {
            run.stop.end("it was ended by a person");
        }
    }
}

fn judge(run: &Run, bundle: &Bundle) {
    run.update(|progress| progress.phase = Phase::Running);
    let outcome = in_folder(bundle, |folder| {
        let mut told = |checked: &Checked, total: usize| {
            run.update(|progress| {
                progress.total = total;
                progress.checks.push(checked.clone());
            });
        };
        verify_until(folder, &run.stop, &mut told).map_err(|error| error.to_string())
    });
    run.update(|progress| match outcome {
        Ok(proof) => {
            progress.phase = if run.stop.reason().is_some() { Phase::Ended } else { Phase::Done };
            progress.reason = run.stop.reason();
            progress.total = proof.checks.len();
            progress.checks = proof.checks;
            progress.unproven = proof.unproven;
        }
        Err(reason) => {
            progress.phase = Phase::Failed;
            progress.reason = Some(reason);
        }
    });
}

/// Writes a bundle to a folder of its own for as long as the work takes.
fn in_folder<T>(bundle: &Bundle, work: impl FnOnce(&Path) -> Result<T, String>) -> Result<T, String> {
    let temporary = tempfile::Builder::new().prefix("groundplan-proof-").tempdir();
    let temporary = temporary.map_err(|error| format!("there is no room for the bundle: {error}"))?;
    let root = temporary.path().join("bundle");
    let written = Folder::open(&root, bundle).and_then(|folder| {
        let actions = folder.compare(bundle, false);
        folder.carry_out(bundle, &actions)
    });
    written.map_err(|error| error.to_string())?;
    work(&root)
}
