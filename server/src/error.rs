//! What a request is answered with when it can't be done.
//!
//! A variant is a status, a stable code, a sentence and, where there is one, a hint. What a person will see is worded here; what only the machine's owner can mend (the store, the product itself) says so.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use topology::Problem;
use utoipa::ToSchema;

use crate::live::{SubmitError, WorkError};
use crate::people::Role;
use crate::people::oidc::OidcError;
use crate::review::Blocker;
use crate::store::StoreError;

/// Why a request was not done.
#[derive(Debug)]
pub enum ApiError {
    /// There is nothing of this kind and name.
    NotFound {
        /// `topology`, `file` …
        what: &'static str,
        /// As asked.
        name: String,
    },
    /// No rule of this id: a sentence with the nearest one.
    NoRule(String),
    /// No such address.
    NoRoute(String),
    /// The address is right, the method is not.
    Method(String),
    /// The body is not JSON.
    NotJson(String),
    /// The body is JSON, but not what is expected here.
    Body(String),
    /// The body is not announced as JSON.
    ContentType(String),
    /// The body is larger than is read.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A part of the address can't be understood.
    Query(String),
    /// The request names another machine, or comes from another page.
    Foreign {
        /// `Host` or `Origin`.
        header: &'static str,
        /// What it said.
        value: String,
    },
    /// Edits or a document that don't fit.
    Refused(Vec<Problem>),
    /// A revision that is not there yet.
    Ahead(String),
    /// Synthesis while unwaived errors stand.
    Errors {
        /// The keys of the findings.
        keys: Vec<String>,
    },
    /// A bundle by which stored data would be lost.
    Lost {
        /// The nodes that hold them.
        nodes: Vec<String>,
        /// The revision whose bundle made them.
        since: i64,
    },
    /// A merge while something stands in the way.
    Blocked(Vec<Blocker>),
    /// No such environment or target.
    Unknown(String),
    /// Nobody is signed in, and it needs somebody who is.
    SignedOut,
    /// Name and password don't fit together, or there is no such account: nothing tells which.
    SignIn,
    /// The person's role is too small.
    Role {
        /// What it needs.
        needed: Role,
        /// What there is.
        held: Role,
    },
    /// A browser's cookie without a word on which page asks.
    Unproven,
    /// Too often in too short a time.
    TooMany {
        /// After how many seconds the next try makes sense.
        seconds: u64,
    },
    /// Accounts are asked for where there are none.
    NoAccounts,
    /// The person is a member nowhere.
    NoWorkspace,
    /// What is wanted is there already, or stands in the way.
    Conflict {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: &'static str,
    },
    /// Signing in with the identity provider did not work.
    Oidc(OidcError),
    /// It took too long.
    Timeout {
        /// The limit in seconds.
        seconds: u64,
    },
    /// The store failed.
    Store(StoreError),
    /// The program is at fault.
    Internal(String),
}

/// The body of every answer that is an error.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
    error: ErrorDetail,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
struct ErrorDetail {
    /// A word that stays the same, for programs.
    code: &'static str,
    /// What is wrong.
    message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Where it is wrong.
    #[schema(value_type = Vec<Object>)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Problem>,
    /// The findings that stand in the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<String>,
    /// The nodes whose stored data would be lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lost: Vec<String>,
    /// What keeps a proposal from being merged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blockers: Vec<Blocker>,
}

