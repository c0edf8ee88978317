//! The key with which bundles are signed.

use axum::Json;
use axum::extract::State as Shared;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::signing::key_id;
use crate::state::State;

/// The public half of the key.
#[derive(Serialize, ToSchema)]
pub struct PublicKey {
    /// `ed25519`.
    algorithm: &'static str,
    /// The name under which `provenance.json` speaks of it.
    id: String,
    /// The key as PEM.
    pem: String,
}

/// Reads the public key that `provenance.json` of each bundle is checked with.
#[utoipa::path(get, path = "/api/signing-key", tag = "bundle", responses((status = 200, body = PublicKey)))]
pub async fn read_signing_key(Shared(state): Shared<State>) -> Result<Json<PublicKey>, ApiError> {
    let pem = state.signer.public_pem().map_err(ApiError::Internal)?;
    Ok(Json(PublicKey { algorithm: "ed25519", id: key_id(&state.signer.public()), pem }))
}
