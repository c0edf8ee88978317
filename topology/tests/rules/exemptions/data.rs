//! Who owns and who uses stored data.

use super::Row;

const SHARED: &[&str] = &[
    "shared-database-write",
    "shared-database-read",
    "shared-database-server",
    "shared-database-unknown",
    "cross-owner-database-access",
];

const CACHE: &[&str] = &["shared-cache"];
const REPLICA: &[&str] = &["write-to-replica"];
const UNUSED: &[&str] = &["unused-datastore", "orphan-node"];
const FORGETS: &[&str] = &["cache-as-primary-store", "missing-persistence"];
const DUAL: &[&str] = &["dual-write"];

pub const ROWS: &[Row] = &[
    (
        "two writers of different owners",
        "nodes:
  db: { kind: database }
  a: { kind: service, owner: x }
  b: { kind: service, owner: y }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data, access: write }",
        SHARED,
        &[("shared-database-write", "error")],
    ),
    (
        "two writers, nobody's",
        "nodes:
  db: { kind: database }
  a: { kind: service }
  b: { kind: service }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data, access: write }",
        SHARED,
        &[("shared-database-write", "error")],
    ),
    (
        "two writers of one owner",
        "nodes:
  db: { kind: database }
  a: { kind: service, owner: x }
  b: { kind: service, owner: x }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data, access: write }",
        SHARED,
        &[("shared-database-write", "info")],
    ),
    (
        "two writers of one domain's owner",
        "boundaries:
  sales: { kind: domain, owner: x }
nodes:
  db: { kind: database }
  a: { kind: service, in: { domain: sales } }
  b: { kind: service, in: { domain: sales } }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data, access: write }",
        SHARED,
        &[("shared-database-write", "info")],
    ),
    (
        "copies of one image",
        "nodes:
  db: { kind: database }
  web: { kind: service, image: example/app:1, command: [serve] }
  worker: { kind: worker, image: example/app:2, command: [work] }
edges:
  web--db: { kind: data, access: read-write }
  worker--db: { kind: data, access: read-write }",
        SHARED,
        &[],
    ),
    (
        "several services in one image, each with a command of its own",
        "nodes:
  db: { kind: database }
  a: { kind: service, image: example/all:1, command: [a] }
  b: { kind: service, image: example/all:1, command: [b] }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data, access: read }",
        SHARED,
        &[("shared-database-read", "warning")],
    ),
    (
        "copies of one image that different owners run",
        "nodes:
  db: { kind: database }
  web: { kind: service, image: example/app:1, owner: x }
  worker: { kind: worker, image: example/app:1, owner: y }
edges:
  web--db: { kind: data, access: read-write }
  worker--db: { kind: data, access: read-write }",
        SHARED,
        &[("shared-database-write", "error")],
    ),
    (
        "a migration, a backup and an exporter beside one writer",
        "nodes:
  db: { kind: database }
  a: { kind: service }
  migrate: { kind: job }
  backup: { kind: job, schedule: '0 3 * * *', tags: [backup] }
  exporter: { kind: service, tags: [exporter] }
edges:
  a--db: { kind: data, access: read-write }
  migrate--db: { kind: data, access: write }
  backup--db: { kind: data, access: read }
  exporter--db: { kind: data, access: read }",
        SHARED,
        &[],
    ),
    (
        "a nightly job that writes is a second writer",
        "nodes:
  db: { kind: database }
  a: { kind: service }
  nightly: { kind: job, schedule: '0 3 * * *' }
edges:
  a--db: { kind: data, access: read-write }
  nightly--db: { kind: data, access: write }",
        SHARED,
        &[("shared-database-write", "error")],
    ),
    (
        "readers on the primary",
        "nodes:
  db: { kind: database }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data, access: read }
  c--db: { kind: data, access: read }",
        SHARED,
        &[("shared-database-read", "warning")],
    ),
    (
        "readers on a replica and on a read view",
        "nodes:
  db: { kind: database }
  copy: { kind: database, role: replica, of: db }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--db: { kind: data, access: read-write }
  b--copy: { kind: data, access: read }
  c--db: { kind: data, access: read, tags: [read-view] }",
        SHARED,
        &[],
    ),
    (
        "different schemas and credentials of one server",
        "nodes:
  db: { kind: database }
  a: { kind: service, owner: x }
  b: { kind: service, owner: y }
edges:
  a--db: { kind: data, access: read-write, schema: one, credential: a }
  b--db: { kind: data, access: read-write, schema: two, credential: b }",
        SHARED,
        &[("shared-database-server", "info")],
    ),
    (
        "one of two does not say what it does",
        "nodes:
  db: { kind: database }
  a: { kind: service, owner: x }
  b: { kind: service, owner: y }
edges:
  a--db: { kind: data, access: read-write }
  b--db: { kind: data }",
        SHARED,
        &[("shared-database-unknown", "warning")],
    ),
    (
        "one cache, one declared owner",
        "nodes:
  cache: { kind: cache }
  a: { kind: service, owner: x }
  b: { kind: service, owner: x }
edges:
  a--cache: { kind: data, access: read-write }
  b--cache: { kind: data, access: read-write }",
        CACHE,
        &[],
    ),
    (
        "one cache, nobody's services",
        "nodes:
  cache: { kind: cache }
  a: { kind: service }
  b: { kind: service }
edges:
  a--cache: { kind: data, access: read-write }
  b--cache: { kind: data }",
        CACHE,
        &[("shared-cache", "warning")],
    ),
    (
        "one cache, a prefix each",
        "nodes:
  cache: { kind: cache }
  a: { kind: service, owner: x }
  b: { kind: service, owner: y }
edges:
  a--cache: { kind: data, access: read-write, schema: a }
  b--cache: { kind: data, access: read-write, schema: b }",
        CACHE,
        &[],
    ),
    (
        "one cache, and only one of two says its keys",
        "nodes:
  cache: { kind: cache }
  a: { kind: service, owner: x }
  b: { kind: service, owner: y }
edges:
  a--cache: { kind: data, access: read-write, schema: a }
  b--cache: { kind: data, access: read-write }",
        CACHE,
        &[("shared-cache", "info")],
    ),
    (
        "a gateway's sessions beside one service",
        "nodes:
  edge: { kind: gateway, owner: y }
  cache: { kind: cache }
  a: { kind: service, owner: x }
edges:
  a--cache: { kind: data, access: read-write }
  edge--cache: { kind: data, access: read-write }",
        CACHE,
        &[],
    ),
    (
        "reading a replica, and writing to its primary",
        "nodes:
  db: { kind: database }
  copy: { kind: database, role: replica, of: db }
  a: { kind: service }
edges:
  a--db: { kind: data, access: read-write }
  a--copy: { kind: data, access: read }",
        REPLICA,
        &[],
    ),
    (
        "a replica that takes writes",
        "nodes:
  db: { kind: database }
  copy: { kind: database, role: replica, of: db, tags: [multi-primary] }
  a: { kind: service }
edges:
  a--copy: { kind: data, access: write }",
        REPLICA,
        &[],
    ),
    (
        "nobody said what is done with a replica",
        "nodes:
  db: { kind: database }
  copy: { kind: database, role: replica, of: db }
  a: { kind: service }
  b: { kind: service }
edges:
  a--copy: { kind: data }
  b--copy: { kind: data }",
        REPLICA,
        &[("write-to-replica", "info")],
    ),
    (
        "only an exporter connects",
        "nodes:
  db: { kind: database }
  exporter: { kind: service, tags: [exporter] }
edges:
  exporter--db: { kind: data, access: read }",
        UNUSED,
        &[],
    ),
    (
        "a replica stands by, and its primary is read through another",
        "nodes:
  db: { kind: database }
  standby: { kind: database, role: replica, of: db }
  copy: { kind: database, role: replica, of: db }
  a: { kind: service }
edges:
  a--copy: { kind: data, access: read }",
        UNUSED,
        &[],
    ),
    (
        "start order is no use",
        "nodes:
  db: { kind: database }
  a: { kind: service }
edges:
  a--db: { kind: boot }",
        UNUSED,
        &[("unused-datastore", "warning")],
    ),
    (
        "stored data without any edge is found once",
        "nodes:
  db: { kind: database }
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }",
        UNUSED,
        &[("unused-datastore", "warning")],
    ),
    (
        "where all edges were read from files one may be missing",
        "nodes:
  db: { kind: database }
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call, evidence: compose.yaml }",
        UNUSED,
        &[("unused-datastore", "info")],
    ),
    (
        "a queue that starts a function, and a store kept on purpose",
        "nodes:
  jobs: { kind: queue }
  archive: { kind: object-store, tags: [kept] }
  f: { kind: function, triggers: { job: { queue: jobs } } }
  a: { kind: service }
edges:
  a--f: { kind: call }",
        UNUSED,
        &[],
    ),
    (
        "a forgetful cache beside a database",
        "nodes:
  cache: { kind: cache, persistence: false }
  db: { kind: database, storage: 1Gi }
  a: { kind: service }
edges:
  a--cache: { kind: data, access: read-write }
  a--db: { kind: data, access: read-write }",
        FORGETS,
        &[],
    ),
    (
        "a cache that is only read, and one of a frontend's sessions",
        "nodes:
  cache: { kind: cache, persistence: false }
  sessions: { kind: cache, persistence: false }
  a: { kind: service }
  web: { kind: frontend, runs_in: server }
edges:
  a--cache: { kind: data, access: read }
  web--sessions: { kind: data, access: read-write }",
        FORGETS,
        &[],
    ),
    (
        "sessions that may be lost",
        "nodes:
  sessions: { kind: cache, persistence: false, tags: [ephemeral-ok] }
  a: { kind: service }
edges:
  a--sessions: { kind: data, access: read-write }",
        FORGETS,
        &[],
    ),
    (
        "nobody said whether the only store keeps anything",
        "nodes:
  cache: { kind: cache }
  other: { kind: cache }
  a: { kind: service }
  b: { kind: service }
edges:
  a--cache: { kind: data, access: read-write }
  b--other: { kind: data }",
        FORGETS,
        &[("cache-as-primary-store", "info")],
    ),
    (
        "a database whose engine holds its data in memory",
        "nodes:
  carts: { kind: database, engine: redis, persistence: false }
  a: { kind: service }
edges:
  a--carts: { kind: data, access: read-write }",
        FORGETS,
        &[("cache-as-primary-store", "warning")],
    ),
    (
        "a cloud's database, one that is there already, a replica, and one that may forget",
        "nodes:
  managed: { kind: database, persistence: false, provision: managed }
  hosted: { kind: database, engine: dynamodb }
  there: { kind: database, persistence: false, existing: { host: db.example.com } }
  copy: { kind: database, persistence: false, role: replica, of: managed }
  scratch: { kind: database, persistence: false, tags: [ephemeral-ok] }
  a: { kind: service }
edges:
  a--managed: { kind: data, access: read-write }",
        FORGETS,
        &[],
    ),
    (
        "a test environment that does without a volume",
        "environments:
  ci: { nodes: { db: { persistence: false } } }
nodes:
  db: { kind: database, persistence: true }
  a: { kind: service }
edges:
  a--db: { kind: data, access: read-write }",
        FORGETS,
        &[],
    ),
    (
        "production that does without a volume",
        "environments:
  production: { settings: { production: true }, nodes: { db: { persistence: false } } }
nodes:
  db: { kind: database, persistence: true }
  a: { kind: service }
edges:
  a--db: { kind: data, access: read-write }",
        FORGETS,
        &[("missing-persistence", "warning")],
    ),
    (
        "nobody said whether databases and queues keep their data",
        "nodes:
  db: { kind: database }
  events: { kind: queue }
  a: { kind: service }
edges:
  a--db: { kind: data, access: read-write }
  a--events: { kind: publish }",
        FORGETS,
        &[("missing-persistence", "info")],
    ),
    (
        "an outbox, change data capture, and events that may be lost",
        "nodes:
  db: { kind: database }
  events: { kind: queue }
  a: { kind: service, tags: [outbox] }
  b: { kind: service }
  c: { kind: service }
edges:
  a--db: { kind: data, access: read-write }
  a--events: { kind: publish }
  b--db: { kind: data, access: read-write }
  b--events: { kind: publish, tags: [cdc] }
  c--db: { kind: data, access: read-write }
  c--events: { kind: publish, delivery: at-most-once }",
        DUAL,
        &[],
    ),
    (
        "reading a database and publishing",
        "nodes:
  db: { kind: database }
  events: { kind: queue }
  relay: { kind: worker }
edges:
  relay--db: { kind: data, access: read }
  relay--events: { kind: publish }",
        DUAL,
        &[],
    ),
    (
        "publishing, and nobody said what is done with the database",
        "nodes:
  db: { kind: database }
  events: { kind: queue }
  a: { kind: service }
edges:
  a--db: { kind: data }
  a--events: { kind: publish }",
        DUAL,
        &[("dual-write", "info")],
    ),
];
