//! The routes that the editor uses, with the shapes of their answers.

use serde::Deserialize;
use serde_json::{Value, json};
use topology::Document;
use topology::finding::Summary;

use super::http::{ApiError, get, request};

/// A topology in the list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Listed {
    /// Its id on the server.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Its last revision.
    pub revision: u64,
    /// When it was last changed, RFC 3339.
    pub updated: String,
    /// How many nodes it has.
    pub nodes: u64,
    /// How many edges it has.
    pub edges: u64,
    /// Its findings by severity.
    pub summary: Summary,
}

/// An example that comes with the product.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Example {
    /// The word that creates it.
    pub name: String,
    /// What people read.
    pub title: String,
    /// What it shows.
    pub description: String,
}

/// A topology as the server has it.
#[derive(Debug, Clone, Deserialize)]
pub struct Opened {
    /// Its id on the server.
    pub id: String,
    /// Its revision.
    pub revision: u64,
    /// The document.
    pub document: Document,
}

#[derive(Deserialize)]
struct Created {
    id: String,
}

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Listing {
    /// Its path in the bundle.
    pub path: String,
    /// How many lines it has.
    #[serde(default)]
    pub lines: u64,
    /// What its lines come from, such as `node:orders`.
    #[serde(default)]
    pub subjects: Vec<String>,
}

/// The files of the bundle.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Files {
    /// The revision they were made from.
    pub revision: u64,
    /// Set while errors keep the bundle closed.
    #[serde(default)]
    pub refused: Option<Value>,
    /// By path.
    pub files: Vec<Listing>,
}

/// Lines of a file that come from one subject.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Span {
    /// The first line, from 1.
    pub start_line: usize,
    /// The last line, included.
    pub end_line: usize,
    /// Such as `node:orders`.
    pub subject: String,
}

/// One file, in words that carry their class.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Source {
    /// The revision it was made from.
    pub revision: u64,
    /// Its path in the bundle.
    pub path: String,
    /// Each line as pairs of class and text.
    pub lines: Vec<Vec<(String, String)>>,
    /// Which lines come from what.
    #[serde(default)]
    pub spans: Vec<Span>,
}

/// The topologies on the server.
///
/// # Errors
/// As [`get`].
pub async fn topologies() -> Result<Vec<Listed>, ApiError> {
    get("/api/topologies").await
}

/// The examples.
///
/// # Errors
/// As [`get`].
pub async fn examples() -> Result<Vec<Example>, ApiError> {
    get("/api/examples").await
}

/// One topology.
///
/// # Errors
/// As [`get`].
pub async fn open(id: &str) -> Result<Opened, ApiError> {
    get(&format!("/api/topologies/{id}")).await
}

/// Makes a topology from a title, a YAML text or an example; its id.
///
/// # Errors
/// The problems of the input among others.
pub async fn create(from: &Value) -> Result<String, ApiError> {
    let created: Created = request("POST", "/api/topologies", Some(&from.to_string())).await?.json().await?;
    Ok(created.id)
}

/// Gives a topology another title.
///
/// # Errors
/// As [`request`].
pub async fn retitle(id: &str, title: &str) -> Result<(), ApiError> {
    request("PATCH", &format!("/api/topologies/{id}"), Some(&json!({ "title": title }).to_string())).await.map(drop)
}

/// Deletes a topology.
///
/// # Errors
/// As [`request`].
pub async fn delete(id: &str) -> Result<(), ApiError> {
    // A body, though empty, makes the browser ask the server before another site may send this.
    request("DELETE", &format!("/api/topologies/{id}"), Some("{}")).await.map(drop)
}

/// The JSON Schema of the document.
///
/// # Errors
/// As [`get`].
pub async fn schema() -> Result<Value, ApiError> {
    get("/api/schema").await
}

/// The files of a topology's bundle.
///
/// # Errors
/// As [`get`].
pub async fn files(id: &str, environment: Option<&str>) -> Result<Files, ApiError> {
    get(&with_environment(format!("/api/topologies/{id}/files"), environment)).await
}

/// One file of a topology's bundle.
///
/// # Errors
/// As [`get`].
pub async fn file(id: &str, path: &str, environment: Option<&str>) -> Result<Source, ApiError> {
    let path: Vec<String> = path.split('/').map(|part| js_sys::encode_uri_component(part).into()).collect();
    get(&with_environment(format!("/api/topologies/{id}/files/{}", path.join("/")), environment)).await
}

fn with_environment(url: String, environment: Option<&str>) -> String {
    match environment {
        Some(environment) => format!("{url}?environment={environment}"),
        None => url,
    }
}

/// The zip of a topology's bundle.
///
/// # Errors
/// Code `errors` while errors stand, among others.
pub async fn bundle(id: &str) -> Result<web_sys::Blob, ApiError> {
    request("GET", &format!("/api/topologies/{id}/bundle.zip"), None).await?.blob().await
}
