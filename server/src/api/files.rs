//! The files of a bundle, to look at before it is taken away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use generators::file::{Class, File};
use serde::{Deserialize, Serialize};
use topology::document::Id;
use utoipa::{IntoParams, ToSchema};

use super::{Parameters, current, etag};
use crate::clock;
use crate::error::{ApiError, ErrorBody};
use crate::highlight::{Held, Token};
use crate::live::{self, aside};
use crate::state::State;

/// Which environment.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// One environment alone; all by default.
    environment: Option<String>,
}

impl Which {
    /// The environment's id.
    pub(super) fn environment(self) -> Result<Option<Id>, ApiError> {
        self.environment
            .map(|name| Id::parse(&name).map_err(|_| ApiError::Unknown(format!("there is no environment `{name}`"))))
            .transpose()
    }
}

/// The files of a bundle.
#[derive(Serialize, ToSchema)]
pub struct Files {
    /// The revision that they were made from.
    revision: i64,
    /// Set where unwaived errors keep the bundle from being taken away. The preview is shown all the same.
    refused: Option<Refused>,
    /// The files, by path.
    files: Vec<Item>,
}

/// Why the bundle is refused.
#[derive(Serialize, ToSchema)]
pub struct Refused {
    /// How many unwaived errors stand.
    errors: usize,
}

/// A file in the list.
#[derive(Serialize, ToSchema)]
pub struct Item {
    /// Its path, relative to the bundle.
    path: String,
    /// `generated` or `seeded`.
    #[schema(value_type = String)]
    class: Class,
    /// Its length in bytes.
    bytes: usize,
    /// Its length in lines.
    lines: usize,
    /// What it speaks of: `node:orders`, `edge:orders--payments` …
    subjects: BTreeSet<String>,
}

/// Lists the files of the bundle.
#[utoipa::path(get, path = "/api/topologies/{id}/files", tag = "bundle", params(("id" = String, Path), Which), responses(
    (status = 200, body = Files), (status = 304, description = "Not changed"), (status = 404, body = ErrorBody)))]
pub async fn list_files(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
    Parameters(which): Parameters<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let environment = which.environment()?;
    let current = current(&state, &id).await?;
    let today = clock::today();
    let tag = format!(
        "{}-{}-{}",
        current.revision,
        today.as_ref().map_or("", |day| day.as_str()),
        word(environment.as_ref())
    );
    etag::tagged(&headers, &tag, async {
        let keys = super::bundle::in_the_way(&current, environment.as_ref(), today.clone()).await?;
        let bundle = current.bundle(environment.clone()).await?;
        let item = |(path, file): (&String, &File)| Item {
            path: path.clone(),
            class: file.class,
            bytes: file.text.len(),
            lines: file.text.lines().count(),
            subjects: file.spans.iter().flat_map(|span| &span.subjects).filter_map(|word| subject(word)).collect(),
        };
        let files = bundle.files.iter().map(item).collect();
        let refused = (!keys.is_empty()).then_some(Refused { errors: keys.len() });
        Ok(Json(Files { revision: current.revision, refused, files }).into_response())
    })
    .await
}

/// Which lines of a file, in which environment.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// One environment alone; all by default.
    environment: Option<String>,
    /// The first line, from 1; the first of the file by default.
    from: Option<usize>,
    /// The last line; the last of the file by default.
    to: Option<usize>,
}

impl Part {
    /// The lines, from 0.
    fn range(&self) -> Range<usize> {
        self.from.unwrap_or(1).saturating_sub(1)..self.to.unwrap_or(usize::MAX)
    }
}

/// A file, ready to be shown, or some lines of it.
#[derive(Serialize, ToSchema)]
pub struct Preview {
    /// The revision that it was made from.
    revision: i64,
    /// Its path, relative to the bundle.
    path: String,
    /// How many lines it has.
    count: usize,
    /// How many characters its longest line has.
    width: usize,
    /// The first of the lines that follow, from 1.
    from: usize,
    /// The lines, each a list of `[class, text]`.
    #[schema(value_type = Vec<Vec<(String, String)>>)]
    lines: Vec<Vec<Token>>,
    /// Which of these lines speak of what.
    spans: Vec<Span>,
    /// All lines of the file that speak of something, as first and last: `node:orders`, `edge:orders--payments` …
    #[schema(value_type = BTreeMap<String, Vec<(u32, u32)>>)]
    subjects: BTreeMap<String, Vec<(u32, u32)>>,
}

/// Lines that speak of something.
#[derive(Serialize, ToSchema)]
pub struct Span {
    /// The first line, from 1.
    start_line: u32,
    /// The last line.
    end_line: u32,
    /// Of what: `node:orders`, `edge:orders--payments`, `environment:dev`, `topology`.
    subject: String,
    /// The place in the document whose value stands there, as a JSON Pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

/// Reads one file of the bundle or some lines of it, the words classified for highlighting.
#[utoipa::path(get, path = "/api/topologies/{id}/files/{*path}", tag = "bundle",
    params(("id" = String, Path), ("path" = String, Path, description = "The file's path in the bundle"), Part), responses(
    (status = 200, body = Preview), (status = 304, description = "Not changed"), (status = 404, body = ErrorBody)))]
pub async fn read_file(
    Shared(state): Shared<State>,
    Path((id, path)): Path<(String, String)>,
    Parameters(part): Parameters<Part>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let range = part.range();
    let environment = Which { environment: part.environment }.environment()?;
    let current = current(&state, &id).await?;
    let tag = format!("{}-{}", current.revision, word(environment.as_ref()));
    etag::tagged(&headers, &tag, async {
        let files = current.files(environment.clone(), &path).await?;
        let revision = current.revision;
        let name = format!("{id} {} {path}", word(environment.as_ref()));
        let shown = Arc::clone(&state.shown);
        let preview = aside(move || preview(&files, revision, path, &range, (&shown, &name))).await??;
        Ok::<_, ApiError>(Json(preview).into_response())
    })
    .await
}

