//! Who owns and who uses stored data.

use super::Row;

const SHARED: &[&str] = &[
    "shared-database-write",
    "shared-database-read",
    "shared-database-server",
    "shared-database-unknown",
    "cross-owner-database-access",
];

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
];
