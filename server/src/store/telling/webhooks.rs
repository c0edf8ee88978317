//! Webhooks, and the log of what they were told.

use serde::Serialize;
use serde_json::json;
use sqlx::{FromRow, Sqlite, Transaction};
use utoipa::ToSchema;

use crate::store::review::Note;
use crate::store::{Store, StoreError};

/// Deliveries that are kept of each webhook.
const KEPT: i64 = 1_000;

/// An address that is told what happens in a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where it is.
    pub url: String,
    /// Who made it, by id.
    pub author: String,
    /// When (RFC 3339, UTC).
    pub created: String,
}

/// Something that a webhook is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Delivery {
    /// Its number among those of the webhook, from 1.
    pub number: i64,
    /// What happened: `proposed`, `approved`, `merged` … as the audit says it.
    pub event: String,
    /// What is sent, as JSON.
    pub body: String,
    /// When it happened (RFC 3339, UTC).
    pub created: String,
    /// `waiting`, `delivered` or `given-up`.
    pub state: String,
    /// How often it was sent.
    pub attempts: i64,
    /// When it is sent next; absent where it is over.
    pub due: Option<String>,
    /// When it was last sent.
    pub tried: Option<String>,
    /// What became of that.
    pub answer: Option<String>,
}

/// A delivery that is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Due {
    /// The webhook.
    pub webhook: String,
    /// The delivery's number.
    pub number: i64,
    /// Where to.
    pub url: String,
    /// What.
    pub body: String,
    /// How often it was sent before.
    pub attempts: i64,
}

impl Store {
    /// Makes a webhook; its id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn add_webhook(&self, workspace: &str, url: &str, author: &str, now: &str) -> Result<String, StoreError> {
        let made = sqlx::query_scalar(
            "INSERT INTO webhooks (id, workspace, url, author, created) VALUES (lower(hex(randomblob(8))), ?, ?, ?, ?) RETURNING id",
        );
        Ok(made.bind(workspace).bind(url).bind(author).bind(now).fetch_one(&self.pool).await?)
    }

    /// The webhooks of a workspace, in order of their making.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn webhooks(&self, workspace: &str) -> Result<Vec<Webhook>, StoreError> {
        let found =
            sqlx::query_as("SELECT id, url, author, created FROM webhooks WHERE workspace = ? ORDER BY created, id");
        Ok(found.bind(workspace).fetch_all(&self.pool).await?)
    }

    /// Takes a webhook away, with what it was told. False where there is none.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn remove_webhook(&self, workspace: &str, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM webhooks WHERE workspace = ? AND id = ?").bind(workspace).bind(id);
        Ok(done.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// What a webhook was told, the newest first; the last 1,000 are kept.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn deliveries(&self, workspace: &str, id: &str) -> Result<Vec<Delivery>, StoreError> {
        let found = sqlx::query_as(
            "SELECT d.number, d.event, d.body, d.created, d.state, d.attempts, d.due, d.tried, d.answer
             FROM deliveries d JOIN webhooks w ON w.id = d.webhook
             WHERE w.workspace = ? AND w.id = ? ORDER BY d.number DESC LIMIT ?",
        );
        Ok(found.bind(workspace).bind(id).bind(KEPT).fetch_all(&self.pool).await?)
    }

    /// What is to be sent by now: of each webhook the oldest.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn due_deliveries(&self, now: &str) -> Result<Vec<Due>, StoreError> {
        let found = sqlx::query_as(
            "SELECT d.webhook, min(d.number) AS number, w.url, d.body, d.attempts
             FROM deliveries d JOIN webhooks w ON w.id = d.webhook
             WHERE d.due IS NOT NULL AND d.due <= ? GROUP BY d.webhook ORDER BY d.due",
        );
        Ok(found.bind(now).fetch_all(&self.pool).await?)
    }

    /// Notes what became of a delivery: `due` is when it is tried again, where it is.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn delivered(
        &self,
        sent: &Due,
        state: &str,
        answer: &str,
        due: Option<&str>,
        now: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE deliveries SET state = ?, attempts = ?, due = ?, tried = ?, answer = ? WHERE webhook = ? AND number = ?",
        )
        .bind(state)
        .bind(sent.attempts + 1)
        .bind(due)
        .bind(now)
        .bind(answer)
        .bind(&sent.webhook)
        .bind(sent.number)
        .execute(&self.pool)
        .await?;
        sqlx::query("DELETE FROM deliveries WHERE webhook = ? AND number <= ? AND due IS NULL")
            .bind(&sent.webhook)
            .bind(sent.number - KEPT)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Lays what was noted ready for every webhook of the workspace.
pub(in crate::store) async fn post(
    transaction: &mut Transaction<'_, Sqlite>,
    note: &Note<'_>,
    number: i64,
) -> Result<(), StoreError> {
    let body = json!({
        "event": note.action,
        "topology": note.topology,
        "audit": number,
        "time": note.time,
        "actor": note.actor,
        "proposal": note.proposal,
        "revision": note.revision,
        "hash": note.hash,
        "detail": note.detail,
    });
    sqlx::query(
        "INSERT INTO deliveries (webhook, number, event, body, created, state, attempts, due)
         SELECT w.id, coalesce((SELECT max(d.number) FROM deliveries d WHERE d.webhook = w.id), 0) + 1, ?2, ?3, ?4, 'waiting', 0, ?4
         FROM webhooks w JOIN topologies t ON t.workspace = w.workspace WHERE t.id = ?1",
    )
    .bind(note.topology)
    .bind(note.action)
    .bind(body.to_string())
    .bind(note.time)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
