//! Proposals: a branch of edits, and its state.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{FromRow, Sqlite, Transaction};
use topology::Document;

use super::owners::Owners;
use super::{By, Note, note};
use crate::store::branch::branch_of;
use crate::store::log::json as written;
use crate::store::{FORMAT, Store, StoreError};

/// Where a proposal stands. That it is approved follows from its approvals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its author works on it.
    Draft,
    /// Others are asked to look at it.
    InReview,
    /// Somebody wants it different.
    ChangesRequested,
    /// It is part of the topology.
    Merged,
    /// It is given up.
    Closed,
}

impl State {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::ChangesRequested => "changes-requested",
            Self::Merged => "merged",
            Self::Closed => "closed",
        }
    }

    /// Whether it can still change.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Merged | Self::Closed)
    }
}

impl FromStr for State {
    type Err = StoreError;

    fn from_str(word: &str) -> Result<Self, StoreError> {
        [Self::Draft, Self::InReview, Self::ChangesRequested, Self::Merged, Self::Closed]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| StoreError::Other(format!("`{word}` is no state of a proposal")))
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Proposal {
    /// Its number in the topology, from 1.
    pub number: i64,
    /// What people read.
    pub title: String,
    /// Why, for people.
    pub description: String,
    /// Who proposes, by id.
    pub author: String,
    /// Who proposes, by name.
    pub author_name: String,
    /// When it was made (RFC 3339).
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// The revision of the topology that it began with.
    pub base_revision: i64,
    /// The revision of the topology that it became.
    pub merged_revision: Option<i64>,
}

impl TryFrom<String> for State {
    type Error = StoreError;

    fn try_from(word: String) -> Result<Self, StoreError> {
        word.parse()
    }
}

/// What a new proposal says.
pub struct Proposing<'p> {
    /// What people read.
    pub title: &'p str,
    /// Why.
    pub description: &'p str,
    /// The revision that it begins with.
    pub base_revision: i64,
    /// The document there.
    pub document: &'p Document,
}

/// What is changed about a proposal.
#[derive(Debug, Default)]
pub struct Change<'c> {
    /// Another title.
    pub title: Option<&'c str>,
    /// Another description.
    pub description: Option<&'c str>,
    /// Another state.
    pub state: Option<State>,
}

