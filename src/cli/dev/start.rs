//! `ast dev start`: checks, then the run, in the foreground or the background.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::checks::{self, Engine};
use super::missing::{ask, can_ask};
use super::owned::{Owned, docker, way};
use super::prepare::Project;
use super::reach::Reach;
use super::run::{Beside, Run, Wish};
use super::saved::folders;
use super::show::Show;
use super::values::values;
use super::{background, files, ports};
use crate::cli::Status;
use crate::cli::hosted::{Lent, Renew};
use crate::cli::proxy::{Answers, answers, cant_listen, new_key, uncalled};
use crate::cli::run::{opened, script};
use crate::cli::session::{Failure, Session};
use crate::cli::settings::Flags;
use crate::dev::{Container, End, Facts, GATEWAY_HOST, Told, own_name};
use crate::disk::reason;
use crate::drive::{Keys, attend};
use crate::gateway::{Gateway, Renewal, Script, Source};
use crate::options::{GatewayMode, Settings};
use crate::plan::{BoundPlan, Id};
use crate::text::one_line;
use crate::watch::watch;

#[derive(Debug, Clone, Default, clap::Args)]
#[group(skip)]
#[command(after_help = "Examples:
  ast dev start --gateway mock     offline, without an account or a key
  ast dev start -b                 in the background: returns once everything is ready
  ast dev start agents/support     a spec elsewhere
  ast dev start --env staging      with the values and the gateway of an environment
  ast dev start --format json      an object of JSON on each line, for programs

What it writes lies in `.ast/dev` beside the spec. Exit status: 0 stopped by you, or ready with `-b`; 1 it failed;
2 wrong usage, no engine, or it runs already; 3 the hosted gateway needs a URL and a key; 130 interrupted before it
was ready.")]
pub(super) struct Args {
    /// A spec, or the folder that it is in
    #[arg(value_name = "PATH")]
    pub(super) path: Option<PathBuf>,
    /// Return once everything is ready, and leave it running
    #[arg(short, long)]
    pub(super) background: bool,
    /// Run as an environment of ast.toml has it: its values and its gateway, where nothing else says them
    #[arg(long, value_name = "NAME")]
    pub(super) env: Option<String>,
    /// How long the start may take once everything is built, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..86_400))]
    timeout: Option<u64>,
    /// The project's name in the engine; the agent's and six digits of the folder unless said
    #[arg(long, value_name = "NAME", value_parser = own_name)]
    project_name: Option<String>,
    /// Add a line of JSON to FILE for each request to the gateway, and nothing that was said
    #[arg(long, value_name = "FILE")]
    gateway_log: Option<PathBuf>,
    /// Take the mock's answers from FILE where one fits, failures too
    #[arg(long, value_name = "FILE")]
    gateway_script: Option<PathBuf>,
    /// How it is told: human, or json for an object on each line
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"], hide_possible_values = true)]
    pub(super) format: String,
    /// Build images without what is known of them
    #[arg(long)]
    rebuild: bool,
    /// Show the agent in a browser, once it answers
    #[arg(long)]
    open: bool,
    /// Don't build and start again what is saved
    #[arg(long)]
    no_watch: bool,
    /// Don't start jobs by their schedules
    #[arg(long)]
    no_schedules: bool,
    /// Stays behind for `-b`
    #[arg(long, hide = true)]
    held: bool,
    #[command(flatten)]
    flags: Box<Flags<false>>,
}

impl Args {
    /// Its flags as settings.
    pub(super) fn settings(&self) -> Settings {
        self.flags.settings()
    }

    /// How long the start may take, where that is said.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.timeout.map(Duration::from_secs)
    }

    /// What of the facts it wants nothing of.
    pub(super) fn restrain(&self, facts: &mut Facts) {
        facts.watches = !self.no_watch;
        if self.no_schedules {
            facts.schedules.clear();
        }
    }
}

