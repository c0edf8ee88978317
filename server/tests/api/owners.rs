//! Parts with owners: who has to approve what, and for how long that holds.

use reqwest::Method;
use serde_json::{Value, json};
use server::people::Role;

use crate::app::TestApp;
use crate::people::{account, ask, sign_in};

const YAML: &str = "groundplan: 1\nname: shop\nnodes:\n  pay: { kind: service, tags: [pci] }\n  web: { kind: service }\n  db: { kind: database, engine: postgres }\n";

struct Team {
    app: TestApp,
    topology: String,
    head: String,
    people: Vec<(&'static str, String)>,
    number: i64,
}

impl Team {
    /// Ana proposes; Ben owns what is tagged, Cyd the databases, Dee nothing.
    async fn new() -> Self {
        let app = TestApp::start().await;
        let topology = app.create(json!({ "yaml": YAML })).await;
        let mut people = Vec::new();
        for name in ["ana", "ben", "cyd", "dee"] {
            account(&app, name, Some(Role::Owner)).await;
            people.push((name, sign_in(&app, name).await));
        }
        account(&app, "vic", Some(Role::Viewer)).await;
        let team = Self { app, topology, head: String::new(), people, number: 0 };
        let owners = json!([
            { "of": { "tag": "pci" }, "people": ["ben"] },
            { "of": { "kind": "database" }, "people": ["cyd"] },
        ]);
        team.ask("ana", Method::PUT, "/review-policy", json!({ "required": 1, "owners": owners })).await;
        let made = team.ask("ana", Method::POST, "/proposals", json!({ "title": "Change" })).await;
        let head = format!("/api/topologies/{}", made["head"].as_str().unwrap());
        Self { head, ..team }
    }

    fn cookie(&self, who: &str) -> &str {
        self.people.iter().find(|(name, _)| *name == who).map(|(_, cookie)| cookie.as_str()).unwrap()
    }

    async fn ask(&self, who: &str, method: Method, path: &str, body: Value) -> Value {
        let path = format!("{}{path}", self.topology);
        let body = (method != Method::GET).then_some(body);
        let answer = ask(&self.app, self.cookie(who), method, &path, body).await;
        assert!(answer.status.is_success(), "{}", answer.text());
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    async fn edit(&mut self, path: &str, value: Value) {
        self.number += 1;
        let edits = json!([{ "op": "set", "path": path, "value": value }]);
        let body = json!({ "client": "ana", "number": self.number, "base_revision": 0, "edits": edits });
        ask(&self.app, self.cookie("ana"), Method::POST, &format!("{}/edits", self.head), Some(body)).await.ok();
    }

    async fn review(&self) {
        self.ask("ana", Method::PATCH, "/proposals/1", json!({ "state": "in-review" })).await;
    }

    async fn detail(&self) -> Value {
        self.ask("ana", Method::GET, "/proposals/1", Value::Null).await
    }

    async fn approve(&self, who: &str) {
        let body = json!({ "verdict": "approve", "hash": self.detail().await["head_hash"] });
        self.ask(who, Method::POST, "/proposals/1/decisions", body).await;
    }

    /// What stands in the way, with what it is about.
    async fn blockers(&self) -> Vec<String> {
        let detail = self.detail().await;
        let said = |one: &Value| {
            let about = one["about"].as_array().map(|all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>());
            format!("{} {}", one["code"].as_str().unwrap(), about.unwrap_or_default().join(", ")).trim().to_owned()
        };
        detail["blockers"].as_array().unwrap().iter().map(said).collect()
    }
}

#[tokio::test]
async fn whoever_owns_what_changes_has_to_approve_it() {
    let mut team = Team::new().await;
    team.edit("/nodes/web/title", json!("Web")).await;
    team.review().await;
    assert_eq!(team.blockers().await, ["approvals"], "what nobody owns needs the number alone");
    team.edit("/nodes/pay/title", json!("Pay")).await;
    team.edit("/nodes/db/title", json!("Data")).await;
    assert_eq!(team.blockers().await, ["approvals", "owners tag pci, kind database"]);
    team.approve("dee").await;
    assert_eq!(team.blockers().await, ["owners tag pci, kind database"]);
    team.approve("ben").await;
    assert_eq!(team.blockers().await, ["owners kind database"]);
    assert_ne!(team.detail().await["stage"], "approved");
    // An edit of what Cyd owns ends Dee's approval; Ben's holds for what Ben owns, and counts for nothing else.
    team.edit("/nodes/db/title", json!("Database")).await;
    assert_eq!(team.blockers().await, ["approvals", "owners kind database"]);
    team.approve("cyd").await;
    assert_eq!(team.blockers().await, Vec::<String>::new());
    assert_eq!(team.detail().await["stage"], "approved");
    // And an edit of Ben's part ends Ben's; Cyd's holds for the databases.
    team.edit("/nodes/pay/title", json!("Payments")).await;
    assert_eq!(team.blockers().await, ["approvals", "owners tag pci"]);
    team.approve("ben").await;
    team.ask("ana", Method::POST, "/proposals/1/merge", json!({})).await;
    let audit = team.ask("ana", Method::GET, "/audit", Value::Null).await;
    let rows = audit.as_array().unwrap().iter().filter(|row| row["action"] == "approval-dismissed");
    let ended: Vec<&str> = rows.map(|row| row["detail"].as_str().unwrap()).collect();
    assert_eq!(ended, [r#"{"approved_by":"dee"}"#, r#"{"approved_by":"ben"}"#]);
}

#[tokio::test]
async fn an_owner_who_proposes_has_nobody_to_ask_about_the_own_part() {
    let mut team = Team::new().await;
    let owners = json!([{ "of": { "tag": "pci" }, "people": ["ben", "ana"] }]);
    team.ask("ana", Method::PUT, "/review-policy", json!({ "required": 1, "owners": owners })).await;
    let listed = team.ask("dee", Method::GET, "/proposals", Value::Null).await;
    assert_eq!(listed["owners"], owners);
    team.edit("/nodes/pay/title", json!("Pay")).await;
    team.review().await;
    assert_eq!(team.blockers().await, ["approvals"], "the number is needed all the same");
}

#[tokio::test]
async fn an_owner_is_somebody_who_may_approve() {
    let team = Team::new().await;
    let path = format!("{}/review-policy", team.topology);
    let part = json!({ "kind": "queue" });
    for people in [json!([]), json!(["nobody-here"]), json!(["vic"])] {
        let body = json!({ "required": 1, "owners": [{ "of": part, "people": people }] });
        let answer = ask(&team.app, team.cookie("ana"), Method::PUT, &path, Some(body)).await;
        assert_eq!(answer.code(), "refused", "{people}");
        assert!(answer.text().contains("/owners/0/people"), "{}", answer.text());
    }
    let many = vec![json!({ "of": part, "people": ["ana"] }); 51];
    let body = json!({ "required": 1, "owners": many });
    assert_eq!(ask(&team.app, team.cookie("ana"), Method::PUT, &path, Some(body)).await.code(), "refused");
    let listed = team.ask("ana", Method::GET, "/proposals", Value::Null).await;
    assert_eq!(listed["owners"].as_array().unwrap().len(), 2, "what was refused changed nothing");
}
