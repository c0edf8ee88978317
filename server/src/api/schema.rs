//! What the document and this API look like, and whether the server is well.

use std::sync::LazyLock;

use axum::Json;
use serde_json::{Value, json};

use crate::router;

/// The JSON Schema of a topology file.
#[utoipa::path(get, path = "/api/schema", tag = "catalogue", responses((status = 200, description = "JSON Schema, draft 2020-12", body = Object)))]
pub async fn read_schema() -> Json<&'static Value> {
    static SCHEMA: LazyLock<Value> = LazyLock::new(topology::schema::document_schema);
    Json(&SCHEMA)
}

/// This API as an OpenAPI document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "catalogue", responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub async fn read_openapi() -> Json<&'static Value> {
    static OPENAPI: LazyLock<Value> = LazyLock::new(router::openapi);
    Json(&OPENAPI)
}

/// Says that the server answers, and its version.
#[utoipa::path(get, path = "/api/health", tag = "catalogue", responses((status = 200, description = "It answers", body = Object)))]
pub async fn read_health() -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}
