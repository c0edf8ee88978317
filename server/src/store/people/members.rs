//! Workspaces and their members.

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::super::{Store, StoreError};
use super::trail::{self, Event};
use crate::people::Role;

/// A workspace, as one of its members sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Workspace {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The member's role.
    pub role: Role,
}

/// A member of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Member {
    /// The account's id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// What became of a change of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// There is no such member.
    Missing,
    /// It would leave the workspace without an owner.
    LastOwner,
}

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    role: String,
}

pub(super) fn role(word: &str) -> Result<Role, StoreError> {
    word.parse().map_err(|error: crate::people::NoRole| StoreError::Damaged(error.to_string()))
}

impl Store {
    /// Makes a workspace; its author is its owner. Returns its id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn add_workspace(&self, title: &str, author: &str, now: &str) -> Result<String, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let id: String = sqlx::query_scalar(
            "INSERT INTO workspaces (id, title, created) VALUES (lower(hex(randomblob(8))), ?, ?) RETURNING id",
        )
        .bind(title)
        .bind(now)
        .fetch_one(&mut *transaction)
        .await?;
        sqlx::query("INSERT INTO members (workspace, account, role) VALUES (?, ?, 'owner')")
            .bind(&id)
            .bind(author)
            .execute(&mut *transaction)
            .await?;
        let event = Event {
            actor: author,
            event: "workspace-made",
            workspace: Some(&id),
            subject: author,
            detail: Role::Owner.word(),
        };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// The workspaces of an account, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn workspaces(&self, account: &str) -> Result<Vec<Workspace>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT w.id, w.title AS name, m.role FROM workspaces w JOIN members m ON m.workspace = w.id
             WHERE m.account = ? ORDER BY w.created, w.id",
        )
        .bind(account)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|row| Ok(Workspace { role: role(&row.role)?, id: row.id, title: row.name })).collect()
    }

    /// The workspace that holds a topology, or the head of one of its proposals; none where there is no such topology.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn workspace_of(&self, topology: &str) -> Result<Option<String>, StoreError> {
        // A head is opened under its topology's id, a tilde and a number.
        let topology = topology.split('~').next().unwrap_or(topology);
        let found = sqlx::query_scalar("SELECT workspace FROM topologies WHERE id = ?").bind(topology);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// An account's role in a workspace; none where it is no member.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn role(&self, workspace: &str, account: &str) -> Result<Option<Role>, StoreError> {
        let word: Option<String> = sqlx::query_scalar("SELECT role FROM members WHERE workspace = ? AND account = ?")
            .bind(workspace)
            .bind(account)
            .fetch_optional(&self.pool)
            .await?;
        word.as_deref().map(role).transpose()
    }

    /// The members of a workspace, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn members(&self, workspace: &str) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT a.id, a.name, m.role FROM members m JOIN accounts a ON a.id = m.account WHERE m.workspace = ? ORDER BY a.id",
        )
        .bind(workspace)
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(|row| Ok(Member { role: role(&row.role)?, id: row.id, name: row.name })).collect()
    }

    /// Gives an account a role in a workspace, as a new member or as one that is there; `None` takes the membership away.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn set_role(
        &self,
        workspace: &str,
        account: &str,
        new: Option<Role>,
        author: &str,
        now: &str,
    ) -> Result<Changed, StoreError> {
        // The lock is taken before the owners are counted: of two owners who leave at once, one stays.
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let open: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ? AND shut IS NULL) AND EXISTS (SELECT 1 FROM workspaces WHERE id = ?)",
        )
        .bind(account)
        .bind(workspace)
        .fetch_one(&mut *transaction)
        .await?;
        let before: Option<String> = sqlx::query_scalar("SELECT role FROM members WHERE workspace = ? AND account = ?")
            .bind(workspace)
            .bind(account)
            .fetch_optional(&mut *transaction)
            .await?;
        if !open || (before.is_none() && new.is_none()) {
            return Ok(Changed::Missing);
        }
        let others: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM members WHERE workspace = ? AND role = 'owner' AND account <> ?)",
        )
        .bind(workspace)
        .bind(account)
        .fetch_one(&mut *transaction)
        .await?;
        if before.as_deref() == Some("owner") && new != Some(Role::Owner) && !others {
            return Ok(Changed::LastOwner);
        }
        let (statement, event) = match new {
            Some(_) => (
                "INSERT INTO members (workspace, account, role) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET role = ?3",
                "role-set",
            ),
            None => ("DELETE FROM members WHERE workspace = ?1 AND account = ?2 AND ?3 = ''", "member-removed"),
        };
        let word = new.map_or("", Role::word);
        sqlx::query(statement).bind(workspace).bind(account).bind(word).execute(&mut *transaction).await?;
        let detail = format!("{} to {}", before.as_deref().unwrap_or("none"), new.map_or("none", Role::word));
        let event = Event { actor: author, event, workspace: Some(workspace), subject: account, detail: &detail };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(Changed::Done)
    }
}
