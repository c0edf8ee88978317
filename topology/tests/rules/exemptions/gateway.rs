//! How requests come in.

use super::Row;

const ENTRY: &[&str] = &["missing-gateway", "gateway-bypass", "publicly-exposed-datastore", "client-to-datastore"];

const INSIDE: &[&str] = &["internal-call-through-gateway"];
const OPENS: &[&str] = &["gateway-to-datastore", "client-to-datastore"];
const EMPTY: &[&str] = &["empty-gateway"];

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
        "a webhook, a log-in and a redirect beside the gateway",
        "nodes:
  people: { kind: client }
  partner: { kind: client }
  edge: { kind: gateway }
  a: { kind: service }
  login: { kind: service, expose: host, tags: [public-by-design] }
  hooks: { kind: service }
edges:
  edge--a: { kind: call }
  edge--hooks: { kind: call }
  partner--hooks: { kind: call, tags: [public-by-design] }
  people--a: { kind: callback }
  people--edge: { kind: call }
  people--login: { kind: call }",
        ENTRY,
        &[],
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
    (
        "out and in again",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  edge--b: { kind: call, path: /b }
  edge--c: { kind: call, path: /c }
  a--edge: { kind: call, path: /b/list }",
        INSIDE,
        &[("internal-call-through-gateway", "warning")],
    ),
    (
        "a gateway between services on purpose",
        "nodes:
  edge: { kind: gateway, tags: [mesh] }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  edge--b: { kind: call, path: /b }
  edge--c: { kind: call, path: /c }
  a--edge: { kind: call, path: /b }",
        INSIDE,
        &[],
    ),
    (
        "tenants are kept apart",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  edge--b: { kind: call, path: /b }
  edge--c: { kind: call, path: /c }
  a--edge: { kind: call, path: /b, tags: [tenant-isolation] }",
        INSIDE,
        &[],
    ),
    (
        "to a route that is not there",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  edge--b: { kind: call, path: /b }
  edge--c: { kind: call, path: /c }
  a--edge: { kind: call, path: /d }",
        INSIDE,
        &[],
    ),
    (
        "a page in the browser comes from outside",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  page: { kind: frontend, runs_in: browser }
edges:
  edge--b: { kind: call, path: /b }
  edge--c: { kind: call, path: /c }
  page--edge: { kind: call, path: /b }",
        INSIDE,
        &[],
    ),
    (
        "a gateway that only leads out",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  bank: { kind: external }
edges:
  a--edge: { kind: call }
  edge--bank: { kind: call }",
        INSIDE,
        &[],
    ),
    (
        "a gateway that nobody calls",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
edges:
  edge--a: { kind: call }",
        EMPTY,
        &[("empty-gateway", "warning")],
    ),
    (
        "a gateway that is open to the outside",
        "nodes:
  edge: { kind: gateway, expose: public }
  a: { kind: service }
edges:
  edge--a: { kind: call }",
        EMPTY,
        &[],
    ),
    (
        "a gateway that only takes configuration",
        "nodes:
  edge: { kind: gateway, expose: public }
  a: { kind: platform, provides: [configuration] }
edges:
  edge--a: { kind: config }",
        EMPTY,
        &[("empty-gateway", "warning")],
    ),
    (
        "a drawing in progress",
        "settings: { profile: sketch }
nodes:
  edge: { kind: gateway }
  a: { kind: service }
edges:
  edge--a: { kind: call }",
        EMPTY,
        &[],
    ),
    (
        "a gateway's own configuration, by the database and by the edge, and its counters in a cache",
        "nodes:
  counters: { kind: cache }
  door: { kind: gateway }
  other: { kind: database }
  settings: { kind: database, tags: [gateway-config] }
edges:
  door--counters: { kind: data, access: read-write }
  door--other: { kind: data, access: read-write, tags: [gateway-config] }
  door--settings: { kind: data, access: read-write }",
        OPENS,
        &[],
    ),
    (
        "a hosted back end that checks each row, a file server, and a database that does not",
        "nodes:
  app: { kind: client }
  files: { kind: object-store }
  hosted: { kind: database, tags: [public-by-design] }
  orders: { kind: database }
edges:
  app--files: { kind: data, access: read }
  app--hosted: { kind: data, access: read-write }
  app--orders: { kind: data, access: read }",
        OPENS,
        &[("client-to-datastore", "error"), ("client-to-datastore", "warning")],
    ),
];
