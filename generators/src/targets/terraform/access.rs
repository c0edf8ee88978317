//! What a program may do at AWS itself, by its role: buckets and queues know no passwords.

use topology::document::{Access, Id};

use crate::engines::aws::Service;
use crate::hcl::{Entry, Expression, Part, Value};
use crate::plan::{Sourced, Workload};

use super::root::Root;
use super::scope::Scope;

/// What reading a bucket's objects is called.
const READ_OBJECTS: &[&str] = &["s3:GetObject", "s3:GetObjectVersion"];
/// What writing them is called.
const WRITE_OBJECTS: &[&str] = &["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"];
/// What taking messages from a queue is called.
const TAKE: &[&str] =
    &["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
/// What putting messages into it is called.
const PUT: &[&str] = &["sqs:GetQueueAttributes", "sqs:SendMessage"];

/// The policy of a program's role, as the edges say; none where it needs nothing of AWS.
pub(super) fn policy(scope: &Scope<'_>, root: &mut Root, workload: &Workload) -> Option<Value> {
    let mut statements = Vec::new();
    for (bucket, access) in buckets(scope, workload) {
        let arn = root.read("data", format!("{bucket}/arn"));
        let objects = Expression::Template(vec![Part::from(arn.clone()), Part::from("/*")]);
        statements.push(statement(&["s3:ListBucket"], arn, access.subject()));
        statements.push(statement(&wanted(access.value, READ_OBJECTS, WRITE_OBJECTS), objects, access.subject()));
    }
    for external in scope.plan.externals.values().filter(|external| scope.messages(&external.id)) {
        if let Some(access) = external.access.get(&workload.id) {
            let arn = root.read("data", format!("{}/arn", external.id));
            statements.push(statement(&wanted(access.value, TAKE, PUT), arn, access.subject()));
        }
    }
    if statements.is_empty() {
        return None;
    }
    let policy = vec![Entry::new("Version", "2012-10-17"), Entry::new("Statement", Value::List(statements))];
    Some(Expression::call("jsonencode", [Value::Object(policy)]).into())
}

/// The buckets that a program is drawn to, by node, with what it may do there.
fn buckets(scope: &Scope<'_>, workload: &Workload) -> Vec<(Id, Sourced<Access>)> {
    let plan = scope.plan;
    let stores = plan.instances.values().filter(|instance| scope.service(&instance.id) == Service::Store);
    let users = stores.flat_map(|instance| instance.users.values().map(move |user| (instance, user)));
    let mine = users.filter(|(_, user)| user.consumers.contains(&workload.id));
    mine.flat_map(|(instance, user)| user.grants.iter().map(move |grant| (instance, grant)))
        .filter_map(|(instance, grant)| {
            let named = |id: &&Id| {
                let name = plan.datastores.get(*id).and_then(|store| store.database.as_ref());
                name.map(|name| name.value.as_str()) == grant.database.as_deref()
            };
            Some((instance.nodes.iter().find(named)?.clone(), grant.access.clone()))
        })
        .collect()
}

fn wanted(access: Access, read: &[&'static str], write: &[&'static str]) -> Vec<&'static str> {
    let mut all: Vec<&str> = match access {
        Access::Read => read.to_vec(),
        Access::Write => write.to_vec(),
        Access::ReadWrite => [read, write].concat(),
    };
    all.sort_unstable();
    all.dedup();
    all
}

fn statement(actions: &[&str], resource: Expression, subject: String) -> Value {
    let entries = vec![
        Entry::new("Effect", "Allow"),
        Entry::new("Action", Value::list(actions.iter().copied())).subject(subject),
        Entry::new("Resource", resource),
    ];
    Value::Object(entries)
}
