//! Whole documents, so that opening a topology replays at most 199 rows.

use sqlx::{Sqlite, Transaction};
use topology::Document;
use topology::edit;

use super::log::{json, rows_after};
use super::row::{decode, sha256};
use super::{Branch, FORMAT, Position, Store, StoreError};

/// A snapshot is written with every row whose revision this divides.
pub const SNAPSHOT_EVERY: i64 = 200;

/// A topology as its log says it is.
pub struct Loaded {
    /// The document after the last row.
    pub document: Document,
    /// Where the log ends.
    pub end: Position,
    /// When the last row was written, or the topology was made.
    pub updated: String,
}

/// The hash on which the first row carries on.
pub(super) fn origin(document: &str) -> String {
    sha256(document.as_bytes())
}

/// `hash` is the hash of the row of this revision; none for the first snapshot, which is its own origin.
pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    topology: &str,
    revision: i64,
    document: &Document,
    hash: &str,
) -> Result<(), StoreError> {
    let branch = Branch::of(topology);
    let text = json(document)?;
    let hash = if hash.is_empty() { origin(&text) } else { hash.to_owned() };
    sqlx::query("INSERT INTO snapshots (topology, branch, revision, format, document, hash) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(branch.topology)
        .bind(branch.name())
        .bind(revision)
        .bind(FORMAT)
        .bind(text)
        .bind(hash)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

impl Store {
    /// The topology, or the head of a proposal, from its last snapshot and the rows after it; `None` where there is none of this id.
    ///
    /// # Errors
    /// [`StoreError::Row`] where a row can't be read or does not follow from the one before it.
    pub async fn load(&self, topology: &str) -> Result<Option<Loaded>, StoreError> {
        self.load_until(topology, i64::MAX).await
    }

    /// The topology, or the head of a proposal, as it was at a revision; `None` where there is none of this id, or where it begins later.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub async fn load_until(&self, topology: &str, last: i64) -> Result<Option<Loaded>, StoreError> {
        let branch = Branch::of(topology);
        let found: Option<(i64, String, String, String)> = sqlx::query_as(
            "SELECT s.revision, s.document, s.hash, t.updated FROM snapshots s JOIN topologies t ON t.id = s.topology
             WHERE s.topology = ? AND s.branch = ? AND s.revision <= ? ORDER BY s.revision DESC LIMIT 1",
        )
        .bind(branch.topology)
        .bind(branch.name())
        .bind(last)
        .fetch_optional(&self.pool)
        .await?;
        let Some((revision, text, hash, updated)) = found else { return Ok(None) };
        let fault =
            |revision: i64, message: String| StoreError::Row { topology: topology.to_owned(), revision, message };
        let mut document: Document =
            serde_json::from_str(&text).map_err(|error| fault(revision, format!("its snapshot: {error}")))?;
        let mut end = Position { revision, hash };
        for row in rows_after(&self.pool, topology, revision, last.saturating_sub(revision)).await? {
            if row.previous != end.hash || row.revision != end.revision + 1 {
                return Err(fault(row.revision, "it does not follow from the row before it".to_owned()));
            }
            let entry = decode(&row)?;
            edit::replay(&mut document, &entry.changes)
                .map_err(|problem| fault(row.revision, format!("its changes don't fit: {problem}")))?;
            end = Position { revision: row.revision, hash: row.hash };
        }
        Ok(Some(Loaded { document, end, updated }))
    }
}
