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
