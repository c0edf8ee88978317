//! What one visitor is told, in one order.

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::Event;
use crate::store::Entry;

/// Hears everything that happens to a topology from one revision on.
pub struct Ear {
    events: broadcast::Receiver<Event>,
    told: i64,
}

impl Ear {
    pub(super) fn new(events: broadcast::Receiver<Event>, revision: i64) -> Self {
        Self { events, told: revision }
    }

    /// What happens next. Nothing is lost where the wait is given up.
    ///
    /// # Errors
    /// [`RecvError`] where the visitor was too slow, or the room ended: what follows has a gap.
    pub async fn next(&mut self) -> Result<Event, RecvError> {
        let event = self.events.recv().await?;
        if let Event::Committed { revision, .. } = &event {
            self.told = *revision;
        }
        Ok(event)
    }

    /// How a repeated submission is answered. Nothing where its row still comes as an event: an answer would overtake the rows before it, and the visitor's copy would be another than the server's.
    #[must_use]
    pub fn answer(&self, entry: &Entry) -> Option<Event> {
        (entry.revision <= self.told).then(|| Event::from(entry))
    }

    /// Whether nothing waits to be heard.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.events.is_empty()
    }
}
