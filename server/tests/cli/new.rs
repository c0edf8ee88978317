use std::fs;

use crate::binary::{run, run_with};

#[test]
fn what_is_made_has_no_errors_and_becomes_a_bundle() {
    for options in [
        &["shop"] as &[&str],
        &["shop", "--services", "orders"],
        &[
            "shop",
            "--services",
            "orders,stock,mail",
            "--queue",
            "rabbitmq",
            "--cache",
            "valkey",
            "--owner",
            "team-shop",
            "--registry",
            "ghcr.io/acme",
        ],
        &["shop", "--services", "orders,stock", "--database", "mongodb"],
        &["shop", "--services", "orders", "--database", "none"],
    ] {
        let made = run(&[&["new"], options].concat()).code(0);
        assert!(made.out.starts_with("groundplan: 1\nname: shop\n"), "{}", made.out);
        let judged = run_with(&["check", "-", "--format", "json"], &made.out);
        assert_eq!(judged.json()["summary"]["error"], 0, "{options:?}: {}", judged.out);
        assert_eq!(run_with(&["fmt", "-"], &made.out).code(0).out, made.out, "it is canonical");
    }
}

#[test]
fn an_example_gets_the_new_name() {
    let made = run(&["new", "bookshop", "--template", "shop"]).code(0);
    assert!(made.out.contains("name: bookshop\ntitle: Bookshop\n"), "{}", made.out);
    let said = run(&["new", "bookshop", "--template", "casino"]).code(2);
    assert!(said.err.contains("casino") && said.err.contains("shop"), "{}", said.err);
}

#[test]
fn nothing_that_is_there_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.yaml");
    let path = file.to_str().unwrap();
    run(&["new", "shop", "--services", "orders", "-o", path]).code(0);
    let text = fs::read_to_string(&file).unwrap();
    let said = run(&["new", "other", "-o", path]).code(2);
    assert!(said.err.contains("is there already"), "{}", said.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn names_that_do_not_fit_are_told() {
    for options in
        [&["No name"] as &[&str], &["shop", "--services", "orders,Orders"], &["shop", "--services", "orders,orders"]]
    {
        let said = run(&[&["new"], options].concat()).code(2);
        assert!(said.err.len() > 20, "{}", said.err);
    }
}
