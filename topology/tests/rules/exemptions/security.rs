//! What is open and what is secret.

use super::Row;

const ENTRY: &[&str] = &["missing-gateway", "gateway-bypass", "publicly-exposed-datastore", "client-to-datastore"];

pub const ROWS: &[Row] = &[
    (
        "a port on the own machine alone",
        "nodes:
  edge: { kind: gateway }
  a: { kind: service, expose: loopback }
  db: { kind: database, expose: loopback }
edges:
  edge--a: { kind: call }
  a--db: { kind: data, access: read-write }",
        ENTRY,
        &[("publicly-exposed-datastore", "info")],
    ),
    (
        "a database on a host port",
        "nodes:
  a: { kind: service }
  db: { kind: database, ports: { sql: { number: 5432, expose: host } } }
edges:
  a--db: { kind: data, access: read-write }",
        ENTRY,
        &[("publicly-exposed-datastore", "error")],
    ),
];
