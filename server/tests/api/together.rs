//! What many submit at the same moment.

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::json;
use server::live::{Event, Hub, Submission, SubmitError};
use server::store::people::MAIN;
use server::store::{FILE, PATIENCE, Store};
use topology::Document;
use topology::document::Id;
use topology::edit::{Edit, replay};

fn submission(client: usize, number: i64, path: &str) -> Submission {
    let value = json!({ "op": "set", "path": path, "value": format!("{client} {number}") });
    let client = format!("client-{client}");
    let edits: Vec<Edit> = vec![serde_json::from_value(value).unwrap()];
    Submission { actor: "ana".to_owned(), client, number, base_revision: 0, edits }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_taken_once_or_told_why_not_and_all_hear_one_order() {
    let data = tempfile::tempdir().unwrap();
    let hub = Arc::new(Hub::new(Store::open(&data.path().join(FILE), PATIENCE).await.unwrap()));
    let mut fold = Document::new(Id::parse("shop").unwrap());
    let id = hub.store().create(MAIN, &fold, "2026-01-01T00:00:00.000Z").await.unwrap();
    let (_, mut ear) = hub.listen(&id).await.unwrap().unwrap();
    // Eight people, each with ten edits, each sent twice, and each with one that does not fit.
    let all = (0..8).flat_map(|client| (0..11).map(move |number| (client, number)));
    let tasks = all.flat_map(|(client, number)| {
        let path = if number == 10 { "/nodes/none/title" } else { "/title" };
        [submission(client, number, path), submission(client, number, path)]
    });
    let asked = tasks.map(|submission| {
        let (hub, id) = (Arc::clone(&hub), id.clone());
        tokio::spawn(async move { (submission.number, hub.submit(&id, submission).await) })
    });
    let mut taken = Vec::new();
    for answer in join_all(asked).await {
        match answer.unwrap() {
            (10, Err(SubmitError::Refused(problems))) => assert_eq!(problems.len(), 1),
            (0..10, Ok(submitted)) => taken.push((submitted.entry.revision, submitted.repeated)),
            (number, other) => panic!("{number}: {other:?}"),
        }
    }
    taken.sort_unstable();
    let expected: Vec<(i64, bool)> = (1..=80).flat_map(|revision| [(revision, false), (revision, true)]).collect();
    assert_eq!(taken, expected, "each is one row, and its second copy is answered with it");
    for revision in 1..=80 {
        let Event::Committed { revision: told, changes, .. } = ear.next().await.unwrap() else { panic!("deleted") };
        assert_eq!(told, revision);
        replay(&mut fold, &changes).unwrap();
    }
    assert_eq!(*hub.current(&id).await.unwrap().unwrap().document, fold);
    assert_eq!(hub.store().load(&id).await.unwrap().unwrap().document, fold, "the chain of rows is whole");
}
