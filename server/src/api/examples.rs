//! Topologies to begin with.

use axum::Json;
use axum::extract::Path;
use include_dir::{Dir, include_dir};
use serde::Serialize;
use topology::Document;
use topology::yaml::read_document;
use utoipa::ToSchema;

use crate::error::{ApiError, ErrorBody};
use crate::live::aside;
use crate::sketch::Sketch;

static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../assets/examples");

/// The names of the examples, sorted.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        EXAMPLES.dirs().filter_map(|dir| dir.path().to_str()).filter(|name| text(name).is_some()).collect();
    names.sort_unstable();
    names
}

/// The file of an example.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    // A name that climbs out of the folder finds nothing: what is embedded is a closed list.
    EXAMPLES.get_file(format!("{name}/topology.yaml"))?.contents_utf8()
}

/// An example.
#[derive(Serialize, ToSchema)]
pub struct Example {
    /// By which it is asked for.
    name: String,
    /// What people read.
    title: String,
    /// What it shows.
    description: String,
    /// How it looks from afar.
    sketch: Option<Sketch>,
}

/// Lists the examples that a new topology can begin with.
#[utoipa::path(get, path = "/api/examples", tag = "catalogue", responses((status = 200, body = Vec<Example>)))]
pub async fn list_examples() -> Result<Json<Vec<Example>>, ApiError> {
    let examples = aside(|| {
        names()
            .into_iter()
            .map(|name| {
                let (document, _) =
                    read_document(text(name).unwrap_or_default()).map_err(|problems| (name, problems))?;
                Ok(Example {
                    name: name.to_owned(),
                    title: document.label().to_owned(),
                    description: document.description.as_ref().map_or_else(String::new, ToString::to_string),
                    sketch: Sketch::of(&document),
                })
            })
            .collect::<Result<Vec<_>, (&str, Vec<topology::Problem>)>>()
    })
    .await?
    .map_err(|(name, problems)| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        ApiError::Internal(format!("the example {name} can't be read: {first}"))
    })?;
    Ok(Json(examples))
}

/// Reads one example.
#[utoipa::path(get, path = "/api/examples/{name}", tag = "catalogue", params(("name" = String, Path)), responses(
    (status = 200, description = "The document", body = Object), (status = 404, body = ErrorBody)))]
pub async fn read_example(Path(name): Path<String>) -> Result<Json<Document>, ApiError> {
    let unknown = || ApiError::NotFound { what: "example", name: name.clone() };
    let text = text(&name).ok_or_else(unknown)?;
    let (document, _) = aside(move || read_document(text)).await?.map_err(|problems| {
        let first = problems.first().map(ToString::to_string).unwrap_or_default();
        ApiError::Internal(format!("the example can't be read: {first}"))
    })?;
    Ok(Json(document))
}
