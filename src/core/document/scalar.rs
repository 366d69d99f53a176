//! Single values: how they were written, and what YAML 1.2's core schema takes them for.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

/// A single value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The decoded text.
    pub text: String,
    /// How it was written.
    pub style: Style,
    /// Its type in the core schema.
    pub kind: ScalarType,
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single or double quotes, or tagged as a string, which means the same to every reader.
    Quoted,
    /// As a `|` or `>` block.
    Block,
}

/// The types of YAML 1.2's core schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarType {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool,
    /// Decimal, `0x` or `0o`.
    Integer,
    /// With a point or an exponent, or `.inf`, `.nan`.
    Float,
    /// Anything else.
    String,
}

impl ScalarType {
    /// The type of a plain scalar in the core schema, except that a decimal number with a zero
    /// before another digit (`0755`, `01.5`) stays a string: its readers disagree on what it is.
    pub fn of_plain(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Null,
            "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return Self::Bool,
            ".nan" | ".NaN" | ".NAN" => return Self::Float,
            _ => {}
        }
        if based(text).is_some() {
            return Self::Integer;
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
            return Self::Float;
        }
        let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 1 && unsigned.starts_with('0') {
            return Self::String;
        }
        let (_, rest) = unsigned.split_at(digits);
        if rest.is_empty() {
            return if digits > 0 { Self::Integer } else { Self::String };
        }
        let fraction = rest.strip_prefix('.').map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        if digits == 0 && fraction.unwrap_or(0) == 0 {
            return Self::String;
        }
        let rest = &rest[fraction.map_or(0, |fraction| fraction + 1)..];
        let exponent = |rest: &str| {
            let power = rest.strip_prefix(['-', '+']).unwrap_or(rest);
            !power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit())
        };
        if rest.is_empty() || rest.strip_prefix(['e', 'E']).is_some_and(exponent) { Self::Float } else { Self::String }
    }
}

/// An integer in `0x` or `0o` notation.
fn based(text: &str) -> Option<f64> {
    let (digits, radix) = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) => (digits, 16),
        (_, Some(digits)) => (digits, 8),
        _ => return None,
    };
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0.0, |sum, digit| Some(sum * f64::from(radix) + f64::from(digit.to_digit(radix)?)))
}

impl Scalar {
    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        (self.kind == ScalarType::Bool).then(|| self.text.starts_with(['t', 'T']))
    }

    /// The value of an integer that fits.
    pub fn as_integer(&self) -> Option<i64> {
        if self.kind != ScalarType::Integer {
            return None;
        }
        match (self.text.strip_prefix("0x"), self.text.strip_prefix("0o")) {
            (Some(digits), _) => i64::from_str_radix(digits, 16).ok(),
            (_, Some(digits)) => i64::from_str_radix(digits, 8).ok(),
            _ => self.text.parse().ok(),
        }
    }

    /// The value of a number; `.inf` and `.nan` have none.
    pub fn as_number(&self) -> Option<f64> {
        if !matches!(self.kind, ScalarType::Integer | ScalarType::Float) {
            return None;
        }
        based(&self.text).or_else(|| self.text.parse().ok()).filter(|number: &f64| number.is_finite())
    }

    /// What a reader of YAML 1.1 takes this for, where the core schema has a string without quotes.
    pub fn yaml11_type(&self) -> Option<&'static str> {
        if self.style != Style::Plain || self.kind != ScalarType::String {
            return None;
        }
        let text = self.text.as_str();
        match text {
            "y" | "Y" | "yes" | "Yes" | "YES" | "n" | "N" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off"
            | "OFF" => return Some("boolean"),
            "=" | "<<" => return Some("special key"),
            _ => {}
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        if is_timestamp(text) {
            return Some("date");
        }
        is_number_of_1_1(unsigned).then_some("number")
    }
}

/// A date, with or without a time of day and a zone.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = text.split_once(['T', 't', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
    let is_clock = |time: &str| {
        let time = time.trim_start();
        let clock = time.split(['Z', 'z', '+', '-', ' ', '\t']).next().unwrap_or_default();
        let zone = time[clock.len()..].trim_start().trim_start_matches(['Z', 'z', '+', '-']);
        let seconds = clock.split('.').next().unwrap_or_default();
        let fraction = clock[seconds.len()..].strip_prefix('.').unwrap_or_default();
        are_digits(seconds, ':', &[1..=2, 2..=2, 2..=2])
            && fraction.bytes().all(|byte| byte.is_ascii_digit())
            && zone.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    };
    are_digits(date, '-', &[4..=4, 1..=2, 1..=2]) && time.is_none_or(is_clock)
}

/// Whether a text is groups of digits of these lengths.
fn are_digits(text: &str, joint: char, lengths: &[RangeInclusive<usize>]) -> bool {
    let mut parts = text.split(joint);
    let fits = |length: &RangeInclusive<usize>| {
        let fits = |part: &str| length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.next().is_some_and(fits)
    };
    lengths.iter().all(fits) && parts.next().is_none()
}

