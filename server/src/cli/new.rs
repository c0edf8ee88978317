//! `groundplan new`: a topology to begin with, from options or from an example.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};
use topology::Document;
use topology::document::{Id, Title};
use topology::yaml::{read_document, write_document};

use super::{Failure, Outcome, output};
use crate::api::examples;

/// Write a topology to begin with: services behind a gateway, each with a database of its own, or an example under a new name
#[derive(Args)]
pub struct New {
    /// The topology's name: lower case letters, digits and dashes
    name: String,
    /// The services, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "NAMES", conflicts_with = "template")]
    services: Vec<String>,
    /// The database that each service gets, such as postgres or mongodb; `none` for none
    #[arg(long, default_value = "postgres", value_name = "ENGINE", conflicts_with = "template")]
    database: String,
    /// A queue, such as rabbitmq or kafka: the first service writes to it, the others read
    #[arg(long, value_name = "ENGINE", conflicts_with = "template")]
    queue: Option<String>,
    /// A cache that all services use, such as valkey
    #[arg(long, value_name = "ENGINE", conflicts_with = "template")]
    cache: Option<String>,
    /// Who answers for it
    #[arg(long, value_name = "TEAM")]
    owner: Option<String>,
    /// The registry of the images, such as ghcr.io/acme; without it small stand-ins run
    #[arg(long, value_name = "PREFIX", conflicts_with = "template")]
    registry: Option<String>,
    /// Begin with an example of the product instead
    #[arg(long, value_name = "EXAMPLE")]
    template: Option<String>,
    /// Where it is written; standard output by default. A file that is there is never replaced
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl New {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let name = id(&self.name)?;
        let mut document = match &self.template {
            Some(template) => named(template)?,
            None => self.drawn(&name)?,
        };
        document.title = Some(Title::parse(&sentence(name.as_str())).map_err(Failure::of)?);
        document.name = name;
        if let Some(owner) = &self.owner {
            let mut value = serde_json::to_value(&document).map_err(Failure::of)?;
            value["owner"] = json!(owner);
            document = serde_json::from_value(value).map_err(|error| Failure(format!("--owner: {error}")))?;
        }
        let text = write_document(&document);
        match &self.out {
            None => output::print(&text)?,
            Some(path) if path.exists() => {
                return Err(Failure(format!(
                    "{} is there already: choose another file, or take it away",
                    path.display()
                )));
            }
            Some(path) => {
                output::write_file(path, text.as_bytes())?;
                output::note(&format!("{0} is written: `groundplan open {0}` edits it", path.display()));
            }
        }
        Ok(Outcome::Well)
    }

    /// Services behind a gateway, with what they use.
    fn drawn(&self, name: &Id) -> Result<Document, Failure> {
        let services = self.services.iter().map(|service| id(service)).collect::<Result<Vec<Id>, Failure>>()?;
        let (mut nodes, mut edges) = (Map::new(), Map::new());
        let mut edge = |from: &str, to: &str, value: Value| {
            let mut value = value;
            (value["from"], value["to"]) = (json!(from), json!(to));
            edges.insert(format!("{from}--{to}"), value);
        };
        let (client, gateway, queue, cache) = ("browser", "gateway", "events", "cache");
        if !services.is_empty() {
            nodes.insert(client.to_owned(), json!({ "kind": "client", "title": "Browser" }));
            nodes.insert(
                gateway.to_owned(),
                json!({ "kind": "gateway", "title": "Gateway", "engine": "nginx", "expose": "public" }),
            );
            edge(client, gateway, json!({ "kind": "call", "protocol": "https" }));
        }
        for (index, service) in services.iter().enumerate() {
            let service = service.as_str();
            let mut node =
                json!({ "kind": "service", "title": sentence(service), "ports": { "http": { "number": 8080 } } });
            if let Some(registry) = &self.registry {
                node["image"] = json!(format!("{registry}/{service}"));
            }
            if nodes.insert(service.to_owned(), node).is_some() {
                return Err(Failure(format!("`{service}` is there twice: choose another name for the service")));
            }
            edge(
                gateway,
                service,
                json!({ "kind": "call", "protocol": "http", "path": format!("/api/{service}"), "timeout_ms": 2000 }),
            );
            if self.database != "none" {
                let database = format!("{service}-db");
                let node = json!({ "kind": "database", "title": format!("{} database", sentence(service)), "engine": self.database, "backup": { "schedule": "daily", "keep": "14d" } });
                nodes.insert(database.clone(), node);
                edge(service, &database, json!({ "kind": "data", "access": "read-write" }));
            }
            if self.queue.is_some() {
                let kind = if index == 0 { "publish" } else { "subscribe" };
                let topic = format!("{}.changed", services[0]);
                edge(service, queue, json!({ "kind": kind, "topic": topic }));
            }
            if self.cache.is_some() {
                edge(service, cache, json!({ "kind": "data", "access": "read-write" }));
            }
        }
        for (node, kind, engine) in [(queue, "queue", &self.queue), (cache, "cache", &self.cache)] {
            if let Some(engine) = engine {
                nodes.insert(node.to_owned(), json!({ "kind": kind, "title": sentence(node), "engine": engine }));
            }
        }
        let value = json!({ "groundplan": 1, "name": name, "nodes": nodes, "edges": edges });
        serde_json::from_value(value).map_err(|error| Failure(format!("that makes no topology: {error}")))
    }
}

fn id(text: &str) -> Result<Id, Failure> {
    Id::parse(text).map_err(|error| Failure(format!("`{text}`: {error}")))
}

/// The document of an example.
fn named(template: &str) -> Result<Document, Failure> {
    let Some(text) = examples::text(template) else {
        return Err(Failure(format!("there is no example `{template}`; there are {}", examples::names().join(", "))));
    };
    let broken = |problems: Vec<topology::Problem>| {
        Failure(problems.first().map_or_else(|| "the example can't be read".to_owned(), ToString::to_string))
    };
    read_document(text).map(|(document, _)| document).map_err(broken)
}

/// An id as people read it: `order-desk` is “Order desk”.
fn sentence(id: &str) -> String {
    let mut letters = id.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters.map(|letter| if letter == '-' { ' ' } else { letter })).collect()
}
