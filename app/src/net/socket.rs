//! The live connection: edits go out, everybody's commits come in. It comes back by itself.

use std::time::Duration;

use leptos::prelude::*;
use serde_json::{Value, json};
use topology::edit::{Change, Edit};
use topology::{Document, Problem};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

use super::wire::{self, written};

/// What the server says.
#[derive(Debug)]
pub enum Incoming {
    /// The first message of a connection: the document as it is.
    Hello {
        /// Its revision.
        revision: u64,
        /// The document.
        document: Box<Document>,
        /// Whether this person may look and not change.
        looking: bool,
        /// The person's own id.
        person: String,
    },
    /// Somebody's edit, this browser's too.
    Committed {
        /// The revision that it made.
        revision: u64,
        /// Whose it was.
        client: String,
        /// Its number there.
        number: u64,
        /// What it changed.
        changes: Vec<Change>,
        /// Who made it, by id.
        actor: String,
    },
    /// This browser's edit was not taken.
    Rejected {
        /// The page that made it.
        client: String,
        /// Its number there.
        number: u64,
        /// Why.
        problems: Vec<Problem>,
    },
    /// A message of ours was not understood.
    Error {
        /// What was wrong with it.
        message: String,
    },
    /// Somebody else came, moved or left.
    Others(Value),
    /// The topology is gone.
    Deleted,
    /// Something that a newer server says.
    Unknown,
}

impl Incoming {
    /// Reads a message.
    ///
    /// # Errors
    /// Where it is no JSON or lacks what its type needs.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let mut value: Value = serde_json::from_str(text)?;
        Ok(match value["type"].as_str().unwrap_or_default() {
            "hello" => Self::Hello {
                revision: wire::number(&value, "revision"),
                looking: matches!(value["person"]["role"].as_str(), Some("viewer" | "reviewer")),
                person: wire::text(&value["person"], "id"),
                document: topology::json::read(value["document"].take())
                    .map(Box::new)
                    .map_err(serde::de::Error::custom)?,
            },
            "committed" => Self::Committed {
                revision: wire::number(&value, "revision"),
                client: wire::text(&value, "client"),
                number: wire::number(&value, "number"),
                changes: wire::whole(&value, "changes", wire::change)
                    .ok_or_else(|| serde::de::Error::custom("a change is of another shape"))?,
                actor: wire::text(&value, "actor"),
            },
            "rejected" => Self::Rejected {
                client: wire::text(&value, "client"),
                number: wire::number(&value, "number"),
                problems: wire::list(&value, "problems", wire::problem),
            },
            "error" => Self::Error { message: wire::text(&value, "message") },
            "presence" | "left" => Self::Others(value),
            "deleted" => Self::Deleted,
            _ => Self::Unknown,
        })
    }
}

/// Edits to be taken as one.
#[must_use]
pub fn submit(client: &str, number: u64, base_revision: u64, edits: &[Edit]) -> Value {
    json!({ "type": "submit", "client": client, "number": number, "base_revision": base_revision, "edits": edits })
}

/// What happens to the connection.
#[derive(Debug)]
pub enum Event {
    /// A message came.
    Message(Incoming),
    /// It broke, or could not be made; another try follows.
    Lost,
}

/// The code with which the server closes the connection of somebody who may no longer be here.
const TURNED_AWAY: u16 = 1008;

/// A connection that opens itself again.
#[derive(Debug, Clone, Copy)]
pub struct Socket {
    url: StoredValue<String>,
    now: StoredValue<Option<web_sys::WebSocket>, LocalStorage>,
    tries: StoredValue<u32>,
    closed: StoredValue<bool>,
    take: Callback<Event>,
}

// Callbacks hand events over by value; nothing here crosses threads.
impl Socket {
    /// Connects, and tells `take` what happens.
    pub fn open(url: String, take: Callback<Event>) -> Self {
        let socket = Self {
            url: StoredValue::new(url),
            now: StoredValue::new_local(None),
            tries: StoredValue::new(0),
            closed: StoredValue::new(false),
            take,
        };
        socket.connect();
        socket
    }

    /// Sends a message; `false` if there is no connection now.
    #[must_use]
    pub fn send(&self, message: &Value) -> bool {
        let text = written(message);
        self.now.with_value(|now| {
            now.as_ref().is_some_and(|socket| {
                socket.ready_state() == web_sys::WebSocket::OPEN && socket.send_with_str(&text).is_ok()
            })
        })
    }

