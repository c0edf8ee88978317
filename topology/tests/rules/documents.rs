//! Small random documents: nodes of all kinds, edges between any of them, and whatever people may have said of both. Every choice begins with what is said most often, so that a failing document shrinks to little.

use proptest::collection::SizeRange;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use topology::Document;
use topology::document::{EdgeKind, NodeKind};

use super::skeletons::{SKELETONS, Skeleton};

/// What chance gives one node or edge: one number for each choice.
type Chances = Vec<u16>;

/// Choices, one after the other.
struct Choices<'c> {
    chances: std::slice::Iter<'c, u16>,
}

impl<'c> Choices<'c> {
    fn new(chances: &'c [u16]) -> Self {
        Self { chances: chances.iter() }
    }

    fn next(&mut self) -> usize {
        usize::from(*self.chances.next().expect("a choice for every field"))
    }

    /// Leaves so many out.
    fn skip(&mut self, count: usize) {
        (0..count).for_each(|_| {
            self.next();
        });
    }

    /// One of these.
    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        let at = self.next() % all.len();
        all[at].clone()
    }

    /// One of these, or mostly nothing: so many times of a hundred something.
    fn some<T: Clone>(&mut self, often: usize, all: &[T]) -> Option<T> {
        let chance = self.next();
        (chance % 100 >= 100 - often).then(|| all[chance / 100 % all.len()].clone())
    }

    /// Sets a field to one of these, so many times of a hundred.
    fn set(&mut self, value: &mut Value, field: &str, often: usize, all: &[Value]) {
        if let Some(chosen) = self.some(often, all) {
            value[field] = chosen;
        }
    }
}

const CHOICES: usize = 32;
/// As many as the largest skeleton has edges, and more.
const BONES: usize = 6;

/// Tags that rules read on nodes and on edges.
const TAGS: &[&str] = &[
    "public-by-design",
    "exporter",
    "migration",
    "backup",
    "admin",
    "cdc",
    "outbox",
    "peers",
    "read-view",
    "singleton",
    "scheduled",
    "adapter",
    "proxy",
    "mesh",
    "routing",
    "orchestration",
    "sidecar",
    "identity",
    "root",
    "privileged",
    "non-critical",
    "retry-budget",
    "dead-letter",
    "ephemeral-ok",
    "paging",
    "streaming",
    "bff",
    "docker-socket",
    "external-producer",
    "work-sharing",
    "multi-primary",
    "webhook",
    "v1",
    "persistence",
    "dao",
    "old",
    "container:app",
    "data-layer",
    "scheduled",
];

/// Rules with a threshold, and one that small documents cross.
const LOW: &[(&str, f64)] = &[
    ("hub-service", 2.0),
    ("high-fan-out", 2.0),
    ("deep-sync-chain", 1.0),
    ("chatty-pair", 2.0),
    ("retry-amplification", 2.0),
    ("too-many-standards", 1.0),
    ("distributed-monolith", 0.1),
    ("central-bus-misuse", 0.2),
    ("layered-by-technology", 0.2),
];

/// Structurally valid documents of three to nine nodes.
pub fn document() -> impl Strategy<Value = Document> {
    let chances = |count: usize| prop::collection::vec(0..10_000_u16, count);
    let many = |size: SizeRange| prop::collection::vec(chances(CHOICES), size);
    (many((3..=9).into()), many((0..=16).into()), many(BONES.into()), chances(CHOICES))
        .prop_map(|(nodes, edges, bones, whole)| build(nodes, edges, &bones, &whole))
}

fn build(mut nodes: Vec<Chances>, mut edges: Vec<Chances>, bones: &[Chances], whole: &Chances) -> Document {
    let skeleton = skeleton(whole);
    if let Some(skeleton) = skeleton {
        // What has no room is made some, and what is drawn besides must not bury it.
        let missing = skeleton.nodes.len().saturating_sub(nodes.len());
        nodes.extend(bones.iter().cycle().take(missing).cloned());
        edges.truncate(edges.len() / 3);
    }
    let (nodes, edges) = (&nodes, &edges);
    let drawn: Map<String, Value> = nodes
        .iter()
        .enumerate()
        .map(|(at, chances)| {
            let fixed = skeleton.and_then(|skeleton| skeleton.nodes.get(at));
            (format!("n{at}"), node(at, nodes.len(), chances, fixed))
        })
        .collect();
    let mut held = Map::new();
    for (chances, (from, to, fixed)) in bones.iter().zip(skeleton.iter().flat_map(|skeleton| &skeleton.edges)) {
        let mut choices = Choices::new(chances);
        choices.skip(2);
        add_edge(&mut held, &drawn, choices, (*from, *to), Some(fixed));
    }
    for chances in edges {
        let mut choices = Choices::new(chances);
        let ends = (choices.next() % nodes.len(), choices.next() % nodes.len());
        add_edge(&mut held, &drawn, choices, ends, None);
    }
    let mut value = json!({ "groundplan": 1, "name": "random", "nodes": drawn, "edges": held });
    add_whole(&mut value, nodes.len(), whole);
    let document: Document = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value:#}"));
    assert!(topology::structure::check(&document).is_empty(), "{:#?}", topology::structure::check(&document));
    document
}

