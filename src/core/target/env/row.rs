//! A row of the plan as a line of an env file; a secret is never more than a name.

use crate::dotenv::{encode, encode_template, is_name};
use crate::plan::EnvRow;
use crate::text::{comment, has_hidden};

/// In the dialect of `docker run --env-file`: a bare value, which can't hold a line break, nor anything hidden.
pub(super) fn for_docker(row: &EnvRow) -> String {
    match shown(row) {
        Some(value) if !value.contains(['\n', '\r']) && !has_hidden(value) => format!("{}={value}", row.name),
        _ => commented(row),
    }
}

/// In the dialect of `.env`; what its escapes can't say stays a name.
pub(super) fn for_dotenv(row: &EnvRow) -> String {
    let line = shown(row).filter(|_| is_name(&row.name)).map(|value| format!("{}={}", row.name, encode(value)));
    line.filter(|line| !has_hidden(line)).unwrap_or_else(|| commented(row))
}

/// A value that generated files may hold: neither secret nor given for this run alone.
fn shown(row: &EnvRow) -> Option<&str> {
    let value = if row.supply.is_some() { &row.default } else { &row.value };
    value.as_deref().filter(|_| !row.secret)
}

fn commented(row: &EnvRow) -> String {
    match (&row.template, &row.reference) {
        (Some(template), _) => format!("# {}={}", row.name, comment(&encode_template(&template.to_string()))),
        (None, Some(supply)) => format!("# {}=${{{supply}}}", row.name),
        (None, None) => format!("# {}=", row.name),
    }
}
