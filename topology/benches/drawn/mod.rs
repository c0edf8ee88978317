//! Documents to measure with: the same on every machine, for a fixed walk stands in for chance.
#![allow(dead_code, reason = "not every bench draws all of them")]

use serde_json::{Map, Value, json};
use topology::Document;

/// A sequence of numbers that looks like chance.
struct Walk(usize);

impl Walk {
    fn next(&mut self) -> usize {
        self.0 = (self.0 * 1_103_515_245 + 12_345) % 2_147_483_648;
        self.0 >> 8
    }
}

/// With every rule on.
fn of(mut value: Value) -> Document {
    value["settings"] = json!({ "profile": "strict" });
    serde_json::from_value(value).unwrap_or_else(|error| panic!("the bench's document does not fit: {error}"))
}

fn kind(at: usize) -> &'static str {
    match at % 10 {
        _ if at == 0 => "client",
        _ if at == 1 => "gateway",
        6 | 7 => "database",
        8 => "cache",
        9 => "queue",
        5 => "worker",
        _ => "service",
    }
}

fn node(at: usize) -> Value {
    let kind = kind(at);
    let mut node = json!({ "kind": kind, "owner": format!("team-{}", at / 10 % 7) });
    match kind {
        "service" => {
            node["image"] = json!(format!("example/program-{at}:1.{}", at % 7));
            node["ports"] = json!({ "http": { "number": 8000 + at % 900 } });
            node["variables"] = json!({ "LOG_LEVEL": "info", "CACHE_SECONDS": "30" });
            // One in nine leaves its health to be guessed.
            if !at.is_multiple_of(9) {
                node["health"] = json!({ "path": "/health" });
            }
            node["replicas"] = json!({ "min": 1 + at % 3 });
        }
        "worker" => node["image"] = json!(format!("example/worker-{at}:2")),
        "database" => {
            node["engine"] = json!("postgres");
            node["version"] = json!("18");
            node["persistence"] = json!(true);
        }
        "cache" => node["engine"] = json!("valkey"),
        "queue" => {
            node["engine"] = json!("rabbitmq");
            node["persistence"] = json!(true);
        }
        _ => {}
    }
    node
}

/// A topology such as people draw: of every ten nodes five services, a worker, two databases, a cache and a queue; calls run forward to near neighbours, and now and then back.
pub fn usual(nodes: usize, edges: usize) -> Document {
    of(usual_value(nodes, edges))
}

fn usual_value(nodes: usize, edges: usize) -> Value {
    let id = |at: usize| format!("n{at:04}");
    let all: Map<String, Value> = (0..nodes).map(|at| (id(at), node(at))).collect();
    let mut held = Map::new();
    let mut walk = Walk(1);
    held.insert("n0000--n0001".to_owned(), json!({ "from": "n0000", "to": "n0001", "kind": "call" }));
    while held.len() < edges {
        let from = walk.next() % nodes;
        if matches!(kind(from), "database" | "cache" | "queue" | "client") {
            continue;
        }
        let step = 1 + walk.next() % 12;
        // One step in thirty-two leads back.
        let to = if walk.next().is_multiple_of(32) { (from + nodes - step) % nodes } else { (from + step) % nodes };
        let chance = walk.next();
        let mut edge = match kind(to) {
            "gateway" | "client" => continue,
            // The gateway leads to services alone, a worker is called by nobody, and most databases have one user.
            other if kind(from) == "gateway" && other != "service" => continue,
            "worker" => continue,
            "database" if from / 10 != to / 10 && !chance.is_multiple_of(8) => continue,
            "database" => {
                json!({ "kind": "data", "access": if chance.is_multiple_of(3) { "read" } else { "read-write" } })
            }
            "cache" => json!({ "kind": "data", "access": "read-write" }),
            "queue" => {
                let kind = if chance.is_multiple_of(2) { "publish" } else { "subscribe" };
                json!({ "kind": kind, "topic": format!("topic.{}", chance % 5) })
            }
            _ if chance.is_multiple_of(4) => json!({ "kind": "call" }),
            _ => json!({ "kind": "call", "timeout_ms": 2000, "retries": 1 }),
        };
        edge["from"] = json!(id(from));
        edge["to"] = json!(id(to));
        held.entry(format!("{}--{}", id(from), id(to))).or_insert(edge);
    }
    json!({ "groundplan": 1, "name": "large", "nodes": all, "edges": held })
}

