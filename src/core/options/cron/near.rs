//! From what people and other dialects write of a schedule to the five fields that mean the same.

use super::{check, dialect, phrase};

/// The longest text that something is suggested for, in bytes.
const LONGEST: usize = 200;

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

/// The five fields that a text means, where that can be told.
pub fn near(text: &str) -> Option<Near> {
    if text.len() > LONGEST {
        return None;
    }
    let (zone, text) = zone(text.trim());
    let (expression, same) = phrase::read(&text.to_ascii_lowercase()).or_else(|| dialect::read(text))?;
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
        None if matches!(text.split_whitespace().count(), 6 | 7) => {
            "write minute, hour, day, month and weekday, as in `0 2 * * *`; seconds and years can't be said".to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Each text with its five fields, `!` before those of which it is surely meant.
    fn holds(table: &[(&str, &str)]) {
        for (text, expected) in table {
            let found = near(text).map_or_else(String::new, |near| {
                assert_eq!(check(&near.expression), Ok(()), "{text}");
                format!("{}{}", if near.same { "!" } else { "" }, near.expression)
            });
            assert_eq!(found, *expected, "{text}");
            assert!(check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn other_dialects_come_to_the_five_fields_that_mean_the_same() {
        holds(&[
            ("@daily", "!0 0 * * *"),
            (" @Weekly ", "!0 0 * * 0"),
            ("@every 15m", "!*/15 * * * *"),
            ("@every 1h", "!0 * * * *"),
            ("@every 6h", "!0 */6 * * *"),
            ("rate(5 minutes)", "!*/5 * * * *"),
            ("rate(1 hour)", "!0 * * * *"),
            ("0 2 * * 7", "!0 2 * * 0"),
            ("0 2 * * 1,7", "!0 2 * * 1,0"),
            ("0 2 * * 5-7", "!0 2 * * 5-6,0"),
            ("0 2 * * 6-7", "!0 2 * * 6,0"),
            ("0 2 * * 1-7", "!0 2 * * *"),
            ("0 2 * * 7-3", "!0 2 * * 0-3"),
            ("0 2 * * fri-7", "!0 2 * * fri-6,0"),
            // Six fields begin with the second, where nothing says that they end with the year.
            ("0 0 2 * * *", "0 2 * * *"),
            ("0 0 2 * * 1-5", "0 2 * * 1-5"),
            ("0 0 2 ? * MON-FRI", "!0 2 * * MON-FRI"),
            ("0 0 2 * * ?", "!0 2 * * *"),
            ("0 0 2 ? * 2-6 *", "!0 2 * * 1-5"),
            ("0 0 2 ? * 7-1 *", "0 2 * * 6,0"),
            ("cron(0 10 * * ? *)", "!0 10 * * *"),
            ("cron(15 10 ? * 2-6 *)", "!15 10 * * 1-5"),
            ("0 10 ? * MON-FRI *", "!0 10 * * MON-FRI"),
        ]);
        for text in ["TZ=Europe/Berlin 0 2 * * 7", "CRON_TZ=Europe/Berlin   0 2 * * 0"] {
            let near = near(text).unwrap();
            assert_eq!((near.expression.as_str(), near.same), ("0 2 * * 0", false));
            assert!(near.note.unwrap().contains("`time-zone = \"Europe/Berlin\"`"));
        }
    }

    #[test]
    fn what_was_meant_is_told_of_words_and_slips() {
        holds(&[
            ("daily", "!0 0 * * *"),
            ("dayly", "0 0 * * *"),
            ("@dayly", "0 0 * * *"),
            ("@houry", "0 * * * *"),
            // Elsewhere it is Monday.
            ("weekly", "0 0 * * 0"),
            ("every minute", "!* * * * *"),
            ("every 5 minutes", "!*/5 * * * *"),
            ("Every 30min", "!*/30 * * * *"),
            ("every hour", "!0 * * * *"),
            ("every 2 hours", "!0 */2 * * *"),
            ("every day", "0 0 * * *"),
            ("every day at 3:30", "!30 3 * * *"),
            ("daily at 3pm", "!0 15 * * *"),
            ("at 12:05 am", "!5 0 * * *"),
            ("at noon", "!0 12 * * *"),
            ("every monday", "0 0 * * mon"),
            ("every Monday at 09:00", "!0 9 * * mon"),
            ("weekdays at 8", "!0 8 * * 1-5"),
            ("0 2 * * MOM", "0 2 * * mon"),
            ("0 2 * * monday", "!0 2 * * mon"),
            ("0 2 * * Tues,Thurs", "!0 2 * * tue,thu"),
            ("0 2 1 Janury *", "0 2 1 jan *"),
            ("0 2 1 sept *", "!0 2 1 sep *"),
            ("0 2 * * fri-mon", "0 2 * * fri-6,0-mon"),
            ("0 22-2 * * *", "0 22-23,0-2 * * *"),
            ("0 24 * * *", "0 0 * * *"),
        ]);
    }

    #[test]
    fn nothing_is_said_where_it_could_be_more_than_one() {
        let nothing = [
            "",
            "@reboot",
            "@every 7m",
            "@every 0m",
            "@every",
            "every 7 minutes",
            "every 1m at 3",
            "at 25:00",
            "at 13pm",
            "at 0am",
            "at 3:5",
            "0 2 * * 8",
            "0 2 * * 1-7/2",
            "30 0 2 * * *",
            "* * * * * *",
            "0 0 2 * * ? 2030",
            // Monday to one, Tuesday to another.
            "0 0 2 ? * 2",
            "61 3 * * *",
            "60 * * * *",
            "* * * *",
            // March or May, Tuesday or Sunday.
            "0 2 1 max *",
            "0 2 * * tun",
            "0 2 L * *",
            "0 2 15W * *",
            "0 2 * * mon#2",
            "0 2 * * 5L",
            "0 2 32-3 * *",
            "TZ=x",
            "TZ=x y",
            "sometimes",
        ];
        holds(&nothing.map(|text| (text, "")));
        assert_eq!(near("0 2 * * */7"), None);
        assert_eq!(near(&format!("0 2 * * {}", "mom,".repeat(100_000))), None);
    }
}
