//! The production environment for Docker Swarm: the same services in the words that `docker stack deploy` takes.
//!
//! Swarm reads no `depends_on` conditions, no `restart`, no `tmpfs` and no files beside the file: restarts, updates and placement are said under `deploy`, and what is mounted becomes a config whose name holds its content's hash, so that a change rolls out.

use std::collections::BTreeMap;

use topology::yaml::{Item, Tree, write};

use super::companions::Companions;
use super::{networks, service};
use crate::bundle::sha256;
use crate::file::File;
use crate::items::{Entries, put, put_some};
use crate::plan::Plan;

/// What has another word in a stack, or none.
pub(super) const LEFT_OUT: [&str; 11] = [
    "build",
    "expose",
    "develop",
    "restart",
    "security_opt",
    "profiles",
    "depends_on",
    "network_mode",
    "tmpfs",
    "env_file",
    "volumes",
];

/// The label of the machine that keeps named volumes.
pub(super) const DATA: &str = "node.labels.data == true";

/// The file, of the services of the production Plan.
pub(super) fn file(plan: &Plan, services: &BTreeMap<String, Item>, companions: &Companions) -> File {
    let mut stack = Stack { plan, companions, configs: BTreeMap::new(), alone: Vec::new(), certificate: false };
    let mut items = Entries::new();
    for (name, item) in services {
        if let Tree::Map(entries) = &item.value {
            // What runs by hand has no place in a stack; the preflight's word is given by the secrets being there at all.
            if name != super::scripts::PREFLIGHT && !entries.iter().any(|(key, _)| key == "profiles") {
                put(&mut items, name, stack.service(name, entries).spaced());
            }
        }
    }
    let mut root = Entries::new();
    put(&mut root, "services", Item::from(items));
    let overlay = |(name, item): (String, Item)| {
        let mut entries = vec![("driver".to_owned(), Item::text("overlay"))];
        if let Tree::Map(held) = bare(&item).value {
            entries.extend(held);
        }
        (name, Item::from(entries))
    };
    let mut joined: Entries = networks(plan).into_iter().map(overlay).collect();
    for name in &stack.alone {
        let nothing = [("driver", Item::text("overlay")), ("internal", Item::from(true))];
        put(&mut joined, name, Item::map(nothing).comment("nothing is drawn, so nothing is reached"));
    }
    put_some(&mut root, "networks", Item::from(joined).spaced());
    let volumes = service::volumes(plan).into_iter().map(|name| (name, Item::map(Entries::new())));
    put_some(&mut root, "volumes", Item::map(volumes).spaced());
    put_some(&mut root, "configs", Item::map(stack.configs).spaced());
    if stack.certificate {
        let of = |name: &str| Item::map([("file", format!("./secrets/tls/{name}"))]).flow();
        let secrets = [("tls-crt", of("tls.crt")), ("tls-key", of("tls.key"))];
        put(&mut root, "secrets", Item::map(secrets).spaced());
    }
    let head = format!(
        "The environment {} for Docker Swarm: docker stack deploy --compose-file compose.stack.yaml {}\nBefore: ./scripts/secrets.sh, set -a; . ./.env; set +a, and, on the machine that shall keep the data, docker node update --label-add data=true NODE",
        plan.name(),
        plan.topology
    );
    File::from(write(&Item::from(root).comment(head)))
}

struct Stack<'p> {
    plan: &'p Plan,
    companions: &'p Companions,
    configs: BTreeMap<String, Item>,
    alone: Vec<String>,
    certificate: bool,
}

