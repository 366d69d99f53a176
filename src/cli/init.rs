//! `ast init`: makes a folder a project, and writes over nothing that is there.

mod told;

use std::path::{Component, Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser as _};
pub(super) use told::Answer;
use told::{Sign, beside, elsewhere, end};

use super::Status;
use super::accepted::tell;
use super::begin::{begin, has_messaging, reached, unheard};
use super::choice::{Begun, Reached};
use super::flags::Output;
use super::import::{Done, Import};
use super::session::{Failure, Session};
use super::unsaid::{LONGEST, unsaid};
use super::wizard::{self, INTERFACE, Known, Wish, asked, chosen};
use super::written::shown_diff;
use crate::diagnostic::Severity;
use crate::diagnostic::render::FileFindings;
use crate::disk::{Disk as _, EntryKind, Folder, reason};
use crate::options::Settings;
use crate::output::Privacy;
use crate::project::{NAMES, Project, shown};
use crate::source::Source;
use crate::start::{Interface, Outline, Outlined, Seen, Template, Wanted, agent_name, look, outline};
use crate::text::one_line;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast init                       look at this folder, ask what can't be seen, write astropods.yml
  ast init my-agent --yes        ask nothing (for CI); what can't be seen is as it is by default
  ast init my-agent --image x:1 --interface messaging    ask nothing, as all is said; the folder is made
  ast init --diff                show the spec; write nothing
  ast init --from compose.yaml --agent web
  ast init my-agent --template python    a small agent that answers, with its Dockerfile, client and tests
  ast init my-agent --template langgraph --interface messaging --stores postgres

On a terminal, a folder without a Dockerfile is begun by a few questions; Enter takes what stands in brackets.
Where there is one, it looks at it (EXPOSE, HEALTHCHECK), at packages and `.env.example`, runs nothing, and writes
the spec and nothing else. Where there is a spec, there is nothing to do.

Exit status: 0 fine, 1 what was seen makes no valid spec, 2 something has to be said, or a file can't be
read or written.")]
pub(super) struct Args {
    /// The folder, this one unless said; it is made where nothing has to be seen in it: with a template, `--yes`, or an
    /// image and an interface
    #[arg(value_name = "DIR", value_parser = PathBufValueParser::new().map(|folder| without_dots(&folder)))]
    folder: Option<PathBuf>,
    /// Write a small agent: python, langgraph, mastra or rust
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = true)]
    #[arg(conflicts_with_all = ["image", "build", "port"])]
    template: Option<Begun>,
    /// Write a spec of what a compose file runs, and list what has no place in it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["template", "image", "build", "interface", "port"])]
    from: Option<PathBuf>,
    /// The service of the compose file that is the agent
    #[arg(long, value_name = "SERVICE", requires = "from")]
    agent: Option<String>,
    /// Ask nothing
    #[arg(long, short)]
    yes: bool,
    /// The agent's name; that of the compose file or the folder unless said
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The image that runs the agent
    #[arg(long, value_name = "IMAGE", conflicts_with = "build")]
    image: Option<String>,
    /// The folder that the agent is built in, by its Dockerfile
    #[arg(long, value_name = "FOLDER")]
    build: Option<String>,
    /// How users reach it: frontend, messaging, both or none; a template by one of the first two, and those of
    /// Mastra and Rust by a frontend alone. Chat on the web and in Slack at once is messaging, with
    /// `adapters: [web, slack]` in the spec
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = true)]
    interface: Option<Reached>,
    /// The port that its frontend listens on
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// The stores that it uses beside those that are seen, such as postgres,redis
    #[arg(long, value_name = "NAMES", conflicts_with = "from")]
    stores: Option<String>,
    /// Write nothing; show the spec that would be written
    #[arg(long, conflicts_with_all = ["template", "format"])]
    diff: bool,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let folder = args.folder.clone().unwrap_or_default();
    let asks = asks(args, session);
    if let Some(spec) = existing(&folder, args, asks, session)? {
        return end(args, Answer::of(&spec), session);
    }
    let name = args.name.clone().unwrap_or_else(|| folder_name(&folder, session));
    let stores = args.stores.as_deref().map(chosen).transpose().map_err(Failure::new)?;
    if let Some(template) = args.template {
        let messaging = has_messaging(template.into(), args.interface)?;
        let wanted = Wanted { name: &name, messaging, stores: stores.as_deref().unwrap_or_default() };
        return begun(template.into(), &wanted, args, session);
    }
    if let Some(from) = &args.from {
        let (agent, said) = (args.agent.as_deref(), args.name.as_deref());
        let import = Import { from, agent, name: said, usual_name: &name, folder: &folder, asks, diff: args.diff };
        return match import.run(session)? {
            Some(Done { created, lost, has_gateway }) => {
                let answer = Answer { created, lost, has_gateway, ..Answer::of(&folder.join(NAMES[0])) };
                end(args, answer, session)
            }
            None => Ok(Status::Invalid),
        };
    }
    let mut seen = look(session.disk(), &session.absolute(&folder), args.build.as_deref());
    let wanted = if asks && args.image.is_none() && seen.build.is_none() && seen.others.is_empty() {
        let interface = args.interface.map(Interface::from);
        let known = Known { name: args.name.as_deref(), usual_name: &name, interface, stores: stores.as_deref() };
        let wish = Wish::ask(known, &seen, session)?;
        if let Some(template) = wish.template {
            let messaging = has_messaging(template, args.interface)? || wish.interface == Interface::Messaging;
            let wanted = Wanted { name: &wish.name, messaging, stores: &wish.stores };
            return begun(template, &wanted, args, session);
        }
        let Wish { name, image, interface, stores, has_gateway, .. } = wish;
        Outline { name, image, interface: Some(interface), port: args.port, stores, has_gateway }
    } else {
        wanted(args, name, stores.unwrap_or_default(), &mut seen, session)?
    };
    let place = seen.build.as_ref().map_or(".", |(place, _)| place.as_str());
    let file: PathBuf = folder.join(place).join("Dockerfile").components().collect();
    let lacks = if wanted.image.is_none() { lacking(&file, session)? } else { None };
    let made = outline(&wanted, &seen);
    let spec = folder.join(NAMES[0]);
    let source = Source::new(shown(&spec), made.text.as_str());
    let mut project = session.workspace().project(&spec, source, None, &Settings::default());
    // What is there to be built is what comes next.
    project.compilation.report.retain(|found| found.code.id != "missing-build-path");
    if !is_sound(&mut project, session) {
        return Ok(Status::Invalid);
    }
    put(args, &spec, made, lacks, &project, session)
}

