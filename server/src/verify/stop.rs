//! The way to end a run before all tools have spoken: by a person, or by its time limit.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Shared by the one who may end a run and the threads that work for it.
#[derive(Debug, Default)]
pub struct Stop {
    reason: Mutex<Option<String>>,
    deadline: Option<(Instant, Duration)>,
}

impl Stop {
    /// One that ends the run by itself after so long.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        Self { reason: Mutex::new(None), deadline: Some((Instant::now() + limit, limit)) }
    }

    /// Ends the run. The first reason stays.
    pub fn end(&self, reason: &str) {
        let mut held = self.reason.lock().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert_with(|| reason.to_owned());
    }

    /// Why the run is to end; none while it may go on.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let given = self.reason.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let late = self.deadline.filter(|(deadline, _)| Instant::now() >= *deadline);
        given.or_else(|| late.map(|(_, limit)| format!("the run took longer than {} minutes", limit.as_secs() / 60)))
    }
}

thread_local! {
    static OF_THREAD: RefCell<Option<Arc<Stop>>> = const { RefCell::new(None) };
}

/// Makes tools that this thread runs heed a stop.
pub fn heed(stop: &Arc<Stop>) {
    OF_THREAD.set(Some(Arc::clone(stop)));
}

/// Why this thread's work is to end.
pub fn reason() -> Option<String> {
    OF_THREAD.with_borrow(|stop| stop.as_ref().and_then(|stop| stop.reason()))
}
