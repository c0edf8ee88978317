//! Circles, hubs, chains and what stands alone.

use super::Row;

const CYCLE: &[&str] = &["sync-cycle", "self-call", "async-cycle", "boot-order-cycle"];

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
];
