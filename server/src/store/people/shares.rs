//! Links with which somebody without an account may look at one topology.

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::super::{Store, StoreError};
use super::trail::{self, Event};

/// A link, without what it is shown by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Share {
    /// Its id, to end it by.
    pub id: String,
    /// The topology that it shows.
    pub topology: String,
    /// Who made it.
    pub author: String,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// When it ends.
    pub expires: String,
}

impl Store {
    /// Keeps a link to a topology; its id. None where there is no such topology.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn share(
        &self,
        hash: &str,
        topology: &str,
        author: &str,
        now: &str,
        expires: &str,
    ) -> Result<Option<String>, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("DELETE FROM shares WHERE expires <= ?").bind(now).execute(&mut *transaction).await?;
        let workspace: Option<String> = sqlx::query_scalar("SELECT workspace FROM topologies WHERE id = ?")
            .bind(topology)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(workspace) = workspace else { return Ok(None) };
        let id: String = sqlx::query_scalar(
            "INSERT INTO shares (id, hash, topology, author, created, expires)
             VALUES (lower(hex(randomblob(8))), ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(hash)
        .bind(topology)
        .bind(author)
        .bind(now)
        .bind(expires)
        .fetch_one(&mut *transaction)
        .await?;
        let detail = format!("{id} until {expires}");
        let event =
            Event { actor: author, event: "shared", workspace: Some(&workspace), subject: topology, detail: &detail };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// The link that somebody shows; none where it was ended or has expired.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn shared(&self, hash: &str, now: &str) -> Result<Option<Share>, StoreError> {
        let found =
            sqlx::query_as("SELECT id, topology, author, created, expires FROM shares WHERE hash = ? AND expires > ?");
        Ok(found.bind(hash).bind(now).fetch_optional(&self.pool).await?)
    }

    /// The links to a topology that stand, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn shares(&self, topology: &str, now: &str) -> Result<Vec<Share>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT id, topology, author, created, expires FROM shares WHERE topology = ? AND expires > ?
             ORDER BY created DESC, id",
        );
        Ok(rows.bind(topology).bind(now).fetch_all(&self.pool).await?)
    }

    /// Ends a link. False where the topology has none of this id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn unshare(&self, topology: &str, id: &str, author: &str, now: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query("DELETE FROM shares WHERE id = ? AND topology = ?")
            .bind(id)
            .bind(topology)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let workspace: Option<String> = sqlx::query_scalar("SELECT workspace FROM topologies WHERE id = ?")
            .bind(topology)
            .fetch_optional(&mut *transaction)
            .await?;
        let event = Event {
            actor: author,
            event: "share-ended",
            workspace: workspace.as_deref(),
            subject: topology,
            detail: id,
        };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
