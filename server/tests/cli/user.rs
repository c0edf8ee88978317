//! Accounts on the command line, and the server that begins to ask for them.

use serde_json::json;

use crate::binary::{run, run_with};
use crate::serve::Served;

const PASSWORD: &str = "a long enough phrase\n";

#[test]
fn the_first_account_shuts_the_door_of_a_running_server() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let served = Served::start(data.path());
    assert_eq!(served.ask("GET", "/api/topologies", None).unwrap().0, 200);
    for (name, password, expected) in [
        ("Ana", PASSWORD, "can't be a name to sign in with"),
        ("local", PASSWORD, "can't be a name to sign in with"),
        ("ana", "short\n", "at least 10 characters"),
        ("ana", "", "at least 10 characters"),
    ] {
        let said = run_with(&["user", "add", name, "--data", folder], password).code(2);
        assert!(said.err.contains(expected) && said.out.is_empty(), "{}", said.err);
    }
    run_with(&["user", "add", "ana", "--name", "Ana López", "--data", folder], PASSWORD).code(0);
    let (status, answer) = served.ask("GET", "/api/topologies", None).unwrap();
    assert_eq!((status, &answer["error"]["code"]), (401, &json!("signed-out")));
    let taken = run_with(&["user", "add", "ana", "--data", folder], PASSWORD).code(2);
    assert!(taken.err.contains("is taken"), "{}", taken.err);
    let list = run(&["user", "list", "--format", "json", "--data", folder]).code(0).json();
    assert_eq!(list[0]["account"]["name"], "Ana López");
    assert_eq!(list[0]["workspaces"][0]["role"], "owner");
    let alone = run(&["user", "role", "ana", "viewer", "--data", folder]).code(2);
    assert!(alone.err.contains("only owner"), "{}", alone.err);
    run_with(&["user", "add", "ben", "--role", "editor", "--data", folder], PASSWORD).code(0);
    run(&["user", "role", "ben", "reviewer", "--data", folder]).code(0);
    run_with(&["user", "password", "ben", "--data", folder], "another long phrase\n").code(0);
    run(&["user", "shut", "ben", "--data", folder]).code(0);
    let list = run(&["user", "list", "--data", folder]).code(0);
    assert!(
        list.out.contains("ana\tAna López\towner of main\n") && list.out.contains("ben\tben\tshut since"),
        "{}",
        list.out
    );
    let gone = run(&["user", "shut", "ben", "--data", folder]).code(2);
    assert!(gone.err.contains("no open account"), "{}", gone.err);
    served.kill();
}

#[test]
fn a_server_that_others_reach_has_accounts_and_a_name() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let start = |arguments: &[&str]| run(&[&["serve", "--data", folder], arguments].concat());
    let open = start(&["--listen", "127.0.0.1:0", "--public-url", "https://plans.example.org"]).code(2);
    assert!(open.err.contains("no accounts yet") && open.err.contains("groundplan user add"), "{}", open.err);
    run_with(&["user", "add", "ana", "--data", folder], PASSWORD).code(0);
    let nameless = start(&["--listen", "0.0.0.0:0"]).code(2);
    assert!(nameless.err.contains("--public-url"), "{}", nameless.err);
    for url in ["http://plans.example.org", "plans.example.org", "https://plans.example.org/path"] {
        let said = start(&["--listen", "127.0.0.1:0", "--public-url", url]);
        assert_eq!(said.code, 2, "{url}: {}", said.err);
    }
    let said = start(&["--oidc-issuer", "http://id.example.org", "--oidc-client-id", "x"]).code(2);
    assert!(said.err.contains("not encrypted"), "{}", said.err);
}

#[test]
fn a_topology_on_a_server_is_read_and_changed_with_a_token() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let served = Served::start(data.path());
    let (_, made) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    let address = format!("http://{}/t/{}", served.address, made["id"].as_str().unwrap());
    let title = |title: &str| json!([{ "op": "set", "path": "/title", "value": title }]).to_string();
    // Without accounts nothing is needed.
    run(&["edit", &address, "--edits", &title("From the command line")]).code(0);
    let (_, opened) = served.ask("GET", &format!("/api/topologies/{}", made["id"].as_str().unwrap()), None).unwrap();
    assert_eq!((&opened["revision"], &opened["document"]["title"]), (&json!(1), &json!("From the command line")));
    run(&["check", &address, "--fail-on", "never"]).code(0);
    // With them a token is.
    run_with(&["user", "add", "ana", "--data", folder], PASSWORD).code(0);
    let refused = run(&["check", &address]).code(2);
    assert!(refused.err.contains("GROUNDPLAN_TOKEN"), "{}", refused.err);
    let token = |scope: &str| {
        let store = tokio::runtime::Runtime::new().unwrap();
        store.block_on(async {
            let file = data.path().join(server::store::FILE);
            let store = server::store::Store::open(&file, server::store::PATIENCE).await.unwrap();
            let secret = server::people::secret::Secret::new("gpt_").unwrap();
            let new = server::store::people::NewToken {
                hash: &secret.hash,
                account: "ana",
                name: "test",
                scope: scope.parse().unwrap(),
                now: "2026-01-01T00:00:00.000Z",
                expires: "2126-01-01T00:00:00.000Z",
            };
            store.add_token(&new).await.unwrap();
            store.close().await;
            secret.text
        })
    };
    let (reads, writes) = (token("viewer"), token("editor"));
    let with = |token: &str, arguments: &[&str]| crate::binary::run_in(&[("GROUNDPLAN_TOKEN", token)], arguments, "");
    with(&reads, &["check", &address, "--fail-on", "never"]).code(0);
    let refused = with(&reads, &["edit", &address, "--edits", &title("Not mine")]).code(2);
    assert!(refused.err.contains("needs the role editor"), "{}", refused.err);
    with(&writes, &["edit", &address, "--edits", &title("Mine")]).code(0);
    let bundle = data.path().join("bundle");
    with(&reads, &["synth", &address, "--out", bundle.to_str().unwrap(), "--force"]).code(0);
    assert!(bundle.join("MANIFEST.json").is_file());
    let nothing = with(&reads, &["check", &format!("http://{}/t/none", served.address)]).code(2);
    assert!(nothing.err.contains("no topology"), "{}", nothing.err);
    served.kill();
}
