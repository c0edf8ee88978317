//! The front end, embedded in the program.

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::api::holds;
use crate::error::ApiError;
use crate::pages::way_there;
use crate::people::access::Need;
use crate::people::door::Place;
use crate::state::State;

#[derive(RustEmbed)]
#[folder = "../target/app"]
struct Page;

const INDEX: &str = "index.html";

/// Said where the program was built before the front end was.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Groundplan</title><h1>This Groundplan was built without its editor</h1><p>The command line and the HTTP API work. To have the editor too, build it and start the server with <code>cargo xtask serve</code>.</p>";

/// Whether the editor is part of this program.
#[must_use]
pub fn is_built() -> bool {
    Page::get(INDEX).is_some()
}

/// Serves a file of the front end; the editor's own addresses get its page.
pub async fn serve(Shared(state): Shared<State>, request: Request) -> Response {
    // A body is not read, and could not be shared over the questions below.
    let (request, _) = request.into_parts();
    let path = request.uri.path();
    if path.starts_with("/api/") || path == "/api" {
        return ApiError::NoRoute(path.to_owned()).into_response();
    }
    if request.method != Method::GET && request.method != Method::HEAD {
        return ApiError::Method(request.method.to_string()).into_response();
    }
    let path = path.trim_start_matches('/');
    let accepts = |header: header::HeaderName, word: &str| {
        request.headers.get(header).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(word))
    };
    let name = if path.is_empty() { INDEX } else { path };
    // The editor is no secret, but without its data it is of no use.
    if (name == INDEX || Page::get(name).is_none()) && accepts(header::ACCEPT, "text/html") {
        let tickets = match state.door.tickets(&request.headers).await {
            Ok(tickets) => tickets,
            Err(error) => return error.into_response(),
        };
        if let Err(ApiError::SignedOut) = state.door.admit(&tickets, Need::Person, Place::Nowhere).await {
            let there = request.uri.path_and_query().map_or("/", |there| there.as_str());
            return Redirect::to(&way_there(there)).into_response();
        }
    }
    let Some((name, file)) = Page::get(name)
        .map(|file| (name, file))
        .or_else(|| accepts(header::ACCEPT, "text/html").then(|| Page::get(INDEX).map(|file| (INDEX, file))).flatten())
    else {
        return if is_built() || !path.is_empty() {
            ApiError::NoRoute(format!("/{path}")).into_response()
        } else {
            (StatusCode::NOT_FOUND, Html(NOT_BUILT)).into_response()
        };
    };
    let small = Page::get(&format!("{name}.br")).filter(|_| brotli(&request.headers));
    let has_small = Page::get(&format!("{name}.br")).is_some();
    answer(&request.headers, name, &file, small, has_small)
}

/// Whether `Accept-Encoding` takes brotli.
fn brotli(headers: &HeaderMap) -> bool {
    let value = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next() == Some("br")
            && !parts.any(|part| matches!(part.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn answer(headers: &HeaderMap, name: &str, file: &EmbeddedFile, small: Option<EmbeddedFile>, varies: bool) -> Response {
    let hash: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let encoding = if small.is_some() { "-br" } else { "" };
    let tag = format!("\"{hash}{encoding}\"");
    let mut response = if holds(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = small.as_ref().map_or_else(|| file.data.clone(), |small| small.data.clone());
        body.into_owned().into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" }),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    if small.is_some() {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if varies {
        answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    response
}

/// Whether a name holds a hash of its content (`app-0f3c9a12.js`), so that it never changes.
fn is_hashed(name: &str) -> bool {
    let stem = name.rsplit('/').next().unwrap_or(name).split('.').next().unwrap_or_default();
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() >= 8
            && hash.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
            && hash.bytes().any(|b| b.is_ascii_digit())
    })
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for name in ["app-0f3c9a12.js", "fonts/inter-9a12ffee01.woff2"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["index.html", "app.js", "app_bg.wasm", "fonts/inter-regular.woff2", "inter-feedface.woff2"] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn brotli_is_sent_to_those_who_take_it() {
        let takes = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            brotli(&headers)
        };
        assert!(takes("gzip, deflate, br, zstd") && takes("br;q=1.0"));
        assert!(!takes("gzip") && !takes("br;q=0") && !takes("gzip, br; q=0"));
    }
}
