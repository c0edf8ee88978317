//! Approvals: each holds for one meaning of the head.

use serde::Serialize;
use serde_json::json;
use sqlx::{FromRow, Sqlite, Transaction};
use topology::Document;
use topology::hash::hashes;

use super::owners::cover;
use super::proposals::owners_of;
use super::{By, Note, State, note};
use crate::store::{Store, StoreError};

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Approval {
    /// Its number in the proposal, from 1.
    pub number: i64,
    /// Who approved, by id.
    pub person: String,
    /// Who approved, by name.
    pub person_name: String,
    /// When (RFC 3339).
    pub time: String,
    /// The revision of the head that was looked at.
    pub revision: i64,
    /// The semantic hash that it holds for.
    pub hash: String,
    /// Whether it also holds for the waivers of the proposal.
    pub waivers: bool,
    /// Why it holds no longer.
    pub dismissed: Option<String>,
}

/// What is approved.
#[derive(Debug)]
pub struct Approving<'a> {
    /// The revision of the head that was looked at.
    pub revision: i64,
    /// Its semantic hash.
    pub hash: &'a str,
    /// Whether its waivers are approved too.
    pub waivers: bool,
    /// What the approver's own parts mean, where they own some.
    pub cover: Option<&'a str>,
}

impl Store {
    /// The approvals of a proposal, those that hold no longer among them.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn approvals(&self, topology: &str, proposal: i64) -> Result<Vec<Approval>, StoreError> {
        let found = sqlx::query_as("SELECT * FROM approvals WHERE topology = ? AND proposal = ? ORDER BY number");
        Ok(found.bind(topology).bind(proposal).fetch_all(&self.pool).await?)
    }

    /// Approves. An earlier approval of the same person gives way.
    ///
    /// # Errors
    /// [`StoreError::Closed`] where the proposal is no longer open; other [`StoreError`]s of the database.
    pub async fn approve(
        &self,
        (topology, proposal): (&str, i64),
        approving: &Approving<'_>,
        by: By<'_>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Whoever asked for changes and approves now has got them.
        let done = sqlx::query(
            "UPDATE proposals SET updated = ?3, state = ?4 WHERE topology = ?1 AND number = ?2 AND state IN ('in-review', 'changes-requested')",
        )
        .bind(topology)
        .bind(proposal)
        .bind(by.time)
        .bind(State::InReview.word())
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() != 1 {
            return Err(StoreError::Closed);
        }
        sqlx::query(
            "UPDATE approvals SET dismissed = 'approved again' WHERE topology = ? AND proposal = ? AND person = ? AND dismissed IS NULL",
        )
        .bind(topology)
        .bind(proposal)
        .bind(by.actor)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO approvals (topology, proposal, number, person, person_name, time, revision, hash, waivers, cover)
             SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM approvals WHERE topology = ?1 AND proposal = ?2",
        )
        .bind(topology)
        .bind(proposal)
        .bind(by.actor)
        .bind(by.name)
        .bind(by.time)
        .bind(approving.revision)
        .bind(approving.hash)
        .bind(approving.waivers)
        .bind(approving.cover)
        .execute(&mut *transaction)
        .await?;
        let told = Note {
            topology,
            actor: by.actor,
            time: by.time,
            action: "approved",
            proposal: Some(proposal),
            revision: Some(approving.revision),
            hash: Some(approving.hash),
            detail: json!({ "waivers": approving.waivers }),
        };
        note(&mut transaction, &told).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Ends the approvals of a head that means something else now. Moving things keeps its hash, and so the approvals; an owner's holds, for what they own, as long as that means the same.
pub(in crate::store) async fn dismiss(
    transaction: &mut Transaction<'_, Sqlite>,
    (topology, proposal): (&str, i64),
    (revision, document): (i64, &Document),
    (actor, time): (&str, &str),
) -> Result<(), StoreError> {
    let hashes = hashes(document);
    let hash = hashes.root.as_str();
    let found: Vec<(i64, String, Option<String>)> = sqlx::query_as(
        "SELECT number, person, cover FROM approvals WHERE topology = ? AND proposal = ? AND dismissed IS NULL AND hash <> ? ORDER BY number",
    )
    .bind(topology)
    .bind(proposal)
    .bind(hash)
    .fetch_all(&mut **transaction)
    .await?;
    if found.is_empty() {
        return Ok(());
    }
    let owners = owners_of(&mut **transaction, topology).await?;
    for (number, person, covered) in found {
        if covered.is_some() && cover(&owners, &person, document, &hashes) == covered {
            continue;
        }
        sqlx::query(
            "UPDATE approvals SET dismissed = 'the meaning changed' WHERE topology = ? AND proposal = ? AND number = ?",
        )
        .bind(topology)
        .bind(proposal)
        .bind(number)
        .execute(&mut **transaction)
        .await?;
        let told = Note {
            topology,
            actor,
            time,
            action: "approval-dismissed",
            proposal: Some(proposal),
            revision: Some(revision),
            hash: Some(hash),
            detail: json!({ "approved_by": person }),
        };
        note(transaction, &told).await?;
    }
    Ok(())
}
