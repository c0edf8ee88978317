//! The socket of an open topology: what everybody submits, told to everybody in one order.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use topology::document::Pointer;
use topology::edit::{Change, Edit};
use topology::{Document, Problem};

use super::BODY_LIMIT;
use crate::error::{ApiError, ErrorBody};
use crate::live::{Current, Ear, Event, Here, Presence, Submission, SubmitError};
use crate::people::access::{Need, SAID};
use crate::people::door::Place;
use crate::people::rate::Bucket;
use crate::people::{Person, Role, Ticket, Visit};
use crate::state::State;

/// The version of what is said here.
const PROTOCOL: u32 = 1;
/// A socket on which nothing was said for so long is asked whether it is still there.
const PING: Duration = Duration::from_secs(30);
/// How often it is looked whether a silent visitor may still be here: another process may have removed them.
const LOOK: Duration = Duration::from_secs(10);
/// Messages that are read at once. What comes faster waits in the connection, so nothing is lost.
const MESSAGES: u32 = 500;
/// Messages that are read each second in the long run.
const MESSAGES_A_SECOND: u32 = 100;

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Out<'a> {
    Hello {
        person: &'a Person,
        revision: i64,
        document: &'a Document,
        protocol: u32,
    },
    Committed {
        revision: i64,
        client: &'a str,
        number: i64,
        changes: &'a [Change],
        skipped: &'a [Pointer],
        actor: &'a str,
    },
    Rejected {
        client: &'a str,
        number: i64,
        problems: &'a [Problem],
    },
    Error {
        code: &'static str,
        message: String,
    },
    Deleted,
}

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
enum In {
    Submit { client: String, number: i64, base_revision: i64, edits: Vec<Edit> },
    Presence(Presence),
}

impl In {
    /// What saying it needs.
    fn need(&self) -> Need {
        let kind = match self {
            Self::Submit { .. } => "submit",
            Self::Presence(_) => "presence",
        };
        // What is in no table lets nobody but an owner through.
        let found = SAID.iter().find(|(name, _)| *name == kind);
        found.map_or(Need::Topology(Role::Owner), |(_, need)| *need)
    }
}

