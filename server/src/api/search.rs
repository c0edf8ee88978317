//! Words looked for in all files of a bundle.

use axum::Json;
use axum::extract::{Path, State as Shared};
use generators::bundle::{Bundle, MANIFEST};
use serde::{Deserialize, Serialize};
use topology::document::Id;
use utoipa::{IntoParams, ToSchema};

use super::{Parameters, current};
use crate::error::{ApiError, ErrorBody};
use crate::live::aside;
use crate::state::State;

/// More would not be read.
const MOST: usize = 200;
/// Characters of a line that are sent.
const LONGEST: usize = 240;
/// Characters of what is looked for.
const LONGEST_TEXT: usize = 200;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The text, upper or lower case.
    text: String,
    /// One environment alone; all by default.
    environment: Option<String>,
}

/// Where it stands.
#[derive(Serialize, ToSchema)]
pub struct Found {
    /// The revision that the files were made from.
    revision: i64,
    /// The lines, by path and number.
    matches: Vec<Match>,
    /// Whether there are more than are listed.
    more: bool,
}

/// A line that holds it.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Match {
    /// The file's path in the bundle.
    path: String,
    /// The line, from 1.
    line: usize,
    /// The line's text, without the blanks at its ends.
    text: String,
}

/// Looks for a text in all files of the bundle; at most 200 lines are listed.
#[utoipa::path(get, path = "/api/topologies/{id}/search", tag = "bundle", params(("id" = String, Path), Wanted), responses(
    (status = 200, body = Found), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn search_files(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    Parameters(wanted): Parameters<Wanted>,
) -> Result<Json<Found>, ApiError> {
    let text = wanted.text.trim().to_lowercase();
    if text.is_empty() || text.chars().count() > LONGEST_TEXT {
        return Err(ApiError::Query(format!("`text` is what to look for: 1 to {LONGEST_TEXT} characters")));
    }
    let unknown = |name: &String| ApiError::Unknown(format!("there is no environment `{name}`"));
    let environment = wanted.environment.as_ref().map(|name| Id::parse(name).map_err(|_| unknown(name))).transpose()?;
    let current = current(&state, &id).await?;
    let bundle = current.bundle(environment).await?;
    let (matches, more) = aside(move || find(&bundle, &text)).await?;
    Ok(Json(Found { revision: current.revision, matches, more }))
}

/// The lines that hold a text in lower case, and whether there are more.
fn find(bundle: &Bundle, text: &str) -> (Vec<Match>, bool) {
    // The manifest only repeats the names of the others.
    let files = bundle.files.iter().filter(|(path, _)| path.as_str() != MANIFEST);
    let mut all = files.flat_map(|(path, file)| {
        file.text.lines().enumerate().filter(|(_, line)| line.to_lowercase().contains(text)).map(
            move |(index, line)| Match {
                path: path.clone(),
                line: index + 1,
                text: line.trim().chars().take(LONGEST).collect(),
            },
        )
    });
    let matches: Vec<Match> = all.by_ref().take(MOST).collect();
    (matches, all.next().is_some())
}
