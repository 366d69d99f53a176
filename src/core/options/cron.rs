//! Cron expressions as a `CronJob` of Kubernetes reads them.
//!
//! The libraries that there are read another dialect (seconds, `L`, `W`, `#`, 7 as Sunday, ranges that
//! wrap), and would accept here what a cluster refuses.

mod dialect;
mod near;
mod phrase;

pub use near::{Near, help, near};

/// The five fields: name, bounds, and the names that stand for numbers from the lower bound on.
const FIELDS: [(&str, u8, u8, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of the month", 1, 31, &[]),
    ("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("weekday", 0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

/// Why a text is not an expression.
///
/// # Errors
/// The reason, to be continued from "`x` is not a cron expression: ".
pub fn check(expression: &str) -> Result<(), String> {
    if expression.trim_start().starts_with('@') {
        return Err("macros such as `@daily` are not taken".into());
    }
    if expression.trim_start().starts_with("TZ=") || expression.trim_start().starts_with("CRON_TZ=") {
        return Err("a time zone can't be a part of it".into());
    }
    let fields: Vec<&str> = expression.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!("expected 5 fields, found {}", fields.len()));
    }
    for (text, (name, least, most, names)) in fields.iter().zip(FIELDS) {
        for part in text.split(',') {
            check_part(part, least, most, names).map_err(|why| format!("{name}: {why}"))?;
        }
    }
    Ok(())
}

/// A sound expression as every other dialect reads it: `?` as `*`, and `5/15` with its end.
pub fn portable(expression: &str) -> Option<String> {
    check(expression).ok()?;
    let fields = expression.split_whitespace().zip(FIELDS);
    let fields = fields.map(|(text, (_, least, most, names))| {
        let parts: Vec<String> = text.split(',').map(|part| portable_part(part, least, most, names)).collect();
        parts.join(",")
    });
    Some(fields.collect::<Vec<_>>().join(" "))
}

/// Whether an expression that is sound never comes: no month of it has a day of it. Where it names weekdays too, either
/// counts, and it comes.
pub fn never_comes(expression: &str) -> bool {
    const LONGEST: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let Some(portable) = portable(expression) else { return false };
    let fields: Vec<&str> = portable.split(' ').collect();
    let [_, _, days, months, weekdays] = fields.as_slice() else { return false };
    if *days == "*" || *weekdays != "*" {
        return false;
    }
    let least = values(days, 1, 31).into_iter().min().unwrap_or(1);
    values(months, 1, 12).into_iter().filter_map(|month| LONGEST.get(usize::from(month) - 1)).all(|most| *most < least)
}

/// Whether an expression that is sound has a moment: its minute, hour, day of the month, month and weekday. Where it names
/// days of the month and weekdays, either counts.
pub fn comes_at(expression: &str, at: [u8; 5]) -> bool {
    let Some(portable) = portable(expression) else { return false };
    let fields: Vec<&str> = portable.split(' ').collect();
    let has = |field: usize| {
        let (_, least, most, _) = FIELDS[field];
        fields.get(field).is_some_and(|text| values(text, least, most).contains(&at[field]))
    };
    let is_any = |field: usize| fields.get(field).is_some_and(|text| *text == "*");
    let is_day = if is_any(2) || is_any(4) { has(2) && has(4) } else { has(2) || has(4) };
    has(0) && has(1) && has(3) && is_day
}

/// The numbers that a field of a portable expression stands for.
fn values(field: &str, least: u8, most: u8) -> Vec<u8> {
    let part = |part: &str| {
        let (range, step) = part.split_once('/').map_or((part, 1), |(range, step)| (range, step.parse().unwrap_or(1)));
        let (from, to) = match range.split_once('-') {
            Some((from, to)) => (number(from), number(to)),
            None if range == "*" => (Some(least), Some(most)),
            None => (number(range), number(range)),
        };
        (from.unwrap_or(least)..=to.unwrap_or(most)).step_by(step)
    };
    field.split(',').flat_map(part).collect()
}

fn portable_part(part: &str, least: u8, most: u8, names: &[&str]) -> String {
    let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, step.parse::<u32>().ok()));
    let range = if range == "?" { "*" } else { range };
    let value = |text: &str| {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text)).and_then(|at| u8::try_from(at).ok());
        named.map(|at| at + least).or_else(|| number(text)).unwrap_or(least)
    };
    let (from, to) = match range.split_once('-') {
        _ if range == "*" => (least, most),
        Some((from, to)) => (value(from), value(to)),
        None => (value(range), if step.is_some() { most } else { value(range) }),
    };
    match step {
        None if range == "*" => "*".to_owned(),
        None if from == to => from.to_string(),
        None => format!("{from}-{to}"),
        Some(step) if step > u32::from(to - from) => from.to_string(),
        Some(step) if range == "*" => format!("*/{step}"),
        Some(step) => format!("{from}-{to}/{step}"),
    }
}

