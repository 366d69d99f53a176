//! Two inputs that ask for one value agree on what it is.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "conflicting-inputs",
        summary: "two inputs of one level ask for one value and differ",
        explanation: "A value is supplied once, under one name, however many containers read it. Two inputs that describe it in different words (type, secrecy, default, options, requiredness) can't both be right.",
        bad: example!(
            r#"
ingestion:
  a:
    container:
      image: a:1
    trigger:
      type: manual
    inputs:
      - name: LIMIT
        datatype: number
        default: "1"
  b:
    container:
      image: b:1
    trigger:
      type: manual
    inputs:
      - name: LIMIT
        datatype: number
        default: "2"
"#
        ),
        good: example!(
            r#"
inputs:
  limit:
    name: LIMIT
    datatype: number
    default: "1"
"#
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Conflict) {
        let diagnostic = Diagnostic::at_value(
            &RULE.code,
            &clash.later,
            format!("`{}` is declared differently elsewhere", clash.name),
        )
        .help("make the two the same, or rename one");
        report.push(clash.with_first(diagnostic));
    }
}
