//! What happens when something fails.

use super::Row;

const WOBBLY: &[&str] = &["wobbly-interaction"];
const RETRY: &[&str] = &["retry-amplification"];
const SINGLE: &[&str] = &["single-point-of-failure"];
const HEALTH: &[&str] = &["missing-healthcheck"];
const LETTERS: &[&str] = &["no-dead-letter-queue"];

pub const ROWS: &[Row] = &[
    (
        "neither a timeout nor a breaker",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call, timeout_ms: none, circuit_breaker: none }",
        WOBBLY,
        &[("wobbly-interaction", "warning")],
    ),
    (
        "a timeout is enough",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call, timeout_ms: 500, circuit_breaker: none }",
        WOBBLY,
        &[],
    ),
    (
        "a breaker is enough",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call, timeout_ms: none, circuit_breaker: { failures: 3 } }",
        WOBBLY,
        &[],
    ),
    (
        "nobody has said",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }",
        WOBBLY,
        &[("wobbly-interaction", "info")],
    ),
    (
        "half of it is said",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call, timeout_ms: none }",
        WOBBLY,
        &[("wobbly-interaction", "info")],
    ),
    (
        "a mesh does it for the whole",
        "tags: [mesh]
nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call, timeout_ms: none, circuit_breaker: none }",
        WOBBLY,
        &[],
    ),
    (
        "a mesh is drawn",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  proxies: { kind: platform, provides: [mesh] }
edges:
  a--b: { kind: call, timeout_ms: none, circuit_breaker: none }",
        WOBBLY,
        &[],
    ),
    (
        "a gateway is waited for too",
        "nodes:
  a: { kind: service }
  b: { kind: gateway }
edges:
  a--b: { kind: call, timeout_ms: none, circuit_breaker: none }",
        WOBBLY,
        &[("wobbly-interaction", "warning")],
    ),
    (
        "what a gateway does is its own",
        "nodes:
  a: { kind: gateway }
  b: { kind: service }
edges:
  a--b: { kind: call, timeout_ms: none, circuit_breaker: none }",
        WOBBLY,
        &[],
    ),
    (
        "what a client does is its own",
        "nodes:
  a: { kind: client }
  b: { kind: service }
edges:
  a--b: { kind: call, timeout_ms: none, circuit_breaker: none }",
        WOBBLY,
        &[],
    ),
    (
        "many calls of which nobody has said are one information",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--b: { kind: call }
  a--c: { kind: call }",
        WOBBLY,
        &[("wobbly-interaction", "info")],
    ),
    (
        "eleven of one",
        "rules: { retry-amplification: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call, retries: 10 }",
        RETRY,
        &[("retry-amplification", "warning")],
    ),
    (
        "ten of one",
        "rules: { retry-amplification: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call, retries: 1 }
  b--c: { kind: call, retries: 4 }",
        RETRY,
        &[],
    ),
    (
        "twelve over two ways, the worse of parallel calls",
        "rules: { retry-amplification: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call, retries: 1 }
  a--b--2: { kind: call, retries: 2 }
  b--c: { kind: call, retries: 3 }",
        RETRY,
        &[("retry-amplification", "warning")],
    ),
    (
        "retries with a budget",
        "rules: { retry-amplification: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call, retries: 4 }
  b--c: { kind: call, retries: 4, tags: [retry-budget] }",
        RETRY,
        &[],
    ),
    (
        "what nobody has said multiplies nothing",
        "rules: { retry-amplification: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call, retries: 5 }
  b--c: { kind: call }
  c--d: { kind: call }",
        RETRY,
        &[],
    ),
    (
        "within a circle nothing is counted",
        "rules: { retry-amplification: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call, retries: 5 }
  b--a: { kind: call, retries: 5 }",
        RETRY,
        &[],
    ),
    (
        "where nobody asked",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call, retries: 50 }",
        RETRY,
        &[],
    ),
    (
        "one gateway",
        "nodes:
  edge: { kind: gateway, expose: public, replicas: { min: 1 } }
  a: { kind: service, replicas: { min: 2 } }
  b: { kind: service, replicas: { min: 2 } }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[("single-point-of-failure", "warning")],
    ),
    (
        "one service in the middle",
        "nodes:
  edge: { kind: gateway, expose: public, replicas: { min: 2 } }
  a: { kind: service, replicas: { min: 1 } }
  b: { kind: service, replicas: { min: 2 } }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[("single-point-of-failure", "warning")],
    ),
    (
        "one service at the end cuts off nobody",
        "nodes:
  edge: { kind: gateway, expose: public, replicas: { min: 2 } }
  a: { kind: service, replicas: { min: 2 } }
  b: { kind: service, replicas: { min: 1 } }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[],
    ),
    (
        "two ways",
        "nodes:
  edge: { kind: gateway, expose: public, replicas: { min: 2 } }
  a: { kind: service, replicas: { min: 1 } }
  b: { kind: service, replicas: { min: 2 } }
edges:
  edge--a: { kind: call }
  edge--b: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[],
    ),
    (
        "one that grows only under load",
        "nodes:
  edge: { kind: gateway, expose: public, replicas: { min: 2 } }
  a: { kind: service, replicas: { min: 1, max: 5 } }
  b: { kind: service, replicas: { min: 2 } }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[("single-point-of-failure", "warning")],
    ),
    (
        "nobody has said how many",
        "nodes:
  edge: { kind: gateway, expose: public }
  a: { kind: service, replicas: { min: 2 } }
  b: { kind: service, replicas: { min: 2 } }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[("single-point-of-failure", "info")],
    ),
    (
        "alone by design",
        "nodes:
  edge: { kind: gateway, expose: public, replicas: { min: 2 } }
  a: { kind: service, replicas: { min: 1 }, tags: [singleton] }
  b: { kind: service, replicas: { min: 2 } }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[],
    ),
    (
        "one in development, two in production",
        "environments:
  dev: {}
  production: { settings: { production: true }, nodes: { edge: { replicas: { min: 2 } } } }
nodes:
  edge: { kind: gateway, expose: public, replicas: { min: 1 } }
  a: { kind: service, replicas: { min: 2 } }
  b: { kind: service, replicas: { min: 2 } }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[],
    ),
    (
        "two in development, one in production",
        "environments:
  dev: {}
  production: { settings: { production: true }, nodes: { edge: { replicas: { min: 1 } } } }
nodes:
  edge: { kind: gateway, expose: public, replicas: { min: 2 } }
  a: { kind: service, replicas: { min: 2 } }
  b: { kind: service, replicas: { min: 2 } }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }",
        SINGLE,
        &[("single-point-of-failure", "warning")],
    ),
    (
        "three need one at the end",
        "nodes:
  a: { kind: service, replicas: { min: 2 } }
  b: { kind: service, replicas: { min: 2 } }
  c: { kind: service, replicas: { min: 2 } }
  d: { kind: service, replicas: { min: 1 } }
edges:
  a--d: { kind: call }
  b--d: { kind: call }
  c--d: { kind: call }",
        SINGLE,
        &[("single-point-of-failure", "warning")],
    ),
    (
        "three need one store",
        "nodes:
  a: { kind: service, replicas: { min: 2 } }
  b: { kind: service, replicas: { min: 2 } }
  c: { kind: service, replicas: { min: 2 } }
  db: { kind: database, replicas: { min: 1 } }
edges:
  a--db: { kind: data, access: read }
  b--db: { kind: data, access: read }
  c--db: { kind: data, access: read }",
        SINGLE,
        &[("single-point-of-failure", "warning")],
    ),
    (
        "two without a check are one finding",
        "nodes:
  a: { kind: service, health: none }
  db: { kind: database, health: none }",
        HEALTH,
        &[("missing-healthcheck", "warning")],
    ),
    (
        "nobody has said",
        "nodes:
  a: { kind: service }
  b: { kind: frontend }",
        HEALTH,
        &[("missing-healthcheck", "info")],
    ),
    (
        "jobs and functions are not asked",
        "nodes:
  a: { kind: job, health: none }
  b: { kind: function, health: none }",
        HEALTH,
        &[],
    ),
    (
        "something else asks",
        "nodes:
  a: { kind: service, health: none, tags: [probed-elsewhere] }",
        HEALTH,
        &[],
    ),
    (
        "a managed store is asked by its provider",
        "nodes:
  db: { kind: database, health: none, provision: managed }",
        HEALTH,
        &[],
    ),
    (
        "the product of a store has a check",
        "nodes:
  db: { kind: database }
  q: { kind: queue }",
        HEALTH,
        &[],
    ),
    (
        "messages that fail have no place",
        "rules: { no-dead-letter-queue: { severity: info } }
nodes:
  q: { kind: queue, engine: rabbitmq }
  a: { kind: service }
  b: { kind: service }
edges:
  a--q: { kind: publish }
  b--q: { kind: subscribe }",
        LETTERS,
        &[("no-dead-letter-queue", "info")],
    ),
    (
        "a log",
        "rules: { no-dead-letter-queue: { severity: info } }
nodes:
  q: { kind: queue, engine: kafka }
  a: { kind: service }
  b: { kind: service }
edges:
  a--q: { kind: publish }
  b--q: { kind: subscribe }",
        LETTERS,
        &[],
    ),
    (
        "the broker puts them aside",
        "rules: { no-dead-letter-queue: { severity: info } }
nodes:
  q: { kind: queue, engine: sqs, tags: [dead-letter] }
  a: { kind: service }
  b: { kind: service }
edges:
  a--q: { kind: publish }
  b--q: { kind: subscribe }",
        LETTERS,
        &[],
    ),
    (
        "nobody reads",
        "rules: { no-dead-letter-queue: { severity: info } }
nodes:
  q: { kind: queue, engine: rabbitmq }
  a: { kind: service }
  b: { kind: service }
edges:
  a--q: { kind: publish }",
        LETTERS,
        &[],
    ),
    (
        "nobody has said which product",
        "rules: { no-dead-letter-queue: { severity: info } }
nodes:
  q: { kind: queue }
  a: { kind: service }
  b: { kind: service }
edges:
  a--q: { kind: publish }
  b--q: { kind: subscribe }",
        LETTERS,
        &[("no-dead-letter-queue", "info")],
    ),
    (
        "where nobody asked",
        "nodes:
  q: { kind: queue, engine: rabbitmq }
  a: { kind: service }
  b: { kind: service }
edges:
  a--q: { kind: publish }
  b--q: { kind: subscribe }",
        LETTERS,
        &[],
    ),
];
