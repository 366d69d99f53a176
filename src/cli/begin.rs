//! Writes the files of a template into a folder, and generates the client that they use. Where something fails, what was
//! written is taken back; a run that is killed leaves it, and the next one names what lies there.

use std::ffi::OsString;
use std::path::Path;

use super::Status;
use super::choice::Reached;
use super::session::{Failure, Session};
use crate::compile::{Facts, compile};
use crate::disk::{Folder, Found, reason};
use crate::options::Options;
use crate::project::{OPTIONS_FILE, shown};
use crate::source::Source;
use crate::spec::{Agent, Spec};
use crate::start::{Piece, Template, Wanted};
use crate::text::one_line;

/// How one agent is reached by two chats.
const BOTH_CHATS: &str =
    "chat on the web and in Slack is messaging, with `adapters: [web, slack]` under `dev.interfaces.messaging`";

/// Whether the agent of a template is reached by chat, where it can be.
pub(super) fn has_messaging(template: Template, said: Option<Reached>) -> Result<bool, Failure> {
    match said {
        None | Some(Reached::Frontend) => Ok(false),
        Some(Reached::Messaging) if template.has_messaging() => Ok(true),
        Some(Reached::Messaging) => {
            let why =
                format!("the template `{}` has no chat: the platform's adapters are for Python", template.as_str());
            Err(Failure::new(why).help("say `--template python` or `langgraph`, or leave `--interface` out"))
        }
        Some(Reached::Both | Reached::None) => {
            let why = "the agent of a template is reached in one way";
            let help = if template.has_messaging() {
                format!("say `--interface frontend` or `messaging`; {BOTH_CHATS}")
            } else {
                format!("leave `--interface` out: `{}` has a frontend, and no chat", template.as_str())
            };
            Err(Failure::new(why).help(help))
        }
    }
}

/// How users reach the agent of a template, and, where nobody said it, how that is said.
pub(super) fn reached(template: Template, is_by_chat: bool, is_unsaid: bool) -> String {
    match (is_by_chat, template.has_messaging()) {
        (true, _) => format!("note: users reach it by the adapter `web`; {BOTH_CHATS}\n"),
        (false, _) if !is_unsaid => String::new(),
        (false, true) => {
            "note: users reach it by a frontend, at `POST /chat`; `--interface messaging` makes one for chat \
                          on the web and in Slack\n"
                .to_owned()
        }
        (false, false) => "note: users reach it by a frontend, at `POST /chat`; chat on the web and in Slack takes \
                           `--template python` or `langgraph`\n"
            .to_owned(),
    }
}

/// What a first spec lacks for somebody to talk to the agent in a local run; nothing where it lacks nothing.
pub(super) fn unheard(spec: &Spec) -> &'static str {
    let is_by_chat = spec.agent.get().is_some_and(Agent::messaging);
    let is_heard = spec.dev.get().is_some_and(|dev| !dev.adapters().is_empty());
    if is_by_chat && !is_heard {
        "note: in a local run nobody can talk to it by chat yet: list `web` or `slack` under \
         `dev.interfaces.messaging.adapters`\n"
    } else {
        ""
    }
}

/// The most characters of a name that are shown.
const LONGEST: usize = 80;

/// Writes an agent; gives the paths of what was written.
pub(super) fn begin(
    template: Template,
    wanted: &Wanted<'_>,
    folder: &Path,
    session: &mut Session<'_, '_>,
) -> Result<Vec<String>, Failure> {
    let name = wanted.name;
    let mut pieces = template.pieces(wanted).map_err(Failure::new)?;
    // What holds for all below a folder above holds for the new agent too.
    if let Some(above) = session.workspace().shared(folder) {
        for piece in pieces.iter_mut().filter(|piece| piece.path == OPTIONS_FILE) {
            piece.text.insert_str(0, &format!("extend = \"{above}\"\n\n"));
        }
    }
    // The code of a template says the name too, so it has to be one.
    let spec = pieces.first().map_or_else(|| Source::new("", ""), |piece| Source::new(piece.path, piece.text.as_str()));
    if compile(spec, |_| Facts::default(), &Options::default()).report.has_errors() || name.contains(['@', '/']) {
        let message = format!("`{}` can't be the name of an agent", one_line(name, LONGEST));
        return Err(Failure::new(message)
            .help("say `--name` in 2 to 63 lower-case letters, digits and hyphens, a letter first"));
    }
    let place = session.folder(folder)?;
    let failed = |what: &str, error: &std::io::Error| Failure::new(format!("{what}: {}", reason(error)));
    let root = Folder::create(&place).map_err(|error| failed(&format!("`{}` can't be made", shown(folder)), &error))?;
    let mut taken = Vec::new();
    for piece in &pieces {
        let found =
            root.find(piece.path).map_err(|error| failed(&format!("`{}` can't be read", piece.path), &error))?;
        if !matches!(found, Found::Nothing) {
            taken.push((piece.path, piece.may_stay));
        }
    }
    if let Some((path, _)) = taken.iter().find(|(_, may_stay)| !may_stay) {
        let message = format!("`{}` is there already, and nothing is written over", shown(&folder.join(path)));
        return Err(Failure::new(message).help("`ast init` without `--template` writes a spec for what is there"));
    }
    pieces.retain(|piece| !taken.iter().any(|(path, _)| *path == piece.path));
    let mut written: Vec<&str> = Vec::new();
    for piece in &pieces {
        if let Err(error) = write(&root, piece) {
            for path in written {
                // What can't be removed again is in the folder, which the message names.
                let _ = root.remove(path);
            }
            return Err(failed(&format!("`{}` can't be written", shown(&folder.join(piece.path))), &error));
        }
        written.push(piece.path);
    }
    let words = ["ast", "generate", template.client()].map(OsString::from).into_iter();
    let path = if folder.as_os_str().is_empty() { ".".into() } else { OsString::from(folder) };
    let (status, said) = session.aside(|session| super::run(words.chain([path]), session.io));
    if status != Status::Fine {
        return Err(Failure::new(format!("the client can't be generated:\n{said}")));
    }
    Ok(pieces.iter().map(|piece| shown(&folder.join(piece.path))).collect())
}

fn write(root: &Folder, piece: &Piece) -> std::io::Result<()> {
    let (parent, name) = piece.path.rsplit_once('/').unwrap_or(("", piece.path));
    let (parent, _) = root.make(parent)?;
    parent.write(name, piece.text.as_bytes(), None)
}
