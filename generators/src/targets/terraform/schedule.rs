//! Time tables: five cron fields as EventBridge and RDS want them.

/// `minute hour day month weekday` as EventBridge's `cron(minute hour day month weekday year)`.
///
/// None where both day and weekday are restricted (EventBridge has no "either"), or where the text
/// isn't five fields.
pub(super) fn event_bridge(cron: &str) -> Option<String> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else { return None };
    let (day, weekday) = match (*day, *weekday) {
        (day, "*" | "?") => (day.to_owned(), "?".to_owned()),
        ("*" | "?", weekday) => ("?".to_owned(), weekdays(weekday)?),
        _ => return None,
    };
    Some(format!("cron({minute} {hour} {day} {month} {weekday} *)"))
}

/// Cron counts weekdays from Sunday = 0 (or 7), EventBridge from Sunday = 1; names are the same in both.
fn weekdays(field: &str) -> Option<String> {
    let (list, step) = match field.split_once('/') {
        Some((list, step)) => (list, Some(step)),
        None => (field, None),
    };
    let shifted: Option<Vec<String>> = list
        .split(',')
        .map(|part| part.split('-').map(weekday).collect::<Option<Vec<_>>>().map(|ends| ends.join("-")))
        .collect();
    let mut text = shifted?.join(",");
    if let Some(step) = step {
        step.parse::<u8>().ok()?;
        text.push('/');
        text.push_str(step);
    }
    Some(text)
}

fn weekday(word: &str) -> Option<String> {
    match word.parse::<u8>() {
        Ok(number @ 0..=7) => Some((number % 7 + 1).to_string()),
        Ok(_) => None,
        Err(_) if word == "*" || word.chars().all(|c| c.is_ascii_alphabetic()) => Some(word.to_ascii_uppercase()),
        Err(_) => None,
    }
}

/// RDS's windows from the time of a daily backup: one hour for the backup, and an hour of
/// maintenance on Sundays, two hours later. None where the time table isn't daily.
pub(super) fn windows(cron: &str) -> Option<(String, String)> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [minute, hour, "*", "*", "*"] = fields.as_slice() else { return None };
    let (minute, hour): (u32, u32) = (minute.parse().ok()?, hour.parse().ok()?);
    if minute > 59 || hour > 23 {
        return None;
    }
    let start = 60 * hour + minute;
    let clock = |at: u32| format!("{:02}:{:02}", at / 60 % 24, at % 60);
    let day = |at: u32| if at >= 24 * 60 { "mon" } else { "sun" };
    let (from, to) = (start + 120, start + 180);
    Some((
        format!("{}-{}", clock(start), clock(start + 60)),
        format!("{}:{}-{}:{}", day(from), clock(from), day(to), clock(to)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_two_day_fields_becomes_a_question_mark() {
        assert_eq!(event_bridge("0 3 * * *").as_deref(), Some("cron(0 3 * * ? *)"));
        assert_eq!(event_bridge("*/5 * 1 1,7 *").as_deref(), Some("cron(*/5 * 1 1,7 ? *)"));
        assert_eq!(event_bridge("0 3 * * 1-5").as_deref(), Some("cron(0 3 ? * 2-6 *)"));
        assert_eq!(event_bridge("0 3 * * 0,sat").as_deref(), Some("cron(0 3 ? * 1,SAT *)"));
        assert_eq!(event_bridge("0 3 * * 7").as_deref(), Some("cron(0 3 ? * 1 *)"));
        assert_eq!(event_bridge("0 3 1 * 1"), None);
        assert_eq!(event_bridge("@daily"), None);
        assert_eq!(event_bridge("0 3 * * 9"), None);
    }

    #[test]
    fn maintenance_waits_for_the_backup() {
        assert_eq!(windows("30 2 * * *"), Some(("02:30-03:30".into(), "sun:04:30-sun:05:30".into())));
        assert_eq!(windows("0 23 * * *"), Some(("23:00-00:00".into(), "mon:01:00-mon:02:00".into())));
        assert_eq!(windows("30 21 * * *"), Some(("21:30-22:30".into(), "sun:23:30-mon:00:30".into())));
        assert_eq!(windows("0 3 * * 1"), None);
        assert_eq!(windows("61 3 * * *"), None);
    }
}
