//! The routes about the bundle: words in its files, what changed in it, what the real tools say of it.

use serde_json::{Value, json};

use super::http::{ApiError, get, request};
use super::wire::{list, number, text, texts, written};

/// A line that holds what was looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The file's path.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
}

/// What was found in all files.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The lines.
    pub matches: Vec<Match>,
    /// Whether there are more.
    pub more: bool,
}

/// A file that differs from the last bundle that was taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct FileChange {
    /// Its path.
    pub path: String,
    /// `added`, `removed` or `changed`.
    pub became: String,
    /// Lines that came.
    pub added: usize,
    /// Lines that went.
    pub removed: usize,
}

/// What changed since the last bundle was taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// Revision and time (RFC 3339) of that bundle, if there was one.
    pub since: Option<(u64, String)>,
    /// The files that differ.
    pub files: Vec<FileChange>,
    /// What happens to what that bundle made.
    pub fates: Vec<Fate>,
}

/// What happens to a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// `safe`, `restarts`, `migrates` or `destroys-data`.
    pub effect: String,
    /// The node's id.
    pub node: String,
    /// Where: environments by name, the base as `base`.
    pub environments: Vec<String>,
    /// Why, and what to do.
    pub reasons: String,
}

impl Fate {
    /// Each as the server tells it; environments in which the same happens share one. The gravest first.
    fn list(answer: &Value) -> Vec<Self> {
        let one = |told: &Value| {
            let reasons = list(told, "changes", |change| Some(text(change, "reason"))).join("; ");
            let (effect, node) = (text(told, "effect"), text(told, "node"));
            Some(Self { effect, node, environments: vec![text(told, "environment")], reasons })
        };
        let mut all: Vec<Self> = Vec::new();
        for fate in list(answer, "transitions", one) {
            let same = |other: &&mut Self| {
                other.node == fate.node && other.effect == fate.effect && other.reasons == fate.reasons
            };
            match all.iter_mut().find(same) {
                Some(known) => known.environments.extend(fate.environments),
                None => all.push(fate),
            }
        }
        let grave = ["destroys-data", "migrates", "restarts"];
        all.sort_by_key(|fate| grave.iter().position(|word| *word == fate.effect).unwrap_or(grave.len()));
        all
    }
}

/// A line of a difference.
#[derive(Debug, Clone, PartialEq)]
pub struct DiffLine {
    /// `+`, `-`, a blank, or `@` where lines are left out.
    pub sign: String,
    /// Its number now, else before.
    pub number: Option<usize>,
    /// Its text.
    pub text: String,
    /// What it is about, such as `node:orders`.
    pub subjects: Vec<String>,
}

/// What one tool said.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What was checked.
    pub name: String,
    /// Tool and version.
    pub tool: String,
    /// `passed`, `failed` or `not-run`.
    pub verdict: String,
    /// What it printed, or why it did not run.
    pub said: String,
    /// How long it took, in milliseconds.
    pub took: u64,
}

/// How far the tools are.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The revision whose bundle is judged.
    pub revision: u64,
    /// `waiting`, `running`, `done`, `ended` or `failed`.
    pub phase: String,
    /// How many checks there are; 0 until that is known.
    pub total: usize,
    /// Those that have ended.
    pub checks: Vec<Checked>,
    /// What none of them says.
    pub unproven: Vec<String>,
    /// Why it failed or was ended.
    pub reason: String,
}

impl Progress {
    /// Whether more is to come.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        matches!(self.phase.as_str(), "waiting" | "running")
    }
}

