use reqwest::StatusCode;
use serde_json::json;

use crate::app::{TestApp, titled};

#[tokio::test]
async fn every_file_can_be_looked_at_line_by_line() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let list = app.get(&format!("{shop}/files")).await;
    let tag = list.header("etag").to_owned();
    let list = list.ok();
    assert_eq!((&list["revision"], &list["refused"]), (&json!(0), &json!(null)));
    let files = list["files"].as_array().unwrap();
    assert!(files.len() > 20);
    for item in files {
        let path = item["path"].as_str().unwrap();
        let file = app.get(&format!("{shop}/files/{path}")).await.ok();
        let lines = file["lines"].as_array().unwrap();
        assert_eq!(lines.len() as u64, item["lines"].as_u64().unwrap(), "{path}");
        for span in file["spans"].as_array().unwrap() {
            let (start, end) = (span["start_line"].as_u64().unwrap(), span["end_line"].as_u64().unwrap());
            assert!(1 <= start && start <= end && end <= lines.len() as u64, "{path}: {span}");
        }
    }
    let compose = app.get(&format!("{shop}/files/compose/compose.yaml")).await.ok();
    let spans = compose["spans"].as_array().unwrap();
    assert!(spans.iter().any(|span| span["subject"] == "node:orders"), "the two-way highlight has its subjects");
    assert!(
        compose["lines"].as_array().unwrap().iter().flat_map(|line| line.as_array().unwrap()).any(|t| t[0] == "key")
    );

    // Some lines of it are the same lines, and what is selected is marked without the others.
    let part = app.get(&format!("{shop}/files/compose/compose.yaml?from=5&to=20")).await.ok();
    assert_eq!(part["lines"].as_array().unwrap()[..], compose["lines"].as_array().unwrap()[4..20]);
    assert_eq!((&part["from"], &part["count"]), (&json!(5), &json!(compose["lines"].as_array().unwrap().len())));
    assert_eq!(part["subjects"], compose["subjects"]);
    assert!(part["spans"].as_array().unwrap().len() < spans.len());
    assert!(
        part["spans"]
            .as_array()
            .unwrap()
            .iter()
            .all(|span| span["start_line"].as_u64() <= Some(20) && span["end_line"].as_u64() >= Some(5))
    );
    let beyond = app.get(&format!("{shop}/files/compose/compose.yaml?from=100000&to=100009")).await.ok();
    assert_eq!(beyond["lines"], json!([]));

    assert_eq!(app.get_if_changed(&format!("{shop}/files"), &tag).await.status, StatusCode::NOT_MODIFIED);
    app.edit(&shop, 1, titled("New")).await.ok();
    assert_eq!(app.get_if_changed(&format!("{shop}/files"), &tag).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_file_is_the_same_whether_the_others_were_made_or_not() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut number = 0;
    for path in ["compose/compose.yaml", "terraform/environments/staging/data/main.tf", "docs/catalogue.md"] {
        for question in ["", "?environment=staging"] {
            number += 1;
            app.edit(&shop, number, titled(&format!("Shop {number}"))).await.ok();
            let alone = app.get(&format!("{shop}/files/{path}{question}")).await.ok();
            app.get(&format!("{shop}/files{question}")).await.ok();
            assert_eq!(app.get(&format!("{shop}/files/{path}{question}")).await.ok(), alone, "{path}{question}");
        }
    }
    let answer = app.get(&format!("{shop}/files/compose/nothing.yaml")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn one_environment_alone_has_its_files_alone() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let list = app.get(&format!("{shop}/files?environment=staging")).await.ok();
    let paths: Vec<&str> = list["files"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&"plan/staging.json") && !paths.contains(&"plan/production.json"), "{paths:?}");
    for name in ["nowhere", "No%20id"] {
        let answer = app.get(&format!("{shop}/files?environment={name}")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "unknown"), "{name}");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_bundle() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    for path in [
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "compose/../../x",
        "compose%00",
        "nothing",
    ] {
        let answer = app.get(&format!("{shop}/files/{path}")).await;
        assert!(
            answer.status == StatusCode::NOT_FOUND || answer.status == StatusCode::BAD_REQUEST,
            "{path}: {}",
            answer.status
        );
        assert!(!answer.text().contains("root:"), "{path}");
    }
}
