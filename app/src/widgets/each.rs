//! A keyed list. All lists of the editor are this one: the machinery that keeps rows apart is large, and once is enough for a program that is downloaded.

use std::sync::Arc;

use leptos::prelude::*;

/// A row: its key, and how it is made when the key is new.
#[derive(Clone)]
pub struct Row {
    key: String,
    make: Arc<dyn Fn() -> AnyView + Send + Sync>,
}

/// A row of this key.
pub fn row<V: IntoView + 'static>(key: impl Into<String>, make: impl Fn() -> V + Send + Sync + 'static) -> Row {
    Row { key: key.into(), make: Arc::new(move || make().into_any()) }
}

/// A key that is another one for another allocation: a handle that was replaced is a new row, though its id is the same.
#[must_use]
pub fn identity(id: &Arc<str>) -> String {
    format!("{:x}", Arc::as_ptr(id).addr())
}

/// The rows of a list, kept by key: a row stays as it is for as long as its key does.
#[component]
pub fn Each(
    /// The rows, followed.
    #[prop(into)]
    rows: Signal<Vec<Row>>,
) -> impl IntoView {
    view! { <For each=move || rows.get() key=|row| row.key.clone() children=|row: Row| (row.make)() /> }
}
