//! The bundle, taken away, and the Plans that it is made from.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use generators::bundle::{self, Bundle, MANIFEST, Options};
use generators::file::File;
use serde::Deserialize;
use topology::document::{Date, Id};
use utoipa::IntoParams;

use super::{Parameters, current, etag, since};
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::live::{Current, WorkError, aside};
use crate::people::{Ticket, Visit};
use crate::review::approved;
use crate::signing::{Approved, PROVENANCE, Provenance, key_id};
use crate::state::State;
use crate::store::{Branch, Export, sha256};
use crate::synthesis;

/// What of the bundle.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct What {
    /// One environment alone; all by default.
    environment: Option<String>,
    /// Targets, separated by commas; all by default.
    target: Option<String>,
    /// Nodes whose stored data may be lost by what changed since the bundle was last taken away, separated by commas.
    destroy: Option<String>,
}

/// The keys of the unwaived errors that hold where the bundle is made for.
pub(super) async fn in_the_way(
    current: &Current,
    environment: Option<&Id>,
    today: Option<Date>,
) -> Result<Vec<String>, ApiError> {
    let report = current.report(today).await?;
    Ok(synthesis::in_the_way(&report, environment).into_iter().map(|finding| finding.key.clone()).collect())
}

/// Downloads the bundle as a zip archive, with `provenance.json`, which the server signs. Refused while unwaived errors stand, and where stored data of what was taken away last would be lost, unless `destroy` names the nodes.
#[utoipa::path(get, path = "/api/topologies/{id}/bundle.zip", tag = "bundle", params(("id" = String, Path), What), responses(
    (status = 200, description = "The archive", content_type = "application/zip", body = Vec<u8>),
    (status = 404, body = ErrorBody),
    (status = 409, description = "Unwaived errors stand, and `findings` lists their keys; or stored data would be lost, and `lost` lists the nodes", body = ErrorBody)))]
pub async fn download_bundle(
    Shared(state): Shared<State>,
    visit: Visit,
    Path(id): Path<String>,
    Parameters(what): Parameters<What>,
) -> Result<Response, ApiError> {
    let environment = what
        .environment
        .map(|name| Id::parse(&name).map_err(|_| ApiError::Unknown(format!("there is no environment `{name}`"))))
        .transpose()?;
    let listed =
        |list: Option<String>| list.map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default();
    let (targets, given_up): (_, Vec<String>) = (listed(what.target), listed(what.destroy));
    let current = current(&state, &id).await?;
    let keys = in_the_way(&current, environment.as_ref(), clock::today()).await?;
    if !keys.is_empty() {
        return Err(ApiError::Errors { keys });
    }
    if let Some(then) = since::last_export(&state, &id).await? {
        let transitions = since::transitions(&then, &current, environment.clone()).await?;
        let nodes = since::lost(&transitions, &given_up);
        if !nodes.is_empty() {
            let nodes = nodes.iter().map(ToString::to_string).collect();
            return Err(ApiError::Lost { nodes, since: then.export.revision });
        }
    }
    let (document, plans) = (current.document.clone(), current.plans().await?);
    let name = format!("attachment; filename=\"{}.zip\"", document.name);
    let options = Options { environment, targets };
    let mut bundle = aside(move || bundle::build_from(&document, plans, &options)).await?.map_err(WorkError::from)?;
    let text = provenance(&state, &visit, &id, &current, &bundle).await?;
    bundle.files.insert(PROVENANCE.to_owned(), File::generated(text));
    let bytes = aside(move || bundle.zip()).await?.map_err(WorkError::from)?;
    let export = Export { revision: current.revision, time: clock::now(), actor: visit.person.id };
    state.hub.store().exported(&id, &export).await?;
    let mut response = ([(header::CONTENT_TYPE, "application/zip")], bytes).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (header, value) in [(header::CONTENT_DISPOSITION, name), (header::ETAG, format!("\"{}\"", current.revision))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(header, value);
        }
    }
    Ok(response)
}

/// Where a bundle comes from, signed.
async fn provenance(
    state: &State,
    visit: &Visit,
    id: &str,
    current: &Current,
    bundle: &Bundle,
) -> Result<String, ApiError> {
    let branch = Branch::of(id);
    let hash = current.hash().await?;
    let found = approved(state.hub.store(), id, current.revision, &hash).await?;
    let (merged, approvals) = found.map_or((None, Vec::new()), |(number, approvals)| (Some(number), approvals));
    // Whoever has only a link is told no names.
    let named = !matches!(visit.ticket, Ticket::Share(_));
    let told = approvals.into_iter().map(|approval| Approved {
        person: named.then_some(approval.person),
        name: named.then_some(approval.person_name),
        time: approval.time,
        revision: approval.revision,
        hash: approval.hash,
    });
    let manifest = bundle.files.get(MANIFEST).map_or("", |file| &file.text);
    let provenance = Provenance {
        provenance: 1,
        groundplan: env!("CARGO_PKG_VERSION").to_owned(),
        topology: branch.topology.to_owned(),
        name: current.document.name.to_string(),
        proposal: branch.proposal,
        revision: current.revision,
        hash,
        manifest: sha256(manifest.as_bytes()),
        merged: merged.filter(|_| branch.proposal.is_none()),
        approvals: told.collect(),
        key: key_id(&state.signer.public()),
    };
    provenance.signed(&state.signer).map_err(ApiError::Internal)
}

/// Reads the Plans: what has to exist, and how it is wired, in the base and in each environment.
#[utoipa::path(get, path = "/api/topologies/{id}/plan", tag = "bundle", params(("id" = String, Path)), responses(
    (status = 200, description = "The Plans", body = Object), (status = 304, description = "Not changed"), (status = 404, body = ErrorBody)))]
pub async fn read_plan(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let current = current(&state, &id).await?;
    etag::tagged(&headers, &current.revision.to_string(), async {
        let plans = current.plans().await?;
        Ok(Json(&*plans).into_response())
    })
    .await
}