/// One in half of the documents.
fn skeleton(whole: &Chances) -> Option<&'static Skeleton> {
    let chance = whole.last().copied().map(usize::from)?;
    (chance % 100 >= 50).then(|| &SKELETONS[chance / 100 % SKELETONS.len()])
}

fn add_edge(
    held: &mut Map<String, Value>,
    drawn: &Map<String, Value>,
    choices: Choices<'_>,
    (from, to): (usize, usize),
    fixed: Option<&Value>,
) {
    let mut id = format!("n{from}--n{to}");
    let mut number = 2;
    while held.contains_key(&id) {
        id = format!("n{from}--n{to}--{number}");
        number += 1;
    }
    let kind = drawn[&format!("n{to}")]["kind"].clone();
    held.insert(id, edge(choices, from, to, serde_json::from_value(kind).unwrap(), fixed));
}

/// What is said in any case comes over what chance says.
fn lay_over(value: &mut Value, fixed: Option<&Value>) {
    for (field, said) in fixed.and_then(Value::as_object).into_iter().flatten() {
        value[field.as_str()] = said.clone();
    }
}

/// What is said of the whole: owner, boundaries, settings, environments, rules, waivers.
fn add_whole(value: &mut Value, size: usize, whole: &Chances) {
    let mut choices = Choices::new(whole);
    choices.set(value, "owner", 10, &[json!("team-0"), json!("team-2")]);
    value["boundaries"] = json!({
        "front": { "kind": "network" }, "back": { "kind": "network" },
        "sales": { "kind": "domain", "owner": "team-1" }, "stock": { "kind": "domain" }, "blue": { "kind": "team" },
    });
    let mut settings = json!({});
    choices.set(&mut settings, "profile", 60, &[json!("strict"), json!("strict"), json!("strict"), json!("sketch")]);
    choices.set(&mut settings, "platform", 40, &[json!("kubernetes"), json!("compose"), json!("ecs")]);
    choices.set(&mut settings, "flows", 20, &[json!("enforced"), json!("declared")]);
    value["settings"] = settings;
    if let Some(over) = choices.some(
        40,
        &[
            json!({ "expose": "host" }),
            json!({ "enabled": false }),
            json!({ "replicas": { "min": 1 } }),
            json!({ "tags": ["peers"] }),
            json!({ "variables": { "API_TOKEN": "correct-horse" } }),
        ],
    ) {
        let at = choices.next() % size;
        value["environments"] =
            json!({ "production": { "settings": { "production": true }, "nodes": { format!("n{at}"): over } } });
    }
    choices.set(
        value,
        "defaults",
        10,
        &[
            json!({ "service": { "size": "small" } }),
            json!({ "service": { "health": "none", "replicas": { "min": 1 } } }),
            json!({ "database": { "persistence": true } }),
        ],
    );
    let mut rules = Map::new();
    if choices.some(70, &[()]).is_some() {
        rules.extend(LOW.iter().map(|(id, threshold)| ((*id).to_owned(), json!({ "threshold": threshold }))));
    }
    for (id, setting) in [
        ("self-call", json!({ "severity": "off", "tags": { "old": "error" } })),
        ("no-such-rule", json!({ "severity": "off" })),
        ("orphan-node", json!({ "threshold": 4 })),
        ("hub-service", json!({ "threshold": 0.5 })),
    ] {
        if choices.some(4, &[()]).is_some() {
            rules.insert(id.to_owned(), setting);
        }
    }
    value["rules"] = json!(rules);
    let waiver = |rule: &str, expires: &str| json!({ "rule": rule, "node": "n0", "reason": "known", "author": "kim", "expires": expires });
    choices.set(
        value,
        "waivers",
        12,
        &[
            json!({ "w": waiver("orphan-node", "2027-01-01") }),
            json!({ "w": waiver("sync-cycle", "2025-01-01") }),
            json!({ "w": waiver("sink-cycle", "2027-01-01") }),
        ],
    );
}

