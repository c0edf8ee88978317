//! A server for one test, on a port of its own.

use std::net::SocketAddr;
use std::path::Path;

use futures_util::{SinkExt, StreamExt};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use server::serve::{Options, Server};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub struct TestApp {
    pub address: SocketAddr,
    client: Client,
    data: TempDir,
    end: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text());
        self.json()
    }

    /// The stable code of an error.
    #[track_caller]
    pub fn code(&self) -> String {
        let body = self.json();
        assert!(body["error"]["message"].as_str().is_some_and(|message| message.len() > 10), "{body}");
        body["error"]["code"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
    }
}

impl TestApp {
    pub async fn start() -> Self {
        Self::on(tempfile::tempdir().unwrap(), None).await
    }

    /// A server on a folder that is there, behind a proxy with this address where one is given.
    pub async fn on(data: TempDir, public: Option<&str>) -> Self {
        let public = public.map(|url| url.parse().unwrap());
        let options = Options { public, ..Options::new("127.0.0.1:0".parse().unwrap(), data.path()) };
        let server = Server::start(options).await.unwrap();
        let address = server.address();
        let (end, ended) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            server.run(async { drop(ended.await) }).await.unwrap();
        });
        Self { address, client: Client::new(), data, end: Some(end), task: Some(task) }
    }

    /// Ends the server in order and starts another on the same folder.
    pub async fn restart(mut self) -> Self {
        self.end.take().unwrap().send(()).unwrap();
        self.task.take().unwrap().await.unwrap();
        Self::on(self.data, None).await
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn get_if_changed(&self, path: &str, tag: &str) -> Answer {
        self.send(self.request(Method::GET, path).header("if-none-match", tag)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn send_text(&self, method: Method, path: &str, kind: &str, body: impl Into<reqwest::Body>) -> Answer {
        self.send(self.request(method, path).header(CONTENT_TYPE, kind).body(body)).await
    }

    /// Makes a topology and returns its path in the API.
    pub async fn create(&self, body: Value) -> String {
        let made = self.post("/api/topologies", body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        format!("/api/topologies/{}", made.json()["id"].as_str().unwrap())
    }

    pub async fn create_shop(&self) -> String {
        self.create(json!({ "example": "shop" })).await
    }

    /// Submits edits as the client `test`, under this number.
    pub async fn edit(&self, topology: &str, number: i64, edits: Value) -> Answer {
        let revision = self.get(topology).await.ok()["revision"].clone();
        let body = json!({ "client": "test", "number": number, "base_revision": revision, "edits": edits });
        self.post(&format!("{topology}/edits"), body).await
    }

    pub async fn live(&self, topology: &str) -> Live {
        let url = format!("ws://{}{topology}/live", self.address);
        let (socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        Live { socket }
    }
}

impl TestApp {
    /// Opens a socket with a request of one's own; the status where it is refused.
    pub async fn socket(
        &self,
        request: tokio_tungstenite::tungstenite::handshake::client::Request,
    ) -> Result<Live, u16> {
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Live { socket }),
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }
}

/// A browser's socket.
pub struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Live {
    /// What the server says next of the topology; who else is there is passed over.
    pub async fn hear(&mut self) -> Value {
        loop {
            let said = self.hear_any().await;
            if said["type"] != "presence" && said["type"] != "left" {
                return said;
            }
        }
    }

    /// What the server says next.
    pub async fn hear_any(&mut self) -> Value {
        loop {
            let message = tokio::time::timeout(std::time::Duration::from_secs(10), self.socket.next());
            match message.await.expect("nothing was said in 10 seconds").expect("the socket is closed").unwrap() {
                Message::Text(text) => return serde_json::from_str(text.as_str()).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub async fn closed(&mut self) -> bool {
        matches!(self.socket.next().await, None | Some(Err(_) | Ok(Message::Close(_))))
    }

    /// The code with which the server closes, whatever it says before; none where the connection breaks.
    pub async fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                None | Some(Err(_)) => return None,
            }
        }
    }

    /// Says something that the server may refuse to hear to its end.
    pub async fn try_say(&mut self, text: &str) {
        let _refused = self.socket.send(Message::Text(text.into())).await;
    }

    pub async fn say(&mut self, text: &str) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    pub async fn submit(&mut self, client: &str, number: i64, base_revision: i64, edits: Value) {
        let message = json!({ "type": "submit", "client": client, "number": number, "base_revision": base_revision, "edits": edits });
        self.say(&message.to_string()).await;
    }
}

pub fn titled(title: &str) -> Value {
    json!([{ "op": "set", "path": "/title", "value": title }])
}
