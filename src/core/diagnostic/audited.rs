//! The codes of what is found between a project's code and what its plan gives.

use super::{Code, Severity};

/// A client of the OpenAI API has the gateway's URL as it is.
pub static BARE_GATEWAY_URL: Code = Code {
    id: "bare-gateway-url",
    severity: Severity::Warning,
    summary: "a client of the OpenAI API has the gateway's URL without `/v1`",
    explanation: "`ASTRO_GATEWAY_URL` is an origin, as `https://gateway.example.com`, and the API is served below its `/v1`. A client of the OpenAI API puts its paths right after the URL that it is given, so it asks for what is not there. Put `/v1` after the URL, or use the client code of `ast generate sdk-python` or `sdk-mastra`, which takes it with and without. Found by `ast audit`.",
    ..Code::BASE
};

/// The code reads a variable whose name can't be known.
pub static COMPUTED_VARIABLE: Code = Code {
    id: "computed-variable",
    severity: Severity::Advice,
    summary: "code reads a variable whose name can't be known",
    explanation: "The name is put together while the code runs, as in `os.environ[f\"{kind}_KEY\"]`, so nobody can tell whether the plan gives it. Found by `ast audit`, once a place. Write the names down, or silence it there with `# ast: ignore[computed-variable]` and a reason.",
    ..Code::BASE
};

/// A client of a provider is made without a key, and nothing gives the variable that it reads.
pub static KEYLESS_CLIENT: Code = Code {
    id: "keyless-client",
    severity: Severity::Advice,
    summary: "a provider's client is made without a key, and nothing gives the variable that it reads by itself",
    explanation: "Libraries of providers read a key by themselves where they are given none: `OpenAI()` reads `OPENAI_API_KEY`. Nothing of the plan gives it to the container, and no code reads it, so the first call fails. Declare a model of that provider or an input, or give the client the gateway's URL and key. Found by `ast audit` where a client is always made, and nothing that it is given can bring a key.",
    ..Code::BASE
};

/// The code reads a variable that is given on this machine alone, or in a cluster alone.
pub static LOPSIDED_VARIABLE: Code = Code {
    id: "lopsided-variable",
    severity: Severity::Warning,
    summary: "code reads a variable that is given locally but not in a cluster, or the other way round",
    explanation: "What works here then fails there. Read it with a default, or give it in both: by an input, or by the container's `environment`. Found by `ast audit`.",
    ..Code::BASE
};

/// The code imports a name of generated client code that is not there.
pub static MISSING_CLIENT_NAME: Code = Code {
    id: "missing-client-name",
    severity: Severity::Warning,
    summary: "code imports a name of generated client code that is not there",
    explanation: "The functions of client code are called as the entries of the spec, so an entry that was renamed or removed takes them along, and the import fails when the code starts. `ast rename` names the lines beforehand. An agent whose models have keys of their own has no `gateway` either. Found by `ast audit` where a file imports a name by itself of the package, of the module of a section (`from my_agent_ast.models import chat`) or of settings (`from my_agent_ast.settings import ModelsChat`), of client code that lies beside the project and is listed in `.ast/manifest.json`. Import what it is called now, or declare the entry and run `ast generate`.",
    ..Code::BASE
};

/// The code needs a variable that nothing gives.
pub static MISSING_VARIABLE: Code = Code {
    id: "missing-variable",
    summary: "code needs a variable that nothing gives its container",
    explanation: "The spec is valid and the agent fails all the same: its code reads a variable without a default, and neither the plan, the image (`ENV`), the script itself nor the system sets it. Often it goes by another name: a store of `neo4j` gives `NEO4J_AUTH` and no `NEO4J_PASSWORD`. Read the name that `ast plan` lists, or declare an input: `ast audit --fix` adds it. Found by `ast audit`; `# ast: ignore[missing-variable]` on the line silences it.",
    ..Code::BASE
};

/// The code names a model that no entry offers.
pub static UNDECLARED_MODEL: Code = Code {
    id: "undeclared-model",
    severity: Severity::Advice,
    summary: "code names a model that no entry of the spec offers",
    explanation: "The entries of the spec say which models whoever deploys chooses from, and the code asks for another, so that the choice does nothing there. Read the entry's variable, or add the model to its `models`. Found by `ast audit` where each entry that opens the gateway offers models, and `agent.astro_ai_gateway` is not set.",
    ..Code::BASE
};

/// The code can do without a variable that nothing gives.
pub static UNDECLARED_VARIABLE: Code = Code {
    id: "undeclared-variable",
    severity: Severity::Advice,
    summary: "code has a default for a variable that nobody can set",
    explanation: "The code works, but who deploys it does not learn that there is something to set. Declare an input, optional or with the same default: `ast audit --fix` adds it. Found by `ast audit`.",
    ..Code::BASE
};

/// No code reads an input.
pub static UNREAD_VARIABLE: Code = Code {
    id: "unread-variable",
    severity: Severity::Advice,
    summary: "no code of the containers that are given an input reads it",
    explanation: "Whoever deploys is asked for a value that does nothing. Code may read it in a way that is not known, so this is looked for only where somebody asks: `ast audit --warn unread-variable`, or `unread-variable = \"advice\"` under `[rules]` in `ast.toml`. Nothing is said of an input that a container without sources is given, or one that reads a name that is put together, or that the spec uses itself as `$NAME`.",
    ..Code::BASE
};

/// A client of an API that the gateway does not serve is pointed at it.
pub static UNSERVED_API: Code = Code {
    id: "unserved-api",
    severity: Severity::Warning,
    summary: "a client of an API that the gateway does not serve is pointed at it",
    explanation: "The gateway serves the API of OpenAI, for Claude models too. Anthropic's own messages API, which the clients of Anthropic speak, is not served at its URL, and its reference promises it nowhere; what stands at a path of a gateway is for you to know, so nothing is said of a URL that goes on. Call it by a client of the OpenAI API, or declare a model of `provider: anthropic` and let the client ask Anthropic with your own key. Found by `ast audit`.",
    ..Code::BASE
};

/// Every code of this module, sorted by id.
pub const CODES: &[&Code] = &[
    &BARE_GATEWAY_URL,
    &COMPUTED_VARIABLE,
    &KEYLESS_CLIENT,
    &LOPSIDED_VARIABLE,
    &MISSING_CLIENT_NAME,
    &MISSING_VARIABLE,
    &UNDECLARED_MODEL,
    &UNDECLARED_VARIABLE,
    &UNREAD_VARIABLE,
    &UNSERVED_API,
];
