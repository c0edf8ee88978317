//! What changed in the bundle since it was last taken away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use generators::bundle::{self, Bundle, Options};
use generators::difference::{self, FileChange, Sign};
use generators::transition::Transition;
use serde::Serialize;
use topology::document::Id;
use utoipa::ToSchema;

use super::files::{Which, subject};
use super::since::{self, Last};
use super::{Parameters, current};
use crate::error::{ApiError, ErrorBody};
use crate::live::{Current, WorkError, aside};
use crate::state::State;
use crate::store::Export;

/// What changed.
#[derive(Serialize, ToSchema)]
pub struct Changes {
    /// The revision now.
    revision: i64,
    /// The bundle that it is compared with; absent where none was taken away yet.
    since: Option<Export>,
    /// The files that differ; none where nothing was taken away yet.
    files: Vec<ChangedFile>,
    /// What happens to what that bundle made, by environment and node: `safe`, `restarts`, `migrates`, `destroys-data`.
    #[schema(value_type = Vec<Object>)]
    transitions: Vec<Transition>,
    /// The nodes whose stored data would be lost. The bundle is refused until each is named.
    #[schema(value_type = Vec<String>)]
    lost: BTreeSet<Id>,
}

/// A file that differs.
#[derive(Serialize, ToSchema)]
pub struct ChangedFile {
    /// Its path in the bundle.
    path: String,
    /// `added`, `removed` or `changed`.
    became: &'static str,
    /// Lines that came.
    added: usize,
    /// Lines that went.
    removed: usize,
}

impl From<&FileChange> for ChangedFile {
    fn from(change: &FileChange) -> Self {
        let became = match (change.was_there, change.is_there) {
            (false, _) => "added",
            (true, false) => "removed",
            (true, true) => "changed",
        };
        Self { path: change.path.clone(), became, added: change.added, removed: change.removed }
    }
}

/// How one file changed.
#[derive(Serialize, ToSchema)]
pub struct FileDifference {
    /// The revision now.
    revision: i64,
    /// Its path in the bundle.
    path: String,
    /// Lines that came and went, with a few around them; none where the file did not change.
    lines: Vec<ChangedLine>,
}

/// A line of a difference.
#[derive(Serialize, ToSchema)]
pub struct ChangedLine {
    /// `+`, `-`, a blank for a line that stays, `@` where lines are left out.
    sign: char,
    /// Its number before, from 1; absent where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<u32>,
    /// Its number now; absent where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<u32>,
    /// Its text.
    text: String,
    /// What it is about: `node:orders` …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<String>,
}

fn lines(change: FileChange) -> Vec<ChangedLine> {
    let mut out = Vec::new();
    for hunk in change.hunks {
        let begins = hunk.lines.first().and_then(|line| line.before.or(line.after)).unwrap_or(1);
        if !out.is_empty() || begins > 1 {
            out.push(ChangedLine { sign: '@', old: None, new: None, text: String::new(), subjects: Vec::new() });
        }
        out.extend(hunk.lines.into_iter().map(|line| ChangedLine {
            sign: match line.sign {
                Sign::Same => ' ',
                Sign::Added => '+',
                Sign::Removed => '-',
            },
            old: line.before,
            new: line.after,
            text: line.text,
            subjects: line.subjects.iter().filter_map(|word| subject(word)).collect(),
        }));
    }
    out
}

/// The files that differ from those of an earlier bundle.
async fn differing(then: Last, current: &Current, environment: Option<Id>) -> Result<Vec<FileChange>, ApiError> {
    let after: Arc<Bundle> = current.bundle(environment.clone()).await?;
    let changes = aside(move || {
        // An environment that was not there yet had no files.
        let there = environment.as_ref().is_none_or(|name| then.document.effective_environments().contains_key(name));
        let before = if there {
            bundle::build_from(&then.document, then.plans, &Options { environment, targets: Vec::new() })?
        } else {
            Bundle { files: BTreeMap::new(), ..(*after).clone() }
        };
        Ok::<_, generators::Error>(difference::files(&before, &after))
    });
    Ok(changes.await?.map_err(WorkError::from)?)
}

/// Lists the files that differ from the bundle that was last taken away.
#[utoipa::path(get, path = "/api/topologies/{id}/changes", tag = "bundle", params(("id" = String, Path), Which), responses(
    (status = 200, body = Changes), (status = 404, body = ErrorBody)))]
pub async fn list_changes(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    Parameters(which): Parameters<Which>,
) -> Result<Response, ApiError> {
    let environment = which.environment()?;
    let current = current(&state, &id).await?;
    let revision = current.revision;
    let Some(then) = since::last_export(&state, &id).await? else {
        let (files, transitions, lost) = (Vec::new(), Vec::new(), BTreeSet::new());
        return Ok(Json(Changes { revision, since: None, files, transitions, lost }).into_response());
    };
    let transitions = since::transitions(&then, &current, environment.clone()).await?;
    let (lost, export) = (since::lost(&transitions, &[]), then.export.clone());
    let files = differing(then, &current, environment).await?.iter().map(ChangedFile::from).collect();
    Ok(Json(Changes { revision, since: Some(export), files, transitions, lost }).into_response())
}

/// Reads how one file differs from the bundle that was last taken away.
#[utoipa::path(get, path = "/api/topologies/{id}/changes/{*path}", tag = "bundle",
    params(("id" = String, Path), ("path" = String, Path, description = "The file's path in the bundle"), Which), responses(
    (status = 200, body = FileDifference), (status = 404, body = ErrorBody)))]
pub async fn read_change(
    Shared(state): Shared<State>,
    Path((id, path)): Path<(String, String)>,
    Parameters(which): Parameters<Which>,
) -> Result<Response, ApiError> {
    let environment = which.environment()?;
    let current = current(&state, &id).await?;
    let revision = current.revision;
    let changes = match since::last_export(&state, &id).await? {
        Some(then) => differing(then, &current, environment).await?,
        None => Vec::new(),
    };
    let change = changes.into_iter().find(|change| change.path == path);
    let change = change.ok_or_else(|| ApiError::NotFound { what: "change of a file", name: path.clone() })?;
    Ok(Json(FileDifference { revision, path, lines: lines(change) }).into_response())
}