impl ApiError {
    fn parts(self) -> (StatusCode, ErrorDetail) {
        let detail = |code, message: String, hint: &str| ErrorDetail {
            code,
            message,
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
            problems: Vec::new(),
            findings: Vec::new(),
            lost: Vec::new(),
            blockers: Vec::new(),
        };
        match self {
            Self::NotFound { what, name } => {
                (StatusCode::NOT_FOUND, detail("not-found", format!("there is no {what} `{name}`"), ""))
            }
            Self::NoRule(message) => {
                (StatusCode::NOT_FOUND, detail("not-found", message, "/api/rules lists every rule"))
            }
            Self::NoRoute(path) => (
                StatusCode::NOT_FOUND,
                detail(
                    "no-such-address",
                    format!("there is nothing at {path}"),
                    "/api/openapi.json lists every address",
                ),
            ),
            Self::Method(method) => (
                StatusCode::METHOD_NOT_ALLOWED,
                detail("method", format!("{method} is not possible here"), "/api/openapi.json lists every method"),
            ),
            Self::NotJson(message) => {
                (StatusCode::BAD_REQUEST, detail("not-json", format!("the body is not JSON: {message}"), ""))
            }
            Self::Body(message) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                detail("body", format!("the body does not fit: {message}"), "/api/openapi.json says what is expected"),
            ),
            Self::ContentType(found) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                detail(
                    "content-type",
                    format!("expected Content-Type: application/json, found {found}"),
                    "send JSON and say so",
                ),
            ),
            Self::TooLarge { limit } => (
                StatusCode::PAYLOAD_TOO_LARGE,
                detail("too-large", format!("the body has more than {limit} bytes"), "send less at once"),
            ),
            Self::Query(message) => (StatusCode::BAD_REQUEST, detail("query", message, "")),
            Self::Foreign { header, value } => (
                StatusCode::FORBIDDEN,
                detail(
                    "foreign",
                    format!("the request's {header} is {value}, and only pages of this server may ask"),
                    "open the address that `groundplan serve` printed",
                ),
            ),
            Self::Refused(problems) => {
                let message =
                    problems.first().map_or_else(|| "it does not fit the document".to_owned(), ToString::to_string);
                (StatusCode::UNPROCESSABLE_ENTITY, ErrorDetail { problems, ..detail("refused", message, "") })
            }
            Self::Ahead(message) => (StatusCode::CONFLICT, detail("ahead", message, "load the topology again")),
            Self::Errors { keys } => {
                let message = format!("{} unwaived errors stand in the way of a bundle", keys.len());
                let hint = "fix them, or waive them with a reason";
                (StatusCode::CONFLICT, ErrorDetail { findings: keys, ..detail("errors", message, hint) })
            }
            Self::Lost { nodes, since } => {
                let named = nodes.join(", ");
                let message = format!("what is stored in {named} since revision {since} was taken away would be lost");
                let hint = "bring the nodes back, or rename them instead; where losing the data is meant, name them: destroy=NODE,NODE";
                (StatusCode::CONFLICT, ErrorDetail { lost: nodes, ..detail("lost", message, hint) })
            }
            Self::Blocked(blockers) => {
                let words: Vec<&str> = blockers.iter().map(|blocker| blocker.message.as_str()).collect();
                let message = format!("the proposal can't be merged: {}", words.join("; "));
                (
                    StatusCode::CONFLICT,
                    ErrorDetail { blockers, ..detail("blocked", message, "see what each blocker names") },
                )
            }
            Self::Unknown(message) => (StatusCode::NOT_FOUND, detail("unknown", message, "")),
            Self::SignedOut => (
                StatusCode::UNAUTHORIZED,
                detail(
                    "signed-out",
                    "nobody is signed in here".to_owned(),
                    "sign in at /sign-in, or send a token that has not expired",
                ),
            ),
            Self::SignIn => (
                StatusCode::UNAUTHORIZED,
                detail(
                    "sign-in",
                    "the name and the password don't fit together".to_owned(),
                    "check both, or ask an owner of your workspace",
                ),
            ),
            Self::Role { needed, held } => (
                StatusCode::FORBIDDEN,
                detail(
                    "role",
                    format!("this needs the role {needed}, and yours here is {held}"),
                    "ask an owner of the workspace",
                ),
            ),
            Self::Unproven => (
                StatusCode::FORBIDDEN,
                detail(
                    "csrf",
                    "the request comes with a cookie and does not say which page it comes from".to_owned(),
                    "a program sends a token instead: Authorization: Bearer TOKEN",
                ),
            ),
            Self::TooMany { seconds } => (
                StatusCode::TOO_MANY_REQUESTS,
                detail(
                    "too-many",
                    format!("too many requests: the next one is answered in {seconds} seconds"),
                    "wait, then try again",
                ),
            ),
            Self::NoAccounts => (
                StatusCode::CONFLICT,
                detail(
                    "no-accounts",
                    "nobody has an account on this server".to_owned(),
                    "make the first one: groundplan user add NAME",
                ),
            ),
            Self::NoWorkspace => (
                StatusCode::FORBIDDEN,
                detail(
                    "no-workspace",
                    "you are a member of no workspace".to_owned(),
                    "ask an owner of one to invite you",
                ),
            ),
            Self::Conflict { message, hint } => (StatusCode::CONFLICT, detail("conflict", message, hint)),
            Self::Oidc(error) => {
                let (status, hint) = match &error {
                    OidcError::Provider { .. } => (StatusCode::BAD_GATEWAY, "try again, or sign in with a password"),
                    OidcError::Stranger => (StatusCode::BAD_REQUEST, "begin again at /sign-in"),
                    OidcError::Refused(_) | OidcError::Unbelievable(_) => {
                        (StatusCode::UNAUTHORIZED, "begin again at /sign-in, or ask who looks after the provider")
                    }
                };
                (status, detail("identity-provider", error.to_string(), hint))
            }
            Self::Timeout { seconds } => (
                StatusCode::SERVICE_UNAVAILABLE,
                detail("timeout", format!("no answer within {seconds} seconds (the time limit)"), "try again"),
            ),
            Self::Store(error) => {
                let code = match &error {
                    StoreError::Locked => "store-locked",
                    StoreError::Full => "store-full",
                    StoreError::ReadOnly | StoreError::CannotOpen => "store-unwritable",
                    StoreError::Conflict => "store-conflict",
                    StoreError::Closed => "closed",
                    StoreError::Damaged(_) | StoreError::Newer | StoreError::Row { .. } => "store-unreadable",
                    StoreError::Other(_) => "store",
                };
                let status = match &error {
                    StoreError::Closed => StatusCode::CONFLICT,
                    StoreError::Full => StatusCode::INSUFFICIENT_STORAGE,
                    StoreError::Locked | StoreError::Conflict => StatusCode::SERVICE_UNAVAILABLE,
                    _ => StatusCode::INTERNAL_SERVER_ERROR,
                };
                let hint = error.hint();
                (status, detail(code, error.to_string(), hint))
            }
            Self::Internal(message) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                detail("internal", message, "this is a fault of Groundplan: please report it with what you did"),
            ),
        }
    }
}

