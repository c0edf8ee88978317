//! What exists becomes a drawing. Nothing is stored: what is made of it is taken over like any topology file.

use axum::Json;
use generators::import::{File, Imported, import};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use topology::yaml::write_document;
use topology::{Document, Problem};
use utoipa::ToSchema;

use super::Body;
use crate::error::{ApiError, ErrorBody};
use crate::layout::laid_out;
use crate::live::aside;

/// Files that describe a system.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// What the topology is called, where the files have no name for the whole.
    name: Option<String>,
    /// The files. Compose files are laid over one another in their order.
    files: Vec<GivenFile>,
}

/// One of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenFile {
    /// Its path, by which other files name it.
    path: String,
    /// Its text.
    text: String,
}

/// What became of them.
#[derive(Serialize, ToSchema)]
pub struct Drawn {
    /// The topology file, with a place for every node.
    yaml: String,
    /// The same document as data.
    #[schema(value_type = Object)]
    document: Document,
    /// How many nodes it has.
    nodes: usize,
    /// How many edges it has.
    edges: usize,
    /// What was guessed, kept or left out: `{file, line, column, sort, node, message, hint}`, in the order of the files.
    #[schema(value_type = Vec<Object>)]
    notes: Vec<Value>,
    /// Files that others name and that were not given.
    missing: Vec<String>,
}

/// Draws what compose files or Kubernetes manifests describe, and says what was not understood.
#[utoipa::path(post, path = "/api/import", tag = "topologies", request_body = Given, responses(
    (status = 200, body = Drawn),
    (status = 413, description = "More than 8 MiB", body = ErrorBody),
    (status = 422, description = "A file can't be read, or describes nothing", body = ErrorBody)))]
pub async fn import_files(Body(given): Body<Given>) -> Result<Json<Drawn>, ApiError> {
    let drawn = aside(move || {
        let files: Vec<File> = given
            .files
            .into_iter()
            .map(|file| {
                if is_beside(&file.path) {
                    File::found(file.path, file.text)
                } else {
                    File::named(file.path, file.text)
                }
            })
            .collect();
        let Imported { document, notes, missing } = import(&files, given.name.as_deref().unwrap_or("imported"))?;
        let document = laid_out(document);
        Ok(Drawn {
            yaml: write_document(&document),
            nodes: document.nodes.len(),
            edges: document.edges.len(),
            document,
            notes: notes.iter().filter_map(|note| serde_json::to_value(note).ok()).collect(),
            missing: missing.into_iter().filter(|path| !path.ends_with(".env")).collect(),
        })
    });
    let drawn = drawn.await?.map_err(|faults: Vec<generators::import::Fault>| {
        let problem = |fault: generators::import::Fault| Problem {
            path: fault.file,
            position: (fault.line > 0).then_some((fault.line, fault.column)),
            message: fault.message,
            hint: Some(fault.hint),
        };
        ApiError::Refused(faults.into_iter().map(problem).collect())
    })?;
    Ok(Json(drawn))
}

/// Whether a file says itself that it only stands beside others: variables.
fn is_beside(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with(".env") || name.ends_with(".env"))
}
