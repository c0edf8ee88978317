//! One editor: draws, moves, and looks at the clock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::program::Program;

const EDIT_EVERY: Duration = Duration::from_millis(500);
const MOVE_EVERY: Duration = Duration::from_millis(100);
/// How long an answer may take at the end before it is an error.
const PATIENCE: Duration = Duration::from_secs(5);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What editors saw.
#[derive(Default)]
pub struct Seen {
    /// From sending an edit to hearing that it is on disk.
    pub acknowledged: Vec<Duration>,
    /// From sending an edit to somebody else's hearing of it.
    pub others: Vec<Duration>,
    /// Moves of others.
    pub moves: usize,
    /// Edits that were refused or never answered, and connections that broke.
    pub errors: usize,
}

impl Seen {
    pub fn add(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.others.extend(other.others);
        self.moves += other.moves;
        self.errors += other.errors;
    }
}

pub struct Editor {
    name: String,
    index: usize,
    begun: Instant,
    revision: i64,
    out: SplitSink<Socket, Message>,
    heard: SplitStream<Socket>,
}

impl Editor {
    pub async fn open(program: &Program, topology: &str, index: usize, begun: Instant) -> Self {
        let url = format!("ws://{}{topology}/live", program.address);
        let (socket, _) = tokio_tungstenite::connect_async(url).await.expect("a connection");
        let (out, mut heard) = socket.split();
        let hello = heard.next().await.expect("a hello").expect("a message");
        let hello: Value = serde_json::from_str(hello.to_text().expect("text")).expect("JSON");
        let revision = hello["revision"].as_i64().unwrap_or_default();
        Self { name: format!("load-{index}"), index, begun, revision, out, heard }
    }

    /// Works until the time is over, then waits for what is on its way.
    pub async fn work(mut self, start: Arc<(Instant, Duration)>) -> Seen {
        let (begin, how_long) = *start;
        let end = begin + how_long;
        let mut seen = Seen::default();
        let (mut number, mut answered) = (0_usize, 0_usize);
        // Not all at once: people don't draw in step.
        let offset = EDIT_EVERY.mul_f64((self.index % 97) as f64 / 97.0);
        let mut edits = tokio::time::interval_at((begin + offset).into(), EDIT_EVERY);
        let mut moves = tokio::time::interval_at((begin + offset / 5).into(), MOVE_EVERY);
        loop {
            let over = Instant::now() >= end;
            if over && answered == number {
                return seen;
            }
            let sent = tokio::select! {
                message = self.heard.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        answered += self.hear(text.as_str(), &mut seen);
                        Ok(())
                    }
                    Some(Ok(_)) => Ok(()),
                    _ => Err(()),
                },
                _ = edits.tick(), if !over => {
                    number += 1;
                    self.edit(number).await
                }
                tick = moves.tick(), if !over => self.go(tick.into_std()).await,
                () = tokio::time::sleep_until((end + PATIENCE).into()) => Err(()),
            };
            if sent.is_err() {
                seen.errors += 1 + number - answered;
                return seen;
            }
        }
    }

    async fn edit(&mut self, number: usize) -> Result<(), ()> {
        // The value says when it was sent, so that whoever sees it knows how long that took.
        let sent = self.begun.elapsed().as_micros().to_string();
        let path = format!("/nodes/orders/variables/LOAD_{}", self.index);
        let edits = json!([{ "op": "set", "path": path, "value": sent }]);
        let message = json!({ "type": "submit", "client": self.name, "number": number, "base_revision": self.revision, "edits": edits });
        self.out.send(Message::Text(message.to_string().into())).await.map_err(drop)
    }

    async fn go(&mut self, now: Instant) -> Result<(), ()> {
        let x = (now - self.begun).as_millis() % 1_000;
        let message = json!({ "type": "presence", "at": [x as i32, self.index as i32] });
        self.out.send(Message::Text(message.to_string().into())).await.map_err(drop)
    }

    /// How many of its own edits a message answers.
    fn hear(&mut self, text: &str, seen: &mut Seen) -> usize {
        // Most messages are moves: they are counted and not read.
        if text.starts_with("{\"type\":\"presence\"") {
            seen.moves += 1;
            return 0;
        }
        let Ok(said) = serde_json::from_str::<Value>(text) else {
            seen.errors += 1;
            return 0;
        };
        let own = said["client"] == self.name.as_str();
        match said["type"].as_str() {
            Some("committed") => {
                self.revision = said["revision"].as_i64().unwrap_or(self.revision);
                let sent = said["changes"][0]["after"].as_str().and_then(|text| text.parse().ok());
                let took = self.begun.elapsed().saturating_sub(Duration::from_micros(sent.unwrap_or_default()));
                if own {
                    seen.acknowledged.push(took)
                } else {
                    seen.others.push(took)
                }
                usize::from(own)
            }
            Some("rejected" | "error") => {
                seen.errors += 1;
                usize::from(own)
            }
            _ => 0,
        }
    }
}
