//! All rooms.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinHandle;

use super::room::{Ask, Door, Room};
use super::{Current, Ear, Presences, Submission, SubmitError, Submitted};
use crate::store::{Branch, Purpose, Store, StoreError};

/// The way to every open topology, and to the store of those that are not.
pub struct Hub {
    store: Store,
    /// Who has which topology open.
    pub presences: Presences,
    rooms: Mutex<BTreeMap<String, (Door, JoinHandle<()>)>>,
}

impl Hub {
    /// A hub over a store. There must be one hub a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, presences: Presences::default(), rooms: Mutex::new(BTreeMap::new()) }
    }

    /// The store, for what needs no room: lists and the log.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The topology as it is now; `None` where there is none of this id.
    ///
    /// # Errors
    /// [`StoreError`] where it can't be loaded.
    pub async fn current(&self, id: &str) -> Result<Option<Arc<Current>>, StoreError> {
        let door = self.door(id).await?;
        Ok(door.map(|door| Arc::clone(&door.current.borrow())))
    }

    /// The topology as it is now, and everything that happens to it from then on.
    ///
    /// # Errors
    /// [`StoreError`] where it can't be loaded.
    pub async fn listen(&self, id: &str) -> Result<Option<(Arc<Current>, Ear)>, StoreError> {
        loop {
            let Some(door) = self.door(id).await? else { return Ok(None) };
            let (reply, answer) = oneshot::channel();
            if door.asks.send(Ask::Listen(reply)).await.is_ok()
                && let Ok(answer) = answer.await
            {
                return Ok(Some(answer));
            }
        }
    }

    /// Takes an edit, or says why not. When this returns `Ok`, the edit is on disk.
    ///
    /// # Errors
    /// [`SubmitError`].
    pub async fn submit(&self, id: &str, submission: Submission) -> Result<Submitted, SubmitError> {
        let mut tries = 0;
        loop {
            let Some(door) = self.door(id).await? else { return Err(SubmitError::Gone) };
            let (reply, answer) = oneshot::channel();
            let sent = door.asks.send(Ask::Submit(submission.clone(), reply)).await.is_ok();
            match answer.await {
                // Another process wrote to the log: the room is opened anew, with what that process wrote.
                Ok(Err(SubmitError::Store(StoreError::Conflict))) if tries < 3 => tries += 1,
                Ok(result) => return result,
                // A room that closed took nothing, and one that ended in the middle answers the repetition from its log.
                Err(_) if !sent || tries < 3 => tries += 1,
                Err(_) => return Err(StoreError::Other("the topology's task ended".to_owned()).into()),
            }
        }
    }

    /// Takes edits that merge a proposal or restore a revision, and notes that they do, both or neither.
    ///
    /// # Errors
    /// [`SubmitError`]; where the topology or the proposal changed since the edits were put together, nothing is taken.
    pub async fn settle(&self, id: &str, submission: Submission, purpose: Purpose) -> Result<Submitted, SubmitError> {
        let Some(door) = self.door(id).await? else { return Err(SubmitError::Gone) };
        let (reply, answer) = oneshot::channel();
        let ended = || SubmitError::Store(StoreError::Other("the topology's task ended".to_owned()));
        door.asks.send(Ask::Settle(submission, purpose, reply)).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }

    /// Deletes a topology and tells everybody who has it open. False where there is none.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn delete(&self, id: &str) -> Result<bool, StoreError> {
        // What was proposed stays readable: a proposal is closed, never deleted.
        if Branch::of(id).proposal.is_some() {
            return Ok(false);
        }
        let Some(door) = self.door(id).await? else { return Ok(false) };
        let (reply, answer) = oneshot::channel();
        if door.asks.send(Ask::Delete(reply)).await.is_err() {
            return self.store.delete(id).await;
        }
        match answer.await {
            Ok(result) => result.map(|()| true),
            Err(_) => self.store.delete(id).await,
        }
    }

    async fn door(&self, id: &str) -> Result<Option<Door>, StoreError> {
        let mut rooms = self.rooms.lock().await;
        if let Some((door, _)) = rooms.get(id).filter(|(door, _)| !door.asks.is_closed()) {
            return Ok(Some(door.clone()));
        }
        if let Some((_, task)) = rooms.remove(id) {
            // Two rooms of one topology would write the same revision: the old one ends first. That it panicked changes nothing.
            let _ended = task.await;
        }
        let Some(loaded) = self.store.load(id).await? else { return Ok(None) };
        let (door, task) = Room::open(id.to_owned(), self.store.clone(), loaded);
        rooms.insert(id.to_owned(), (door.clone(), task));
        Ok(Some(door))
    }
}
