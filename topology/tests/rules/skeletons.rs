//! The bare bones of faults that chance alone seldom draws: they are laid under a random document, whose nodes and edges then say more of themselves.

use std::sync::LazyLock;

use serde_json::{Value, json};

/// The first nodes of a document, each with what it says in any case, and the edges between them.
pub struct Skeleton {
    /// Kind and other fields of `n0`, `n1` and so on.
    pub nodes: Vec<Value>,
    /// From, to and fields; the kind is one of the fields.
    pub edges: Vec<(usize, usize, Value)>,
}

fn of(nodes: &[Value], edges: &[(usize, usize, Value)]) -> Skeleton {
    Skeleton { nodes: nodes.to_vec(), edges: edges.to_vec() }
}

/// All of them.
pub static SKELETONS: LazyLock<Vec<Skeleton>> = LazyLock::new(|| {
    let service = || json!({ "kind": "service" });
    let owned = |team: u8| json!({ "kind": "service", "owner": format!("team-{team}") });
    let database = || json!({ "kind": "database", "engine": "postgres" });
    let queue = || json!({ "kind": "queue", "engine": "rabbitmq" });
    let call = || json!({ "kind": "call" });
    let data = |access: &str| json!({ "kind": "data", "access": access });
    let part = |part: u8| json!({ "kind": "data", "access": "read-write", "database": format!("part_{part}") });
    let send = |topic: u8| json!({ "kind": "publish", "topic": format!("topic.{topic}") });
    let hear = |topic: u8| json!({ "kind": "subscribe", "topic": format!("topic.{topic}") });
    let take = || json!({ "kind": "subscribe", "topic": "topic.0", "group": "group-0" });
    let named = |kind: &str| json!({ "kind": kind, "name": "other" });
    let contained = || json!({ "kind": "service", "tags": ["container:app"] });
    let listening = || json!({ "kind": "service", "ports": { "http": { "number": 8080 } } });
    let pointing = |value: &str| json!({ "kind": "service", "variables": { "N1_URL": value } });
    vec![
        // One database that several write, read, or open nobody knows how.
        of(&[service(), service(), database()], &[(0, 2, data("write")), (1, 2, data("read-write"))]),
        of(&[owned(0), owned(1), database()], &[(0, 2, data("read-write")), (1, 2, data("read-write"))]),
        of(&[owned(0), owned(1), database()], &[(0, 2, data("read-write")), (1, 2, data("read"))]),
        of(&[owned(0), owned(1), database()], &[(0, 2, json!({ "kind": "data" })), (1, 2, json!({ "kind": "data" }))]),
        of(
            &[owned(0), owned(1), json!({ "kind": "database", "owner": "team-1" })],
            &[(0, 2, data("read-write")), (1, 2, data("read-write"))],
        ),
        of(
            &[owned(0), owned(1), json!({ "kind": "cache", "engine": "valkey" })],
            &[(0, 2, data("read-write")), (1, 2, data("read-write"))],
        ),
        of(&[service(), service(), database()], &[(0, 2, part(0)), (1, 2, part(1))]),
        // Addresses.
        of(&[pointing("http://localhost:8080"), listening()], &[(0, 1, call())]),
        of(&[pointing("http://10.0.0.7:8080/x"), listening()], &[(0, 1, call())]),
        of(&[pointing("http://n1:9090"), listening()], &[(0, 1, call())]),
        of(&[pointing("http://nobody:8080"), service()], &[]),
        // One name or one container for two.
        of(&[named("service"), named("database"), service()], &[(2, 0, call()), (2, 1, data("read"))]),
        of(&[service(), named("service"), named("service")], &[(0, 1, call()), (1, 2, call()), (2, 0, call())]),
        of(&[contained(), contained(), service()], &[(0, 1, call())]),
        // Gateways.
        of(
            &[service(), json!({ "kind": "gateway" }), service()],
            &[(0, 1, json!({ "kind": "call", "path": "/p1" })), (1, 2, json!({ "kind": "call", "path": "/p1" }))],
        ),
        of(&[json!({ "kind": "client" }), service(), service()], &[(0, 1, call()), (0, 2, call())]),
        // Queues.
        of(&[queue(), owned(0), owned(1)], &[(1, 0, take()), (2, 0, take())]),
        of(&[queue(), service(), service()], &[(1, 0, hear(0)), (2, 0, send(0))]),
        of(
            &[
                json!({ "kind": "queue", "engine": "rabbitmq", "tags": ["routing"] }),
                service(),
                service(),
                service(),
                service(),
                service(),
            ],
            &[(1, 0, send(0)), (2, 0, hear(0)), (3, 0, hear(0)), (4, 0, send(1)), (5, 0, hear(1))],
        ),
        of(&[queue(), service(), database()], &[(1, 0, send(0)), (1, 2, data("read-write"))]),
        // Cuts: rings, chains, layers, hubs.
        of(&[service(), service()], &[(0, 1, call()), (1, 0, call())]),
        of(&[service(), service(), service()], &[(0, 1, call()), (1, 2, call()), (2, 0, call())]),
        of(
            &[service(), service(), service(), service()],
            &[(0, 1, call()), (1, 2, call()), (2, 3, call()), (3, 0, call())],
        ),
        of(
            &[json!({ "kind": "client" }), service(), service(), service(), service()],
            &[(0, 1, call()), (1, 2, call()), (2, 3, call()), (3, 4, call())],
        ),
        of(
            &[json!({ "kind": "service", "tags": ["data-layer"] }), service(), service(), database()],
            &[(0, 3, data("read-write")), (1, 0, call()), (2, 0, call())],
        ),
        of(&[service(), service(), service(), service()], &[(1, 0, call()), (2, 0, call()), (3, 0, call())]),
        of(&[service(), service(), service(), service()], &[(0, 1, call()), (0, 2, call()), (0, 3, call())]),
        of(&[owned(0), owned(0), owned(1)], &[(0, 1, call()), (2, 0, call())]),
    ]
});
