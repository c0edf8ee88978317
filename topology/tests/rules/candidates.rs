//! Fixes that connect what nobody uses: they are offered where one alone can be meant.

use super::environments::offered;

/// Rule, how many fixes are offered for its findings (deleting is one of them), and the document.
const ROWS: &[(&str, usize, &str)] = &[
    (
        "orphan-node",
        2,
        "nodes:
  edge: { kind: gateway, engine: nginx, expose: public }
  orders: { kind: service }
  reports: { kind: service }
edges:
  edge--orders: { kind: call, path: /orders }",
    ),
    (
        "orphan-node",
        2,
        "nodes:
  edge: { kind: gateway, engine: nginx, expose: public }
  orders: { kind: service }
  phone: { kind: client }
edges:
  edge--orders: { kind: call, path: /orders }",
    ),
    // Which of two gateways would be a guess.
    (
        "orphan-node",
        1,
        "nodes:
  edge: { kind: gateway, engine: nginx, expose: public }
  side: { kind: gateway, engine: nginx, expose: public }
  orders: { kind: service }
  reports: { kind: service }
edges:
  edge--orders: { kind: call, path: /orders }
  side--orders: { kind: call, path: /orders }",
    ),
    // Nobody calls a worker.
    (
        "orphan-node",
        1,
        "nodes:
  edge: { kind: gateway, engine: nginx, expose: public }
  orders: { kind: service }
  sweeper: { kind: worker }
edges:
  edge--orders: { kind: call, path: /orders }",
    ),
    (
        "unused-datastore",
        2,
        "nodes:
  orders: { kind: service }
  sessions: { kind: cache, engine: valkey }
  stock: { kind: service }
edges:
  orders--sessions: { kind: boot }
  orders--stock: { kind: call }",
    ),
    // Either may use it.
    (
        "unused-datastore",
        1,
        "nodes:
  orders: { kind: service }
  sessions: { kind: cache, engine: valkey }
  stock: { kind: service }
edges:
  orders--sessions: { kind: boot }
  orders--stock: { kind: call }
  stock--sessions: { kind: boot }",
    ),
    (
        "unused-datastore",
        2,
        "nodes:
  orders: { kind: service, owner: sales }
  sales-db: { kind: database, engine: postgres, storage: 10Gi, owner: sales }
  stock: { kind: service, owner: depot }
edges:
  orders--stock: { kind: call }",
    ),
    (
        "unused-datastore",
        2,
        "boundaries: { selling: { kind: domain } }
nodes:
  orders: { kind: service, in: { domain: selling } }
  sales-db: { kind: database, engine: postgres, storage: 10Gi, in: { domain: selling } }
  stock: { kind: service }
edges:
  orders--stock: { kind: call }",
    ),
    // One owner for everything says nothing about this store.
    (
        "unused-datastore",
        1,
        "owner: everybody
nodes:
  orders: { kind: service }
  sales-db: { kind: database, engine: postgres, storage: 10Gi }
  web: { kind: client }
edges:
  web--orders: { kind: call }",
    ),
    // To send or to read?
    (
        "unused-datastore",
        1,
        "nodes:
  orders: { kind: service }
  post: { kind: queue, engine: rabbitmq, persistence: true }
  stock: { kind: service }
edges:
  orders--post: { kind: boot }
  orders--stock: { kind: call }",
    ),
];

#[test]
fn what_can_only_be_meant_for_one_is_connected_with_it() {
    offered(ROWS);
}
