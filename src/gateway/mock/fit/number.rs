//! A number within its bounds, nought where it may be.

use serde_json::{Map, Number, Value};

/// The `nth` number from the smallest on that fits.
pub(super) fn smallest(schema: &Map<String, Value>, is_integer: bool, nth: usize) -> Result<Value, String> {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let step = bound("multipleOf").filter(|step| *step > 0.0).or(is_integer.then_some(1.0));
    let (above, below) = (bound("exclusiveMinimum"), bound("exclusiveMaximum"));
    let least = [bound("minimum"), above].into_iter().flatten().fold(f64::NEG_INFINITY, f64::max);
    let most = [bound("maximum"), below].into_iter().flatten().fold(f64::INFINITY, f64::min);
    let is_out = |number: f64| above.is_some_and(|above| number <= above) || below.is_some_and(|below| number >= below);
    let start = if least > 0.0 {
        least
    } else if most < 0.0 {
        most
    } else {
        0.0
    };
    let mut found =
        step.map_or(start, |step| if start < 0.0 { (start / step).floor() } else { (start / step).ceil() } * step);
    if is_out(found) {
        let away = step.unwrap_or(if least.is_finite() && most.is_finite() { (most - least) / 2.0 } else { 1.0 });
        found += if most <= 0.0 { -away } else { away };
    }
    for _ in 0..nth {
        found += step.unwrap_or(1.0);
    }
    number(found).ok_or_else(|| "its schema has a bound that is no number".to_owned())
}

/// A number as JSON, a whole one without a fraction.
fn number(found: f64) -> Option<Value> {
    // Up to here every whole number is one of JSON's.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let text = if found.fract() == 0.0 && found.abs() < WHOLE {
        format!("{found:.0}")
    } else {
        return Number::from_f64(found).map(Value::Number);
    };
    let text = if text == "-0" { "0" } else { &text };
    text.parse::<i64>().ok().map(Value::from)
}
