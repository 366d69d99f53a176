//! A row of the plan as a line of an env file; a secret is never more than a name.

use crate::dotenv::{encode, encode_template, is_name};
use crate::plan::EnvRow;

/// In the dialect of `docker run --env-file`: a bare value, which can't hold a line break.
pub(super) fn for_docker(row: &EnvRow) -> String {
    match shown(row) {
        Some(value) if !value.contains(['\n', '\r']) => format!("{}={value}", row.name),
        _ => commented(row),
    }
}

/// In the dialect of `.env`.
pub(super) fn for_dotenv(row: &EnvRow) -> String {
    match shown(row) {
        Some(value) if is_name(&row.name) => format!("{}={}", row.name, encode(value)),
        _ => commented(row),
    }
}

/// A value that generated files may hold: neither secret nor given for this run alone.
fn shown(row: &EnvRow) -> Option<&str> {
    let value = if row.supply.is_some() { &row.default } else { &row.value };
    value.as_deref().filter(|_| !row.secret)
}

fn commented(row: &EnvRow) -> String {
    match (&row.template, &row.reference) {
        (Some(template), _) => format!("# {}={}", row.name, encode_template(template)),
        (None, Some(supply)) => format!("# {}=${{{supply}}}", row.name),
        (None, None) => format!("# {}=", row.name),
    }
}
