//! Topologies: listed, made, opened, retitled, deleted.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use topology::document::{Id, Pointer, Title};
use topology::edit::Edit;
use topology::finding::Summary;
use topology::yaml::read_document;
use topology::{Document, Problem};
use utoipa::{IntoParams, ToSchema};

use super::{Body, Parameters, current, etag, examples};
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::live::{Submission, aside};
use crate::people::{Person, Role, Ticket, Visit};
use crate::sketch::Sketch;
use crate::state::State;
use crate::store::people::MAIN;

/// A topology in the list.
#[derive(Serialize, ToSchema)]
pub struct Item {
    /// Its id in this store.
    id: String,
    /// The workspace that holds it.
    workspace: String,
    /// What the person may do with it.
    role: Role,
    /// What people read.
    title: String,
    /// The document's name.
    name: String,
    /// The last revision.
    revision: i64,
    /// When it was last changed (RFC 3339, UTC).
    updated: String,
    /// How many nodes it has.
    nodes: i64,
    /// How many edges it has.
    edges: i64,
    /// How many findings it has today, by severity; absent where it can't be judged.
    #[schema(value_type = Object)]
    summary: Option<Summary>,
    /// How it looks from afar; absent where nothing has a place, or too much.
    sketch: Option<Sketch>,
}

/// Lists all topologies, the last changed first.
#[utoipa::path(get, path = "/api/topologies", tag = "topologies", responses((status = 200, body = Vec<Item>)))]
pub async fn list_topologies(Shared(state): Shared<State>, visit: Visit) -> Result<Json<Vec<Item>>, ApiError> {
    let own: BTreeMap<String, Role> = match &visit.ticket {
        // Without accounts everything is the one person's.
        Ticket::Local => BTreeMap::from([(MAIN.to_owned(), visit.person.role)]),
        _ => {
            let workspaces = state.hub.store().workspaces(&visit.person.id).await?;
            workspaces.into_iter().map(|own| (own.id, own.role.min(visit.person.role))).collect()
        }
    };
    let mut items = Vec::new();
    for listed in state.hub.store().list().await? {
        let Some(role) = own.get(&listed.workspace) else { continue };
        // One that can't be judged, or was deleted meanwhile, must not hide the others.
        let (summary, sketch) = match state.hub.current(&listed.id).await {
            Ok(Some(current)) => {
                let summary = current.report(clock::today()).await.ok().map(|report| report.summary);
                (summary, Sketch::of(&current.document))
            }
            Ok(None) => continue,
            Err(_) => (None, None),
        };
        items.push(Item {
            id: listed.id,
            workspace: listed.workspace,
            role: *role,
            title: listed.title,
            name: listed.name,
            revision: listed.revision,
            updated: listed.updated,
            nodes: listed.nodes,
            edges: listed.edges,
            summary,
            sketch,
        });
    }
    Ok(Json(items))
}

/// What a new topology begins with: exactly one of the three.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct New {
    /// A title, for an empty one.
    title: Option<String>,
    /// A topology file.
    yaml: Option<String>,
    /// The name of an example.
    example: Option<String>,
}

/// Where the new topology goes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the admission reads it, before the person is known to this handler")]
pub struct Whither {
    /// The workspace; the person's first one by default.
    workspace: Option<String>,
}

/// Where the new topology is.
#[derive(Serialize, ToSchema)]
pub struct Place {
    /// Its id in this store.
    id: String,
    /// Its revision.
    revision: i64,
}

/// Makes a topology: an empty one, from a file, or from an example.
#[utoipa::path(post, path = "/api/topologies", tag = "topologies", params(Whither), request_body = New, responses(
    (status = 201, body = Place),
    (status = 404, description = "There is no such example", body = ErrorBody),
    (status = 422, description = "The file can't be read, or the title does not fit", body = ErrorBody)))]
