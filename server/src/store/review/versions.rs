//! Revisions that people gave a name.

use serde::Serialize;
use serde_json::json;
use sqlx::{FromRow, Sqlite, Transaction};

use super::{By, Note, note};
use crate::store::{Store, StoreError};

/// A revision with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow)]
pub struct Version {
    /// The revision.
    pub revision: i64,
    /// What people call it.
    pub name: String,
    /// Who named it, by id.
    pub author: String,
    /// Who named it, by name.
    pub author_name: String,
    /// When (RFC 3339).
    pub time: String,
}

/// That a topology says again what an earlier revision said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoring {
    /// The earlier revision.
    pub revision: i64,
    /// Its semantic hash.
    pub hash: String,
}

impl Store {
    /// The named revisions of a topology, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn versions(&self, topology: &str) -> Result<Vec<Version>, StoreError> {
        let found = sqlx::query_as(
            "SELECT revision, name, author, author_name, time FROM versions WHERE topology = ? ORDER BY revision DESC",
        );
        Ok(found.bind(topology).fetch_all(&self.pool).await?)
    }

    /// Names a revision, or gives it another name. False where another revision has the name.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn name_version(
        &self,
        topology: &str,
        revision: i64,
        name: &str,
        by: By<'_>,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query(
            "INSERT INTO versions (topology, revision, name, author, author_name, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (topology, revision) DO UPDATE SET name = ?3, author = ?4, author_name = ?5, time = ?6",
        )
        .bind(topology)
        .bind(revision)
        .bind(name)
        .bind(by.actor)
        .bind(by.name)
        .bind(by.time)
        .execute(&mut *transaction)
        .await;
        match done.map_err(StoreError::from) {
            Ok(_) => {}
            // The name is another revision's.
            Err(StoreError::Conflict) => return Ok(false),
            Err(error) => return Err(error),
        }
        told(&mut transaction, (topology, revision), "version-named", name, by).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Takes the name of a revision away; the revision stays. False where it has none.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn unname_version(&self, topology: &str, revision: i64, by: By<'_>) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let name: Option<String> =
            sqlx::query_scalar("DELETE FROM versions WHERE topology = ? AND revision = ? RETURNING name")
                .bind(topology)
                .bind(revision)
                .fetch_optional(&mut *transaction)
                .await?;
        let Some(name) = name else { return Ok(false) };
        told(&mut transaction, (topology, revision), "version-unnamed", &name, by).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

async fn told(
    transaction: &mut Transaction<'_, Sqlite>,
    (topology, revision): (&str, i64),
    action: &'static str,
    name: &str,
    by: By<'_>,
) -> Result<(), StoreError> {
    let told = Note {
        topology,
        actor: by.actor,
        time: by.time,
        action,
        proposal: None,
        revision: Some(revision),
        hash: None,
        detail: json!({ "name": name }),
    };
    note(transaction, &told).await
}
