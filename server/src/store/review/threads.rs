//! What people say about a proposal.

use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;
use topology::edit::Edit;

use super::{By, Note, note};
use crate::store::log::json as written;
use crate::store::telling::mentions;
use crate::store::{Branch, Store, StoreError};

/// A thread as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Thread {
    /// Its number in the proposal, from 1.
    pub number: i64,
    /// What it hangs on, as JSON.
    pub subject: String,
    /// What stood there when it was begun, as JSON.
    pub value: String,
    /// The revision of the head when it was begun.
    pub revision: i64,
    /// Who settled it.
    pub resolved_by: Option<String>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Comment {
    /// Its thread.
    pub thread: i64,
    /// Its number in the thread, from 1.
    pub number: i64,
    /// Who wrote it, by id.
    pub author: String,
    /// Who wrote it, by name.
    pub author_name: String,
    /// When (RFC 3339).
    pub time: String,
    /// What it says.
    pub body: String,
    /// The edits that it suggests, as JSON.
    pub edits: Option<String>,
    /// Who took the suggestion over.
    pub applied_by: Option<String>,
    /// As which revision of the head.
    pub applied_revision: Option<i64>,
}

/// What a new comment says.
#[derive(Debug)]
pub struct Commenting<'c> {
    /// The text.
    pub body: &'c str,
    /// The edits that it suggests.
    pub edits: Option<&'c [Edit]>,
    /// The revision of the head that its author saw.
    pub revision: i64,
}

/// A suggestion that is taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applying {
    /// The number of its thread.
    pub thread: i64,
    /// Its number in the thread.
    pub comment: i64,
    /// Who suggested it, by id.
    pub suggested_by: String,
}

impl Store {
    /// The threads of a proposal, in order.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn threads(&self, topology: &str, proposal: i64) -> Result<Vec<Thread>, StoreError> {
        let found = sqlx::query_as("SELECT * FROM threads WHERE topology = ? AND proposal = ? ORDER BY number");
        Ok(found.bind(topology).bind(proposal).fetch_all(&self.pool).await?)
    }

    /// The comments of a proposal, by thread and in order.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn comments(&self, topology: &str, proposal: i64) -> Result<Vec<Comment>, StoreError> {
        let found =
            sqlx::query_as("SELECT * FROM comments WHERE topology = ? AND proposal = ? ORDER BY thread, number");
        Ok(found.bind(topology).bind(proposal).fetch_all(&self.pool).await?)
    }

    /// Begins a thread with its first comment. `subject` and `value` are JSON. Returns its number.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn begin_thread(
        &self,
        (topology, proposal): (&str, i64),
        (subject, value): (&str, &str),
        comment: &Commenting<'_>,
        by: By<'_>,
    ) -> Result<i64, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let number: i64 = sqlx::query_scalar(
            "INSERT INTO threads (topology, proposal, number, subject, value, revision)
             SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5 FROM threads WHERE topology = ?1 AND proposal = ?2
             RETURNING number",
        )
        .bind(topology)
        .bind(proposal)
        .bind(subject)
        .bind(value)
        .bind(comment.revision)
        .fetch_one(&mut *transaction)
        .await?;
        say(&mut transaction, (topology, proposal, number), comment, by).await?;
        transaction.commit().await?;
        Ok(number)
    }

    /// Answers in a thread, which is open again then. Returns the comment's number; `None` where there is no such thread.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn answer(
        &self,
        (topology, proposal, thread): (&str, i64, i64),
        comment: &Commenting<'_>,
        by: By<'_>,
    ) -> Result<Option<i64>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done =
            sqlx::query("UPDATE threads SET resolved_by = NULL WHERE topology = ? AND proposal = ? AND number = ?")
                .bind(topology)
                .bind(proposal)
                .bind(thread)
                .execute(&mut *transaction)
                .await?;
        if done.rows_affected() != 1 {
            return Ok(None);
        }
        let number = say(&mut transaction, (topology, proposal, thread), comment, by).await?;
        transaction.commit().await?;
        Ok(Some(number))
    }

    /// Settles a thread, or opens it again. False where there is no such thread.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn settle_thread(
        &self,
        (topology, proposal, thread): (&str, i64, i64),
        resolved: bool,
        by: By<'_>,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query("UPDATE threads SET resolved_by = ? WHERE topology = ? AND proposal = ? AND number = ?")
            .bind(resolved.then_some(by.actor))
            .bind(topology)
            .bind(proposal)
            .bind(thread)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
        let told = Note {
            topology,
            actor: by.actor,
            time: by.time,
            action: if resolved { "thread-resolved" } else { "thread-reopened" },
            proposal: Some(proposal),
            revision: None,
            hash: None,
            detail: json!({ "thread": thread }),
        };
        note(&mut transaction, &told).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Notes in the transaction of a row that it takes a suggestion over: who suggested it and who took it over. Nobody does so twice.
///
/// # Errors
/// [`StoreError::Closed`] where it was taken over in this moment.
pub(in crate::store) async fn applied(
    transaction: &mut sqlx::Transaction<'_, sqlx::Sqlite>,
    head: &Branch<'_>,
    applying: &Applying,
    revision: i64,
    (actor, time): (&str, &str),
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE comments SET applied_by = ?, applied_revision = ?
         WHERE topology = ? AND proposal = ? AND thread = ? AND number = ? AND applied_revision IS NULL",
    )
    .bind(actor)
    .bind(revision)
    .bind(head.topology)
    .bind(head.proposal)
    .bind(applying.thread)
    .bind(applying.comment)
    .execute(&mut **transaction)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Closed);
    }
    let Applying { thread, comment, suggested_by } = applying;
    let told = Note {
        topology: head.topology,
        actor,
        time,
        action: "suggestion-applied",
        proposal: head.proposal,
        revision: Some(revision),
        hash: None,
        detail: json!({ "thread": thread, "comment": comment, "suggested_by": suggested_by }),
    };
    note(transaction, &told).await
}

async fn say(
    transaction: &mut sqlx::Transaction<'_, sqlx::Sqlite>,
    (topology, proposal, thread): (&str, i64, i64),
    comment: &Commenting<'_>,
    by: By<'_>,
) -> Result<i64, StoreError> {
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO comments (topology, proposal, thread, number, author, author_name, time, body, edits)
         SELECT ?1, ?2, ?3, coalesce(max(number), 0) + 1, ?4, ?5, ?6, ?7, ?8 FROM comments
         WHERE topology = ?1 AND proposal = ?2 AND thread = ?3 RETURNING number",
    )
    .bind(topology)
    .bind(proposal)
    .bind(thread)
    .bind(by.actor)
    .bind(by.name)
    .bind(by.time)
    .bind(comment.body)
    .bind(comment.edits.map(written).transpose()?)
    .fetch_one(&mut **transaction)
    .await?;
    let told = Note {
        topology,
        actor: by.actor,
        time: by.time,
        action: if comment.edits.is_some() { "suggested" } else { "commented" },
        proposal: Some(proposal),
        revision: Some(comment.revision),
        hash: None,
        detail: match mentions(comment.body) {
            named if named.is_empty() => json!({ "thread": thread, "comment": number }),
            named => json!({ "thread": thread, "comment": number, "mentions": named }),
        },
    };
    note(transaction, &told).await?;
    Ok(number)
}
