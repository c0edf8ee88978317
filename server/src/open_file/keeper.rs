//! The task that keeps a file and what is drawn in step.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, watch};
use topology::Document;
use topology::collections::BTreeMap;
use topology::diff;
use topology::edit::Edit;
use topology::merge::merge;
use topology::yaml::{read_document, write_document};

use super::{Holds, OpenFile, Standing};
use crate::api::own_submission;
use crate::live::{Current, Event, Hub, SubmitError, aside};
use crate::people::Person;
use crate::store::StoreError;
use crate::store::people::MAIN;

/// How often the file is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// Keeps the file and the topology in step from now on, until the topology or the server is gone. `document` is what both say now, `text` how the file says it.
///
/// # Errors
/// [`StoreError`] where the topology can't be made.
pub async fn keep(hub: Arc<Hub>, path: PathBuf, document: Document, text: String) -> Result<OpenFile, StoreError> {
    let topology = hub.store().create(MAIN, &document, &crate::clock::now()).await?;
    let (told, standing) = watch::channel(Standing::Same);
    let (decide, decisions) = mpsc::channel(4);
    let keeper = Keeper { hub, path: path.clone(), topology: topology.clone(), base: document, text, told };
    tokio::spawn(keeper.run(decisions));
    Ok(OpenFile { path, topology, standing, decide })
}

struct Keeper {
    hub: Arc<Hub>,
    path: PathBuf,
    topology: String,
    /// What both sides said last.
    base: Document,
    /// How the file said it.
    text: String,
    told: watch::Sender<Standing>,
}

/// Why a step was not made; the next one tries again.
enum Held {
    Standing(Standing),
    /// The topology is gone; there is nothing more to keep.
    Over,
}

impl Keeper {
    async fn run(mut self, mut decisions: mpsc::Receiver<Holds>) {
        let Ok(Some((_, mut events))) = self.hub.listen(&self.topology).await else { return };
        loop {
            let decided = tokio::select! {
                event = events.next() => match event {
                    Ok(Event::Deleted) | Err(broadcast::error::RecvError::Closed) => return,
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => None,
                },
                decision = decisions.recv() => match decision {
                    Some(decision) => Some(decision),
                    None => return,
                },
                () = tokio::time::sleep(LOOK) => None,
            };
            let standing = match self.step(decided).await {
                Ok(()) => Standing::Same,
                Err(Held::Standing(standing)) => standing,
                Err(Held::Over) => return,
            };
            self.told.send_if_modified(|told| {
                let other = *told != standing;
                *told = standing;
                other
            });
        }
    }

    /// Brings both sides together once.
    async fn step(&mut self, decided: Option<Holds>) -> Result<(), Held> {
        let current = self.current().await?;
        let mine = Arc::clone(&current.document);
        let path = self.path.clone();
        let read = aside(move || read(&path)).await.map_err(|error| unreadable(error.to_string()))?;
        let Some(text) = read? else {
            return if decided == Some(Holds::Drawing) {
                self.write(&mine).await
            } else {
                Err(Held::Standing(Standing::Gone))
            };
        };
        if text == self.text {
            return if *mine == self.base { Ok(()) } else { self.write(&mine).await };
        }
        let theirs = match (read_document(&text), decided) {
            (Ok((theirs, _)), _) => theirs,
            (Err(_), Some(Holds::Drawing)) => return self.write(&mine).await,
            (Err(problems), _) => {
                let message = problems.first().map(ToString::to_string).unwrap_or_default();
                return Err(unreadable(message));
            }
        };
        let edits = match decided {
            Some(Holds::Drawing) => return self.write(&mine).await,
            Some(Holds::File) => diff::edits(&mine, &theirs),
            None => match merge(&self.base, &mine, &theirs, &BTreeMap::new()) {
                Ok(merged) if merged.conflicts.is_empty() => Ok(merged.edits),
                Ok(merged) => {
                    let places = merged.conflicts.iter().map(|conflict| conflict.path.to_string()).collect();
                    return Err(Held::Standing(Standing::Conflict { places }));
                }
                Err(problem) => Err(problem),
            },
        };
        let edits = edits.map_err(|problem| unreadable(problem.to_string()))?;
        self.submit(current.revision, edits).await?;
        // What only the drawing says is written with the next step.
        (self.base, self.text) = (theirs, text);
        Ok(())
    }

    async fn current(&self) -> Result<Arc<Current>, Held> {
        match self.hub.current(&self.topology).await {
            Ok(Some(current)) => Ok(current),
            Ok(None) => Err(Held::Over),
            Err(error) => Err(Held::Standing(Standing::Unwritable { message: error.to_string() })),
        }
    }

    /// What the file changed, as one edit.
    async fn submit(&self, revision: i64, edits: Vec<Edit>) -> Result<(), Held> {
        if edits.is_empty() {
            return Ok(());
        }
        let submission = own_submission(Person::local(), revision, edits);
        match self.hub.submit(&self.topology, submission).await {
            Ok(_) => Ok(()),
            Err(SubmitError::Gone) => Err(Held::Over),
            Err(error) => Err(unreadable(error.to_string())),
        }
    }

    async fn write(&mut self, mine: &Arc<Document>) -> Result<(), Held> {
        let (document, path) = (Arc::clone(mine), self.path.clone());
        let written = aside(move || {
            let text = write_document(&document);
            crate::cli::write_file(&path, text.as_bytes()).map(|()| text)
        });
        match written.await {
            Ok(Ok(text)) => {
                (self.base, self.text) = ((**mine).clone(), text);
                Ok(())
            }
            Ok(Err(failure)) => Err(Held::Standing(Standing::Unwritable { message: failure.0 })),
            Err(error) => Err(Held::Standing(Standing::Unwritable { message: error.to_string() })),
        }
    }
}

fn unreadable(message: String) -> Held {
    Held::Standing(Standing::Unreadable { message })
}

/// The file's text; none where there is no file.
fn read(path: &Path) -> Result<Option<String>, Held> {
    match std::fs::read(path) {
        Ok(bytes) if bytes.len() > topology::yaml::limits::SIZE => {
            Err(unreadable(format!("it has more than {} bytes (the size limit)", topology::yaml::limits::SIZE)))
        }
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(unreadable("it is not UTF-8".to_owned())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(error.to_string())),
    }
}
