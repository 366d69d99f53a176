//! `ast run`: the agent's command on this machine, with its environment and a gateway.

mod listen;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Status;
use super::accepted::{Accepted, tell};
use super::dev::Stores;
use super::env::answer::{Told as Problem, adds_lines};
use super::env::drawn;
use super::hosted::{is_by_login, is_logged_in};
use super::load::read_text;
use super::proxy::{Answers, Proxy, uncalled};
use super::session::{Failure, Session, environment, now};
use super::settings::Flags;
use crate::account;
use crate::diagnostic::render::FileFindings;
use crate::disk::reason;
use crate::dotenv::Supplied;
use crate::drive::{self, Program};
use crate::gateway::{Record, Script, read_script};
use crate::options::{GatewayMode, Values};
use crate::plan::{
    Binding, BoundContainer, BoundPlan, EdgeEnd, EnvKind, EnvRow, For, GATEWAY_KEY, GATEWAY_URL, Id, Names, host_env,
};
use crate::source::Source;
use crate::tree::HEADER;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast run --gateway mock -- python agent.py     offline, without an account or a key
  ast run -- npm start                          by your login, or the URL and the key in `.env` or the environment
  ast run agents/support -- cargo run           a spec elsewhere; the command runs here
  ast run --gateway-log requests.jsonl -- pytest
  ast run --no-start -- npm test                the stores run already, wherever they are


CMD gets the agent's variables, as `env/agent.host.env` has them: `.env` beside the spec supplies the values, and
the environment beats it. The gateway that it sees stands in `ast`, has a key of its own that is good for nothing
else, and shows each request on standard error. Exit status: that of CMD, 128 and the number of the signal that
ended it, 126 or 127 where it can't be started; 1 the spec has errors, 2 a value is missing or the usage is wrong, 3 a
login is needed.")]
pub(super) struct Args {
    /// A spec, or the folder that it is in
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Add a line of JSON to FILE for each request: model, status, time and tokens, and nothing that was said
    #[arg(long, value_name = "FILE")]
    gateway_log: Option<PathBuf>,
    /// Take the mock's answers from FILE where one fits, failures too
    #[arg(long, value_name = "FILE")]
    gateway_script: Option<PathBuf>,
    /// Start no containers: stores, models, integrations and the messaging service run already, or are not needed
    #[arg(long)]
    no_start: bool,
    #[command(flatten)]
    flags: Flags<false>,
    /// The command, and what it takes
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<OsString>,
}

