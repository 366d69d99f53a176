//! Which jobs are due in a minute.

use std::collections::BTreeMap;

use crate::options::cron::comes_at;

/// The jobs of which the schedule has a minute, in UTC, counted since 1970; by their services, with their expressions.
pub fn due(schedules: &BTreeMap<String, String>, minute: u64) -> Vec<String> {
    let (days, of_day) = (minute / 1440, minute % 1440);
    let (day, month) = civil(days);
    // The first of 1970 was a Thursday.
    let weekday = (days + 4) % 7;
    let small = |number: u64| u8::try_from(number).unwrap_or_default();
    let at = [of_day % 60, of_day / 60, day, month, weekday].map(small);
    let is_due = |expression: &String| comes_at(expression, at);
    schedules.iter().filter(|(_, expression)| is_due(expression)).map(|(service, _)| service.clone()).collect()
}

/// The day of the month and the month of a day since 1970, in the calendar that is used.
fn civil(days: u64) -> (u64, u64) {
    // Years that begin in March end with the day that only some of them have.
    let days = days + 719_468;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_since_1970_has_its_date() {
        for (days, date) in [
            (0, (1, 1)),
            (58, (28, 2)),
            (59, (1, 3)),
            (789, (29, 2)),
            (11_016, (29, 2)),
            (20_786, (29, 11)),
            (47_540, (28, 2)),
        ] {
            assert_eq!(civil(days), date, "{days}");
        }
    }

    #[test]
    fn a_job_is_due_in_its_minutes_alone() {
        let schedules =
            [("often", "* * * * *"), ("nightly", "30 2 * * *"), ("sundays", "0 0 * * sun"), ("either", "0 0 13 * fri")];
        let schedules = schedules.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let at = |days: u64, hour: u64, minute: u64| due(&schedules, days * 1440 + hour * 60 + minute).join(" ");
        assert_eq!(at(20_786, 2, 29), "often");
        assert_eq!(at(20_786, 2, 30), "nightly often");
        // 29 November 2026 is a Sunday, 13 November a Friday, 13 December another Sunday.
        assert_eq!(at(20_786, 0, 0), "often sundays");
        assert_eq!(at(20_770, 0, 0), "either often");
        assert_eq!(at(20_800, 0, 0), "either often sundays");
        assert_eq!(at(20_777, 0, 0), "either often");
    }
}
