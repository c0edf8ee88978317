//! A server that is killed in the middle of its work loses nothing that it said yes to, and does nothing twice.
//!
//! `SOAK` says how many times it is killed, `SOAK_SEED` from what the moments are drawn.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};
use server::people::Role;
use server::people::secret::Secret;
use server::store::people::{AccountEntry, MAIN, NewAccount, NewToken};
use server::store::{FILE, PATIENCE, Store};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::serve::Served;

/// How many times in each run.
const TIMES: usize = 10;
/// What is said yes to before the server may be killed.
const ENOUGH: usize = 12;

/// What one client was promised.
#[derive(Default)]
struct Promised {
    /// Numbers of edits, with their revisions.
    edits: Vec<(i64, i64)>,
    /// What was said.
    comments: Vec<String>,
    /// Approvals.
    approvals: usize,
}

/// Somebody with a token.
struct Person {
    header: String,
}

impl Person {
    fn post(&self, served: &Served, path: &str, body: &Value) -> std::io::Result<(u16, Value)> {
        served.ask_as(&self.header, "POST", path, Some(body))
    }

    fn get(&self, served: &Served, path: &str) -> Value {
        let (status, answer) = served.ask_as(&self.header, "GET", path, None).unwrap();
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

/// Two owners with a token each: nobody decides about a proposal of one's own.
fn people(data: &Path) -> [Person; 2] {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&data.join(FILE), PATIENCE).await.unwrap();
        let people = [person(&store, "ana").await, person(&store, "ben").await];
        store.close().await;
        people
    })
}

async fn person(store: &Store, name: &str) -> Person {
    let (now, later) = (server::clock::now(), server::clock::from_now(24 * 3600));
    let account = NewAccount {
        id: name,
        name,
        password: None,
        identity: None,
        entry: AccountEntry::Member(MAIN, Role::Owner),
        author: "test",
        now: &now,
    };
    assert!(store.add_account(&account).await.unwrap());
    let secret = Secret::new("gpt_").unwrap();
    let token =
        NewToken { hash: &secret.hash, account: name, name: "test", scope: Role::Owner, now: &now, expires: &later };
    store.add_token(&token).await.unwrap();
    Person { header: format!("Authorization: Bearer {}\r\n", secret.text) }
}

/// What all clients of a round share.
struct Round {
    served: Served,
    topology: String,
    agreed: AtomicUsize,
}

impl Round {
    /// One thing after another until the server is gone; what was promised.
    fn work(&self, one: impl Fn(&Served, i64, &mut Promised) -> std::io::Result<u16>) -> Promised {
        let mut promised = Promised::default();
        for number in 0.. {
            match one(&self.served, number, &mut promised) {
                Ok(200 | 201 | 204) => self.agreed.fetch_add(1, Ordering::Relaxed),
                // It waited too long for its turn; it may be asked again.
                Ok(429 | 503) => 0,
                Ok(other) => panic!("the answer was {other}"),
                Err(_) => break,
            };
        }
        promised
    }

    fn edit(&self, person: &Person, client: &str) -> Promised {
        self.work(|served, number, promised| {
            let variable = client.to_uppercase().replace('-', "_");
            let path = format!("/nodes/orders/variables/{variable}");
            let edits = json!([{ "op": "set", "path": path, "value": number.to_string() }]);
            let body = json!({ "client": client, "number": number, "base_revision": 0, "edits": edits });
            let (status, answer) = person.post(served, &format!("{}/edits", self.topology), &body)?;
            if status == 200 {
                promised.edits.push((number, answer["revision"].as_i64().unwrap()));
            }
            Ok(status)
        })
    }

    fn comment(&self, person: &Person, client: &str) -> Promised {
        self.work(|served, number, promised| {
            let said = format!("{client} {number}");
            let body = json!({ "about": "whole", "body": said });
            let (status, _) = person.post(served, &format!("{}/proposals/1/threads", self.topology), &body)?;
            if status == 201 {
                promised.comments.push(said);
            }
            Ok(status)
        })
    }

