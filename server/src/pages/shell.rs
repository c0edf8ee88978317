//! What all pages have around them.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::error::ApiError;

/// A page. What it holds is text unless it was written as markup: the macro escapes.
pub fn page(status: StatusCode, title: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Groundplan" }
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/pages/page.css";
                script src="/theme.js" {}
                script src="/pages/page.js" type="module" {}
            }
            body { (body) }
        }
    };
    // They show who is there, so nobody keeps them.
    (status, [(header::CACHE_CONTROL, "no-store")], Html(page.into_string())).into_response()
}

/// A page that says why there is nothing to see.
pub fn problem(error: ApiError) -> Response {
    let (status, message, hint) = error.told();
    let body = html! {
        main {
            h1 { "That did not work" }
            p class="problem" role="alert" { (message) @if let Some(hint) = hint { ": " (hint) } }
            a class="button" href="/" { "To the topologies" }
        }
    };
    page(status, "That did not work", &body)
}

/// The message above a form.
pub fn alert(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { p class="problem" role="alert" { (text) } } }
}
