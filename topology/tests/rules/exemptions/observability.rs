//! Who watches.

use super::Row;

const METRICS: &[&str] = &["no-monitoring"];
const LOGS: &[&str] = &["no-central-logging"];
const TRACES: &[&str] = &["no-tracing"];

pub const ROWS: &[Row] = &[
    (
        "two services are watched by looking at them",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  web: { kind: frontend }
  nightly: { kind: job, schedule: daily }",
        METRICS,
        &[],
    ),
    (
        "three are a beginning",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: worker }",
        METRICS,
        &[("no-monitoring", "info")],
    ),
    (
        "a threshold of its own",
        "rules: { no-monitoring: { threshold: 1 } }
nodes:
  a: { kind: service }
  b: { kind: service }",
        METRICS,
        &[("no-monitoring", "warning")],
    ),
    (
        "an agent of the cloud outside the picture",
        "tags: [metrics]
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }",
        METRICS,
        &[],
    ),
    (
        "a service of somebody else measures",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  watcher: { kind: external, tags: [metrics] }
edges:
  a--watcher: { kind: telemetry }",
        METRICS,
        &[],
    ),
    (
        "a platform that takes in something else, and a service with the word on it",
        "nodes:
  a: { kind: service, tags: [metrics] }
  b: { kind: service }
  c: { kind: service }
  logs: { kind: platform, provides: [logs, traces] }",
        METRICS,
        &[("no-monitoring", "info")],
    ),
    (
        "the platform collects what containers print",
        "tags: [logs]
rules: { no-central-logging: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }",
        LOGS,
        &[],
    ),
    (
        "a service of somebody else keeps the logs",
        "rules: { no-central-logging: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  keeper: { kind: external, tags: [logs] }
edges:
  a--keeper: { kind: telemetry }",
        LOGS,
        &[],
    ),
    (
        "an optional rule is silent, and strict lets it speak",
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }",
        LOGS,
        &[],
    ),
    (
        "logs in the strict profile",
        "settings: { profile: strict }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }",
        LOGS,
        &[("no-central-logging", "info")],
    ),
    (
        "four services, none of which waits for one that waits",
        "rules: { no-tracing: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
  c--d: { kind: call }",
        TRACES,
        &[],
    ),
    (
        "three in a row, and no fourth",
        "rules: { no-tracing: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
edges:
  a--b: { kind: call }
  b--c: { kind: call }",
        TRACES,
        &[],
    ),
    (
        "a mesh traces what it carries",
        "tags: [mesh]
rules: { no-tracing: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call }
  b--c: { kind: call }",
        TRACES,
        &[],
    ),
    (
        "something outside the picture traces",
        "tags: [traces]
rules: { no-tracing: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
edges:
  a--b: { kind: call }
  b--c: { kind: call }",
        TRACES,
        &[],
    ),
    (
        "a service of somebody else traces",
        "rules: { no-tracing: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  tracer: { kind: external, tags: [traces] }
edges:
  a--b: { kind: call }
  a--tracer: { kind: telemetry }
  b--c: { kind: call }",
        TRACES,
        &[],
    ),
    (
        "a chain through a gateway",
        "rules: { no-tracing: { severity: info } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  edge: { kind: gateway }
edges:
  a--edge: { kind: call }
  edge--b: { kind: call }
  b--c: { kind: call }",
        TRACES,
        &[("no-tracing", "info")],
    ),
];
