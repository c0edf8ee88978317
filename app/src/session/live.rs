//! The session's way to the server and back.

use leptos::prelude::*;
use topology::edit::Edit;

use super::Session;
use super::log::Dropped;
use super::met::met;
use super::others::Word;
use crate::net::socket::{Event, Incoming, Socket, address, submit};

/// A name for this page among all that edit; it lives as long as the page.
#[must_use]
pub fn client() -> String {
    let half = || format!("{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
    format!("web-{}{}", half(), half())
}

/// Connects the session. The connection ends with the owner of the call.
pub fn connect(session: Session) {
    session.adopt();
    let socket: StoredValue<Option<Socket>, LocalStorage> = StoredValue::new_local(None);
    session.on_send(Callback::new(move |()| {
        if let Some(socket) = socket.get_value() {
            send(session, &socket);
        }
    }));
    session.others.on_say(Callback::new(move |word| {
        // What can't be said now is not worth saying later.
        let _said = socket.get_value().is_some_and(|socket| socket.send(&word));
    }));
    let take = Callback::new(move |event: Event| {
        take(session, event);
        if let Some(socket) = socket.get_value() {
            send(session, &socket);
        }
    });
    let opened = Socket::open(session.topology.with_value(|id| address(id)), take);
    socket.set_value(Some(opened));
    on_cleanup(move || opened.close());
}

fn take(session: Session, event: Event) {
    match event {
        Event::Lost => {
            session.lost();
            session.others.tell(Word::Lost);
        }
        Event::Message(Incoming::Hello { revision, document, looking, person }) => {
            session.looking.set(looking);
            session.others.tell(Word::Begun(person));
            session.hello(*document, revision);
        }
        Event::Message(Incoming::Committed { revision, client, number, changes, actor }) => {
            if session.own(&client, number).is_none() {
                let found = session.history.with_untracked(|history| met(&actor, &changes, history.lately()));
                found.into_iter().for_each(|met| session.others.tell(Word::Met(met)));
            }
            session.committed(revision, &client, number, &changes);
        }
        Event::Message(Incoming::Rejected { client, number, problems }) => {
            let reason =
                problems.first().map_or_else(|| "it does not fit what others did.".to_owned(), ToString::to_string);
            session.rejected(&client, number, &reason);
        }
        Event::Message(Incoming::Error { message }) => session.toasts().refused(message),
        Event::Message(Incoming::Others(word)) => session.others.tell(Word::Said(word)),
        Event::Message(Incoming::Deleted) => session.gone.set(true),
        Event::Message(Incoming::Unknown) => {}
    }
}

/// Hands over what was not handed over yet.
fn send(session: Session, socket: &Socket) {
    session.hand_over(|client, number, base_revision, edit| {
        let edits: &[Edit] = match edit {
            Edit::Batch { edits } => edits,
            one => std::slice::from_ref(one),
        };
        socket.send(&submit(client, number, base_revision, edits))
    });
}

/// What is said of edits that were dropped while others' went below them.
#[must_use]
pub fn told(dropped: &[Dropped]) -> Option<String> {
    match dropped {
        [] => None,
        [one] => Some(format!("An edit of yours no longer fits and was dropped: {}", one.problem)),
        [first, rest @ ..] => Some(format!(
            "{} edits of yours no longer fit and were dropped; the first: {}",
            rest.len() + 1,
            first.problem
        )),
    }
}
