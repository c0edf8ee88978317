//! What every request passes: who may ask, how long it may take, and what the browser is told about the answer.
//!
//! Any web page can post to a server on the same machine. So the `Host` must name this machine (or a page could reach it under a name of its own), and an `Origin`, where there is one, must be this server.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::people::{Door, Site};

/// How long an answer may take to begin.
pub const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Scripts come from this server alone. WebAssembly needs its own word; inline styles on elements place nodes on the canvas.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Refuses foreign requests, ends slow ones, and sets the headers of every answer.
pub async fn guard(door: Arc<Door>, request: Request, next: Next) -> Response {
    let mut response = match foreign(request.headers(), &door.site) {
        Some(error) => error.into_response(),
        None => tokio::time::timeout(TIME_LIMIT, next.run(request))
            .await
            .unwrap_or_else(|_| ApiError::Timeout { seconds: TIME_LIMIT.as_secs() }.into_response()),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    if door.site.is_secure() {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

fn foreign(headers: &HeaderMap, site: &Site) -> Option<ApiError> {
    let text = |name: HeaderName| {
        let mut values = headers.get_all(&name).iter();
        let first = values.next().map(|value| value.to_str().unwrap_or("unreadable").to_owned());
        // Two of them would let one be checked and the other be used.
        if values.next().is_some() { Some("given twice".to_owned()) } else { first }
    };
    let host = text(header::HOST).unwrap_or_else(|| "missing".to_owned());
    if !site.is_here(&host) {
        return Some(ApiError::Foreign { header: "Host", value: host });
    }
    let origin = text(header::ORIGIN)?;
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    if authority.is_some_and(|authority| authority.eq_ignore_ascii_case(&host)) {
        return None;
    }
    Some(ApiError::Foreign { header: "Origin", value: origin })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(pairs: &[(&'static str, &str)]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        foreign(&headers, &Site { listen: "127.0.0.1:4000".parse().unwrap(), public: None }).map(|error| match error {
            ApiError::Foreign { header, .. } => header,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn this_machine_may_ask() {
        for host in ["localhost:4000", "127.0.0.1:4000", "[::1]:4000", "LOCALHOST", "localhost:5555"] {
            assert_eq!(judged(&[("host", host)]), None, "{host}");
        }
        assert_eq!(judged(&[("host", "localhost:4000"), ("origin", "http://localhost:4000")]), None);
    }

    #[test]
    fn nobody_else_may() {
        for host in [
            "evil.example:4000",
            "localhost.evil.example",
            "127.0.0.1.nip.io:4000",
            "192.168.1.2:4000",
            "localhost:4000:1",
            "",
        ] {
            assert_eq!(judged(&[("host", host)]), Some("Host"), "{host}");
        }
        assert_eq!(judged(&[]), Some("Host"));
        assert_eq!(judged(&[("host", "localhost:4000"), ("host", "evil.example")]), Some("Host"));
        for origin in [
            "http://evil.example",
            "null",
            "http://localhost:3000",
            "http://localhost:4000.evil.example",
            "file://localhost:4000",
        ] {
            assert_eq!(judged(&[("host", "localhost:4000"), ("origin", origin)]), Some("Origin"), "{origin}");
        }
    }
}
