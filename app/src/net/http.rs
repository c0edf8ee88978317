//! Requests and answers, and errors a person can read.

use serde_json::Value;
use topology::Problem;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::wire;

/// Why a request did not do what it should.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError {
    /// A stable word, such as `not-found`.
    pub code: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where in the input, if the input is at fault.
    pub problems: Vec<Problem>,
    /// The nodes whose stored data would be lost.
    pub lost: Vec<String>,
}

impl ApiError {
    fn offline() -> Self {
        Self {
            code: "offline".into(),
            message: "The server does not answer.".into(),
            hint: Some("Is `groundplan serve` still running?".into()),
            problems: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// That an answer is not what was expected.
    #[must_use]
    pub fn unreadable(why: &str) -> Self {
        Self {
            code: "unreadable-answer".into(),
            message: format!("The server's answer can't be read: {why}."),
            hint: Some("The page and the server may be of two versions: reload.".into()),
            problems: Vec::new(),
            lost: Vec::new(),
        }
    }

    fn read(body: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(body).ok()?;
        let error = value.get("error")?;
        Some(Self {
            code: wire::text(error, "code"),
            message: error["message"].as_str()?.to_owned(),
            hint: error["hint"].as_str().map(ToOwned::to_owned),
            problems: wire::list(error, "problems", wire::problem),
            lost: wire::texts(error, "lost"),
        })
    }

    /// Message and hint in one.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{} {hint}", self.message),
            None => self.message.clone(),
        }
    }
}

/// An answer that is no error.
#[derive(Debug)]
pub struct Answer {
    response: web_sys::Response,
}

impl Answer {
    /// The body as text.
    ///
    /// # Errors
    /// Where the connection broke.
    pub async fn text(&self) -> Result<String, ApiError> {
        let promise = self.response.text().map_err(|_| ApiError::offline())?;
        JsFuture::from(promise).await.ok().and_then(|text| text.as_string()).ok_or_else(ApiError::offline)
    }

    /// The body as bytes for a file.
    ///
    /// # Errors
    /// Where the connection broke.
    pub async fn blob(&self) -> Result<web_sys::Blob, ApiError> {
        let promise = self.response.blob().map_err(|_| ApiError::offline())?;
        JsFuture::from(promise).await.ok().and_then(|blob| blob.dyn_into().ok()).ok_or_else(ApiError::offline)
    }

    /// The body read as JSON.
    ///
    /// # Errors
    /// Where the connection broke or the body is no JSON.
    pub async fn json(&self) -> Result<Value, ApiError> {
        serde_json::from_str(&self.text().await?).map_err(|error| ApiError::unreadable(&error.to_string()))
    }
}

/// The status of an answer to somebody who is not signed in.
const SIGNED_OUT: u16 = 401;

/// Leads to the page where one signs in, and from there back to here. What was not handed over yet is kept.
fn sign_in() {
    let location = leptos::prelude::window().location();
    let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let here: String = js_sys::encode_uri_component(&here).into();
    let _ = location.set_href(&format!("/sign-in?to={here}"));
}

/// Sends a request. `body` is JSON.
///
/// # Errors
/// The server's own error, or that it does not answer.
pub async fn request(method: &str, url: &str, body: Option<&str>) -> Result<Answer, ApiError> {
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    if let Some(body) = body {
        let headers = web_sys::Headers::new().map_err(|_| ApiError::offline())?;
        let _ = headers.set("Content-Type", "application/json");
        init.set_headers(&headers);
        init.set_body(&JsValue::from_str(body));
    }
    let promise = leptos::prelude::window().fetch_with_str_and_init(url, &init);
    let response: web_sys::Response = JsFuture::from(promise).await.map_err(|_| ApiError::offline())?.unchecked_into();
    let answer = Answer { response };
    if answer.response.ok() {
        return Ok(answer);
    }
    let status = answer.response.status();
    if status == SIGNED_OUT {
        sign_in();
    }
    let text = answer.text().await?;
    Err(ApiError::read(&text).unwrap_or_else(|| ApiError {
        code: "status".into(),
        message: format!("The server answered {status}."),
        hint: None,
        problems: Vec::new(),
        lost: Vec::new(),
    }))
}

/// Gets JSON.
///
/// # Errors
/// As [`request`] and [`Answer::json`].
pub async fn get(url: &str) -> Result<Value, ApiError> {
    request("GET", url, None).await?.json().await
}