/// What is told while the command runs.
enum Told {
    Request(Record),
    /// Of the key of the real gateway.
    Key(String),
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let project = match Accepted::load(args.path.as_deref(), &args.flags.settings(), Values::default(), session) {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    project.tell(session);
    if project.status() != Status::Fine {
        return Ok(Status::Invalid);
    }
    let plan = project.bind(For::Local, session);
    let mode = project.loaded.options.settings.gateway.mode();
    session.note(&uncalled(&plan, args.flags.settings().gateway.mode));
    let script = match args.gateway_script.as_deref().map(|path| script(path, mode, session)).transpose()? {
        Some(None) => return Ok(Status::Failed),
        script => script.flatten().unwrap_or_default(),
    };
    let shown = Path::new(project.loaded.path()).with_file_name(".env").to_string_lossy().into_owned();
    let env_file = project.folder().join(".env");
    let text = if env_file.exists() { read_text(&env_file, session)? } else { String::new() };
    let source = Source::new(&shown, text);
    let supplied = Supplied::read(&plan, &source, &environment);
    let wanted = reached(&plan);
    let started: &[&BoundContainer] = if args.no_start { &[] } else { &wanted };
    let rows = rows(&project, &supplied, None);
    if let Some(problems) = problems(&plan, names(&rows, started), mode, &supplied, is_logged_in(session), &source) {
        session.note(&drawn(&shown, &problems));
        session.note(&remedy(&problems, mode));
        return Ok(Status::Failed);
    }
    let proxy =
        if plan.gateway.enabled { Some(Proxy::on_loopback(&plan, mode, script, &supplied, session)?) } else { None };
    let log = args.gateway_log.as_deref().map(|path| opened(path, session)).transpose()?;
    let stores = match started {
        [] => None,
        started => match Stores::start(&project, &plan, started, &supplied, session)? {
            Ok(stores) => Some(stores),
            Err(status) => return Ok(status),
        },
    };
    let rows = self::rows(&project, &supplied, stores.as_ref());
    let mut variables = given(&plan, &rows, &supplied, session);
    if let Some(Proxy { gateway, key, answers }) = &proxy {
        variables.retain(|(name, _)| name != GATEWAY_URL && name != GATEWAY_KEY);
        variables.push((GATEWAY_URL.to_owned(), gateway.url().to_owned()));
        variables.push((GATEWAY_KEY.to_owned(), key.clone()));
        // Whoever wrote `.env` or `ast.toml` says who gets the real key: it is seen before anything is sent.
        let whose = answers.whose.as_ref().map(|whose| format!(" ({whose})")).unwrap_or_default();
        session.note(&format!("gateway: {}{whose} at {}\n", mode.as_str(), gateway.url()));
    }
    if let Some(note) = must_run(&wanted, &project, session).filter(|_| args.no_start) {
        session.note(&note);
    }
    let ended = start(args, variables, proxy, log, session);
    if let Some(stores) = stores {
        stores.leave(session);
    }
    ended
}

/// The variables that the command gets, without those of the gateway.
fn given(
    plan: &BoundPlan,
    rows: &[EnvRow],
    supplied: &Supplied<'_>,
    session: &mut Session<'_, '_>,
) -> Vec<(String, String)> {
    let mut variables = obeyed_by_nobody(supplied.variables(rows), session);
    if environment(account::TOKEN).is_some() {
        // It opens more than a gateway, and is for `ast` alone.
        variables.retain(|(name, _)| name != account::TOKEN);
        variables.push((account::TOKEN.to_owned(), String::new()));
    }
    let is_web = |row: &EnvRow| row.kind == EnvKind::Platform && row.name == "PORT";
    if rows.iter().any(is_web) {
        let published = |variable: &str| supplied.port(variable, &environment);
        session.note(&listen::told(plan, &mut variables, published, listen::may_listen));
    }
    variables
}

/// The variables without those that the loader of programs obeys before any program begins: a spec says what an agent is
/// given, and not what runs in whatever is started for it, `ast` itself among it. What the environment has of them stays.
fn obeyed_by_nobody(variables: Vec<(String, String)>, session: &mut Session<'_, '_>) -> Vec<(String, String)> {
    let (left_out, kept): (Vec<_>, Vec<_>) =
        variables.into_iter().partition(|(name, _)| name.starts_with("LD_") || name.starts_with("DYLD_"));
    for (name, _) in left_out {
        session.note(&format!(
            "note: `{name}` is not set, as all that starts here would obey it; where you mean it, run `env {name}=… CMD`\n"
        ));
    }
    kept
}

/// The answers that a file has for the mock; none where it can't be used, which is told then.
pub(super) fn script(path: &Path, mode: GatewayMode, session: &mut Session<'_, '_>) -> Result<Option<Script>, Failure> {
    if mode != GatewayMode::Mock {
        return Err(Failure::new("`--gateway-script` is for the mock").help("add `--gateway mock`, or leave it out"));
    }
    let shown = path.to_string_lossy();
    let source = Source::new(&*shown, read_text(path, session)?);
    let (script, report) = read_script(&source);
    if report.iter().next().is_some() {
        tell(FileFindings { path: &shown, source: &source, report: &report }, session);
    }
    Ok((!report.has_errors()).then_some(script))
}

/// The agent's rows on this machine, against the ports that are published now.
fn rows(project: &Accepted, supplied: &Supplied<'_>, stores: Option<&Stores>) -> Vec<EnvRow> {
    let settings = &project.loaded.options.settings;
    let binding = Binding { target: For::Local, names: Names::Agent, settings, values: &Values::default() };
    let in_use = |variable: &str| stores.and_then(|stores| stores.ports.get(variable).copied());
    host_env(&project.loaded.compilation.plan, &binding, |variable| {
        in_use(variable).or_else(|| supplied.port(variable, &environment))
    })
}

/// The names of the values that rows and containers take, and of the ports that these publish.
fn names<'a>(rows: &'a [EnvRow], started: &[&'a BoundContainer]) -> BTreeSet<&'a str> {
    let read = rows.iter().chain(started.iter().flat_map(|container| &container.env));
    let moved = started.iter().flat_map(|container| &container.ports).filter_map(|port| port.variable.as_deref());
    read.filter_map(|row| row.supply.as_deref()).chain(moved).collect()
}

/// What is missing or wrong of the values that the command needs, all of it.
fn problems(
    plan: &BoundPlan,
    mut wanted: BTreeSet<&str>,
    mode: GatewayMode,
    supplied: &Supplied<'_>,
    is_logged_in: bool,
    source: &Source,
) -> Option<Vec<Problem>> {
    if plan.gateway.enabled && mode != GatewayMode::Hosted {
        wanted.remove(GATEWAY_URL);
        wanted.remove(GATEWAY_KEY);
    }
    let problems = supplied.problems(&wanted);
    let mut told = problems.into_iter().map(|problem| Problem::of(problem.clone(), source)).collect::<Vec<_>>();
    // A login gives what is missing of the gateway, and says by itself that it is needed where nothing else is.
    if is_by_login(supplied) && (is_logged_in || told.iter().all(is_of_gateway)) {
        told.retain(|problem| !is_of_gateway(problem));
    }
    (!told.is_empty()).then_some(told)
}

fn is_of_gateway(problem: &Problem) -> bool {
    problem.name == GATEWAY_URL || problem.name == GATEWAY_KEY
}

/// What else there is to do about it.
fn remedy(problems: &[Problem], mode: GatewayMode) -> String {
    let mut text = adds_lines(problems).to_owned();
    if mode == GatewayMode::Hosted && problems.iter().any(is_of_gateway) {
        text.push_str(
            "note: `ast login` gives the gateway; `ast run --gateway mock` needs neither key nor network for it\n",
        );
    }
    text
}

/// The containers that the agent reaches: its stores, models and integrations.
fn reached(plan: &BoundPlan) -> Vec<&BoundContainer> {
    let is_reached = |id: &Id| {
        plan.edges.iter().any(|edge| edge.from == Id::AGENT && matches!(&edge.to, EdgeEnd::Container(to) if to == id))
    };
    plan.containers.iter().filter(|found| found.id != Id::GATEWAY && is_reached(&found.id)).collect()
}

/// What has to run already where no containers are started.
fn must_run(wanted: &[&BoundContainer], project: &Accepted, session: &Session<'_, '_>) -> Option<String> {
    let found: Vec<_> =
        wanted.iter().filter_map(|container| Some((container.id.to_string(), container.service.clone()?))).collect();
    let (ids, services): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    if ids.is_empty() {
        return None;
    }
    let file = Path::new(project.loaded.path()).with_file_name("");
    let file = file.join(project.loaded.options.settings.compose.file().as_str());
    let shown = file.to_string_lossy();
    let (ids, services) = (ids.join(", "), services.join(" "));
    let exists = session.absolute(&file).exists();
    let is_ours = exists && read_text(&file, session).is_ok_and(|text| text.contains(HEADER));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '-');
    if exists && !is_ours || shown.starts_with('-') || !shown.chars().all(is_plain) {
        // No command starts what somebody else wrote, or has in it what a shell would obey.
        return Some(format!(
            "note: {ids} must run already, as services of the generated compose file or by yourself\n"
        ));
    }
    let first = if exists { "" } else { "ast generate compose && " };
    let compose =
        if shown == "compose.yaml" { "docker compose".to_owned() } else { format!("docker compose -f {shown}") };
    Some(format!("note: {ids} must run already: `{first}{compose} up -d --wait {services}`\n"))
}

/// The file that requests are told to; a link may have come with the repository, and leads to a file of somebody else's.
pub(super) fn opened(path: &Path, session: &Session<'_, '_>) -> Result<File, Failure> {
    let place = session.folder(path).map_err(Failure::from)?;
    if place.is_symlink() && !place.starts_with("/dev") {
        return Err(Failure::new(format!("`{}` is a link", path.display())).help("name the file that it leads to"));
    }
    let opened = OpenOptions::new().create(true).append(true).open(place);
    opened.map_err(|error| Failure::new(format!("`{}` can't be written: {}", path.display(), reason(&error))))
}

fn start(
    args: &Args,
    variables: Vec<(String, String)>,
    proxy: Option<Proxy>,
    mut log: Option<File>,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let on_terminal = session.io.terminal.any();
    let Some((name, arguments)) = args.command.split_first() else { return Err(Failure::new("no command is given")) };
    let (name, arguments) = (name.clone(), arguments.to_vec());
    let program = Program { name, arguments, variables, on_terminal, ..Program::default() };
    let beside = |tell: drive::Tell<Told>| match proxy {
        Some(Proxy { gateway, answers: Answers { source, renew, .. }, .. }) => {
            let tell: Rc<dyn Fn(Told)> = tell.into();
            let of_key = tell.clone();
            renew(Box::new(move |renewed| {
                if let account::Renewed::Told(line) = renewed {
                    of_key(Told::Key(line));
                }
            }));
            gateway.serve(source, move |record| tell(Told::Request(record)))
        }
        None => Ok(()),
    };
    let ended = drive::run(&program, beside, |told| match told {
        Told::Key(line) => session.note(&format!("gateway: {line}\n")),
        Told::Request(record) => {
            session.note(&format!("{}\n", record.line()));
            if let Some(file) = &mut log {
                // A full disk ends no agent.
                let _ = writeln!(file, "{}", record.json(now()));
            }
        }
    });
    let name = program.name.to_string_lossy();
    ended.map(Status::Ended).map_err(|error| Failure::new(format!("`{name}` can't be started: {}", reason(&error))))
}
