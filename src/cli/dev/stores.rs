//! The stores of a project in containers, for a command that `ast run` runs on this machine: those that run already are
//! used, the others are started as `ast dev` starts them, and taken away when the command has ended.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::checks::{self, Engine};
use super::place::{Hold, Place};
use super::prepare::name;
use super::values::{Way, values};
use super::{clear, files, owned, ports};
use crate::cli::Status;
use crate::cli::accepted::Accepted;
use crate::cli::session::{Failure, Session, environment};
use crate::dev::{Blame, Container, Facts, Fault, Memory, Published, Told, move_ports, published};
use crate::disk::reason;
use crate::dotenv::Supplied;
use crate::drive::docker::{self, Docker};
use crate::drive::{Happening, attend, outputs};
use crate::plan::{BoundContainer, BoundPlan};
use crate::text::one_line;

/// How often a container is asked whether it answers.
const ASK: Duration = Duration::from_millis(100);
/// How long the engine may take to take containers away.
const PATIENCE: Duration = Duration::from_secs(20);
/// How much is shown of what would be started.
const MOST_NAMED: usize = 300;
/// How much is kept of what Compose says.
const MOST: usize = 1 << 20;

/// Stores that run, until they are left.
pub(in crate::cli) struct Stores {
    docker: Docker,
    /// What of the project was there before; none where nothing was started here.
    before: Option<BTreeSet<String>>,
    /// The numbers that ports have on this machine, by their variables.
    pub(in crate::cli) ports: BTreeMap<String, u16>,
    /// Nobody else starts or ends the project meanwhile.
    _hold: Option<Hold>,
}

/// What is waited for.
enum Waited {
    /// Whether a container answered.
    Answered(bool),
    /// To ask again.
    Again,
}

impl Stores {
    /// Sees to it that containers of a project run. What can't be started is told, and ends the command.
    pub(in crate::cli) fn start(
        accepted: &Accepted,
        plan: &BoundPlan,
        wanted: &[&BoundContainer],
        supplied: &Supplied<'_>,
        session: &mut Session<'_, '_>,
    ) -> Result<Result<Self, Status>, Failure> {
        let place = Place::create(&accepted.folder(), session)?;
        let memory = place.memory();
        let project = name(&memory, plan, &place);
        let mut docker = Docker { project: project.clone(), ..owned::nameless(&place) };
        let engine = checks::engine(&docker, &place.path).map_err(|failure| unstarted(wanted, &failure))?;
        let services: Vec<&str> = wanted.iter().filter_map(|container| container.service.as_deref()).collect();
        let found = |service: &str| engine.containers.iter().find(|found| found.service == service && !found.is_job);
        let missing: Vec<&str> =
            services.iter().copied().filter(|service| !found(service).is_some_and(Container::runs)).collect();
        let mut ports = published(plan, |variable| supplied.port(variable, &environment));
        ports.retain(|port| services.contains(&port.service.as_str()));
        if missing.is_empty() {
            move_ports(&mut ports, &memory.ports, |_| false);
            return Ok(Ok(Self { docker, before: None, ports: numbers(&ports), _hold: None }));
        }
        let Some(hold) = place.hold()? else {
            let missing = missing.join(", ");
            return Err(Failure::new(format!("this project runs already, and without {missing}"))
                .help("`ast dev status` shows it; `ast dev stop` ends it, and `--no-start` leaves it as it is"));
        };
        for told in ports::placed(&mut ports, &memory.ports, &engine)? {
            told.line().into_iter().for_each(|line| session.note(&format!("{line}\n")));
        }
        files::write(plan, &accepted.loaded.options.settings, false, &place)?;
        let kept = memory.ports.clone().into_iter().chain(ports::moved(plan, &ports));
        let process = i32::try_from(std::process::id()).ok();
        place.remember(&Memory { project: Some(project), ports: kept.collect(), process, ..memory })?;
        docker.values = given(plan, supplied, &ports);
        let stores = Self { docker, before: Some(before(&engine)), ports: numbers(&ports), _hold: Some(hold) };
        session.note(&format!("starting {}\n", missing.join(", ")));
        let began = Instant::now();
        let facts = Facts::of(plan, None, None);
        let asked = asked(wanted, &missing, &ports);
        let is_built = wanted.iter().any(|container| container.build.is_some());
        match stores.up(&missing, is_built, &asked, facts.patience) {
            Ok(None) => {
                session.note(&format!(
                    "started in {}.{} s\n",
                    began.elapsed().as_secs(),
                    began.elapsed().subsec_millis() / 100
                ));
                Ok(Ok(stores))
            }
            Ok(Some(fault)) => {
                stores.leave(session);
                let (message, lines, help) = (fault.message(), fault.lines.clone(), fault.help().to_owned());
                let told = Told::Failed { service: fault.service, status: None, message, lines, help };
                told.line().into_iter().for_each(|line| session.note(&format!("{line}\n")));
                Ok(Err(Status::Invalid))
            }
            Err(status) => {
                stores.leave(session);
                status.map(|status| Err(Status::Ended(status)))
            }
        }
    }

