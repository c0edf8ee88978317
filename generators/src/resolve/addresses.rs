//! How neighbours find one another: variables, secrets, users and rights, from the edges.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::{Access, Edge, EdgeId, EdgeKind, Id, Node, NodeKind, Protocol, Provision, RunsIn};

use crate::catalogue::{self, Engine};
use crate::plan::{Composed, Grant, Note, Part, Plan, Secret, SecretEntry, SecretRef, Source, Sourced, User, Verdict};

use super::Resolver;
use super::data::{PASSWORD_LENGTH, underscored};

/// The edges between one consumer and one target, merged.
struct Neighbour<'a> {
    consumer: &'a Id,
    target: &'a Id,
    edges: Vec<(&'a EdgeId, &'a Edge)>,
}

impl Neighbour<'_> {
    /// The variable for a role: the name that an edge gives it, else the target's name and the role's.
    fn variable(&self, prefix: &str, role: &str, plain: &str) -> String {
        let named = self.edges.iter().find_map(|(_, edge)| edge.env.get(role));
        named.map_or_else(|| format!("{prefix}_{plain}"), ToString::to_string)
    }

    fn wants(&self, role: &str) -> bool {
        self.edges.iter().any(|(_, edge)| edge.env.contains_key(role))
    }

    fn places(&self) -> Vec<String> {
        self.edges.iter().map(|(id, _)| format!("/edges/{id}")).collect()
    }
}

