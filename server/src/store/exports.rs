//! Bundles that were taken away.

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::{Store, StoreError};

/// A bundle that was taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Export {
    /// The revision that it was made from.
    pub revision: i64,
    /// When (RFC 3339, UTC).
    pub time: String,
    /// The person's id.
    pub actor: String,
}

impl Store {
    /// Notes that a bundle of a revision was taken away.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn exported(&self, topology: &str, export: &Export) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO exports (topology, number, revision, time, actor)
             SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4 FROM exports WHERE topology = ?1",
        )
        .bind(topology)
        .bind(export.revision)
        .bind(&export.time)
        .bind(&export.actor)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The last bundle that was taken away, if any was.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn last_export(&self, topology: &str) -> Result<Option<Export>, StoreError> {
        let row =
            sqlx::query_as("SELECT revision, time, actor FROM exports WHERE topology = ? ORDER BY number DESC LIMIT 1")
                .bind(topology)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row)
    }
}