fn count(value: &Value, key: &str) -> usize {
    usize::try_from(number(value, key)).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// A path of the bundle as part of an address.
fn address(path: &str) -> String {
    path.split('/').map(escaped).collect::<Vec<_>>().join("/")
}

fn query(pairs: &[(&str, Option<&str>)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().filter_map(|(key, value)| value.map(|value| format!("{key}={}", escaped(value)))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// The address of a file as plain text.
#[must_use]
pub fn raw(id: &str, path: &str, environment: Option<&str>) -> String {
    format!("/api/topologies/{id}/raw/{}{}", address(path), query(&[("environment", environment)]))
}

/// A file as plain text.
///
/// # Errors
/// As [`request`].
pub async fn whole(id: &str, path: &str, environment: Option<&str>) -> Result<String, ApiError> {
    request("GET", &raw(id, path, environment), None).await?.text().await
}

/// Looks for a text in all files.
///
/// # Errors
/// As [`get`].
pub async fn search(id: &str, wanted: &str, environment: Option<&str>) -> Result<Found, ApiError> {
    let query = query(&[("text", Some(wanted)), ("environment", environment)]);
    let answer = get(&format!("/api/topologies/{id}/search{query}")).await?;
    let line = |one: &Value| Some(Match { path: text(one, "path"), line: count(one, "line"), text: text(one, "text") });
    Ok(Found { matches: list(&answer, "matches", line), more: answer["more"] == true })
}

/// What changed since the last bundle was taken away.
///
/// # Errors
/// As [`get`].
pub async fn changes(id: &str, environment: Option<&str>) -> Result<Changes, ApiError> {
    let answer = get(&format!("/api/topologies/{id}/changes{}", query(&[("environment", environment)]))).await?;
    let since = &answer["since"];
    let file = |one: &Value| {
        Some(FileChange {
            path: text(one, "path"),
            became: text(one, "became"),
            added: count(one, "added"),
            removed: count(one, "removed"),
        })
    };
    Ok(Changes {
        since: since.is_object().then(|| (number(since, "revision"), text(since, "time"))),
        files: list(&answer, "files", file),
        fates: Fate::list(&answer),
    })
}

/// How one file changed.
///
/// # Errors
/// As [`get`].
pub async fn change(id: &str, path: &str, environment: Option<&str>) -> Result<Vec<DiffLine>, ApiError> {
    let url = format!("/api/topologies/{id}/changes/{}{}", address(path), query(&[("environment", environment)]));
    let answer = get(&url).await?;
    let line = |one: &Value| {
        let at = |key: &str| one[key].as_u64().and_then(|number| usize::try_from(number).ok());
        let number = at("new").or_else(|| at("old"));
        Some(DiffLine { sign: text(one, "sign"), number, text: text(one, "text"), subjects: texts(one, "subjects") })
    };
    Ok(list(&answer, "lines", line))
}

fn progress(value: &Value) -> Option<Progress> {
    let check = |one: &Value| {
        let said = [text(one, "reason"), text(one, "output")].concat();
        let tool = format!("{} {}", text(one, "tool"), text(one, "version"));
        Some(Checked {
            name: text(one, "name"),
            tool: tool.trim_end().to_owned(),
            verdict: text(one, "verdict"),
            said,
            took: number(one, "duration_ms"),
        })
    };
    value.is_object().then(|| Progress {
        revision: number(value, "revision"),
        phase: text(value, "phase"),
        total: count(value, "total"),
        checks: list(value, "checks", check),
        unproven: texts(value, "unproven"),
        reason: text(value, "reason"),
    })
}

/// How far the tools are; none where they were not asked yet.
///
/// # Errors
/// As [`get`].
pub async fn verification(id: &str) -> Result<Option<Progress>, ApiError> {
    Ok(progress(&get(&format!("/api/topologies/{id}/verification")).await?))
}

/// Has the tools run over the bundle.
///
/// # Errors
/// Code `errors` while errors stand, among others.
pub async fn verify(id: &str) -> Result<Option<Progress>, ApiError> {
    let body = written(&json!({}));
    let answer = request("POST", &format!("/api/topologies/{id}/verification"), Some(&body)).await?;
    Ok(progress(&answer.json().await?))
}

/// Ends the tools' run.
///
/// # Errors
/// As [`request`].
pub async fn cancel(id: &str) -> Result<(), ApiError> {
    request("DELETE", &format!("/api/topologies/{id}/verification"), Some("{}")).await.map(drop)
}
