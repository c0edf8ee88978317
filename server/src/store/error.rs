//! What can go wrong with the store, in words that say what to do.

use sqlx::error::DatabaseError;
use sqlx::migrate::MigrateError;

/// Why the store could not do something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the file.
    #[error("the database is locked by another program")]
    Locked,
    /// No space left.
    #[error("the disk that holds the database is full")]
    Full,
    /// The file or its folder can't be written.
    #[error("the database can't be written")]
    ReadOnly,
    /// The file can't be opened.
    #[error("the database can't be opened")]
    CannotOpen,
    /// The file holds something else, or is damaged.
    #[error("the file is no database of Groundplan, or it is damaged: {0}")]
    Damaged(String),
    /// The file was written by a newer version.
    #[error("the database was written by a newer version of Groundplan")]
    Newer,
    /// A row that this version can't read, or that does not follow from the one before.
    #[error("revision {revision} of topology {topology} can't be read: {message}")]
    Row {
        /// The topology's id.
        topology: String,
        /// The revision of the row.
        revision: i64,
        /// What is wrong with it.
        message: String,
    },
    /// Somebody else wrote this revision first.
    #[error("the topology was changed by another process")]
    Conflict,
    /// A proposal that is merged or closed, or whose head is another by now.
    #[error("the proposal is merged or closed, or was changed in this moment")]
    Closed,
    /// Anything else.
    #[error("the database failed: {0}")]
    Other(String),
}

impl StoreError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Locked => "close the program that uses the file, or wait, and try again",
            Self::Full => "make room on the disk and try again; nothing was half-written",
            Self::ReadOnly => "make the folder writable, or choose another with --data",
            Self::CannotOpen => "check the folder and its permissions, or choose another with --data",
            Self::Damaged(_) => "restore the file from a backup, or choose another folder with --data",
            Self::Newer => "use that version, or choose another folder with --data",
            Self::Row { .. } => "restore the database from a backup",
            Self::Closed => "load it again and look at what became of it",
            Self::Conflict | Self::Other(_) => "try again",
        }
    }

    pub(super) fn from_migration(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::Newer,
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => {
                from_code(database.as_ref()).unwrap_or_else(|| Self::Other(database.message().to_owned()))
            }
            sqlx::Error::PoolTimedOut => Self::Locked,
            other => Self::Other(other.to_string()),
        }
    }
}

/// SQLite's primary result codes (the lowest byte of the extended code).
fn from_code(error: &dyn DatabaseError) -> Option<StoreError> {
    if error.is_unique_violation() {
        return Some(StoreError::Conflict);
    }
    let code: i32 = error.code()?.parse().ok()?;
    Some(match code & 0xff {
        5 | 6 => StoreError::Locked,
        8 => StoreError::ReadOnly,
        11 | 26 => StoreError::Damaged(error.message().to_owned()),
        13 => StoreError::Full,
        14 => StoreError::CannotOpen,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::StoreError;

    async fn failing(options: SqliteConnectOptions, statements: &[&'static str]) -> StoreError {
        let mut connection = match options.connect().await {
            Ok(connection) => connection,
            Err(error) => return error.into(),
        };
        for statement in statements {
            if let Err(error) = sqlx::query(*statement).execute(&mut connection).await {
                return error.into();
            }
        }
        panic!("nothing failed");
    }

    /// What SQLite itself says, not what its codes are thought to mean.
    #[tokio::test]
    async fn each_trouble_has_its_own_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.sqlite");
        let options = SqliteConnectOptions::new().filename(&file);
        let make = "CREATE TABLE t (x BLOB UNIQUE)";
        let small = [make, "PRAGMA max_page_count = 10", "INSERT INTO t VALUES (randomblob(1000000))"];
        assert!(matches!(failing(options.clone().create_if_missing(true), &small).await, StoreError::Full));
        let twice = ["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)"];
        assert!(matches!(failing(options.clone(), &twice).await, StoreError::Conflict));
        let locked = options.clone().busy_timeout(std::time::Duration::from_millis(10));
        let mut holder = options.clone().connect().await.unwrap();
        sqlx::query("BEGIN EXCLUSIVE").execute(&mut holder).await.unwrap();
        assert!(matches!(failing(locked, &["INSERT INTO t VALUES (2)"]).await, StoreError::Locked));
        sqlx::query("ROLLBACK").execute(&mut holder).await.unwrap();
        assert!(matches!(failing(options.read_only(true), &["INSERT INTO t VALUES (3)"]).await, StoreError::ReadOnly));
        let nowhere = SqliteConnectOptions::new().filename(folder.path().join("none/test.sqlite"));
        assert!(matches!(failing(nowhere, &[make]).await, StoreError::CannotOpen));
    }
}
