//! Queues that a cloud alone has: SQS.

use crate::plan::External;

use super::super::foundation::{local, output};
use super::super::options;
use super::super::root::Root;
use super::super::scope::{Scope, node};

/// A queue of SQS, where the node is drawn as one.
pub(super) fn queue(scope: &mut Scope<'_>, root: &mut Root, external: &External) {
    let Some(engine) = external.cloud.as_ref().filter(|_| scope.messages(&external.id)) else { return };
    let id = &external.id;
    let topics = options::alarm_topics(root);
    let block = root
        .module(id.as_str(), "messages")
        .set("name", local("name"))
        .set("queue", id.as_str())
        .set("alarm_topic_arns", topics)
        .subject(format!("{} {}", node(id), engine.subject()));
    root.add(block);
    root.hand_over(format!("{id}/url"), output(id.as_str(), "url"));
    root.hand_over(format!("{id}/arn"), output(id.as_str(), "arn"));
    root.output_of(
        format!("/nodes/{id}/title"),
        &format!("{id}_url"),
        &format!("Address of the queue {}.", external.title),
        output(id.as_str(), "url"),
    );
}
