//! What is wrong with a value that a plan asks for: its type, its options, and what its reader refuses.

use super::check::{Problem, ProblemKind};
use super::read::Assignment;
use crate::options::Origin;
use crate::plan::{BoundPlan, EnvKind, Supply, Syntax};
use crate::provider::{StoreCredential, catalogue};
use crate::spec::{BLANKS, DataType};

/// Checks a value that is not empty. It is never part of what is said.
pub(super) fn check(plan: &BoundPlan, supply: &Supply, found: &Assignment) -> Option<Problem> {
    let value = found.value.as_str();
    let name = &supply.name;
    if let Some((whose, how)) = reference(value) {
        let message = format!("`{name}` is a reference of {whose}, and reaches the container as it is written");
        return Some(Problem::of(ProblemKind::Reference, found, message, how));
    }
    let datatype = supply.datatype;
    let (message, help) = if let Err(expected) = datatype.check(value) {
        (format!("`{name}` is no {}: {expected}", supply.datatype), "write the value as JSON".to_owned())
    } else if supply.syntax == Syntax::Url && Origin::new(value.trim_matches(BLANKS)).is_err() {
        (
            format!("`{name}` is not the origin of a gateway"),
            "write `https://` and the host, as in `https://gateway.example.com`, without a user and a path; clients \
             add `/v1`"
                .to_owned(),
        )
    } else if supply.syntax == Syntax::PartOfUrl
        && !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    {
        (
            format!("`{name}` becomes part of a URL and holds a character that a URL can't"),
            "use letters, digits, `-`, `.`, `_` and `~` only".to_owned(),
        )
    } else if supply.syntax == Syntax::Key && !is_key(value) {
        (
            format!("`{name}` holds a character that no header takes"),
            "write the key alone, on one line: letters, digits and signs of ASCII, without blanks in it".to_owned(),
        )
    } else if !supply.options.is_empty()
        && !supply.secret
        && !is_open_choice(supply)
        && !supply.options.iter().any(|option| option == value)
    {
        (format!("`{name}` is none of its options"), format!("write one of {}", supply.options.join(", ")))
    } else if let Some(help) = refused_by_store(plan, name, value) {
        (format!("`{name}` is a value that its store refuses"), help)
    } else if datatype == DataType::String && value.trim_matches(BLANKS) != value {
        let message = format!("`{name}` begins or ends with a blank, which arrives with the value");
        return Some(Problem::of(ProblemKind::Literal, found, message, "write it without, unless it is meant"));
    } else {
        return None;
    };
    Some(Problem::of(ProblemKind::Invalid, found, message, help))
}

/// References that another tool puts a value in the place of: their beginning, whose they are, how they are resolved.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("op://", "1Password", "start what needs it by `op run`, as in `op run --env-file .env -- docker compose up`"),
    ("ref+", "vals", "write what `vals env -f` prints of it"),
    ("secretref+", "vals", "write what `vals env -f` prints of it"),
    ("vault:", "Vault", "write the value that it stands for: `vault kv get` prints it"),
    ("bao:", "OpenBao", "write the value that it stands for: `bao kv get` prints it"),
    ("keyring://", "a keyring", "write the value that it stands for"),
    (
        "arn:aws:secretsmanager:",
        "AWS Secrets Manager",
        "write the value: `aws secretsmanager get-secret-value` prints it",
    ),
    ("arn:aws:ssm:", "AWS Parameter Store", "write the value: `aws ssm get-parameter --with-decryption` prints it"),
    ("gcp:secretmanager:", "Google Secret Manager", "write the value: `gcloud secrets versions access` prints it"),
    ("awssm://", "AWS Secrets Manager", "write the value: `aws secretsmanager get-secret-value` prints it"),
    ("infisical://", "Infisical", "write the value that it stands for: `infisical secrets get` prints it"),
    ("doppler://", "Doppler", "write the value that it stands for: `doppler secrets get` prints it"),
];

/// Whose reference a value is, and how it is resolved. A secret may begin with a word and a colon, but has no path.
fn reference(value: &str) -> Option<(&'static str, &'static str)> {
    let (begin, whose, how) = REFERENCES.iter().find(|(begin, ..)| value.starts_with(begin))?;
    let rest = &value[begin.len()..];
    let is_path = rest.len() > 1 && !rest.contains(char::is_whitespace) && rest.contains(['/', ':', '#']);
    is_path.then_some((*whose, *how))
}

/// Whether a text is a key that goes into a header, with or without blanks around it.
fn is_key(text: &str) -> bool {
    let key = text.trim_matches(BLANKS);
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A gateway's model may be one that the spec does not list: the supplied value beats it.
fn is_open_choice(supply: &Supply) -> bool {
    supply.kind == EnvKind::ModelChoice
}

/// What to write instead of a value that a store's image does not start with.
fn refused_by_store(plan: &BoundPlan, supply: &str, value: &str) -> Option<String> {
    let rows = plan.containers.iter().flat_map(|container| &container.env);
    let variables = rows.filter(|row| row.supply.as_deref() == Some(supply)).map(|row| row.name.as_str());
    let credential = |variable: &str| -> Option<&'static StoreCredential> {
        let stores = catalogue().iter().filter_map(|provider| provider.store.as_ref());
        stores.flat_map(|store| &store.credentials).find(|credential| credential.own == variable)
    };
    variables.filter_map(credential).find_map(|credential| credential.refuses(value))
}
