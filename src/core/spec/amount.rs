//! Lengths of time and amounts of memory.

use std::time::Duration;

use super::field::{Field, Read, Reader, Refused, Text};
use super::word::word;
use crate::document::Cursor;
use crate::quantity::{self, PATTERN};
use crate::source::Located;

word! {
    /// A duration as Go writes it, above zero.
    GoDuration, rule "healthcheck-duration",
    pattern r"^\+?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$" and "[1-9]",
    |text| parse_go_duration(text).map(|_| ())
}

impl GoDuration {
    /// How long it is.
    pub fn duration(&self) -> Duration {
        parse_go_duration(self.as_str()).unwrap_or_default()
    }
}

/// Go's `time.ParseDuration`, for durations above zero.
fn parse_go_duration(text: &str) -> Result<Duration, String> {
    let shape = || "a number and a unit of `ns`, `us`, `ms`, `s`, `m` or `h`, as in `10s` or `1m30s`".to_owned();
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut total = 0_f64;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(shape)?;
        let (digits, tail) = rest.split_at(number);
        let amount: f64 = if digits.contains(|c: char| c.is_ascii_digit()) {
            digits.parse().map_err(|_| shape())?
        } else {
            return Err(shape());
        };
        let units = [
            ("ns", 1e-9),
            ("us", 1e-6),
            ("µs", 1e-6),
            ("μs", 1e-6),
            ("ms", 1e-3),
            ("s", 1.0),
            ("m", 60.0),
            ("h", 3600.0),
        ];
        let (unit, seconds) = units.iter().find(|(unit, _)| tail.starts_with(unit)).ok_or_else(shape)?;
        total += amount * seconds;
        rest = &tail[unit.len()..];
    }
    if text.trim_start_matches('+').is_empty() {
        return Err(shape());
    }
    // Go counts nanoseconds in 63 bits: about 292 years.
    if total > 9.2e9 {
        return Err("expected at most 292 years".into());
    }
    if total < 1e-9 {
        return Err("expected a duration above zero".into());
    }
    Ok(Duration::from_secs_f64(total))
}

word! {
    /// An amount of memory as Kubernetes writes it.
    Quantity, rule "gpu-vram", pattern PATTERN,
    |text| match quantity::value(text) {
        Some(_) => Ok(()),
        None => Err("expected a number and a unit such as `Mi` or `Gi`, as in `24Gi`".into()),
    }
}

impl Quantity {
    /// How many bytes it is.
    pub fn bytes(&self) -> f64 {
        quantity::value(self.as_str()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_as_go_reads_it() {
        let seconds = |text| GoDuration::parse(text).map(|duration| duration.duration().as_secs_f64());
        assert_eq!(seconds("1m30s"), Ok(90.0));
        assert_eq!(seconds(".5s"), Ok(0.5));
        assert_eq!(seconds("100ms"), Ok(0.1));
        assert_eq!(seconds("+5s"), Ok(5.0));
        for bad in
            ["", "5", "s", "0s", "0h0m", "-1s", "1 s", "1.2.3s", "1d", ".s", "+", "++5s", "5s+", "9999999999999h"]
        {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
