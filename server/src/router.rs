//! The route table, and nothing else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::people::{
    invitations, me, members, notifications, session, shares, tokens, trail, webhooks, workspaces,
};
use crate::api::proposals::{audit, comparison, decisions, list, one, threads};
use crate::api::{
    BODY_LIMIT, bundle, changes, edits, examples, file, files, findings, import, layout, live, rules, schema, search,
    signing, topologies, verification, versions, yaml,
};
use crate::error::ApiError;
use crate::people::admission;
use crate::state::State;
use crate::{guard, page, pages, review};

#[derive(OpenApi)]
#[openapi(info(
    title = "Groundplan",
    description = "Draw a system, see its faults, take away infrastructure code. What changes something needs Content-Type: application/json and comes from a page of this server, or from no page."
))]
struct Api;

fn api() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Api::openapi())
        // Topologies
        .routes(routes!(topologies::list_topologies, topologies::create_topology))
        .routes(routes!(topologies::read_topology, topologies::retitle_topology, topologies::delete_topology))
        .routes(routes!(yaml::download_yaml, yaml::open_yaml))
        .routes(routes!(import::import_files))
        // Working on one
        .routes(routes!(edits::submit_edits))
        .routes(routes!(edits::read_log))
        .routes(routes!(live::open_live))
        .routes(routes!(layout::read_layout))
        .routes(routes!(findings::read_findings))
        // Reviewing
        .routes(routes!(list::list_proposals, list::propose))
        .routes(routes!(one::read_proposal, one::describe_proposal))
        .routes(routes!(comparison::compare_proposal))
        .routes(routes!(comparison::compare_revisions))
        .routes(routes!(threads::begin_thread))
        .routes(routes!(threads::settle_thread))
        .routes(routes!(threads::answer_thread))
        .routes(routes!(threads::apply_suggestion))
        .routes(routes!(decisions::decide))
        .routes(routes!(decisions::merge_proposal))
        .routes(routes!(decisions::set_policy))
        .routes(routes!(audit::read_audit))
        .routes(routes!(audit::download_audit))
        .routes(routes!(versions::list_versions))
        .routes(routes!(versions::name_version, versions::unname_version))
        .routes(routes!(versions::read_revision))
        .routes(routes!(versions::restore_revision))
        // What comes out
        .routes(routes!(files::list_files))
        .routes(routes!(files::read_file))
        .routes(routes!(files::read_raw))
        .routes(routes!(search::search_files))
        .routes(routes!(changes::list_changes))
        .routes(routes!(changes::read_change))
        .routes(routes!(
            verification::start_verification,
            verification::read_verification,
            verification::cancel_verification
        ))
        .routes(routes!(bundle::download_bundle))
        .routes(routes!(bundle::read_plan))
        .routes(routes!(signing::read_signing_key))
        .routes(routes!(file::read_edited_file, file::decide_edited_file))
        // People
        .routes(routes!(session::sign_in, session::sign_out))
        .routes(routes!(me::read_me))
        .routes(routes!(me::change_password))
        .routes(routes!(notifications::list_notifications, notifications::see_notifications))
        .routes(routes!(tokens::list_tokens, tokens::make_token))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(workspaces::list_workspaces, workspaces::make_workspace))
        .routes(routes!(members::list_members))
        .routes(routes!(members::set_role, members::remove_member))
        .routes(routes!(invitations::list_invitations, invitations::invite))
        .routes(routes!(invitations::uninvite))
        .routes(routes!(invitations::accept))
        .routes(routes!(trail::read_trail))
        .routes(routes!(trail::download_trail))
        .routes(routes!(webhooks::list_webhooks, webhooks::make_webhook))
        .routes(routes!(webhooks::remove_webhook))
        .routes(routes!(webhooks::read_deliveries))
        .routes(routes!(shares::list_shares, shares::make_share))
        .routes(routes!(shares::end_share))
        // What there is
        .routes(routes!(examples::list_examples))
        .routes(routes!(examples::read_example))
        .routes(routes!(rules::list_rules))
        .routes(routes!(rules::read_rule))
        .routes(routes!(schema::read_schema))
        .routes(routes!(schema::read_openapi))
        .routes(routes!(schema::read_health))
}

/// The whole server.
pub fn router(state: State) -> Router {
    let door = Arc::clone(&state.door);
    let (router, _) = api().split_for_parts();
    router
        .route_layer(from_fn_with_state(state.clone(), admission::admit))
        .merge(pages::routes())
        .merge(review::page::routes())
        .fallback(page::serve)
        .method_not_allowed_fallback(async |request: Request| ApiError::Method(request.method().to_string()))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(move |request, next| guard::guard(Arc::clone(&door), request, next)))
        .with_state(state)
}

/// The OpenAPI document of the routes above.
#[must_use]
pub fn openapi() -> Value {
    let (_, openapi) = api().split_for_parts();
    let mut document = serde_json::to_value(openapi).unwrap_or_default();
    // The router's sign for "the rest of the path" is not OpenAPI's.
    if let Some(paths) = document["paths"].as_object_mut() {
        *paths = std::mem::take(paths).into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    }
    document
}
