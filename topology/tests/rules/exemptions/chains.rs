//! Chains of services that wait for one another.

use super::Row;

const CHAIN: &[&str] = &["deep-sync-chain"];

pub const ROWS: &[Row] = &[
    (
        "five in a row behind a gateway",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
edges:
  edge--a: { kind: call }
  a--b: { kind: call }
  b--c: { kind: call }
  c--d: { kind: call }
  d--e: { kind: call }",
        CHAIN,
        &[("deep-sync-chain", "warning")],
    ),
    (
        "four in a row; gateways, frontends and proxies are passed",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway }
  web: { kind: frontend }
  side: { kind: service, tags: [proxy] }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  people--edge: { kind: call }
  edge--web: { kind: call }
  web--a: { kind: call }
  a--side: { kind: call }
  side--b: { kind: call }
  b--c: { kind: call }
  c--d: { kind: call }",
        CHAIN,
        &[],
    ),
    (
        "five in a row that a queue sets going",
        "nodes:
  edge: { kind: gateway }
  q: { kind: queue }
  x: { kind: service }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
edges:
  edge--x: { kind: call }
  x--q: { kind: publish }
  a--q: { kind: subscribe }
  a--b: { kind: call }
  b--c: { kind: call }
  c--d: { kind: call }
  d--e: { kind: call }",
        CHAIN,
        &[],
    ),
    (
        "five in a row without an entry",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
edges:
  a--b: { kind: call }
  b--c: { kind: call }
  c--d: { kind: call }
  d--e: { kind: call }",
        CHAIN,
        &[("deep-sync-chain", "warning")],
    ),
    (
        "a circle counts once",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
edges:
  a--b: { kind: call }
  b--c: { kind: call }
  c--d: { kind: call }
  d--e: { kind: call }
  c--b: { kind: call }",
        CHAIN,
        &[],
    ),
    (
        "five are few where the document says so",
        "rules: { deep-sync-chain: { threshold: 5 } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
edges:
  a--b: { kind: call }
  b--c: { kind: call }
  c--d: { kind: call }
  d--e: { kind: call }",
        CHAIN,
        &[],
    ),
];
