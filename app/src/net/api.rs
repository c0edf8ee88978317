//! The routes that the editor uses, with the shapes of their answers.

use serde_json::{Value, json};
use topology::Document;
use topology::collections::BTreeMap;
use topology::finding::Summary;

use super::http::{ApiError, get, request};
use crate::canvas::geometry::Point;

use super::wire::{list, number, summary, text, texts, whole, words, written};

/// A topology in the list.
#[derive(Debug, Clone, PartialEq)]
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
    /// How it looks from afar.
    pub sketch: Option<Sketch>,
}

/// A topology drawn small, as paths of SVG.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    /// Width and height, in its own units.
    pub size: (u64, u64),
    /// The lines, below the cards.
    pub lines: String,
    /// The cards, by the word of their kind.
    pub cards: BTreeMap<String, String>,
}

/// An example that comes with the product.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The word that creates it.
    pub name: String,
    /// What people read.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// How it looks from afar.
    pub sketch: Option<Sketch>,
}

/// A topology as the server has it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its id on the server.
    pub id: String,
    /// Its revision.
    pub revision: u64,
    /// The document.
    pub document: Document,
}

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Its path in the bundle.
    pub path: String,
    /// What its lines come from, such as `node:orders`.
    pub subjects: Vec<String>,
}

/// The files of the bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct Files {
    /// The revision they were made from.
    pub revision: u64,
    /// By path.
    pub files: Vec<Listing>,
}

/// Lines of a file that come from one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The first line, from 1.
    pub start_line: usize,
    /// The last line, included.
    pub end_line: usize,
    /// Such as `node:orders`.
    pub subject: String,
}

/// Some lines of a file, in words that carry their class, and what is known of all its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The file's path in the bundle.
    pub path: String,
    /// How many lines the file has.
    pub count: usize,
    /// How many characters its longest line has.
    pub width: usize,
    /// The number of the first line that is here, from 1.
    pub from: usize,
    /// Each line as pairs of class and text.
    pub lines: Vec<Vec<(String, String)>>,
    /// Which of these lines come from what.
    pub spans: Vec<Span>,
    /// All lines of the file that come from a subject, as first and last.
    pub subjects: BTreeMap<String, Vec<(usize, usize)>>,
}

fn entries<T>(answer: &Value, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    answer.as_array().map(|all| all.iter().filter_map(read).collect()).unwrap_or_default()
}

/// The name of the account that is signed in; none on a server without accounts, and with a share link.
///
/// # Errors
/// As [`get`].
pub async fn account() -> Result<Option<String>, ApiError> {
    let me = get("/api/me").await?;
    Ok((me["account"] == true).then(|| text(&me, "name")))
}

/// The topologies on the server.
///
/// # Errors
/// As [`get`].
pub async fn topologies() -> Result<Vec<Listed>, ApiError> {
    let answer = get("/api/topologies").await?;
    Ok(entries(&answer, |value| {
        Some(Listed {
            id: value["id"].as_str()?.to_owned(),
            title: text(value, "title"),
            revision: number(value, "revision"),
            updated: text(value, "updated"),
            nodes: number(value, "nodes"),
            edges: number(value, "edges"),
            summary: summary(&value["summary"]),
            sketch: sketch(&value["sketch"]),
        })
    }))
}

/// The examples.
///
/// # Errors
/// As [`get`].
pub async fn examples() -> Result<Vec<Example>, ApiError> {
    let answer = get("/api/examples").await?;
    Ok(entries(&answer, |value| {
        Some(Example {
            name: value["name"].as_str()?.to_owned(),
            title: text(value, "title"),
            description: text(value, "description"),
            sketch: sketch(&value["sketch"]),
        })
    }))
}

fn sketch(value: &Value) -> Option<Sketch> {
    let cards = words(value, "cards")?;
    Some(Sketch { size: (number(value, "width"), number(value, "height")), lines: text(value, "lines"), cards })
}

/// The document of an example, as the server writes it.
///
/// # Errors
/// As [`get`].
pub async fn example(name: &str) -> Result<Value, ApiError> {
    get(&format!("/api/examples/{name}")).await
}

/// One topology.
///
/// # Errors
/// As [`get`].
pub async fn open(id: &str) -> Result<Opened, ApiError> {
    let mut answer = get(&format!("/api/topologies/{id}")).await?;
    let document = topology::json::read(answer["document"].take()).map_err(|error| ApiError::unreadable(&error))?;
    Ok(Opened { id: text(&answer, "id"), revision: number(&answer, "revision"), document })
}

/// Makes a topology from a title, a YAML text or an example; its id.
///
/// # Errors
/// The problems of the input among others.
pub async fn create(from: &Value) -> Result<String, ApiError> {
    let created = request("POST", "/api/topologies", Some(&written(from))).await?.json().await?;
    Ok(text(&created, "id"))
}

/// What files became, before anybody took it over.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// As a file.
    pub yaml: String,
    /// As it is edited.
    pub document: Value,
    /// How many nodes it has.
    pub nodes: usize,
    /// How many edges it has.
    pub edges: usize,
    /// What is to be known about it.
    pub notes: Vec<Remark>,
}

/// A line of the report of an import.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// `guessed`, `secret`, `kept`, `left-out` or `notice`.
    pub sort: String,
    /// File, line and column; empty where it is about all of them.
    pub place: String,
    /// What was found, and what became of it.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Has files drawn that describe a system, each with its path. Nothing is stored.
