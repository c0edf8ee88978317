//! Cookies of this server.

use axum::http::{HeaderMap, HeaderValue, header};

use super::Site;

/// What a cookie holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A session.
    Session,
    /// A share link that was followed.
    Share,
    /// A way to an identity provider that has begun.
    Journey,
}

/// A cookie's name. Browsers give cookies to every port of a host, so the name tells servers on one machine apart; over TLS its beginning binds it to this very host.
fn name(site: &Site, kind: Kind) -> String {
    let word = match kind {
        Kind::Session => "session",
        Kind::Share => "share",
        Kind::Journey => "journey",
    };
    if site.is_secure() {
        format!("__Host-groundplan-{word}")
    } else {
        format!("groundplan-{word}-{}", site.listen.port())
    }
}

/// The value that a request brings.
#[must_use]
pub fn read(headers: &HeaderMap, site: &Site, kind: Kind) -> Option<String> {
    let name = name(site, kind);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Lets the browser keep a value, out of reach of scripts and of other sites' requests.
#[must_use]
pub fn keep(site: &Site, kind: Kind, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", name(site, kind));
    HeaderValue::from_str(&text).ok()
}

/// Lets the browser forget it.
#[must_use]
pub fn forget(site: &Site, kind: Kind) -> Option<HeaderValue> {
    keep(site, kind, "", 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(public: Option<&str>) -> Site {
        Site { listen: "127.0.0.1:4000".parse().unwrap(), public: public.map(|text| text.parse().unwrap()) }
    }

    #[test]
    fn a_cookie_is_out_of_reach() {
        let plain = keep(&site(None), Kind::Session, "x", 60).unwrap();
        assert_eq!(plain, "groundplan-session-4000=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
        let secure = keep(&site(Some("https://plans.example.org")), Kind::Session, "x", 60).unwrap();
        assert_eq!(secure, "__Host-groundplan-session=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
        assert!(forget(&site(None), Kind::Share).unwrap().to_str().unwrap().contains("Max-Age=0"));
    }

    #[test]
    fn a_request_brings_it_back() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("other=1; groundplan-session-4000=abc"));
        assert_eq!(read(&headers, &site(None), Kind::Session).as_deref(), Some("abc"));
        assert_eq!(read(&headers, &site(None), Kind::Share), None);
        assert_eq!(read(&headers, &site(Some("https://plans.example.org")), Kind::Session), None);
    }
}
