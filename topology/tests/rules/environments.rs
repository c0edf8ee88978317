//! Fixes where an environment says something else than the base: they hold everywhere, or are not offered.

use super::law::broken;
use super::{check, read};

/// Rule, how many fixes are offered for its findings, and the document.
const ROWS: &[(&str, usize, &str)] = &[
    (
        "published-internal-port",
        2,
        "nodes:
  a: { kind: service, ports: { debug: { number: 9229, expose: host }, http: { number: 80 } } }
environments:
  dev: { nodes: { a: { ports: { debug: { expose: public } } } } }",
    ),
    (
        "published-internal-port",
        2,
        "nodes:
  metrics: { kind: platform, provides: [metrics] }
environments:
  dev: { nodes: { metrics: { expose: host } } }",
    ),
    (
        "published-internal-port",
        2,
        "nodes:
  a: { kind: service }
environments:
  dev: { nodes: { a: { ports: { admin: { number: 9000, expose: host } } } } }",
    ),
    (
        "published-internal-port",
        0,
        "defaults: { service: { ports: { admin: { number: 9000, expose: host } } } }
nodes:
  a: { kind: service }",
    ),
    (
        "shared-credentials",
        1,
        "nodes:
  a: { kind: service }
  db: { kind: database }
edges:
  a--db: { kind: data, access: read, credential: root }
environments:
  dev: { edges: { a--db: { credential: root } } }",
    ),
    (
        "shared-credentials",
        0,
        "nodes:
  a: { kind: service }
  db: { kind: database, provision: existing }
edges:
  a--db: { kind: data, access: read, credential: root }",
    ),
    (
        "unauthenticated-entry",
        2,
        "nodes:
  a: { kind: service, expose: public, auth: jwt }
environments:
  dev: { nodes: { a: { auth: none } } }",
    ),
    (
        "unencrypted-edge",
        1,
        "rules: { unencrypted-edge: { severity: warning } }
nodes:
  a: { kind: service }
  bank: { kind: external }
edges:
  a--bank: { kind: call, tls: true }
environments:
  dev: { edges: { a--bank: { tls: false } } }",
    ),
    (
        "flat-network",
        2,
        "nodes:
  a: { kind: service, expose: public }
  db: { kind: database }
edges:
  a--db: { kind: data, access: read-write }
environments:
  dev: { settings: { flows: declared } }
  test: { settings: { flows: declared }, nodes: { db: { in: { network: all } }, a: { in: { network: all } } } }
boundaries:
  all: { kind: network }",
    ),
    (
        "privileged-container",
        1,
        "nodes:
  a: { kind: service, tags: [root, hot], extra: { compose: { cap_add: [SYS_ADMIN, CHOWN] } } }
environments:
  dev: { nodes: { a: { tags: [privileged], extra: { helm: { pods: [{ hostNetwork: true }] } } } } }
  test: { nodes: { a: { volumes: { docker: { path: /var/run/docker.sock } } } } }",
    ),
    (
        "privileged-container",
        0,
        "defaults: { service: { tags: [root] } }
nodes:
  a: { kind: service }",
    ),
    (
        "unpinned-image",
        1,
        "nodes:
  a: { kind: service, image: 'example/a:1' }
  b: { kind: service, image: 'example/a:2' }
environments:
  dev: { nodes: { a: { image: 'example/a:latest' } } }",
    ),
    (
        "unpinned-image",
        0,
        "nodes:
  a: { kind: service, image: example/a }
environments:
  dev: { nodes: { a: { image: 'example/a:latest' } } }",
    ),
    (
        "multiple-services-per-container",
        1,
        "nodes:
  a: { kind: service, tags: ['container:x'] }
  b: { kind: service }
environments:
  dev: { nodes: { b: { tags: ['container:x', old] } } }",
    ),
    (
        "missing-resource-limits",
        1,
        "rules: { missing-resource-limits: { severity: warning } }
nodes:
  a: { kind: service, size: small }
  b: { kind: service, enabled: false }
environments:
  production: { settings: { platform: eks }, nodes: { b: { enabled: true } } }",
    ),
    (
        "host-port-collision",
        0,
        "nodes:
  a: { kind: service, ports: { http: { number: 80, expose: host } } }
  b: { kind: service, ports: { http: { number: 80 } } }
environments:
  dev: { nodes: { b: { ports: { http: { expose: host } } } } }",
    ),
];

#[test]
fn fixes_hold_where_an_environment_says_otherwise() {
    offered(ROWS);
}

/// Fails where the findings of a rule have another number of fixes than a row says, or one of these breaks its promises.
pub fn offered(rows: &[(&str, usize, &str)]) {
    let mut wrong = Vec::new();
    for (rule, offered, drawn) in rows {
        let document = read(&format!("groundplan: 1\nname: places\n{drawn}\n"));
        let report = check(&document);
        let of_rule: Vec<_> = report.findings.iter().filter(|finding| finding.rule == *rule).collect();
        let fixes = of_rule.iter().map(|finding| finding.fixes.len()).max();
        if fixes != Some(*offered) {
            wrong.push(format!("{rule}: wanted {offered} fixes, found {fixes:?}\n{drawn}"));
        }
        // The fixes of other rules have rows of their own.
        wrong.extend(broken(&document).into_iter().filter(|line| line.starts_with(&format!("{rule}:"))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