/// The same with defaults for services and two environments that differ from the base.
pub fn in_environments(nodes: usize, edges: usize) -> Document {
    let mut value = usual_value(nodes, edges);
    value["defaults"] = json!({ "service": { "size": "small", "release": "rolling" } });
    let some = |step: usize| -> Map<String, Value> {
        (2..nodes)
            .step_by(step)
            .filter(|at| kind(*at) == "service")
            .map(|at| (format!("n{at:04}"), json!({ "replicas": { "min": 3 } })))
            .collect()
    };
    value["environments"] = json!({
        "production": { "settings": { "production": true }, "nodes": some(7) },
        "staging": { "nodes": some(31) },
    });
    of(value)
}

/// Services that all call one another.
pub fn complete(nodes: usize) -> Document {
    let all: Map<String, Value> = (0..nodes).map(|at| (format!("n{at:02}"), json!({ "kind": "service" }))).collect();
    let edges: Map<String, Value> = (0..nodes)
        .flat_map(|a| (0..nodes).filter(move |b| a != *b).map(move |b| (format!("n{a:02}"), format!("n{b:02}"))))
        .map(|(a, b)| (format!("{a}--{b}"), json!({ "from": a, "to": b, "kind": "call" })))
        .collect();
    of(json!({ "groundplan": 1, "name": "complete", "nodes": all, "edges": edges }))
}

/// Rounds of calls, each of twelve services, that share a service with the next round and with the one after.
pub fn interlocked(rounds: usize) -> Document {
    let size = rounds * 10;
    let id = |at: usize| format!("n{:03}", at % size);
    let all: Map<String, Value> = (0..size).map(|at| (id(at), json!({ "kind": "service" }))).collect();
    let mut edges = Map::new();
    for round in 0..rounds {
        for step in 0..12 {
            // The last step leads back to where the round began.
            let (a, b) = (id(round * 10 + step), id(round * 10 + (step + 1) % 12));
            edges.insert(format!("{a}--{b}"), json!({ "from": a, "to": b, "kind": "call" }));
        }
    }
    of(json!({ "groundplan": 1, "name": "interlocked", "nodes": all, "edges": edges }))
}

/// Services that all write one database, and queues between all of them: one large group in each rule about groups.
pub fn crowded(services: usize) -> Document {
    let mut nodes = Map::new();
    let mut edges = Map::new();
    nodes.insert("db".to_owned(), json!({ "kind": "database" }));
    nodes.insert("bus".to_owned(), json!({ "kind": "queue" }));
    nodes.insert("edge".to_owned(), json!({ "kind": "gateway" }));
    for at in 0..services {
        let id = format!("n{at:03}");
        nodes.insert(id.clone(), json!({ "kind": "service", "expose": "host", "owner": format!("team-{at}") }));
        for (from, to, kind) in [
            (&*id, "db", "data"),
            (&*id, "bus", "publish"),
            (&*id, "bus", "subscribe"),
            ("edge", &*id, "call"),
            (&*id, "edge", "call"),
        ] {
            let number = if kind == "subscribe" { "--2" } else { "" };
            let mut edge = json!({ "from": from, "to": to, "kind": kind });
            if kind == "data" {
                edge["access"] = json!("write");
            }
            edges.insert(format!("{from}--{to}{number}"), edge);
        }
    }
    of(json!({ "groundplan": 1, "name": "crowded", "nodes": nodes, "edges": edges }))
}
