//! Secrets: containers, generated passwords, and addresses with a password in them.
//!
//! A password that a database, cache or queue has to know as well stands in the data root and is
//! handed over; every other secret stands in the unit root of its reader.

use topology::document::Id;

use crate::engines::aws::Service;
use crate::hcl::{Expression, Value};
use crate::plan::{Composed, SecretEntry, SecretRef, Source, Verdict};

use super::foundation::{local, output};
use super::hosts;
use super::root::Root;
use super::scope::{Scope, node};

/// What stands behind a random password where a service wants letters of both cases, a digit and a sign in each.
pub(super) const SIGNED: &str = "-Aa1";

/// Whether the data root holds a secret: it is the password of a user that the data root makes.
pub(super) fn in_data(scope: &Scope<'_>, secret: &SecretRef) -> bool {
    scope.knows(secret).is_some_and(Service::knows_passwords)
}

/// Whether nobody needs a secret here: what it would sign in to asks for roles.
pub(super) fn is_needless(scope: &Scope<'_>, secret: &SecretRef) -> bool {
    let known = |secret: &SecretRef| scope.knows(secret).is_some_and(|service| !service.knows_passwords());
    let source = find(scope, secret).map(|(_, entry)| &entry.source);
    known(secret)
        || matches!(source, Some(Source::Composed(text)) if text.0.iter().any(
            |part| matches!(part, crate::plan::Part::Secret(inner) if known(inner))
        ))
}

/// The ARN of a secret, as the root sees it.
pub(super) fn arn(scope: &Scope<'_>, root: &mut Root, secret: &SecretRef) -> Option<Expression> {
    let (reader, _) = find(scope, secret)?;
    Some(if root.layer != "data" && in_data(scope, secret) {
        root.read("data", handover_key(scope, reader, secret))
    } else {
        output(&label(scope, reader, secret), "arn")
    })
}

/// The key by which the data root hands the ARN of a secret over.
pub(super) fn handover_key(scope: &Scope<'_>, reader: &Id, secret: &SecretRef) -> String {
    format!("secret/{}/{}", scope.first_id(reader), secret.key)
}

/// Writes the module of one secret.
pub(super) fn write(scope: &mut Scope<'_>, root: &mut Root, secret: &SecretRef) {
    let plan = scope.plan;
    let Some((reader, entry)) = plan_entry(plan, secret) else { return };
    let label = label(scope, reader, secret);
    let mut block = root
        .module(&label, "secret")
        .set("name", local("name"))
        // The first id: a renamed reader keeps its secrets, and a person has put some of them.
        .set("secret", format!("{}/{}", scope.first_id(reader), word(scope, reader, secret)))
        .set("description", entry.purpose.chars().take(2048).collect::<String>())
        .subject(node(reader));
    match &entry.source {
        Source::Given => block = block.set("origin", "given"),
        Source::Random(_) => {
            block = block.set("origin", "generated");
            if scope.knows(secret) == Some(Service::Search) {
                block = block.set("after", SIGNED);
            }
        }
        Source::Composed(text) => match derived(scope, root, text) {
            Some((before, source, after)) => {
                block = block
                    .set("origin", "derived")
                    .set("derived_from", source)
                    .set("before", before)
                    .set("after", after);
            }
            None => {
                scope.note(
                    format!("/nodes/{reader}"),
                    Verdict::Unsupported,
                    format!("{} holds other than one secret; put its value by hand", secret.key),
                );
                block = block.set("origin", "given");
            }
        },
    }
    root.add(block);
}

/// A composed secret as the text before its one secret, that secret's ARN and the text behind it.
fn derived(scope: &Scope<'_>, root: &mut Root, text: &Composed) -> Option<(Value, Expression, Value)> {
    let parts = hosts::translated(scope, text);
    let position = parts.iter().position(|part| matches!(part, crate::plan::Part::Secret(_)))?;
    let crate::plan::Part::Secret(source) = &parts[position] else { return None };
    let source = arn(scope, root, source)?;
    let mut side = |parts: &[crate::plan::Part]| hosts::put_together(scope, root, parts);
    Some((side(&parts[..position])?, source, side(&parts[position + 1..])?))
}

/// The label of a secret's module. Variable names may hold dots, and no hyphens: labels the other way round.
pub(super) fn label(scope: &Scope<'_>, reader: &Id, secret: &SecretRef) -> String {
    format!("secret_{}_{}", scope.first_id(reader), word(scope, reader, secret).replace('.', "-"))
}

/// The key of a secret, told apart where its reader has several of that key: an instance's administrator and attendants.
fn word(scope: &Scope<'_>, reader: &Id, secret: &SecretRef) -> String {
    if !scope.plan.instances.contains_key(reader) {
        return secret.key.clone();
    }
    let group = secret.secret.strip_prefix(reader.as_str()).unwrap_or(&secret.secret);
    format!("{}-{}", group.trim_start_matches('-'), secret.key)
}

/// A secret's reader and entry in the Plan.
pub(super) fn find<'s>(scope: &Scope<'s>, secret: &SecretRef) -> Option<(&'s Id, &'s SecretEntry)> {
    plan_entry(scope.plan, secret)
}

fn plan_entry<'p>(plan: &'p crate::plan::Plan, secret: &SecretRef) -> Option<(&'p Id, &'p SecretEntry)> {
    let group = plan.secrets.get(&secret.secret)?;
    Some((&group.reader, group.entries.get(&secret.key)?))
}
