//! Who looks like a client of stored data and is none, and what looks like a cloud's store and is a container.

use super::Row;

pub const ROWS: &[Row] = &[
    (
        "whoever looks after a database beside its owner",
        "nodes:
  db: { kind: database, owner: x }
  a: { kind: service, owner: x }
  mover: { kind: worker, owner: y, tags: [migration] }
  saver: { kind: worker, owner: y, tags: [backup] }
  relay: { kind: worker, owner: y, tags: [cdc] }
  sender: { kind: worker, owner: y, tags: [outbox] }
  desk: { kind: service, owner: y, tags: [admin] }
  gauge: { kind: worker, owner: y, tags: [exporter] }
  report: { kind: worker, owner: y }
edges:
  a--db: { kind: data, access: read-write }
  mover--db: { kind: data, access: read-write }
  saver--db: { kind: data, access: read-write }
  relay--db: { kind: data, access: read-write }
  sender--db: { kind: data, access: read-write }
  desk--db: { kind: data, access: read-write }
  gauge--db: { kind: data, access: read-write }
  report--db: { kind: data, access: read, tags: [read-view] }",
        &["shared-database-write", "shared-database-read", "shared-database-unknown", "cross-owner-database-access"],
        &[],
    ),
    (
        "whoever looks after a database that nobody else uses",
        "owner: x
nodes:
  a: { kind: database }
  b: { kind: database }
  c: { kind: database }
  d: { kind: database }
  e: { kind: database }
  f: { kind: database }
  mover: { kind: worker, owner: y, tags: [migration] }
  saver: { kind: worker, owner: y, tags: [backup] }
  relay: { kind: worker, owner: y, tags: [cdc] }
  sender: { kind: worker, owner: y, tags: [outbox] }
  desk: { kind: service, owner: y, tags: [admin] }
  gauge: { kind: worker, owner: y, tags: [exporter] }
edges:
  mover--a: { kind: data, access: read-write }
  saver--b: { kind: data, access: read }
  relay--c: { kind: data, access: read }
  sender--d: { kind: data, access: read-write }
  desk--e: { kind: data, access: read-write }
  gauge--f: { kind: data, access: read }",
        &["cross-owner-database-access"],
        &[],
    ),
    (
        "a stand-in for what only a cloud has",
        "nodes:
  local: { kind: database, engine: dynamodb, image: amazon/dynamodb-local:1.20.0, persistence: false }
  cloud: { kind: database, engine: dynamodb, persistence: false }",
        &["missing-persistence"],
        &[("missing-persistence", "warning")],
    ),
    (
        "whoever looks after a cache beside its owner",
        "nodes:
  cache: { kind: cache }
  a: { kind: service, owner: x }
  mover: { kind: worker, owner: y, tags: [migration] }
  saver: { kind: worker, owner: y, tags: [backup] }
  relay: { kind: worker, owner: y, tags: [cdc] }
  sender: { kind: worker, owner: y, tags: [outbox] }
  desk: { kind: service, owner: y, tags: [admin] }
  gauge: { kind: worker, owner: y, tags: [exporter] }
  reader: { kind: service, owner: y }
edges:
  a--cache: { kind: data, access: read-write }
  mover--cache: { kind: data, access: read-write }
  saver--cache: { kind: data, access: read }
  relay--cache: { kind: data, access: read }
  sender--cache: { kind: data, access: read-write }
  desk--cache: { kind: data, access: read-write }
  gauge--cache: { kind: data, access: read }
  reader--cache: { kind: data, access: read, tags: [read-view] }",
        &["shared-cache"],
        &[],
    ),
    (
        "whoever looks after a database may be its administrator",
        "nodes:
  db: { kind: database }
  mover: { kind: worker, tags: [migration] }
  saver: { kind: worker, tags: [backup] }
  relay: { kind: worker, tags: [cdc] }
  sender: { kind: worker, tags: [outbox] }
  desk: { kind: service, tags: [admin] }
  gauge: { kind: worker, tags: [exporter] }
edges:
  mover--db: { kind: data, credential: root }
  saver--db: { kind: data, credential: root }
  relay--db: { kind: data, credential: root }
  sender--db: { kind: data, credential: root }
  desk--db: { kind: data, credential: root }
  gauge--db: { kind: data, credential: root }",
        &["shared-credentials"],
        &[],
    ),
];