/// A gateway in `ast` that is about to serve.
struct Proxied {
    gateway: Gateway,
    source: Source,
    renew: Renew,
    /// Where requests are passed on to, if they are.
    whose: Option<String>,
    /// What of that can be lent.
    lent: Option<Lent>,
    /// What tells where a gateway in a container is.
    container: Option<Renewal>,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if args.background && !args.held {
        if args.format == "human" && can_ask(session) {
            // The one that stays has no terminal.
            let (project, _) = session.aside(|session| load(args, session));
            if let Ok(Ok(project)) = project {
                ask(&project, &project.composed(project.gateway.is_some()), session)?;
            }
        }
        return background::start(args, session);
    }
    let mut began = Instant::now();
    let mut project = match load(args, session)? {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    if !args.held
        && args.format == "human"
        && can_ask(session)
        && ask(&project, &project.composed(project.gateway.is_some()), session)?
    {
        began = Instant::now();
        project = match session.aside(|session| load(args, session)).0? {
            Ok(project) => project,
            Err(status) => return Ok(status),
        };
    }
    session.note(&uncalled(&project.plan, args.settings().gateway.mode));
    let script = match args.gateway_script.as_deref() {
        None => Script::default(),
        Some(path) => match script(path, project.gateway.unwrap_or(GatewayMode::Hosted), session)? {
            Some(script) => script,
            None => return Ok(Status::Failed),
        },
    };
    let Some(_hold) = project.place.hold()? else {
        return Err(Failure::new("this project runs already").help("`ast dev status` shows it, `ast dev stop` ends it"));
    };
    let plan = project.composed(project.gateway.is_some());
    match project.refuse(&plan, session) {
        Some(status) => Ok(status),
        None => go(args, project, &plan, script, began, session),
    }
}

fn load(args: &Args, session: &mut Session<'_, '_>) -> Result<Result<Project, Status>, Failure> {
    let (path, name, environment) = (args.path.as_deref(), args.project_name.as_deref(), args.env.as_deref());
    Project::load(path, &args.settings(), name, environment, session)
}

/// Starts a project that nothing is missing of, and goes on until it has ended.
fn go(
    args: &Args,
    mut project: Project,
    plan: &BoundPlan,
    script: Script,
    began: Instant,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let log = args.gateway_log.as_deref().map(|path| opened(path, session)).transpose()?;
    let mut show = show(args, &project, plan, session)?;
    let mut docker = docker(&project);
    let engine = checks::engine(&docker, &project.place.path)?;
    let ports = ports::ports(&project, plan, &engine, &mut show, session)?;
    let key = project.memory.key.clone().map_or_else(new_key, Ok)?;
    let container = ports::of(plan, &Id::GATEWAY, &ports).map(|port| format!("http://127.0.0.1:{port}"));
    let mut proxied = proxied(&project, script, (&key, container.as_deref()), &engine, session)?;
    let taken = proxied.as_mut().map(|all| (all.whose.take(), all.lent.take(), all.container.take()));
    let (whose, lent, container) = taken.unwrap_or_default();
    let is_proxied = proxied.is_some();
    let port = proxied.as_ref().map(|proxied| proxied.gateway.port());
    files::write(plan, &project.accepted.loaded.options.settings, is_proxied, &project.place)?;
    ports::remember(&mut project, plan, &ports, &key, port)?;
    let way = way(project.gateway, port, key.clone());
    let (values, refused) = values(plan, &project.supplied(plan), &ports, way.as_ref());
    docker.values = values;
    for name in refused {
        let name = one_line(&name, 80);
        let message = format!("`{name}` is not taken from `.env`, as Docker would obey it; set it in the environment");
        show.say(&Told::Note { message }, session);
    }
    if let Some(mode) = project.gateway.filter(|_| is_proxied) {
        show.say(&Told::Note { message: origin(mode, whose.as_deref()) }, session);
    }
    let reach = Reach::of(session.io.state.as_deref(), &engine.id);
    let mut facts = Facts::of(plan, ports::agent_port(plan, &ports), args.patience());
    facts.chat = ports::chat_port(plan, &ports);
    facts.staying.insert(GATEWAY_HOST.to_owned());
    args.restrain(&mut facts);
    facts.probes = is_proxied && !reach.is_known();
    facts.probes_later = is_proxied && reach.is_known();
    let is_followed = |found: &&Container| found.runs() && !found.is_job && facts.staying.contains(&found.service);
    let running = engine.containers.iter().filter(is_followed).map(|found| (found.service.clone(), found.id.clone()));
    let running: Vec<(String, String)> = running.collect();
    let watched = if facts.watches { folders(&project) } else { Vec::new() };
    let values = docker.values.clone();
    let mut owned = Owned { args, project, ports, key, values, reach, is_proxied, lent, container, log };
    let wish = Wish { rebuild: args.rebuild, open: args.open };
    let run = Run::new(docker, facts, (show, wish), &mut owned, began, session);
    turn(run, &running, proxied, &watched).map(|end| Status::Ended(end.status()))
}

/// Runs the loop.
fn turn(
    run: Run<'_, '_, '_>,
    running: &[(String, String)],
    proxied: Option<Proxied>,
    watched: &[PathBuf],
) -> Result<End, Failure> {
    let is_on_terminal = run.is_on_terminal();
    let run = std::cell::RefCell::new(run);
    let mut keys = None;
    let ended = attend(
        |crew| {
            if let Some(Proxied { gateway, source, renew, .. }) = proxied {
                let tell = crew.tell();
                renew(Box::new(move |renewed| tell(Beside::Gateway(renewed))));
                let tell = crew.tell();
                gateway.serve(source, move |record| tell(Beside::Request(Box::new(record))))?;
            }
            if !watched.is_empty() {
                let tell = crew.teller();
                let how = watch(watched, move |paths| tell(Beside::Saved(paths)));
                run.borrow_mut().watches(how);
            }
            if is_on_terminal {
                let tell = crew.teller();
                keys = Keys::listen(move |key| tell(Beside::Key(key)));
                run.borrow_mut().has_keys = keys.is_some();
            }
            run.borrow_mut().begin(running, crew)
        },
        |crew, happening| run.borrow_mut().take(happening, crew),
    );
    ended.map_err(|error| Failure::new(format!("the run broke off: {}", reason(&error))))
}

fn show(args: &Args, project: &Project, plan: &BoundPlan, session: &Session<'_, '_>) -> Result<Show, Failure> {
    let width = plan.containers.iter().filter_map(|container| container.service.as_ref()).map(String::len).max();
    let width = width.unwrap_or_default().min(24);
    if args.held {
        return Ok(Show::Background { log: Box::new(project.place.log()?), is_awaited: true, width });
    }
    if args.format == "json" {
        return Ok(Show::Programs);
    }
    let colored = session.io.terminal.stdout;
    Ok(Show::People { colored, width })
}

/// The gateway in `ast`, where the mode has one.
fn proxied(
    project: &Project,
    script: Script,
    key: (&str, Option<&str>),
    engine: &Engine,
    session: &Session<'_, '_>,
) -> Result<Option<Proxied>, Failure> {
    let Some(mode) = project.gateway else { return Ok(None) };
    let address = engine.bridge.unwrap_or(Ipv4Addr::LOCALHOST);
    let gateway = Gateway::bind_at(address, project.memory.port.unwrap_or_default());
    let gateway = gateway.or_else(|_| Gateway::bind_at(address, 0)).map_err(|error| cant_listen(&error))?;
    let supplied = project.supplied(&project.plan);
    let Answers { source, renew, whose, lent, container } =
        answers(&project.plan, mode, script, key, &supplied, session)?;
    Ok(Some(Proxied { gateway, source, renew, whose, lent, container }))
}

/// What answers the agent's requests; whoever wrote `.env` or `ast.toml` says who gets the real key.
fn origin(mode: GatewayMode, whose: Option<&str>) -> String {
    let whose = whose.map(|whose| format!(" ({whose})")).unwrap_or_default();
    format!("the gateway stands in `ast`: {}{whose}", mode.as_str())
}
