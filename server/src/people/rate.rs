//! How much one person may ask at once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A measure that fills by itself: so many at once, and so many a second in the long run.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    left: f64,
    filled: Instant,
    most: f64,
    each_second: f64,
}

impl Bucket {
    /// A full one.
    #[must_use]
    pub fn new(most: u32, each_second: u32, now: Instant) -> Self {
        Self { left: f64::from(most), filled: now, most: f64::from(most), each_second: f64::from(each_second) }
    }

    /// Takes one out; how long to wait for it where there is none.
    pub fn take(&mut self, now: Instant) -> Option<Duration> {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.left = (self.left + passed * self.each_second).min(self.most);
        self.filled = now;
        if self.left >= 1.0 {
            self.left -= 1.0;
            return None;
        }
        Some(Duration::from_secs_f64((1.0 - self.left) / self.each_second))
    }
}

/// Requests of one person at once.
const MOST: u32 = 1_000;
/// Requests of one person a second in the long run.
const EACH_SECOND: u32 = 100;
/// Persons that are remembered.
const PERSONS: usize = 10_000;

/// The requests of everybody.
#[derive(Debug, Default)]
pub struct Rates {
    buckets: Mutex<BTreeMap<String, Bucket>>,
}

impl Rates {
    /// Counts a request of a person; how long to wait where there were too many.
    pub fn count(&self, person: &str, now: Instant) -> Option<Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= PERSONS && !buckets.contains_key(person) {
            buckets.clear();
        }
        buckets.entry(person.to_owned()).or_insert_with(|| Bucket::new(MOST, EACH_SECOND, now)).take(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_fine_and_a_flood_waits() {
        let (rates, now) = (Rates::default(), Instant::now());
        for _ in 0..MOST {
            assert_eq!(rates.count("ana", now), None);
        }
        let wait = rates.count("ana", now).unwrap();
        assert_eq!(wait, Duration::from_millis(10));
        assert_eq!(rates.count("ben", now), None, "others don't wait");
        assert_eq!(rates.count("ana", now + wait), None);
        assert!(rates.count("ana", now + wait).is_some());
    }
}
