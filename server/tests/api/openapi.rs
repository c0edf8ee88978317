use crate::app::TestApp;

/// The contract with every client: whoever changes it sees it here.
#[tokio::test]
async fn the_contract() {
    let app = TestApp::start().await;
    let mut document = app.get("/api/openapi.json").await.ok();
    document["info"]["version"] = "(of the program)".into();
    insta::assert_json_snapshot!(document);
}

#[tokio::test]
async fn every_route_has_a_summary_and_an_own_name() {
    let app = TestApp::start().await;
    let document = app.get("/api/openapi.json").await.ok();
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        assert!(path.starts_with("/api/") && !path.contains('*'), "{path}");
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].as_str().is_some_and(|summary| summary.ends_with('.')), "{method} {path}");
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{method} {path}");
        }
    }
    assert!(names.len() >= 21, "{names:?}");
}
