//! Who has a topology open, and where they are: told to the others at once or never, and kept nowhere but in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

/// A visitor is told about at most 20 times a second; what comes faster gives way to what comes last.
pub const EVERY: Duration = Duration::from_millis(50);
/// What a visitor may have selected.
const MOST_SELECTED: usize = 200;
/// The length of an id in bytes.
const LONGEST: usize = 200;
/// What a slow visitor may be behind before it misses some.
const BEHIND: usize = 256;

/// Where somebody is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    /// The pointer's place on the canvas, in pixels at 100 %; absent where it is elsewhere.
    #[serde(default)]
    pub at: Option<[i32; 2]>,
    /// What is selected: `node:orders`, `edge:a--b` …
    #[serde(default)]
    pub selected: Vec<String>,
    /// What of the canvas is seen: left, top, width and height, in pixels at 100 %. Absent where the view follows
    /// somebody else's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<[i32; 4]>,
}

impl Presence {
    /// That it is no larger than a person's can be.
    ///
    /// # Errors
    /// A sentence that names the limit.
    pub fn check(&self) -> Result<(), String> {
        if self.selected.len() > MOST_SELECTED {
            return Err(format!("{} things are selected, and at most {MOST_SELECTED} are told", self.selected.len()));
        }
        if self.selected.iter().any(|id| id.len() > LONGEST) {
            return Err(format!("an id of what is selected is longer than {LONGEST} bytes"));
        }
        Ok(())
    }
}

/// What is said of somebody.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Word<'a> {
    Presence {
        visitor: u64,
        person: &'a str,
        name: &'a str,
        #[serde(flatten)]
        presence: &'a Presence,
    },
    Left {
        visitor: u64,
    },
}

/// What is said, written once for everybody, and about whom.
#[derive(Debug, Clone)]
struct Told {
    visitor: u64,
    text: Arc<str>,
}

/// Everybody who has one topology open.
struct Circle {
    told: broadcast::Sender<Told>,
    here: Mutex<BTreeMap<u64, Arc<str>>>,
}

/// Everybody, by topology.
#[derive(Default)]
pub struct Presences {
    circles: Arc<Mutex<BTreeMap<String, Arc<Circle>>>>,
    next: AtomicU64,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Presences {
    /// Somebody opens a topology. They leave when the answer is dropped.
    #[must_use]
    pub fn enter(&self, topology: &str, person: &str, name: &str) -> Here {
        let mut circles = held(&self.circles);
        let circle = circles.entry(topology.to_owned()).or_insert_with(|| {
            Arc::new(Circle { told: broadcast::channel(BEHIND).0, here: Mutex::new(BTreeMap::new()) })
        });
        let circle = Arc::clone(circle);
        // Told of the others from now on, and of where they are already by `others`.
        let heard = circle.told.subscribe();
        drop(circles);
        let mut here = Here {
            circles: Arc::clone(&self.circles),
            topology: topology.to_owned(),
            circle,
            visitor: self.next.fetch_add(1, Ordering::Relaxed) + 1,
            person: person.to_owned(),
            name: name.to_owned(),
            heard,
            said: None,
            waiting: None,
        };
        here.tell(&Presence::default());
        here
    }
}

/// One visitor.
pub struct Here {
    circles: Arc<Mutex<BTreeMap<String, Arc<Circle>>>>,
    topology: String,
    circle: Arc<Circle>,
    visitor: u64,
    person: String,
    name: String,
    heard: broadcast::Receiver<Told>,
    said: Option<Instant>,
    waiting: Option<Presence>,
}

impl Here {
    /// What was last said of each of the others.
    #[must_use]
    pub fn others(&self) -> Vec<Arc<str>> {
        let here = held(&self.circle.here);
        here.iter().filter(|(visitor, _)| **visitor != self.visitor).map(|(_, text)| Arc::clone(text)).collect()
    }

    /// The visitor is elsewhere now. Told at once, or when it is [`Self::due`].
    pub fn moved(&mut self, presence: Presence, now: Instant) {
        if self.said.is_none_or(|said| now >= said + EVERY) {
            self.said = Some(now);
            self.waiting = None;
            self.tell(&presence);
        } else {
            self.waiting = Some(presence);
        }
    }

