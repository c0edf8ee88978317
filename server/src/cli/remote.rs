//! A topology on a server in the place of a file: `https://HOST/t/ID`, as the browser shows it.

use std::env;
use std::path::Path;
use std::time::Duration;

use openidconnect::url::Url;
use serde_json::{Value, json};
use topology::yaml::limits;
use ureq::http::{Request, header};

use super::Failure;
use crate::fetch::agent;

/// Where the token is read from: an argument would be shown by the list of processes.
const TOKEN: &str = "GROUNDPLAN_TOKEN";
/// How long a server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A topology as a server had it.
pub struct Remote {
    /// Its canonical form.
    pub text: String,
    /// Its revision, as the server tagged it.
    pub tag: String,
}

/// Whether a file's name is an address.
pub fn is_remote(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.starts_with("https://") || text.starts_with("http://"))
}

/// Reads a topology from a server.
pub fn read(path: &Path) -> Result<Remote, Failure> {
    let (status, tag, text) = ask(path, "GET", None, None)?;
    if status == 200 { Ok(Remote { text, tag }) } else { Err(refused(path, status, &text)) }
}

/// Puts a topology in the place of what a server has, as one edit that can be undone; refused where the server has another revision by now.
pub fn write(path: &Path, text: &str, tag: &str) -> Result<(), Failure> {
    let (status, _, answer) = ask(path, "PUT", Some(tag), Some(&json!({ "yaml": text }).to_string()))?;
    if status == 200 { Ok(()) } else { Err(refused(path, status, &answer)) }
}

fn ask(path: &Path, method: &str, tag: Option<&str>, body: Option<&str>) -> Result<(u16, String, String), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure(format!("{}: {error}", path.display()));
    let token = env::var(TOKEN).ok().filter(|token| !token.is_empty());
    let url = address(&path.to_string_lossy(), token.is_some()).map_err(|message| failed(&message))?;
    let mut request = Request::builder().method(method).uri(url.as_str());
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some(tag) = tag {
        request = request.header(header::IF_MATCH, tag);
    }
    let agent = agent(TIMEOUT);
    let answer = match body {
        Some(body) => {
            let request = request.header(header::CONTENT_TYPE, "application/json").body(body.to_owned());
            agent.run(request.map_err(|error| failed(&error))?)
        }
        None => agent.run(request.body(()).map_err(|error| failed(&error))?),
    };
    let mut answer = answer.map_err(|error| failed(&format!("the server can't be asked: {error}")))?;
    let tag = answer.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned();
    let text = answer.body_mut().with_config().limit(limits::SIZE as u64).read_to_string();
    Ok((answer.status().as_u16(), tag, text.map_err(|error| failed(&error))?))
}

/// The public key of a server, as PEM. One that came over a way that others can change would vouch for anybody.
pub fn signing_key(server: &str) -> Result<String, Failure> {
    let failed = |message: &dyn std::fmt::Display| Failure(format!("{server}: {message}"));
    let mut url = Url::parse(server)
        .map_err(|error| failed(&format!("{error}; expected the address of a server: https://HOST")))?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here(&url)) {
        return Err(failed(&"the way there is not encrypted, and the key could be another's: use https://"));
    }
    url.set_path("/api/signing-key");
    url.set_query(None);
    url.set_fragment(None);
    let answer = agent(TIMEOUT).get(url.as_str()).call();
    let mut answer = answer.map_err(|error| failed(&format!("the server can't be asked: {error}")))?;
    let text = answer.body_mut().with_config().limit(1 << 16).read_to_string().map_err(|error| failed(&error))?;
    let said: Value = serde_json::from_str(&text).unwrap_or_default();
    let key = said["pem"].as_str().map(str::to_owned);
    key.ok_or_else(|| failed(&"it has no key to check bundles with: expected a Groundplan of this version or later"))
}

fn is_here(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// The address in the API of a topology's address in the browser.
fn address(text: &str, secret: bool) -> Result<Url, String> {
    let expected = "expected an address such as https://HOST/t/ID";
    let mut url = Url::parse(text).map_err(|error| format!("{error}; {expected}"))?;
    let parts: Vec<&str> = url.path().trim_matches('/').split('/').collect();
    let (["t", id] | ["api", "topologies", id]) = parts.as_slice() else { return Err(expected.to_owned()) };
    let path = format!("/api/topologies/{id}/topology.yaml");
    if secret && url.scheme() != "https" && !is_here(&url) {
        return Err(format!("the way there is not encrypted, and {TOKEN} could be read on it: use https://"));
    }
    url.set_path(&path);
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

fn refused(path: &Path, status: u16, answer: &str) -> Failure {
    let said: Value = serde_json::from_str(answer).unwrap_or_default();
    let error = &said["error"];
    let message = error["message"].as_str().map_or_else(|| format!("the server answered {status}"), str::to_owned);
    let hint = match status {
        401 => Some(format!("make a token on the account's page and set {TOKEN}")),
        _ => error["hint"].as_str().map(str::to_owned),
    };
    let hint = hint.map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
    Failure(format!("{}: {message}{hint}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_in_the_browser_leads_to_the_file() {
        let at = |text| address(text, true).map(String::from);
        let file = "https://plans.example.org/api/topologies/0a/topology.yaml";
        for text in [
            "https://plans.example.org/t/0a",
            "https://plans.example.org/t/0a/?node=orders#x",
            "https://plans.example.org/api/topologies/0a",
        ] {
            assert_eq!(at(text).as_deref(), Ok(file), "{text}");
        }
        for text in ["https://plans.example.org/", "https://plans.example.org/rules/x", "https://"] {
            assert!(at(text).is_err(), "{text}");
        }
        assert!(at("http://plans.example.org/t/0a").unwrap_err().contains("GROUNDPLAN_TOKEN"));
        assert!(address("http://plans.example.org/t/0a", false).is_ok());
        assert!(at("http://localhost:4000/t/0a").is_ok());
        assert!(is_remote(Path::new("https://a.example/t/0")) && !is_remote(Path::new("a/https:/x.yaml")));
    }
}
