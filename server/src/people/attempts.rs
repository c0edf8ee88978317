//! How often somebody may try to sign in.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Refusals of one name before its next try has to wait.
const FREE: u32 = 5;
/// Refusals from one address before its next try has to wait: several people may share one.
const FREE_OF_ADDRESS: u32 = 30;
/// The first wait; each refusal doubles it.
const FIRST: Duration = Duration::from_secs(2);
/// The longest wait: nobody is locked out for good by a stranger.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// What is remembered at once. Beyond it, what was quiet longest is forgotten.
const MOST: usize = 50_000;

#[derive(Debug, Clone, Copy)]
struct Record {
    refusals: u32,
    last: Instant,
}

impl Record {
    fn wait(self, free: u32) -> Duration {
        match self.refusals.checked_sub(free) {
            None => Duration::ZERO,
            Some(over) => FIRST.saturating_mul(1 << over.min(16)).min(LONGEST),
        }
    }
}

/// Refused tries, by name and by address. Held in memory: a restart forgets them.
#[derive(Debug, Default)]
pub struct Attempts {
    records: Mutex<BTreeMap<String, Record>>,
}

impl Attempts {
    /// How long this name, from this address, still has to wait; none where it may try. A try counts as refused until [`Attempts::succeeded`] says otherwise, so that many at once don't slip through.
    #[must_use]
    pub fn begin(&self, name: &str, address: &str, now: Instant) -> Option<Duration> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = keys(name, address);
        for (key, free) in &keys {
            if let Some(record) = records.get(key) {
                let left = (record.last + record.wait(*free)).saturating_duration_since(now);
                if !left.is_zero() {
                    return Some(left);
                }
            }
        }
        if records.len() >= MOST {
            records.retain(|_, record| now.saturating_duration_since(record.last) < LONGEST);
        }
        if records.len() >= MOST {
            records.clear();
        }
        for (key, _) in keys {
            let record = records.entry(key).or_insert(Record { refusals: 0, last: now });
            // Who was quiet for long begins anew.
            if now.saturating_duration_since(record.last) >= LONGEST {
                record.refusals = 0;
            }
            record.refusals = record.refusals.saturating_add(1);
            record.last = now;
        }
        None
    }

    /// The try was right: the name begins anew, and the address is one refusal better.
    pub fn succeeded(&self, name: &str, address: &str) {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let [(name, _), (address, _)] = keys(name, address);
        records.remove(&name);
        if let Some(record) = records.get_mut(&address) {
            record.refusals = record.refusals.saturating_sub(1);
        }
    }
}

fn keys(name: &str, address: &str) -> [(String, u32); 2] {
    // Names are as long as somebody likes; what is kept of them is not.
    [(format!("name {}", super::secret::digest(name)), FREE), (format!("from {address}"), FREE_OF_ADDRESS)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_waits_longer_and_longer_and_never_for_ever() {
        let (attempts, mut now) = (Attempts::default(), Instant::now());
        for _ in 0..FREE {
            assert_eq!(attempts.begin("ana", "a", now), None);
        }
        assert_eq!(attempts.begin("ana", "a", now), Some(FIRST));
        assert_eq!(attempts.begin("ben", "a", now), None, "another name does not wait");
        let mut waits = Vec::new();
        for _ in 0..20 {
            let wait = attempts.begin("ana", "b", now).unwrap();
            waits.push(wait);
            now += wait;
            assert_eq!(attempts.begin("ana", "b", now), None, "after the wait it may try");
            if wait == LONGEST {
                break;
            }
        }
        assert!(waits.is_sorted() && waits.last() == Some(&LONGEST), "{waits:?}");
    }

    #[test]
    fn a_right_try_begins_anew() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..FREE - 1 {
            assert_eq!(attempts.begin("ana", "a", now), None);
        }
        attempts.succeeded("ana", "a");
        for _ in 0..FREE {
            assert_eq!(attempts.begin("ana", "a", now), None);
        }
        assert!(attempts.begin("ana", "a", now).is_some());
    }

    #[test]
    fn an_address_that_tries_many_names_waits() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for n in 0..FREE_OF_ADDRESS {
            assert_eq!(attempts.begin(&format!("name-{n}"), "a", now), None);
        }
        assert!(attempts.begin("another", "a", now).is_some());
        assert_eq!(attempts.begin("another", "b", now), None);
    }
}