    /// Ends it for good.
    pub fn close(&self) {
        let _ = self.closed.try_set_value(true);
        if let Some(Some(socket)) = self.now.try_get_value() {
            let _ = socket.close();
        }
    }

    fn connect(self) {
        if self.closed.try_get_value().unwrap_or(true) {
            return;
        }
        let Ok(socket) = web_sys::WebSocket::new(&self.url.get_value()) else {
            self.later();
            return;
        };
        let message = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let Some(text) = event.data().as_string() else { return };
            if self.closed.try_get_value() != Some(false) {
                return;
            }
            self.tries.set_value(0);
            match Incoming::read(&text) {
                Ok(incoming) => self.take.run(Event::Message(incoming)),
                Err(error) => leptos::logging::warn!("a message of the server can't be read: {error}"),
            }
        });
        let close = Closure::<dyn Fn(web_sys::CloseEvent)>::new(move |event: web_sys::CloseEvent| {
            // Signed out, or no longer a member: the server says which when the page is asked for again.
            if event.code() == TURNED_AWAY {
                let _ = window().location().reload();
            }
            if self.closed.try_get_value() == Some(false) {
                self.take.run(Event::Lost);
                self.later();
            }
        });
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        // They live as long as the socket, which calls them.
        message.forget();
        close.forget();
        self.now.set_value(Some(socket));
    }

    /// Tries again: soon at first, then every few seconds.
    fn later(self) {
        let Some(tries) = self.tries.try_get_value() else { return };
        let _ = self.tries.try_set_value(tries + 1);
        let wait = 250_u64 << tries.min(4);
        set_timeout(move || self.connect(), Duration::from_millis(wait));
    }
}

/// The address of a topology's live connection.
#[must_use]
pub fn address(topology: &str) -> String {
    let location = window().location();
    let scheme = if location.protocol().is_ok_and(|p| p == "https:") { "wss" } else { "ws" };
    format!("{scheme}://{}/api/topologies/{topology}/live", location.host().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_of_the_contract_is_read() {
        let hello =
            Incoming::read(r#"{"type":"hello","revision":3,"document":{"groundplan":1,"name":"shop"},"protocol":1}"#)
                .unwrap();
        assert!(
            matches!(hello, Incoming::Hello { revision: 3, document, looking: false, .. } if document.name.as_str() == "shop")
        );
        let hello = r#"{"type":"hello","person":{"id":"ben","name":"Ben","role":"viewer"},"revision":3,"document":{"groundplan":1,"name":"shop"},"protocol":1}"#;
        assert!(
            matches!(Incoming::read(hello).unwrap(), Incoming::Hello { looking: true, person, .. } if person == "ben")
        );
        let text = r#"{"type":"committed","revision":4,"client":"c","number":2,"changes":[{"path":"/title","after":"Shop"}],"skipped":[],"actor":"local"}"#;
        assert!(
            matches!(Incoming::read(text).unwrap(), Incoming::Committed { revision: 4, number: 2, changes, .. } if changes.len() == 1)
        );
        let text = r#"{"type":"rejected","client":"c","number":2,"problems":[{"path":"/title","message":"too long"}]}"#;
        assert!(
            matches!(Incoming::read(text).unwrap(), Incoming::Rejected { number: 2, problems, .. } if problems[0].message == "too long")
        );
        let text = r#"{"type":"left","visitor":7}"#;
        assert!(matches!(Incoming::read(text).unwrap(), Incoming::Others(value) if value["visitor"] == 7));
        assert!(matches!(Incoming::read(r#"{"type":"weather"}"#).unwrap(), Incoming::Unknown));
        assert!(Incoming::read("no JSON").is_err());
        assert!(Incoming::read(r#"{"type":"hello","revision":3,"document":{}}"#).is_err());
    }

    #[test]
    fn a_submission_names_client_number_and_base() {
        let edits = [Edit::Unset { path: topology::document::Pointer::of(["title"]) }];
        assert_eq!(
            submit("c", 1, 7, &edits),
            json!({ "type": "submit", "client": "c", "number": 1, "base_revision": 7, "edits": [{ "op": "unset", "path": "/title" }] })
        );
    }
}
