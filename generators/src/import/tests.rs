//! Whole imports: what files of the real shape become.

use serde_json::{Value, json};

use super::{File, Imported, Sort, import};

fn imported(files: &[(&str, &str)]) -> Imported {
    let files: Vec<File> = files.iter().map(|(path, text)| File::named(*path, *text)).collect();
    import(&files, "shop").unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn document(files: &[(&str, &str)]) -> Value {
    topology::json::write(&imported(files).document)
}

#[test]
fn a_compose_file_becomes_a_drawing() {
    let text = "
services:
  orders:
    image: ghcr.io/acme/orders:1.4.2
    ports: ['8080:8080']
    environment:
      ORDERS_DB_HOST: orders-db
      ORDERS_DB_PORT: '5432'
      ORDERS_DB_NAME: orders
      ORDERS_DB_USER: app
      ORDERS_DB_PASSWORD: hunter2
      CART_HOST: carts
      PAYMENTS: http://payments:8080/api
      LOG_LEVEL: info
      API_KEY: k-93f1c2aa
    depends_on: [orders-db, payments]
    healthcheck: { test: [CMD, curl, -f, 'http://localhost:8080/health'] }
  orders-db:
    image: postgres:17-alpine
    environment: { POSTGRES_PASSWORD: hunter2, POSTGRES_DB: orders }
    volumes: ['data:/var/lib/postgresql/data']
  cart: { build: ./cart, hostname: carts, expose: ['7070'] }
  payments: { build: ./payments, expose: ['8080'] }
volumes: { data: {} }
";
    let found = document(&[("compose.yaml", text)]);
    assert_eq!(found["settings"]["flows"], "declared");
    let orders = &found["nodes"]["orders"];
    assert_eq!(
        orders,
        &json!({
            "kind": "service", "image": "ghcr.io/acme/orders:1.4.2", "ports": { "http": { "number": 8080 } }, "expose": "host",
            "variables": { "LOG_LEVEL": "info", "PAYMENTS": "http://payments:8080/api" }, "secrets": ["API_KEY"],
            "health": { "path": "/health" }
        })
    );
    assert_eq!(
        found["nodes"]["orders-db"],
        json!({
            "kind": "database", "engine": "postgres", "version": "17", "image": "postgres:17-alpine", "database": "orders",
            "persistence": true, "health": "none"
        })
    );
    let edge = &found["edges"]["orders--orders-db"];
    assert_eq!((&edge["kind"], &edge["evidence"]), (&json!("data"), &json!("compose.yaml:7: ORDERS_DB_HOST")));
    // The usual names need no words.
    assert!(edge["env"].is_null(), "{edge}");
    assert_eq!(found["edges"]["orders--cart"]["env"], json!({ "host": "CART_HOST" }));
    assert_eq!(found["edges"]["orders--payments"]["kind"], "call");
    assert!(!found.to_string().contains("hunter2") && !found.to_string().contains("k-93f1c2aa"));
}

#[test]
fn files_are_laid_over_one_another_with_what_they_include_and_extend() {
    let base = "
include: [../common/db.yaml]
x-usual: &usual { restart: unless-stopped }
services:
  api:
    <<: *usual
    extends: { file: ../common/base.yaml, service: web }
    image: acme/api:${TAG:-2}
    ports: ['80:8080']
  old: { image: acme/old }
";
    let over = "services:\n  api: { ports: !override ['127.0.0.1:9000:8080'] }\n  old: !reset null\n";
    let base_file = "services:\n  web: { build: ./web, environment: { MODE: prod }, extends: more }\n  more: { expose: ['7000'] }\n";
    let files = [("shop/compose.yaml", base), ("shop/compose.override.yaml", over), ("shop/.env", "TAG=7")];
    let mut files: Vec<File> = files.iter().map(|(path, text)| File::named(*path, *text)).collect();
    let first = import(&files, "shop").unwrap();
    let missing: Vec<&str> = first.missing.iter().map(String::as_str).collect();
    assert!(missing.contains(&"common/base.yaml") && missing.contains(&"common/db.yaml"), "{missing:?}");
    files.push(File::found("common/base.yaml", base_file));
    files.push(File::found("common/db.yaml", "services: { db: { image: 'mysql:8.4' } }"));
    let imported = import(&files, "shop").unwrap();
    let found = topology::json::write(&imported.document);
    let nodes: Vec<&String> = found["nodes"].as_object().unwrap().keys().collect();
    assert_eq!(nodes, ["api", "db"]);
    let api = &found["nodes"]["api"];
    assert_eq!(api["build"]["context"], "common/web");
    assert_eq!(api["variables"], json!({ "MODE": "prod" }));
    assert_eq!(api["extra"]["compose"]["ports"], json!(["127.0.0.1:9000:8080"]));
    assert_eq!(api["ports"]["http"], json!({ "number": 8080, "expose": "loopback" }));
    assert!(imported.missing.iter().all(|path| path.ends_with(".env")), "{:?}", imported.missing);
}

#[test]
fn manifests_become_a_drawing() {
    let text = "
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: ConfigMap, metadata: { name: addresses }, data: { STOCK_ADDR: 'stock:80', DB_URI: 'postgresql://app:pw@db.default.svc.cluster.local:5432/orders' } }
- { apiVersion: v1, kind: Secret, metadata: { name: keys }, stringData: { API_KEY: k-1 } }
- apiVersion: apps/v1
  kind: Deployment
  metadata: { name: orders }
  spec:
    replicas: 2
    template:
      metadata: { labels: { app: orders } }
      spec:
        containers:
        - name: orders
          image: ghcr.io/acme/orders:1
          envFrom: [{ configMapRef: { name: addresses } }, { secretRef: { name: keys } }]
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /ready, port: 8080 } }
          resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 128Mi } }
