//! How it is run, and what it is called.

use super::Row;

const IMAGES: &[&str] = &["unpinned-image"];
const TOGETHER: &[&str] = &["multiple-services-per-container"];
const LIMITS: &[&str] = &["missing-resource-limits"];
const HOST: &[&str] = &["host-port-collision"];
const SAID: &[&str] = &["missing-description"];
const NAME: &[&str] = &["invalid-name"];
const NAMES: &[&str] = &["name-collision"];
const DANGLING: &[&str] = &["dangling-edge"];

pub const ROWS: &[Row] = &[
    (
        "versions, digests, builds, and own images that the pipeline tags",
        "conventions: { registry: ghcr.io/acme }
nodes:
  a: { kind: service, image: 'example/a:1.2' }
  b: { kind: service, image: 'example/b@sha256:00' }
  c: { kind: service, build: { context: ./c } }
  d: { kind: service, image: ghcr.io/acme/d }
  e: { kind: service, image: e }
  f: { kind: service }
  db: { kind: database, engine: postgres }",
        IMAGES,
        &[],
    ),
    (
        "tags that move",
        "conventions: { registry: ghcr.io/acme }
nodes:
  a: { kind: service, image: 'ghcr.io/acme/a:latest' }
  b: { kind: cache, engine: redis, image: 'redis:alpine' }
  db: { kind: database, engine: postgres, version: latest }
  c: { kind: platform, image: 'registry.example.com:5000/c' }",
        IMAGES,
        &[
            ("unpinned-image", "warning"),
            ("unpinned-image", "warning"),
            ("unpinned-image", "warning"),
            ("unpinned-image", "warning"),
        ],
    ),
    (
        "sidecars, an old supervisor, jobs and pages in the browser",
        "nodes:
  a: { kind: service, tags: ['container:a'] }
  proxy: { kind: service, tags: ['container:a', sidecar] }
  migrate: { kind: job, tags: ['container:a'] }
  page: { kind: frontend, runs_in: browser, tags: ['container:a'] }
  old: { kind: service, tags: ['container:old', supervised] }
  older: { kind: service, tags: ['container:old', supervised] }",
        TOGETHER,
        &[],
    ),
    (
        "limits said in words, exactly, and for the chart; a namespace that sets them is another row",
        "settings: { platform: kubernetes }
rules: { missing-resource-limits: { severity: info } }
nodes:
  a: { kind: service, size: small }
  b: { kind: worker, resources: { cpu: 250m, memory: 256Mi } }
  c: { kind: service, extra: { helm: { resources: { limits: { memory: 1Gi } } } } }
  db: { kind: database, provision: managed }
  page: { kind: frontend, runs_in: browser }",
        LIMITS,
        &[],
    ),
    (
        "a namespace with a limit range",
        "tags: [limit-range]
settings: { platform: eks }
rules: { missing-resource-limits: { severity: info } }
nodes:
  a: { kind: service }",
        LIMITS,
        &[],
    ),
    (
        "only one environment is Kubernetes",
        "environments:
  dev: { settings: { platform: compose } }
  production: { settings: { platform: eks, production: true } }
rules: { missing-resource-limits: { severity: info } }
nodes:
  a: { kind: service }",
        LIMITS,
        &[("missing-resource-limits", "info")],
    ),
    (
        "one number on other interfaces, over other protocols, in profiles that never meet",
        "nodes:
  a: { kind: service, extra: { compose: { ports: ['10.0.0.1:53:53/udp'] } } }
  b: { kind: service, extra: { compose: { ports: ['10.0.0.2:53:53/udp', '53:53/tcp'] } } }
  c: { kind: service, extra: { compose: { ports: ['9000:80'], profiles: [old] } } }
  d: { kind: service, extra: { compose: { ports: ['9000:80'], profiles: [new] } } }",
        HOST,
        &[],
    ),
    (
        "public nodes are reached by name, and neighbours need no port of the host",
        "nodes:
  a: { kind: frontend, expose: public, ports: { http: { number: 80 } } }
  b: { kind: frontend, expose: public, ports: { http: { number: 80 } } }
  c: { kind: service, ports: { http: { number: 80 } } }",
        HOST,
        &[],
    ),
    (
        "open nodes whose programs listen on the same number",
        "nodes:
  a: { kind: service, expose: host, ports: { http: { number: 8080 } } }
  b: { kind: service, expose: loopback, ports: { http: { number: 8080 } } }",
        HOST,
        &[("host-port-collision", "info")],
    ),
    (
        "a port on all interfaces and one on the own machine",
        "nodes:
  a: { kind: service, ports: { http: { number: 8080, expose: host } } }
  b: { kind: service, ports: { http: { number: 8080, expose: loopback } } }",
        HOST,
        &[("host-port-collision", "error")],
    ),
    (
        "clients and callbacks need no technology",
        "rules: { missing-description: { severity: info } }
nodes:
  people: { kind: client, description: People. }
  a: { kind: service, description: Takes orders., image: 'example/a:1' }
  db: { kind: database, description: Keeps orders., engine: postgres }
edges:
  people--a: { kind: call, path: /orders }
  a--db: { kind: data, access: read-write }
  a--people: { kind: callback }",
        SAID,
        &[],
    ),
    (
        "silent nodes and silent edges are two findings",
        "rules: { missing-description: { severity: info } }
nodes:
  a: { kind: service, description: Takes orders. }
  b: { kind: service, runtime: go }
edges:
  a--b: { kind: call }",
        SAID,
        &[("missing-description", "info"), ("missing-description", "info")],
    ),
    (
        "nothing is asked of a sketch",
        "nodes:
  a: { kind: service }",
        SAID,
        &[],
    ),
    (
        "a title is what people read, and may be anything",
        "nodes:
  a: { kind: service, title: Aufträge & Rechnungen (neu!), ports: { http-and-metrics: { number: 80 } } }",
        NAME,
        &[("invalid-name", "error")],
    ),
    (
        "a title that is no name beside names that are",
        "nodes:
  a: { kind: service, title: Aufträge & Rechnungen (neu!), ports: { http: { number: 80 } } }
  b: { kind: service, title: Aufträge & Rechnungen (neu!) }",
        NAME,
        &[],
    ),
    (
        "names of what is off in one environment, of externals, and of others' hosts",
        "environments:
  dev: { nodes: { pay: { enabled: false } } }
nodes:
  a:
    kind: service
    variables: { API: 'https://api.example.com/v1', LEVEL: 'info', LOCAL: 'http://localhost:8080', PAY: 'http://pay:80', OLD: 'http://purse' }
  pay: { kind: external, was: [purse] }
edges:
  a--pay: { kind: call }",
        DANGLING,
        &[],
    ),
    (
        "a host in a variable that nobody drew is an information, a replica of nothing an error",
        "nodes:
  a: { kind: service, variables: { PAY: 'http://pay:80' } }
  copy: { kind: database, role: replica, of: orders }",
        DANGLING,
        &[("dangling-edge", "error"), ("dangling-edge", "info")],
    ),
    (
        "two ids with one name, and a name of what is not deployed",
        "nodes:
  a: { kind: service, name: shop }
  b: { kind: service }
  c: { kind: external, name: b }
  d: { kind: service, name: d-new }",
        NAMES,
        &[],
    ),
];
