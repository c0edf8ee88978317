//! What people say, tied to what it is about: whether that changed since, or is gone.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use topology::Document;
use topology::document::{Date, EdgeId, Id, Pointer};
use topology::edit::{Edit, get};
use utoipa::ToSchema;

use super::Standing;
use crate::error::ApiError;
use crate::live::Current;
use crate::store::review::{Comment, Thread};
use crate::store::{Store, StoreError};

/// What a thread is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum About {
    /// A node, by id.
    #[schema(value_type = String)]
    Node(Id),
    /// An edge, by id.
    #[schema(value_type = String)]
    Edge(EdgeId),
    /// A boundary, by id.
    #[schema(value_type = String)]
    Boundary(Id),
    /// A field, by its JSON Pointer.
    #[schema(value_type = String)]
    Field(Pointer),
    /// A finding, by its key.
    Finding(String),
    /// A line of a generated file.
    Line {
        /// The file's path in the bundle.
        path: String,
        /// The line's number, from 1.
        line: u32,
    },
    /// A place on the canvas, in pixels at 100 %.
    Point([i32; 2]),
    /// The proposal as a whole.
    Whole,
}

/// A thread as people see it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Said {
    /// Its number in the proposal.
    pub number: i64,
    /// What it is about.
    pub about: About,
    /// The revision of the head when it was begun.
    pub revision: i64,
    /// Whether what it is about says something else by now.
    pub outdated: bool,
    /// Whether what it is about is gone. The thread stays.
    pub gone: bool,
    /// Who settled it.
    pub resolved_by: Option<String>,
    /// Its comments, in order.
    pub comments: Vec<Remark>,
}

impl Said {
    /// Whether nobody waits for an answer any more.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.resolved_by.is_some()
    }
}

/// A comment as people see it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Remark {
    /// Its number in the thread.
    pub number: i64,
    /// Who wrote it, by id.
    pub author: String,
    /// Who wrote it, by name.
    pub author_name: String,
    /// When (RFC 3339).
    pub time: String,
    /// What it says.
    pub body: String,
    /// The edits that it suggests.
    #[schema(value_type = Option<Vec<Object>>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edits: Option<Vec<Edit>>,
    /// What these edits would change on the head as it is now; absent where they don't fit any more.
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<Vec<topology::edit::Change>>,
    /// Who took the suggestion over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_by: Option<String>,
    /// As which revision of the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_revision: Option<i64>,
}

/// Everything that was said about a proposal.
pub struct Talk {
    /// The threads, in order.
    pub threads: Vec<Said>,
}

/// Reads what was said about a proposal, and compares it with the head as it is now.
///
/// # Errors
/// [`ApiError`] of the store, or where the head can't be judged.
pub async fn discussion(store: &Store, standing: &Standing, today: Option<Date>) -> Result<Talk, ApiError> {
    let (topology, number) = (&standing.topology, standing.proposal.number);
    let threads = store.threads(topology, number).await?;
    let comments = store.comments(topology, number).await?;
    let mut said = Vec::new();
    for thread in threads {
        let remarks = comments.iter().filter(|comment| comment.thread == thread.number);
        let remarks = remarks.map(|comment| remark(comment, &standing.head.document)).collect::<Result<_, _>>()?;
        said.push(one(thread, remarks, &standing.head, today.clone()).await?);
    }
    Ok(Talk { threads: said })
}

async fn one(thread: Thread, comments: Vec<Remark>, head: &Current, today: Option<Date>) -> Result<Said, ApiError> {
    let about: About = serde_json::from_str(&thread.subject).map_err(unreadable)?;
    let then: Value = serde_json::from_str(&thread.value).map_err(unreadable)?;
    let now = value_at(head, &about, today).await?;
    let gone = now.is_null() && !then.is_null();
    let Thread { number, revision, resolved_by, .. } = thread;
    Ok(Said { number, about, revision, outdated: now != then, gone, resolved_by, comments })
}

/// What stands at what a thread is about; nothing where it is gone, or where nothing can change there.
///
/// # Errors
/// [`ApiError`] where the document can't be judged or synthesized.
pub async fn value_at(current: &Current, about: &About, today: Option<Date>) -> Result<Value, ApiError> {
    let at = |pointer: Pointer| get(&current.document, &pointer).unwrap_or_default();
    Ok(match about {
        About::Node(id) => at(Pointer::of(["nodes", id.as_str()])),
        About::Edge(id) => at(Pointer::of(["edges", id.as_str()])),
        About::Boundary(id) => at(Pointer::of(["boundaries", id.as_str()])),
        About::Field(pointer) => at(pointer.clone()),
        About::Finding(key) => {
            let report = current.report(today).await?;
            let found = report.findings.iter().find(|finding| finding.key == *key);
            found.map_or(Value::Null, |finding| json!(finding.message))
        }
        About::Line { path, line } => {
            let bundle = current.bundle(None).await?;
            let text = bundle.files.get(path).and_then(|file| file.text.lines().nth((*line as usize).checked_sub(1)?));
            text.map_or(Value::Null, |text| json!(text))
        }
        About::Point(_) | About::Whole => Value::Null,
    })
}

fn remark(comment: &Comment, head: &Document) -> Result<Remark, StoreError> {
    let edits: Option<Vec<Edit>> =
        comment.edits.as_deref().map(serde_json::from_str).transpose().map_err(unreadable)?;
    let preview = edits.as_ref().filter(|_| comment.applied_revision.is_none()).and_then(|edits| {
        let mut tried = head.clone();
        topology::edit::apply(&mut tried, &Edit::Batch { edits: edits.clone() }).ok().map(|commit| commit.changes)
    });
    Ok(Remark {
        number: comment.number,
        author: comment.author.clone(),
        author_name: comment.author_name.clone(),
        time: comment.time.clone(),
        body: comment.body.clone(),
        edits,
        preview,
        applied_by: comment.applied_by.clone(),
        applied_revision: comment.applied_revision,
    })
}

fn unreadable(error: serde_json::Error) -> StoreError {
    StoreError::Other(format!("a thread can't be read: {error}"))
}