/// Opens a topology to work on: a WebSocket. It begins with the document and then says every edit that is taken, in order.
#[utoipa::path(get, path = "/api/topologies/{id}/live", tag = "edits", params(("id" = String, Path)), responses(
    (status = 101, description = "A WebSocket: `hello`, `committed`, `rejected`, `error` and `deleted` come, and `presence` and `left` of the others; `submit` and `presence` go"),
    (status = 403, description = "Not from a page of this server", body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn open_live(
    Shared(state): Shared<State>,
    visit: Visit,
    Path(id): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    let Some((current, ear)) = state.hub.listen(&id).await? else {
        return Err(ApiError::NotFound { what: "topology", name: id });
    };
    let upgrade = upgrade.max_message_size(BODY_LIMIT).max_frame_size(BODY_LIMIT);
    Ok(upgrade.on_upgrade(move |socket| async move {
        // Whether the visitor left in an orderly way or not, there is nobody to tell.
        let _left = Session { state, visit, id, socket }.run(current, ear).await;
    }))
}

struct Session {
    state: State,
    visit: Visit,
    id: String,
    socket: WebSocket,
}

/// The socket is closed; nothing more can be said.
struct Closed;

impl Session {
    async fn run(&mut self, current: Arc<Current>, mut ear: Ear) -> Result<(), Closed> {
        let person = self.visit.person.clone();
        let hello =
            Out::Hello { person: &person, revision: current.revision, document: &current.document, protocol: PROTOCOL };
        self.say(&hello).await?;
        drop(current);
        // Whoever has only a link is told of nobody, and nobody of them.
        let mut here = match self.visit.ticket {
            Ticket::Share(_) => None,
            _ => Some(self.state.hub.presences.enter(&self.id, &person.id, &person.name)),
        };
        for text in here.iter().flat_map(Here::others) {
            self.pass_on(&text).await?;
        }
        let mut closing = self.state.closing.clone();
        let mut changes = self.state.door.changes();
        let mut look = tokio::time::interval(LOOK);
        let mut bucket = Bucket::new(MESSAGES, MESSAGES_A_SECOND, Instant::now());
        let mut heard = Instant::now();
        // Each message uses one measure up; the first has its own.
        let mut wait = bucket.take(heard);
        loop {
            let due = here.as_ref().and_then(Here::due);
            tokio::select! {
                () = until(due), if due.is_some() => {
                    if let Some(here) = &mut here {
                        here.tell_waiting(Instant::now());
                    }
                }
                text = others(&mut here) => self.pass_on(&text).await?,
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => wait = bucket.take(Instant::now()),
                message = self.socket.recv(), if wait.is_none() => {
                    heard = Instant::now();
                    wait = bucket.take(heard);
                    match message {
                        None | Some(Err(_) | Ok(Message::Close(_))) => return Ok(()),
                        Some(Ok(Message::Text(text))) => self.hear(text.as_str(), &ear, here.as_mut()).await?,
                        Some(Ok(Message::Binary(_))) => {
                            self.complain("not-json", "expected text, found bytes".to_owned()).await?;
                        }
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    }
                }
                event = ear.next() => match event {
                    Ok(event) => {
                        self.tell(&event).await?;
                        if event == Event::Deleted {
                            return self.close(close_code::NORMAL, "deleted").await;
                        }
                    }
                    // Too slow, or the room was opened anew: the visitor comes in again and is told all of it.
                    Err(_) => return self.close(close_code::AGAIN, "come in again").await,
                },
                // Whoever was told of too many changes to count them looks as well.
                _ = changes.recv() => self.still_welcome().await?,
                _ = look.tick() => {
                    self.still_welcome().await?;
                    if heard.elapsed() >= PING {
                        heard = Instant::now();
                        self.socket.send(Message::Ping(axum::body::Bytes::new())).await.map_err(|_| Closed)?;
                    }
                }
                () = closed(&mut closing) => return self.close(close_code::AWAY, "the server ends").await,
            }
        }
    }

    async fn hear(&mut self, text: &str, ear: &Ear, here: Option<&mut Here>) -> Result<(), Closed> {
        let said = match serde_json::from_str::<In>(text) {
            Ok(said) => said,
            Err(error) => {
                let code = if error.is_data() { "not-an-edit" } else { "not-json" };
                return self.complain(code, error.to_string()).await;
            }
        };
        let need = said.need();
        let (client, number, base_revision, edits) = match said {
            In::Submit { client, number, base_revision, edits } => (client, number, base_revision, edits),
            // It needs no more than the socket itself, which closes as soon as its visitor may not look any more.
            In::Presence(presence) => {
                if let Err(message) = presence.check() {
                    return self.complain("presence", message).await;
                }
                if let Some(here) = here {
                    here.moved(presence, Instant::now());
                }
                return Ok(());
            }
        };
        let place = Place::Topology(&self.id);
        let tickets = std::slice::from_ref(&self.visit.ticket);
        match self.state.door.admit(tickets, need, place).await {
            Ok(_) => {}
            Err(error @ ApiError::Role { .. }) => {
                let (_, message, hint) = error.told();
                let problem = Problem::at("", message).hint(hint.unwrap_or_default());
                return self.say(&Out::Rejected { client: &client, number, problems: &[problem] }).await;
            }
            Err(ApiError::Store(error)) => {
                return self.complain("store", format!("{error}: {}. The edit was not taken", error.hint())).await;
            }
            Err(_) => return self.turn_away().await,
        }
        let submission =
            Submission { actor: self.visit.person.id.clone(), client: client.clone(), number, base_revision, edits };
        match self.state.hub.submit(&self.id, submission).await {
            // What is new comes to everybody as an event, in order; a repetition is news to the one who asked alone.
            Ok(submitted) if submitted.repeated => match ear.answer(&submitted.entry) {
                Some(event) => self.tell(&event).await,
                None => Ok(()),
            },
            Ok(_) => Ok(()),
            Err(SubmitError::Refused(problems)) => {
                self.say(&Out::Rejected { client: &client, number, problems: &problems }).await
            }
            Err(error @ SubmitError::Ahead { .. }) => {
                let problem = Problem::at("/base_revision", error.to_string()).hint("load the topology again");
                self.say(&Out::Rejected { client: &client, number, problems: &[problem] }).await
            }
            Err(SubmitError::Gone) => self.tell(&Event::Deleted).await,
            Err(SubmitError::Store(error)) => {
                let message = format!("{error}: {}. The edit was not taken", error.hint());
                self.complain("store", message).await
            }
        }
    }

    /// Closes the socket of somebody who may no longer look: signed out, removed, or the link has ended.
    async fn still_welcome(&mut self) -> Result<(), Closed> {
        let tickets = std::slice::from_ref(&self.visit.ticket);
        let place = Place::Topology(&self.id);
        match self.state.door.admit(tickets, Need::Topology(Role::Viewer), place).await {
            // A database that is locked for a moment turns nobody away.
            Ok(_) | Err(ApiError::Store(_)) => Ok(()),
            // That the topology is no more is told as an event.
            Err(_) if matches!(self.state.hub.store().workspace_of(&self.id).await, Ok(None)) => Ok(()),
            Err(_) => self.turn_away().await,
        }
    }

    async fn turn_away(&mut self) -> Result<(), Closed> {
        self.close(close_code::POLICY, "no longer let in").await?;
        Err(Closed)
    }

    async fn tell(&mut self, event: &Event) -> Result<(), Closed> {
        match event {
            Event::Committed { revision, client, number, actor, changes, skipped } => {
                let (revision, number) = (*revision, *number);
                self.say(&Out::Committed { revision, client, number, changes, skipped, actor }).await
            }
            Event::Deleted => self.say(&Out::Deleted).await,
        }
    }

    async fn complain(&mut self, code: &'static str, message: String) -> Result<(), Closed> {
        self.say(&Out::Error { code, message }).await
    }

    async fn say(&mut self, message: &Out<'_>) -> Result<(), Closed> {
        let text = serde_json::to_string(message).map_err(|_| Closed)?;
        self.socket.send(Message::Text(text.into())).await.map_err(|_| Closed)
    }

    /// Says what was written already.
    async fn pass_on(&mut self, text: &str) -> Result<(), Closed> {
        self.socket.send(Message::Text(text.into())).await.map_err(|_| Closed)
    }

    async fn close(&mut self, code: u16, reason: &'static str) -> Result<(), Closed> {
        let frame = CloseFrame { code, reason: reason.into() };
        self.socket.send(Message::Close(Some(frame))).await.map_err(|_| Closed)
    }
}

/// Waits until the visitor's own place is to be told.
async fn until(due: Option<Instant>) {
    if let Some(due) = due {
        tokio::time::sleep_until(due.into()).await;
    }
}

/// What is said of the others; never anything to a visitor who is told of nobody.
async fn others(here: &mut Option<Here>) -> Arc<str> {
    match here {
        Some(here) => here.next().await,
        None => std::future::pending().await,
    }
}

/// Waits for the server's end.
async fn closed(closing: &mut watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ended = closing.wait_for(|closing| *closing).await.map(drop);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_has_a_line_that_says_what_it_needs() {
        let Err(error) = serde_json::from_str::<In>(r#"{ "type": "nothing" }"#) else { panic!("it was understood") };
        let text = error.to_string();
        let (_, known) = text.split_once("expected").unwrap();
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        assert_eq!(known, SAID.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "{text}");
    }
}