///
/// # Errors
/// The problems of the files among others.
pub async fn import(files: &[(String, String)]) -> Result<Drawn, ApiError> {
    let files: Vec<Value> = files.iter().map(|(path, text)| json!({ "path": path, "text": text })).collect();
    let body = written(&json!({ "files": files }));
    let mut answer = request("POST", "/api/import", Some(&body)).await?.json().await?;
    let size = |answer: &Value, key: &str| usize::try_from(number(answer, key)).unwrap_or_default();
    let place = |note: &Value| match (text(note, "file"), number(note, "line")) {
        (file, 0) => file,
        (file, line) => format!("{file}:{line}"),
    };
    Ok(Drawn {
        yaml: text(&answer, "yaml"),
        nodes: size(&answer, "nodes"),
        edges: size(&answer, "edges"),
        notes: list(&answer, "notes", |note| {
            Some(Remark {
                sort: text(note, "sort"),
                place: place(note),
                message: text(note, "message"),
                hint: note["hint"].as_str().map(ToOwned::to_owned),
            })
        }),
        document: answer["document"].take(),
    })
}

/// Gives a topology another title.
///
/// # Errors
/// As [`request`].
pub async fn retitle(id: &str, title: &str) -> Result<(), ApiError> {
    request("PATCH", &format!("/api/topologies/{id}"), Some(&written(&json!({ "title": title })))).await.map(drop)
}

/// Deletes a topology.
///
/// # Errors
/// As [`request`].
pub async fn delete(id: &str) -> Result<(), ApiError> {
    // A body, though empty, makes the browser ask the server before another site may send this.
    request("DELETE", &format!("/api/topologies/{id}"), Some("{}")).await.map(drop)
}

/// The page of a rule, as Markdown.
///
/// # Errors
/// As [`get`].
pub async fn rule_page(rule: &str) -> Result<String, ApiError> {
    let rule: String = js_sys::encode_uri_component(rule).into();
    let answer = get(&format!("/api/rules/{rule}")).await?;
    answer["page"].as_str().map(ToOwned::to_owned).ok_or_else(|| ApiError::unreadable("the rule has no page"))
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
    let answer = get(&with_environment(format!("/api/topologies/{id}/files"), environment)).await?;
    Ok(Files {
        revision: number(&answer, "revision"),
        files: list(&answer, "files", |file| {
            Some(Listing { path: file["path"].as_str()?.to_owned(), subjects: texts(file, "subjects") })
        }),
    })
}

/// The lines of one file of a topology's bundle that lie between two numbers, both included.
///
/// # Errors
/// As [`get`].
pub async fn file(
    id: &str,
    path: &str,
    environment: Option<&str>,
    (from, to): (usize, usize),
) -> Result<Source, ApiError> {
    let parts: Vec<String> = path.split('/').map(|part| js_sys::encode_uri_component(part).into()).collect();
    let url = format!("/api/topologies/{id}/files/{}?from={from}&to={to}", parts.join("/"));
    let answer =
        get(&environment.map_or(url.clone(), |environment| format!("{url}&environment={environment}"))).await?;
    let word = |word: &Value| Some((word[0].as_str()?.to_owned(), word[1].as_str()?.to_owned()));
    let line = |line: &Value| line.as_array()?.iter().map(word).collect::<Option<Vec<_>>>();
    let place = |value: &Value| value.as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or_default();
    let stretches = |all: &Value| {
        all.as_array().into_iter().flatten().map(|stretch| (place(&stretch[0]), place(&stretch[1]))).collect()
    };
    let subjects = answer["subjects"].as_object().into_iter().flatten();
    Ok(Source {
        path: path.to_owned(),
        count: place(&answer["count"]),
        width: place(&answer["width"]),
        from,
        lines: whole(&answer, "lines", line)
            .ok_or_else(|| ApiError::unreadable("a line of the file is of another shape"))?,
        spans: list(&answer, "spans", |span| {
            Some(Span {
                start_line: place(&span["start_line"]),
                end_line: place(&span["end_line"]),
                subject: text(span, "subject"),
            })
        }),
        subjects: subjects.map(|(subject, all)| (subject.clone(), stretches(all))).collect(),
    })
}

fn with_environment(url: String, environment: Option<&str>) -> String {
    match environment {
        Some(environment) => format!("{url}?environment={environment}"),
        None => url,
    }
}

/// Where nodes stand well: all of them, or only some.
///
/// # Errors
/// As [`get`].
pub async fn layout(id: &str, only: &[String]) -> Result<Vec<(String, Point)>, ApiError> {
    let query = if only.is_empty() { String::new() } else { format!("?only={}", only.join(",")) };
    let answer = get(&format!("/api/topologies/{id}/layout{query}")).await?;
    let place = |at: &Value| Some(Point::new(at[0].as_f64()?, at[1].as_f64()?));
    let places = answer["layout"].as_object().into_iter().flatten();
    Ok(places.filter_map(|(id, at)| Some((id.clone(), place(at)?))).collect())
}

/// The zip of a topology's bundle. The data of the nodes in `given_up` may be lost.
///
/// # Errors
/// Code `errors` while errors stand, `lost` where the data of other nodes would be lost, among others.
pub async fn bundle(id: &str, given_up: &[String]) -> Result<web_sys::Blob, ApiError> {
    let query = if given_up.is_empty() { String::new() } else { format!("?destroy={}", given_up.join(",")) };
    request("GET", &format!("/api/topologies/{id}/bundle.zip{query}"), None).await?.blob().await
}