impl ApiError {
    /// Status, message and hint, for a page.
    #[must_use]
    pub fn told(self) -> (StatusCode, String, Option<String>) {
        let (status, detail) = self.parts();
        (status, detail.message, detail.hint)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let wait = if let Self::TooMany { seconds } = &self { Some(*seconds) } else { None };
        let (status, error) = self.parts();
        let mut response = (status, Json(ErrorBody { error })).into_response();
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<OidcError> for ApiError {
    fn from(error: OidcError) -> Self {
        Self::Oidc(error)
    }
}

impl From<SubmitError> for ApiError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Refused(problems) => Self::Refused(problems),
            SubmitError::Ahead { .. } => Self::Ahead(error.to_string()),
            SubmitError::Store(error) => Self::Store(error),
            SubmitError::Gone => Self::NotFound { what: "topology", name: "(deleted)".to_owned() },
        }
    }
}

impl From<WorkError> for ApiError {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Document(problem) | WorkError::Synthesis(generators::Error::Document(problem)) => {
                Self::Refused(vec![problem])
            }
            WorkError::Synthesis(error @ generators::Error::Unknown { .. }) => Self::Unknown(error.to_string()),
            WorkError::Synthesis(error) => Self::Internal(error.to_string()),
            WorkError::Broken(message) => Self::Internal(message),
        }
    }
}
