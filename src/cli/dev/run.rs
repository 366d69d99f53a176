//! The loop of a run: what happens is told to the machine, and what it asks for is done.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::clear::Sweep;
use super::perform::wait_for_minute;
use super::role::Role;
use super::show::Show;
use crate::account::Renewed;
use crate::cli::hosted::Lent;
use crate::cli::session::{Session, now};
use crate::dev::{
    Change, Changes, Container, End, Event, Facts, Machine, Published, REACHED, Seen, Step, Told, UNREACHED, hashes,
    last,
};
use crate::drive::docker::{self, Docker};
use crate::drive::{Crew, Happening, Stream, Task};
use crate::gateway::Record;
use crate::watch::How;

/// A minute, in milliseconds.
pub(super) const MINUTE: u64 = 60_000;
/// How much is kept of what a command says.
const MOST: usize = 1 << 20;
/// How many of a container's last lines are shown.
pub(super) const LAST: u16 = 20;

/// What is told beside programs.
#[derive(Debug)]
pub(super) enum Beside {
    /// Something was seen.
    Seen(Seen),
    /// The gateway answered a request.
    Request(Box<Record>),
    /// Files were saved.
    Saved(BTreeSet<PathBuf>),
    /// A minute began.
    Minute,
    /// A key was pressed.
    Key(u8),
    /// The real gateway's key was renewed, or could not be.
    Gateway(Renewed),
}

/// What of the first start is wanted that is not usual.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wish {
    /// That images are built without what is known of them.
    pub(super) rebuild: bool,
    /// That a browser shows the agent, once it answers.
    pub(super) open: bool,
}

/// What came of a save.
#[derive(Debug, Default)]
pub(super) struct Saved {
    /// What there is to say.
    pub(super) told: Vec<Told>,
    /// What Compose is given from now on, and what the plan says, where that was made anew.
    pub(super) anew: Option<(Docker, Facts)>,
    /// What is to be done.
    pub(super) changes: Changes,
}

/// What can't be done by the engine alone.
pub(super) trait Owner {
    /// Goes on without the gateway in `ast`; gives what Compose is given then, and what is told.
    fn falls_back(&mut self) -> Result<(Docker, &'static str), String>;
    /// Takes note of a new key of the real gateway; where containers were given the last one, what Compose is given from
    /// now on, and the services of those.
    fn renewed(&mut self, lent: Lent) -> Option<(Docker, BTreeSet<String>)>;
    /// Gives a port another number; what Compose is given then, and what moved.
    fn moves(&mut self, taken: u16) -> Option<(Docker, Published)>;
    /// Takes note of whether containers reach this machine.
    fn reaches(&mut self, reached: bool);
    /// Takes note of a request.
    fn request(&mut self, record: &Record);
    /// Makes the files that Compose reads what they were: they may have come with the repository meanwhile.
    fn restores(&mut self);
    /// Looks what a save means.
    fn saved(&mut self, paths: &BTreeSet<PathBuf>, session: &Session<'_, '_>) -> Saved;
}

/// A run under way.
pub(super) struct Run<'r, 'a, 'io> {
    pub(super) docker: Docker,
    pub(super) machine: Machine,
    first: Vec<Step>,
    pub(super) roles: BTreeMap<Task, Role>,
    /// What commands say that answer once.
    said: BTreeMap<Task, String>,
    explained: Vec<String>,
    /// When containers ended last.
    pub(super) ends: BTreeMap<String, String>,
    pub(super) sweep: Option<Sweep>,
    pub(super) is_hurried: bool,
    /// What of the first start is wanted that is not usual.
    pub(super) wish: Wish,
    /// Whether a terminal's keys are listened to.
    pub(super) has_keys: bool,
    /// Where the agent answers.
    pub(super) url: Option<String>,
    began: Instant,
    /// When it began, by the engine's clock, in nanoseconds since 1970.
    since: u64,
    pub(super) show: Show,
    pub(super) owner: &'r mut dyn Owner,
    pub(super) session: &'r mut Session<'a, 'io>,
}

