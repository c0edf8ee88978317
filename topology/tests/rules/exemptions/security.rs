//! What is open and what is secret.

use super::Row;

const ENTRY: &[&str] = &["missing-gateway", "gateway-bypass", "publicly-exposed-datastore", "client-to-datastore"];

const SECRET: &[&str] = &["plaintext-secret"];
const OPEN: &[&str] = &["publicly-exposed-datastore"];
const PORTS: &[&str] = &["published-internal-port", "publicly-exposed-datastore"];
const LOGINS: &[&str] = &["shared-credentials", "shared-database-server"];
const LOCK: &[&str] = &["unauthenticated-entry"];
const TLS: &[&str] = &["unencrypted-edge"];
const FLAT: &[&str] = &["flat-network"];
const RIGHTS: &[&str] = &["privileged-container"];

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
    (
        "a platform on the own machine, one with a log-in, one where people log in, one for everybody",
        "nodes:
  metrics: { kind: platform, provides: [metrics], expose: loopback }
  registry: { kind: platform, provides: [discovery], auth: basic, expose: host }
  login: { kind: platform, provides: [identity], expose: public }
  status: { kind: platform, provides: [metrics], expose: public, tags: [public-by-design] }",
        PORTS,
        &[("published-internal-port", "info")],
    ),
    (
        "a port for debugging on the own machine, and one that only neighbours reach",
        "nodes:
  result: { kind: frontend, expose: public, ports: { debug: { number: 9229, expose: loopback }, http: { number: 80 } } }
  vote: { kind: frontend, ports: { admin: { number: 9000 }, http: { number: 80, expose: public } } }",
        PORTS,
        &[("published-internal-port", "info")],
    ),
    (
        "the management page of a broker is no stored data",
        "nodes:
  events: { kind: queue, engine: rabbitmq, ports: { amqp: { number: 5672 }, management: { number: 15672, expose: host } } }",
        PORTS,
        &[("published-internal-port", "warning")],
    ),
    (
        "a port with a debugger's number that speaks HTTP",
        "nodes:
  a: { kind: service, expose: host, ports: { http: { number: 5005 } } }",
        PORTS,
        &[],
    ),
    (
        "a published service that only others call, where clients come in elsewhere",
        "nodes:
  people: { kind: client }
  front: { kind: service, expose: host }
  core: { kind: service, expose: host }
edges:
  people--front: { kind: call }
  front--core: { kind: call }",
        PORTS,
        &[("published-internal-port", "warning")],
    ),
    (
        "published services where nobody drew the clients",
        "nodes:
  front: { kind: service, expose: host }
  core: { kind: service, expose: host }
edges:
  front--core: { kind: call }",
        PORTS,
        &[],
    ),
    (
        "one login of one owner, of copies of one program, of a migration",
        "nodes:
  db: { kind: database }
  a: { kind: service, owner: x }
  b: { kind: service, owner: x }
  other: { kind: database }
  web: { kind: service, image: example/app:1 }
  worker: { kind: worker, image: example/app:1 }
  migrate: { kind: job }
edges:
  a--db: { kind: data, credential: app }
  b--db: { kind: data, credential: app }
  web--other: { kind: data, credential: app }
  worker--other: { kind: data, credential: app }
  migrate--other: { kind: data, credential: root }",
        LOGINS,
        &[],
    ),
    (
        "the same name on two servers",
        "nodes:
  a: { kind: service }
  a-db: { kind: database }
  b: { kind: service }
  b-db: { kind: database }
edges:
  a--a-db: { kind: data, credential: app }
  b--b-db: { kind: data, credential: app }",
        LOGINS,
        &[],
    ),
    (
        "one login of two whom nobody owns, for two databases of one server",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  db: { kind: database }
edges:
  a--db: { kind: data, access: read-write, database: one, credential: app }
  b--db: { kind: data, access: read-write, database: two, credential: app }",
        LOGINS,
        &[("shared-credentials", "warning"), ("shared-database-server", "info")],
    ),
    (
        "an administrator's login, and a name that only resembles one",
        "nodes:
  a: { kind: service }
  db: { kind: database, engine: postgres }
  b: { kind: service }
  other: { kind: database, engine: mysql }
edges:
  a--db: { kind: data, credential: postgres }
  b--other: { kind: data, credential: postgres }
  b--db: { kind: data, credential: accounts-admin }",
        LOGINS,
        &[("shared-credentials", "error")],
    ),
    (
        "a public website",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway, auth: none }
  web: { kind: frontend, auth: none }
  hooks: { kind: service, auth: none, tags: [public-by-design] }
