//! Tokens of programs.

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::super::{Store, StoreError};
use super::members::role;
use super::sessions::Admitted;
use super::trail::{self, Event};
use crate::people::Role;

/// A token, without what it is shown by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Token {
    /// Its id, to revoke it by.
    pub id: String,
    /// What it is for, in its owner's words.
    pub name: String,
    /// The greatest role in which it may act: `viewer`, `reviewer`, `editor` or `owner`.
    pub scope: String,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// When it ends.
    pub expires: String,
    /// When it was last used, by the day; absent where it never was.
    pub used: Option<String>,
}

/// A token to be kept.
pub struct NewToken<'a> {
    /// The SHA-256 of what it is shown by.
    pub hash: &'a str,
    /// Whose it is.
    pub account: &'a str,
    /// What it is for.
    pub name: &'a str,
    /// The greatest role in which it may act.
    pub scope: Role,
    /// Now (RFC 3339).
    pub now: &'a str,
    /// When it ends.
    pub expires: &'a str,
}

impl Store {
    /// Keeps a token; its id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn add_token(&self, new: &NewToken<'_>) -> Result<String, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let id: String = sqlx::query_scalar(
            "INSERT INTO tokens (id, hash, account, name, scope, created, expires)
             VALUES (lower(hex(randomblob(8))), ?, ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(new.hash)
        .bind(new.account)
        .bind(new.name)
        .bind(new.scope.word())
        .bind(new.now)
        .bind(new.expires)
        .fetch_one(&mut *transaction)
        .await?;
        let detail = format!("{id}, {} until {}", new.scope, new.expires);
        let event =
            Event { actor: new.account, event: "token-made", workspace: None, subject: new.account, detail: &detail };
        trail::write(&mut transaction, new.now, &event).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// An account's tokens, the newest first, also those that have expired.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn tokens(&self, account: &str) -> Result<Vec<Token>, StoreError> {
        let rows = sqlx::query_as(
            "SELECT id, name, scope, created, expires, used FROM tokens WHERE account = ? ORDER BY created DESC, id",
        );
        Ok(rows.bind(account).fetch_all(&self.pool).await?)
    }

    /// Revokes a token. False where the account has none of this id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn revoke_token(&self, account: &str, id: &str, now: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query("DELETE FROM tokens WHERE id = ? AND account = ?")
            .bind(id)
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let event = Event { actor: account, event: "token-revoked", workspace: None, subject: account, detail: id };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Who a token stands for and the greatest role in which it acts; none where it is unknown or has expired, or the account is shut.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn token(&self, hash: &str, now: &str) -> Result<Option<(Admitted, Role)>, StoreError> {
        let found: Option<(String, String, String, String)> = sqlx::query_as(
            "SELECT a.id, a.name, coalesce(t.used, ''), t.scope FROM tokens t JOIN accounts a ON a.id = t.account
             WHERE t.hash = ? AND t.expires > ? AND a.shut IS NULL",
        )
        .bind(hash)
        .bind(now)
        .fetch_optional(&self.pool)
        .await?;
        found.map(|(id, name, seen, scope)| Ok((Admitted { id, name, seen }, role(&scope)?))).transpose()
    }

    /// Notes that a token was used on a day.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn token_used(&self, hash: &str, day: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE tokens SET used = ?1 WHERE hash = ?2").bind(day).bind(hash).execute(&self.pool).await?;
        Ok(())
    }
}
