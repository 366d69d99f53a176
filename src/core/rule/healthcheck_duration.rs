//! Durations are written as Go writes them.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::spec::GoDuration;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "healthcheck-duration",
        summary: "a duration of a health check is not one",
        explanation: "A duration is a number with a unit, or several of them: `500ms`, `10s`, `1m30s`. It is above zero.",
        bad: example!(
            "
  healthcheck:
    path: /healthz
    interval: 10 seconds
"
        ),
        good: example!(
            "
  healthcheck:
    path: /healthz
    interval: 10s
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is not a duration: {}", refused.text, refused.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message).help("write it as in `10s`");
        report.push(match meant(&refused.text) {
            Some(duration) => repair::write(context, diagnostic, refused.place.span, &duration),
            None => diagnostic,
        });
    }
}

/// The duration that a number and a unit in words are, and seconds without a unit.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = &text[..end];
    let duration = match text[end..].trim().to_ascii_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => format!("{number}s"),
        "m" | "min" | "mins" | "minute" | "minutes" => format!("{number}m"),
        "h" | "hr" | "hour" | "hours" => format!("{number}h"),
        "ms" | "millis" | "milliseconds" => format!("{number}ms"),
        "d" | "day" | "days" => format!("{}h", number.parse::<u32>().ok()?.checked_mul(24)?),
        _ => return None,
    };
    GoDuration::parse(&duration).ok().map(|_| duration)
}
