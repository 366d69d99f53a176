//! Amounts of memory, disk and processors as Kubernetes writes them: a number and a unit.

/// The form of an amount.
pub const PATTERN: &str = r"^([0-9]+(\.[0-9]*)?|\.[0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|m|k|M|G|T|P|E|[eE][+-]?[0-9]{1,3})?$";

/// The amount in its base unit, bytes or cores; none where a text is no amount.
pub fn value(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    // A dot alone is no number.
    let number: f64 = digits.parse().ok()?;
    Some(number * factor(unit)?)
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
