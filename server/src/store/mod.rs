//! What is kept on disk: one SQLite file. SQL stays in this folder.
//!
//! Write-ahead logging with `synchronous = FULL`: a transaction that was reported as done survives the end of the process and of the machine.

mod branch;
mod copy;
mod error;
mod exports;
mod group;
mod log;
pub mod people;
pub mod review;
mod row;
mod snapshots;
mod telling;
mod topologies;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use tokio::sync::Mutex;

pub use branch::{Branch, MAIN, head_id};
pub use copy::{check, copy};
pub use error::StoreError;
pub use exports::Export;
use group::Group;
pub use log::{Appended, Merging, Position, Purpose};
use row::FORMAT;
pub use row::{Entry, sha256};
pub use snapshots::{Loaded, SNAPSHOT_EVERY};
pub use telling::{Delivery, Due, Notification, Webhook};
pub use topologies::Listed;

/// The file's name in the data folder.
pub const FILE: &str = "groundplan.sqlite";
/// How long a statement waits for another process that holds the file.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Makes an empty file that its owner alone can read: it will hold hashes of passwords. Where that fails, opening it says why.
fn make(file: &Path) {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _there = options.open(file);
}

/// The open store. Clones share it.
#[derive(Clone)]
pub struct Store {
    pool: SqlitePool,
    // What is being appended. Also whose turn it is: SQLite lets one write at a time, and lets the others ask again and again instead of one after the other.
    group: Arc<Mutex<Group>>,
}

/// Whether a connection may be used again. A full disk makes SQLite take a transaction back by itself; the connection then counts one that is not there, and what the next one commits would stay within it and be lost.
async fn still_sound(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // What was asked of it before, a rollback say, has happened once it answers.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

impl Store {
    /// Opens the file, makes it where it is missing, and brings its tables up to date.
    ///
    /// # Errors
    /// A [`StoreError`] where the file can't be opened, locked or written, or is from a newer version.
    pub async fn open(file: &Path, patience: Duration) -> Result<Self, StoreError> {
        make(file);
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(patience);
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .after_release(|connection, _| Box::pin(still_sound(connection)))
            .connect_with(options)
            .await?;
        sqlx::migrate!().run(&pool).await.map_err(StoreError::from_migration)?;
        Ok(Self { pool, group: Arc::default() })
    }

    /// Writes what is still in the write-ahead log to the file, and closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
