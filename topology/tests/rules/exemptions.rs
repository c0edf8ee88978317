//! Near misses: documents that look like a fault and are none, or a lesser one. Each row is one document and everything that the rules in question say of it.

use super::{check, read};

/// Name, what is drawn, the rules that are looked at, and what they find.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const SHARED: &[&str] = &[
    "shared-database-write",
    "shared-database-read",
    "shared-database-server",
    "shared-database-unknown",
    "cross-owner-database-access",
];
const ENTRY: &[&str] = &["missing-gateway", "gateway-bypass", "publicly-exposed-datastore", "client-to-datastore"];
const CYCLE: &[&str] = &["sync-cycle", "self-call", "async-cycle", "boot-order-cycle"];

const ROWS: &[Row] = &[
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
  web: { kind: service, image: example/app:1 }
  worker: { kind: worker, image: example/app:2 }
edges:
  web--db: { kind: data, access: read-write }
  worker--db: { kind: data, access: read-write }",
        SHARED,
        &[],
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

#[test]
fn near_misses_are_judged_as_the_catalogue_says() {
    let mut wrong = Vec::new();
    for (name, drawn, rules, wanted) in ROWS {
        let report = check(&read(&format!("groundplan: 1\nname: near\n{drawn}\n")));
        let of_these = report.findings.iter().filter(|finding| rules.contains(&finding.rule.as_str()));
        let mut found: Vec<(&str, &str)> =
            of_these.map(|finding| (finding.rule.as_str(), finding.severity.word())).collect();
        let mut wanted = wanted.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        if found != wanted {
            wrong.push(format!("{name}: wanted {wanted:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
