use std::fs;
use std::path::Path;

use crate::binary::{run, run_with};

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

const COMPOSE: &str = "
include: [./more/compose.yaml, ../outside/compose.yaml]
services:
  orders:
    image: ghcr.io/acme/orders:${TAG}
    environment: { STOCK_URL: 'http://stock:8080', API_TOKEN: tok-1 }
";

#[test]
fn a_folder_becomes_a_topology_with_its_override_its_includes_and_its_variables() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("shop/compose.yaml", COMPOSE),
            ("shop/compose.override.yaml", "services: { orders: { ports: ['8080:8080'] } }"),
            ("shop/.env", "TAG=1.4.2\n"),
            ("shop/more/compose.yaml", "services: { stock: { image: 'ghcr.io/acme/stock:2', expose: ['8080'] } }"),
            ("outside/compose.yaml", "services: { outside: { image: 'nginx:1' } }"),
        ],
    );
    let file = folder.path().join("shop.yaml");
    let (from, to) = (folder.path().join("shop"), file.to_str().unwrap());
    let said = run(&["import", from.to_str().unwrap(), "-o", to]).code(0);
    assert!(said.out.is_empty(), "{}", said.out);
    assert!(said.err.contains("API_TOKEN is a secret") && said.err.contains("2 nodes, 1 edges"), "{}", said.err);
    assert!(said.err.contains("outside of the given folders"), "{}", said.err);
    let text = fs::read_to_string(&file).unwrap();
    for part in [
        "name: shop",
        "image: ghcr.io/acme/orders:1.4.2",
        "expose: host",
        "orders--stock",
        "flows: declared",
        "layout:",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("tok-1") && !text.contains("outside"), "{text}");
    assert_eq!(run_with(&["fmt", "-"], &text).code(0).out, text, "it is canonical");

    // What is there is never replaced.
    let again = run(&["import", from.to_str().unwrap(), "-o", to]).code(2);
    assert!(again.err.contains("is there already"), "{}", again.err);
}

#[test]
fn manifests_come_from_a_folder_or_from_a_pipe_and_reports_are_for_machines_too() {
    let folder = tempfile::tempdir().unwrap();
    let manifests = "
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec: { containers: [{ name: orders, image: 'ghcr.io/acme/orders:1', volumeMounts: [{ name: conf, mountPath: /etc/orders }] }], volumes: [{ name: conf, configMap: { name: conf } }] }
";
    write(
        folder.path(),
        &[
            ("deploy/orders.yaml", manifests),
            ("deploy/chart.yaml", "a: {{ .Values.x }}\n"),
            ("deploy/notes.yaml", "a: 1\n"),
        ],
    );
    let from_folder = run(&["import", folder.path().join("deploy").to_str().unwrap(), "--format", "json"]).code(0);
    let report = from_folder.json();
    assert!(report["yaml"].as_str().unwrap().contains("\n  orders: { kind: service"), "{report}");
    let notes = report["notes"].as_array().unwrap();
    assert!(
        notes.iter().any(|note| note["sort"] == "left-out" && note["line"] == 8 && note["node"] == "orders"),
        "{report}"
    );
    assert!(
        notes.iter().any(|note| note["hint"].as_str().is_some_and(|hint| hint.contains("helm template"))),
        "{report}"
    );

    let piped = run_with(&["import", "-", "--name", "pipe"], manifests).code(0);
    assert!(piped.out.starts_with("groundplan: 1\nname: pipe\n"), "{}", piped.out);
}

#[test]
fn what_can_not_be_imported_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("broken.yaml", "services:\n  a: { image: x\n"),
            ("nothing.yaml", "a: 1\n"),
            ("compose.yaml", "services: { a: { image: x } }"),
            ("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ image: x }] }\n"),
        ],
    );
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let said = run(&["import", &path("broken.yaml")]).code(2);
    assert!(said.err.contains("broken.yaml:3:1:") || said.err.contains("broken.yaml:2:"), "{}", said.err);
    let said = run(&["import", &path("nothing.yaml")]).code(2);
    assert!(said.err.contains("nothing that runs") && said.err.contains("hint:"), "{}", said.err);
    let said = run(&["import", &path("compose.yaml"), &path("pod.yaml")]).code(2);
    assert!(said.err.contains("twice") && said.err.contains("the one or the other"), "{}", said.err);
    run(&["import", &path("absent.yaml")]).code(2);
}
