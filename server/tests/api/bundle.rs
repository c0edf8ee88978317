use crate::app::TestApp;

#[tokio::test]
async fn the_archive_is_the_same_each_time() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let first = app.get(&format!("{shop}/bundle.zip")).await;
    assert!(first.status.is_success(), "{}", first.text());
    assert_eq!(first.header("content-type"), "application/zip");
    assert_eq!(first.header("content-disposition"), "attachment; filename=\"shop.zip\"");
    assert_eq!(first.header("etag"), "\"0\"");
    assert_eq!(&first.body[..4], b"PK\x03\x04");
    let app = app.restart().await;
    assert_eq!(app.get(&format!("{shop}/bundle.zip")).await.body, first.body);
}

#[tokio::test]
async fn targets_and_environments_narrow_it() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let all = app.get(&format!("{shop}/bundle.zip")).await.body.len();
    let part = app.get(&format!("{shop}/bundle.zip?target=compose&environment=dev")).await;
    assert!(part.status.is_success() && part.body.len() < all);
    for query in ["target=punchcards", "environment=mars"] {
        let answer = app.get(&format!("{shop}/bundle.zip?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "unknown"), "{query}");
    }
}

#[tokio::test]
async fn the_plans_have_a_base_and_environments() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let plans = app.get(&format!("{shop}/plan")).await.ok();
    assert!(plans["base"].is_object(), "{plans}");
    assert!(plans["environments"]["production"].is_object());
}
