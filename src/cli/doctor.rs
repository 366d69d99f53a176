//! `ast doctor`: what keeps this machine from running a project, asked of the programs and servers that it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::Status;
use super::accepted::Accepted;
use super::env::is_busy;
use super::flags::Output;
use super::hosted::{is_by_login, said_to_key};
use super::many::without_stdin;
use super::session::{Failure, Session, environment};
use super::settings::Flags;
use crate::diagnostic::Severity;
use crate::diagnostic::render::json;
use crate::disk::reason;
use crate::doctor::{self, Checkup, Line, OfProject, Taken, Unpulled};
use crate::dotenv::Supplied;
use crate::drive::{self, Printed, Question};
use crate::options::{GatewayMode, Values};
use crate::output::{Look, Place};
use crate::plan::{BoundContainer, BoundPlan, EnvKind, EnvRow, For, GATEWAY_KEY, GATEWAY_URL, Id};
use crate::project::{Found, shown};
use crate::source::Source;
use crate::start::is_called_secret;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast doctor                    this machine, and the project of this folder if there is one
  ast doctor agents/support
  ast doctor agents/            every project below a folder, one line each that is fine
  ast doctor --format json

One line for each thing: `ast` itself on the PATH, the spec, the engine, Compose, values, ports,
images, the gateway, and, where something was generated for a cluster, kubectl and helm. Nothing
is started, pulled or written; the gateway is asked for its models with your key. Exit status: 0
nothing keeps the project from running, 1 something does.")]
pub(super) struct Args {
    /// Specs, or folders: of one without a spec, every project below it
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags<false>,
}

/// How long a program may take that asks nobody else, one that asks a server, and how much they may print.
const PATIENCE: Duration = Duration::from_secs(10);
const FAR_PATIENCE: Duration = Duration::from_secs(20);
const MOST: usize = 1 << 20;
/// How many images are asked for at once.
const AT_ONCE: usize = 8;

/// The programs of this machine.
struct Programs {
    /// Where they are, of those that were found.
    found: BTreeMap<&'static str, PathBuf>,
    /// The folder that the command was started in, which `KUBECONFIG` may start from.
    cwd: PathBuf,
}

type Answer = Result<Printed, String>;

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let named = ["ast", "docker", "kubectl", "helm"];
    let found = named.into_iter().filter_map(|name| Some((name, session.program(name)?))).collect();
    let programs = Programs { found, cwd: session.io.cwd.clone() };
    let itself = programs.itself();
    let engine = programs.ask("docker", &["version", "--format", "{{.Server.Version}}"]);
    let compose = programs.ask("docker", &["compose", "version", "--short"]);
    let (engine, compose) = (doctor::engine(engine.as_ref()), doctor::compose(compose.as_ref()));
    let meant = session.workspace().projects(&args.paths, false);
    let checkup = if meant.is_many && !meant.projects.is_empty() {
        without_stdin(&meant.projects)?;
        let mut projects = Vec::new();
        for wanted in &meant.projects {
            let project = Accepted::open(&wanted.found, &args.flags.settings(), Values::default(), session);
            let mut checks = vec![of_spec(&project)];
            checks.extend(of_accepted(&project, engine.is_ok(), &programs, session)?);
            projects.push(OfProject { path: wanted.found.shown(), checks });
        }
        Checkup::of_many(vec![itself, engine, compose], projects)
    } else {
        alone(args, (itself, engine, compose), &programs, session)?
    };
    if args.output.is_json() {
        session.print(&json::text(&checkup))?;
    } else {
        session.show(&checkup.text())?;
    }
    Ok(if checkup.is_fine() { Status::Fine } else { Status::Invalid })
}

/// The machine with the one project that is meant, or with none.
fn alone(
    args: &Args,
    (itself, engine, compose): (Line, Line, Line),
    programs: &Programs,
    session: &mut Session<'_, '_>,
) -> Result<Checkup, Failure> {
    let path = args.paths.first();
    let found = session.workspace().discover_one(path.map(PathBuf::as_path));
    let has_spec = matches!(found, Found::Spec { .. });
    let below = match &found {
        Found::Unusable { below, .. } => below.first().and_then(|spec| spec.parent()).map(shown),
        _ => None,
    };
    if !has_spec && path.is_none() {
        return Ok(Checkup::new(vec![itself, doctor::no_spec(below.as_deref()), engine, compose]));
    }
    let project = Accepted::open(&found, &args.flags.settings(), Values::default(), session);
    let has_engine = engine.is_ok();
    let mut lines = vec![itself, of_spec(&project), engine, compose];
    lines.extend(of_accepted(&project, has_engine, programs, session)?);
    Ok(Checkup::new(lines))
}