edges:
  people--edge: { kind: call }
  edge--web: { kind: call }
  edge--hooks: { kind: call }",
        LOCK,
        &[],
    ),
    (
        "a lock on the route, on the service, on the client's call",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service, auth: jwt }
  c: { kind: service, tags: [public-by-design] }
  second: { kind: gateway, auth: none }
  d: { kind: service }
edges:
  people--edge: { kind: call }
  edge--a: { kind: call, auth: oidc }
  edge--b: { kind: call }
  edge--c: { kind: call, auth: none }
  people--second: { kind: call, auth: mtls }
  second--d: { kind: call }",
        LOCK,
        &[],
    ),
    (
        "an open route beside a locked one",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service }
edges:
  people--edge: { kind: call }
  edge--a: { kind: call, auth: oidc }
  edge--b: { kind: call, auth: none }",
        LOCK,
        &[("unauthenticated-entry", "warning")],
    ),
    (
        "entries of which nobody says anything are asked for once",
        "nodes:
  people: { kind: client }
  edge: { kind: gateway }
  a: { kind: service }
  b: { kind: service, expose: public }
edges:
  people--edge: { kind: call }
  edge--a: { kind: call }",
        LOCK,
        &[("unauthenticated-entry", "info")],
    ),
    (
        "a gateway that nobody outside reaches",
        "nodes:
  edge: { kind: gateway, auth: none }
  a: { kind: service }
edges:
  edge--a: { kind: call }",
        LOCK,
        &[],
    ),
    (
        "borders crossed with TLS, over an own line, on the own machine",
        "rules: { unencrypted-edge: { severity: warning } }
nodes:
  people: { kind: client }
  a: { kind: service, in: { network: front }, expose: loopback }
  b: { kind: service, in: { network: back } }
  bank: { kind: external }
edges:
  people--a: { kind: call, protocol: http }
  a--b: { kind: call, protocol: grpc, tls: true }
  b--bank: { kind: call, protocol: http, tags: [private-link] }
  a--bank: { kind: call, protocol: tcp, auth: mtls }
boundaries:
  back: { kind: network }
  front: { kind: network }",
        TLS,
        &[],
    ),
    (
        "a mesh encrypts between networks, not to the outside",
        "rules: { unencrypted-edge: { severity: warning } }
nodes:
  mesh: { kind: platform, provides: [mesh] }
  a: { kind: service, in: { network: front } }
  b: { kind: service, in: { network: back } }
  bank: { kind: external }
edges:
  a--b: { kind: call, protocol: http }
  b--bank: { kind: call, protocol: http }
boundaries:
  back: { kind: network }
  front: { kind: network }",
        TLS,
        &[("unencrypted-edge", "warning")],
    ),
    (
        "borders of which nobody says anything, and neighbours in the clear",
        "rules: { unencrypted-edge: { severity: warning } }
nodes:
  people: { kind: client }
  a: { kind: service }
  b: { kind: service }
  bank: { kind: external }
edges:
  people--a: { kind: call }
  a--b: { kind: call, protocol: http }
  b--bank: { kind: call }
  bank--a: { kind: callback }",
        TLS,
        &[("unencrypted-edge", "warning")],
    ),
    (
        "an optional rule is silent until somebody asks",
        "nodes:
  a: { kind: service }
  bank: { kind: external }
edges:
  a--bank: { kind: call, protocol: http }",
        TLS,
        &[],
    ),
    (
        "flows that the network enforces, also where nothing is said",
        "nodes:
  a: { kind: service, expose: public }
  db: { kind: database }
edges:
  a--db: { kind: data, access: read-write }",
        FLAT,
        &[],
    ),
    (
        "nobody outside, a database elsewhere, networks of their own",
        "settings: { flows: declared }
nodes:
  a: { kind: service, expose: public, in: { network: front } }
  b: { kind: service, in: { network: back } }
  db: { kind: database, in: { network: back } }
  old: { kind: database, provision: existing, in: { network: front } }
edges:
  a--b: { kind: call }
  b--db: { kind: data, access: read-write }
  a--old: { kind: data, access: read }
boundaries:
  back: { kind: network }
  front: { kind: network }",
        FLAT,
        &[],
    ),
    (
        "one environment declares what the others enforce",
        "environments:
  dev: { settings: { flows: declared } }
  production: { settings: { production: true } }
nodes:
  people: { kind: client }
  a: { kind: service }
  db: { kind: database }
edges:
  people--a: { kind: call }
  a--db: { kind: data, access: read-write }",
        FLAT,
        &[("flat-network", "info")],
    ),
    (
        "agents and runners see the machine on purpose",
        "nodes:
  collector: { kind: platform, provides: [logs], tags: [docker-sock] }
  shipper: { kind: service, tags: [log-agent, root] }
  builds: { kind: worker, tags: [ci-runner], extra: { compose: { privileged: true } } }
  orders: { kind: service, extra: { helm: { securityContext: { privileged: false, runAsUser: 10001 } } } }",
        RIGHTS,
        &[],
    ),
    (
        "rights in the words of each output",
        "nodes:
  a: { kind: service, extra: { helm: { hostNetwork: true } } }
  b: { kind: queue, extra: { terraform: { pid_mode: host } } }
  c: { kind: gateway, extra: { compose: { cap_add: [NET_BIND_SERVICE] } } }",
        RIGHTS,
        &[("privileged-container", "warning"), ("privileged-container", "warning")],
    ),
    (
        "references, files, and what only speaks of secrets",
        "nodes:
  a:
    kind: service
    variables:
      API_KEY: ${API_KEY}
      API_KEY_FILE: /run/secrets/api-key
      DATABASE_PASSWORD: ''
      DATABASE_URL: postgres://app:${DATABASE_PASSWORD}@db/app
      PASSWORD_MIN_LENGTH: '12'
      SIGNING_KEY_FILE: /run/secrets/signing-key
      TOKEN_URL: https://id.example.com/token
    secrets: [SESSION_SECRET]
    extra:
      helm: { env: { valueFrom: { secretKeyRef: { name: a, key: API_TOKEN } } } }
  db: { kind: database, variables: { POSTGRES_PASSWORD_FILE: /run/secrets/db } }",
        SECRET,
        &[],
    ),
    (
        "an empty password allowed, trust, and an argument",
        "nodes:
  db: { kind: database, variables: { MYSQL_ALLOW_EMPTY_PASSWORD: 'yes' } }
  pg: { kind: database, variables: { POSTGRES_HOST_AUTH_METHOD: trust } }
  a: { kind: service, args: [--db-password=hunter2] }",
        SECRET,
        &[("plaintext-secret", "error"), ("plaintext-secret", "error"), ("plaintext-secret", "error")],
    ),
    (
        "files for everybody",
        "nodes:
  a: { kind: service }
  files: { kind: object-store, expose: public, tags: [public-by-design] }
edges:
  a--files: { kind: data, access: write }",
        OPEN,
        &[],
    ),
    (
        "a host port for a database that only development opens",
        "environments:
  dev: { nodes: { db: { expose: host } } }
nodes:
  db: { kind: database }",
        OPEN,
        &[("publicly-exposed-datastore", "info")],
    ),
    (
        "a host port for a database in production, and one open to the public in development",
        "environments:
  dev: { nodes: { cache: { expose: public } } }
  production: { settings: { production: true }, nodes: { db: { expose: host } } }
nodes:
  cache: { kind: cache }
  db: { kind: database }",
        OPEN,
        &[("publicly-exposed-datastore", "error"), ("publicly-exposed-datastore", "error")],
    ),
];
