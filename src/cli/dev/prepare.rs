//! From a spec to a project that can be started: its plan, its values, its gateway.

use std::path::Path;

use crate::cli::Status;
use crate::cli::accepted::Accepted;
use crate::cli::env::answer::{Told, adds_lines};
use crate::cli::env::drawn;
use crate::cli::environment::within;
use crate::cli::hosted::{is_by_login, is_logged_in};
use crate::cli::load::read_text;
use crate::cli::own_keys;
use crate::cli::session::{Failure, Session, environment};
use crate::dev::{Memory, project_name};
use crate::dotenv::{Problem, ProblemKind, Supplied};
use crate::options::{GatewayMode, Settings, Values};
use crate::plan::{Binding, BoundPlan, For, GATEWAY_KEY, GATEWAY_URL, Names, bind};
use crate::source::Source;
use crate::spec::TriggerType;

use super::place::Place;

/// The status where the hosted gateway can't be used.
const NEEDS_LOGIN: u8 = 3;

/// A project of which everything is known but what the engine has.
pub(super) struct Project {
    pub(super) accepted: Accepted,
    pub(super) place: Place,
    pub(super) memory: Memory,
    /// The mode of its gateway; none where it uses none.
    pub(super) gateway: Option<GatewayMode>,
    /// The plan with the gateway in its mode.
    pub(super) plan: BoundPlan,
    /// The text of `.env`.
    env: Source,
}

/// Which environment a project is loaded in.
#[derive(Clone, Copy)]
enum Environment<'a> {
    /// The one that is asked for, or none.
    Asked(Option<&'a str>),
    /// The one that it was started in last.
    OfLastStart,
}

impl Project {
    /// Loads the spec that a path means, as the last start had it. What is wrong with it is told, and ends the command.
    pub(super) fn started(path: Option<&Path>, session: &mut Session<'_, '_>) -> Result<Result<Self, Status>, Failure> {
        Self::read(path, &Settings::default(), None, Environment::OfLastStart, session)
    }

    /// Loads the spec that a path means, to be started in an environment if one is said. What is wrong with it is told,
    /// and ends the command.
    pub(super) fn load(
        path: Option<&Path>,
        flags: &Settings,
        name: Option<&str>,
        environment: Option<&str>,
        session: &mut Session<'_, '_>,
    ) -> Result<Result<Self, Status>, Failure> {
        Self::read(path, flags, name, Environment::Asked(environment), session)
    }

    fn read(
        path: Option<&Path>,
        flags: &Settings,
        name: Option<&str>,
        environment: Environment<'_>,
        session: &mut Session<'_, '_>,
    ) -> Result<Result<Self, Status>, Failure> {
        let mut accepted = match Accepted::load(path, flags, Values::default(), session) {
            Ok(accepted) => accepted,
            Err(status) => return Ok(Err(status)),
        };
        accepted.tell(session);
        if accepted.status() != Status::Fine {
            return Ok(Err(Status::Invalid));
        }
        if let Environment::Asked(Some(name)) = environment {
            accepted.loaded.options = within(&accepted.loaded.options, name)?;
        }
        let place = Place::create(&accepted.folder(), session)?;
        let mut memory = place.memory();
        match (environment, &memory.environment) {
            (Environment::Asked(said), _) => memory.environment = said.map(str::to_owned),
            (Environment::OfLastStart, Some(name)) => accepted.loaded.options = within(&accepted.loaded.options, name)?,
            (Environment::OfLastStart, None) => {}
        }
        memory.gateway = flags.gateway.mode.or(memory.gateway);
        let settings = &mut accepted.loaded.options.settings;
        settings.gateway.mode = memory.gateway.or(settings.gateway.mode);
        let mode = settings.gateway.mode();
        let plan = bound(&accepted, mode);
        memory.name = name.map(str::to_owned).or(memory.name);
        memory.project = Some(self::name(&memory, &plan, &place));
        let shown = Path::new(accepted.loaded.path()).with_file_name(".env").to_string_lossy().into_owned();
        let file = accepted.folder().join(".env");
        let env = Source::new(&shown, if file.exists() { read_text(&file, session)? } else { String::new() });
        let gateway = plan.gateway.enabled.then_some(mode);
        Ok(Ok(Self { accepted, place, memory, gateway, plan, env }))
    }

    /// The project's name in the engine.
    pub(super) fn name(&self) -> String {
        self.memory.project.clone().unwrap_or_default()
    }

    /// The plan with the gateway in another mode.
    pub(super) fn plan_with(&self, mode: GatewayMode) -> BoundPlan {
        bound(&self.accepted, mode)
    }

