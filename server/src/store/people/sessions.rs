//! Sessions of browsers.

use sqlx::FromRow;

use super::super::{Store, StoreError};
use super::trail::{self, Event};

/// Who a session, token or link lets in.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Admitted {
    /// The account's id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// When that was last noted; empty where it never was.
    pub seen: String,
}

impl Store {
    /// Begins a session; old ones of everybody are swept away.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn begin_session(
        &self,
        hash: &str,
        account: &str,
        way: &str,
        now: &str,
        expires: &str,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM sessions WHERE expires <= ?").bind(now).execute(&mut *transaction).await?;
        sqlx::query("INSERT INTO sessions (hash, account, created, seen, expires) VALUES (?1, ?2, ?3, ?3, ?4)")
            .bind(hash)
            .bind(account)
            .bind(now)
            .bind(expires)
            .execute(&mut *transaction)
            .await?;
        let event = Event { actor: account, event: "signed-in", workspace: None, subject: account, detail: way };
        trail::write(&mut transaction, now, &event).await?;
        Ok(transaction.commit().await?)
    }

    /// Whose session it is: none where it is unknown, has expired, was not seen since `idle`, or the account is shut.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn session(&self, hash: &str, now: &str, idle: &str) -> Result<Option<Admitted>, StoreError> {
        let found = sqlx::query_as(
            "SELECT a.id, a.name, s.seen FROM sessions s JOIN accounts a ON a.id = s.account
             WHERE s.hash = ? AND s.expires > ? AND s.seen > ? AND a.shut IS NULL",
        )
        .bind(hash)
        .bind(now)
        .bind(idle);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn session_seen(&self, hash: &str, now: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET seen = ? WHERE hash = ?").bind(now).bind(hash).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn end_session(&self, hash: &str, now: &str) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        let account: Option<String> = sqlx::query_scalar("DELETE FROM sessions WHERE hash = ? RETURNING account")
            .bind(hash)
            .fetch_optional(&mut *transaction)
            .await?;
        if let Some(account) = account {
            let event = Event { actor: &account, event: "signed-out", workspace: None, subject: &account, detail: "" };
            trail::write(&mut transaction, now, &event).await?;
        }
        Ok(transaction.commit().await?)
    }
}