fn of_spec(project: &Result<Accepted, Status>) -> Line {
    let Ok(project) = project else { return doctor::spec("", None) };
    let found = project.loaded.compilation.report.iter();
    let errors = found.filter(|found| found.severity == Severity::Error).count();
    doctor::spec(project.loaded.path(), Some(errors))
}

/// What a project needs, where its spec can be used.
fn of_accepted(
    project: &Result<Accepted, Status>,
    has_engine: bool,
    programs: &Programs,
    session: &mut Session<'_, '_>,
) -> Result<Vec<Line>, Failure> {
    match project {
        Ok(project) if project.status() == Status::Fine => of_project(project, has_engine, programs, session),
        _ => Ok(Vec::new()),
    }
}

fn of_project(
    project: &Accepted,
    has_engine: bool,
    programs: &Programs,
    session: &mut Session<'_, '_>,
) -> Result<Vec<Line>, Failure> {
    let plan = project.bind(For::Local, session);
    let env_file = project.folder().join(".env");
    let text = if env_file.exists() { super::load::read_text(&env_file, session)? } else { String::new() };
    let source = Source::new(".env", text);
    let supplied = Supplied::read(&plan, &source, &environment);
    let mode = project.loaded.options.settings.gateway.mode();
    let is_passed = plan.gateway.enabled && mode == GatewayMode::Hosted;
    // The mock in `ast` needs neither a key nor a container.
    let is_mock = mode == GatewayMode::Mock;
    let containers: Vec<_> = plan.containers.iter().filter(|found| !is_mock || found.id != Id::GATEWAY).collect();
    let by_login = is_passed && is_by_login(&supplied);
    let mut lines: Vec<Line> = doctor::unsaid(&unsaid(&plan)).into_iter().collect();
    lines.push(doctor::values(&missing(&plan, &supplied, is_mock || by_login), by_login));
    let wrong = supplied.problems(&movers(&containers)).into_iter().find(|problem| !problem.name.is_empty());
    lines.push(match wrong {
        Some(wrong) => doctor::wrong_port(&wrong.message, &wrong.help),
        None => {
            let (count, taken) = ports(&containers, &supplied, &project.folder(), programs);
            doctor::ports(count, &taken)
        }
    });
    lines.push(if has_engine {
        let (count, unpulled) = images(&containers, programs);
        doctor::images(count, &unpulled)
    } else {
        Line::skipped("images", "the engine does not answer")
    });
    if is_passed {
        lines.push(said_to_key(&supplied, session));
    }
    let targets = targets(project, session);
    if targets.contains("kubernetes") || targets.contains("helm") {
        let context = programs.ask("kubectl", &["config", "current-context"]);
        let version = programs.ask("kubectl", &["version", "--output", "json", "--request-timeout", "5s"]);
        lines.push(doctor::kubectl(context.as_ref(), version.as_ref()));
    }
    if targets.contains("helm") {
        lines.push(doctor::helm(programs.ask("helm", &["version", "--short"]).as_ref()));
    }
    Ok(lines)
}

/// The inputs, and what `environment` sets, that are called as secrets are, and are none.
fn unsaid(plan: &BoundPlan) -> Vec<String> {
    let rows = plan.containers.iter().flat_map(|container| &container.env);
    let is_said = |row: &&EnvRow| matches!(row.kind, EnvKind::Input | EnvKind::Environment);
    let is_unsaid = |row: &&EnvRow| is_said(row) && !row.secret && is_called_secret(&row.name);
    let names: BTreeSet<String> = rows.filter(is_unsaid).map(|row| row.name.clone()).collect();
    names.into_iter().collect()
}

/// What is missing or wrong of the values; `by_itself` where those of the gateway are not for somebody to supply.
fn missing(plan: &BoundPlan, supplied: &Supplied<'_>, by_itself: bool) -> Vec<String> {
    let mut wanted: BTreeSet<&str> = plan.supplies.iter().map(|supply| supply.name.as_str()).collect();
    if by_itself {
        wanted.remove(GATEWAY_URL);
        wanted.remove(GATEWAY_KEY);
    }
    let name = |problem: &crate::dotenv::Problem| match problem.name.as_str() {
        "" => "a line of `.env`".to_owned(),
        name => name.to_owned(),
    };
    let names: BTreeSet<String> = supplied.problems(&wanted).into_iter().map(name).collect();
    names.into_iter().collect()
}

/// The variables that move the ports of containers.
fn movers<'a>(containers: &[&'a BoundContainer]) -> BTreeSet<&'a str> {
    let ports = containers.iter().flat_map(|container| &container.ports);
    ports.filter_map(|port| port.variable.as_deref()).collect()
}