    fn approve(&self, person: &Person, hash: &Value) -> Promised {
        self.work(|served, _, promised| {
            let body = json!({ "verdict": "approve", "hash": hash });
            let (status, _) = person.post(served, &format!("{}/proposals/1/decisions", self.topology), &body)?;
            promised.approvals += usize::from(status == 204);
            Ok(status)
        })
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn again_and_again() {
    let times = number("SOAK").map_or(TIMES, |times| usize::try_from(times).unwrap());
    let mut rng = Rng::with_seed(number("SOAK_SEED").unwrap_or(7));
    let data = tempfile::tempdir().unwrap();
    let [ana, ben] = people(data.path());
    let served = Served::start(data.path());
    let (_, made) = ana.post(&served, "/api/topologies", &json!({ "example": "shop" })).unwrap();
    let topology = format!("/api/topologies/{}", made["id"].as_str().unwrap());
    ana.post(&served, &format!("{topology}/proposals"), &json!({ "title": "Change it" })).unwrap();
    let proposal = format!("{topology}/proposals/1");
    let asked = json!({ "state": "in-review" });
    let (status, detail) = served.ask_as(&ana.header, "PATCH", &proposal, Some(&asked)).unwrap();
    assert_eq!(status, 200, "{detail}");
    let hash = detail["head_hash"].clone();
    served.kill();

    let mut edits: Vec<(String, i64, i64)> = Vec::new();
    let mut comments = Vec::new();
    let mut approvals = 0;
    for time in 0..times {
        let round = Arc::new(Round {
            served: Served::start(data.path()),
            topology: topology.clone(),
            agreed: AtomicUsize::new(0),
        });
        let [first, second, talker] = ["first", "second", "talker"].map(|what| format!("{what}-{time}"));
        std::thread::scope(|scope| {
            let (round, ana, ben, hash, talker) = (&round, &ana, &ben, &hash, &talker);
            let editors = [&first, &second].map(|client| (client, scope.spawn(move || round.edit(ana, client))));
            let talker = scope.spawn(move || round.comment(ben, talker));
            let reviewer = scope.spawn(move || round.approve(ben, hash));
            while round.agreed.load(Ordering::Relaxed) < ENOUGH && !talker.is_finished() {
                std::thread::sleep(Duration::from_millis(1));
            }
            // Another moment each time, so that the end falls into different parts of the work.
            std::thread::sleep(Duration::from_micros(rng.u64(0..40_000)));
            let pid = round.served.child.id().to_string();
            assert!(std::process::Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
            for (client, editor) in editors {
                let promised = editor.join().unwrap().edits;
                edits.extend(promised.into_iter().map(|(number, revision)| (client.clone(), number, revision)));
            }
            comments.extend(talker.join().unwrap().comments);
            approvals += reviewer.join().unwrap().approvals;
        });
        let round = Arc::try_unwrap(round).unwrap_or_else(|_| panic!("a client is left"));
        round.served.kill();
        whole(&data.path().join(FILE));
    }
    judge(data.path(), &ana, &topology, times, &Memory { edits, comments, approvals });
}

/// What all clients remember.
struct Memory {
    edits: Vec<(String, i64, i64)>,
    comments: Vec<String>,
    approvals: usize,
}

/// What the database says of itself.
fn whole(file: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let said: String = runtime.block_on(async {
        let mut raw = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        let said = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut raw).await.unwrap();
        raw.close().await.unwrap();
        said
    });
    assert_eq!(said, "ok");
}

fn judge(data: &Path, ana: &Person, topology: &str, times: usize, memory: &Memory) {
    let served = Served::start(data);
    let mut rows: Vec<Value> = Vec::new();
    loop {
        match ana.get(&served, &format!("{topology}/log?after={}", rows.len())).as_array() {
            Some(more) if !more.is_empty() => rows.extend(more.iter().cloned()),
            _ => break,
        }
    }
    let mut once = BTreeSet::new();
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(row["revision"].as_u64(), Some(index as u64 + 1), "no gap");
        assert!(once.insert((row["client"].to_string(), row["number"].to_string())), "taken twice: {row}");
    }
    for (client, number, revision) in &memory.edits {
        let row = &rows[usize::try_from(revision - 1).unwrap()];
        assert_eq!((row["client"].as_str(), row["number"].as_i64()), (Some(client.as_str()), Some(*number)));
    }
    let unsaid = |kept: usize, told: usize, clients: usize, what: &str| {
        assert!(kept >= told, "{what}: {told} were acknowledged and {kept} kept");
        assert!(
            kept - told <= clients * times,
            "{what}: at most one a client was taken and not acknowledged each time"
        );
    };
    unsaid(rows.len(), memory.edits.len(), 2, "edits");
    let opened = ana.get(&served, topology);
    let variables = &opened["document"]["nodes"]["orders"]["variables"];
    let last = &rows[rows.len() - 1]["changes"][0];
    let name = last["path"].as_str().unwrap().rsplit('/').next().unwrap();
    assert_eq!(variables[name], last["after"]);

    let detail = ana.get(&served, &format!("{topology}/proposals/1"));
    let said: Vec<&str> =
        detail["threads"].as_array().unwrap().iter().map(|one| one["comments"][0]["body"].as_str().unwrap()).collect();
    assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), said.len(), "nothing was said twice");
    for comment in &memory.comments {
        assert!(said.contains(&comment.as_str()), "{comment} is lost");
    }
    unsaid(said.len(), memory.comments.len(), 1, "comments");
    let given = detail["approvals"].as_array().unwrap();
    unsaid(given.len(), memory.approvals, 1, "approvals");
    let holds = given.iter().filter(|approval| approval["dismissed"].is_null()).count();
    assert_eq!(holds, 1, "the last one holds, and no other");
    // Each of it is in the audit, whose chain was read and checked.
    let audit = ana.get(&served, &format!("{topology}/audit"));
    let noted = |action: &str| audit.as_array().unwrap().iter().filter(|row| row["action"] == action).count();
    assert_eq!((noted("commented"), noted("approved")), (said.len(), given.len()));
    println!(
        "killed {times} times: {} edits, {} comments and {} approvals were acknowledged, and none is lost or doubled",
        memory.edits.len(),
        memory.comments.len(),
        memory.approvals
    );
    served.kill();
}
