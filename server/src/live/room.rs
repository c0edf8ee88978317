//! The task of one open topology.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, oneshot, watch};
use topology::Problem;
use topology::edit::{self, Edit};

use super::{Current, Ear, Event, Submission, SubmitError, Submitted};
use crate::clock;
use crate::store::{Appended, Entry, Loaded, Position, Purpose, Store, StoreError};

/// A room that nobody speaks to for so long is closed; the next visitor opens it again.
const IDLE: Duration = Duration::from_secs(600);
/// Edits of one submission.
const MOST_EDITS: usize = 10_000;
/// Events that a slow listener may be behind before it has to come in again.
const BEHIND: usize = 256;

/// What a room is asked.
pub(super) enum Ask {
    /// To take edits that were made for this revision and no other, and to note what they are, in one step.
    Settle(Submission, Purpose, oneshot::Sender<Result<Submitted, SubmitError>>),
    /// To take an edit.
    Submit(Submission, oneshot::Sender<Result<Submitted, SubmitError>>),
    /// To be told of what follows: the revision of the answer and the first event fit together.
    Listen(oneshot::Sender<(Arc<Current>, Ear)>),
    /// To delete the topology.
    Delete(oneshot::Sender<Result<(), StoreError>>),
}

/// How a room is reached.
#[derive(Clone)]
pub(super) struct Door {
    pub asks: mpsc::Sender<Ask>,
    pub current: watch::Receiver<Arc<Current>>,
}

pub(super) struct Room {
    id: String,
    store: Store,
    end: Position,
    current: watch::Sender<Arc<Current>>,
    events: broadcast::Sender<Event>,
}

impl Room {
    /// Opens a room and its task.
    pub fn open(id: String, store: Store, loaded: Loaded) -> (Door, tokio::task::JoinHandle<()>) {
        let (asks, inbox) = mpsc::channel(64);
        let current = Arc::new(Current::new(loaded.end.revision, loaded.document, loaded.updated));
        let (current, seen) = watch::channel(current);
        let room = Self { id, store, end: loaded.end, current, events: broadcast::channel(BEHIND).0 };
        (Door { asks, current: seen }, tokio::spawn(room.run(inbox)))
    }

    async fn run(mut self, mut inbox: mpsc::Receiver<Ask>) {
        loop {
            let ask = match tokio::time::timeout(IDLE, inbox.recv()).await {
                Ok(Some(ask)) => ask,
                Ok(None) => return,
                Err(_) if self.events.receiver_count() > 0 => continue,
                Err(_) => {
                    // What was sent in this moment is still answered.
                    inbox.close();
                    continue;
                }
            };
            match ask {
                Ask::Settle(submission, purpose, reply) => {
                    let result = self.settle(submission, &purpose).await;
                    let lost = matches!(&result, Err(SubmitError::Store(StoreError::Conflict)));
                    let _gone = reply.send(result);
                    if lost {
                        return;
                    }
                }
                Ask::Submit(submission, reply) => {
                    let result = self.submit(submission, None).await;
                    let lost = matches!(&result, Err(SubmitError::Store(StoreError::Conflict)));
                    // Who asked may have left; the row stands all the same.
                    let _gone = reply.send(result);
                    if lost {
                        return;
                    }
                }
                Ask::Listen(reply) => {
                    let ear = Ear::new(self.events.subscribe(), self.end.revision);
                    let _gone = reply.send((Arc::clone(&self.current.borrow()), ear));
                }
                Ask::Delete(reply) => {
                    let result = self.store.delete(&self.id).await.map(drop);
                    let deleted = result.is_ok();
                    if deleted {
                        let _nobody = self.events.send(Event::Deleted);
                    }
                    let _gone = reply.send(result);
                    if deleted {
                        return;
                    }
                }
            }
        }
    }

    /// What was put together holds for the revision that it was put together with, and for no other.
    async fn settle(&mut self, submission: Submission, purpose: &Purpose) -> Result<Submitted, SubmitError> {
        if submission.base_revision != self.end.revision {
            let problem = Problem::at("", "the topology was changed in this moment");
            return Err(SubmitError::Refused(vec![problem.hint("look at it again")]));
        }
        self.submit(submission, Some(purpose)).await
    }

    async fn submit(&mut self, submission: Submission, purpose: Option<&Purpose>) -> Result<Submitted, SubmitError> {
        check(&submission)?;
        let Submission { actor, client, number, base_revision, edits } = submission;
        if let Some(entry) = self.store.submitted(&self.id, &client, number).await? {
            if entry.actor != actor {
                let problem = Problem::at("/client", "another person submits under this id of a client");
                return Err(SubmitError::Refused(vec![problem.hint("choose another id")]));
            }
            return Ok(Submitted { entry, repeated: true });
        }
        if base_revision > self.end.revision {
            return Err(SubmitError::Ahead { base: base_revision, last: self.end.revision });
        }
        let mut document = (*self.current.borrow().document).clone();
        let edit = Edit::Batch { edits };
        let commit = edit::apply(&mut document, &edit).map_err(|problem| SubmitError::Refused(vec![problem]))?;
        let Edit::Batch { edits } = edit else { return Err(SubmitError::Refused(Vec::new())) };
        let time = clock::now();
        let appended = Appended {
            topology: &self.id,
            client: &client,
            number,
            actor: &actor,
            time: &time,
            base_revision,
            edits: &edits,
            changes: &commit.changes,
            skipped: &commit.skipped,
            document: &document,
            purpose,
        };
        self.end = self.store.append(&self.end, &appended).await?;
        self.current.send_replace(Arc::new(Current::new(self.end.revision, document, time.clone())));
        let entry = Entry {
            revision: self.end.revision,
            client,
            number,
            actor,
            time,
            base_revision,
            edits,
            changes: commit.changes,
            skipped: commit.skipped,
            hash: self.end.hash.clone(),
        };
        let _nobody = self.events.send(Event::from(&entry));
        Ok(Submitted { entry, repeated: false })
    }
}

/// What can be said about a submission without the document.
fn check(submission: &Submission) -> Result<(), SubmitError> {
    let client = &submission.client;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let problem = if client.is_empty() || client.len() > 64 || !client.chars().all(fits) {
        Problem::at("/client", "expected an id of the client: 1 to 64 letters, digits and dashes")
    } else if submission.number < 0 || submission.base_revision < 0 {
        Problem::at("/number", "`number` and `base_revision` count from 0")
    } else if submission.edits.is_empty() {
        Problem::at("/edits", "there is no edit").hint("send at least one")
    } else if submission.edits.len() > MOST_EDITS {
        Problem::at("/edits", format!("{} edits at once, at most {MOST_EDITS}", submission.edits.len()))
            .hint("split them")
    } else {
        return Ok(());
    };
    Err(SubmitError::Refused(vec![problem]))
}
