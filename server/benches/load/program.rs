//! The program on a folder of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

pub struct Program {
    child: Child,
    pub address: SocketAddr,
    _data: TempDir,
}

impl Program {
    pub fn start() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_groundplan"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its messages")).lines();
        let first = lines.next().expect("a line").expect("text");
        let address = first.split("http://").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no address: {first}"));
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, _data: data }
    }

    /// Makes a topology; its path in the API.
    pub async fn topology(&self) -> String {
        let url = format!("http://{}/api/topologies", self.address);
        let answer = reqwest::Client::new().post(url).json(&json!({ "example": "shop" })).send().await;
        let made: Value = answer.expect("an answer").json().await.expect("JSON");
        format!("/api/topologies/{}", made["id"].as_str().expect("an id"))
    }

    /// The most memory that it held, in bytes; 0 where the system does not say.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or(0) << 10
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _gone = self.child.wait();
    }
}
