//! Who came in and who may do what, as it was written down.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::Parameters;
use crate::error::{ApiError, ErrorBody};
use crate::state::State;
use crate::store::people::Trace;

/// Events that one request reads.
const MOST: i64 = 1_000;

/// Which events.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The number of the last event that is known already; 0 by default.
    #[serde(default)]
    after: i64,
}

/// Reads what happened in a workspace: sign-ins of its members, roles, invitations, links, tokens. At most 1,000 events.
#[utoipa::path(get, path = "/api/workspaces/{workspace}/trail", tag = "people", params(("workspace" = String, Path), After), responses(
    (status = 200, body = Vec<Trace>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn read_trail(
    Shared(state): Shared<State>,
    Path(workspace): Path<String>,
    Parameters(which): Parameters<After>,
) -> Result<Json<Vec<Trace>>, ApiError> {
    Ok(Json(state.hub.store().trail(&workspace, which.after, MOST).await?))
}

/// The same as a table.
#[utoipa::path(get, path = "/api/workspaces/{workspace}/trail.csv", tag = "people", params(("workspace" = String, Path), After), responses(
    (status = 200, description = "CSV (RFC 4180) with a header", body = String, content_type = "text/csv"),
    (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn download_trail(
    Shared(state): Shared<State>,
    Path(workspace): Path<String>,
    Parameters(which): Parameters<After>,
) -> Result<Response, ApiError> {
    let events = state.hub.store().trail(&workspace, which.after, MOST).await?;
    let disposition = "attachment; filename=\"trail.csv\"";
    Ok((
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, disposition)],
        table(&events),
    )
        .into_response())
}

fn table(events: &[Trace]) -> String {
    let mut text = String::from("number,time,actor,event,workspace,subject,detail\r\n");
    for event in events {
        let number = event.number.to_string();
        let workspace = event.workspace.as_deref().unwrap_or_default();
        let cells = [&number, &event.time, &event.actor, &event.event, workspace, &event.subject, &event.detail];
        text.push_str(&cells.map(cell).join(","));
        text.push_str("\r\n");
    }
    text
}

/// Always in quotes. What a spreadsheet would run as a formula gets an apostrophe, by which it is a text there.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells() {
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        let event = Trace {
            number: 1,
            time: "t".into(),
            actor: "ana".into(),
            event: "role-set".into(),
            workspace: None,
            subject: "ben".into(),
            detail: "none to viewer".into(),
        };
        let text = table(&[event]);
        assert_eq!(text.lines().nth(1), Some("\"1\",\"t\",\"ana\",\"role-set\",\"\",\"ben\",\"none to viewer\""));
    }
}