impl<'r, 'a, 'io> Run<'r, 'a, 'io> {
    pub(super) fn new(
        docker: Docker,
        facts: Facts,
        (show, wish): (Show, Wish),
        owner: &'r mut dyn Owner,
        began: Instant,
        session: &'r mut Session<'a, 'io>,
    ) -> Self {
        let (machine, first) = Machine::new(facts);
        Self {
            docker,
            machine,
            first,
            roles: BTreeMap::new(),
            said: BTreeMap::new(),
            explained: Vec::new(),
            ends: BTreeMap::new(),
            sweep: None,
            is_hurried: false,
            wish,
            has_keys: false,
            url: None,
            began,
            since: now() * 1_000_000,
            show,
            owner,
            session,
        }
    }

    /// Starts what there is to start with; `running` are containers that were there before, with their services.
    pub(super) fn begin(&mut self, running: &[(String, String)], crew: &Crew<Beside>) -> io::Result<()> {
        let events = crew.start(&self.docker.events(self.since / 1_000_000_000))?;
        self.roles.insert(events, Role::Events);
        for (service, container) in running {
            let since = (self.since / 1_000_000_000).to_string();
            self.follow(service.clone(), container, Some(&since), crew);
        }
        wait_for_minute(crew);
        let first = std::mem::take(&mut self.first);
        self.act(first, crew);
        Ok(())
    }

    /// Whether people see it, at a terminal with keys.
    pub(super) fn is_on_terminal(&self) -> bool {
        matches!(self.show, Show::People { .. }) && self.session.io.terminal.stdin && self.session.io.terminal.stderr
    }

    /// Tells how saves are seen, where that is not as it should be.
    pub(super) fn watches(&mut self, how: Result<How, String>) {
        let message = match how {
            Ok(How::Told) => return,
            Ok(How::Partly(most)) => format!("only {most} folders are watched: saves in others are not seen"),
            Ok(How::Polled(why)) => {
                format!("files are looked at once a second, as the system tells of no saves: {why}")
            }
            Err(why) => format!("saves are not seen: {why}"),
        };
        self.show.say(&Told::Note { message }, self.session);
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// Takes note of what happens; gives how it ended, once it has.
    pub(super) fn take(&mut self, happening: Happening<Beside>, crew: &Crew<Beside>) -> Option<End> {
        let seen = match happening {
            Happening::Signal => Some(Seen::Interrupted),
            Happening::Told(Beside::Seen(seen)) => Some(seen),
            // That is how the way to it is looked for.
            Happening::Told(Beside::Request(record)) if record.path == "/health/liveness" => None,
            Happening::Told(Beside::Request(record)) => {
                self.owner.request(&record);
                self.show.say(&request(&record), self.session);
                None
            }
            Happening::Told(Beside::Saved(paths)) => {
                self.owner.restores();
                let Saved { told, anew, changes } = self.owner.saved(&paths, self.session);
                for told in told {
                    self.show.say(&told, self.session);
                }
                if let Some((docker, facts)) = anew {
                    self.docker = docker;
                    self.machine.learns(facts);
                }
                Some(Seen::Saved(changes))
            }
            Happening::Told(Beside::Minute) => {
                wait_for_minute(crew);
                Some(Seen::Due(self.machine.due_at(now() / MINUTE)))
            }
            Happening::Told(Beside::Key(key)) => self.pressed(key, crew),
            Happening::Told(Beside::Gateway(Renewed::Told(message))) => {
                self.show.say(&Told::Note { message: format!("gateway: {message}") }, self.session);
                None
            }
            Happening::Told(Beside::Gateway(Renewed::Key(url, key))) => {
                let (docker, renewed) = self.owner.renewed(Lent { url, key })?;
                self.docker = docker;
                let message = "the key of the gateway is renewed: what was given it gets the new one".to_owned();
                self.show.say(&Told::Note { message }, self.session);
                Some(Seen::Saved(Changes { renewed, ..Changes::default() }))
            }
            Happening::Lines(task, stream, bytes) => return self.heard(task, stream, &bytes, crew),
            Happening::Ended(task, status) => self.ended(task, status, crew),
        };
        seen.and_then(|seen| self.see(seen, crew))
    }

    fn see(&mut self, seen: Seen, crew: &Crew<Beside>) -> Option<End> {
        let steps = self.machine.see(seen, self.now());
        self.act(steps, crew)
    }

    fn heard(&mut self, task: Task, stream: Stream, bytes: &[u8], crew: &Crew<Beside>) -> Option<End> {
        if let Some(sweep) = self.sweep.as_mut().filter(|sweep| sweep.is_its(task)) {
            sweep.hears(stream, bytes);
            return None;
        }
        match self.roles.get(&task)? {
            Role::Logs(service) | Role::Job(service) => {
                self.show.log(service, stream == Stream::Err, bytes, self.session);
            }
            Role::Events => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                // The engine tells whole seconds, in which an earlier run may have ended.
                let events = text.lines().filter_map(Event::read).filter(|event| event.nanos >= self.since);
                for event in events.collect::<Vec<_>>() {
                    if matches!(event.change, Change::Died(_)) {
                        self.ends.insert(event.container.clone(), event.at.clone());
                    }
                    if let Some(end) = self.see(Seen::Event(event), crew) {
                        return Some(end);
                    }
                }
            }
            _ => {
                let said = self.said.entry(task).or_default();
                said.push_str(&String::from_utf8_lossy(bytes));
                if said.len() > MOST {
                    let cut = said.len() - MOST / 2;
                    let cut = (cut..said.len()).find(|at| said.is_char_boundary(*at)).unwrap_or(said.len());
                    said.drain(..cut);
                }
            }
        }
        None
    }

