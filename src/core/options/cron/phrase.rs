//! Schedules in words: macros, and what people say of a time.

use crate::diagnostic::nearest::Words;

use super::FIELDS;
use super::dialect::named;

/// Macros without their `@`, and what they stand for.
const MACROS: [(&str, &str); 7] = [
    ("yearly", "0 0 1 1 *"),
    ("annually", "0 0 1 1 *"),
    ("monthly", "0 0 1 * *"),
    ("weekly", "0 0 * * 0"),
    ("daily", "0 0 * * *"),
    ("midnight", "0 0 * * *"),
    ("hourly", "0 * * * *"),
];

/// The fields that words in lower case mean, and whether it is sure.
pub(super) fn read(text: &str) -> Option<(String, bool)> {
    let word = text.strip_prefix('@').unwrap_or(text);
    let fields = |word: &str| MACROS.iter().find(|(name, _)| *name == word).map(|(_, fields)| (*fields).to_owned());
    if let Some(fields) = fields(word) {
        // Without the `@` it is a word of others too, whose week begins on Monday.
        return Some((fields, text.starts_with('@') || word != "weekly"));
    }
    let rate = text.strip_prefix("rate(").and_then(|rest| rest.strip_suffix(')'));
    if let Some(period) = text.strip_prefix("@every").or(rate).map(str::trim) {
        return Some((every(period)?, true));
    }
    spoken(text).or_else(|| {
        let is_word = word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let meant = Words::new(MACROS.map(|(name, _)| name)).nearest(word).filter(|_| is_word && word != "reboot")?;
        Some((fields(meant)?, false))
    })
}

/// `every 5 minutes`, `every monday at 9:00`, `daily at 3pm`.
fn spoken(text: &str) -> Option<(String, bool)> {
    let (days, at) = match (text.split_once(" at "), text.strip_prefix("at ")) {
        (Some((days, time)), _) => (days.trim(), Some(clock(time.trim())?)),
        (None, Some(time)) => ("daily", Some(clock(time.trim())?)),
        (None, None) => (text, None),
    };
    let each = days.strip_prefix("every ").map(str::trim);
    let weekday = match each.unwrap_or(days) {
        "day" if each.is_some() => Some("*"),
        "daily" => Some("*"),
        "weekday" | "weekdays" => Some("1-5"),
        other => named(4, other.strip_suffix('s').unwrap_or(other)).and_then(|day| FIELDS[4].3.get(day).copied()),
    };
    match (weekday, at, each) {
        (Some(weekday), at, _) => {
            let (hour, minute) = at.unwrap_or_default();
            Some((format!("{minute} {hour} * * {weekday}"), at.is_some()))
        }
        (None, None, Some(period)) => Some((every(period)?, true)),
        _ => None,
    }
}

/// A time of the day: its hour and minute.
fn clock(text: &str) -> Option<(u8, u8)> {
    match text {
        "midnight" => return Some((0, 0)),
        "noon" => return Some((12, 0)),
        _ => {}
    }
    let (time, later) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(time), _) => (time.trim_end(), Some(0)),
        (None, Some(time)) => (time.trim_end(), Some(12)),
        (None, None) => (text, None),
    };
    let (hour, minute) = time.split_once(':').unwrap_or((time, "00"));
    let hour = super::number(hour).filter(|hour| *hour < 24)?;
    let minute = super::number(minute).filter(|number| *number < 60 && minute.len() == 2)?;
    let hour = match later {
        None => hour,
        Some(later) => (1..=12).contains(&hour).then_some(hour % 12 + later)?,
    };
    Some((hour, minute))
}

/// A number of minutes or hours that divides an hour or a day; without a number it is one.
fn every(period: &str) -> Option<String> {
    let digits = period.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = period.split_at(digits);
    let count: u32 = if count.is_empty() { 1 } else { count.parse().ok()? };
    let is_bare = digits == 0;
    match (count, unit.trim_start()) {
        (_, "m" | "h") if is_bare => None,
        (1, "m" | "min" | "minute" | "minutes") => Some("* * * * *".to_owned()),
        (60, "m" | "min" | "mins" | "minutes") | (1, "h" | "hour" | "hours") => Some("0 * * * *".to_owned()),
        (24, "h" | "hours") => Some("0 0 * * *".to_owned()),
        (minutes, "m" | "min" | "mins" | "minutes") if minutes > 0 && 60 % minutes == 0 => {
            Some(format!("*/{minutes} * * * *"))
        }
        (hours, "h" | "hours") if hours > 0 && 24 % hours == 0 => Some(format!("0 */{hours} * * *")),
        _ => None,
    }
}
