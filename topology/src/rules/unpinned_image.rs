//! # An image without a version
//!
//! ## What it finds
//! An `image` without a tag and without a digest, or with a tag that moves: `latest`, and any tag without a digit (`stable`, `alpine`, `main`), since that names a line of versions and not one of them. Also a data node whose `version` is `latest`. One finding a node.
//!
//! ## Why it matters
//! Tomorrow the same document starts another program: machines run different versions side by side, and what worked yesterday can't be had back.
//!
//! ## Example
//! ```yaml bad
//! groundplan: 1
//! name: versions
//! nodes:
//!   mails: { kind: worker, image: example/mails }
//!   orders: { kind: service, image: "example/orders:latest" }
//! ```
//! ```yaml good
//! groundplan: 1
//! name: versions
//! nodes:
//!   mails: { kind: worker, image: "example/mails:2.1" }
//!   orders: { kind: service, image: "example/orders:1.4.2" }
//! ```
//!
//! ## How to fix
//! Name the version. Where another node runs the same image with a version, the fix takes that one. Where no tag is named at all, it writes down `0.1.0`, the one that is taken then. Which version `latest` is today only the registry knows.
//!
//! ## When not to
//! What is built here (`build`) has no tag yet. Images of your own, from the registry of the `conventions`, may stand without one: the pipeline that builds them writes the tag into the bundle.
//!
//! ## Settings
//! `severity`, `tags`.
//!
//! ## References
//! The recommendations of Docker and Kubernetes for images in production.

use serde_json::{Value, json};

use super::everywhere::overrides;
use super::mend::Mend;
use super::reach::Reach;
use super::{Check, Context, Findings, Group, Rule, RuleError, source};
use crate::document::{Document, Id, Image, Node, NodeKind};
use crate::finding::{Fix, Severity, Subject};

pub(super) static RULE: Rule = Rule {
    id: "unpinned-image",
    title: "An image without a version",
    severity: Severity::Warning,
    fix: true,
    group: Group::Core,
    may_introduce: &[],
    source: source!("unpinned_image.rs"),
    reach: Reach::Near,
    check: Check::Each(check),
};

/// The tag that outputs take where none is named.
const TAKEN: &str = "0.1.0";

/// What is wrong with an image's version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Loose<'i> {
    /// There is none.
    None,
    /// It moves.
    Moves(&'i str),
}

fn check(context: &Context<'_>, findings: &mut Findings) -> Result<(), RuleError> {
    for (id, node) in context.graph.nodes() {
        if let Some(image) = &node.image {
            let Some(loose) = loose(image.as_str()).filter(|loose| !is_own(context.document, image, *loose)) else {
                continue;
            };
            let label = context.label(id);
            let what = match loose {
                Loose::None => format!("The image of {label}, {image}, names no version."),
                Loose::Moves(tag) => format!("The image of {label} names {tag}, which is another version every time."),
            };
            let message = format!("{what} Tomorrow the same document starts another program.");
            findings
                .at(Severity::Warning, Subject::Node(id.clone()), message)
                .fix(|| fix(context, id, image.as_str(), loose));
        } else if runs_latest(node) {
            let label = context.label(id);
            let message = format!(
                "{label} is of the version latest, which is another one every time. Tomorrow the same document starts another program, over the same data."
            );
            findings.at(Severity::Warning, Subject::Node(id.clone()), message);
        }
    }
    Ok(())
}

fn runs_latest(node: &Node) -> bool {
    let versioned = node.kind.is_data() || matches!(node.kind, NodeKind::Gateway | NodeKind::Platform);
    versioned && node.version.as_ref().is_some_and(|version| version.as_str() == "latest")
}

/// What an image's version leaves open.
fn loose(image: &str) -> Option<Loose<'_>> {
    if image.contains('@') {
        return None;
    }
    match tag(image) {
        None => Some(Loose::None),
        // Versions and commits have digits; words name a line of versions.
        Some(tag) if !tag.bytes().any(|byte| byte.is_ascii_digit()) => Some(Loose::Moves(tag)),
        Some(_) => None,
    }
}

fn tag(image: &str) -> Option<&str> {
    let name = image.rfind('/').map_or(image, |slash| &image[slash + 1..]);
    name.split_once(':').map(|(_, tag)| tag)
}

fn repository(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    tag(image).map_or(image, |tag| &image[..image.len() - tag.len() - 1])
}

/// Whether the image is one of those that the pipeline of this topology builds and tags.
fn is_own(document: &Document, image: &Image, loose: Loose<'_>) -> bool {
    let Some(registry) = &document.conventions.registry else { return false };
    let image = image.as_str();
    let there = image.strip_prefix(registry.as_str()).is_some_and(|rest| rest.starts_with('/'));
    loose == Loose::None && (there || !image.contains('/'))
}

fn fix(context: &Context<'_>, id: &Id, image: &str, loose: Loose<'_>) -> Option<Fix> {
    let declared = context.declared;
    let base = declared.nodes.get(id)?.image.as_ref().map(Image::as_str);
    // What the node itself runs elsewhere comes before what others run.
    let others = context.graph.nodes().filter_map(|(_, node)| node.image.as_ref()).map(Image::as_str);
    let mut others = base.into_iter().chain(others);
    let pinned = others.find(|other| repository(other) == repository(image) && self::loose(other).is_none());
    let pinned = match (pinned, loose) {
        (Some(other), _) => other.to_owned(),
        (None, Loose::None) => format!("{image}:{TAKEN}"),
        (None, Loose::Moves(_)) => return None,
    };
    Image::parse(&pinned).ok()?;
    let mut mend = Mend::new(declared);
    if base.is_none_or(|base| base == image) {
        mend.set(["nodes", id.as_str(), "image"], json!(pinned));
    }
    for (environment, over) in overrides(declared, id) {
        match over.get("image").and_then(Value::as_str) {
            Some(said) if said == image => {
                mend.set(["environments", environment.as_str(), "nodes", id.as_str(), "image"], json!(pinned));
            }
            // Another image of another environment has a finding of the same key.
            Some(said) if self::loose(said).is_some() => return None,
            _ => {}
        }
    }
    if base.is_some_and(|base| base != image && self::loose(base).is_some()) {
        return None;
    }
    Some(mend.done(format!("Run {pinned}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_words() {
        for (image, wanted) in [
            ("redis", Some(Loose::None)),
            ("localhost:5000/orders", Some(Loose::None)),
            ("redis:latest", Some(Loose::Moves("latest"))),
            ("redis:alpine", Some(Loose::Moves("alpine"))),
            ("redis:8-alpine", None),
            ("localhost:5000/orders:1", None),
            ("orders:a1b2c3d", None),
            ("orders@sha256:00", None),
        ] {
            assert_eq!(loose(image), wanted, "{image}");
        }
        assert_eq!(repository("localhost:5000/orders:1"), "localhost:5000/orders");
        assert_eq!(repository("orders@sha256:00"), "orders");
    }
}
