//! Requests and answers, and errors a person can read.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use topology::Problem;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Why a request did not do what it should.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ApiError {
    /// A stable word, such as `not-found`.
    pub code: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do about it.
    #[serde(default)]
    pub hint: Option<String>,
    /// Where in the input, if the input is at fault.
    #[serde(default)]
    pub problems: Vec<Problem>,
}

#[derive(Deserialize)]
struct ErrorBody {
    error: ApiError,
}

impl ApiError {
    fn offline() -> Self {
        Self {
            code: "offline".into(),
            message: "The server does not answer.".into(),
            hint: Some("Is `groundplan serve` still running?".into()),
            problems: Vec::new(),
        }
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
    /// Where the connection broke or the body is of another shape.
    pub async fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        parse(&self.text().await?)
    }
}

/// Every answer is read by way of one JSON value: reading each shape straight from text would put the readers of all types into the program twice.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let value: Result<serde_json::Value, _> = serde_json::from_str(text);
    value.and_then(serde_json::from_value).map_err(|error| ApiError {
        code: "unreadable-answer".into(),
        message: format!("The server's answer can't be read: {error}."),
        hint: Some("The page and the server may be of two versions: reload.".into()),
        problems: Vec::new(),
    })
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
    let text = answer.text().await?;
    Err(parse::<ErrorBody>(&text).map_or_else(
        |_| ApiError { code: "status".into(), message: format!("The server answered {status}."), hint: None, problems: Vec::new() },
        |body| body.error,
    ))
}

/// Gets JSON.
///
/// # Errors
/// As [`request`] and [`Answer::json`].
pub async fn get<T: DeserializeOwned>(url: &str) -> Result<T, ApiError> {
    request("GET", url, None).await?.json().await
}
