//! Who came in and who may do what: appended to, never changed.

use serde::Serialize;
use sqlx::{FromRow, Sqlite, Transaction};
use utoipa::ToSchema;

use super::super::{Store, StoreError};

/// Something that happened, to be written.
pub struct Event<'a> {
    /// Who did it: an account's id, or `command-line`.
    pub actor: &'a str,
    /// What: a word that stays the same.
    pub event: &'a str,
    /// Where, if it concerns one workspace.
    pub workspace: Option<&'a str>,
    /// Whom or what it concerns.
    pub subject: &'a str,
    /// The rest, such as a role.
    pub detail: &'a str,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Trace {
    /// Its place; the numbers rise.
    pub number: i64,
    /// When (RFC 3339, UTC).
    pub time: String,
    /// Who did it: an account's id, `local`, or `command-line`.
    pub actor: String,
    /// What: `signed-in`, `sign-in-refused`, `role-set` …
    pub event: String,
    /// Where, if it concerns one workspace.
    pub workspace: Option<String>,
    /// Whom or what it concerns.
    pub subject: String,
    /// The rest, such as a role.
    pub detail: String,
}

pub(in crate::store) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    now: &str,
    event: &Event<'_>,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO trail (time, actor, event, workspace, subject, detail) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(now)
        .bind(event.actor)
        .bind(event.event)
        .bind(event.workspace)
        .bind(event.subject)
        .bind(event.detail)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

impl Store {
    /// Writes an event of its own.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn trace(&self, now: &str, event: &Event<'_>) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        write(&mut transaction, now, event).await?;
        Ok(transaction.commit().await?)
    }

    /// What happened in a workspace after a number, and what concerns accounts that are or were its members, in order.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn trail(&self, workspace: &str, after: i64, limit: i64) -> Result<Vec<Trace>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT * FROM trail WHERE number > ?2 AND (workspace = ?1 OR (workspace IS NULL AND subject IN (
                 SELECT subject FROM trail WHERE workspace = ?1 UNION SELECT account FROM members WHERE workspace = ?1)))
             ORDER BY number LIMIT ?3",
        )
        .bind(workspace)
        .bind(after)
        .bind(limit);
        Ok(rows.fetch_all(&self.pool).await?)
    }
}
