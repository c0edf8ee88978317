//! Small random documents: nodes of all kinds, edges between any of them, owners, ports, names and topics as people leave them.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use topology::Document;
use topology::document::{EdgeKind, NodeKind};

/// A node in the making.
#[derive(Debug, Clone)]
pub struct Dot {
    kind: NodeKind,
    owner: Option<u8>,
    expose: Option<&'static str>,
    image: Option<u8>,
    oddity: u8,
}

/// An edge in the making: ends by place in the list of nodes.
#[derive(Debug, Clone)]
pub struct Line {
    from: prop::sample::Index,
    to: prop::sample::Index,
    kind: EdgeKind,
    natural: bool,
    access: Option<&'static str>,
    part: Option<u8>,
    path: Option<u8>,
}

const ALL: [NodeKind; 13] = [
    NodeKind::Client,
    NodeKind::External,
    NodeKind::Gateway,
    NodeKind::Frontend,
    NodeKind::Service,
    NodeKind::Worker,
    NodeKind::Job,
    NodeKind::Function,
    NodeKind::Database,
    NodeKind::Cache,
    NodeKind::Queue,
    NodeKind::ObjectStore,
    NodeKind::Platform,
];

fn dot() -> impl Strategy<Value = Dot> {
    let kind = prop_oneof![
        4 => Just(NodeKind::Service),
        2 => Just(NodeKind::Database),
        5 => prop::sample::select(&ALL[..]),
    ];
    let expose = prop::option::weighted(0.2, prop::sample::select(vec!["none", "loopback", "host", "public"]));
    (kind, prop::option::weighted(0.5, 0..2u8), expose, prop::option::weighted(0.4, 0..3u8), 0..20u8)
        .prop_map(|(kind, owner, expose, image, oddity)| Dot { kind, owner, expose, image, oddity })
}

fn line() -> impl Strategy<Value = Line> {
    (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop::sample::select(EdgeKind::ALL),
        prop::bool::weighted(0.75),
        prop::option::weighted(0.8, prop::sample::select(vec!["read", "write", "read-write"])),
        prop::option::weighted(0.3, 0..2u8),
        prop::option::weighted(0.2, 0..2u8),
    )
        .prop_map(|(from, to, kind, natural, access, part, path)| Line {
            from,
            to,
            kind,
            natural,
            access,
            part,
            path,
        })
}

/// Documents of three to eight nodes that are structurally valid.
pub fn document() -> impl Strategy<Value = Document> {
    (
        prop::collection::vec(dot(), 3..=8),
        prop::collection::vec(line(), 0..=12),
        prop::option::weighted(0.3, any::<prop::sample::Index>()),
    )
        .prop_map(|(dots, lines, production)| build(&dots, &lines, production))
}

fn build(dots: &[Dot], lines: &[Line], production: Option<prop::sample::Index>) -> Document {
    let nodes: Map<String, Value> =
        dots.iter().enumerate().map(|(at, dot)| (format!("n{at}"), node(at, dot))).collect();
    let mut edges = Map::new();
    for line in lines {
        let (from, to) = (line.from.index(dots.len()), line.to.index(dots.len()));
        let mut id = format!("n{from}--n{to}");
        let mut number = 2;
        while edges.contains_key(&id) {
            id = format!("n{from}--n{to}--{number}");
            number += 1;
        }
        edges.insert(id, edge(line, from, to, dots[to].kind));
    }
    let mut value = json!({ "groundplan": 1, "name": "random", "nodes": nodes, "edges": edges });
    // Half of them hear the optional rules too.
    if dots.len().is_multiple_of(2) {
        value["settings"] = json!({ "profile": "strict" });
    }
    if let Some(at) = production {
        let at = at.index(dots.len());
        let over = if at % 2 == 0 { json!({ "expose": "host" }) } else { json!({ "enabled": false }) };
        value["environments"] = json!({ "production": { "nodes": { format!("n{at}"): over } } });
    }
    let document: Document = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value:#}"));
    assert!(topology::structure::check(&document).is_empty(), "{:#?}", topology::structure::check(&document));
    document
}

fn node(at: usize, dot: &Dot) -> Value {
    let mut value = json!({ "kind": dot.kind });
    if let Some(owner) = dot.owner {
        value["owner"] = json!(format!("team-{owner}"));
    }
    if let Some(expose) = dot.expose {
        value["expose"] = json!(expose);
    }
    if let Some(image) = dot.image.filter(|_| dot.kind.is_workload()) {
        value["image"] = json!(format!("example/program-{image}:1"));
    }
    match dot.oddity {
        0 => value["variables"] = json!({ "DB_PASSWORD": "correct-horse" }),
        1 => value["name"] = json!("n0"),
        2 => value["enabled"] = json!(false),
        3 if dot.kind == NodeKind::Frontend => value["runs_in"] = json!("browser"),
        4 if dot.kind == NodeKind::Database && at > 0 => {
            value["role"] = json!("replica");
            value["of"] = json!("n0");
        }
        5 => value["tags"] = json!(["public-by-design"]),
        6 if dot.kind == NodeKind::Database => value["server"] = json!("n1"),
        7..=10 => value["replicas"] = json!({ "min": dot.oddity % 2 + 1 }),
        11 => value["health"] = json!("none"),
        12 if dot.kind == NodeKind::Service => value["tags"] = json!(["data-layer"]),
        13 if dot.kind.is_data() => value["persistence"] = json!(false),
        14 if dot.kind.is_data() => {
            value["engine"] = json!("redis");
            value["ports"] = json!({ "main": { "number": 6380, "expose": "host" } });
        }
        15 => value["ports"] = json!({ "grpc": { "number": 50051 }, "http": { "number": 8080 } }),
        16 => value["ports"] = json!({ "grpc": { "number": 50051 } }),
        17 => value["variables"] = json!({ "PEER_URL": "http://localhost:8080", "HOME_ADDR": "n0:8081" }),
        _ => {}
    }
    value
}

fn edge(line: &Line, from: usize, to: usize, target: NodeKind) -> Value {
    let natural = match (EdgeKind::towards(target), line.kind) {
        (EdgeKind::Publish, EdgeKind::Subscribe) => EdgeKind::Subscribe,
        (natural, _) => natural,
    };
    let kind = if line.natural { natural } else { line.kind };
    let mut value = json!({ "from": format!("n{from}"), "to": format!("n{to}"), "kind": kind });
    match kind {
        EdgeKind::Data => {
            value["access"] = json!(line.access);
            if let Some(part) = line.part {
                value["database"] = json!(format!("part_{part}"));
            }
        }
        EdgeKind::Publish | EdgeKind::Subscribe => {
            if let Some(part) = line.part {
                value["topic"] = json!(format!("topic.{part}"));
            }
        }
        EdgeKind::Call => {
            if let Some(path) = line.path {
                value["path"] = json!(format!("/p{path}"));
            }
            match line.part {
                Some(0) => (value["timeout_ms"], value["circuit_breaker"]) = (json!("none"), json!("none")),
                Some(_) => value["retries"] = json!(3),
                None => {}
            }
            match line.access {
                Some("read") => value["protocol"] = json!("grpc"),
                Some("write") => value["calls_per_request"] = json!(6),
                Some(_) => value["port"] = json!("http"),
                None => {}
            }
        }
        _ => {}
    }
    value
}
