//! The log: appended to, never changed.

use sqlx::{Acquire, Sqlite, SqlitePool, Transaction};

use super::group::end_soon;
use super::review::{Applying, Note, Restoring, applied, dismiss, merged, note, touched};
use super::row::{RawRow, decode};
use super::snapshots::{self, SNAPSHOT_EVERY};
use super::topologies::Summary;
use super::{Branch, Entry, FORMAT, PATIENCE, Store, StoreError};
use topology::Document;
use topology::document::Pointer;
use topology::edit::{Change, Edit};

/// Where a log ends: its last revision and that row's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The last revision; 0 where nothing was submitted yet.
    pub revision: i64,
    /// The hash that the next row carries on.
    pub hash: String,
}

/// What is appended.
pub struct Appended<'a> {
    /// Whose log: a topology, or the head of a proposal.
    pub topology: &'a str,
    /// Who submitted it.
    pub client: &'a str,
    /// The client's count.
    pub number: i64,
    /// The person.
    pub actor: &'a str,
    /// Now (RFC 3339).
    pub time: &'a str,
    /// What the client saw.
    pub base_revision: i64,
    /// What was wanted.
    pub edits: &'a [Edit],
    /// What it did.
    pub changes: &'a [Change],
    /// What it left alone.
    pub skipped: &'a [Pointer],
    /// The document after it.
    pub document: &'a Document,
    /// What it is besides an edit.
    pub purpose: Option<&'a Purpose>,
}

/// What a row is besides an edit: noted in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// A proposal becomes a revision of its topology.
    Merge(Merging),
    /// An earlier revision is said again.
    Restore(Restoring),
    /// A suggestion is taken over into the head that it was made for.
    Apply(Applying),
}

/// A proposal that becomes a revision of its topology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// Its number.
    pub proposal: i64,
    /// The revision of its head that was looked at.
    pub head_revision: i64,
    /// The semantic hash of that head.
    pub head_hash: String,
    /// The semantic hash of the topology afterwards.
    pub hash: String,
    /// Who approved it, by id.
    pub approved_by: Vec<String>,
}

