//! Starting the real server, and a client of few lines.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::binary::{PROGRAM, run};

pub struct Served {
    pub child: Child,
    pub address: SocketAddr,
}

impl Served {
    /// Starts the program on a folder and waits for its address.
    pub fn start(data: &Path) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        Self::of(command)
    }

    /// The same with a command that runs the program.
    pub fn of(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address =
            first.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_else(|| panic!("{first}"));
        let address = address.parse().unwrap();
        // What it says later must go somewhere, or it would wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// One request; its status and body.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<(u16, Value)> {
        self.ask_as("", method, path, body)
    }

    /// The same with headers, each with its end of line.
    pub fn ask_as(
        &self,
        headers: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> std::io::Result<(u16, Value)> {
        let (status, body) = self.ask_bytes(headers, method, path, body)?;
        if body.is_empty() {
            return Ok((status, Value::Null));
        }
        serde_json::from_slice(&body).map(|body| (status, body)).map_err(std::io::Error::other)
    }

    /// The same; the body as it came.
    pub fn ask_bytes(
        &self,
        headers: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> std::io::Result<(u16, Vec<u8>)> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(self.address)?;
        // A server that does not answer fails a test, it does not hold it up.
        stream.set_read_timeout(Some(std::time::Duration::from_secs(60)))?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes())?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all)?;
        let gone = || std::io::Error::other("the server went away");
        let head = all.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(gone)?;
        let status = String::from_utf8_lossy(&all[..head]).split(' ').nth(1).and_then(|status| status.parse().ok());
        Ok((status.ok_or_else(gone)?, all.split_off(head + 4)))
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_port_in_use_is_named_with_what_to_do() {
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = holder.local_addr().unwrap().to_string();
    let data = tempfile::tempdir().unwrap();
    let said = run(&["serve", "--listen", &address, "--data", data.path().to_str().unwrap()]).code(2);
    let port = address.rsplit(':').next().unwrap();
    assert!(said.err.contains(&format!("port {port}")) && said.err.contains("--listen"), "{}", said.err);
}

#[test]
fn other_machines_are_not_served() {
    let data = tempfile::tempdir().unwrap();
    let said = run(&["serve", "--listen", "0.0.0.0:0", "--data", data.path().to_str().unwrap()]).code(2);
    assert!(said.err.contains("no accounts yet"), "{}", said.err);
}

#[test]
fn one_folder_is_served_once() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path());
    let said = run(&["serve", "--listen", "127.0.0.1:0", "--data", data.path().to_str().unwrap()]).code(2);
    assert!(said.err.contains("another groundplan"), "{}", said.err);
    served.kill();
}

#[cfg(unix)]
#[test]
fn it_ends_in_order_when_asked() {
    let data = tempfile::tempdir().unwrap();
    let mut served = Served::start(data.path());
    let (status, _) = served.ask("POST", "/api/topologies", Some(&json!({ "example": "shop" }))).unwrap();
    assert_eq!(status, 201);
    let sent = Command::new("kill").args(["-TERM", &served.child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert!(served.child.wait().unwrap().success());
    assert!(!data.path().join("groundplan.sqlite-wal").exists(), "everything is in the one file");
}
