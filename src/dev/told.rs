//! What is told of a run: a line for people, an object for programs.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

use super::Fault;
use crate::diagnostic::render::json::Version;

/// `ast dev start --format json`: one of these on each line.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "dev-start", transform = explained)]
pub struct Line<'a> {
    /// The version of the contract.
    version: Version,
    #[serde(flatten)]
    told: &'a Told,
}

/// Says of the key that tells events apart what it is.
fn explained(schema: &mut Schema) {
    for one in schema.get_mut("oneOf").and_then(|all| all.as_array_mut()).into_iter().flatten() {
        if let Some(event) = one.pointer_mut("/properties/event").and_then(|event| event.as_object_mut()) {
            event.insert("description".to_owned(), "What happened.".into());
        }
    }
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Told {
    /// Something to know that stops nothing.
    Note {
        /// What it is.
        message: String,
    },
    /// A port that is taken has another number.
    Moved {
        /// The service.
        service: String,
        /// The variable that says the number.
        variable: String,
        /// The number that it has.
        port: u16,
    },
    /// Images are being built.
    Building {
        /// The services that they are for.
        services: Vec<String>,
    },
    /// The images are there.
    Built {
        /// How long that took, in milliseconds.
        ms: u64,
    },
    /// Containers are being started.
    Starting,
    /// A container of a service runs again.
    Started {
        /// The service.
        service: String,
    },
    /// Everything is there.
    Ready {
        /// Where the agent answers, if it does.
        url: Option<String>,
        /// What that means.
        how: String,
        /// How long it took since the start, in milliseconds.
        ms: u64,
    },
    /// A container logged a line.
    Log {
        /// The service.
        service: String,
        /// `stdout` or `stderr`.
        stream: String,
        /// The line.
        line: String,
    },
    /// The gateway in `ast` answered a request.
    Request {
        /// The model that it names.
        model: Option<String>,
        /// The status of the answer.
        status: u16,
        /// How long it took, in milliseconds.
        ms: u64,
        /// The tokens that went in, where they are known.
        prompt_tokens: Option<u64>,
        /// The tokens that came out, where they are known.
        completion_tokens: Option<u64>,
        /// The line for people.
        message: String,
    },
    /// What was saved runs.
    Renewed {
        /// How many containers were made anew for it.
        containers: u32,
        /// How long it took since the save, in milliseconds.
        ms: u64,
    },
    /// A job ended that a schedule started.
    Job {
        /// The service.
        service: String,
        /// Its status.
        status: u8,
    },
    /// A container ended that nobody stopped.
    Ended {
        /// The service.
        service: String,
        /// Its status.
        status: u8,
    },
    /// It could not become ready, or does not go on.
    Failed {
        /// The service to blame, where there is one.
        service: Option<String>,
        /// The status that it ended with, where it did.
        status: Option<u8>,
        /// What happened.
        message: String,
        /// What was said last.
        lines: Vec<String>,
        /// What to try.
        help: String,
    },
    /// Everything is being stopped.
    Stopping,
    /// Nothing runs any more.
    Stopped,
}

impl Told {
    pub(super) fn failed(fault: &Fault) -> Self {
        let status = if let super::Blame::Ended(status) = fault.blame { Some(status) } else { None };
        let (message, help) = (fault.message(), fault.help().to_owned());
        Self::Failed { service: fault.service.clone(), status, message, lines: fault.lines.clone(), help }
    }

    /// For programs.
    pub fn json(&self) -> String {
        serde_json::to_string(&Line { version: Version, told: self }).unwrap_or_default()
    }

    /// For people; nothing where a line would say nothing.
    pub fn line(&self) -> Option<String> {
        Some(match self {
            Self::Note { message } => format!("note: {message}"),
            Self::Moved { service, variable, port } => {
                format!("note: a port of {service} is taken; it has {port} now ({variable})")
            }
            Self::Building { services } => format!("building {}", services.join(", ")),
            Self::Built { ms } => format!("built in {}", seconds(*ms)),
            Self::Starting => "starting".to_owned(),
            Self::Started { service } => format!("{service} runs again"),
            Self::Ready { url, how, ms } => {
                let place = url.as_ref().map(|url| format!(" at {url}")).unwrap_or_default();
                format!("ready{place} after {}: {how}", seconds(*ms))
            }
            Self::Log { service, line, .. } => format!("{service} | {line}"),
            Self::Request { message, .. } => message.clone(),
            Self::Renewed { containers: 0, ms } => {
                format!("what was saved changes nothing that runs ({})", seconds(*ms))
            }
            Self::Renewed { ms, .. } => format!("what was saved runs, {} after it", seconds(*ms)),
            Self::Job { service, status: 0 } => format!("{service} is done"),
            Self::Job { service, status } => format!("error: {service} ended with status {status}"),
            Self::Ended { service, status } => {
                format!("error: {service} ended with status {status}; a save or `ast dev restart` starts it again")
            }
            Self::Failed { message, lines, help, .. } => {
                let quoted: String = lines.iter().map(|line| format!("  | {line}\n")).collect();
                format!("error: {message}\n{quoted}  help: {help}")
            }
            Self::Stopping => "stopping".to_owned(),
            Self::Stopped => return None,
        })
    }
}

fn seconds(ms: u64) -> String {
    format!("{}.{} s", ms / 1000, ms % 1000 / 100)
}
