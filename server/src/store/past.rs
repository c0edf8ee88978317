//! A topology as it was.

use topology::Document;
use topology::edit;

use super::log::rows_after;
use super::row::decode;
use super::{BRANCH, Store, StoreError};

impl Store {
    /// The document at a revision: the last snapshot before it and the rows up to it. `None` where there is no such topology or revision.
    ///
    /// # Errors
    /// [`StoreError::Row`] where a row can't be read or does not fit.
    pub async fn document_at(&self, topology: &str, revision: i64) -> Result<Option<Document>, StoreError> {
        let found: Option<(i64, String)> = sqlx::query_as(
            "SELECT revision, document FROM snapshots WHERE topology = ? AND branch = ? AND revision <= ?
             ORDER BY revision DESC LIMIT 1",
        )
        .bind(topology)
        .bind(BRANCH)
        .bind(revision)
        .fetch_optional(&self.pool)
        .await?;
        let Some((mut at, text)) = found else { return Ok(None) };
        let fault =
            |revision: i64, message: String| StoreError::Row { topology: topology.to_owned(), revision, message };
        let mut document: Document =
            serde_json::from_str(&text).map_err(|error| fault(at, format!("its snapshot: {error}")))?;
        for row in rows_after(&self.pool, topology, at, revision - at).await? {
            let entry = decode(&row)?;
            edit::replay(&mut document, &entry.changes)
                .map_err(|problem| fault(row.revision, format!("its changes don't fit: {problem}")))?;
            at = row.revision;
        }
        Ok((at == revision).then_some(document))
    }
}
