//! How neighbours talk.

use super::Row;

const CHATTY: &[&str] = &["chatty-pair"];
const BY_HAND: &[&str] = &["hardcoded-endpoint"];
const UNREAD: &[&str] = &["queue-without-consumer", "queue-without-producer", "unused-datastore"];
const RIVALS: &[&str] = &["competing-consumers"];
const BUS: &[&str] = &["central-bus-misuse"];
const SPOKEN: &[&str] = &["protocol-mismatch"];
const PORT: &[&str] = &["port-mismatch"];
const MANY: &[&str] = &["too-many-standards"];
const VERSION: &[&str] = &["unversioned-api"];

pub const ROWS: &[Row] = &[
    (
        "two calls, and three that stream or turn pages",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }
  a--b--2: { kind: call, calls_per_request: 4 }
  a--b--3: { kind: call, tags: [paging], calls_per_request: 50 }
  a--b--4: { kind: call, tags: [streaming] }
  a--b--5: { kind: call, protocol: websocket }",
        CHATTY,
        &[],
    ),
    (
        "one call that is made often",
        "nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call, calls_per_request: 5 }",
        CHATTY,
        &[("chatty-pair", "warning")],
    ),
    (
        "three routes of a gateway, and three calls of a client",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway }
  a: { kind: service }
edges:
  people--edge: { kind: call }
  people--edge--2: { kind: call }
  people--edge--3: { kind: call }
  edge--a: { kind: call, path: /one }
  edge--a--2: { kind: call, path: /two }
  edge--a--3: { kind: call, path: /three }",
        CHATTY,
        &[],
    ),
    (
        "three calls where four are fine",
        "rules: { chatty-pair: { threshold: 4 } }
nodes:
  a: { kind: service }
  b: { kind: service }
edges:
  a--b: { kind: call }
  a--b--2: { kind: call }
  a--b--3: { kind: call }",
        CHATTY,
        &[],
    ),
    (
        "names that somebody looks up",
        "nodes:
  a: { kind: service, variables: { B_URL: 'http://b:8080', API_URL: 'https://api.example.com', C_ADDR: c.shop.svc.cluster.local:80 } }
  b: { kind: service }
edges:
  a--b: { kind: call }",
        BY_HAND,
        &[],
    ),
    (
        "where a program listens, and what browsers use",
        "nodes:
  a: { kind: service, ports: { http: { number: 8080 } }, variables: { LISTEN_ADDR: '127.0.0.1:9000', BIND: 'http://127.0.0.1:9001', SELF_CHECK_URL: 'http://localhost:8080', PUBLIC_URL: 'http://localhost:3000', HOST: 0.0.0.0 } }
  b: { kind: service, tags: [sidecar], variables: { A_URL: 'http://localhost:8080' } }
  page: { kind: frontend, runs_in: browser, variables: { API_URL: 'http://localhost:8080' } }
edges:
  b--a: { kind: call }
  page--a: { kind: call }",
        BY_HAND,
        &[],
    ),
    (
        "a number, and the host port of another container",
        "nodes:
  a: { kind: service, variables: { B_URL: 'http://10.0.0.7:8080', DB_HOST: host.docker.internal } }
  b: { kind: service }
edges:
  a--b: { kind: call }",
        BY_HAND,
        &[("hardcoded-endpoint", "warning"), ("hardcoded-endpoint", "warning")],
    ),
    (
        "who reads or sends from outside",
        "nodes:
  partner: { kind: external }
  in: { kind: queue, engine: rabbitmq }
  out: { kind: queue, engine: rabbitmq }
  fed: { kind: queue, tags: [external-producer] }
  told: { kind: queue, tags: [external-consumer] }
  failed: { kind: queue, tags: [dead-letter] }
  a: { kind: service }
edges:
  partner--in: { kind: publish }
  a--in: { kind: subscribe }
  a--out: { kind: publish }
  partner--out: { kind: subscribe }
  a--fed: { kind: subscribe }
  a--told: { kind: publish }
  a--failed: { kind: publish }",
        UNREAD,
        &[],
    ),
    (
        "a function that a queue starts",
        "nodes:
  jobs: { kind: queue }
  unfed: { kind: queue }
  a: { kind: service }
  f: { kind: function, triggers: { job: { queue: jobs }, other: { queue: unfed } } }
edges:
  a--jobs: { kind: publish }",
        UNREAD,
        &[("queue-without-producer", "warning")],
    ),
    (
        "groups, topics, one owner, and work that is shared on purpose",
        "settings: { profile: strict }
nodes:
  jobs: { kind: queue, engine: rabbitmq }
  log: { kind: queue, engine: kafka }
  shared: { kind: queue, engine: sqs, tags: [work-sharing] }
  a: { kind: worker, owner: x }
  b: { kind: worker, owner: y }
  c: { kind: worker, owner: x }
edges:
  a--jobs: { kind: subscribe, topic: order.created }
  b--jobs: { kind: subscribe, topic: order.created }
  a--log: { kind: subscribe }
  b--log: { kind: subscribe }
  a--log--2: { kind: subscribe, group: a }
  b--log--2: { kind: subscribe, group: b }
  a--shared: { kind: subscribe }
  b--shared: { kind: subscribe }
  a--jobs--2: { kind: subscribe }
  c--jobs: { kind: subscribe }",
        RIVALS,
        &[],
    ),
    (
        "one group of a log, two owners",
        "settings: { profile: strict }
nodes:
  log: { kind: queue, engine: kafka }
  a: { kind: worker, owner: x }
  b: { kind: worker, owner: y }
edges:
  a--log: { kind: subscribe, topic: t, group: g }
  b--log: { kind: subscribe, topic: t, group: g }",
        RIVALS,
        &[("competing-consumers", "warning")],
    ),
    (
        "two consumers, and one is nobody's",
        "settings: { profile: strict }
nodes:
  jobs: { kind: queue, engine: rabbitmq }
  a: { kind: worker, owner: x }
  b: { kind: worker }
edges:
  a--jobs: { kind: subscribe }
  b--jobs: { kind: subscribe }",
        RIVALS,
        &[("competing-consumers", "info")],
    ),
    (
        "what is optional is silent in a document that does not ask for it",
        "nodes:
  jobs: { kind: queue, engine: rabbitmq }
  a: { kind: worker, owner: x }
  b: { kind: worker, owner: y }
edges:
  a--jobs: { kind: subscribe }
  b--jobs: { kind: subscribe }",
        RIVALS,
        &[],
    ),
    (
        "a bus that only passes messages on",
        "settings: { profile: strict }
nodes:
  bus: { kind: queue }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: worker }
  e: { kind: worker }
