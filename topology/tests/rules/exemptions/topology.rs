//! Circles, hubs and what stands alone.

use super::Row;

const CYCLE: &[&str] = &["sync-cycle", "self-call", "async-cycle", "boot-order-cycle"];
const HUB: &[&str] = &["hub-service"];
const FAN: &[&str] = &["high-fan-out"];
const ALONE: &[&str] = &["orphan-node"];

pub const ROWS: &[Row] = &[
    (
        "a login that sends people back",
        "nodes:
  web: { kind: service }
  login: { kind: service }
edges:
  web--login: { kind: call }
  login--web: { kind: callback }",
        CYCLE,
        &[],
    ),
    (
        "a start order against the calls",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: boot }",
        CYCLE,
        &[],
    ),
    (
        "configuration and telemetry against the calls",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: telemetry }
  b--a--2: { kind: config }
  b--a--3: { kind: discovery }",
        CYCLE,
        &[],
    ),
    (
        "an answer over a queue",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  q: { kind: queue }
edges:
  a--b: { kind: call }
  b--q: { kind: publish, topic: done }
  a--q: { kind: subscribe, topic: done }",
        CYCLE,
        &[("async-cycle", "info")],
    ),
    (
        "one round over calls, and a call to itself beside it",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
  a--a: { kind: call }",
        CYCLE,
        &[("sync-cycle", "error"), ("self-call", "warning")],
    ),
    (
        "a gateway between two services hides no circle",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
edges:
  a--edge: { kind: call, path: /b }
  edge--b: { kind: call, path: /b }
  b--a: { kind: call }",
        CYCLE,
        &[("sync-cycle", "error")],
    ),
    (
        "two behind one gateway, and nobody said which of its routes they call",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
edges:
  a--edge: { kind: call }
  b--edge: { kind: call }
  edge--a: { kind: call, path: /a }
  edge--b: { kind: call, path: /b }",
        CYCLE,
        &[("sync-cycle", "info")],
    ),
    (
        "a call back makes a circle of one that may go through a gateway",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--edge: { kind: call }
  b--a: { kind: call }
  edge--b: { kind: call, path: /b }
  edge--c: { kind: call, path: /c }",
        CYCLE,
        &[("sync-cycle", "error")],
    ),
    (
        "a gateway whose route leads elsewhere invents none",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--edge: { kind: call, path: /c }
  edge--b: { kind: call, path: /b }
  edge--c: { kind: call, path: /c }
  b--a: { kind: call }",
        CYCLE,
        &[],
    ),
    (
        "three of six wait for one",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
  f: { kind: service }
edges:
  a--f: { kind: call }
  b--f: { kind: call }
  c--f: { kind: call }
  d--e: { kind: call }",
        HUB,
        &[("hub-service", "warning")],
    ),
    (
        "three of seven are fewer than half",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
  f: { kind: service }
  g: { kind: service }
edges:
  a--f: { kind: call }
  b--f: { kind: call }
  c--f: { kind: call }
  d--e: { kind: call }
  e--g: { kind: call }",
        HUB,
        &[],
    ),
    (
        "two of three are fewer than three",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--c: { kind: call }
  b--c: { kind: call }",
        HUB,
        &[],
    ),
    (
        "everybody asks who somebody is",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  login: { kind: service, tags: [identity] }
edges:
  a--login: { kind: call }
  b--login: { kind: call }
  c--login: { kind: call }",
        HUB,
        &[("hub-service", "info")],
    ),
    (
        "a platform is no hub",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  settings: { kind: platform, provides: [configuration] }
edges:
  a--settings: { kind: call }
  b--settings: { kind: call }
  c--settings: { kind: call }",
        HUB,
        &[],
    ),
    (
        "gateways, clients and pages in the browser are no callers",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway }
  page: { kind: frontend, runs_in: browser }
  a: { kind: service }
  b: { kind: service }
