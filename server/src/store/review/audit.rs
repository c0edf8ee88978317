//! Who did what: appended to, never changed.

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::{FromRow, Sqlite, Transaction};

use crate::store::row::sha256;
use crate::store::telling::{notify, post};
use crate::store::{Store, StoreError};

/// What is noted.
pub struct Note<'n> {
    /// Whose memory.
    pub topology: &'n str,
    /// Who did it.
    pub actor: &'n str,
    /// When (RFC 3339).
    pub time: &'n str,
    /// What was done, as a word that stays the same.
    pub action: &'static str,
    /// In which proposal.
    pub proposal: Option<i64>,
    /// At which revision of its head, or of the topology.
    pub revision: Option<i64>,
    /// The semantic hash there.
    pub hash: Option<&'n str>,
    /// The rest.
    pub detail: Value,
}

/// A row of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Audited {
    /// Its place, from 1.
    pub number: i64,
    /// When (RFC 3339).
    pub time: String,
    /// Who.
    pub actor: String,
    /// What: `proposed`, `approved`, `merged` …
    pub action: String,
    /// In which proposal.
    pub proposal: Option<i64>,
    /// At which revision.
    pub revision: Option<i64>,
    /// The semantic hash there.
    pub hash: Option<String>,
    /// The rest, as JSON.
    pub detail: String,
    /// The hash of the row before; empty for the first.
    pub previous: String,
    /// SHA-256 over the row and the one before.
    pub row_hash: String,
}

impl Audited {
    /// The hash that the row has to have.
    #[must_use]
    pub fn digest(&self, topology: &str) -> String {
        let columns = json!([
            self.previous,
            topology,
            self.number,
            self.time,
            self.actor,
            self.action,
            self.proposal,
            self.revision,
            self.hash,
            self.detail
        ]);
        sha256(columns.to_string().as_bytes())
    }
}

pub(in crate::store) async fn note(
    transaction: &mut Transaction<'_, Sqlite>,
    note: &Note<'_>,
) -> Result<(), StoreError> {
    let last: Option<(i64, String)> =
        sqlx::query_as("SELECT number, row_hash FROM audit WHERE topology = ? ORDER BY number DESC LIMIT 1")
            .bind(note.topology)
            .fetch_optional(&mut **transaction)
            .await?;
    let (number, previous) = last.map_or((1, String::new()), |(number, hash)| (number + 1, hash));
    let mut row = Audited {
        number,
        time: note.time.to_owned(),
        actor: note.actor.to_owned(),
        action: note.action.to_owned(),
        proposal: note.proposal,
        revision: note.revision,
        hash: note.hash.map(str::to_owned),
        detail: note.detail.to_string(),
        previous,
        row_hash: String::new(),
    };
    row.row_hash = row.digest(note.topology);
    sqlx::query(
        "INSERT INTO audit (topology, number, time, actor, action, proposal, revision, hash, detail, previous, row_hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(note.topology)
    .bind(row.number)
    .bind(&row.time)
    .bind(&row.actor)
    .bind(&row.action)
    .bind(row.proposal)
    .bind(row.revision)
    .bind(&row.hash)
    .bind(&row.detail)
    .bind(&row.previous)
    .bind(&row.row_hash)
    .execute(&mut **transaction)
    .await?;
    post(transaction, note, row.number).await?;
    notify(transaction, note).await
}

impl Store {
    /// The proposal whose merge made the topology mean this, the last one up to a revision.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn merge_that_meant(&self, topology: &str, revision: i64, hash: &str) -> Result<Option<i64>, StoreError> {
        let found = sqlx::query_scalar(
            "SELECT proposal FROM audit WHERE topology = ? AND action = 'merged' AND revision <= ? AND hash = ?
             ORDER BY number DESC LIMIT 1",
        );
        Ok(found.bind(topology).bind(revision).bind(hash).fetch_optional(&self.pool).await?)
    }

    /// Everything that was noted of a topology, in order.
    ///
    /// # Errors
    /// [`StoreError`] of the database; [`StoreError::Row`] where a row was changed or is missing.
    pub async fn audit(&self, topology: &str) -> Result<Vec<Audited>, StoreError> {
        let rows: Vec<Audited> = sqlx::query_as(
            "SELECT number, time, actor, action, proposal, revision, hash, detail, previous, row_hash
             FROM audit WHERE topology = ? ORDER BY number",
        )
        .bind(topology)
        .fetch_all(&self.pool)
        .await?;
        let mut previous = String::new();
        for (row, number) in rows.iter().zip(1..) {
            if row.number != number || row.previous != previous || row.digest(topology) != row.row_hash {
                let message = "of the audit was changed, or the one before it".to_owned();
                return Err(StoreError::Row { topology: topology.to_owned(), revision: row.number, message });
            }
            previous.clone_from(&row.row_hash);
        }
        Ok(rows)
    }
}
