//! The task of one open topology.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, oneshot, watch};
use topology::edit::{self, Commit, Edit};
use topology::{Document, Problem};

use super::{Current, Ear, Event, Submission, SubmitError, Submitted};
use crate::clock;
use crate::store::{Appended, Entry, Loaded, Position, Purpose, Store, StoreError};

/// A room that nobody speaks to for so long is closed; the next visitor opens it again.
const IDLE: Duration = Duration::from_secs(600);
/// Edits of one submission.
const MOST_EDITS: usize = 10_000;
/// Submissions that are taken at a time.
const TOGETHER: usize = 64;
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
        let current = Arc::new(Current::new(loaded.end.revision, Arc::new(loaded.document), loaded.updated));
        let (current, seen) = watch::channel(current);
        let room = Self { id, store, end: loaded.end, current, events: broadcast::channel(BEHIND).0 };
        (Door { asks, current: seen }, tokio::spawn(room.run(inbox)))
    }

    async fn run(mut self, mut inbox: mpsc::Receiver<Ask>) {
        // What came while a submission was taken, and is no submission that can go with it.
        let mut next = None;
        loop {
            let ask = match next.take() {
                Some(ask) => ask,
                None => match tokio::time::timeout(IDLE, inbox.recv()).await {
                    Ok(Some(ask)) => ask,
                    Ok(None) => return,
                    Err(_) if self.events.receiver_count() > 0 => continue,
                    Err(_) => {
                        // What was sent in this moment is still answered.
                        inbox.close();
                        continue;
                    }
                },
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
                    let mut all = vec![(submission, reply)];
                    while next.is_none() && all.len() < TOGETHER {
                        match inbox.try_recv() {
                            Ok(Ask::Submit(one, reply)) if !all.iter().any(|(other, _)| is_same(other, &one)) => {
                                all.push((one, reply));
                            }
                            Ok(other) => next = Some(other),
                            Err(_) => break,
                        }
                    }
                    if self.submit_all(all).await {
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

    /// Takes what came at the same time with one write to the disk; one by one where that fails, so that each is told its own reason. True where another process wrote to the log.
    async fn submit_all(&mut self, all: Vec<(Submission, Reply)>) -> bool {
        if all.len() > 1
            && let Some(results) = self.together(&all).await
        {
            for ((_, reply), result) in all.into_iter().zip(results) {
                // Who asked may have left; the row stands all the same.
                let _gone = reply.send(result);
            }
            return false;
        }
        for (submission, reply) in all {
            let result = self.submit(submission, None).await;
            let lost = matches!(&result, Err(SubmitError::Store(StoreError::Conflict)));
            let _gone = reply.send(result);
            if lost {
                return true;
            }
        }
        false
    }

    /// What becomes of each; nothing where the store failed, and then nothing was taken.
    async fn together(&mut self, all: &[(Submission, Reply)]) -> Option<Vec<Result<Submitted, SubmitError>>> {
        let mut document = Arc::clone(&self.current.borrow().document);
        let mut taken = Vec::new();
        let mut results = Vec::new();
        for (submission, _) in all {
            let result = match self.known(submission).await {
                Ok(Some(submitted)) => Ok(Some(submitted)),
                Ok(None) => self.prepare(submission.clone(), &document).map(|prepared| {
                    document = Arc::clone(&prepared.document);
                    taken.push(prepared);
                    None
                }),
                Err(SubmitError::Store(_)) => return None,
                Err(error) => Err(error),
            };
            results.push(result);
        }
        let mut entries = self.take(taken, None).await.ok()?.into_iter();
        let told = results.into_iter().map(|result| match result {
            Ok(Some(submitted)) => Some(Ok(submitted)),
            Ok(None) => entries.next().map(|entry| Ok(Submitted { entry, repeated: false })),
            Err(error) => Some(Err(error)),
        });
        told.collect()
    }

    /// What was put together holds for the revision that it was put together with, and for no other.
    async fn settle(&mut self, submission: Submission, purpose: &Purpose) -> Result<Submitted, SubmitError> {
        // A suggestion fits or does not, whatever was drawn beside it in the meantime.
        let exact = !matches!(purpose, Purpose::Apply(_));
        if exact && submission.base_revision != self.end.revision {
            let problem = Problem::at("", "the topology was changed in this moment");
            return Err(SubmitError::Refused(vec![problem.hint("look at it again")]));
        }
        self.submit(submission, Some(purpose)).await
    }

    async fn submit(&mut self, submission: Submission, purpose: Option<&Purpose>) -> Result<Submitted, SubmitError> {
        if let Some(submitted) = self.known(&submission).await? {
            return Ok(submitted);
        }
        let document = Arc::clone(&self.current.borrow().document);
        let prepared = self.prepare(submission, &document)?;
        let entry = self.take(vec![prepared], purpose).await?.pop();
        let entry = entry.ok_or_else(|| StoreError::Other("a row was appended and not told".to_owned()))?;
        Ok(Submitted { entry, repeated: false })
    }

    /// What became of a submission that was taken before.
    async fn known(&self, submission: &Submission) -> Result<Option<Submitted>, SubmitError> {
        check(submission)?;
        let Submission { actor, client, number, base_revision, .. } = submission;
        if let Some(entry) = self.store.submitted(&self.id, client, *number).await? {
            if entry.actor != *actor {
                let problem = Problem::at("/client", "another person submits under this id of a client");
                return Err(SubmitError::Refused(vec![problem.hint("choose another id")]));
            }
            return Ok(Some(Submitted { entry, repeated: true }));
        }
        if *base_revision > self.end.revision {
            return Err(SubmitError::Ahead { base: *base_revision, last: self.end.revision });
        }
        Ok(None)
    }

    /// What a submission does to a document.
    fn prepare(&self, submission: Submission, before: &Document) -> Result<Prepared, SubmitError> {
        let mut document = before.clone();
        let edit = Edit::Batch { edits: submission.edits };
        let commit = edit::apply(&mut document, &edit).map_err(|problem| SubmitError::Refused(vec![problem]))?;
        let Edit::Batch { edits } = edit else { return Err(SubmitError::Refused(Vec::new())) };
        let submission = Submission { edits, ..submission };
        Ok(Prepared { submission, commit, document: Arc::new(document), time: clock::now() })
    }

    /// Writes rows to the log, all or none, and tells of them.
    async fn take(&mut self, all: Vec<Prepared>, purpose: Option<&Purpose>) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<Appended<'_>> = all.iter().map(|one| one.row(&self.id, purpose)).collect();
        let ends = if rows.is_empty() { Vec::new() } else { self.store.append(&self.end, &rows).await? };
        drop(rows);
        let mut entries = Vec::with_capacity(all.len());
        for (one, end) in all.into_iter().zip(ends) {
            let Prepared { submission, commit, document, time } = one;
            let Submission { actor, client, number, base_revision, edits } = submission;
            self.current.send_replace(Arc::new(Current::new(end.revision, document, time.clone())));
            let entry = Entry {
                revision: end.revision,
                client,
                number,
                actor,
                time,
                base_revision,
                edits,
                changes: commit.changes,
                skipped: commit.skipped,
                hash: end.hash.clone(),
            };
            let _nobody = self.events.send(Event::from(&entry));
            self.end = end;
            entries.push(entry);
        }
        Ok(entries)
    }
}

/// Where the answer to a submission goes.
type Reply = oneshot::Sender<Result<Submitted, SubmitError>>;

/// A submission, and what it does.
struct Prepared {
    submission: Submission,
    commit: Commit,
    document: Arc<Document>,
    time: String,
}

impl Prepared {
    fn row<'a>(&'a self, topology: &'a str, purpose: Option<&'a Purpose>) -> Appended<'a> {
        let Submission { actor, client, number, base_revision, edits } = &self.submission;
        Appended {
            topology,
            client,
            number: *number,
            actor,
            time: &self.time,
            base_revision: *base_revision,
            edits,
            changes: &self.commit.changes,
            skipped: &self.commit.skipped,
            document: &self.document,
            purpose,
        }
    }
}

/// Whether one repeats the other.
fn is_same(one: &Submission, other: &Submission) -> bool {
    one.client == other.client && one.number == other.number
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
