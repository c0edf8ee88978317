//! A file that is edited in place: neither the drawing nor the file is ever lost.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{PROGRAM, run};
use crate::serve::Served;

const TEXT: &str = "groundplan: 1\nname: shop\nnodes:\n  # the heart of it\n  orders: { kind: service, title: Orders }\n  stock: { kind: service }\n";

struct Opened {
    served: Served,
    file: PathBuf,
    api: String,
    number: i64,
    _folder: TempDir,
}

impl Opened {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("topology.yaml");
        fs::write(&file, TEXT).unwrap();
        let mut command = Command::new(PROGRAM);
        command.args(["open", "--no-window"]).arg(&file);
        let served = Served::of(command);
        let (_, told) = served.ask("GET", "/api/file", None).unwrap();
        assert_eq!((&told["name"], &told["state"]), (&json!("topology.yaml"), &json!("same")), "{told}");
        let api = format!("/api/topologies/{}", told["topology"].as_str().unwrap());
        Self { served, file, api, number: 0, _folder: folder }
    }

    fn document(&self) -> Value {
        self.served.ask("GET", &self.api, None).unwrap().1["document"].clone()
    }

    fn draw(&mut self, path: &str, value: &str) {
        self.number += 1;
        let revision = self.served.ask("GET", &self.api, None).unwrap().1["revision"].clone();
        let edit = json!({ "op": "set", "path": path, "value": value });
        let body = json!({ "client": "test", "number": self.number, "base_revision": revision, "edits": [edit] });
        let (status, answer) = self.served.ask("POST", &format!("{}/edits", self.api), Some(&body)).unwrap();
        assert_eq!(status, 200, "{answer}");
    }

    /// What the file says; nothing where it is gone.
    fn text(&self) -> String {
        fs::read_to_string(&self.file).unwrap_or_default()
    }

    fn write(&self, text: &str) {
        fs::write(&self.file, text).unwrap();
    }

    fn standing(&self) -> Value {
        self.served.ask("GET", "/api/file", None).unwrap().1
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < Duration::from_secs(20), "{what}: {} {}", self.text(), self.standing());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn decide(&self, holds: &str) {
        let (status, answer) = self.served.ask("POST", "/api/file", Some(&json!({ "holds": holds }))).unwrap();
        assert_eq!(status, 202, "{answer}");
    }
}

#[test]
fn edits_are_written_and_changes_of_the_file_are_taken_in_as_one_edit() {
    let mut opened = Opened::new();
    opened.draw("/nodes/orders/title", "Order desk");
    opened.until("the file says it", |o| o.text().contains("Order desk"));
    assert!(opened.text().contains("# the heart of it"), "comments stay: {}", opened.text());

    let before = opened.served.ask("GET", &opened.api, None).unwrap().1["revision"].as_i64().unwrap();
    opened.write(&(opened.text() + "boundaries:\n  sales: { kind: domain }\ntitle: Shop\n"));
    opened.until("the drawing says it", |o| o.document()["title"] == "Shop");
    let after = opened.served.ask("GET", &opened.api, None).unwrap().1;
    assert_eq!(after["revision"], before + 1, "two changes of the file are one edit");
    assert_eq!(after["document"]["boundaries"]["sales"]["kind"], "domain");
    opened.served.kill();
}

#[test]
fn a_file_that_can_t_be_read_is_not_written_over_and_both_sides_come_together_when_it_can() {
    let mut opened = Opened::new();
    let broken = opened.text().replace("stock: { kind: service }", "stock: { kind: service, title: Stock");
    opened.write(&broken);
    opened.until("it is told", |o| o.standing()["state"] == "unreadable");
    assert!(opened.standing()["message"].as_str().unwrap().contains(':'), "{}", opened.standing());
    opened.draw("/nodes/orders/title", "Order desk");
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(opened.text(), broken, "nothing is written over what somebody is writing");
    opened.write(&(broken.replace("title: Stock", "title: Stock }")));
    opened.until("both are there", |o| {
        o.text().contains("Order desk") && o.document()["nodes"]["stock"]["title"] == "Stock"
    });
    opened.until("it is told", |o| o.standing()["state"] == "same");
    opened.served.kill();
}

#[test]
fn where_both_changed_the_same_nothing_is_written_until_somebody_says_which_holds() {
    for (holds, title) in [("drawing", "From the drawing"), ("file", "From the file")] {
        let mut opened = Opened::new();
        // While the file can't be read the drawing goes on, and so both come to say something else.
        opened.write("groundplan: 1\nname: [");
        opened.until("it is told", |o| o.standing()["state"] == "unreadable");
        opened.draw("/nodes/orders/title", "From the drawing");
        let theirs = TEXT.replace("title: Orders", "title: From the file");
        opened.write(&theirs);
        opened.until("it is told", |o| o.standing()["state"] == "conflict");
        assert_eq!(opened.standing()["places"], json!(["/nodes/orders/title"]));
        assert_eq!(
            (opened.text(), &opened.document()["nodes"]["orders"]["title"]),
            (theirs, &json!("From the drawing"))
        );
        opened.decide(holds);
        opened.until("it is settled", |o| {
            o.standing()["state"] == "same"
                && o.document()["nodes"]["orders"]["title"] == title
                && o.text().contains(title)
        });
        opened.served.kill();
    }
}

#[test]
fn a_file_that_is_gone_is_told_and_written_again_when_asked() {
    let opened = Opened::new();
    fs::remove_file(&opened.file).unwrap();
    opened.until("it is told", |o| o.standing()["state"] == "gone");
    opened.decide("drawing");
    opened.until("it is back", |o| o.standing()["state"] == "same" && o.text().contains("Orders"));
    opened.served.kill();
}

#[test]
fn what_is_no_topology_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.yaml");
    fs::write(&file, "- eggs\n- flour\n").unwrap();
    let said = run(&["open", "--no-window", file.to_str().unwrap()]).code(2);
    assert!(said.err.contains("list.yaml"), "{}", said.err);
    run(&["open", "--no-window", folder.path().join("nothing.yaml").to_str().unwrap()]).code(2);
    assert!(run(&["open", "-"]).code(2).err.contains("name a file"));
}