    /// The plan that Compose's files are made of. Where the gateway stands in `ast`, it is hosted as far as they know, or
    /// `ast` passes requests on to one in a container.
    pub(super) fn composed(&self, is_proxied: bool) -> BoundPlan {
        let mode = self.gateway.filter(|_| !is_proxied || self.takes_container());
        self.plan_with(mode.unwrap_or(GatewayMode::Hosted))
    }

    /// Whether the gateway in `ast` passes requests on to one in a container.
    pub(super) fn takes_container(&self) -> bool {
        self.gateway == Some(GatewayMode::Local) && own_keys::take_container(&self.supplied(&self.plan))
    }

    /// What somebody supplies that the gateway in `ast` passes requests on by.
    pub(super) fn access(&self) -> Vec<Option<String>> {
        let supplied = self.supplied(&self.plan);
        match self.gateway {
            Some(GatewayMode::Hosted) => {
                [GATEWAY_URL, GATEWAY_KEY].map(|name| supplied.value(name).map(str::to_owned)).into()
            }
            Some(GatewayMode::Local) => own_keys::values(&supplied),
            _ => Vec::new(),
        }
    }

    /// What somebody supplies for a plan.
    pub(super) fn supplied<'a>(&self, plan: &'a BoundPlan) -> Supplied<'a> {
        Supplied::read(plan, &self.env, &environment)
    }

    /// Tells what is missing or wrong of the values that the start needs, all of it; gives the status where something is.
    pub(super) fn refuse(&self, plan: &BoundPlan, session: &mut Session<'_, '_>) -> Option<Status> {
        let problems = self.problems(plan, session);
        let told: Vec<Told> = problems.into_iter().map(|problem| Told::of(problem, &self.env)).collect();
        if told.is_empty() {
            return None;
        }
        session.note(&drawn(self.env.name(), &told));
        session.note(adds_lines(&told));
        if !told.iter().any(|told| is_of_gateway(&told.name)) {
            return Some(Status::Invalid);
        }
        session.note(
            "note: the hosted gateway needs a URL and a key. There are three ways: `ast login` (or both in `.env`), your own \
             providers' keys with `--gateway local`, or made-up answers with `--gateway mock`\n",
        );
        Some(Status::Ended(NEEDS_LOGIN))
    }

    /// The names of the values that are missing, where nothing else is wrong, and a gateway's is not among them.
    pub(super) fn only_missing(&self, plan: &BoundPlan, session: &Session<'_, '_>) -> Option<Vec<String>> {
        let problems = self.problems(plan, session);
        let can_be_asked = |problem: &Problem| problem.kind == ProblemKind::Missing && !is_of_gateway(&problem.name);
        let all = !problems.is_empty() && problems.iter().all(can_be_asked);
        all.then(|| problems.into_iter().map(|problem| problem.name).collect())
    }

    /// The env file, as messages show it.
    pub(super) fn env_name(&self) -> &str {
        self.env.name()
    }

    /// What is wrong with the values that the start needs.
    fn problems(&self, plan: &BoundPlan, session: &Session<'_, '_>) -> Vec<Problem> {
        let supplied = self.supplied(plan);
        let is_on_demand = |trigger| matches!(trigger, Some(TriggerType::Schedule | TriggerType::Manual));
        let started = plan.containers.iter().filter(|container| !is_on_demand(container.trigger));
        let (rows, ports): (Vec<_>, Vec<_>) =
            started.map(|container| (container.env.iter(), container.ports.iter())).unzip();
        // The key of a gateway on this machine is made, and a login gives that of the hosted one.
        let is_given = self.gateway != Some(GatewayMode::Hosted) || (is_by_login(&supplied) && is_logged_in(session));
        let is_made = |name: &str| is_of_gateway(name) && is_given;
        let supplies = rows.into_iter().flatten().filter_map(|row| row.supply.as_deref());
        let moved = ports.into_iter().flatten().filter_map(|port| port.variable.as_deref());
        let wanted = supplies.filter(|name| !is_made(name)).chain(moved).collect();
        supplied.problems(&wanted).into_iter().cloned().collect()
    }
}

fn is_of_gateway(name: &str) -> bool {
    [GATEWAY_URL, GATEWAY_KEY].contains(&name)
}

/// The project's name in the engine: the user's, else one of the agent and the folder.
pub(super) fn name(memory: &Memory, plan: &BoundPlan, place: &Place) -> String {
    memory.name.clone().unwrap_or_else(|| project_name(plan, place.path.as_os_str().as_encoded_bytes()))
}

fn bound(accepted: &Accepted, mode: GatewayMode) -> BoundPlan {
    let mut settings = accepted.loaded.options.settings.clone();
    settings.gateway.mode = Some(mode);
    let values = Values::default();
    let binding = Binding { target: For::Local, names: Names::Agent, settings: &settings, values: &values };
    bind(&accepted.loaded.compilation.plan, &binding)
}
