//! A check that is run without a shell can't use what only a shell does.

use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, example};
use crate::document::quote;
use crate::source::Span;
use crate::spec::{Healthcheck, Text, is_variable_name};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "healthcheck-command",
        severity: Severity::Warning,
        summary: "a health check can't pass, as it needs a shell",
        explanation: "`[CMD, …]`, and words without `CMD-SHELL`, are run as they stand: each item is one word of the command, and nothing replaces `$PORT` or `${PORT}`. A command line is `[CMD-SHELL, \"…\"]`, which needs a shell in the image, and is one text: the shell takes more of them for the arguments of the first.",
        bad: example!(
            r#"
  healthcheck:
    test: [CMD, "curl -f http://localhost:8080/ || exit 1"]
"#
        ),
        good: example!(
            r#"
  healthcheck:
    test: [CMD-SHELL, "curl -f http://localhost:8080/ || exit 1"]
"#
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let agent = context.spec.agent.get().and_then(|agent| agent.healthcheck.get());
    let containers = context.spec.containers().filter_map(|(_, _, container)| container.healthcheck.get());
    for check in agent.into_iter().chain(containers) {
        one(context, check, report);
    }
}

fn one(context: &Context<'_>, check: &Healthcheck, report: &mut Report) {
    let items = check.test.items();
    let (marker, words) = match items.split_first() {
        Some((first, _)) if first.value == "NONE" => return,
        Some((first, words)) if first.value == "CMD-SHELL" => return cut(words, report),
        Some((first, words)) if first.value == "CMD" => (Some(first), words),
        _ => (None, items),
    };
    let Some((program, arguments)) = words.split_first() else { return };
    if arguments.is_empty() && program.value.trim().contains(char::is_whitespace) {
        let message = format!("no program is called `{}`: without a shell, it is one word", program.value);
        let diagnostic = Diagnostic::at_value(&RULE.code, &program.place, message);
        let diagnostic = diagnostic.help("write `CMD-SHELL` before it, or each word as an item of its own");
        report.push(in_shell(context, check, marker, program, diagnostic));
    } else if let Some((word, variable)) =
        words.iter().filter(|_| !is_shell(&program.value)).find_map(|word| Some((word, variable(&word.value)?)))
    {
        let message = format!("`{variable}` is not replaced: the check is run without a shell");
        let diagnostic = Diagnostic::at_value(&RULE.code, &word.place, message);
        let help = "write the value out, or the whole command as one text after `CMD-SHELL`";
        let diagnostic = diagnostic.help(help);
        report.push(if arguments.is_empty() {
            in_shell(context, check, marker, program, diagnostic)
        } else {
            diagnostic
        });
    }
}

/// A shell that is given a command and more: what stands after the first text is not part of the command.
fn cut(words: &[Text], report: &mut Report) {
    let [command, next, ..] = words else { return };
    let reads = |(at, _): (usize, &str)| {
        command.value[at + 1..].starts_with(|c: char| c.is_ascii_digit() || "@*{#".contains(c))
    };
    if command.value.match_indices('$').any(reads) {
        return;
    }
    let last = words.last().unwrap_or(next);
    let whole = words.iter().map(|word| word.value.as_str()).collect::<Vec<_>>().join(" ");
    let message =
        format!("the shell runs `{}` alone: what follows are its arguments, not the command's", command.value);
    let span = Span::new(command.place.span.start, last.place.span.end);
    let diagnostic = Diagnostic::at_value(&RULE.code, &next.place, message);
    let diagnostic = diagnostic.help("after `CMD-SHELL`, write the whole command as one text");
    report.push(diagnostic.fix("make it one text", Applicability::Unsafe, span, quote(&whole)));
}

/// Lets a shell read the only word of a command.
fn in_shell(
    context: &Context<'_>,
    check: &Healthcheck,
    marker: Option<&Text>,
    word: &Text,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let title = "run it in a shell";
    let list = check.test.get().map(|list| context.source.slice(list.place.span)).unwrap_or_default();
    match marker {
        Some(marker) => diagnostic.fix(title, Applicability::Unsafe, marker.place.span, "CMD-SHELL"),
        None if list.starts_with('[') => {
            let start = word.place.span.start;
            diagnostic.fix(title, Applicability::Unsafe, Span::new(start, start), "\"CMD-SHELL\", ")
        }
        None => diagnostic,
    }
}

/// Whether a program reads what follows it as a shell does.
fn is_shell(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    ["sh", "ash", "bash", "dash", "ksh", "zsh", "busybox", "env", "pwsh", "cmd"].contains(&name)
}

/// The first `$NAME` or `${NAME…}` of a word, as it is written up to its end.
fn variable(word: &str) -> Option<&str> {
    word.match_indices('$').find_map(|(at, _)| {
        let rest = &word[at + 1..];
        let (brace, rest) = rest.strip_prefix('{').map_or((0, rest), |rest| (1, rest));
        let end = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let close = if brace == 0 { end } else { rest.find('}')? + 1 };
        is_variable_name(&rest[..end]).then(|| &word[at..at + 1 + brace + close])
    })
}