impl Resolver<'_> {
    pub(super) fn addresses(&self, plan: &mut Plan) {
        let mut neighbours: BTreeMap<(&Id, &Id), Neighbour<'_>> = BTreeMap::new();
        for (id, edge) in &self.document.edges {
            let runs = plan.workloads.contains_key(&edge.from) && !self.in_browser(&edge.from);
            if runs && edge.kind.opens_connection() {
                let held = neighbours.entry((&edge.from, &edge.to)).or_insert_with(|| Neighbour {
                    consumer: &edge.from,
                    target: &edge.to,
                    edges: Vec::new(),
                });
                held.edges.push((id, edge));
            }
        }
        for neighbour in neighbours.values() {
            if plan.datastores.contains_key(neighbour.target) {
                self.to_datastore(plan, neighbour);
            } else if !self.writes_its_own_configuration(neighbour.consumer) {
                self.to_program(plan, neighbour);
            }
        }
        self.start_order(plan);
    }

    /// Whether the node's calls are made by a browser.
    pub(super) fn in_browser(&self, id: &Id) -> bool {
        self.document
            .nodes
            .get(id)
            .is_some_and(|node| node.kind == NodeKind::Frontend && node.runs_in == Some(RunsIn::Browser))
    }

    fn writes_its_own_configuration(&self, id: &Id) -> bool {
        self.document
            .nodes
            .get(id)
            .is_some_and(|node| node.kind == NodeKind::Gateway && node.image.is_none() && node.build.is_none())
    }

    /// `PAYMENTS_URL` for a program, an external or a platform.
    fn to_program(&self, plan: &mut Plan, neighbour: &Neighbour<'_>) {
        let Some(node) = self.document.nodes.get(neighbour.target) else { return };
        let Some((_, edge)) = neighbour.edges.first() else { return };
        let (port, protocol) = self.endpoint(plan, neighbour.target, node, edge);
        let prefix = prefix(node.name.as_ref().unwrap_or(neighbour.target));
        let scheme = match protocol {
            Protocol::Https => "https",
            Protocol::Http | Protocol::Graphql => "http",
            Protocol::Websocket => "ws",
            Protocol::Grpc => "grpc",
            Protocol::Tcp => "tcp",
            Protocol::Smtp => "smtp",
        };
        // The usual port of a scheme is left out, as people write it.
        let port_text = if (scheme, port) == ("https", 443) || (scheme, port) == ("http", 80) {
            String::new()
        } else {
            format!(":{port}")
        };
        let url = Composed(vec![
            Part::Text(format!("{scheme}://")),
            Part::Host(neighbour.target.clone()),
            Part::Text(port_text),
        ]);
        self.variable(
            plan,
            neighbour,
            neighbour.variable(&prefix, "url", "URL"),
            url,
            &["protocol", "port", "env/url"],
        );
        if neighbour.wants("host") {
            let host = Composed(vec![Part::Host(neighbour.target.clone())]);
            self.variable(plan, neighbour, neighbour.variable(&prefix, "host", "HOST"), host, &["env/host"]);
        }
        if neighbour.wants("port") {
            self.variable(
                plan,
                neighbour,
                neighbour.variable(&prefix, "port", "PORT"),
                Composed::text(port.to_string()),
                &["port", "env/port"],
            );
        }
    }

    /// Host, port, name, user and password for a database or cache; a URL and topics for a queue.
    fn to_datastore(&self, plan: &mut Plan, neighbour: &Neighbour<'_>) {
        let Some(node) = self.document.nodes.get(neighbour.target) else { return };
        let Some(store) = plan.datastores.get(neighbour.target).cloned() else { return };
        let Some(instance) = plan.instances.get(&store.instance) else { return };
        let Some(engine) = catalogue::engine(&instance.engine.value) else { return };
        let (port, existing) = (instance.port, instance.provision.value == Provision::Existing);
        let prefix = prefix(node.name.as_ref().unwrap_or(neighbour.target));
        let database = neighbour
            .edges
            .iter()
            .find_map(|(_, edge)| edge.database.as_ref().map(ToString::to_string))
            .or_else(|| store.database.as_ref().map(|name| name.value.clone()));
        let user = self.fitting(plan, neighbour, engine, self.user_name(neighbour));
        let password = self.password(
            plan,
            neighbour,
            &store.instance,
            &user,
            &neighbour.variable(&prefix, "password", "PASSWORD"),
            existing,
        );
        self.grant(
            plan,
            neighbour,
            &store.instance,
            &user,
            &password,
            database.as_deref(),
            engine.consuming_writes && store.kind == NodeKind::Queue,
        );

        let (host, port) = match self.pooler_of(plan, neighbour.consumer, neighbour.target) {
            Some((pooler, number)) => (Part::Host(pooler.clone()), Part::Text(number.to_string())),
            None => (Part::Host(neighbour.target.clone()), Part::Port { of: neighbour.target.clone(), number: port }),
        };
        let named = database.clone().map(|name| Part::Name { of: neighbour.target.clone(), name });
        let url = || {
            let mut parts = vec![
                Part::Text(format!("{}://{user}:", engine.scheme)),
                Part::Secret(password.clone()),
                Part::Text("@".to_owned()),
                host.clone(),
                Part::Text(":".to_owned()),
                port.clone(),
            ];
            if let Some(name) = &named {
                parts.extend([Part::Text("/".to_owned()), name.clone()]);
            }
            Composed(parts)
        };
        if store.kind == NodeKind::Queue || neighbour.wants("url") {
            let name = neighbour.variable(&prefix, "url", "URL");
            let purpose = format!("address of {} with the password of {user}", store.title);
            let entry = SecretEntry { source: Source::Composed(url()), purpose };
            let reference = self.secret(plan, neighbour.consumer, &name, entry);
            self.secret_variable(plan, neighbour, name, reference);
        }
        if store.kind == NodeKind::Queue {
            let topics: BTreeSet<&str> =
                neighbour.edges.iter().filter_map(|(_, e)| e.topic.as_ref()).map(|t| t.as_str()).collect();
            for topic in topics {
                let name = match topics_name(neighbour, topic) {
                    Some(name) => name,
                    None => format!("{prefix}_{}_TOPIC", shout(topic)),
                };
                let places = neighbour
                    .edges
                    .iter()
                    .filter(|(_, edge)| edge.topic.as_ref().is_some_and(|held| held.as_str() == topic))
                    .map(|(id, _)| self.places.edge(id, "topic"));
                let value = Sourced::from_all(Composed::text(topic), places);
                if let Some(workload) = plan.workloads.get_mut(neighbour.consumer) {
                    workload.variables.entry(name).or_insert(value);
                }
            }
            return;
        }
        let plain = [
            ("host", "HOST", Some(Composed(vec![host.clone()])), &["env/host"][..]),
            ("port", "PORT", Some(Composed(vec![port.clone()])), &["env/port"]),
            ("name", "NAME", named.clone().map(|name| Composed(vec![name])), &["database", "env/name"]),
            ("user", "USER", Some(Composed::text(user.clone())), &["credential", "env/user"]),
        ];
        for (role, word, value, fields) in plain {
            if let Some(value) = value {
                self.variable(plan, neighbour, neighbour.variable(&prefix, role, word), value, fields);
            }
        }
        self.secret_variable(plan, neighbour, neighbour.variable(&prefix, "password", "PASSWORD"), password);
    }

    /// A variable of the consumer. `fields` are those of the edges that stand in it, where they are declared.
    fn variable(&self, plan: &mut Plan, neighbour: &Neighbour<'_>, name: String, value: Composed, fields: &[&str]) {
        if let Some(workload) = plan.workloads.get_mut(neighbour.consumer) {
            // A variable that the node declares itself wins; that the two collide is a finding.
            let mut places = neighbour.places();
            for (id, _) in &neighbour.edges {
                places.extend(fields.iter().filter_map(|field| self.places.declared_edge(id, field)));
            }
            workload.variables.entry(name).or_insert_with(|| Sourced::from_all(value, places));
        }
    }

    fn secret_variable(&self, plan: &mut Plan, neighbour: &Neighbour<'_>, name: String, reference: SecretRef) {
        if let Some(workload) = plan.workloads.get_mut(neighbour.consumer) {
            let places = neighbour.places();
            workload.secrets.entry(name).or_insert_with(|| Sourced::from_all(reference, places));
        }
    }

    /// The user that a consumer logs in as: the edge's credential, else one of its own.
    fn user_name(&self, neighbour: &Neighbour<'_>) -> String {
        let own = || {
            let node = self.document.nodes.get(neighbour.consumer);
            underscored(node.and_then(|node| node.name.as_ref()).unwrap_or(neighbour.consumer))
        };
        neighbour.edges.iter().find_map(|(_, edge)| edge.credential.as_ref()).map_or_else(own, ToString::to_string)
    }

    /// A user's name that the engine takes: where it is too long its beginning and a number made of all of it.
    fn fitting(&self, plan: &mut Plan, neighbour: &Neighbour<'_>, engine: &Engine, name: String) -> String {
        if name.len() <= engine.user_limit {
            return name;
        }
        let short = format!("{}_{:08x}", name.get(..engine.user_limit.saturating_sub(9)).unwrap_or(&name), hash(&name));
        for (id, _) in &neighbour.edges {
            plan.notes.push(Note {
                path: self.places.edge(id, "credential"),
                verdict: Verdict::Approximated,
                reason: format!(
                    "{} takes {} characters for a user, so `{name}` is called `{short}` there; name it yourself with `credential`.",
                    engine.title, engine.user_limit
                ),
            });
        }
        short
    }

    /// The password of a user: made once, even where several programs log in as the same one.
    fn password(
        &self,
        plan: &mut Plan,
        neighbour: &Neighbour<'_>,
        instance: &Id,
        user: &str,
        key: &str,
        existing: bool,
    ) -> SecretRef {
        if let Some(held) = plan.instances.get(instance).and_then(|instance| instance.users.get(user)) {
            return held.password.clone();
        }
        let source = if existing { Source::Given } else { Source::Random(PASSWORD_LENGTH) };
        self.secret(
            plan,
            neighbour.consumer,
            key,
            SecretEntry { source, purpose: format!("password of {user} at {instance}") },
        )
    }

    #[allow(clippy::too_many_arguments, reason = "a right has as many sides")]
    fn grant(
        &self,
        plan: &mut Plan,
        neighbour: &Neighbour<'_>,
        instance: &Id,
        user: &str,
        password: &SecretRef,
        database: Option<&str>,
        consuming_writes: bool,
    ) {
        let grant = Grant {
            database: database.map(str::to_owned),
            schema: self.schema(plan, neighbour, instance),
            access: self.access(neighbour, consuming_writes),
            topics: words(neighbour, |edge| edge.topic.as_ref().map(ToString::to_string)),
            writes_to: topics_of(neighbour, EdgeKind::Publish),
            reads_from: topics_of(neighbour, EdgeKind::Subscribe),
            groups: words(neighbour, |edge| edge.group.as_ref().map(ToString::to_string)),
            edges: neighbour.edges.iter().map(|(id, _)| (*id).clone()).collect(),
        };
        if let Some(instance) = plan.instances.get_mut(instance) {
            let held = instance.users.entry(user.to_owned()).or_insert_with(|| User {
                consumers: Vec::new(),
                password: password.clone(),
                grants: Vec::new(),
            });
            if !held.consumers.contains(neighbour.consumer) {
                held.consumers.push(neighbour.consumer.clone());
            }
            held.grants.push(grant);
        }
    }

    /// The schema that the edges say, else the node; none, and a note, where the engine has no schemas within a database.
    fn schema(&self, plan: &mut Plan, neighbour: &Neighbour<'_>, instance: &Id) -> Option<String> {
        let drawn = neighbour.edges.iter().find_map(|(id, edge)| {
            let schema = edge.schema.as_ref()?.to_string();
            Some((schema, self.places.edge(id, "schema")))
        });
        let (schema, place) = drawn.or_else(|| {
            let node = self.document.nodes.get(neighbour.target)?;
            Some((node.schema.as_ref()?.to_string(), self.places.node(neighbour.target, "schema")))
        })?;
        let name = &plan.instances.get(instance)?.engine.value;
        let engine = catalogue::engine(name)?;
        if engine.schemas {
            return Some(schema);
        }
        plan.notes.push(Note {
            path: place,
            verdict: Verdict::Unsupported,
            reason: format!(
                "{} has no schemas within a database: rights are for the whole database. Give `database` instead.",
                engine.title
            ),
        });
        None
    }

    /// What the edges say together; unknown access gets reading and writing, as a decision.
    fn access(&self, neighbour: &Neighbour<'_>, consuming_writes: bool) -> Sourced<Access> {
        let mut wanted = BTreeSet::new();
        let mut places = Vec::new();
        for (id, edge) in &neighbour.edges {
            match (edge.kind, edge.access) {
                (EdgeKind::Publish, _) => wanted.insert(Access::Write),
                (EdgeKind::Subscribe, _) if consuming_writes => wanted.insert(Access::ReadWrite),
                (EdgeKind::Subscribe, _) => wanted.insert(Access::Read),
                (_, Some(access)) => wanted.insert(access),
                (_, None) => {
                    return Sourced::decided(
                        Access::ReadWrite,
                        "the edge does not say what it does; declare its access to lower this",
                    );
                }
            };
            places.push(if edge.access.is_some() {
                self.places.edge(id, "access")
            } else {
                format!("/edges/{id}/kind")
            });
        }
        let only = wanted.iter().next().copied().filter(|_| wanted.len() == 1);
        Sourced::from_all(only.unwrap_or(Access::ReadWrite), places)
    }

    /// Adds a value to the secret of a reader.
    pub(super) fn secret(&self, plan: &mut Plan, reader: &Id, key: &str, entry: SecretEntry) -> SecretRef {
        let node = self.document.nodes.get(reader);
        let secret = format!("{}-secrets", node.and_then(|node| node.name.as_ref()).unwrap_or(reader));
        let held = plan
            .secrets
            .entry(secret.clone())
            .or_insert_with(|| Secret { reader: reader.clone(), entries: BTreeMap::new() });
        held.entries.entry(key.to_owned()).or_insert(entry);
        SecretRef { secret, key: key.to_owned() }
    }

    /// The port and protocol that an edge means at a program, an external or a platform.
    pub(super) fn endpoint(&self, plan: &Plan, target: &Id, node: &Node, edge: &Edge) -> (u16, Protocol) {
        if let Some(workload) = plan.workloads.get(target) {
            let named = edge.port.as_ref().and_then(|name| workload.ports.get(name));
            let spoken = || {
                edge.protocol.and_then(|p| {
                    workload.ports.iter().find(|(name, _)| name.as_str() == p.word()).map(|(_, port)| port)
                })
            };
            let main = || workload.main_port.as_ref().and_then(|name| workload.ports.get(name));
            if let Some(port) = named.or_else(spoken).or_else(main) {
                // TLS towards a port of ours would need certificates inside; what is spoken is what the port offers.
                let protocol = match edge.protocol {
                    Some(Protocol::Https) | None => port.protocol,
                    Some(protocol) => protocol,
                };
                return (port.number, protocol);
            }
        }
        let protocol =
            edge.protocol.unwrap_or(if node.kind == NodeKind::External { Protocol::Https } else { Protocol::Http });
        let declared = edge.port.as_ref().and_then(|name| node.ports.get(name)).or_else(|| node.ports.values().next());
        let usual = match protocol {
            Protocol::Https | Protocol::Grpc | Protocol::Websocket => 443,
            Protocol::Smtp => 587,
            Protocol::Http | Protocol::Graphql | Protocol::Tcp => 80,
        };
        let existing = node.existing.as_ref().and_then(|existing| existing.port);
        (declared.map(|port| port.number).or(existing).map_or(usual, std::num::NonZeroU16::get), protocol)
    }

    /// The ports that an external is called on.
    pub(super) fn called_ports(&self, id: &Id, node: &Node) -> Vec<u16> {
        let none = Plan::empty(&self.document.name);
        let ports: BTreeSet<u16> = self
            .document
            .edges
            .values()
            .filter(|edge| edge.to == *id && edge.kind.opens_connection())
            .map(|edge| self.endpoint(&none, id, node, edge).0)
            .collect();
        ports.into_iter().collect()
    }

    /// What must be up before a program starts: the instances that it uses, and boot edges. Calls are no order: whoever calls must bear that the other is away.
    fn start_order(&self, plan: &mut Plan) {
        for (id, edge) in &self.document.edges {
            let target = match plan.datastores.get(&edge.to) {
                Some(store) => store.instance.clone(),
                None if edge.kind == EdgeKind::Boot && plan.workloads.contains_key(&edge.to) => edge.to.clone(),
                None => continue,
            };
            if edge.kind == EdgeKind::Callback || edge.from == edge.to {
                continue;
            }
            let pooler = self.pooler_of(plan, &edge.from, &edge.to).map(|(pooler, _)| pooler.clone());
            if let Some(workload) = plan.workloads.get_mut(&edge.from) {
                for before in std::iter::once(target).chain(pooler) {
                    workload.starts_after.insert(before, format!("edge {id}"));
                }
            }
        }
    }
}

