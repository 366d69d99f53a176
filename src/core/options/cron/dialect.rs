//! Fields as other dialects of cron write them: with seconds or a year, `?`, 7 as Sunday, long names, ranges that wrap.

use super::FIELDS;
use crate::diagnostic::nearest::Words;

/// The names of months and weekdays, whose first three letters are what the fields take.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// Where months and weekdays stand among the five fields.
const MONTH: usize = 3;
const WEEKDAY: usize = 4;

/// An end of a range: how it is written, what it is, and whether that is sure.
struct End {
    text: String,
    number: u8,
    is_sure: bool,
}

/// The five fields that others mean, and whether it is sure.
pub(super) fn read(text: &str) -> Option<(String, bool)> {
    let text = text.strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let all: Vec<&str> = text.split_whitespace().collect();
    let begins_at_zero = all.first().is_some_and(|first| matches!(*first, "0" | "00"));
    let ends_with_any = all.last() == Some(&"*");
    // It stands for a day of the month or a weekday, and so tells which fields are which.
    let unsaid = all.iter().position(|field| *field == "?");
    let has_letters = |field: Option<&&str>| field.is_none_or(|field| !field.bytes().any(|byte| byte.is_ascii_digit()));
    let (own, from_one, is_sure) = match (all.len(), unsaid) {
        (5, _) => (all.get(..5)?, false, true),
        (6, Some(2 | 4)) if ends_with_any => (all.get(..5)?, true, true),
        // To some of those that have `?` here, weekdays begin at one, to others at zero.
        (6, Some(3 | 5)) if begins_at_zero && has_letters(all.get(5)) => (all.get(1..)?, false, true),
        (6, None) if begins_at_zero => (all.get(1..)?, false, false),
        (7, Some(3 | 5)) if begins_at_zero && ends_with_any => (all.get(1..6)?, true, true),
        _ => return None,
    };
    let mut sure = is_sure;
    let mut fields = Vec::with_capacity(5);
    for (at, field) in own.iter().enumerate() {
        let mut parts = Vec::new();
        for written in field.split(',') {
            let (text, is_sure) = part(written, at, from_one)?;
            sure &= is_sure;
            parts.push(text);
        }
        fields.push(parts.join(","));
    }
    let is_longer = all.len() > 5;
    fields.iter_mut().filter(|field| is_longer && *field == "?").for_each(|field| "*".clone_into(field));
    Some((fields.join(" "), sure))
}

/// A range or a value with its step, if it has one.
fn part(written: &str, at: usize, from_one: bool) -> Option<(String, bool)> {
    let (range, step) = written.split_once('/').map_or((written, None), |(range, step)| (range, Some(step)));
    if matches!(range, "*" | "?") {
        return Some((written.to_owned(), true));
    }
    let ends: Option<Vec<End>> = range.split('-').map(|end| value(end, at, from_one)).collect();
    let (_, least, most, _) = FIELDS[at];
    let (text, is_sure) = match ends?.as_slice() {
        [one] if at == WEEKDAY && one.number == 7 => ("0".to_owned(), step.is_none().then_some(one.is_sure)?),
        [one] => (one.text.clone(), one.is_sure),
        [from, to] => {
            let is_sure = from.is_sure && to.is_sure;
            let is_changed = (at == WEEKDAY && (from.number == 7 || to.number == 7)) || from.number > to.number;
            // A step goes on over the end, which several ranges can't say.
            if is_changed && step.is_some() {
                return None;
            }
            let up_to = |from: &End, to: u8| {
                if from.number == to { from.text.clone() } else { format!("{}-{to}", from.text) }
            };
            let after = |to: &End| if to.number == least { to.text.clone() } else { format!("{least}-{}", to.text) };
            match (from.number, to.number) {
                (0 | 1, 7) if at == WEEKDAY => ("*".to_owned(), is_sure),
                (7, 7) if at == WEEKDAY => ("0".to_owned(), is_sure),
                (7, _) if at == WEEKDAY => (after(to), is_sure),
                (_, 7) if at == WEEKDAY => (format!("{},0", up_to(from, 6)), is_sure),
                (first, last) if first > last && first <= most => {
                    (format!("{},{}", up_to(from, most), after(to)), false)
                }
                _ => (format!("{}-{}", from.text, to.text), is_sure),
            }
        }
        _ => return None,
    };
    Some((step.map_or_else(|| text.clone(), |step| format!("{text}/{step}")), is_sure))
}

fn value(written: &str, at: usize, from_one: bool) -> Option<End> {
    let end = |text: &str, number: u8, is_sure| Some(End { text: text.to_owned(), number, is_sure });
    if let Some(number) = super::number(written) {
        return match (at, number) {
            (WEEKDAY, number) if from_one => {
                let number = number.checked_sub(1).filter(|number| *number < 7)?;
                end(&number.to_string(), number, true)
            }
            // Midnight, as the end of a day.
            (1, 24) => end("0", 0, false),
            _ => end(written, number, true),
        };
    }
    let (_, least, _, short) = FIELDS[at];
    let number = |place: usize| u8::try_from(place).ok().map(|place| place + least);
    if let Some(place) = short.iter().position(|name| name.eq_ignore_ascii_case(written)) {
        return end(written, number(place)?, true);
    }
    if let Some(place) = named(at, written) {
        return end(short.get(place)?, number(place)?, true);
    }
    let place = misspelt(at, written)?;
    end(short.get(place)?, number(place)?, false)
}

/// Which month or weekday a word is that begins its name.
pub(super) fn named(at: usize, word: &str) -> Option<usize> {
    let word = word.to_ascii_lowercase();
    names(at).iter().position(|name| word.len() >= 3 && name.starts_with(&word))
}

/// Which one a word is that has a slip, where it can be one alone.
fn misspelt(at: usize, word: &str) -> Option<usize> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let short = FIELDS[at].3;
    let mut near = Words::new(names(at).iter().chain(short).copied()).near(word);
    near.sort_unstable();
    let (slips, _) = *near.first()?;
    let place = |name: &str| names(at).iter().position(|long| long.starts_with(name));
    let mut best = near.iter().filter(|(others, _)| *others == slips).filter_map(|(_, name)| place(name));
    let first = best.next()?;
    best.all(|other| other == first).then_some(first)
}

fn names(at: usize) -> &'static [&'static str] {
    match at {
        MONTH => &MONTHS,
        WEEKDAY => &WEEKDAYS,
        _ => &[],
    }
}
