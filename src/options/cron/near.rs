//! From what other dialects of cron take to the five fields that mean the same.

use super::check;

/// Macros, and what they stand for.
const MACROS: &[(&str, &str)] = &[
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// An expression of five fields for one that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The five fields.
    pub expression: String,
    /// Whether it means the same wherever it runs.
    pub same: bool,
    /// What the five fields can't say, and where it is said.
    pub note: Option<String>,
}

/// The five fields that a text of another dialect means, where that can be told.
pub fn near(text: &str) -> Option<Near> {
    let (zone, text) = zone(text.trim());
    let lower = text.to_ascii_lowercase();
    let (expression, same) = match MACROS.iter().find(|(name, _)| *name == lower) {
        Some((_, fields)) => ((*fields).to_owned(), true),
        None => match every(&lower) {
            Some(fields) => (fields, true),
            None => fields(text)?,
        },
    };
    check(&expression).ok()?;
    let note = zone.map(|zone| {
        format!(
            "the time zone is an option: `time-zone = \"{zone}\"` under `[cluster]` in `ast.toml`, or `--time-zone`"
        )
    });
    (expression != text || note.is_some()).then_some(Near { same: same && zone.is_none(), expression, note })
}

/// What to write instead of a text that is not an expression.
pub fn help(text: &str) -> String {
    match near(text) {
        Some(Near { expression, note: Some(note), .. }) => format!("write `{expression}`; {note}"),
        Some(Near { expression, .. }) => format!("write `{expression}`"),
        None if text.trim().eq_ignore_ascii_case("@reboot") => {
            "what runs once at the start has `trigger: {type: startup}`, and no schedule".to_owned()
        }
        None => "write minute, hour, day, month and weekday, as in `0 2 * * *`".to_owned(),
    }
}

/// A time zone before the fields, as `TZ=` or `CRON_TZ=`.
fn zone(text: &str) -> (Option<&str>, &str) {
    let rest = text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ="));
    match rest.and_then(|rest| rest.split_once(char::is_whitespace)) {
        Some((zone, fields)) => (Some(zone), fields.trim_start()),
        None => (None, text),
    }
}

/// `@every` with a time that divides an hour or a day.
fn every(text: &str) -> Option<String> {
    let time = text.strip_prefix("@every")?.trim();
    let number = |unit: char| time.strip_suffix(unit)?.parse::<u32>().ok();
    match (number('m'), number('h')) {
        (Some(1), _) => Some("* * * * *".to_owned()),
        (Some(60), _) | (_, Some(1)) => Some("0 * * * *".to_owned()),
        (_, Some(24)) => Some("0 0 * * *".to_owned()),
        (Some(minutes), _) if minutes > 0 && 60 % minutes == 0 => Some(format!("*/{minutes} * * * *")),
        (_, Some(hours)) if hours > 0 && 24 % hours == 0 => Some(format!("0 */{hours} * * *")),
        _ => None,
    }
}

/// Five fields with 7 as Sunday, or six that begin with second 0.
fn fields(text: &str) -> Option<(String, bool)> {
    let mut fields: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let has_seconds = fields.len() == 6 && matches!(fields[0].as_str(), "0" | "00");
    if has_seconds {
        fields.remove(0);
    }
    let weekday = fields.get_mut(4)?;
    *weekday = weekday.split(',').map(sunday).collect::<Option<Vec<_>>>()?.join(",");
    (fields.len() == 5).then(|| (fields.join(" "), !has_seconds))
}

/// A part of the weekdays with 7 as 0.
fn sunday(part: &str) -> Option<String> {
    let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
    match (range.split_once('-'), step) {
        (None, None) if range == "7" => Some("0".to_owned()),
        (Some(("0" | "1", "7")), None) => Some("*".to_owned()),
        (Some((from, "7")), None) if from.eq_ignore_ascii_case("sun") => Some("*".to_owned()),
        (Some(("7", to)), None) => Some(format!("0-{to}")),
        (Some(("6", "7")), None) => Some("6,0".to_owned()),
        (Some((from, "7")), None) => Some(format!("{from}-6,0")),
        (Some((_, "7")) | None, Some(_)) if range.ends_with('7') => None,
        _ => Some(part.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_dialects_come_to_the_five_fields_that_mean_the_same() {
        for (text, expected) in [
            ("@daily", "0 0 * * *"),
            (" @Weekly ", "0 0 * * 0"),
            ("@every 15m", "*/15 * * * *"),
            ("@every 1h", "0 * * * *"),
            ("@every 6h", "0 */6 * * *"),
            ("0 2 * * 7", "0 2 * * 0"),
            ("0 2 * * 1,7", "0 2 * * 1,0"),
            ("0 2 * * 5-7", "0 2 * * 5-6,0"),
            ("0 2 * * 6-7", "0 2 * * 6,0"),
            ("0 2 * * 1-7", "0 2 * * *"),
            ("0 2 * * fri-7", "0 2 * * fri-6,0"),
        ] {
            let near = near(text).unwrap();
            assert_eq!((near.expression.as_str(), near.same, near.note), (expected, true, None), "{text}");
            assert!(check(text).is_err() && check(expected).is_ok());
        }
        let seconds = near("0 0 2 * * *").unwrap();
        assert_eq!((seconds.expression.as_str(), seconds.same), ("0 2 * * *", false));
        for text in ["TZ=Europe/Berlin 0 2 * * 7", "CRON_TZ=Europe/Berlin   0 2 * * 0"] {
            let near = near(text).unwrap();
            assert_eq!((near.expression.as_str(), near.same), ("0 2 * * 0", false));
            assert!(near.note.unwrap().contains("`time-zone = \"Europe/Berlin\"`"));
        }
        for text in [
            "",
            "@reboot",
            "@every 7m",
            "@every 0m",
            "@every",
            "0 2 * * 8",
            "0 2 * * */7",
            "30 0 2 * * *",
            "TZ=x",
            "TZ=x y",
        ] {
            assert_eq!(near(text), None, "{text}");
        }
    }
}