pub async fn create_topology(
    Shared(state): Shared<State>,
    visit: Visit,
    _whither: Parameters<Whither>,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Place>), ApiError> {
    let document = match new {
        New { title: Some(title), yaml: None, example: None } => empty(&title)?,
        New { title: None, yaml: Some(yaml), example: None } => read(yaml).await?,
        New { title: None, yaml: None, example: Some(name) } => {
            let text = examples::text(&name).ok_or(ApiError::NotFound { what: "example", name })?;
            read(text.to_owned()).await?
        }
        _ => return Err(ApiError::Body("expected exactly one of `title`, `yaml` and `example`".to_owned())),
    };
    let workspace = visit.workspace.ok_or(ApiError::NoWorkspace)?;
    let id = state.hub.store().create(&workspace, &document, &clock::now()).await?;
    Ok((StatusCode::CREATED, Json(Place { id, revision: 0 })))
}

fn empty(title: &str) -> Result<Document, ApiError> {
    let mut document = Document::new(Id::propose(title, "topology"));
    document.title = Some(fitting(title)?);
    Ok(document)
}

fn fitting(title: &str) -> Result<Title, ApiError> {
    if title.trim().is_empty() {
        return Err(ApiError::Refused(vec![Problem::at("/title", "the title is empty").hint("give it a name")]));
    }
    Title::parse(title.trim()).map_err(|error| ApiError::Refused(vec![Problem::at("/title", error.to_string())]))
}

/// Reads a topology file beside the tasks that answer people.
pub(super) async fn read(yaml: String) -> Result<Document, ApiError> {
    let (document, _) = aside(move || read_document(&yaml)).await?.map_err(ApiError::Refused)?;
    Ok(document)
}

/// A topology as it is now.
#[derive(Serialize, ToSchema)]
pub struct Opened {
    /// Its id in this store.
    id: String,
    /// The revision.
    revision: i64,
    /// The semantic hash.
    hash: String,
    /// The document.
    #[schema(value_type = Object)]
    document: Document,
}

/// Reads a topology.
#[utoipa::path(get, path = "/api/topologies/{id}", tag = "topologies", params(("id" = String, Path)), responses(
    (status = 200, body = Opened, headers(("ETag" = String, description = "The revision"))),
    (status = 304, description = "Not changed since the revision in If-None-Match"),
    (status = 404, body = ErrorBody)))]
pub async fn read_topology(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let current = current(&state, &id).await?;
    etag::tagged(&headers, &current.revision.to_string(), async {
        let hash = current.hash().await?;
        let document = (*current.document).clone();
        Ok(Json(Opened { id, revision: current.revision, hash, document }).into_response())
    })
    .await
}

/// A new title.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retitle {
    /// What people read; at most 120 characters.
    title: String,
}

/// Gives a topology another title, as an edit in its log.
#[utoipa::path(patch, path = "/api/topologies/{id}", tag = "topologies", params(("id" = String, Path)), request_body = Retitle, responses(
    (status = 200, body = Place), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn retitle_topology(
    Shared(state): Shared<State>,
    person: Person,
    Path(id): Path<String>,
    Body(body): Body<Retitle>,
) -> Result<Json<Place>, ApiError> {
    let title = fitting(&body.title)?;
    let current = current(&state, &id).await?;
    let edit = Edit::Set { path: Pointer::of(["title"]), value: json!(title) };
    let submission = own_submission(person, current.revision, vec![edit]);
    let submitted = state.hub.submit(&id, submission).await?;
    Ok(Json(Place { id, revision: submitted.entry.revision }))
}

/// A submission that the server makes for a request which has no count of its own.
pub(crate) fn own_submission(person: Person, base_revision: i64, edits: Vec<Edit>) -> Submission {
    use std::sync::atomic::{AtomicI64, Ordering};
    static NUMBER: AtomicI64 = AtomicI64::new(0);
    // Unique over restarts: the process' start in the name, a count after it.
    static CLIENT: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| format!("server-{}-{}", clock::stamp(), std::process::id()));
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    Submission { actor: person.id, client: CLIENT.clone(), number, base_revision, edits }
}

/// Deletes a topology with its log. Whoever has it open is told.
#[utoipa::path(delete, path = "/api/topologies/{id}", tag = "topologies", params(("id" = String, Path)), responses(
    (status = 204), (status = 404, body = ErrorBody)))]
pub async fn delete_topology(Shared(state): Shared<State>, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    if state.hub.delete(&id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::NotFound { what: "topology", name: id })
    }
}