/// Reads one file of the bundle as it is, as text.
#[utoipa::path(get, path = "/api/topologies/{id}/raw/{*path}", tag = "bundle",
    params(("id" = String, Path), ("path" = String, Path, description = "The file's path in the bundle"), Which), responses(
    (status = 200, description = "The file", body = String, content_type = "text/plain"),
    (status = 304, description = "Not changed"), (status = 404, body = ErrorBody)))]
pub async fn read_raw(
    Shared(state): Shared<State>,
    Path((id, path)): Path<(String, String)>,
    Parameters(which): Parameters<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let environment = which.environment()?;
    let current = current(&state, &id).await?;
    let tag = format!("{}-{}", current.revision, word(environment.as_ref()));
    etag::tagged(&headers, &tag, async {
        let files = current.files(environment.clone(), &path).await?;
        let missing = || ApiError::NotFound { what: "file", name: path.clone() };
        let text = files.get(&path).map(|file| file.text.clone()).ok_or_else(missing)?;
        // Always plain text: a file of the bundle is read here, never run.
        Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
    })
    .await
}

fn preview(
    files: &live::Files,
    revision: i64,
    path: String,
    range: &Range<usize>,
    (shown, name): (&Held, &str),
) -> Result<Preview, ApiError> {
    // The bundle is a list of names, not a folder: a path that climbs out of it names nothing.
    let Some(file) = files.get(&path) else { return Err(ApiError::NotFound { what: "file", name: path }) };
    let span = |span: &generators::file::Span, word: &String| {
        Some(Span {
            start_line: span.start_line,
            end_line: span.end_line,
            subject: subject(word)?,
            place: word.starts_with('/').then(|| word.clone()),
        })
    };
    let meets = |span: &&generators::file::Span| {
        let (start, end) = (span.start_line as usize, span.end_line as usize);
        start <= range.end && end > range.start
    };
    let spans = file.spans.iter().filter(meets).flat_map(|s| s.subjects.iter().filter_map(move |word| span(s, word)));
    Ok(Preview {
        revision,
        count: file.text.lines().count(),
        width: file.text.lines().map(|line| line.chars().count()).max().unwrap_or_default(),
        from: range.start + 1,
        lines: shown.lines(name, &path, &file.text, range.clone()),
        spans: spans.collect(),
        subjects: stretches(&file.spans),
        path,
    })
}

/// The lines of each subject, in order, each line once.
fn stretches(spans: &[generators::file::Span]) -> BTreeMap<String, Vec<(u32, u32)>> {
    let mut all: BTreeMap<String, BTreeSet<(u32, u32)>> = BTreeMap::new();
    for span in spans {
        for subject in span.subjects.iter().filter_map(|word| subject(word)) {
            all.entry(subject).or_default().insert((span.start_line, span.end_line));
        }
    }
    let joined = |stretches: BTreeSet<(u32, u32)>| {
        stretches.into_iter().fold(Vec::<(u32, u32)>::new(), |mut joined, (start, end)| {
            match joined.last_mut().filter(|last| start <= last.1.saturating_add(1)) {
                Some(last) => last.1 = last.1.max(end),
                None => joined.push((start, end)),
            }
            joined
        })
    };
    all.into_iter().map(|(subject, stretches)| (subject, joined(stretches))).collect()
}

fn word(environment: Option<&Id>) -> &str {
    environment.map_or("all", Id::as_str)
}

/// A span's word as what people select: `/nodes/orders/image` is about `node:orders`.
pub(super) fn subject(word: &str) -> Option<String> {
    let Some(place) = word.strip_prefix('/') else { return Some(word.to_owned()) };
    let mut segments = place.split('/');
    let kind = match segments.next()? {
        "nodes" => "node",
        "edges" => "edge",
        "boundaries" => "boundary",
        // An override is about what it overrides.
        "environments" => match (segments.next()?, segments.next(), segments.next()) {
            (_, Some("nodes"), Some(id)) => return Some(format!("node:{id}")),
            (_, Some("edges"), Some(id)) => return Some(format!("edge:{id}")),
            (environment, ..) => return Some(format!("environment:{environment}")),
        },
        _ => return Some("topology".to_owned()),
    };
    segments.next().map(|id| format!("{kind}:{id}"))
}

#[cfg(test)]
mod tests {
    use super::{stretches, subject};
    use generators::file::Span;

    #[test]
    fn lines_of_one_subject_that_touch_are_one_stretch() {
        let spans = [
            Span::new(1, 9, "topology"),
            Span::new(7, 8, "node:a"),
            Span::new(2, 3, "node:a /nodes/a/image"),
            Span::new(4, 4, "node:a"),
        ];
        let found = stretches(&spans);
        assert_eq!(found["node:a"], [(2, 4), (7, 8)]);
        assert_eq!(found["topology"], [(1, 9)]);
    }

    #[test]
    fn places_are_about_what_people_select() {
        for (word, expected) in [
            ("node:orders", "node:orders"),
            ("/nodes/orders/replicas/min", "node:orders"),
            ("/edges/a--b/timeout_ms", "edge:a--b"),
            ("/environments/prod/nodes/orders/image", "node:orders"),
            ("/environments/prod/settings/domain", "environment:prod"),
            ("/conventions/registry", "topology"),
        ] {
            assert_eq!(subject(word).as_deref(), Some(expected), "{word}");
        }
    }
}