fn node(at: usize, size: usize, chances: &Chances, fixed: Option<&Value>) -> Value {
    let mut choices = Choices::new(chances);
    let other = |by: usize| json!(format!("n{}", (at + by) % size));
    let drawn = match choices.next() % 25 {
        0..=8 => NodeKind::Service,
        9..=11 => NodeKind::Database,
        chance => NodeKind::ALL[chance % NodeKind::ALL.len()],
    };
    let kind = fixed.map_or(drawn, |fixed| serde_json::from_value(fixed["kind"].clone()).unwrap());
    let mut node = json!({ "kind": kind });
    choices.set(&mut node, "owner", 45, &[json!("team-0"), json!("team-1")]);
    let far = [json!("host"), json!("public"), json!("loopback"), json!("none")];
    choices.set(&mut node, "expose", 18, &far);
    let tags: Vec<Value> = TAGS.iter().map(|tag| json!([tag])).collect();
    choices.set(&mut node, "tags", 25, &tags);
    choices.set(
        &mut node,
        "in",
        25,
        &[
            json!({ "network": "front" }),
            json!({ "network": "back" }),
            json!({ "domain": "sales" }),
            json!({ "team": "blue" }),
            json!({ "unit": "one" }),
            json!({ "network": "nowhere" }),
        ],
    );
    choices.set(
        &mut node,
        "variables",
        16,
        &[
            json!({ "DB_PASSWORD": "correct-horse" }),
            json!({ "PEER": "http://localhost:8080" }),
            json!({ "PEER": "http://10.0.0.7:5432" }),
            json!({ "PEER": format!("http://n{}:8080/x", (at + 1) % size) }),
            json!({ "PEER": "http://nobody:8080" }),
            json!({ format!("N{}_URL", (at + 1) % size): "x" }),
        ],
    );
    choices.set(
        &mut node,
        "ports",
        25,
        &[
            json!({ "http": { "number": 8080 } }),
            json!({ "http": { "number": 8080, "expose": "host" } }),
            json!({ "grpc": { "number": 9000, "protocol": "grpc" } }),
            json!({ "http": { "number": 80, "expose": "public" }, "debug": { "number": 5005, "expose": "host" } }),
            json!({ "a-port-of-a-long-name": { "number": 7000 } }),
        ],
    );
    choices.set(&mut node, "name", 8, &[json!("other"), other(1)]);
    choices.set(&mut node, "description", 30, &[json!("What it does.")]);
    choices.set(&mut node, "enabled", 4, &[json!(false)]);
    choices.set(
        &mut node,
        "extra",
        4,
        &[
            json!({ "compose": { "privileged": true } }),
            json!({ "compose": { "volumes": ["/var/run/docker.sock:/var/run/docker.sock"] } }),
        ],
    );
    if kind.is_workload() || kind == NodeKind::Gateway {
        choices.set(&mut node, "auth", 30, &[json!("none"), json!("jwt")]);
        choices.set(&mut node, "replicas", 40, &[json!({ "min": 1 }), json!({ "min": 2 }), json!({ "max": 1 })]);
        choices.set(&mut node, "health", 40, &[json!("none"), json!({ "path": "/health" })]);
        choices.set(&mut node, "size", 25, &[json!("small"), json!("medium")]);
        let images = ["example/program-0:1", "example/program-1:1.2", "example/program-2", "example/program-0:latest"];
        if kind.is_workload()
            && let Some(image) = choices.some(50, &images)
        {
            node["image"] = json!(image);
        }
        choices.set(&mut node, "runtime", 30, &[json!("go"), json!("java-21"), json!("php-8"), json!("rust")]);
        choices.set(&mut node, "schedule", 8, &[json!("daily")]);
        choices.set(&mut node, "volumes", 8, &[json!({ "data": { "path": "/data" } })]);
    }
    if kind.is_data() {
        let engines: &[Value] = match kind {
            NodeKind::Database => &[json!("postgres"), json!("mysql"), json!("mongodb")],
            NodeKind::Cache => &[json!("valkey"), json!("redis")],
            NodeKind::Queue => &[json!("rabbitmq"), json!("kafka"), json!("sqs")],
            _ => &[json!("garage")],
        };
        choices.set(&mut node, "engine", 60, engines);
        choices.set(&mut node, "persistence", 40, &[json!(false), json!(true)]);
        choices.set(&mut node, "provision", 15, &[json!("managed"), json!("container")]);
        choices.set(&mut node, "health", 20, &[json!("none")]);
        if let Some(oddity) = choices.some(20, &[0, 1, 2, 3]) {
            match oddity {
                0 | 1 if kind == NodeKind::Database => {
                    node["role"] = json!("replica");
                    node["of"] = other(1);
                }
                2 if kind == NodeKind::Database => node["server"] = other(1),
                _ => node["database"] = json!("part_0"),
            }
        }
    }
    match kind {
        NodeKind::Frontend => choices.set(&mut node, "runs_in", 40, &[json!("browser"), json!("server")]),
        NodeKind::Platform => {
            let provided = [json!(["metrics"]), json!(["logs"]), json!(["traces"]), json!(["identity"])];
            choices.set(&mut node, "provides", 70, &provided);
        }
        NodeKind::Function => choices.set(
            &mut node,
            "triggers",
            40,
            &[json!({ "start": { "queue": other(1), "topic": "topic.0" } }), json!({ "start": { "path": "/start" } })],
        ),
        _ => {}
    }
    lay_over(&mut node, fixed);
    node
}