    fn ended(&mut self, task: Task, status: u8, crew: &Crew<Beside>) -> Option<Seen> {
        if let Some(sweep) = self.sweep.as_mut().filter(|sweep| sweep.is_its(task)) {
            return (!sweep.goes_on(&self.docker, crew)).then_some(Seen::Cleared);
        }
        let said = self.said.remove(&task).unwrap_or_default();
        match self.roles.remove(&task)? {
            Role::Build => Some(Seen::Built(status, said)),
            Role::Up => Some(Seen::Up(status, said)),
            Role::Compare(None) => {
                let program = self.docker.compose(&["config", "--hash", "*"]);
                self.start(Role::Compare(Some(Container::list(&said))), &program, crew);
                None
            }
            Role::Compare(Some(containers)) => Some(Seen::Compared(containers, hashes(&said))),
            Role::Renew => Some(Seen::Renewed(status, said)),
            Role::Check(service) => Some(Seen::Checked(service, status == 0)),
            Role::Job(service) => Some(Seen::Done(service, status)),
            Role::Probe => {
                let reached =
                    if said.contains(UNREACHED) { Some(false) } else { said.contains(REACHED).then_some(true) };
                if let Some(reached) = reached {
                    self.owner.reaches(reached);
                }
                Some(Seen::Reached(reached))
            }
            Role::Explain(Some(container)) => {
                // Each check's words are a line, the last one last.
                let check = said
                    .lines()
                    .rfind(|line| !line.is_empty())
                    .and_then(|line| serde_json::from_str::<String>(line).ok());
                self.explained
                    .extend(last(&check.unwrap_or_default()).into_iter().map(|line| format!("check: {line}")));
                self.start(Role::Explain(None), &docker::last_lines(&container, LAST), crew);
                None
            }
            Role::Explain(None) => {
                self.explained.extend(last(&String::from_utf8_lossy(&crate::dev::plain(said.as_bytes()))));
                Some(Seen::Explained(std::mem::take(&mut self.explained)))
            }
            Role::Events | Role::Logs(_) => None,
        }
    }

    /// Starts a program; one that can't be started has ended.
    pub(super) fn start(&mut self, role: Role, program: &crate::drive::Program, crew: &Crew<Beside>) {
        match crew.start(program) {
            Ok(task) => drop(self.roles.insert(task, role)),
            Err(error) => {
                if let Some(seen) = role.unstarted(error.to_string()) {
                    crew.tell()(Beside::Seen(seen));
                }
            }
        }
    }

    pub(super) fn follow(&mut self, service: String, container: &str, since: Option<&str>, crew: &Crew<Beside>) {
        self.start(Role::Logs(service), &docker::logs(container, true, since, false), crew);
    }
}

fn request(record: &Record) -> Told {
    let ms = u64::try_from(record.total.as_millis()).unwrap_or(u64::MAX);
    Told::Request {
        model: record.model.clone(),
        status: record.status,
        ms,
        prompt_tokens: record.usage.map(|usage| usage.prompt),
        completion_tokens: record.usage.map(|usage| usage.completion),
        message: record.line(),
    }
}