/// Writes a spec, or shows it, and tells of it.
fn put(
    args: &Args,
    spec: &Path,
    made: Outlined,
    lacks: Option<String>,
    project: &Project,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let compilation = &project.compilation;
    if args.diff {
        session.print(&shown_diff(&shown(spec), "", &compilation.source.shown(), true))?;
        return Ok(Status::Fine);
    }
    if may_be_made(args, asks(args, session)) {
        make(args.folder.as_deref().unwrap_or(Path::new("")), session)?;
    }
    create(spec, &made.text, session)?;
    if !args.output.is_json() {
        session.note(compilation.spec.as_ref().map(unheard).unwrap_or_default());
    }
    let seen = made.seen.into_iter().map(|(part, sign)| Sign { part, sign }).collect();
    let has_gateway = !compilation.plan.gateway.declared_by.is_empty();
    let beside = beside(args.folder.as_deref(), session);
    let notes = beside.into_iter().chain(made.addresses.iter().map(elsewhere)).collect();
    let created = vec![shown(spec)];
    end(args, Answer { created, seen, lacks, has_gateway, notes, ..Answer::of(spec) }, session)
}

/// The Dockerfile, where there is none yet.
fn lacking(file: &Path, session: &Session<'_, '_>) -> Result<Option<String>, Failure> {
    let shown = shown(file);
    match session.disk().kind(&session.absolute(file)) {
        Ok(EntryKind::File) => Ok(None),
        Ok(_) => Err(Failure::new(format!("`{shown}` is not a file, and nothing can be built by it"))
            .help("say `--image IMAGE`, or put a Dockerfile there")),
        Err(_) => Ok(Some(one_line(&shown, LONGEST).into_owned())),
    }
}

/// A folder as it is named in messages: `.` is this one, and has no name there.
fn without_dots(folder: &Path) -> PathBuf {
    folder.components().filter(|part| *part != Component::CurDir).collect()
}

/// Makes a folder: somebody who answers for it wants it to be there, and so does who wants no question.
fn make(folder: &Path, session: &Session<'_, '_>) -> Result<(), Failure> {
    let made = Folder::create(&session.folder(folder)?);
    made.map(drop).map_err(|error| Failure::new(format!("`{}` can't be made: {}", shown(folder), reason(&error))))
}

/// Writes a template, and tells of it.
fn begun(
    template: Template,
    wanted: &Wanted<'_>,
    args: &Args,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    if args.diff {
        return Err(Failure::new("a template is seen by beginning it").help("begin it in a folder of its own"));
    }
    let folder = args.folder.clone().unwrap_or_default();
    let created = begin(template, wanted, &folder, session)?;
    if !args.output.is_json() {
        session.note(&reached(template, wanted.messaging, args.template.is_some() && args.interface.is_none()));
    }
    end(args, Answer { created, has_gateway: true, ..Answer::of(&folder.join(NAMES[0])) }, session)
}

