//! Invitations: links that let somebody make an account, once.

use serde::Serialize;
use sqlx::{FromRow, Sqlite, Transaction};
use utoipa::ToSchema;

use super::super::{Store, StoreError};
use super::members::role;
use super::trail::{self, Event};
use crate::people::Role;

/// An invitation that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Invitation {
    /// Its id, to take it back by.
    pub id: String,
    /// The workspace.
    pub workspace: String,
    /// The role there.
    pub role: String,
    /// Who invites.
    pub author: String,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// When it ends.
    pub expires: String,
}

impl Store {
    /// Keeps an invitation; its id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn invite(
        &self,
        hash: &str,
        workspace: &str,
        role: Role,
        author: &str,
        now: &str,
        expires: &str,
    ) -> Result<String, StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM invitations WHERE expires <= ?").bind(now).execute(&mut *transaction).await?;
        let id: String = sqlx::query_scalar(
            "INSERT INTO invitations (id, hash, workspace, role, author, created, expires)
             VALUES (lower(hex(randomblob(8))), ?, ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(hash)
        .bind(workspace)
        .bind(role.word())
        .bind(author)
        .bind(now)
        .bind(expires)
        .fetch_one(&mut *transaction)
        .await?;
        let event =
            Event { actor: author, event: "invited", workspace: Some(workspace), subject: &id, detail: role.word() };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// The invitation that a link shows; none where it was used, taken back, or has expired.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn invitation(&self, hash: &str, now: &str) -> Result<Option<Invitation>, StoreError> {
        let found = sqlx::query_as(
            "SELECT id, workspace, role, author, created, expires FROM invitations WHERE hash = ? AND expires > ?",
        );
        Ok(found.bind(hash).bind(now).fetch_optional(&self.pool).await?)
    }

    /// The invitations to a workspace that stand, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn invitations(&self, workspace: &str, now: &str) -> Result<Vec<Invitation>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT id, workspace, role, author, created, expires FROM invitations
             WHERE workspace = ? AND expires > ? ORDER BY created DESC, id",
        );
        Ok(rows.bind(workspace).bind(now).fetch_all(&self.pool).await?)
    }

    /// Takes an invitation back. False where there is none of this id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn uninvite(&self, workspace: &str, id: &str, author: &str, now: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query("DELETE FROM invitations WHERE id = ? AND workspace = ?")
            .bind(id)
            .bind(workspace)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let event = Event {
            actor: author,
            event: "invitation-taken-back",
            workspace: Some(workspace),
            subject: id,
            detail: "",
        };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Makes the member of an account that is there already, and uses the invitation up. A greater role that it has stays. The workspace; none where the invitation does not stand.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn join(&self, hash: &str, account: &str, now: &str) -> Result<Option<String>, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let Some((workspace, word)) = used(&mut transaction, hash, now).await? else { return Ok(None) };
        let held: Option<String> = sqlx::query_scalar("SELECT role FROM members WHERE workspace = ? AND account = ?")
            .bind(&workspace)
            .bind(account)
            .fetch_optional(&mut *transaction)
            .await?;
        let role = held.as_deref().map(role).transpose()?.max(Some(role(&word)?)).map_or("", Role::word);
        sqlx::query(
            "INSERT INTO members (workspace, account, role) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET role = ?3",
        )
        .bind(&workspace)
        .bind(account)
        .bind(role)
        .execute(&mut *transaction)
        .await?;
        let event =
            Event { actor: account, event: "joined", workspace: Some(&workspace), subject: account, detail: role };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(Some(workspace))
    }
}

/// Uses an invitation up; its workspace and role, or none where it does not stand.
pub(super) async fn used(
    transaction: &mut Transaction<'_, Sqlite>,
    hash: &str,
    now: &str,
) -> Result<Option<(String, String)>, StoreError> {
    let row = sqlx::query_as("DELETE FROM invitations WHERE hash = ? AND expires > ? RETURNING workspace, role");
    Ok(row.bind(hash).bind(now).fetch_optional(&mut **transaction).await?)
}
