//! Single values: how they were written, and what YAML 1.2's core schema takes them for.

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
    /// In single or double quotes.
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
        let parts = |text: &str, joint: char, lengths: &[std::ops::RangeInclusive<usize>]| {
            let parts: Vec<&str> = text.split(joint).collect();
            parts.len() == lengths.len()
                && parts.iter().zip(lengths).all(|(part, length)| {
                    length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
                })
        };
        let date = text.split(['T', 't', ' ']).next().unwrap_or_default();
        if parts(date, '-', &[4..=4, 1..=2, 1..=2]) {
            return Some("date");
        }
        let number = unsigned.strip_prefix("0b").map_or_else(
            || unsigned.bytes().all(|byte| byte.is_ascii_digit() || b"_.:".contains(&byte)),
            |bits| !bits.is_empty() && bits.bytes().all(|byte| matches!(byte, b'0' | b'1' | b'_')),
        );
        let groups = unsigned.split(':').skip(1);
        let sexagesimal = groups.clone().all(|group| {
            let whole = group.split('.').next().unwrap_or_default().replace('_', "");
            !whole.is_empty() && whole.len() <= 2 && whole.parse::<u8>().is_ok_and(|part| part < 60)
        });
        let points = unsigned.matches('.').count();
        let has_digit = unsigned.contains(|c: char| c.is_ascii_digit());
        (number && has_digit && sexagesimal && points <= 1).then_some("number")
    }
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
                quoted.push_str(&format!("\\u{:04x}", c as u32));
            }
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar {
        Scalar { text: text.into(), style: Style::Plain, kind: ScalarType::of_plain(text) }
    }

    #[test]
    fn plain_scalars_have_the_core_schemas_type() {
        use ScalarType::{Bool, Float, Integer, Null, String};
        let table = [
            (Null, "~ null Null NULL"),
            (Bool, "true True FALSE"),
            (Integer, "0 10 -3 +7 0x1F 0o17 99999999999999999999"),
            (Float, "1.5 .5 1. -0.0 1e3 1.5E-3 .inf -.INF .nan 0e1"),
            (
                String,
                "yes no 0755 089 01.5 -01 1_000 0b1 22:22 2024-01-01 1.2.3 . - + 1e .e1 0x 0o8 nul tRUE 1e3.5 = <<",
            ),
        ];
        for (kind, texts) in table {
            for text in texts.split(' ') {
                assert_eq!(plain(text).kind, kind, "{text}");
            }
        }
    }

    #[test]
    fn strings_that_older_readers_type_are_known() {
        for text in "yes No ON off y 2024-01-01 2024-1-2 22:22 1:30:45 0755 089 1_000 0b101 = 190:20:30.15 01.5 2001-12-14t21:59:43".split(' ') {
            assert!(plain(text).yaml11_type().is_some(), "{text}");
        }
        for text in "yesterday none 1.2.3 10s 24Gi 127.0.0.1 a:b 12:99 10.0.0.1:80 2024-01 v1 -".split(' ') {
            assert_eq!(plain(text).yaml11_type(), None, "{text}");
        }
    }
}
