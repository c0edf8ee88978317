//! One person's editor and its connection.

use std::collections::VecDeque;

use fastrand::Rng;
use server::live::{Current, Ear, Event, Submission};
use topology::edit::{Change, Edit, inverse};

use super::gestures::gesture;
use super::log::Log;

pub struct Editor {
    pub name: String,
    pub log: Log,
    /// Numbers that the server said yes to.
    pub acknowledged: Vec<u64>,
    /// What is on its way to the server, in order.
    pub up: VecDeque<Submission>,
    /// What comes from the server; none where there is no connection.
    pub ear: Option<Ear>,
    done: Vec<Vec<Change>>,
}

impl Editor {
    pub fn new(name: String, current: &Current, ear: Ear) -> Self {
        let log = Log::new((*current.document).clone(), revision(current));
        Self { name, log, acknowledged: Vec::new(), up: VecDeque::new(), ear: Some(ear), done: Vec::new() }
    }

    /// Does something, online or not.
    pub fn act(&mut self, rng: &mut Rng) {
        let undo = rng.u8(0..8) == 0;
        let last = if undo { self.done.pop() } else { None };
        let edit = last.map_or_else(|| gesture(rng, self.log.view()), |changes| inverse(&changes));
        if let Ok(commit) = self.log.submit(edit) {
            self.done.push(commit.changes);
        }
    }

    /// Hands over what was not handed over since the connection was opened.
    pub fn hand_over(&mut self) {
        if self.ear.is_none() {
            return;
        }
        let revision = i64::try_from(self.log.revision()).unwrap();
        for pending in self.log.pending().iter_mut().filter(|pending| !pending.sent) {
            (pending.sent, pending.tried) = (true, true);
            let edits = match &pending.edit {
                Edit::Batch { edits } => edits.clone(),
                one => vec![one.clone()],
            };
            let number = i64::try_from(pending.number).unwrap();
            self.up.push_back(Submission {
                actor: self.name.clone(),
                client: self.name.clone(),
                number,
                base_revision: revision,
                edits,
            });
        }
    }

    /// The connection breaks; what was on its way is returned.
    pub fn lose(&mut self) -> VecDeque<Submission> {
        self.ear = None;
        std::mem::take(&mut self.up)
    }

    /// There is a connection again.
    pub fn hello(&mut self, current: &Current, ear: Ear) {
        self.log.pending().iter_mut().for_each(|pending| pending.sent = false);
        self.log.reset((*current.document).clone(), revision(current));
        self.ear = Some(ear);
    }

    /// Hears the next thing that happened, if anything did. A connection that fell behind is lost.
    pub async fn hear(&mut self) {
        let Some(ear) = self.ear.as_mut().filter(|ear| !ear.is_quiet()) else { return };
        match ear.next().await {
            Ok(event) => self.told(&event),
            Err(_) => drop(self.lose()),
        }
    }

    pub fn told(&mut self, event: &Event) {
        let Event::Committed { revision, client, number, changes, .. } = event else { panic!("it is not deleted") };
        let own = (*client == self.name).then(|| u64::try_from(*number).unwrap());
        self.acknowledged.extend(own);
        let told = self.log.committed(u64::try_from(*revision).unwrap(), own, changes);
        told.unwrap_or_else(|problem| panic!("{} and the server differ at revision {revision}: {problem}", self.name));
    }

    pub fn refused(&mut self, number: i64) {
        self.log.refused(u64::try_from(number).unwrap());
    }
}

fn revision(current: &Current) -> u64 {
    u64::try_from(current.revision).unwrap()
}
