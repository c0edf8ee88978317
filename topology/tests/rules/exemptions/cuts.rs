//! How a system is cut into services.

use super::Row;

const LUMP: &[&str] = &["distributed-monolith"];
const NANO: &[&str] = &["nano-service"];
const LAYER: &[&str] = &["layered-by-technology"];
const LOST: &[&str] = &["unreachable-service"];

pub const ROWS: &[Row] = &[
    (
        "three services are never one program",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--b: { kind: call }
  b--c: { kind: call }
  c--a: { kind: call }
  a--c: { kind: call }",
        LUMP,
        &[],
    ),
    (
        "two of five in a circle",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  e: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
  c--a: { kind: call }
  d--c: { kind: call }
  e--c: { kind: call }",
        LUMP,
        &[],
    ),
    (
        "half of four in a circle",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
  c--a: { kind: call }
  d--c: { kind: call }",
        LUMP,
        &[("distributed-monolith", "error")],
    ),
    (
        "five of twelve calls, and no circle",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call }
  a--c: { kind: call }
  a--d: { kind: call }
  b--c: { kind: call }
  b--d: { kind: call }",
        LUMP,
        &[("distributed-monolith", "error")],
    ),
    (
        "five of twelve calls, three of them to ask who is calling",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  login: { kind: service, tags: [identity] }
edges:
  a--b: { kind: call }
  a--login: { kind: call }
  b--login: { kind: call }
  c--a: { kind: call }
  c--login: { kind: call }",
        LUMP,
        &[],
    ),
    (
        "four of twelve calls",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call }
  a--c: { kind: call }
  a--d: { kind: call }
  b--c: { kind: call }",
        LUMP,
        &[],
    ),
    (
        "four services on one database",
        "nodes:
  db: { kind: database }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data, access: read-write }
  c--db: { kind: data, access: read-write }
  d--db: { kind: data, access: read-write }",
        LUMP,
        &[("distributed-monolith", "error")],
    ),
    (
        "four services, a schema each",
        "nodes:
  db: { kind: database }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--db: { kind: data, access: read-write, schema: a }
  b--db: { kind: data, access: read-write, schema: b }
  c--db: { kind: data, access: read-write, schema: c }
  d--db: { kind: data, access: read-write, schema: d }",
        LUMP,
        &[],
    ),
    (
        "four copies of one program on its database",
        "nodes:
  db: { kind: database }
  a: { kind: service, image: example/app:1 }
  b: { kind: service, image: example/app:1 }
  c: { kind: service, image: example/app:1 }
  d: { kind: service, image: example/app:1 }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data, access: read-write }
  c--db: { kind: data, access: read-write }
  d--db: { kind: data, access: read-write }",
        LUMP,
        &[],
    ),
    (
        "a small service of its caller's owner",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }",
        NANO,
        &[("nano-service", "info")],
    ),
    (
        "a small service of nobody knows whom",
        "rules: { nano-service: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }",
        NANO,
        &[("nano-service", "info")],
    ),
    (
        "a small service of another owner",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service, owner: y }
edges:
  a--b: { kind: call }",
        NANO,
        &[],
    ),
    (
        "a small service with data of its own",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service }
  db: { kind: database }
edges:
  a--b: { kind: call }
  b--db: { kind: data, access: read }",
        NANO,
        &[],
    ),
    (
        "a small service with messages of its own",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service }
  q: { kind: queue }
edges:
  a--b: { kind: call }
  b--q: { kind: publish }",
        NANO,
        &[],
    ),
    (
        "an adapter to an external system",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service }
  bank: { kind: external }
edges:
  a--b: { kind: call }
  b--bank: { kind: call }",
        NANO,
        &[],
    ),
    (
        "a log-in",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service, tags: [identity] }
edges:
  a--b: { kind: call }",
        NANO,
        &[],
    ),
    (
        "an adapter, whatever it stands before",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service, tags: [adapter] }
edges:
  a--b: { kind: call }",
        NANO,
        &[],
    ),
    (
        "a sidecar",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service, tags: [sidecar] }
