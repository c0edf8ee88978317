//! The rules and their pages.

use axum::Json;
use axum::extract::Path;
use serde::Serialize;
use topology::finding::Severity;
use topology::rules::{Group, RULES, Rule, find, markdown};
use topology::structure::nearest;
use utoipa::ToSchema;

use crate::error::{ApiError, ErrorBody};

/// A rule.
#[derive(Serialize, ToSchema)]
pub struct Item {
    /// Its id, as findings name it.
    pub id: &'static str,
    /// The severity of its plainest case.
    #[schema(value_type = String)]
    pub severity: Severity,
    /// Whether it offers a fix.
    pub fix: bool,
    /// What a colleague would say.
    pub title: &'static str,
    /// `core`, `optional` or `housekeeping`.
    #[schema(value_type = String)]
    pub group: Group,
}

impl From<&Rule> for Item {
    fn from(rule: &Rule) -> Self {
        Self { id: rule.id, severity: rule.severity, fix: rule.fix, title: rule.title, group: rule.group }
    }
}

/// The rule of this id.
///
/// # Errors
/// Where there is none: a sentence with the nearest id.
pub fn named(id: &str) -> Result<&'static Rule, String> {
    find(id).ok_or_else(|| match nearest(id, RULES.iter().map(|rule| rule.id)) {
        Some(near) => format!("there is no rule `{id}`: did you mean `{near}`?"),
        None => format!("there is no rule `{id}`: `groundplan rules` lists them"),
    })
}

/// Every rule, in the order of the catalogue.
#[must_use]
pub fn items() -> Vec<Item> {
    RULES.iter().map(|rule| Item::from(*rule)).collect()
}

/// Lists the rules.
#[utoipa::path(get, path = "/api/rules", tag = "catalogue", responses((status = 200, body = Vec<Item>)))]
pub async fn list_rules() -> Json<Vec<Item>> {
    Json(items())
}

/// A rule with its page.
#[derive(Serialize, ToSchema)]
pub struct Page {
    #[serde(flatten)]
    item: Item,
    /// What it finds, why it matters, examples, how to fix: Markdown.
    page: String,
}

/// Reads a rule's page.
#[utoipa::path(get, path = "/api/rules/{id}", tag = "catalogue", params(("id" = String, Path)), responses(
    (status = 200, body = Page), (status = 404, body = ErrorBody)))]
pub async fn read_rule(Path(id): Path<String>) -> Result<Json<Page>, ApiError> {
    let rule = named(&id).map_err(ApiError::NoRule)?;
    Ok(Json(Page { item: Item::from(rule), page: markdown(rule) }))
}