/// Tells what is wrong with what would be written, and whether it can be.
pub(super) fn is_sound(project: &mut Project, session: &mut Session<'_, '_>) -> bool {
    let is_sound = !project.compilation.report.has_errors();
    project.compilation.report.retain(|found| found.severity != Severity::Advice);
    let report = &project.compilation.report;
    if report.iter().next().is_some() {
        tell(FileFindings { path: project.path(), source: &project.compilation.source, report }, session);
    }
    if !is_sound {
        session.note("nothing was written: what was seen makes no valid spec\n");
    }
    is_sound
}

/// Whether somebody is there to be asked.
fn asks(args: &Args, session: &Session<'_, '_>) -> bool {
    session.io.terminal.stdin && session.io.terminal.stderr && !args.yes
}

/// Whether a folder may be made: where somebody answers for it, or where nothing has to be seen in it.
fn may_be_made(args: &Args, asks: bool) -> bool {
    let is_said = args.interface.is_some() && (args.image.is_some() || args.build.is_some());
    args.template.is_some() || asks || (args.from.is_none() && (args.yes || is_said))
}

/// The spec of a folder, if it has one.
fn existing(folder: &Path, args: &Args, asks: bool, session: &Session<'_, '_>) -> Result<Option<PathBuf>, Failure> {
    let place = session.absolute(folder);
    if !may_be_made(args, asks) && session.disk().list(&place).is_err() {
        let help = match args.from {
            Some(_) => "make it first",
            None => "make it first, or say `--yes`, or `--image` and `--interface`, and it is made",
        };
        return Err(Failure::new(format!("there is no folder `{}`", shown(folder))).help(help));
    }
    let is_there = |name: &str| place.join(name).symlink_metadata().is_ok();
    if let Some(name) = NAMES.into_iter().find(|name| is_there(name)) {
        return Ok(Some(folder.join(name)));
    }
    match ["astroai.yml", "astro.yml"].into_iter().find(|name| is_there(name)) {
        Some(old) => {
            let message = format!("`{old}` is a spec under a name of old, which nothing reads any more");
            Err(Failure::new(message).help(format!("rename it to `{}`", NAMES[0])))
        }
        None => Ok(None),
    }
}

/// What the agent is to be: as said, as seen, or as somebody answers.
fn wanted(
    args: &Args,
    name: String,
    stores: Vec<String>,
    seen: &mut Seen,
    session: &mut Session<'_, '_>,
) -> Result<Outline, Failure> {
    let (image, mut interface) = (args.image.clone(), args.interface.map(Interface::from));
    let asks = asks(args, session);
    let lacks_build = seen.build.is_none() && image.is_none();
    let lacks_interface = interface.is_none() && seen.interface().is_none();
    let must_say_build = lacks_build && (!args.yes || !seen.others.is_empty());
    if !asks && let Some(refusal) = unsaid(seen, must_say_build, lacks_interface && !args.yes) {
        return Err(refusal);
    }
    if lacks_build
        && asks
        && let Some(first) = seen.others.first()
    {
        let folders = seen.others.join(", ");
        let question = format!("which folder is the agent built in: {folders}?");
        let said = asked(&one_line(&question, LONGEST), &one_line(first, LONGEST), session, |said| {
            let is_one = seen.others.iter().any(|place| place == said);
            is_one.then(|| said.to_owned()).ok_or_else(|| format!("`{}` is not one of them", one_line(said, LONGEST)))
        })?;
        *seen = look(session.disk(), &session.absolute(args.folder.as_deref().unwrap_or(Path::new(""))), Some(&said));
    }
    if interface.is_none() && seen.interface().is_none() {
        interface = asks.then(|| asked(INTERFACE, "messaging", session, wizard::interface)).transpose()?;
    }
    Ok(Outline { name, image, interface, port: args.port, stores, has_gateway: false })
}

/// The name of an agent in a folder.
fn folder_name(folder: &Path, session: &Session<'_, '_>) -> String {
    let absolute = session.absolute(folder);
    agent_name(absolute.file_name().and_then(|name| name.to_str()).unwrap_or_default())
}

/// Writes a file that is not there yet.
pub(super) fn create(path: &Path, text: &str, session: &mut Session<'_, '_>) -> Result<(), Failure> {
    let file = session.hold(path)?;
    if file.content.is_some() {
        return Err(Failure::new(format!("`{}` was made by somebody else meanwhile", shown(path))));
    }
    file.replace(text.as_bytes(), Privacy::Kept)?;
    Ok(())
}
