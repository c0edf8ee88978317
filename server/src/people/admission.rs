//! What every request to the API passes after the guard: who asks, and whether they may.

use axum::extract::{MatchedPath, Request, State as Shared};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use super::access::{Need, need};
use super::door::{Place, Ticket};
use crate::error::ApiError;
use crate::state::State;

/// Lets a request through to its handler, with the `Person` and the `Visit` that it is, or answers why not.
pub async fn admit(Shared(state): Shared<State>, mut request: Request, next: Next) -> Response {
    match admitted(&state, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn admitted(state: &State, request: &mut Request) -> Result<(), ApiError> {
    let Some(path) = request.extensions().get::<MatchedPath>() else { return Ok(()) };
    let Some(need) = need(request.method().as_str(), path.as_str()) else {
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        // The path is there and the method is not: that is told by who comes next.
        let known = methods.iter().any(|method| self::need(method, path.as_str()).is_some());
        return if known {
            Ok(())
        } else {
            Err(ApiError::Internal(format!("{} is in no table of rights", path.as_str())))
        };
    };
    let door = &state.door;
    let tickets = door.tickets(request.headers()).await?;
    if tickets.iter().any(|ticket| matches!(ticket, Ticket::Session(_) | Ticket::Share(_))) {
        own_page(request.method(), request.headers())?;
    }
    if need == Need::Nothing {
        return Ok(());
    }
    let named = named(request.uri().path());
    let chosen = parameter(request.uri().query().unwrap_or_default(), "workspace");
    let place = match need {
        Need::Nothing | Need::Person | Need::Account => Place::Nowhere,
        Need::Topology(_) | Need::Members(_) => Place::Topology(&named),
        Need::Workspace(_) => Place::Workspace(&named),
        Need::Chosen(_) => chosen.as_deref().map_or(Place::First, Place::Workspace),
    };
    let visit = door.admit(&tickets, need, place).await?;
    door.count(&visit.person)?;
    request.extensions_mut().insert(visit.person.clone());
    request.extensions_mut().insert(visit);
    Ok(())
}

/// Cookies come with every request that a browser makes, whoever made it do so. Where one is used for a change or a socket, the browser must say that a page of this server asks; that an `Origin` is this server's was checked before.
///
/// # Errors
/// [`ApiError::Unproven`].
pub fn own_page(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if reads && !headers.contains_key(header::UPGRADE) {
        return Ok(());
    }
    let same = headers.get("sec-fetch-site").is_some_and(|value| value == "same-origin");
    if same || headers.contains_key(header::ORIGIN) { Ok(()) } else { Err(ApiError::Unproven) }
}

/// The second part of an address, as `/api/topologies/ID/…` names it.
fn named(path: &str) -> String {
    let part = path.split('/').nth(3).unwrap_or_default();
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = openidconnect::url::form_urlencoded::parse(query.as_bytes());
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_by_cookie_says_where_it_comes_from() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>()
        };
        let own = |method, pairs: &[(&'static str, &'static str)]| own_page(&method, &headers(pairs)).is_ok();
        assert!(own(Method::GET, &[]) && own(Method::HEAD, &[]));
        assert!(!own(Method::POST, &[]) && !own(Method::DELETE, &[]));
        assert!(!own(Method::GET, &[("upgrade", "websocket")]));
        assert!(own(Method::POST, &[("origin", "http://localhost:4000")]));
        assert!(own(Method::POST, &[("sec-fetch-site", "same-origin")]));
        assert!(!own(Method::POST, &[("sec-fetch-site", "same-site")]));
        assert!(!own(Method::POST, &[("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn the_address_says_what_it_is_about() {
        assert_eq!(named("/api/topologies/0a1b/files/x"), "0a1b");
        assert_eq!(named("/api/workspaces/main%2Fx/members"), "main/x");
        assert_eq!(parameter("a=1&workspace=my+team", "workspace").as_deref(), Some("my team"));
    }
}
