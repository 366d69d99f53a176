//! Clients of providers, as their own libraries read the environment, and how code makes them.

use super::usage::{Usage, What};
use crate::source::Span;

/// A client of a provider: a line of `schema/reads.txt`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Client {
    /// Its full name: a class or a function, or a module for what that exports by default.
    pub(super) path: &'static str,
    pub(super) api: Api,
    /// The variables that it reads by itself, of which one is enough.
    pub(super) keys: Vec<&'static str>,
}

/// The API that a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    /// That of OpenAI, which the gateway serves under `/v1`.
    OpenAi,
    /// That of Anthropic, which it does not serve there.
    Anthropic,
    /// Another.
    Own,
}

/// The variable that has the gateway's URL.
pub(super) const GATEWAY_URL: &str = "ASTRO_GATEWAY_URL";

/// How an argument's name says that it brings a key, or something that does without one.
const OF_KEYS: [&str; 9] = ["key", "auth", "credential", "header", "client", "provider", "vertex", "workload", "fetch"];

impl Client {
    /// What there is to hold against the plan where code makes one at `span`, pointed at the gateway's URL as it is or
    /// not. `given` are the names of its arguments; none where they are not all known, or where it is not always made.
    pub(super) fn made(&'static self, span: Span, is_at_gateway: bool, given: Option<&[String]>) -> Option<Usage> {
        let what = match self.api {
            Api::OpenAi if is_at_gateway => What::BareUrl,
            Api::Anthropic if is_at_gateway => What::Unserved,
            _ if !self.keys.is_empty() && !given?.iter().any(|name| brings_key(name)) => What::Keyless(self),
            _ => return None,
        };
        Some(Usage { span, what })
    }

    /// A word that stands in each file that makes one: the last part of its module's name.
    pub(super) fn word(&self) -> &'static str {
        let module = self.path.rsplit_once('.').map_or(self.path, |(module, _)| module);
        module.rsplit_once('.').map_or(module, |(_, last)| last)
    }

    /// Its name without its module's.
    pub(super) fn name(&self) -> &'static str {
        self.path.rsplit_once('.').map_or(self.path, |(_, name)| name)
    }
}

fn brings_key(argument: &str) -> bool {
    let name = argument.to_ascii_lowercase();
    name == "token" || OF_KEYS.iter().any(|word| name.contains(word))
}