/// How many ports are published, and which of them somebody else has.
fn ports(
    containers: &[&BoundContainer],
    supplied: &Supplied<'_>,
    folder: &Path,
    programs: &Programs,
) -> (usize, Vec<Taken>) {
    let mut wanted = BTreeMap::new();
    for container in containers {
        for port in &container.ports {
            let moved = port.variable.as_deref().and_then(|variable| supplied.port(variable, &environment));
            if let Some(number) = moved.filter(|_| port.host.is_some()).or(port.host) {
                wanted.insert(number, container.id.to_string());
            }
        }
    }
    let count = wanted.len();
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let is_ours = |at: &str| !at.is_empty() && Path::new(at).starts_with(&folder);
    let mut taken = Vec::new();
    for (port, of) in wanted.into_iter().filter(|(port, _)| is_busy(*port)) {
        let format = "{{.Names}}\t{{.Label \"com.docker.compose.project.working_dir\"}}";
        let filter = format!("publish={port}");
        let asked = programs.ask("docker", &["ps", "--filter", &filter, "--format", format]);
        let printed = asked.and_then(Result::ok).filter(|printed| printed.status == Some(0));
        let line =
            printed.as_ref().and_then(|printed| printed.stdout.lines().next()).and_then(|line| line.split_once('\t'));
        match line {
            Some((_, at)) if is_ours(at) => {}
            line => taken.push(Taken { port, of, by: line.map(|(name, _)| name.to_owned()) }),
        }
    }
    (count, taken)
}

/// How many images are pulled, and which are neither here nor to be had.
fn images(containers: &[&BoundContainer], programs: &Programs) -> (usize, Vec<Unpulled>) {
    let pulled = containers.iter().filter(|container| container.build.is_none());
    let images: BTreeSet<&str> = pulled.filter_map(|container| container.image.as_deref()).collect();
    let images: Vec<&str> = images.into_iter().collect();
    let mut unpulled = Vec::new();
    for some in images.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let asking: Vec<_> = some.iter().map(|image| scope.spawn(|| lacks(image, programs))).collect();
            unpulled.extend(asking.into_iter().filter_map(|asking| asking.join().ok().flatten()));
        });
    }
    (images.len(), unpulled)
}

/// Why an image is not to be had, if it is not here.
fn lacks(image: &str, programs: &Programs) -> Option<Unpulled> {
    let is_good = |asked: &Answer| asked.as_ref().is_ok_and(|printed| printed.status == Some(0));
    if programs.ask("docker", &["image", "inspect", "--format", "{{.Id}}", image]).as_ref().is_some_and(is_good) {
        return None;
    }
    let asked = programs.ask_for("docker", &["manifest", "inspect", image], FAR_PATIENCE)?;
    (!is_good(&asked)).then(|| Unpulled { image: image.to_owned(), why: doctor::why(&asked) })
}

/// The targets that were generated here, or that `ast.toml` lists.
fn targets(project: &Accepted, session: &Session<'_, '_>) -> BTreeSet<String> {
    let listed = project.loaded.options.settings.targets.iter().flatten().map(|name| name.as_str().to_owned());
    let folder = project.folder();
    let mut place = Place { folder: &folder, state: session.io.state.as_deref(), waiting: &mut || {} };
    let manifest = Look::at(&mut place).and_then(|look| look.manifest()).ok().flatten();
    listed.chain(manifest.into_iter().flat_map(|manifest| manifest.targets.into_keys())).collect()
}

impl Programs {
    fn ask(&self, name: &str, arguments: &[&str]) -> Option<Answer> {
        self.ask_for(name, arguments, PATIENCE)
    }

    /// What a program prints; none where it is not on the PATH.
    fn ask_for(&self, name: &str, arguments: &[&str], patience: Duration) -> Option<Answer> {
        let program = self.found.get(name)?;
        // Compose reads `.env` of the folder that it is started in, which is a stranger's. What reads `KUBECONFIG` may
        // find it from there only.
        let folder = if matches!(name, "kubectl" | "helm") { self.cwd.as_path() } else { Path::new("/") };
        let question = Question { program, arguments, folder: Some(folder), input: "", patience, most: MOST };
        Some(drive::ask(&question).map_err(|error| reason(&error)))
    }

    /// Which program a shell starts as `ast`.
    fn itself(&self) -> Line {
        let first = self.found.get("ast");
        let real = |path: &Path| path.canonicalize().ok();
        let own = std::env::current_exe().ok().and_then(|own| real(&own));
        let is_this = first.and_then(|first| real(first)).is_some_and(|first| Some(first) == own);
        let version = if is_this { None } else { first.and_then(|_| self.ask("ast", &["--version"])) };
        doctor::itself(first.map(PathBuf::as_path), is_this, version.as_ref())
    }
}