impl Store {
    /// Makes a proposal: a branch that begins with the document of a revision. Returns its number.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn propose(&self, topology: &str, new: &Proposing<'_>, by: By<'_>) -> Result<i64, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let number: i64 = sqlx::query_scalar(
            "INSERT INTO proposals (topology, number, title, description, author, author_name, created, updated, state, base_revision)
             SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?6, 'draft', ?7 FROM proposals WHERE topology = ?1
             RETURNING number",
        )
        .bind(topology)
        .bind(new.title)
        .bind(new.description)
        .bind(by.actor)
        .bind(by.name)
        .bind(by.time)
        .bind(new.base_revision)
        .fetch_one(&mut *transaction)
        .await?;
        // The branch carries on the chain of main.
        let done = sqlx::query(
            "INSERT INTO snapshots (topology, branch, revision, format, document, hash)
             SELECT topology, ?2, revision, ?3, ?4, hash FROM (
                 SELECT topology, revision, hash FROM log WHERE topology = ?1 AND branch = 'main' AND revision = ?5
                 UNION SELECT topology, revision, hash FROM snapshots WHERE topology = ?1 AND branch = 'main' AND revision = ?5
             ) LIMIT 1",
        )
        .bind(topology)
        .bind(branch_of(number))
        .bind(FORMAT)
        .bind(written(new.document)?)
        .bind(new.base_revision)
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() != 1 {
            return Err(StoreError::Conflict);
        }
        let told = Note {
            topology,
            actor: by.actor,
            time: by.time,
            action: "proposed",
            proposal: Some(number),
            revision: Some(new.base_revision),
            hash: None,
            detail: json!({ "title": new.title }),
        };
        note(&mut transaction, &told).await?;
        transaction.commit().await?;
        Ok(number)
    }

    /// A proposal; `None` where there is none of this number.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn proposal(&self, topology: &str, number: i64) -> Result<Option<Proposal>, StoreError> {
        let found = sqlx::query_as("SELECT * FROM proposals WHERE topology = ? AND number = ?");
        Ok(found.bind(topology).bind(number).fetch_optional(&self.pool).await?)
    }

    /// All proposals of a topology, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn proposals(&self, topology: &str) -> Result<Vec<Proposal>, StoreError> {
        let found = sqlx::query_as("SELECT * FROM proposals WHERE topology = ? ORDER BY number DESC");
        Ok(found.bind(topology).fetch_all(&self.pool).await?)
    }

    /// Changes what a proposal says of itself, while it is open. A closed one can be opened again.
    ///
    /// # Errors
    /// [`StoreError::Closed`] where it is merged, or closed and stays so; other [`StoreError`]s of the database.
    pub async fn change_proposal(
        &self,
        topology: &str,
        number: i64,
        change: &Change<'_>,
        by: By<'_>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query(
            "UPDATE proposals SET title = coalesce(?3, title), description = coalesce(?4, description), state = coalesce(?5, state), updated = ?6
             WHERE topology = ?1 AND number = ?2 AND (state NOT IN ('merged', 'closed') OR (state = 'closed' AND ?5 = 'draft'))",
        )
        .bind(topology)
        .bind(number)
        .bind(change.title)
        .bind(change.description)
        .bind(change.state.map(State::word))
        .bind(by.time)
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() != 1 {
            return Err(StoreError::Closed);
        }
        let told = Note {
            topology,
            actor: by.actor,
            time: by.time,
            action: change.state.map_or("described", action),
            proposal: Some(number),
            revision: None,
            hash: None,
            detail: json!({ "title": change.title, "description": change.description }),
        };
        note(&mut transaction, &told).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Who edited the head of a proposal, in order of their edits; the last editor is the last.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn editors(&self, topology: &str, number: i64) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query_scalar("SELECT actor FROM log WHERE topology = ? AND branch = ? ORDER BY revision")
            .bind(topology)
            .bind(branch_of(number))
            .fetch_all(&self.pool)
            .await?;
        Ok(rows)
    }

    /// How many approvals a merge needs, where somebody has said so.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn required_approvals(&self, topology: &str) -> Result<Option<i64>, StoreError> {
        let found = sqlx::query_scalar("SELECT required FROM review_settings WHERE topology = ?");
        Ok(found.bind(topology).fetch_optional(&self.pool).await?)
    }

    /// Who has to approve a change of which part of a topology.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn owners(&self, topology: &str) -> Result<Vec<Owners>, StoreError> {
        owners_of(&self.pool, topology).await
    }

    /// Says how many approvals a merge needs, and whose.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn require_approvals(
        &self,
        topology: &str,
        required: i64,
        owners: &[Owners],
        by: By<'_>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query(
            "INSERT INTO review_settings (topology, required, owners) VALUES (?1, ?2, ?3)
             ON CONFLICT (topology) DO UPDATE SET required = ?2, owners = ?3",
        )
        .bind(topology)
        .bind(required)
        .bind(written(owners)?)
        .execute(&mut *transaction)
        .await?;
        let told = Note {
            topology,
            actor: by.actor,
            time: by.time,
            action: "approvals-required",
            proposal: None,
            revision: None,
            hash: None,
            detail: json!({ "required": required, "owners": owners }),
        };
        note(&mut transaction, &told).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Who has to approve a change of which part.
pub(in crate::store) async fn owners_of(
    executor: impl sqlx::SqliteExecutor<'_>,
    topology: &str,
) -> Result<Vec<Owners>, StoreError> {
    let found: Option<String> = sqlx::query_scalar("SELECT owners FROM review_settings WHERE topology = ?")
        .bind(topology)
        .fetch_optional(executor)
        .await?;
    let read = |text: String| serde_json::from_str(&text);
    found.map_or_else(|| Ok(Vec::new()), read).map_err(|error| StoreError::Other(format!("the owners: {error}")))
}

/// The audit's word for a change of state.
const fn action(state: State) -> &'static str {
    match state {
        State::Draft => "reopened",
        State::InReview => "review-requested",
        State::ChangesRequested => "changes-requested",
        State::Merged => "merged",
        State::Closed => "closed",
    }
}

/// Notes that the head changed; refused where the proposal is merged or closed.
pub(in crate::store) async fn touched(
    transaction: &mut Transaction<'_, Sqlite>,
    topology: &str,
    number: i64,
    time: &str,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE proposals SET updated = ? WHERE topology = ? AND number = ? AND state NOT IN ('merged', 'closed')",
    )
    .bind(time)
    .bind(topology)
    .bind(number)
    .execute(&mut **transaction)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Closed) }
}

/// Notes that a proposal became a revision of the topology; refused where its head is no longer what was looked at.
pub(in crate::store) async fn merged(
    transaction: &mut Transaction<'_, Sqlite>,
    topology: &str,
    number: i64,
    head_revision: i64,
    revision: i64,
    time: &str,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE proposals SET state = 'merged', merged_revision = ?4, updated = ?5
         WHERE topology = ?1 AND number = ?2 AND state NOT IN ('merged', 'closed')
         AND ?3 = coalesce((SELECT max(revision) FROM log WHERE topology = ?1 AND branch = ?6), base_revision)",
    )
    .bind(topology)
    .bind(number)
    .bind(head_revision)
    .bind(revision)
    .bind(time)
    .bind(branch_of(number))
    .execute(&mut **transaction)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Closed) }
}