    /// Starts containers and waits until they are ready; gives what went wrong, or how it was broken off.
    fn up(
        &self,
        services: &[&str],
        is_built: bool,
        asked: &[(String, u16, String)],
        patience: Duration,
    ) -> Result<Option<Fault>, Result<u8, Failure>> {
        let build = if is_built { "--build" } else { "--no-build" };
        let words = [&["--progress", "plain", "up", "--detach", "--wait", "--quiet-pull", build], services].concat();
        let program = self.docker.compose(&words);
        let (mut said, mut left) = (String::new(), asked.iter());
        let mut current = None;
        let (task, until) = (Cell::new(None), Instant::now() + patience);
        let ended = attend(
            |crew| {
                task.set(Some(crew.start(&program)?));
                Ok(())
            },
            |crew, happening| {
                match happening {
                    Happening::Lines(_, _, bytes) => {
                        said.push_str(&String::from_utf8_lossy(
                            &bytes[..bytes.len().min(MOST.saturating_sub(said.len()))],
                        ));
                        return None;
                    }
                    Happening::Signal => {
                        task.get().into_iter().for_each(|task| crew.interrupt(task));
                        return Some(Err(Ok(130)));
                    }
                    Happening::Ended(_, 0) => current = left.next(),
                    Happening::Ended(..) => return Some(Ok(Some(Fault::said(Blame::Start, &said)))),
                    Happening::Told(Waited::Answered(true)) => current = left.next(),
                    Happening::Told(Waited::Answered(false)) if Instant::now() >= until => {
                        let service = current.map(|(service, ..): &(String, u16, String)| service.clone());
                        return Some(Ok(Some(Fault { service, blame: Blame::Silent(patience), lines: Vec::new() })));
                    }
                    Happening::Told(Waited::Answered(false)) => {
                        crew.after(ASK, Waited::Again);
                        return None;
                    }
                    Happening::Told(Waited::Again) => {}
                }
                let Some((_, port, path)) = current else { return Some(Ok(None)) };
                crew.ask(*port, path.clone(), Waited::Answered);
                None
            },
        );
        ended.map_err(|error| Err(Failure::new(format!("`docker` can't be started: {}", reason(&error)))))?
    }

    /// Takes away what was started here.
    pub(in crate::cli) fn leave(self, session: &mut Session<'_, '_>) {
        let Some(before) = self.before else { return };
        let taken = if before.is_empty() {
            clear::all(&self.docker, false).map(|_| ()).map_err(|failure| failure.message().to_owned())
        } else {
            remove(&self.docker, &before)
        };
        if let Err(why) = taken {
            session.note(&format!(
                "warning: containers are left, `ast dev stop` takes them away: {}\n",
                one_line(&why, 300)
            ));
        }
    }
}

/// That containers can't be started: which, why, and that the command runs without them.
fn unstarted(wanted: &[&BoundContainer], why: &Failure) -> Failure {
    let ids: Vec<String> = wanted.iter().map(|container| container.id.to_string()).collect();
    let (place, them) = if ids.len() == 1 { ("a container", "it") } else { ("containers", "them") };
    let why = format!("{} would be started in {place}, and {}", one_line(&ids.join(", "), MOST_NAMED), why.message());
    let help = format!(
        "`ast doctor` looks at the engine; `--no-start` runs the command without {them}, or with {them} elsewhere"
    );
    Failure::new(why).help(help)
}

/// Removes the containers that were not there before.
fn remove(docker: &Docker, before: &BTreeSet<String>) -> Result<(), String> {
    let run = |program| -> Result<String, String> {
        let mut answers = outputs(&[program], PATIENCE).map_err(|error| error.to_string())?;
        let answer =
            answers.pop().unwrap_or_else(|| Ok(crate::drive::Output::default())).map_err(|error| error.to_string())?;
        answer.good().map(str::to_owned).ok_or_else(|| answer.stderr.clone())
    };
    let all = run(docker.ids())?;
    let ids: Vec<&str> = all.split_whitespace().filter(|id| !before.contains(*id)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    run(docker::stop(&ids, "2"))?;
    run(docker::remove(&ids)).map(|_| ())
}

/// The containers that are there.
fn before(engine: &Engine) -> BTreeSet<String> {
    engine.containers.iter().map(|container| container.id.clone()).collect()
}

fn numbers(ports: &[Published]) -> BTreeMap<String, u16> {
    ports.iter().map(|port| (port.variable.clone(), port.number)).collect()
}

/// What only answers at a path, and where.
fn asked(wanted: &[&BoundContainer], missing: &[&str], ports: &[Published]) -> Vec<(String, u16, String)> {
    let one = |container: &&BoundContainer| {
        let service = container.service.clone().filter(|service| missing.contains(&service.as_str()))?;
        let health = container.health.as_ref().filter(|health| health.test.is_none())?;
        let port =
            ports.iter().find(|port| port.service == service && health.port.is_none_or(|at| at == port.inside))?;
        Some((service, port.number, health.path.clone()?))
    };
    wanted.iter().filter_map(one).collect()
}

/// What Compose is given: the values, and for names that only others ask for, which are not started, a word.
fn given(plan: &BoundPlan, supplied: &Supplied<'_>, ports: &[Published]) -> Vec<(String, String)> {
    let way = Way { url: Some("http://127.0.0.1".to_owned()), key: "none".to_owned() };
    let (mut given, _) = values(plan, supplied, ports, Some(&way));
    let names: BTreeSet<String> = given.iter().map(|(name, _)| name.clone()).collect();
    let unset =
        plan.supplies.iter().filter(|supply| !names.contains(&supply.name) && !super::values::is_obeyed(&supply.name));
    given.extend(unset.map(|supply| (supply.name.clone(), "unset".to_owned())));
    given
}
