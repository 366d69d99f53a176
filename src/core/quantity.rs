//! Amounts of memory, disk and processors as Kubernetes writes them: a number and a unit.

/// The form of an amount.
pub const PATTERN: &str = r"^([0-9]+(\.[0-9]*)?|\.[0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|m|k|M|G|T|P|E|[eE][+-]?[0-9]{1,3})?$";

/// The amount in its base unit, bytes or cores; none where a text is not an amount.
pub fn value(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    // A dot alone is not a number.
    let number: f64 = digits.parse().ok()?;
    Some(number * factor(unit)?)
}

/// Two amounts of memory as one: in the largest unit that has no rest.
pub fn sum(one: &str, other: &str) -> Option<String> {
    let bytes = whole(value(one)? + value(other)?)?;
    let (number, letter) = exact(bytes);
    Some(if letter.is_empty() { number.to_string() } else { format!("{number}{letter}i") })
}

/// Bytes in the largest binary unit that has no rest, by its letter.
pub fn exact(bytes: u64) -> (u64, &'static str) {
    let units = [("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)];
    let fits = units.into_iter().find(|(_, size)| bytes.is_multiple_of(*size));
    fits.map_or((bytes, ""), |(letter, size)| (bytes / size, letter))
}

/// An amount of memory in whole bytes, at least as many.
pub fn whole(amount: f64) -> Option<u64> {
    // Above 2^53 not every number of bytes has a value of its own, and no machine has so much.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just looked at")]
    (0.0..=9_007_199_254_740_992.0).contains(&amount).then(|| amount.ceil() as u64)
}

fn factor(unit: &str) -> Option<f64> {
    Some(match unit {
        "" => 1.0,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024.0_f64.powi(2),
        "Gi" => 1024.0_f64.powi(3),
        "Ti" => 1024.0_f64.powi(4),
        "Pi" => 1024.0_f64.powi(5),
        "Ei" => 1024.0_f64.powi(6),
        _ => {
            let power = unit.strip_prefix(['e', 'E'])?;
            let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
            let is_power = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            10.0_f64.powi(power.parse().ok().filter(|_| is_power)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_memory_add_up_in_the_unit_that_fits() {
        for (one, other, both) in [
            ("512Mi", "256Mi", "768Mi"),
            ("1Gi", "1Gi", "2Gi"),
            ("1Gi", "256Mi", "1280Mi"),
            ("1.5Gi", "512Mi", "2Gi"),
            ("1k", "1", "1001"),
            ("500m", "1Ki", "1025"),
        ] {
            assert_eq!(sum(one, other).as_deref(), Some(both));
        }
        assert_eq!(sum("16Ei", "1"), None);
    }

    #[test]
    fn an_amount_is_read_as_kubernetes_reads_it_and_as_its_pattern_says() {
        let pattern = jsonschema::draft202012::new(&serde_json::json!({ "pattern": PATTERN })).unwrap();
        for (text, amount) in [
            ("24", 24.0),
            ("24Gi", 24.0 * 1024.0 * 1024.0 * 1024.0),
            ("1Mi", 1_048_576.0),
            ("1.5k", 1500.0),
            (".5", 0.5),
            ("500m", 0.5),
            ("2E", 2e18),
            ("1e3", 1e3),
            ("1E+2", 1e2),
            ("0", 0.0),
        ] {
            assert!((value(text).unwrap() - amount).abs() < 1e-9, "{text}");
            assert!(pattern.is_valid(&text.into()), "{text}");
        }
        for bad in
            ["", ".", "24GB", "Gi", "24 Gi", "-1", "+1", "1.2.3", "24gi", "1e", "1e+", "1e1234", "1ee3", "inf", "NaN"]
        {
            assert_eq!((value(bad), pattern.is_valid(&bad.into())), (None, false), "{bad}");
        }
    }
}
