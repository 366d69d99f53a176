//! Memory is written as Kubernetes writes it.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::spec::Quantity;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "gpu-vram",
        summary: "the memory of a GPU is not a quantity",
        explanation: "A quantity is a number with a unit such as `Mi` or `Gi`: `24Gi`.",
        bad: example!(
            "
models:
  local:
    container:
      image: llm:1
      gpu:
        vram: 24GB
"
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
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is not an amount of memory: {}", refused.text, refused.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message).help("write it as in `24Gi`");
        report.push(match meant(&refused.text) {
            Some(amount) => repair::write(context, diagnostic, refused.place.span, &amount),
            None => diagnostic,
        });
    }
}

/// The amount that a person most likely means: sizes of GPUs are told in powers of two.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let unit = match text[end..].trim().to_ascii_lowercase().as_str() {
        "g" | "gb" | "gi" | "gib" => "Gi",
        "m" | "mb" | "mi" | "mib" => "Mi",
        "t" | "tb" | "ti" | "tib" => "Ti",
        _ => return None,
    };
    let amount = format!("{}{unit}", &text[..end]);
    Quantity::parse(&amount).ok().map(|_| amount)
}