- { apiVersion: v1, kind: Service, metadata: { name: orders }, spec: { selector: { app: orders }, ports: [{ port: 80, targetPort: http }] } }
- apiVersion: apps/v1
  kind: Deployment
  metadata: { name: stock-v1 }
  spec: { template: { metadata: { labels: { app: stock } }, spec: { containers: [{ name: stock, image: 'ghcr.io/acme/stock:1', ports: [{ containerPort: 9555 }] }] } } }
- { apiVersion: v1, kind: Service, metadata: { name: stock }, spec: { type: LoadBalancer, selector: { app: stock }, ports: [{ name: grpc, port: 80, targetPort: 9555 }] } }
- apiVersion: apps/v1
  kind: StatefulSet
  metadata: { name: db }
  spec:
    template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: db, image: 'postgres:17', volumeMounts: [{ name: data, mountPath: /data }] }] } }
    volumeClaimTemplates: [{ metadata: { name: data }, spec: { resources: { requests: { storage: 20Gi } } } }]
- { apiVersion: v1, kind: Service, metadata: { name: db }, spec: { selector: { app: db }, ports: [{ port: 5432 }] } }
- { apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: { name: x }, spec: { scaleTargetRef: { name: orders }, minReplicas: 2, maxReplicas: 9, metrics: [{ resource: { name: cpu, target: { averageUtilization: 70 } } }] } }
- { apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: way-in }, spec: { rules: [{ host: shop.example.com, http: { paths: [{ path: /orders, backend: { service: { name: orders, port: { number: 80 } } } }] } }] } }
- { apiVersion: batch/v1, kind: CronJob, metadata: { name: report }, spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { containers: [{ image: 'ghcr.io/acme/report:1' }] } } } } } }
- { apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p }, spec: { podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: stock } } }] }] } }
- { apiVersion: acme.example/v1, kind: Widget, metadata: { name: w } }
";
    let imported = imported(&[("all.yaml", text)]);
    let found = topology::json::write(&imported.document);
    let orders = &found["nodes"]["orders"];
    assert_eq!(orders["replicas"], json!({ "min": 2, "max": 9, "cpu": 70 }));
    assert_eq!(orders["resources"], json!({ "cpu": "100m", "memory": "128Mi" }));
    assert_eq!((&orders["secrets"], &orders["health"]), (&json!(["API_KEY"]), &json!({ "path": "/ready" })));
    // The port that others use is not the one that the program listens on.
    assert_eq!(orders["variables"], json!({ "STOCK_ADDR": "stock-v1:9555" }));
    assert_eq!(found["nodes"]["stock-v1"]["expose"], "public");
    assert_eq!(
        (&found["nodes"]["db"]["storage"], &found["nodes"]["db"]["persistence"]),
        (&json!("20Gi"), &json!(true))
    );
    assert_eq!(found["nodes"]["report"]["schedule"], "0 3 * * *");
    let edges: Vec<String> = found["edges"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, edge)| format!("{id} {}", edge["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(edges, ["ingress--orders call", "orders--db data", "orders--stock-v1 call", "stock-v1--db data"]);
    assert_eq!(found["edges"]["orders--db"]["env"], json!({ "url": "DB_URI" }));
    assert_eq!(found["edges"]["orders--db"]["database"], "orders");
    assert_eq!(
        (&found["edges"]["ingress--orders"]["path"], &found["edges"]["ingress--orders"]["host"]),
        (&json!("/orders"), &json!("shop.example.com"))
    );
    assert!(
        imported.notes.iter().any(|note| note.sort == Sort::LeftOut && note.message.contains("Widget")),
        "{:?}",
        imported.notes
    );
    assert!(!found.to_string().contains("pw@") && !found.to_string().contains("k-1"));
}

#[test]
fn names_that_are_no_ids_get_some_and_addresses_follow() {
    let text = "
services:
  user_db: { image: 'mongo:8' }
  user-db: { image: 'redis:7' }
  Web_App: { image: acme/app, environment: { MONGO: 'mongodb://user_db:27017/x?a=b', PEER: 'http://Web_Api:80/x', CACHE_URL: 'redis://user-db:6379' } }
  Web_Api: { image: acme/api, expose: ['80'] }
  global: { image: 'acme/global:${UNSET}' }
";
    let imported = imported(&[("compose.yaml", text)]);
    let found = topology::json::write(&imported.document);
    let nodes: Vec<&String> = found["nodes"].as_object().unwrap().keys().collect();
    assert_eq!(nodes, ["global-2", "user-db", "user-db-2", "web-api", "web-app"]);
    assert_eq!(found["nodes"]["user-db-2"]["title"], "user_db");
    assert_eq!(found["nodes"]["global-2"]["image"], "acme/global", "a tag without a value is none");
    assert_eq!(
        found["nodes"]["web-app"]["variables"],
        json!({ "MONGO": "mongodb://user-db-2:27017/x?a=b", "PEER": "http://web-api:80/x" })
    );
    assert_eq!(found["edges"]["web-app--user-db"]["env"], json!({ "url": "CACHE_URL" }));
}

#[test]
fn hostile_files_end_in_a_note_or_a_clear_error() {
    let faults = |text: &str| import(&[File::named("compose.yaml", text)], "x").expect_err("it can't be read");
    assert_eq!(faults("services: { a: { image: x }, a: { image: y } }")[0].line, 1);
    let bomb: String =
        (1..12).map(|n| format!("x{n}: &x{n} [{}]\n", vec![format!("*x{}", n - 1); 9].join(","))).collect();
    let bomb = faults(&format!("x0: &x0 [a]\n{bomb}services: {{ a: {{ image: x }} }}\n"));
    assert!(bomb[0].message.contains("limit"), "{bomb:?}");
    assert!(faults(&"[".repeat(5000))[0].message.contains("levels"));

    let circle = "services: { a: { extends: b }, b: { extends: a }, c: { extends: c, image: x } }";
    let circle = imported(&[("compose.yaml", circle)]);
    assert!(circle.notes.iter().any(|note| note.message.contains("circle")), "{:?}", circle.notes);
    let own = imported(&[("compose.yaml", "include: [compose.yaml]\nservices: { a: { image: x } }")]);
    assert_eq!(own.document.nodes.len(), 1);
    assert!(own.notes.iter().any(|note| note.message.contains("include")), "{:?}", own.notes);
    let many = imported(&[("compose.yaml", "services: { a: { image: x, ports: ['1-65000:1-65000', 'x', 0] } }")]);
    assert_eq!(
        many.notes.iter().filter(|note| note.message.contains("port can't be read")).count(),
        3,
        "{:?}",
        many.notes
    );
}
