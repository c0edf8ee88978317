//! What was drawn from files, put onto the canvas.

use leptos::prelude::*;
use topology::Document;

use super::geometry::Point;
use super::keys;
use super::stage::Stage;
use crate::net::api::Drawn;
use crate::session::clip::Clip;
use crate::session::draft;
use crate::widgets::importing::{ImportDialog, Outcome};

/// Whether a text looks like a file that can be imported.
#[must_use]
pub fn looks_like_files(text: &str) -> bool {
    let begins = |line: &str| ["services:", "apiVersion:", "groundplan:"].iter().any(|key| line.starts_with(key));
    text.lines().any(begins)
}

/// Shows what became of files.
pub fn show(stage: Stage, outcome: Outcome) {
    match outcome {
        Ok(drawn) => stage.importing.set(Some(drawn)),
        Err(error) => {
            // Where a place is known it says it all; the message above it would say it again.
            let first = error.problems.first().map_or_else(|| error.text(), ToString::to_string);
            let more = match error.problems.len() {
                0 | 1 => String::new(),
                many => format!(" And {} more.", many - 1),
            };
            stage.session.toasts().refused(format!("Nothing is imported: {first}{more}"));
        }
    }
}

/// The report of what was drawn, until it is taken over or left.
#[must_use]
pub fn dialog(stage: Stage, drawn: Drawn) -> AnyView {
    let take = Callback::new(move |drawn: Drawn| {
        stage.importing.set(None);
        put(stage, &drawn);
    });
    let close = Callback::new(move |()| stage.importing.set(None));
    view! { <ImportDialog drawn label="Put on the canvas" take close /> }.into_any()
}

/// One step: an empty drawing becomes it, to another one it is added where the person looks.
fn put(stage: Stage, drawn: &Drawn) {
    if stage.session.picture.nodes.with_untracked(Vec::is_empty) {
        if stage.session.commit("import".to_owned(), draft::begin_with(&drawn.document)).is_some() {
            stage.fit();
        }
        return;
    }
    let document: Document = match topology::json::read(drawn.document.clone()) {
        Ok(document) => document,
        Err(why) => return stage.session.toasts().refused(why),
    };
    let layout = document.views.values().next().map(|view| view.layout.clone()).unwrap_or_default();
    let place = |id: &topology::document::Id| {
        layout.get(id).map_or_else(Point::default, |[x, y]| Point::new(f64::from(*x), f64::from(*y)))
    };
    let nodes: Vec<(String, Point)> = document.nodes.keys().map(|id| (id.to_string(), place(id))).collect();
    let clip = Clip::of(&document, &nodes);
    keys::paste(stage, "import", &clip, (stage.spot() - clip.middle()).snapped(super::STEP));
}

#[cfg(test)]
mod tests {
    use super::looks_like_files;

    #[test]
    fn compose_files_manifests_and_topologies_are_told_from_other_texts() {
        assert!(
            looks_like_files("name: shop\nservices:\n  a: {}\n") && looks_like_files("apiVersion: v1\nkind: Pod\n")
        );
        assert!(looks_like_files("# Ours.\ngroundplan: 1\nname: shop\n"));
        assert!(!looks_like_files("our services: none") && !looks_like_files(r#"{"format":"groundplan/clip@1"}"#));
    }
}
