//! `terraform test` files of the roots: what a plan has to keep to.
//!
//! They hold for whatever a person overrides later, which is why they stand in the bundle.

use std::collections::BTreeMap;

use topology::document::Id;

use crate::engines::aws::Service;
use crate::error::Error;
use crate::file::File;
use crate::hcl::{Block, Body, Expression, HclError, Value};
use crate::plan::RunsAs;

use super::eks;
use super::foundation::{local, output, variable};
use super::function;
use super::root::Root;
use super::scope::Scope;

/// Where the file stands in a root.
const PLACE: &str = "tests/plan.tftest.hcl";
/// The folder with what the mocked provider answers, from a root.
const MOCKS: &str = "../../../tests";

/// One thing that has to hold.
#[derive(Debug)]
pub(super) struct Proof {
    condition: Expression,
    otherwise: String,
}

impl Proof {
    fn new(condition: Expression, otherwise: impl Into<String>) -> Self {
        Self { condition, otherwise: otherwise.into() }
    }
}

/// What a foundation keeps to: who may speak to whom, what is encrypted, how visitors come.
pub(super) fn foundation(scope: &Scope<'_>, root: &mut Root) {
    if scope.on_eks() {
        root.prove(Proof::new(output(eks::LABEL, "secrets_encrypted"), "Kubernetes keeps its Secrets in the clear."));
    } else {
        own_groups(scope, root);
    }
    if !scope.entries.is_empty() {
        let secure = scope.plan.settings.domain.is_some();
        root.prove(Proof::new(
            Expression::equal(output("public_load_balancer", "secure"), secure),
            if secure { "Visitors have to come by HTTPS." } else { "Without a domain there is no certificate." },
        ));
    }
}

/// Each workload has a security group, and the groups are all that is handed over by that name.
fn own_groups(scope: &Scope<'_>, root: &mut Root) {
    let keys = scope.plan.workloads.keys().map(|id| format!("security_group/{id}"));
    let wanted = Expression::call("toset", [Value::list(keys)]);
    let there = Expression::call("toset", [Value::from(Expression::call("keys", [local("handover")]))]);
    let both = Expression::call("setintersection", [Value::from(wanted.clone()), Value::from(there)]);
    root.prove(Proof::new(Expression::equal(both, wanted), "A workload has no security group of its own."));
}

/// What a data root keeps to: each database is guarded as its environment asks.
pub(super) fn data(scope: &Scope<'_>, root: &mut Root) {
    let production = scope.plan.settings.production.value;
    for (id, instance) in &scope.plan.instances {
        if scope.service(id) != Service::Database {
            continue;
        }
        let guard = |name: &str| output(id.as_str(), "protection").get(name);
        root.prove(Proof::new(
            Expression::equal(guard("public"), false),
            format!("{} can be reached from outside of the network.", instance.title),
        ));
        root.prove(Proof::new(
            Expression::equal(guard("encrypted"), true),
            format!("{} is stored in the clear.", instance.title),
        ));
        if production {
            root.prove(Proof::new(
                Expression::call("alltrue", [Value::list([guard("standby"), guard("kept")])]),
                format!("{} needs a standby and must refuse to be deleted.", instance.title),
            ));
        }
    }
}

/// What a unit's root keeps to: the public workloads are those that are drawn so, and no image runs by a tag that moves.
pub(super) fn unit(scope: &Scope<'_>, root: &mut Root, members: &[Id]) {
    for id in members {
        let Some(workload) = scope.plan.workloads.get(id) else { continue };
        if workload.runs_as.value == RunsAs::Service {
            let public =
                scope.entries.contains_key(id) || (scope.is_function(workload) && function::is_open(scope, workload));
            let word = if public { "is drawn as public and has no way in" } else { "has a way in that is not drawn" };
            root.prove(Proof::new(
                Expression::equal(output(id.as_str(), "public"), public),
                format!("{} {word}.", workload.title),
            ));
        }
    }
    let values = Expression::call("values", [variable("images")]);
    let moving = Expression::call("setintersection", [Value::list(["latest"]), Value::from(values)]);
    let count = Expression::call("length", [Value::from(moving)]);
    root.prove(Proof::new(Expression::equal(count, 0), "The tag latest names another image tomorrow: pin one."));
}

/// What a unit's root on EKS keeps to: who is drawn as public has a way in.
pub(super) fn eks_unit(scope: &Scope<'_>, root: &mut Root, members: &[Id]) {
    for id in members.iter().filter(|id| scope.entries.contains_key(*id)) {
        root.prove(Proof::new(
            output(id.as_str(), "public"),
            format!("{} is drawn as public and has no way in.", scope.plan.label(id)),
        ));
    }
}

/// The certificate of the mocked foundation: what proves its names is known by AWS alone.
fn stand_in(label: &str) -> Block {
    let outputs = Value::object([
        ("certificate_arn", Value::from("arn:aws:acm:eu-central-1:123456789012:certificate/mock")),
        ("domains", Value::List(Vec::new())),
        ("zone_id", Value::from("Z0123456789MOCK")),
    ]);
    Block::new("override_module").set("target", Expression::path(["module", label])).set("outputs", outputs)
}

/// The test file of a root that calls these modules, by label.
pub(super) fn file(proofs: Vec<Proof>, calls: &[(String, String)]) -> Result<BTreeMap<String, File>, Error> {
    if proofs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut body = Body::new();
    body.comment("Generated by Groundplan.");
    if calls.iter().any(|(_, module)| module == "secret") {
        body.comment("`terraform test` plans this root against your account and changes nothing:");
        body.comment("a mocked provider knows no ephemeral values, by which secrets are made.");
        body.blank();
    } else {
        body.comment("`terraform test` needs no account: the provider is mocked.");
        body.blank();
        body.block(
            Block::labelled("mock_provider", ["aws"])
                .set("source", MOCKS)
                .note("What AWS would answer is known while planning already.")
                .set("override_during", Expression::path(["plan"])),
        );
        if calls.iter().any(|(_, module)| module == "content-delivery") {
            body.block(
                Block::labelled("mock_provider", ["aws"])
                    .set("alias", "global")
                    .set("source", MOCKS)
                    .set("override_during", Expression::path(["plan"])),
            );
        }
        for (label, _) in calls.iter().filter(|(_, module)| module == "dns") {
            body.block(stand_in(label));
        }
    }
    let mut run = Block::labelled("run", ["plan"]).set("command", Expression::path(["plan"]));
    for proof in proofs {
        run = run.nest(Block::new("assert").set("condition", proof.condition).set("error_message", proof.otherwise));
    }
    body.block(run);
    let text = body.render().map_err(|error: HclError| Error::internal(PLACE, error))?;
    Ok(BTreeMap::from([(PLACE.to_owned(), text.into())]))
}
