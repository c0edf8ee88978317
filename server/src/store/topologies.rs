//! The list of topologies.

use serde::Serialize;
use sqlx::{FromRow, Sqlite, Transaction};
use topology::Document;

use super::{Store, StoreError, snapshots};

/// A topology in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Listed {
    /// Its id in this store.
    pub id: String,
    /// The workspace that holds it.
    pub workspace: String,
    /// What people read.
    pub title: String,
    /// The document's name.
    pub name: String,
    /// The last revision.
    pub revision: i64,
    /// When it was last changed (RFC 3339, UTC).
    pub updated: String,
    /// How many nodes it has.
    pub nodes: i64,
    /// How many edges it has.
    pub edges: i64,
}

/// What the list shows of a document.
pub(super) struct Summary {
    name: String,
    title: String,
    nodes: i64,
    edges: i64,
}

impl Summary {
    pub(super) fn of(document: &Document) -> Self {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Self {
            name: document.name.to_string(),
            title: document.label().to_owned(),
            nodes: count(document.nodes.len()),
            edges: count(document.edges.len()),
        }
    }

    pub(super) async fn write(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        id: &str,
        revision: i64,
        now: &str,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "UPDATE topologies SET updated = ?, revision = ?, name = ?, title = ?, nodes = ?, edges = ? WHERE id = ?",
        )
        .bind(now)
        .bind(revision)
        .bind(&self.name)
        .bind(&self.title)
        .bind(self.nodes)
        .bind(self.edges)
        .bind(id)
        .execute(&mut **transaction)
        .await?;
        // The row was deleted by another process.
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

impl Store {
    /// Makes a topology in a workspace with this document as revision 0, and returns its id, 16 random hexadecimal digits.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn create(&self, workspace: &str, document: &Document, now: &str) -> Result<String, StoreError> {
        let summary = Summary::of(document);
        let mut transaction = self.pool.begin().await?;
        let id: String = sqlx::query_scalar(
            "INSERT INTO topologies (id, workspace, created, updated, revision, name, title, nodes, edges)
             VALUES (lower(hex(randomblob(8))), ?, ?, ?, 0, ?, ?, ?, ?) RETURNING id",
        )
        .bind(workspace)
        .bind(now)
        .bind(now)
        .bind(&summary.name)
        .bind(&summary.title)
        .bind(summary.nodes)
        .bind(summary.edges)
        .fetch_one(&mut *transaction)
        .await?;
        snapshots::write(&mut transaction, &id, 0, document, "").await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// All topologies, the last changed first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list(&self) -> Result<Vec<Listed>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT id, workspace, title, name, revision, updated, nodes, edges FROM topologies ORDER BY updated DESC, id",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows)
    }

    /// Deletes a topology with its log and snapshots. False where there is none.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn delete(&self, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM topologies WHERE id = ?").bind(id).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }
}
