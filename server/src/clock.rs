//! The only place that reads the clock. Days are those of UTC, so that a waiver expires everywhere at once.

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use topology::document::Date;

/// Today.
#[must_use]
pub fn today() -> Option<Date> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    Date::parse(&today.to_string()).ok()
}

/// Now, as RFC 3339 in UTC with milliseconds.
#[must_use]
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// So many seconds from now, or before now where they are negative, as [`now`] writes it: these texts are in order as the times are.
#[must_use]
pub fn from_now(seconds: i64) -> String {
    let then = Timestamp::now().saturating_add(SignedDuration::from_secs(seconds));
    // A span of seconds can always be added; the limits of the calendar are far.
    format!("{:.3}", then.unwrap_or(Timestamp::MAX))
}

/// Microseconds since 1970, to tell one run of the program from another.
#[must_use]
pub fn stamp() -> i64 {
    Timestamp::now().as_microsecond()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_later_sorts_later() {
        let (before, now, after) = (super::from_now(-5), super::now(), super::from_now(5));
        assert!(before < now && now < after, "{before} {now} {after}");
        assert_eq!(after.len(), now.len());
    }

    #[test]
    fn today_is_a_date_and_now_begins_with_it() {
        let (today, now) = (super::today().unwrap(), super::now());
        assert!(now.starts_with(today.as_str()) || super::now().starts_with(super::today().unwrap().as_str()));
        assert_eq!(now.len(), "2026-01-01T00:00:00.000Z".len());
    }
}
