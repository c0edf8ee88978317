//! Accounts.

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::super::{Store, StoreError};
use super::invitations;
use super::trail::{self, Event};
use crate::people::Role;

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Account {
    /// The name with which the person signs in. It never changes and is never given to another.
    pub id: String,
    /// What people read.
    pub name: String,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// When it was shut, if it was.
    pub shut: Option<String>,
}

/// An account to be made.
pub struct NewAccount<'a> {
    /// The name with which the person signs in.
    pub id: &'a str,
    /// What people read.
    pub name: &'a str,
    /// The hash of the password, in the PHC format; none where an identity provider lets the person in.
    pub password: Option<&'a str>,
    /// Issuer and subject, where an identity provider lets the person in.
    pub identity: Option<(&'a str, &'a str)>,
    /// What makes it a member.
    pub entry: Entry<'a>,
    /// Who makes it.
    pub author: &'a str,
    /// Now (RFC 3339).
    pub now: &'a str,
}

/// How a new account comes into its first workspace.
pub enum Entry<'a> {
    /// Not at all.
    Nowhere,
    /// With this role in this workspace.
    Member(&'a str, Role),
    /// By the invitation of this hash, which is used up.
    Invitation(&'a str),
}

impl Store {
    /// Whether anybody has an account: from then on nobody comes in without one.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM accounts)").fetch_one(&self.pool).await?)
    }

    /// Makes an account. False where the invitation does not stand; nothing was made then.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the id is taken, even by an account that is shut.
    pub async fn add_account(&self, new: &NewAccount<'_>) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("INSERT INTO accounts (id, name, password, created) VALUES (?, ?, ?, ?)")
            .bind(new.id)
            .bind(new.name)
            .bind(new.password)
            .bind(new.now)
            .execute(&mut *transaction)
            .await?;
        if let Some((issuer, subject)) = new.identity {
            sqlx::query("INSERT INTO identities (issuer, subject, account) VALUES (?, ?, ?)")
                .bind(issuer)
                .bind(subject)
                .bind(new.id)
                .execute(&mut *transaction)
                .await?;
        }
        let member = match new.entry {
            Entry::Nowhere => None,
            Entry::Member(workspace, role) => Some((workspace.to_owned(), role.word().to_owned())),
            Entry::Invitation(hash) => match invitations::used(&mut transaction, hash, new.now).await? {
                Some(member) => Some(member),
                None => return Ok(false),
            },
        };
        if let Some((workspace, role)) = &member {
            sqlx::query("INSERT INTO members (workspace, account, role) VALUES (?, ?, ?)")
                .bind(workspace)
                .bind(new.id)
                .bind(role)
                .execute(&mut *transaction)
                .await?;
        }
        let (workspace, detail) = member.as_ref().map_or((None, ""), |(place, role)| (Some(place.as_str()), role));
        let event = Event { actor: new.author, event: "account-made", workspace, subject: new.id, detail };
        trail::write(&mut transaction, new.now, &event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// An account, also one that is shut.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn account(&self, id: &str) -> Result<Option<Account>, StoreError> {
        let found = sqlx::query_as("SELECT id, name, created, shut FROM accounts WHERE id = ?");
        Ok(found.bind(id).fetch_optional(&self.pool).await?)
    }

    /// All accounts, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let all = sqlx::query_as("SELECT id, name, created, shut FROM accounts ORDER BY id");
        Ok(all.fetch_all(&self.pool).await?)
    }

    /// The hash of an account's password; none where there is no such account, it has no password, or it is shut.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn password(&self, account: &str) -> Result<Option<String>, StoreError> {
        let found: Option<Option<String>> =
            sqlx::query_scalar("SELECT password FROM accounts WHERE id = ? AND shut IS NULL")
                .bind(account)
                .fetch_optional(&self.pool)
                .await?;
        Ok(found.flatten())
    }

    /// Sets a password and ends every session of the account. False where there is no such account.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn set_password(&self, account: &str, hash: &str, author: &str, now: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query("UPDATE accounts SET password = ? WHERE id = ?")
            .bind(hash)
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("DELETE FROM sessions WHERE account = ?").bind(account).execute(&mut *transaction).await?;
        let event = Event { actor: author, event: "password-set", workspace: None, subject: account, detail: "" };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Shuts an account: its sessions, tokens and memberships end, its id stays taken. False where there is none that is open.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn shut_account(&self, account: &str, author: &str, now: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let done = sqlx::query("UPDATE accounts SET shut = ? WHERE id = ? AND shut IS NULL")
            .bind(now)
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        for statement in [
            "DELETE FROM sessions WHERE account = ?",
            "DELETE FROM tokens WHERE account = ?",
            "DELETE FROM members WHERE account = ?",
            "DELETE FROM identities WHERE account = ?",
        ] {
            sqlx::query(statement).bind(account).execute(&mut *transaction).await?;
        }
        let event = Event { actor: author, event: "account-shut", workspace: None, subject: account, detail: "" };
        trail::write(&mut transaction, now, &event).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Lets an identity provider's word stand for an account that is there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the identity has an account already.
    pub async fn link_identity(&self, issuer: &str, subject: &str, account: &str, now: &str) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("INSERT INTO identities (issuer, subject, account) VALUES (?, ?, ?)")
            .bind(issuer)
            .bind(subject)
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        let event =
            Event { actor: account, event: "identity-linked", workspace: None, subject: account, detail: issuer };
        trail::write(&mut transaction, now, &event).await?;
        Ok(transaction.commit().await?)
    }

    /// The account of an identity, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn identity(&self, issuer: &str, subject: &str) -> Result<Option<String>, StoreError> {
        let found = sqlx::query_scalar("SELECT account FROM identities WHERE issuer = ? AND subject = ?")
            .bind(issuer)
            .bind(subject);
        Ok(found.fetch_optional(&self.pool).await?)
    }
}
