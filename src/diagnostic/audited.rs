//! The codes of what is found between a project's code and what its plan gives.

use super::{Code, Severity};

/// The code reads a variable whose name can't be known.
pub static COMPUTED_VARIABLE: Code = Code {
    id: "computed-variable",
    severity: Severity::Advice,
    summary: "code reads a variable whose name can't be known",
    explanation: "The name is put together while the code runs, as in `os.environ[f\"{kind}_KEY\"]`, so nobody can tell whether the plan gives it. Found by `ast audit`, once a place. Write the names down, or silence it there with `# ast: ignore[computed-variable]` and a reason.",
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

/// The code needs a variable that nothing gives.
pub static MISSING_VARIABLE: Code = Code {
    id: "missing-variable",
    summary: "code needs a variable that nothing gives its container",
    explanation: "The spec is valid and the agent fails all the same: its code reads a variable without a default, and neither the plan, the image (`ENV`), the script itself nor the system sets it. Often it goes by another name: a store of `neo4j` gives `NEO4J_AUTH` and no `NEO4J_PASSWORD`. Read the name that `ast plan` lists, or declare an input: `ast audit --fix` adds it. Found by `ast audit`; `# ast: ignore[missing-variable]` on the line silences it.",
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

/// Every code of this module, sorted by id.
pub const CODES: &[&Code] = &[&COMPUTED_VARIABLE, &LOPSIDED_VARIABLE, &MISSING_VARIABLE, &UNDECLARED_VARIABLE];