edges:
  a--b: { kind: call }",
        NANO,
        &[],
    ),
    (
        "a service of two callers",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--b: { kind: call }
  c--b: { kind: call }",
        NANO,
        &[],
    ),
    (
        "a small service that a gateway leads to",
        "rules: { nano-service: { severity: info } }
owner: x
nodes:
  a: { kind: service }
  b: { kind: service }
  edge: { kind: gateway }
edges:
  a--b: { kind: call }
  edge--b: { kind: call }
  edge--a: { kind: call }",
        NANO,
        &[],
    ),
    (
        "a small service where nobody asked",
        "owner: x
nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }",
        NANO,
        &[],
    ),
    (
        "two of three keep their data behind a layer",
        "rules: { layered-by-technology: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  order-dao: { kind: service }
edges:
  a--order-dao: { kind: call }
  b--order-dao: { kind: call }",
        LAYER,
        &[("layered-by-technology", "warning")],
    ),
    (
        "two of four do",
        "rules: { layered-by-technology: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  order-dao: { kind: service }
edges:
  a--order-dao: { kind: call }
  b--order-dao: { kind: call }
  c--d: { kind: call }",
        LAYER,
        &[],
    ),
    (
        "a word within a word is no layer",
        "rules: { layered-by-technology: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  daodao: { kind: service }
edges:
  a--daodao: { kind: call }
  b--daodao: { kind: call }",
        LAYER,
        &[],
    ),
    (
        "a tag says it too",
        "rules: { layered-by-technology: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  x: { kind: service, tags: [data-layer] }
edges:
  a--x: { kind: call }
  b--x: { kind: call }",
        LAYER,
        &[("layered-by-technology", "warning")],
    ),
    (
        "an old database that many share",
        "rules: { layered-by-technology: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  x-dao: { kind: service, tags: [shared-legacy-data] }
edges:
  a--x-dao: { kind: call }
  b--x-dao: { kind: call }",
        LAYER,
        &[],
    ),
    (
        "surface, logic and data",
        "rules: { layered-by-technology: { severity: warning } }
nodes:
  web: { kind: frontend }
  backend: { kind: service }
  persistence: { kind: service }
edges:
  web--backend: { kind: call }
  backend--persistence: { kind: call }",
        LAYER,
        &[("layered-by-technology", "warning")],
    ),
    (
        "surface, logic and two of data",
        "rules: { layered-by-technology: { severity: warning } }
nodes:
  web: { kind: frontend }
  backend: { kind: service }
  persistence: { kind: service }
  order-dao: { kind: service }
edges:
  web--backend: { kind: call }
  backend--persistence: { kind: call }",
        LAYER,
        &[],
    ),
    (
        "called by nobody that is called",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  edge--a: { kind: call }
  b--c: { kind: call }",
        LOST,
        &[("unreachable-service", "warning")],
    ),
    (
        "a circle that nobody leads to",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  edge--a: { kind: call }
  b--c: { kind: call }
  c--b: { kind: call }",
        LOST,
        &[("unreachable-service", "warning")],
    ),
    (
        "started by a queue, the clock, a job and a webhook",
        "nodes:
  edge: { kind: gateway }
  q: { kind: queue }
  bank: { kind: external }
  nightly: { kind: job }
  c: { kind: service, tags: [scheduled] }
  a: { kind: service }
  b: { kind: service }
  d: { kind: service }
  f: { kind: service }
edges:
  edge--a: { kind: call }
  a--q: { kind: publish }
  b--q: { kind: subscribe }
  c--a: { kind: call }
  nightly--d: { kind: call }
  bank--f: { kind: callback }",
        LOST,
        &[],
    ),
    (
        "a function with a trigger",
        "nodes:
  edge: { kind: gateway }
  f: { kind: function, triggers: { t: { schedule: daily } } }
  g: { kind: function }
  a: { kind: service }
edges:
  edge--a: { kind: call }
  f--a: { kind: call }
  g--a: { kind: call }",
        LOST,
        &[("unreachable-service", "warning")],
    ),
    (
        "a sketch without an entry",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }",
        LOST,
        &[],
    ),
    (
        "what stands alone is told otherwise",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
edges:
  edge--a: { kind: call }",
        LOST,
        &[],
    ),
];