/// What the edges say, each word once.
fn words(neighbour: &Neighbour<'_>, say: impl Fn(&Edge) -> Option<String>) -> Vec<String> {
    let said: BTreeSet<String> = neighbour.edges.iter().filter_map(|(_, edge)| say(edge)).collect();
    said.into_iter().collect()
}

/// The topics of the edges of this kind; none where one of them names none and so means all.
fn topics_of(neighbour: &Neighbour<'_>, kind: EdgeKind) -> Vec<String> {
    let topics =
        |(_, edge): &(&EdgeId, &Edge)| (edge.kind == kind).then(|| edge.topic.as_ref().map(ToString::to_string));
    let named: Option<BTreeSet<String>> = neighbour.edges.iter().filter_map(topics).collect();
    named.unwrap_or_default().into_iter().collect()
}

/// The name that an edge gives the variable of its topic.
fn topics_name(neighbour: &Neighbour<'_>, topic: &str) -> Option<String> {
    let edge = neighbour.edges.iter().find(|(_, edge)| edge.topic.as_ref().is_some_and(|t| t.as_str() == topic))?.1;
    edge.env.get("topic").map(ToString::to_string)
}

/// A number that stands for a text (FNV-1a).
pub(super) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// `orders-db` as the beginning of a variable: `ORDERS_DB`.
fn prefix(name: &Id) -> String {
    shout(name.as_str())
}

fn shout(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}