impl Store {
    /// Appends rows, all of them or none. What comes at the same time goes to the disk together, also that of other topologies.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a revision exists already; other [`StoreError`]s of the database.
    pub async fn append(&self, end: &Position, rows: &[Appended<'_>]) -> Result<Vec<Position>, StoreError> {
        // Where another process holds the file, nobody waits for everybody before them.
        let Ok(mut group) = tokio::time::timeout(PATIENCE, self.group.lock()).await else {
            return append_all(self.pool.begin().await?, end, rows).await;
        };
        let first = group.is_closed();
        let transaction = group.transaction(&self.pool).await?;
        let written = match transaction.begin().await {
            Ok(own) => append_all(own, end, rows).await,
            Err(error) => Err(error.into()),
        };
        let sound = matches!(&written, Ok(_) | Err(StoreError::Conflict | StoreError::Closed));
        if first && sound {
            end_soon(&self.group);
        }
        match written {
            Ok(positions) => {
                let ended = group.wait();
                drop(group);
                let ended = ended.await.unwrap_or_else(|_| Err(StoreError::Other("the program ends".to_owned())));
                ended.map(|()| positions)
            }
            // What only this one may not write was taken back, and the others' stands.
            Err(error) if sound => Err(error),
            Err(error) => {
                group.give_up(&error);
                Err(error)
            }
        }
    }

    /// The rows after a revision, in order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] of the database or of a row.
    pub async fn log_after(&self, topology: &str, revision: i64, limit: i64) -> Result<Vec<Entry>, StoreError> {
        rows_after(&self.pool, topology, revision, limit).await?.iter().map(decode).collect()
    }

    /// What a client submitted under this number, if it did.
    ///
    /// # Errors
    /// [`StoreError`] of the database or of the row.
    pub async fn submitted(&self, topology: &str, client: &str, number: i64) -> Result<Option<Entry>, StoreError> {
        let branch = Branch::of(topology);
        let found = sqlx::query_as("SELECT * FROM log WHERE topology = ? AND branch = ? AND client = ? AND number = ?");
        let row: Option<RawRow> = found
            .bind(branch.topology)
            .bind(branch.name())
            .bind(client)
            .bind(number)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(decode).transpose()
    }
}

/// Appends rows and ends the transaction, or the part of one, that they are written in.
async fn append_all(
    mut transaction: Transaction<'_, Sqlite>,
    end: &Position,
    rows: &[Appended<'_>],
) -> Result<Vec<Position>, StoreError> {
    let mut positions: Vec<Position> = Vec::with_capacity(rows.len());
    for row in rows {
        let position = append_one(&mut transaction, positions.last().unwrap_or(end), row).await?;
        positions.push(position);
    }
    transaction.commit().await?;
    Ok(positions)
}

/// Appends one row, updates the list and, at every 200th row, writes a snapshot.
async fn append_one(
    transaction: &mut Transaction<'_, Sqlite>,
    end: &Position,
    new: &Appended<'_>,
) -> Result<Position, StoreError> {
    let branch = Branch::of(new.topology);
    let mut row = RawRow {
        topology: branch.topology.to_owned(),
        branch: branch.name(),
        revision: end.revision + 1,
        client: new.client.to_owned(),
        number: new.number,
        actor: new.actor.to_owned(),
        time: new.time.to_owned(),
        base_revision: new.base_revision,
        format: FORMAT,
        edits: json(new.edits)?,
        changes: json(new.changes)?,
        skipped: json(new.skipped)?,
        previous: end.hash.clone(),
        hash: String::new(),
    };
    row.hash = row.digest();
    sqlx::query(
        "INSERT INTO log (topology, branch, revision, client, number, actor, time, base_revision, format, edits, changes, skipped, previous, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&row.topology)
    .bind(&row.branch)
    .bind(row.revision)
    .bind(&row.client)
    .bind(row.number)
    .bind(&row.actor)
    .bind(&row.time)
    .bind(row.base_revision)
    .bind(row.format)
    .bind(&row.edits)
    .bind(&row.changes)
    .bind(&row.skipped)
    .bind(&row.previous)
    .bind(&row.hash)
    .execute(&mut **transaction)
    .await?;
    if let Some(proposal) = branch.proposal {
        touched(transaction, branch.topology, proposal, new.time).await?;
        let (head, by) = ((row.revision, new.document), (new.actor, new.time));
        dismiss(transaction, (branch.topology, proposal), head, by).await?;
    } else {
        let summary = Summary::of(new.document);
        summary.write(transaction, new.topology, row.revision, new.time).await?;
    }
    match new.purpose {
        Some(Purpose::Merge(merging)) => merge(transaction, new, merging, row.revision).await?,
        Some(Purpose::Restore(restoring)) => {
            let told = Note {
                topology: branch.topology,
                actor: new.actor,
                time: new.time,
                action: "restored",
                proposal: branch.proposal,
                revision: Some(row.revision),
                hash: Some(&restoring.hash),
                detail: serde_json::json!({ "from": restoring.revision }),
            };
            note(transaction, &told).await?;
        }
        Some(Purpose::Apply(applying)) => {
            applied(transaction, &branch, applying, row.revision, (new.actor, new.time)).await?;
        }
        None => {}
    }
    if row.revision % SNAPSHOT_EVERY == 0 {
        snapshots::write(transaction, new.topology, row.revision, new.document, &row.hash).await?;
    }
    Ok(Position { revision: row.revision, hash: row.hash })
}

/// Notes that a row is the merge of a proposal.
async fn merge(
    transaction: &mut Transaction<'_, Sqlite>,
    new: &Appended<'_>,
    merging: &Merging,
    revision: i64,
) -> Result<(), StoreError> {
    let (number, head) = (merging.proposal, merging.head_revision);
    merged(transaction, new.topology, number, head, revision, new.time).await?;
    let told = Note {
        topology: new.topology,
        actor: new.actor,
        time: new.time,
        action: "merged",
        proposal: Some(number),
        revision: Some(revision),
        hash: Some(&merging.hash),
        detail: serde_json::json!({ "head_revision": head, "head_hash": merging.head_hash, "approved_by": merging.approved_by }),
    };
    note(transaction, &told).await
}

pub(super) async fn rows_after(
    pool: &SqlitePool,
    topology: &str,
    revision: i64,
    limit: i64,
) -> Result<Vec<RawRow>, StoreError> {
    let branch = Branch::of(topology);
    let rows = sqlx::query_as(
        "SELECT * FROM log WHERE topology = ? AND branch = ? AND revision > ? ORDER BY revision LIMIT ?",
    )
    .bind(branch.topology)
    .bind(branch.name())
    .bind(revision)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.to_string()))
}