fn edge(mut choices: Choices<'_>, from: usize, to: usize, target: NodeKind, fixed: Option<&Value>) -> Value {
    let drawn = choices.of(EdgeKind::ALL);
    let natural = match (EdgeKind::towards(target), drawn) {
        (EdgeKind::Publish, EdgeKind::Subscribe) => EdgeKind::Subscribe,
        (natural, _) => natural,
    };
    let drawn = if choices.some(20, &[()]).is_some() { drawn } else { natural };
    let kind = fixed.map_or(drawn, |fixed| serde_json::from_value(fixed["kind"].clone()).unwrap());
    let mut edge = json!({ "from": format!("n{from}"), "to": format!("n{to}"), "kind": kind });
    let tags: Vec<Value> = TAGS.iter().map(|tag| json!([tag])).collect();
    choices.set(&mut edge, "tags", 12, &tags);
    choices.set(&mut edge, "evidence", 8, &[json!("compose.yaml: depends_on")]);
    choices.set(&mut edge, "tls", 20, &[json!(false), json!(true)]);
    choices.set(&mut edge, "description", 30, &[json!("What for.")]);
    choices.set(&mut edge, "enabled", 3, &[json!(false)]);
    match kind {
        EdgeKind::Data => {
            choices.set(&mut edge, "access", 80, &[json!("read-write"), json!("read"), json!("write")]);
            choices.set(&mut edge, "database", 25, &[json!("part_0"), json!("part_1")]);
            choices.set(&mut edge, "schema", 8, &[json!("schema_0")]);
            choices.set(&mut edge, "credential", 25, &[json!("app"), json!("root"), json!("postgres")]);
        }
        EdgeKind::Publish | EdgeKind::Subscribe => {
            choices.set(&mut edge, "topic", 50, &[json!("topic.0"), json!("topic.1"), json!("topic/*")]);
            choices.set(&mut edge, "group", 25, &[json!("group-0"), json!("group-1")]);
        }
        EdgeKind::Call => {
            choices.set(&mut edge, "path", 25, &[json!("/p0"), json!("/p1"), json!("/v1/p2")]);
            choices.set(&mut edge, "timeout_ms", 40, &[json!("none"), json!(500)]);
            choices.set(&mut edge, "retries", 40, &[json!("none"), json!(3), json!(5)]);
            choices.set(&mut edge, "circuit_breaker", 40, &[json!("none"), json!({ "failures": 5 })]);
            choices.set(&mut edge, "calls_per_request", 15, &[json!(6), json!(1)]);
            choices.set(&mut edge, "auth", 20, &[json!("none"), json!("jwt")]);
            let protocols = [json!("grpc"), json!("http"), json!("https"), json!("tcp"), json!("websocket")];
            choices.set(&mut edge, "protocol", 25, &protocols);
            choices.set(&mut edge, "port", 15, &[json!("http"), json!("nowhere")]);
        }
        _ => {}
    }
    choices.set(&mut edge, "env", 5, &[json!({ "url": "PEER_URL" })]);
    lay_over(&mut edge, fixed);
    edge
}
