//! The file that is edited in place, where the server was opened on one.

use serde_json::{Value, json};

use super::http::{ApiError, get, request};
use super::wire::{text, texts, written};

/// A file that is edited in place.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// Its name, without its folder.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// The topology's id.
    pub topology: String,
    /// `same`, `conflict`, `unreadable`, `gone` or `unwritable`.
    pub state: String,
    /// What is wrong with it.
    pub message: String,
    /// The places that both sides changed.
    pub places: Vec<String>,
}

/// The file; none where the server has topologies of its own.
///
/// # Errors
/// As [`get`].
pub async fn edited() -> Result<Option<Edited>, ApiError> {
    let answer: Value = get("/api/file").await?;
    Ok(answer.is_object().then(|| Edited {
        name: text(&answer, "name"),
        path: text(&answer, "path"),
        topology: text(&answer, "topology"),
        state: text(&answer, "state"),
        message: text(&answer, "message"),
        places: texts(&answer, "places"),
    }))
}

/// Says which side holds: `drawing` or `file`.
///
/// # Errors
/// As [`request`].
pub async fn decide(holds: &str) -> Result<(), ApiError> {
    request("POST", "/api/file", Some(&written(&json!({ "holds": holds })))).await.map(drop)
}
