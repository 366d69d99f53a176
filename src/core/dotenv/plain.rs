//! The env files of an overlay, read as kustomize reads them: `KEY=VALUE` lines, where nothing is quoted or replaced.

use super::read::{Assignment, Environment, Form, Reading};
use crate::plan::{BoundPlan, Supply, naming};
use crate::source::{Source, Span};

/// The file of an overlay's values, secrets aside.
pub const VALUES: &str = "values.properties";

/// What one file of a deployment sets: the keys of one Secret, or the values beside them.
#[derive(Debug)]
pub struct Part {
    /// What is asked for, each under the key that it has in the file.
    pub supplies: Vec<Supply>,
}

impl Part {
    /// The part that a file of this name has in a plan; none where it is not a file of an overlay.
    pub fn of(plan: &BoundPlan, file: &str) -> Option<Self> {
        let cluster = plan.cluster.as_ref()?;
        let wanted = if file == VALUES {
            &cluster.supplied
        } else {
            let stem = file.strip_suffix(".env")?;
            cluster.secrets.iter().find(|(name, _)| naming::file(name) == stem).map(|(_, keys)| keys)?
        };
        let mut supplies = Vec::new();
        for wanted in wanted.iter().filter(|wanted| !wanted.exists) {
            let supply = plan.supplies.iter().find(|supply| supply.name == wanted.name)?;
            let key = if file == VALUES { &wanted.name } else { &wanted.key };
            supplies.push(Supply { name: key.clone(), required: wanted.required, ..supply.clone() });
        }
        Some(Self { supplies })
    }
}

/// Reads the lines of a file.
pub fn read(source: &Source, environment: Environment<'_>) -> Reading {
    let mut reading = Reading::default();
    for number in 1..=source.line_count() {
        let line = source.line(number);
        let text = source.slice(line);
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let marked = if number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        let content = marked.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let start = line.start + text.len() - content.len();
        let (name, value) = content.split_once('=').map_or((content, None), |(name, value)| (name, Some(value)));
        let end = start + content.len();
        if !is_key(name) {
            reading.strays.push(Span::new(start, end));
            continue;
        }
        reading.assignments.push(Assignment {
            name: name.to_owned(),
            span: Span::new(start, start + name.len()),
            // A key alone takes what the environment of kustomize has.
            value: value.map_or_else(|| environment(name).unwrap_or_default(), str::to_owned),
            place: Span::new(value.map_or(end, |value| end - value.len()), end),
            form: if value.is_some() { Form::Equals } else { Form::Inherited },
            fault: None,
            unset: Vec::new(),
        });
    }
    reading
}

/// What of a value another dialect would have taken away, in words.
pub(super) fn kept(value: &str) -> Option<&'static str> {
    let is_quoted = |quote| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    if is_quoted('"') || is_quoted('\'') {
        Some("the quotes")
    } else if value != value.trim() {
        Some("the blanks around it")
    } else {
        None
    }
}

fn is_key(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || b"-._".contains(&byte);
    let mut bytes = name.bytes();
    bytes.next().is_some_and(is_letter) && bytes.all(|byte| is_letter(byte) || byte.is_ascii_digit())
}