fn check_part(part: &str, least: u8, most: u8, names: &[&str]) -> Result<(), String> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (part, None),
    };
    // A step may be longer than its range, and then takes its beginning alone.
    if let Some(step) = step
        && !(step.bytes().all(|byte| byte.is_ascii_digit()) && step.parse::<u32>().is_ok_and(|step| step > 0))
    {
        return Err(format!("the step `{step}` is not a number above zero"));
    }
    if matches!(range, "*" | "?") {
        return Ok(());
    }
    let value = |text: &str| {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text)).and_then(|at| u8::try_from(at).ok());
        let value = named.map(|at| at + least).or_else(|| number(text));
        let value = value.ok_or_else(|| format!("`{text}` is not a number"))?;
        if (least..=most).contains(&value) {
            Ok(value)
        } else {
            Err(format!("`{text}` is not within {least} to {most}"))
        }
    };
    match range.split_once('-') {
        None => value(range).map(|_| ()),
        Some((from, to)) if value(from)? > value(to)? => Err(format!("the range `{range}` goes backwards")),
        Some(_) => Ok(()),
    }
}

fn number(text: &str) -> Option<u8> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::{check, never_comes, portable};

    #[test]
    fn a_schedule_comes_where_some_year_has_its_day() {
        for never in ["0 0 31 2 *", "0 0 30 feb ?", "* * 31 4,6,9,11 *", "0 0 30-31 2 *"] {
            assert!(never_comes(never), "{never}");
        }
        for some in [
            "0 0 29 2 *",
            "0 0 31 2 1",
            "0 0 31 1,2 *",
            "0 0 * 2 *",
            "0 0 */31 2 *",
            "0 0 1,31 2 *",
            "0 0 31 */4,2 *",
            "no",
        ] {
            assert!(!never_comes(some), "{some}");
        }
    }

    #[test]
    fn a_portable_expression_means_the_same_to_others() {
        for (ours, theirs) in [
            ("0 2 * * *", "0 2 * * *"),
            ("5/15 * ? jan-MAR Sun", "5-59/15 * * 1-3 0"),
            ("*/300 1-3/9 */15 * 1,fri", "0 1 */15 * 1,5"),
        ] {
            assert_eq!(portable(ours).as_deref(), Some(theirs), "{ours}");
        }
        assert_eq!(portable("@daily"), None);
    }

    #[test]
    fn what_a_cluster_takes_is_taken_and_nothing_else() {
        for good in [
            "0 2 * * *",
            "*/15 * * * *",
            "5/15 * * * *",
            "*/300 * * * *",
            "0 8 * * 1-5",
            "0 0 1,15 jan,JUL ?",
            "0 0 * * SUN-tue",
            " 1  2 3 4 5 ",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "@daily",
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "* * * * fri-mon",
            "*/0 * * * *",
            "1-2-3 * * * *",
            "a * * * *",
            "1, * * * *",
            "* * L * *",
            "* * * * 1#2",
            "+1 * * * *",
            "-1 * * * *",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
