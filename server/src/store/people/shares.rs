//! Links with which somebody without an account may look at one topology.

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::super::{Branch, Store, StoreError};
use super::trail::{self, Event};

/// A link, without what it is shown by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Share {
    /// Its id, to end it by.
    pub id: String,
    /// The topology that it shows, or the head of a proposal: `1f0c…~3`.
    pub topology: String,
    /// Who made it.
    pub author: String,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// When it ends.
    pub expires: String,
}

impl Store {
    /// Keeps a link to a topology or to the head of a proposal; its id. None where there is no such thing.
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
        let branch = Branch::of(topology);
        let workspace: Option<String> = sqlx::query_scalar(
            "SELECT workspace FROM topologies WHERE id = ?1
             AND (?2 IS NULL OR EXISTS (SELECT 1 FROM proposals WHERE topology = ?1 AND number = ?2))",
        )
        .bind(branch.topology)
        .bind(branch.proposal)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(workspace) = workspace else { return Ok(None) };
        let id: String = sqlx::query_scalar(
            "INSERT INTO shares (id, hash, topology, proposal, author, created, expires)
             VALUES (lower(hex(randomblob(8))), ?, ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(hash)
        .bind(branch.topology)
        .bind(branch.proposal)
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
        let found = sqlx::query_as(
            "SELECT id, topology || coalesce('~' || proposal, '') AS topology, author, created, expires
             FROM shares WHERE hash = ? AND expires > ?",
        );
        Ok(found.bind(hash).bind(now).fetch_optional(&self.pool).await?)
    }

    /// The links to a topology that stand, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn shares(&self, topology: &str, now: &str) -> Result<Vec<Share>, StoreError> {
        let branch = Branch::of(topology);
        let rows = sqlx::query_as(
            "SELECT id, topology || coalesce('~' || proposal, '') AS topology, author, created, expires
             FROM shares WHERE topology = ? AND proposal IS ? AND expires > ? ORDER BY created DESC, id",
        );
        Ok(rows.bind(branch.topology).bind(branch.proposal).bind(now).fetch_all(&self.pool).await?)
    }

    /// Ends a link. False where the topology has none of this id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn unshare(&self, topology: &str, id: &str, author: &str, now: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let branch = Branch::of(topology);
        let done = sqlx::query("DELETE FROM shares WHERE id = ? AND topology = ? AND proposal IS ?")
            .bind(id)
            .bind(branch.topology)
            .bind(branch.proposal)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let workspace: Option<String> = sqlx::query_scalar("SELECT workspace FROM topologies WHERE id = ?")
            .bind(branch.topology)
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
