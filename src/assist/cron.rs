//! When a schedule runs, in words, and its next runs.

use std::str::FromStr as _;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use croner::Cron;

use crate::options::cron;

/// How many runs are told.
const RUNS: usize = 3;

/// A cron expression in words, with its next runs from `now` on; none of what is not an expression.
pub(super) fn cron(expression: &str, now: SystemTime) -> Option<String> {
    let cron = Cron::from_str(&cron::portable(expression)?).ok()?;
    let mut text = format!("{}: {}", crate::text::code(expression), cron.describe());
    let seconds = now.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok())?;
    let now: DateTime<Utc> = DateTime::from_timestamp(seconds, 0)?;
    let runs: Vec<String> =
        cron.iter_after(now).take(RUNS).map(|run| format!("\n- {}", run.format("%A %-d %B %Y, %H:%M UTC"))).collect();
    if runs.is_empty() {
        text.push_str("\n\nIt never runs.");
    } else {
        text.push_str(&format!("\n\nNext:\n{}", runs.concat()));
    }
    Some(text)
}

/// The same in a line: in words, and the next run.
pub(crate) fn when(expression: &str, now: SystemTime) -> Option<String> {
    let text = cron(expression, now)?;
    let (_, words) = text.lines().next()?.split_once(": ")?;
    let words = words.strip_prefix("At ").map_or_else(|| words.to_owned(), |rest| format!("at {rest}"));
    let next = text.lines().find_map(|line| line.strip_prefix("- "));
    Some(match next {
        Some(next) => format!("{}, in UTC; next on {next}", words.trim_end_matches('.')),
        None => format!("{}, which never comes", words.trim_end_matches('.')),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_schedule_is_told_in_words() {
        // A Tuesday at noon.
        let now = UNIX_EPOCH + Duration::from_hours(491_028);
        let text = cron("5/20 8 ? * mon-fri", now).unwrap();
        assert!(
            text.contains("\n- Wednesday 7 January 2026, 08:05 UTC\n- Wednesday 7 January 2026, 08:25 UTC\n"),
            "{text}"
        );
        assert!(text.starts_with("`5/20 8 ? * mon-fri`: "), "{text}");
        let text = when("5/20 8 ? * mon-fri", now).unwrap();
        assert!(text.ends_with("in UTC; next on Wednesday 7 January 2026, 08:05 UTC"), "{text}");
        // Either day counts where both are given.
        let text = cron("0 0 1 * 3", now).unwrap();
        assert!(text.contains("- Wednesday 7 January") && text.contains("- Wednesday 14 January"), "{text}");
        assert_eq!(cron("@daily", now), None);
        let begin = Instant::now();
        let text = cron("0 0 30 2 *", now).unwrap();
        assert!(text.ends_with("It never runs."), "{text}");
        assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    }
}
