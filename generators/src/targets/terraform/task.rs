//! Task definitions and jobs: what services, jobs and grants jobs have in common.

use crate::catalogue;
use crate::error::Error;
use crate::hcl::{Block, Entry, Expression, Value};
use crate::plan::{ImageRef, ResourcePlan, Sourced};

use super::foundation::{local, output, variable};
use super::root::Root;
use super::sizes;

/// One container with what it needs.
#[derive(Debug)]
pub(super) struct Container {
    /// Its name, which is the task's as well.
    pub name: String,
    /// The image.
    pub image: Sourced<ImageRef>,
    /// The key under which the tag may be set in `images.auto.tfvars.json`; none: it may not.
    pub tag: Option<String>,
    /// The program; empty: the image's own.
    pub entry_point: Vec<String>,
    /// Its arguments; empty: the image's own.
    pub command: Vec<String>,
    /// Subjects of the two above.
    pub words: (String, String),
    /// The user; none: the image's own.
    pub user: Option<u32>,
    /// CPU and memory.
    pub resources: Sourced<ResourcePlan>,
    /// Plain variables.
    pub environment: Vec<Entry>,
    /// Variables whose values are secrets.
    pub secrets: Vec<Entry>,
    /// Ports, by name.
    pub ports: Vec<Entry>,
    /// Files, by path.
    pub files: Vec<Entry>,
    /// Folders that it writes to.
    pub scratch: Vec<String>,
    /// The command that asks for its health, with the seconds between two questions and so on.
    pub health: Option<Sourced<crate::plan::Probe>>,
}

impl Default for Container {
    fn default() -> Self {
        let image = ImageRef { repository: String::new(), tag: String::new(), digest: String::new() };
        Self {
            name: String::new(),
            image: Sourced::decided(image, ""),
            tag: None,
            entry_point: Vec::new(),
            command: Vec::new(),
            words: (String::new(), String::new()),
            user: None,
            resources: Sourced::decided(ResourcePlan { cpu_milli: 250, memory_mib: 512 }, "the smallest task"),
            environment: Vec::new(),
            secrets: Vec::new(),
            ports: Vec::new(),
            files: Vec::new(),
            scratch: Vec::new(),
            health: None,
        }
    }
}

/// Writes the task definition of a container.
pub(super) fn write(root: &mut Root, label: &str, container: Container, subject: &str) -> Result<(), Error> {
    let key = root.read("foundation", "log_key_arn");
    let block = definition(root.module(label, "task"), container, key)?;
    root.add(block.subject(subject));
    Ok(())
}

/// The task definition of a container, as a call of the module `task` that has begun.
pub(super) fn definition(block: Block, container: Container, log_key: Expression) -> Result<Block, Error> {
    let size = sizes::fargate(container.resources.value);
    let image = &container.image;
    let pinned = if image.digest.is_empty() { &image.tag } else { &image.digest };
    let tag: Value = match &container.tag {
        Some(key) => {
            let arguments = [Value::from(variable("images")), Value::from(key), Value::from(pinned)];
            Expression::call("lookup", arguments).into()
        }
        None => Value::from(pinned),
    };
    let mut block = block
        .set("name", local("name"))
        .set("node", &container.name)
        .set_of(image.subject(), "image", &image.repository)
        .set_of(image.subject(), "tag", tag)
        .set_of(container.resources.subject(), "cpu", size.cpu)
        .set_of(container.resources.subject(), "memory", size.memory);
    if !container.entry_point.is_empty() {
        block = block.set_of(&container.words.0, "entry_point", Value::list(container.entry_point));
    }
    if !container.command.is_empty() {
        block = block.set_of(&container.words.1, "command", Value::list(container.command));
    }
    if let Some(user) = container.user {
        block = block.set("user", user.to_string());
    }
    if let Some(probe) = &container.health
        && let crate::plan::ProbeKind::Command(command) = &probe.kind
    {
        let timing = [
            // ECS knows 5 to 300 seconds, 2 to 60, 1 to 10 failures and up to 300 seconds of grace.
            ("interval", probe.interval_s.clamp(5, 300)),
            ("timeout", probe.timeout_s.clamp(2, 60)),
            ("retries", probe.failures.clamp(1, 10)),
            ("start_period", probe.start_s.min(300)),
        ];
        block = block
            .set_of(probe.subject(), "health_command", Value::list(command))
            .set("health_timing", Value::object(timing));
    }
    for (name, entries) in
        [("ports", container.ports), ("environment", container.environment), ("secrets", container.secrets)]
    {
        if !entries.is_empty() {
            block = block.set(name, entries);
        }
    }
    if !container.files.is_empty() || !container.scratch.is_empty() {
        block = block.set("prepare_image", prepare_image()?);
        if !container.files.is_empty() {
            block = block.set("files", container.files);
        }
        if !container.scratch.is_empty() {
            block = block.set("scratch", Value::list(container.scratch));
        }
    }
    Ok(block.set("log_key_arn", log_key))
}

/// A job's call of its module, without schedule.
pub(super) fn job(root: &mut Root, label: &str, name: &str, group: Expression) -> Block {
    let cluster = root.read("foundation", "cluster_arn");
    let subnets = root.read_list("foundation", "private_subnet_ids");
    let task = format!("{label}_task");
    root.module(label, "job")
        .set("name", local("name"))
        .set("node", name)
        .set("cluster_arn", cluster)
        .set("subnet_ids", subnets)
        .set("security_group_id", group)
        .set("task_definition_arn", output(&task, "arn"))
        .set("execution_role_arn", output(&task, "execution_role_arn"))
        .set("task_role_arn", output(&task, "task_role_arn"))
}

/// The small image with a shell that writes files and opens folders before a program starts.
fn prepare_image() -> Result<String, Error> {
    let images = &catalogue::catalogue()?.images;
    let image =
        images.stand_in.get("job").ok_or_else(|| Error::internal("catalogue", "the job's stand-in is missing"))?;
    Ok(image.image().reference())
}
