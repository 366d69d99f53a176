//! What the classes of `ast diff` mean, for whoever looks one up.

use crate::delta::Consequence;

/// How a disk is taken along, in short; docs/data.md has it whole.
const LOSES_DATA: &str = "A disk is called after its entry and its agent, so an entry or an agent of another name has another disk, which is \
     empty; and a store can't read what another provider wrote. Nothing is deleted: the old disk is there until somebody \
     removes it.\n\n\
     take it along, on this machine, here from knowledge.db to knowledge.facts of the agent support:\n\n    \
     docker compose stop\n    \
     ast rename knowledge db facts\n    \
     ast generate\n    \
     docker compose create knowledge-facts\n    \
     docker run --rm -v support_knowledge-db-data:/from:ro \\\n      \
     -v support_knowledge-facts-data:/to busybox:1.37.0 cp -a /from/. /to/\n    \
     docker compose up --wait --remove-orphans\n\n\
     In a cluster, the volume is bound to the claim of the new name. docs/data.md has the commands, and those of \
     `ast dev`, of another agent's name and of a dump.\n\n\
     delete it for good, where nobody needs it any more:\n\n    \
     docker volume rm support_knowledge-db-data\n    \
     kubectl -n support delete pvc/data-support-knowledge-db-0 secret/support-knowledge-db\n";

/// What is said of a class by its name, as `ast diff` prints it or as programs have it.
pub(super) fn explained(name: &str) -> Option<String> {
    let is_named =
        |of: &&Consequence| of.as_str() == name || of.as_str().replace(' ', "-") == name || of.name() == name;
    let class = *Consequence::ALL.iter().find(is_named)?;
    let (summary, text) = match class {
        Consequence::LosesData => ("data stays where nothing reads it any more", LOSES_DATA),
        Consequence::Breaks => (
            "what relied on it does not work any more",
            "Code, a file or a person still uses a name that is gone or a value of another kind. Each line says which; what \
             follows it as `yours` are files that no longer fit, with what to do.\n",
        ),
        Consequence::NeedsValue => (
            "somebody has to supply a value",
            "On this machine, `ast env sync` adds its line to `.env`; in a cluster it goes to the Secret or the values that \
             `ast generate` names.\n",
        ),
        Consequence::Restarts => {
            ("what runs is started anew", "It has another image, variable, disk or connection. What it keeps stays.\n")
        }
        Consequence::Harmless => ("nothing that works stops working", "It is new, or offers more than it did.\n"),
        Consequence::Text => ("a text is another one", "Descriptions are shown to people and in client code alone.\n"),
    };
    Some(format!("`{}`, as `ast diff` says it: {summary}\n\n{text}", class.as_str()))
}

/// What is said below changes of which one loses data.
pub(super) const HELP: &str = "`ast explain loses-data` says how the data is taken along, or deleted";
