//! One row of the log: what was wanted, what it did, and the chain that holds the rows together.

use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use topology::document::Pointer;
use topology::edit::{Change, Edit};

use super::StoreError;

/// The format in which rows are written now. Older ones are read for ever.
pub const FORMAT: i64 = 1;

/// A row as it lies in the table. The texts stay as they are: the hash covers their bytes.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RawRow {
    pub topology: String,
    pub branch: String,
    pub revision: i64,
    pub client: String,
    pub number: i64,
    pub actor: String,
    pub time: String,
    pub base_revision: i64,
    pub format: i64,
    pub edits: String,
    pub changes: String,
    pub skipped: String,
    pub previous: String,
    pub hash: String,
}

/// A row, decoded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its place in the log; the first is 1.
    pub revision: i64,
    /// Who submitted it: a browser tab or a program, by an id of its own choice.
    pub client: String,
    /// The client's own count of its submissions.
    pub number: i64,
    /// The person's id; `local` on a server without accounts.
    pub actor: String,
    /// When the server took it (RFC 3339, UTC).
    pub time: String,
    /// The revision that the client saw.
    pub base_revision: i64,
    /// What was wanted.
    pub edits: Vec<Edit>,
    /// What it did, with the values before.
    pub changes: Vec<Change>,
    /// What an undo left alone.
    pub skipped: Vec<Pointer>,
    /// The row's hash.
    pub hash: String,
}

impl RawRow {
    /// SHA-256 over a JSON list of every column but `hash`, as 64 hexadecimal digits.
    pub fn digest(&self) -> String {
        let columns = json!([
            self.previous,
            self.topology,
            self.branch,
            self.revision,
            self.client,
            self.number,
            self.actor,
            self.time,
            self.base_revision,
            self.format,
            self.edits,
            self.changes,
            self.skipped,
        ]);
        sha256(columns.to_string().as_bytes())
    }

    fn fault(&self, message: impl ToString) -> StoreError {
        StoreError::Row { topology: self.topology.clone(), revision: self.revision, message: message.to_string() }
    }
}

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a row of any format that there ever was.
///
/// # Errors
/// [`StoreError::Row`] where the format is from the future, the texts can't be read or the hash does not fit.
pub fn decode(row: &RawRow) -> Result<Entry, StoreError> {
    if row.digest() != row.hash {
        return Err(row.fault("its hash does not fit its content"));
    }
    match row.format {
        1 => Ok(Entry {
            revision: row.revision,
            client: row.client.clone(),
            number: row.number,
            actor: row.actor.clone(),
            time: row.time.clone(),
            base_revision: row.base_revision,
            edits: serde_json::from_str(&row.edits).map_err(|error| row.fault(error))?,
            changes: serde_json::from_str(&row.changes).map_err(|error| row.fault(error))?,
            skipped: serde_json::from_str(&row.skipped).map_err(|error| row.fault(error))?,
            hash: row.hash.clone(),
        }),
        newer => Err(row.fault(format!("its format is {newer}, and this version reads up to {FORMAT}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row as the first version wrote it, to the byte. It must never change.
    fn first() -> RawRow {
        let fields: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/log-row-1.json")).unwrap();
        let text = |name: &str| fields[name].as_str().unwrap().to_owned();
        let number = |name: &str| fields[name].as_i64().unwrap();
        RawRow {
            topology: text("topology"),
            branch: text("branch"),
            revision: number("revision"),
            client: text("client"),
            number: number("number"),
            actor: text("actor"),
            time: text("time"),
            base_revision: number("base_revision"),
            format: number("format"),
            edits: text("edits"),
            changes: text("changes"),
            skipped: text("skipped"),
            previous: text("previous"),
            hash: text("hash"),
        }
    }

    #[test]
    fn rows_of_the_first_format_are_read_for_ever() {
        let entry = decode(&first()).unwrap();
        assert_eq!(entry.revision, 7);
        assert_eq!(entry.edits.len(), 9, "every operation of the first format");
        assert_eq!(entry.changes.len(), 3);
        assert_eq!(entry.changes[0].before, Some(serde_json::json!("Orders")));
        assert_eq!(entry.skipped, [Pointer::of(["nodes", "orders", "owner"])]);
    }

    #[test]
    fn a_changed_row_is_seen() {
        let mut row = first();
        row.actor = "mallory".to_owned();
        assert!(decode(&row).unwrap_err().to_string().contains("its hash does not fit"));
    }

    #[test]
    fn a_row_from_the_future_is_told_as_such() {
        let mut row = first();
        row.format = 99;
        row.hash = row.digest();
        assert!(decode(&row).unwrap_err().to_string().contains("its format is 99"));
    }
}
