//! A world: editors, what is on its way between them and the server, and the server.

use std::collections::BTreeSet;
use std::path::Path;

use fastrand::Rng;
use server::live::{Hub, Submission, SubmitError};
use server::store::people::MAIN;
use server::store::{FILE, PATIENCE, Store};
use topology::document::Id;
use topology::edit::replay;
use topology::{Document, structure};

use super::editor::Editor;

const NOW: &str = "2026-01-01T00:00:00.000Z";

struct World {
    seed: u64,
    rng: Rng,
    hub: Hub,
    topology: String,
    editors: Vec<Editor>,
    /// Messages of connections that are no more, and second copies: they arrive late, if they do.
    strays: Vec<Submission>,
}

async fn hub(data: &Path) -> Hub {
    Hub::new(Store::open(&data.join(FILE), PATIENCE).await.unwrap())
}

/// Lets a world happen and judges it; how many rows its log has.
pub async fn live(data: &Path, seed: u64) -> usize {
    let mut rng = Rng::with_seed(seed);
    let hub = hub(data).await;
    let first = Document::new(Id::parse("world").unwrap());
    let topology = hub.store().create(MAIN, &first, NOW).await.unwrap();
    let mut editors = Vec::new();
    for index in 0..rng.usize(2..6) {
        let (current, ear) = hub.listen(&topology).await.unwrap().unwrap();
        editors.push(Editor::new(format!("editor-{index}"), &current, ear));
    }
    let mut world = World { seed, rng, hub, topology, editors, strays: Vec::new() };
    for _ in 0..world.rng.usize(60..180) {
        world.step(data).await;
    }
    world.calm_down().await;
    let rows = world.judge(&first).await;
    world.hub.store().close().await;
    rows
}

impl World {
    async fn step(&mut self, data: &Path) {
        let who = self.rng.usize(0..self.editors.len());
        match self.rng.u8(0..100) {
            0..=34 => {
                let (editor, rng) = (&mut self.editors[who], &mut self.rng);
                editor.act(rng);
                // What is drawn fast goes out together.
                if rng.bool() {
                    editor.hand_over();
                }
            }
            35..=39 => self.editors[who].hand_over(),
            40..=61 => self.deliver(who).await,
            62..=86 => self.editors[who].hear().await,
            87..=90 => self.stray().await,
            91..=93 => {
                let lost = self.editors[who].lose();
                // Some of it was on the wire already and arrives, some is dropped.
                let (strays, rng) = (&mut self.strays, &mut self.rng);
                strays.extend(lost.into_iter().filter(|_| rng.bool()));
            }
            94..=98 => self.connect(who).await,
            _ => self.restart(data).await,
        }
    }

    /// The next message of an editor arrives; now and then a copy of it stays on the way.
    async fn deliver(&mut self, who: usize) {
        let Some(submission) = self.editors[who].up.pop_front() else { return };
        if self.rng.u8(0..6) == 0 {
            self.strays.push(submission.clone());
        }
        let number = submission.number;
        let answer = self.hub.submit(&self.topology, submission).await;
        let editor = &mut self.editors[who];
        match answer {
            Ok(submitted) if submitted.repeated => {
                let event = editor.ear.as_ref().and_then(|ear| ear.answer(&submitted.entry));
                if let Some(event) = event {
                    editor.told(&event);
                }
            }
            // It comes as an event.
            Ok(_) => {}
            Err(SubmitError::Refused(_)) => editor.refused(number),
            Err(error) => panic!("seed {}: {error}", self.seed),
        }
    }

    /// Something arrives from where nobody waits for an answer.
    async fn stray(&mut self) {
        if self.strays.is_empty() {
            return;
        }
        let which = self.rng.usize(0..self.strays.len());
        let submission = self.strays.swap_remove(which);
        match self.hub.submit(&self.topology, submission).await {
            Ok(_) | Err(SubmitError::Refused(_)) => {}
            Err(error) => panic!("seed {}: {error}", self.seed),
        }
    }

    async fn connect(&mut self, who: usize) {
        if self.editors[who].ear.is_some() {
            return;
        }
        let (current, ear) = self.hub.listen(&self.topology).await.unwrap().unwrap();
        self.editors[who].hello(&current, ear);
    }

    /// The server ends and another begins on the same file.
    async fn restart(&mut self, data: &Path) {
        for editor in &mut self.editors {
            editor.lose();
        }
        if self.rng.bool() {
            self.hub.store().close().await;
        }
        self.hub = hub(data).await;
    }

    /// Everybody is connected, everything arrives, everything is heard.
    async fn calm_down(&mut self) {
        while !self.strays.is_empty() {
            self.stray().await;
        }
        for _ in 0..100 {
            for who in 0..self.editors.len() {
                self.connect(who).await;
                self.editors[who].hand_over();
                while !self.editors[who].up.is_empty() {
                    self.deliver(who).await;
                }
            }
            for editor in &mut self.editors {
                while editor.ear.as_ref().is_some_and(|ear| !ear.is_quiet()) {
                    editor.hear().await;
                }
            }
            let still = |editor: &Editor| editor.ear.is_none() || editor.log.waiting() > 0;
            if !self.editors.iter().any(still) {
                return;
            }
        }
        panic!("seed {}: somebody still waits", self.seed);
    }

    async fn judge(&self, first: &Document) -> usize {
        let seed = self.seed;
        let rows = self.hub.store().log_after(&self.topology, 0, i64::MAX).await.unwrap();
        let mut fold = first.clone();
        let mut taken = BTreeSet::new();
        for (row, revision) in rows.iter().zip(1..) {
            assert_eq!(row.revision, revision, "seed {seed}: no gap");
            replay(&mut fold, &row.changes).unwrap_or_else(|problem| panic!("seed {seed}, {revision}: {problem}"));
            assert_eq!(structure::check(&fold), [], "seed {seed}: sound at revision {revision}");
            assert!(taken.insert((row.client.clone(), row.number)), "seed {seed}: {revision} was taken twice");
        }
        let loaded = self.hub.store().load(&self.topology).await.unwrap().unwrap();
        assert_eq!(loaded.document, fold, "seed {seed}: the server");
        for editor in &self.editors {
            assert_eq!(*editor.log.view(), fold, "seed {seed}: {}", editor.name);
            for number in &editor.acknowledged {
                let row = (editor.name.clone(), i64::try_from(*number).unwrap());
                assert!(taken.contains(&row), "seed {seed}: {} was told of {number}", editor.name);
            }
        }
        rows.len()
    }
}
