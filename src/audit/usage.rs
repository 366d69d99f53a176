//! How code uses models, beside the variables that it reads: the clients that it makes, the models that it names, and what it
//! imports of client code.

use super::client::Client;
use crate::provider::models;
use crate::source::Span;

/// Something in code that is held against the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Where it is.
    pub(super) span: Span,
    pub(super) what: What,
}

/// What it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A model of the gateway is named by its id.
    Model(&'static str),
    /// A client of the OpenAI API has the gateway's URL as it is.
    BareUrl,
    /// A client of an API that the gateway does not serve has its URL as it is.
    Unserved,
    /// A client is made without a key.
    Keyless(&'static Client),
    /// A name is imported of a module of generated client code, which has none of it.
    Lacking { module: String, name: String, has: Vec<String> },
}

/// The model that a text names, where what it is put under says that it is one: `model="…"`, `DEFAULT_MODEL = "…"`.
pub(super) fn model(under: &str, text: &str, span: Span) -> Option<Usage> {
    let offer = models().iter().find(|offer| offer.id == text)?;
    let under: String = under.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    let is_model = ["model", "modelid", "modelname"].iter().any(|end| under.ends_with(end));
    is_model.then(|| Usage { span, what: What::Model(&offer.id) })
}
