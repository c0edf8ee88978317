//! A server that is killed between edits loses none that it said yes to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::serve::Served;

/// Submits one edit after another until the server is gone; the numbers that were acknowledged, with their revisions.
fn submit(served: &Served, topology: &str, client: &str, go: &AtomicBool) -> Vec<(i64, i64)> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let edits = json!([{ "op": "set", "path": format!("/nodes/orders/variables/{}", client.to_uppercase().replace('-', "_")), "value": number.to_string() }]);
        let body = json!({ "client": client, "number": number, "base_revision": 0, "edits": edits });
        match served.ask("POST", &format!("/api/topologies/{topology}/edits"), Some(&body)) {
            Ok((200, answer)) => acknowledged.push((number, answer["revision"].as_i64().unwrap())),
            Ok(other) => panic!("{other:?}"),
            Err(_) => return acknowledged,
        }
        if acknowledged.len() == 10 {
            go.store(true, Ordering::Release);
        }
    }
    acknowledged
}

#[test]
fn five_times() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path());
    let (_, made) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    let topology = made["id"].as_str().unwrap().to_owned();
    served.kill();

    let mut all: Vec<(String, i64, i64)> = Vec::new();
    for round in 0..5 {
        let served = Arc::new(Served::start(data.path()));
        let ready: Vec<Arc<AtomicBool>> = (0..2).map(|_| Arc::default()).collect();
        let clients: Vec<_> = ready
            .iter()
            .enumerate()
            .map(|(index, go)| {
                let (served, topology, go) = (Arc::clone(&served), topology.clone(), Arc::clone(go));
                let client = format!("client-{round}-{index}");
                std::thread::spawn(move || (submit(&served, &topology, &client, &go), client))
            })
            .collect();
        // A client that ended early failed; its message comes when it is joined.
        let going =
            || ready.iter().zip(&clients).any(|(go, client)| !go.load(Ordering::Acquire) && !client.is_finished());
        while going() {
            std::thread::sleep(Duration::from_millis(1));
        }
        // Another moment each time, so that the end falls into different parts of an edit.
        std::thread::sleep(Duration::from_millis(7 * round));
        let pid = served.child.id().to_string();
        let killed = std::process::Command::new("kill").args(["-KILL", &pid]).status().unwrap();
        assert!(killed.success());
        for client in clients {
            let (acknowledged, client) = client.join().unwrap();
            assert!(acknowledged.len() >= 10);
            all.extend(acknowledged.into_iter().map(|(number, revision)| (client.clone(), number, revision)));
        }
        Arc::try_unwrap(served).unwrap_or_else(|_| panic!("a client is left")).child.wait().unwrap();
    }

    let served = Served::start(data.path());
    let mut rows: Vec<Value> = Vec::new();
    loop {
        let (_, more) =
            served.ask("GET", &format!("/api/topologies/{topology}/log?after={}", rows.len()), None).unwrap();
        match more.as_array() {
            Some(more) if !more.is_empty() => rows.extend(more.iter().cloned()),
            _ => break,
        }
    }
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(row["revision"].as_u64(), Some(index as u64 + 1), "no gap");
    }
    for (client, number, revision) in &all {
        let row = &rows[usize::try_from(revision - 1).unwrap()];
        assert_eq!((row["client"].as_str(), row["number"].as_i64()), (Some(client.as_str()), Some(*number)));
    }
    assert!(rows.len() - all.len() <= 10, "at most one edit a client was taken and not acknowledged");
    let (_, opened) = served.ask("GET", &format!("/api/topologies/{topology}"), None).unwrap();
    let variables = &opened["document"]["nodes"]["orders"]["variables"];
    for row in rows.iter().rev().take(1) {
        let last = &row["changes"][0];
        let name = last["path"].as_str().unwrap().rsplit('/').next().unwrap();
        assert_eq!(variables[name], last["after"]);
    }
    served.kill();
}