    /// When what waits is to be told; nothing where nothing waits.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        self.waiting.as_ref().and(self.said).map(|said| said + EVERY)
    }

    /// Tells what waits.
    pub fn tell_waiting(&mut self, now: Instant) {
        if let Some(presence) = self.waiting.take() {
            self.said = Some(now);
            self.tell(&presence);
        }
    }

    fn tell(&mut self, presence: &Presence) {
        let word = Word::Presence { visitor: self.visitor, person: &self.person, name: &self.name, presence };
        let Ok(text) = serde_json::to_string(&word) else { return };
        let text: Arc<str> = text.into();
        held(&self.circle.here).insert(self.visitor, Arc::clone(&text));
        let _nobody = self.circle.told.send(Told { visitor: self.visitor, text });
    }

    /// What is said of one of the others next. What came too fast for this visitor is skipped.
    pub async fn next(&mut self) -> Arc<str> {
        loop {
            match self.heard.recv().await {
                Ok(told) if told.visitor != self.visitor => return told.text,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                // The circle lives as long as its visitors do.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        held(&self.circle.here).remove(&self.visitor);
        if let Ok(text) = serde_json::to_string(&Word::Left { visitor: self.visitor }) {
            let _nobody = self.circle.told.send(Told { visitor: self.visitor, text: text.into() });
        }
        // Who enters does so under the same lock, so an empty circle is left by the last one and found by nobody.
        let mut circles = held(&self.circles);
        if held(&self.circle.here).is_empty()
            && circles.get(&self.topology).is_some_and(|circle| Arc::ptr_eq(circle, &self.circle))
            && self.circle.told.receiver_count() <= 1
        {
            circles.remove(&self.topology);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32) -> Presence {
        Presence { at: Some([x, 0]), ..Presence::default() }
    }

    async fn hears(here: &mut Here) -> serde_json::Value {
        let text = tokio::time::timeout(Duration::from_secs(5), here.next()).await.expect("nothing was said");
        serde_json::from_str(&text).unwrap()
    }

    #[tokio::test]
    async fn the_others_are_told_the_last_of_what_comes_fast() {
        let all = Presences::default();
        let (mut ana, mut ben) = (all.enter("t", "ana", "Ana"), all.enter("t", "ben", "Ben"));
        assert_eq!((ana.others().len(), hears(&mut ana).await["name"].clone()), (1, "Ben".into()));
        let now = Instant::now();
        ana.moved(at(1), now);
        for x in 2..100 {
            ana.moved(at(x), now + Duration::from_millis(1));
        }
        assert_eq!(ana.due(), Some(now + EVERY));
        ana.tell_waiting(now + EVERY);
        assert_eq!(ana.due(), None);
        assert_eq!([hears(&mut ben).await["at"][0].clone(), hears(&mut ben).await["at"][0].clone()], [1, 99]);
        ana.moved(at(100), now + 2 * EVERY);
        assert_eq!(hears(&mut ben).await["at"][0], 100, "what is slow enough waits for nothing");
    }

    #[tokio::test]
    async fn whoever_leaves_is_gone_and_nothing_is_kept() {
        let all = Presences::default();
        let mut ana = all.enter("t", "ana", "Ana");
        let elsewhere = all.enter("u", "eve", "Eve");
        let ben = all.enter("t", "ben", "Ben");
        assert!(ben.others()[0].contains("\"ana\""));
        hears(&mut ana).await;
        drop(ben);
        let left = hears(&mut ana).await;
        assert_eq!((left["type"].as_str(), ana.others().len()), (Some("left"), 0));
        assert!(elsewhere.others().is_empty(), "topologies don't hear of each other");
        drop((ana, elsewhere));
        assert!(held(&all.circles).is_empty());
    }

    #[test]
    fn what_no_person_selects_is_refused() {
        let selected =
            |count: usize, length: usize| Presence { selected: vec!["x".repeat(length); count], ..Presence::default() };
        assert!(selected(200, 200).check().is_ok());
        assert!(selected(201, 1).check().unwrap_err().contains("200"));
        assert!(selected(1, 201).check().unwrap_err().contains("200"));
    }
}