edges:
  people--a: { kind: call }
  edge--a: { kind: call }
  page--a: { kind: call }
  b--a: { kind: call }",
        HUB,
        &[],
    ),
    (
        "callers are counted once, and a document may count otherwise",
        "rules: { hub-service: { threshold: 2 } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--d: { kind: call }
  a--d--2: { kind: call }
  b--c: { kind: call }
  a--c: { kind: call }",
        HUB,
        &[("hub-service", "warning")],
    ),
    (
        "a call through a gateway counts where its route is drawn",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--edge: { kind: call, path: /d }
  b--edge: { kind: call, path: /d }
  c--edge: { kind: call, path: /d }
  edge--d: { kind: call, path: /d }
  edge--a: { kind: call, path: /a }",
        HUB,
        &[("hub-service", "warning")],
    ),
    (
        "seven callees",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
  f: { kind: service }
  g: { kind: service }
  x: { kind: service }
edges:
  x--a: { kind: call }
  x--b: { kind: call }
  x--c: { kind: call }
  x--d: { kind: call }
  x--e: { kind: call }
  x--f: { kind: call }
  x--g: { kind: call }",
        FAN,
        &[("high-fan-out", "warning")],
    ),
    (
        "six callees, one of them twice",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
  f: { kind: service }
  x: { kind: service }
edges:
  x--a: { kind: call }
  x--b: { kind: call }
  x--c: { kind: call }
  x--d: { kind: call }
  x--e: { kind: call }
  x--f: { kind: call }
  x--a--2: { kind: call }",
        FAN,
        &[],
    ),
    (
        "a gateway calls many",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
  f: { kind: service }
  g: { kind: service }
  x: { kind: gateway }
edges:
  x--a: { kind: call }
  x--b: { kind: call }
  x--c: { kind: call }
  x--d: { kind: call }
  x--e: { kind: call }
  x--f: { kind: call }
  x--g: { kind: call }",
        FAN,
        &[],
    ),
    (
        "a frontend calls many",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
  f: { kind: service }
  g: { kind: service }
  x: { kind: frontend }
edges:
  x--a: { kind: call }
  x--b: { kind: call }
  x--c: { kind: call }
  x--d: { kind: call }
  x--e: { kind: call }
  x--f: { kind: call }
  x--g: { kind: call }",
        FAN,
        &[],
    ),
    (
        "a service that puts pages together calls many",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
  f: { kind: service }
  g: { kind: service }
  x: { kind: service, tags: [bff] }
edges:
  x--a: { kind: call }
  x--b: { kind: call }
  x--c: { kind: call }
  x--d: { kind: call }
  x--e: { kind: call }
  x--f: { kind: call }
  x--g: { kind: call }",
        FAN,
        &[],
    ),
    (
        "a saga is conducted",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
  f: { kind: service }
  g: { kind: service }
  x: { kind: service, tags: [orchestrator] }
edges:
  x--a: { kind: call }
  x--b: { kind: call }
  x--c: { kind: call }
  x--d: { kind: call }
  x--e: { kind: call }
  x--f: { kind: call }
  x--g: { kind: call }",
        FAN,
        &[("high-fan-out", "info")],
    ),
    (
        "two callees are many where the document says so",
        "rules: { high-fan-out: { threshold: 2 } }
nodes:
  a: { kind: service }
  b: { kind: service }
  x: { kind: service }
edges:
  x--a: { kind: call }
  x--b: { kind: call }",
        FAN,
        &[("high-fan-out", "warning")],
    ),
    (
        "replicas that talk to one another, by the node and by the edge",
        "nodes:
  gossip: { kind: service, tags: [peers] }
  shards: { kind: service }
edges:
  gossip--gossip: { kind: call }
  shards--shards: { kind: call, tags: [peers] }",
        CYCLE,
        &[],
    ),
    (
        "a job, a platform and a function with a trigger stand alone by nature, a service does not",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  clean: { kind: job, schedule: daily }
  lone: { kind: service }
  metrics: { kind: platform, provides: [metrics] }
  resize: { kind: function, triggers: { upload: { path: /upload } } }
edges:
  a--b: { kind: call }",
        ALONE,
        &[("orphan-node", "warning")],
    ),
    (
        "a file that showed no edges",
        "nodes:
  a: { kind: service }
  b: { kind: service }",
        ALONE,
        &[("orphan-node", "info"), ("orphan-node", "info")],
    ),
];
