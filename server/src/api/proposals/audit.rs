//! The memory of reviews, to read and to take away.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::api::current;
use crate::error::{ApiError, ErrorBody};
use crate::state::State;
use crate::store::review::Audited;

/// Reads who did what about the proposals of a topology, in order. Each row's hash covers the row and the one before it.
#[utoipa::path(get, path = "/api/topologies/{id}/audit", tag = "review", params(("id" = String, Path)), responses(
    (status = 200, description = "The rows, in order", body = Vec<Object>), (status = 404, body = ErrorBody)))]
pub async fn read_audit(Shared(state): Shared<State>, Path(id): Path<String>) -> Result<Json<Vec<Audited>>, ApiError> {
    current(&state, &id).await?;
    Ok(Json(state.hub.store().audit(&id).await?))
}

/// Downloads the same as a table.
#[utoipa::path(get, path = "/api/topologies/{id}/audit.csv", tag = "review", params(("id" = String, Path)), responses(
    (status = 200, description = "The rows as CSV", content_type = "text/csv", body = String), (status = 404, body = ErrorBody)))]
pub async fn download_audit(Shared(state): Shared<State>, Path(id): Path<String>) -> Result<Response, ApiError> {
    current(&state, &id).await?;
    let rows = state.hub.store().audit(&id).await?;
    let mut text = "number,time,actor,action,proposal,revision,hash,detail,previous,row_hash\r\n".to_owned();
    for row in rows {
        let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        let fields = [
            row.number.to_string(),
            row.time,
            row.actor,
            row.action,
            number(row.proposal),
            number(row.revision),
            row.hash.unwrap_or_default(),
            row.detail,
            row.previous,
            row.row_hash,
        ];
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        text.push_str(&format!("{}\r\n", fields.join(",")));
    }
    let name = "attachment; filename=\"audit.csv\"";
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name)], text).into_response())
}

/// A field of a table (RFC 4180) that no spreadsheet takes for a formula.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_field_is_quoted_and_no_formula() {
        assert_eq!(quoted("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
