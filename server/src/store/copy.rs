//! A copy of the whole database, made while it is used.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{Store, StoreError};

/// Copies a database to a new file, as it is at one moment: writers go on meanwhile, and what they write is not in it.
///
/// # Errors
/// A [`StoreError`] where the database can't be read or the file can't be written.
pub async fn copy(database: &Path, to: &Path) -> Result<(), StoreError> {
    let mut connection = SqliteConnectOptions::new().filename(database).busy_timeout(super::PATIENCE).connect().await?;
    sqlx::query("VACUUM INTO ?").bind(to.to_string_lossy().into_owned()).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Checks that a file is a database of Groundplan, whole, and of a version that this program knows: it is opened as the server would, and every page and every row of every log is read.
///
/// # Errors
/// A [`StoreError`] that says what is wrong with it.
pub async fn check(database: &Path) -> Result<(), StoreError> {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await?;
    let told = integrity(&mut connection).await;
    connection.close().await?;
    let told = told?;
    if told != "ok" {
        return Err(StoreError::Damaged(told));
    }
    let store = Store::open(database, super::PATIENCE).await?;
    let result = logs(&store).await;
    store.close().await;
    result
}

async fn integrity(connection: &mut SqliteConnection) -> Result<String, StoreError> {
    let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'topologies')")
        .fetch_one(&mut *connection)
        .await?;
    if !known {
        return Ok("it has no table of topologies".to_owned());
    }
    Ok(sqlx::query_scalar("PRAGMA integrity_check").fetch_one(connection).await?)
}

async fn logs(store: &Store) -> Result<(), StoreError> {
    for listed in store.list().await? {
        store.load(&listed.id).await?;
    }
    Ok(())
}
