//! What happens when the disk does not do what it should.

use std::time::Duration;

use server::serve::{Options, Server, StartError};
use server::store::{FILE, Store, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::app::{TestApp, titled};

#[tokio::test]
async fn a_locked_database_refuses_an_edit_and_takes_it_later() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    let mut other = SqliteConnectOptions::new().filename(app.data().join(FILE)).connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let answer = app.edit(&shop, 1, titled("Locked")).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "store-locked"));
    assert_eq!(app.get(&shop).await.ok()["document"]["title"], "Shop", "nothing is shown that is not on disk");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    assert_eq!(app.edit(&shop, 1, titled("Free")).await.ok()["revision"], 1);
}

#[tokio::test]
async fn a_failed_write_refuses_an_edit_and_nothing_is_half_written() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    // The second statement of the transaction fails: the row of the log must go with it.
    let mut other = SqliteConnectOptions::new().filename(app.data().join(FILE)).connect().await.unwrap();
    sqlx::query("CREATE TRIGGER full BEFORE UPDATE ON topologies BEGIN SELECT RAISE(FAIL, 'no more'); END")
        .execute(&mut other)
        .await
        .unwrap();
    let answer = app.edit(&shop, 1, titled("Lost")).await;
    assert!(answer.status.is_server_error(), "{}", answer.text());
    assert!(answer.text().contains("no more"), "{}", answer.text());
    sqlx::query("DROP TRIGGER full").execute(&mut other).await.unwrap();
    let opened = app.get(&shop).await.ok();
    assert_eq!((opened["revision"].as_i64(), opened["document"]["title"].as_str()), (Some(0), Some("Shop")));
    assert_eq!(app.edit(&shop, 1, titled("Kept")).await.ok()["revision"], 1);
}

#[tokio::test]
async fn a_changed_row_is_seen_when_the_topology_is_opened() {
    let app = TestApp::start().await;
    let shop = app.create_shop().await;
    app.edit(&shop, 1, titled("True")).await.ok();
    let mut other = SqliteConnectOptions::new().filename(app.data().join(FILE)).connect().await.unwrap();
    sqlx::query("UPDATE log SET changes = replace(changes, 'True', 'Fake')").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let app = app.restart().await;
    let answer = app.get(&shop).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (500, "store-unreadable"));
    assert!(answer.text().contains("revision 1"), "{}", answer.text());
    // The list still shows it, without a judgement.
    let list = app.get("/api/topologies").await.ok();
    assert_eq!((list[0]["title"].as_str(), list[0]["summary"].is_null()), (Some("True"), true));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE), "this is no database, it is a text that is long enough to be read")
        .unwrap();
    let error = Store::open(&folder.path().join(FILE), Duration::from_millis(100)).await.err().unwrap();
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let app = TestApp::start().await;
    app.create_shop().await;
    for name in [FILE, "groundplan.sqlite-wal"] {
        let mode = std::fs::metadata(app.data().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} can be read by others: {mode:o}");
    }
}

#[tokio::test]
async fn one_server_a_folder_and_only_on_this_machine() {
    let app = TestApp::start().await;
    let second = Server::start(Options::new("127.0.0.1:0".parse().unwrap(), app.data())).await.err().unwrap();
    assert!(matches!(&second, StartError::InUse(_)), "{second}");
    let folder = tempfile::tempdir().unwrap();
    let port = Server::start(Options::new(app.address, folder.path())).await.err().unwrap();
    assert!(matches!(&port, StartError::PortInUse(_)), "{port}");
    assert!(port.to_string().contains(&app.address.port().to_string()) && port.to_string().contains("--listen"));
    let open = Server::start(Options::new("0.0.0.0:0".parse().unwrap(), folder.path())).await.err().unwrap();
    assert!(open.to_string().contains("no accounts yet"), "{open}");
}
