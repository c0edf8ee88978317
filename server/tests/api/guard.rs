use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn foreign_pages_are_refused_everywhere() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let paths = ["/", "/api/health", "/api/topologies", "/api/nothing", &shop, &format!("{shop}/live")];
    for path in paths {
        for (header, value) in [("origin", "http://evil.example"), ("origin", "null"), ("host", "evil.example")] {
            let answer = app.send(app.request(Method::GET, path).header(header, value)).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "foreign"), "{path} {header}");
        }
    }
    let origin = format!("http://{}", app.address);
    let own = app.send(app.request(Method::GET, "/api/topologies").header("origin", origin)).await;
    assert_eq!(own.status, StatusCode::OK);
}

#[tokio::test]
async fn a_foreign_socket_is_refused() {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;
    use tokio_tungstenite::tungstenite::{Error, http::HeaderValue};
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut request = format!("ws://{}{shop}/live", app.address).into_client_request().unwrap();
    request.headers_mut().insert("origin", HeaderValue::from_static("http://evil.example"));
    match tokio_tungstenite::connect_async(request).await {
        Err(Error::Http(response)) => assert_eq!(response.status().as_u16(), 403),
        other => panic!("{:?}", other.map(drop)),
    }
}

#[tokio::test]
async fn changes_come_as_json() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    for (method, path) in [
        (Method::POST, "/api/topologies".to_owned()),
        (Method::POST, format!("{shop}/edits")),
        (Method::PATCH, shop.clone()),
        (Method::PUT, format!("{shop}/topology.yaml")),
    ] {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            let answer = app.send_text(method.clone(), &path, kind, "{\"title\":\"x\"}").await;
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (415, "content-type"),
                "{method} {path} {kind}"
            );
        }
        let answer = app.send_text(method.clone(), &path, "application/json", "{").await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "not-json"), "{method} {path}");
    }
    let kind = "application/json; charset=utf-8";
    let answer = app.send_text(Method::POST, "/api/topologies", kind, "{\"title\":\"x\"}").await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let app = TestApp::start().await;
    let body = format!("{{\"yaml\":\"{}\"}}", "#".repeat(50 * 1024 * 1024));
    // Where the server closes the connection before it has read all, the client may see that instead of the answer.
    let request = app.request(Method::POST, "/api/topologies").header("content-type", "application/json").body(body);
    if let Ok(response) = request.send().await {
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
    let body = format!("{{\"yaml\":\"{}\"}}", "#".repeat(9 * 1024 * 1024));
    let answer = app.send_text(Method::POST, "/api/topologies", "application/json", body).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (413, "too-large"));
    assert!(answer.text().contains("8388608 bytes"), "the limit is named: {}", answer.text());
}

/// A body that was packed is never unpacked, so none can grow beyond the limit.
#[tokio::test]
async fn a_packed_body_is_not_unpacked() {
    let app = TestApp::start().await;
    // gzip of a body that would be taken, stored without being made smaller.
    let body = br#"{"title":"x"}"#;
    let mut crc = !0_u32;
    for byte in body {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    let length = u16::try_from(body.len()).unwrap();
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    packed.extend(length.to_le_bytes());
    packed.extend((!length).to_le_bytes());
    packed.extend(body);
    packed.extend((!crc).to_le_bytes());
    packed.extend(u32::from(length).to_le_bytes());
    let request = app.request(Method::POST, "/api/topologies").header("content-type", "application/json");
    let answer = app.send(request.header("content-encoding", "gzip").body(packed)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "not-json"), "{}", answer.text());
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_told_as_json() {
    let app = TestApp::start().await;
    let answer = app.get("/api/nothing").await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "no-such-address"));
    let answer = app.post("/api/health", json!({})).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "method"));
    let answer = app.post("/somewhere", json!({})).await;
    assert_eq!(answer.status.as_u16(), 405);
}

#[tokio::test]
async fn every_answer_tells_the_browser_to_be_careful() {
    let app = TestApp::start().await;
    for path in ["/", "/api/health", "/api/nothing"] {
        let answer = app.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("script-src 'self' 'unsafe-inline'"),
            "{path}"
        );
        assert!(policy.contains("'wasm-unsafe-eval'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
    }
}
