//! An amount of memory has a unit.

use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, example};
use crate::document::quote;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "tiny-amount",
        severity: Severity::Warning,
        summary: "an amount of memory is too small to be meant",
        explanation: "Without a unit, a quantity is a number of bytes: `24` is 24 bytes, and no GPU has as little as 1Mi. Write `24Gi`.",
        bad: example!(
            r#"
models:
  local:
    container:
      image: llm:1
      gpu:
        vram: "24"
"#
        ),
        good: example!(
            "
models:
  local:
    container:
      image: llm:1
      gpu:
        vram: 24Gi
"
        ),
        ..Code::BASE
    },
    check,
};

/// 1Mi.
const LEAST: f64 = 1_048_576.0;

fn check(context: &Context<'_>, report: &mut Report) {
    let gpus = context.spec.containers().filter_map(|(_, _, container)| container.gpu.get()?.vram.get());
    for vram in gpus.filter(|vram| vram.value.bytes() < LEAST) {
        let text = vram.value.as_str();
        let message = format!("`{text}` is less than 1Mi of memory");
        let diagnostic = Diagnostic::at_value(&RULE.code, &vram.place, message);
        report.push(if text.bytes().all(|byte| byte.is_ascii_digit()) && text != "0" {
            let meant = format!("{text}Gi");
            let diagnostic = diagnostic.help(format!("give it a unit: `{meant}`"));
            let title = format!("write `{meant}`");
            diagnostic.fix(title, Applicability::Unsafe, vram.place.span, quote(&meant))
        } else {
            diagnostic.help("give it a larger unit, as in `24Gi`")
        });
    }
}
