//! What was found, before it is drawn: the same for every kind of file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use topology::document::{Expose, Fact, Health, Id, Protocol};

use super::held::Place;

/// Everything that the files describe.
#[derive(Debug, Default)]
pub(super) struct System {
    /// What the files call the whole.
    pub name: Option<String>,
    /// What runs.
    pub programs: Vec<Program>,
    /// How requests from outside reach programs.
    pub routes: Vec<Route>,
    /// Who may open a connection to whom, as a policy says it.
    pub allowed: Vec<Allowed>,
}

/// Something that runs.
#[derive(Debug, Default, Clone)]
pub(super) struct Program {
    /// Its name in the files.
    pub key: String,
    /// The id of its node.
    pub id: Option<Id>,
    /// Where it is described.
    pub place: Place,
    /// The names by which others reach it, its own among them.
    pub names: BTreeSet<String>,
    /// What people read.
    pub title: Option<String>,
    /// What it does, for people.
    pub description: Option<String>,
    /// Its image.
    pub image: Option<String>,
    /// Where its image is built: the folder, and the Dockerfile within.
    pub build: Option<(String, Option<String>)>,
    /// What runs instead of the image's own program.
    pub command: Vec<String>,
    /// Arguments.
    pub args: Vec<String>,
    /// Where it listens.
    pub ports: Vec<Listening>,
    /// How far all of it can be reached.
    pub expose: Option<Expose>,
    /// Variables, by name.
    pub variables: BTreeMap<String, Variable>,
    /// Whether secrets reach it as files.
    pub secret_files: bool,
    /// How its health is asked.
    pub health: Fact<Health>,
    /// How many run: at least, at most, and the share of CPU above which more do.
    pub replicas: (Option<u64>, Option<u64>, Option<u64>),
    /// CPU and memory as the files write them.
    pub resources: (Option<String>, Option<String>),
    /// What outlives a restart: name, path, size.
    pub volumes: Vec<(String, String, Option<String>)>,
    /// How long it runs.
    pub life: Life,
    /// Whether it is said that it is started again when it ends.
    pub stays: bool,
    /// The networks that it is in.
    pub joins: Vec<String>,
    /// The network that it is in, where it is in one alone.
    pub network: Option<String>,
    /// Whom it waits for at the start.
    pub waits: Vec<(String, Place)>,
    /// Words to sort by.
    pub tags: BTreeSet<String>,
    /// What was not understood, and is merged into compose as it is.
    pub extra: Map<String, Value>,
}

/// How long a program runs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) enum Life {
    /// For ever.
    #[default]
    Long,
    /// Until its work is done.
    Once,
    /// By this time table.
    Scheduled(String),
}

/// A port that a program listens on.
#[derive(Debug, Clone)]
pub(super) struct Listening {
    /// Its number in the container.
    pub number: u16,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What is spoken there, where that is known.
    pub protocol: Option<Protocol>,
    /// How far it can be reached.
    pub expose: Option<Expose>,
    /// Numbers under which others reach it by the program's name.
    pub reached: BTreeSet<u16>,
}

impl Listening {
    /// A port of which only the number is known.
    pub fn on(number: u16) -> Self {
        Self { number, name: None, protocol: None, expose: None, reached: BTreeSet::new() }
    }
}

impl Program {
    /// The port of this number, which is added where nobody spoke of it yet.
    pub fn listen(&mut self, number: u16) -> &mut Listening {
        let at = self.ports.iter().position(|port| port.number == number).unwrap_or_else(|| {
            self.ports.push(Listening::on(number));
            self.ports.len() - 1
        });
        &mut self.ports[at]
    }
}

/// A variable of a program.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    /// Its value; none where it is a secret that stands elsewhere.
    pub value: Option<String>,
    /// Whether the value has to be kept out.
    pub secret: bool,
    /// Where it is set.
    pub place: Place,
}

/// A way in: what a gateway passes to whom.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// The name of the gateway in the files.
    pub gateway: String,
    /// The program that answers, by one of its names.
    pub target: String,
    /// The port, by number or name.
    pub port: Option<String>,
    /// The path prefix.
    pub path: Option<String>,
    /// The host.
    pub host: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// A connection that a policy allows.
#[derive(Debug, Clone)]
pub(super) struct Allowed {
    /// Who opens it.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The policy.
    pub place: Place,
    /// Its name.
    pub policy: String,
}
