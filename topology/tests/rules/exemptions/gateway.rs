//! How requests come in.

use super::Row;

const ENTRY: &[&str] = &["missing-gateway", "gateway-bypass", "publicly-exposed-datastore", "client-to-datastore"];

pub const ROWS: &[Row] = &[
    (
        "a single entry needs no gateway",
        "nodes:
  people: { kind: client }
  web: { kind: frontend }
  a: { kind: service }
edges:
  people--web: { kind: call }
  web--a: { kind: call }",
        ENTRY,
        &[],
    ),
    (
        "two frontends",
        "nodes:
  people: { kind: client }
  vote: { kind: frontend }
  result: { kind: frontend }
edges:
  people--vote: { kind: call }
  people--result: { kind: call }",
        ENTRY,
        &[("missing-gateway", "warning")],
    ),
    (
        "two services",
        "nodes:
  people: { kind: client }
  a: { kind: service }
  b: { kind: service, expose: public }
edges:
  people--a: { kind: call }",
        ENTRY,
        &[("missing-gateway", "error")],
    ),
    (
        "what is public by design is no entry",
        "nodes:
  people: { kind: client }
  a: { kind: service }
  login: { kind: service, expose: public, tags: [public-by-design] }
edges:
  people--a: { kind: call }
  people--login: { kind: call }",
        ENTRY,
        &[],
    ),
    (
        "a page in the browser calls two services",
        "nodes:
  page: { kind: frontend, runs_in: browser }
  a: { kind: service }
  b: { kind: service }
edges:
  page--a: { kind: call }
  page--b: { kind: call }",
        ENTRY,
        &[("missing-gateway", "error")],
    ),
    (
        "a host port beside the gateway",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway }
  a: { kind: service, expose: host }
edges:
  people--edge: { kind: call }
  edge--a: { kind: call }",
        ENTRY,
        &[("gateway-bypass", "warning")],
    ),
    (
        "a client beside the gateway",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway }
  a: { kind: service }
edges:
  people--edge: { kind: call }
  people--a: { kind: call }
  edge--a: { kind: call }",
        ENTRY,
        &[("gateway-bypass", "error")],
    ),
];