impl Stack<'_> {
    fn service(&mut self, name: &str, held: &[(String, Item)]) -> Item {
        let of = |key: &str| held.iter().find(|(name, _)| name == key).map(|(_, item)| item);
        let mut entries: Entries = held
            .iter()
            .filter(|(key, _)| !LEFT_OUT.contains(&key.as_str()) && key != "deploy" && key != "ports")
            .map(|(key, item)| (key.clone(), bare(item)))
            .collect();
        let files = texts(of("env_file"), |item| match &item.value {
            Tree::Map(fields) => fields.iter().find(|(key, _)| key == "path").and_then(|(_, path)| text(path)),
            _ => text(item),
        });
        put_some(&mut entries, "env_file", Item::list(files));
        put_some(&mut entries, "ports", Item::list(ports(of("ports"))));
        if of("network_mode").is_some() {
            let network = format!("alone-{name}");
            put(&mut entries, "networks", Item::list([network.as_str()]).flow());
            self.alone.push(network);
        }
        let (mut configs, mut secrets, mut volumes, mut kept) = (Vec::new(), Vec::new(), Vec::new(), false);
        for mount in texts(of("volumes"), text) {
            let (from, rest) = mount.split_once(':').unwrap_or((mount.as_str(), ""));
            let to = rest.strip_suffix(":ro").unwrap_or(rest);
            match from.strip_prefix("./") {
                Some("secrets/tls") => {
                    self.certificate = true;
                    for (source, file) in [("tls-crt", "tls.crt"), ("tls-key", "tls.key")] {
                        secrets.push(
                            Item::map([("source", source.to_owned()), ("target", format!("{to}/{file}"))]).flow(),
                        );
                    }
                }
                Some(path) => {
                    let source = self.config(path);
                    configs.push(Item::map([("source", source.as_str()), ("target", to)]).flow());
                }
                None => {
                    kept = true;
                    volumes.push(Item::text(&mount));
                }
            }
        }
        for lost in texts(of("tmpfs"), text) {
            let target = lost.split(':').next().unwrap_or(&lost);
            volumes.push(Item::map([("type", "tmpfs"), ("target", target)]).flow());
        }
        put_some(&mut entries, "volumes", Item::list(volumes));
        put_some(&mut entries, "configs", Item::list(configs));
        put_some(&mut entries, "secrets", Item::list(secrets));
        put(&mut entries, "deploy", deploy(of("deploy"), of("restart").and_then(text).as_deref(), kept));
        Item::from(entries)
    }

    /// The config of a mounted file: its key in the file.
    fn config(&mut self, path: &str) -> String {
        let key: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let hash = sha256(self.companions.text(path).as_bytes());
        // Swarm takes 64 characters of a name, and the stack's stands before it.
        let end: String = key.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
        let name =
            format!("{}-{}-{}", self.plan.topology, end.trim_start_matches('-'), hash.get(..12).unwrap_or(&hash));
        let item = Item::map([("name", name), ("file", format!("./{path}"))]).flow();
        self.configs.entry(key.clone()).or_insert(item);
        key
    }
}

/// How a service runs in a swarm.
fn deploy(held: Option<&Item>, restart: Option<&str>, kept: bool) -> Item {
    let mut entries = match held.map(|item| bare(item).value) {
        Some(Tree::Map(entries)) => entries,
        _ => Entries::new(),
    };
    let runs = restart == Some("unless-stopped");
    // There is no order of starting: what needs another one is started until it finds it.
    let policy = if runs { "any" } else { "on-failure" };
    put(&mut entries, "restart_policy", Item::map([("condition", policy), ("delay", "5s")]).flow());
    if kept {
        let reason = "where its volume is";
        put(&mut entries, "placement", Item::map([("constraints", Item::list([DATA]).flow())]).comment(reason));
    }
    if runs {
        // Two servers on the same data would spoil them; everything else is up before the old one goes.
        let order = if kept { "stop-first" } else { "start-first" };
        let update = [("order", order), ("failure_action", "rollback"), ("monitor", "30s")];
        put(&mut entries, "update_config", Item::map(update).flow());
        put(&mut entries, "rollback_config", Item::map([("order", order)]).flow());
    }
    Item::from(entries)
}

/// Ports of the whole swarm. A port for one machine alone is none in a swarm, so it is left out.
fn ports(held: Option<&Item>) -> Vec<Item> {
    let Some(Tree::List(items)) = held.map(|item| &item.value) else { return Vec::new() };
    let mut ports = Vec::new();
    for item in items {
        let Tree::Map(fields) = &item.value else { continue };
        let of = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, item)| bare(item));
        if of("host_ip").as_ref().and_then(text).as_deref() == Some("127.0.0.1") {
            continue;
        }
        let kept = ["target", "published"].into_iter().filter_map(|key| Some((key, of(key)?)));
        ports.push(Item::map(kept).flow());
    }
    ports
}

fn texts(held: Option<&Item>, read: impl Fn(&Item) -> Option<String>) -> Vec<String> {
    match held.map(|item| &item.value) {
        Some(Tree::List(items)) => items.iter().filter_map(read).collect(),
        _ => Vec::new(),
    }
}

fn text(item: &Item) -> Option<String> {
    match &item.value {
        Tree::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// A value without what its lines speak of: the lines of the production file speak of the same.
fn bare(item: &Item) -> Item {
    let value = match &item.value {
        Tree::List(items) => Tree::List(items.iter().map(bare).collect()),
        Tree::Map(entries) => Tree::Map(entries.iter().map(|(key, item)| (key.clone(), bare(item))).collect()),
        other => other.clone(),
    };
    Item {
        value,
        before: item.before.clone(),
        after: item.after.clone(),
        end: item.end.clone(),
        subject: None,
        flow: item.flow,
        blank_before: false,
        anchor: None,
    }
}