edges:
  a--bus: { kind: publish }
  b--bus: { kind: publish }
  c--bus: { kind: subscribe }
  d--bus: { kind: subscribe }
  e--bus: { kind: subscribe }",
        BUS,
        &[("central-bus-misuse", "info")],
    ),
    (
        "a bus of four",
        "settings: { profile: strict }
nodes:
  bus: { kind: queue, tags: [routing] }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: worker }
  e: { kind: worker }
edges:
  a--bus: { kind: publish }
  b--bus: { kind: publish }
  c--bus: { kind: subscribe }
  d--bus: { kind: subscribe }",
        BUS,
        &[],
    ),
    (
        "five of seven are not four of five",
        "settings: { profile: strict }
nodes:
  bus: { kind: queue, tags: [routing] }
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: worker }
  e: { kind: worker }
  f: { kind: service }
  g: { kind: service }
edges:
  a--bus: { kind: publish }
  b--bus: { kind: publish }
  c--bus: { kind: subscribe }
  d--bus: { kind: subscribe }
  e--bus: { kind: subscribe }",
        BUS,
        &[],
    ),
    (
        "what one port speaks",
        "nodes:
  people: { kind: client }
  a: { kind: service }
  b: { kind: service, ports: { http: { number: 8080 }, main: { number: 9000 } } }
  c: { kind: service, ports: { raw: { number: 7000, protocol: tcp } } }
  search: { kind: database, engine: opensearch }
  files: { kind: object-store }
edges:
  people--b: { kind: call, protocol: https }
  a--b: { kind: call, protocol: graphql }
  a--b--2: { kind: call, protocol: websocket }
  a--b--3: { kind: call, protocol: grpc, port: main }
  a--c: { kind: call, protocol: http }
  a--search: { kind: data, access: read, protocol: http }
  a--files: { kind: data, access: read, protocol: https }",
        SPOKEN,
        &[],
    ),
    (
        "HTTP to a broker and to a database",
        "nodes:
  a: { kind: service }
  events: { kind: queue, engine: rabbitmq }
  db: { kind: database, engine: postgres }
edges:
  a--events: { kind: publish, protocol: http }
  a--db: { kind: call, protocol: http }",
        SPOKEN,
        &[("protocol-mismatch", "error"), ("protocol-mismatch", "error")],
    ),
    (
        "a browser that speaks gRPC, and one that is translated for",
        "nodes:
  page: { kind: frontend, runs_in: browser }
  site: { kind: client, tags: [browser] }
  app: { kind: client, tags: [native] }
  a: { kind: service, ports: { grpc: { number: 50051 } } }
  b: { kind: service, tags: [grpc-web], ports: { grpc: { number: 50051 } } }
edges:
  page--a: { kind: call, protocol: grpc }
  page--b: { kind: call, protocol: grpc }
  site--a: { kind: call }
  app--a: { kind: call, protocol: grpc }",
        SPOKEN,
        &[("protocol-mismatch", "error"), ("protocol-mismatch", "error")],
    ),
    (
        "what a client is, which engine, and which ports have to be said",
        "nodes:
  people: { kind: client }
  a: { kind: service }
  b: { kind: service }
  db: { kind: database }
edges:
  people--a: { kind: call, protocol: grpc }
  a--db: { kind: data, access: read, protocol: http }
  a--b: { kind: call, protocol: http }
  a--b--2: { kind: call, protocol: grpc }",
        SPOKEN,
        &[("protocol-mismatch", "info"), ("protocol-mismatch", "info"), ("protocol-mismatch", "info")],
    ),
    (
        "ports that are there, and ports that nobody declared",
        "nodes:
  a: { kind: service, variables: { B_URL: 'http://b:8080', DB_URL: 'postgres://db:5432/x', LOG: 'kafka:29092', C_URL: 'http://c:81' } }
  b: { kind: service, ports: { http: { number: 8080 } } }
  c: { kind: service }
  db: { kind: database, engine: postgres, ports: { sql: { number: 5432, expose: host } } }
  kafka: { kind: queue, engine: kafka }
edges:
  a--b: { kind: call, port: http }
  a--c: { kind: call, port: web }",
        PORT,
        &[("port-mismatch", "info")],
    ),
    (
        "a published port in an address, and one on which no engine listens",
        "nodes:
  a: { kind: service, variables: { DB_URL: 'postgres://db:5433/x' } }
  b: { kind: service, variables: { CACHE_ADDR: 'cache:6380' } }
  db: { kind: database, engine: postgres }
  cache: { kind: cache, engine: valkey, ports: { main: { number: 6380, expose: host } } }
edges:
  a--db: { kind: data, access: read }
  b--cache: { kind: data, access: read }",
        PORT,
        &[("port-mismatch", "error"), ("port-mismatch", "warning")],
    ),
    (
        "three engines",
        "settings: { profile: strict }
nodes:
  a: { kind: service, runtime: go }
  one: { kind: database, engine: postgres }
  two: { kind: database, engine: mysql }
  three: { kind: database, engine: mongodb }
edges:
  a--one: { kind: data, access: read }",
        MANY,
        &[],
    ),
    (
        "four engines on purpose",
        "settings: { profile: strict }
tags: [polyglot]
nodes:
  a: { kind: service, runtime: go }
  one: { kind: database, engine: postgres }
  two: { kind: database, engine: mysql }
  three: { kind: database, engine: mongodb }
  four: { kind: database, engine: redis }
edges:
  a--one: { kind: data, access: read }",
        MANY,
        &[],
    ),
    (
        "four engines where four are fine",
        "settings: { profile: strict }
rules: { too-many-standards: { threshold: 4 } }
nodes:
  a: { kind: service, runtime: go }
  one: { kind: database, engine: postgres }
  two: { kind: database, engine: mysql }
  three: { kind: database, engine: mongodb }
  four: { kind: database, engine: redis }
edges:
  a--one: { kind: data, access: read }",
        MANY,
        &[],
    ),
    (
        "four engines and nine programs",
        "settings: { profile: strict }
nodes:
  a: { kind: service, runtime: go }
  one: { kind: database, engine: postgres }
  two: { kind: database, engine: mysql }
  three: { kind: database, engine: mongodb }
  four: { kind: database, engine: redis }
  p0: { kind: worker }
  p1: { kind: worker }
  p2: { kind: worker }
  p3: { kind: worker }
  p4: { kind: worker }
  p5: { kind: worker }
  p6: { kind: worker }
  p7: { kind: worker }
edges:
  a--one: { kind: data, access: read }",
        MANY,
        &[],
    ),
    (
        "versions in paths, hosts and tags, and interfaces without any",
        "settings: { profile: strict }
nodes:
  people: { kind: client }
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service, tags: [v2] }
  g: { kind: service, ports: { grpc: { number: 50051 } } }
  web: { kind: frontend }
edges:
  people--edge: { kind: call }
  edge--a: { kind: call, path: /api/v1/orders }
  edge--a--2: { kind: call, path: /orders, host: v1.api.example.com }
  edge--b: { kind: call, path: /b }
  edge--a--3: { kind: call, path: /graph, protocol: graphql }
  edge--g: { kind: call, path: /g }
  edge--web: { kind: call, path: / }
  a--b: { kind: call, path: /inside }",
        VERSION,
        &[],
    ),
    (
        "a public call that says no path",
        "settings: { profile: strict }
nodes:
  people: { kind: client }
  a: { kind: service }
edges:
  people--a: { kind: call }",
        VERSION,
        &[("unversioned-api", "info")],
    ),
];