/// Underscores between digits, `0b1`, `0755`, sexagesimals, hexadecimals with a sign; some readers take more
/// of them for numbers than others.
fn is_number_of_1_1(unsigned: &str) -> bool {
    let all = |digits: &str, is_digit: fn(u8) -> bool| {
        digits.bytes().any(|byte| byte != b'_') && digits.bytes().all(|byte| byte == b'_' || is_digit(byte))
    };
    if let Some(digits) = unsigned.strip_prefix("0b") {
        return all(digits, |byte| matches!(byte, b'0' | b'1'));
    }
    if let Some(digits) = unsigned.strip_prefix("0x") {
        return all(digits, |byte| byte.is_ascii_hexdigit());
    }
    let mantissa = unsigned.split(['e', 'E']).next().unwrap_or_default();
    let exponent = unsigned[mantissa.len()..].trim_start_matches(['e', 'E', '+', '-']);
    let is_sexagesimal = mantissa.split(':').skip(1).all(|group| {
        let whole = group.split('.').next().unwrap_or_default();
        matches!(whole.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9'])
    });
    mantissa.bytes().any(|byte| byte.is_ascii_digit())
        && mantissa.bytes().all(|byte| byte.is_ascii_digit() || b"_.:".contains(&byte))
        && exponent.bytes().all(|byte| byte.is_ascii_digit())
        && mantissa.matches('.').count() <= 1
        && is_sexagesimal
}

/// A text in double quotes, so that readers of YAML 1.1 and 1.2 read it back unchanged.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Line breaks of YAML 1.1, byte order marks and what is not printable.
            '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                escape(&mut quoted, c);
            }
            c if c.is_control() => escape(&mut quoted, c),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn escape(quoted: &mut String, c: char) {
    // Writing to a string does not fail.
    let _ = write!(quoted, "\\u{:04x}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar {
        Scalar { text: text.into(), style: Style::Plain, kind: ScalarType::of_plain(text) }
    }

    #[test]
    fn plain_scalars_have_the_types_of_the_core_schema_but_for_zeros_in_front() {
        use ScalarType::{Bool, Float, Integer, Null, String};
        let table = [
            (Null, "~ null Null NULL"),
            (Bool, "true True TRUE false False FALSE"),
            (Integer, "0 -1 +12 0o17 0xfF 3000 123456789012345678901234567890"),
            (Float, "1.5 -.5 1. 1e3 1E-3 0.1 .inf -.INF +.Inf .nan 3.10 0e1"),
            (
                String,
                "yes No on tRUE 0755 089 01.5 -01 00 1_000 22:22 0b1 0x 0o8 -0x1 . + - e3 1e . 1.2.3 .e1 2024-01-01 NuLL .Nan",
            ),
        ];
        for (kind, words) in table {
            for word in words.split(' ') {
                assert_eq!(ScalarType::of_plain(word), kind, "{word}");
            }
        }
        assert_eq!(ScalarType::of_plain(""), Null);
    }

    #[test]
    fn values_are_read_in_every_notation() {
        assert_eq!(plain("True").as_bool(), Some(true));
        assert_eq!(plain("FALSE").as_bool(), Some(false));
        assert_eq!(plain("yes").as_bool(), None);
        assert_eq!(plain("0xff").as_integer(), Some(255));
        assert_eq!(plain("0o17").as_integer(), Some(15));
        assert_eq!(plain("+5").as_integer(), Some(5));
        assert_eq!(plain("99999999999999999999").as_integer(), None);
        assert_eq!(plain("99999999999999999999").as_number(), Some(1e20));
        assert_eq!(plain("1.").as_number(), Some(1.0));
        assert_eq!(plain("-.5e1").as_number(), Some(-5.0));
        assert_eq!(plain(".inf").as_number(), None);
    }

    #[test]
    fn what_older_readers_type_is_known_and_nothing_else() {
        let table = [
            ("boolean", "yes Yes NO on Off y N"),
            ("date", "2024-01-31 2024-1-1 2001-12-14t21:59:43.10-05:00 2001-12-15T02:59:43Z"),
            ("number", "22:22 0755 089 01.5 1_000 0b1 -0x1F 0x_f 190:20:30.15 1_0e3"),
            ("special key", "= <<"),
        ];
        for (kind, words) in table {
            for word in words.split(' ') {
                assert_eq!(plain(word).yaml11_type(), Some(kind), "{word}");
            }
        }
        assert_eq!(plain("2001-12-14 21:59:43.10 -5").yaml11_type(), Some("date"));
        for word in [
            "text",
            "none",
            "yesterday",
            "12:99",
            "24Gi",
            "10s",
            "1.2.3",
            "8080:80",
            "v1",
            "2024-01-31 notes",
            "10.0.0.1",
            "1a",
            "-",
            "y1",
            "12",
            "true",
            "@a",
        ] {
            assert_eq!(plain(word).yaml11_type(), None, "{word}");
        }
        assert_eq!(Scalar { style: Style::Quoted, ..plain("yes") }.yaml11_type(), None);
    }
}
