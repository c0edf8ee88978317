//! What is appended at the same moment goes to the disk with one transaction: that takes as long for one topology as for twenty.

use std::sync::Arc;

use sqlx::{Sqlite, SqlitePool, Transaction};
use tokio::sync::{Mutex, oneshot};

use super::StoreError;

/// A transaction that is open, and who waits for its end. Whoever opens it sees to it that it ends.
#[derive(Default)]
pub(super) struct Group {
    open: Option<Transaction<'static, Sqlite>>,
    waiting: Vec<oneshot::Sender<Result<(), StoreError>>>,
}

impl Group {
    /// Whether the next to come opens the transaction.
    pub(super) fn is_closed(&self) -> bool {
        self.open.is_none()
    }

    /// The transaction, opened where there is none.
    pub(super) async fn transaction(
        &mut self,
        pool: &SqlitePool,
    ) -> Result<&mut Transaction<'static, Sqlite>, StoreError> {
        if self.open.is_none() {
            self.open = Some(pool.begin().await?);
        }
        self.open.as_mut().ok_or_else(|| StoreError::Other("no transaction is open".to_owned()))
    }

    /// Waits for the end, in which what was written is on the disk or nowhere.
    pub(super) fn wait(&mut self) -> oneshot::Receiver<Result<(), StoreError>> {
        let (told, ended) = oneshot::channel();
        self.waiting.push(told);
        ended
    }

    /// Takes back what everybody wrote: the file can't be relied on, and nobody is told that theirs is kept.
    pub(super) fn give_up(&mut self, error: &StoreError) {
        // Dropped, it is rolled back.
        self.open = None;
        self.tell(&Err(error.clone()));
    }

    fn tell(&mut self, result: &Result<(), StoreError>) {
        for told in self.waiting.drain(..) {
            // Who asked may have left; what is written stands all the same.
            let _gone = told.send(result.clone());
        }
    }
}

/// Ends the transaction once everybody has written who waits for a turn already: turns are taken in the order of asking.
pub(super) fn end_soon(group: &Arc<Mutex<Group>>) {
    let group = Arc::clone(group);
    // A task of its own: whoever opened it may be gone by then.
    tokio::spawn(async move {
        let mut group = group.lock().await;
        if let Some(open) = group.open.take() {
            let result = open.commit().await.map_err(StoreError::from);
            group.tell(&result);
        }
    });
}
