//! One run, from its first step to its last.

mod fail;
mod later;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::renewal::Renewal;
use super::{Answers, Blame, Change, End, Event, Facts, Fault, Seen, Step, Told};

/// How long after Compose gave up its word counts, where the engine does not tell who ended.
const BLAME: Duration = Duration::from_millis(400);
/// How often the agent is asked whether it answers.
const ASK: Duration = Duration::from_millis(100);
/// How long an agent has to run that can't be heard from.
const SETTLE: Duration = Duration::from_secs(5);
/// How long what is interrupted has to end.
const GRACE: Duration = Duration::from_secs(1);

/// How often a port is given another number that was taken after it was looked at.
const MOVES: u32 = 5;

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    /// Images are built, and the way to this machine is looked for.
    Preparing { builds: bool, probes: bool },
    /// Containers are started and waited for.
    Starting { until: Duration },
    /// Compose gave up; who is to blame may still be told.
    Blaming { said: String, until: Duration },
    /// The agent is asked whether it answers.
    Asking { until: Duration, next: Option<Duration> },
    /// It is seen to go on.
    Settling { until: Duration },
    /// All is there.
    Ready,
    /// What was said last is looked up.
    Failing(Fault),
    /// Everything is taken away.
    Ending { end: End, kill_at: Option<Duration>, hurried: bool },
    /// It is over.
    Over,
}

/// One run.
#[derive(Debug)]
pub struct Machine {
    facts: Facts,
    phase: Phase,
    /// How many of the commands run that build, probe and start.
    open: u32,
    /// The containers of services, with when they started.
    running: BTreeMap<String, (String, Duration)>,
    /// The containers that somebody asked the engine to end.
    killed: BTreeSet<String>,
    was_ready: bool,
    /// How often a port was given another number.
    moved: u32,
    renewal: Renewal,
    /// The jobs that run as they were due.
    jobs: BTreeSet<String>,
}

impl Machine {
    /// A run, and its first steps.
    pub fn new(facts: Facts) -> (Self, Vec<Step>) {
        let (builds, probes) = (!facts.built.is_empty(), facts.probes);
        let mut machine = Self {
            facts,
            phase: Phase::Preparing { builds, probes },
            open: 0,
            running: BTreeMap::new(),
            killed: BTreeSet::new(),
            was_ready: false,
            moved: 0,
            renewal: Renewal::default(),
            jobs: BTreeSet::new(),
        };
        let mut steps = Vec::new();
        if builds {
            let services = machine.facts.built.clone();
            steps.extend([Step::Say(Told::Building { services: services.clone() }), Step::Build(services)]);
            machine.open += 1;
        }
        if probes {
            steps.push(Step::Probe);
            machine.open += 1;
        }
        if !builds && !probes {
            steps.extend(machine.up(Duration::ZERO));
        }
        (machine, steps)
    }

    /// What to do after something was seen; `now` is since the start.
    pub fn see(&mut self, seen: Seen, now: Duration) -> Vec<Step> {
        match seen {
            Seen::Interrupted => self.interrupted(now),
            Seen::Event(event) => self.event(event, now),
            Seen::Time => self.time(now),
            Seen::Built(status, said) => self.built(status, &said, now),
            Seen::Reached(reached) => self.reached(reached, now),
            Seen::Up(status, said) => self.is_up(status, said, now),
            Seen::Answered(answered) => self.answered(answered, now),
            Seen::Saved(changes) => {
                self.renewal.saved(changes, now);
                self.goes_on()
            }
            Seen::Compared(containers, hashes) => {
                let steps = self.closed();
                let more = self.renewal.compared(&containers, hashes, &self.facts, now);
                [steps, self.renews(more)].concat()
            }
            Seen::Renewed(status, said) => {
                let steps = self.closed();
                let more = self.renewal.renewed(status, &said, &self.facts, now);
                [steps, self.renews(more)].concat()
            }
            Seen::Checked(service, passed) => {
                let steps = self.closed();
                let more = self.renewal.checked(&service, passed);
                [steps, self.renews(more)].concat()
            }
            Seen::Due(services) => self.due(services),
            Seen::Done(service, status) => {
                self.jobs.remove(&service);
                [self.closed(), vec![Step::Say(Told::Job { service, status })]].concat()
            }
            Seen::Explained(lines) => self.explained(lines, now),
            Seen::Cleared => match std::mem::replace(&mut self.phase, Phase::Over) {
                Phase::Ending { end, .. } => vec![Step::Say(Told::Stopped), Step::End(end)],
                _ => Vec::new(),
            },
        }
    }

    /// Whether everything is there.
    pub fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    fn up(&mut self, now: Duration) -> Vec<Step> {
        self.open += 1;
        self.phase = Phase::Starting { until: now + self.facts.patience };
        vec![Step::Say(Told::Starting), Step::Up, Step::Wait(self.facts.patience)]
    }

    /// A command has ended: what was interrupted is cleared once all of them have.
    fn closed(&mut self) -> Vec<Step> {
        self.open = self.open.saturating_sub(1);
        let is_ending = matches!(self.phase, Phase::Ending { .. });
        if is_ending && self.open == 0 { vec![Step::Clear] } else { Vec::new() }
    }

    fn built(&mut self, status: u8, said: &str, now: Duration) -> Vec<Step> {
        let steps = self.closed();
        let Phase::Preparing { probes, .. } = self.phase else {
            let more = self.renewal.built(status, said);
            return [steps, self.renews(more)].concat();
        };
        if status != 0 {
            let mut fault = Fault::said(Blame::Build, said);
            if let ([only], None) = (&self.facts.built[..], &fault.service) {
                fault.service = Some(only.clone());
            }
            return self.fail(fault, now);
        }
        self.phase = Phase::Preparing { builds: false, probes };
        let built = Step::Say(Told::Built { ms: millis(now) });
        let next = if probes { Vec::new() } else { self.up(now) };
        [vec![built], next].concat()
    }

    fn reached(&mut self, reached: Option<bool>, now: Duration) -> Vec<Step> {
        let mut steps = self.closed();
        if self.phase == Phase::Ready && reached == Some(false) {
            let message =
                "containers no longer reach the gateway in `ast` (a firewall?); stop and start to go on without it";
            return vec![Step::Say(Told::Note { message: message.to_owned() })];
        }
        let Phase::Preparing { builds, .. } = self.phase else { return steps };
        self.phase = Phase::Preparing { builds, probes: false };
        if reached == Some(false) {
            steps.push(Step::FallBack);
        }
        if !builds {
            steps.extend(self.up(now));
        }
        steps
    }

    fn is_up(&mut self, status: u8, said: String, now: Duration) -> Vec<Step> {
        let steps = self.closed();
        let Phase::Starting { until } = self.phase else { return steps };
        if status != 0 {
            self.phase = Phase::Blaming { said, until: now + BLAME };
            return vec![Step::Wait(BLAME)];
        }
        match &self.facts.answers {
            Answers::Port(port, path) => {
                let step = Step::Ask(*port, path.clone());
                self.phase = Phase::Asking { until, next: None };
                vec![step]
            }
            Answers::Check => self.ready("all checks passed", now),
            Answers::Nothing => {
                // One that ran before this run began has been seen to go on.
                let since = self.running.get(&self.facts.agent).map_or(Duration::ZERO, |(_, since)| *since + SETTLE);
                let left = since.saturating_sub(now);
                if left.is_zero() {
                    return self.ready("the agent has neither a port nor a check, and goes on", now);
                }
                self.phase = Phase::Settling { until: since };
                vec![Step::Wait(left)]
            }
        }
    }

    fn ready(&mut self, how: &str, now: Duration) -> Vec<Step> {
        self.phase = Phase::Ready;
        self.was_ready = true;
        let own = if let Answers::Port(port, _) = self.facts.answers { Some(port) } else { self.facts.chat };
        let url = own.map(|port| format!("http://127.0.0.1:{port}"));
        let probe = std::mem::take(&mut self.facts.probes_later).then_some(Step::Probe);
        self.open += u32::from(probe.is_some());
        let told = Step::Say(Told::Ready { url, how: how.to_owned(), ms: millis(now) });
        // What services are is known before anything is saved.
        let compare = self.facts.watches.then_some(Step::Compare);
        self.open += u32::from(compare.is_some());
        [told].into_iter().chain(probe).chain(compare).chain(self.goes_on()).collect()
    }

    fn answered(&mut self, answered: bool, now: Duration) -> Vec<Step> {
        let Phase::Asking { until, .. } = self.phase else { return Vec::new() };
        if answered {
            return self.ready("the agent answers", now);
        }
        if now >= until {
            return self.silent(now);
        }
        self.phase = Phase::Asking { until, next: Some(now + ASK) };
        vec![Step::Wait(ASK)]
    }

    fn time(&mut self, now: Duration) -> Vec<Step> {
        match self.phase.clone() {
            Phase::Starting { until } if now >= until => self.silent(now),
            Phase::Blaming { said, until } if now >= until => self.gave_up(&said, now),
            Phase::Asking { until, next: Some(next) } if now >= next => {
                let Answers::Port(port, path) = self.facts.answers.clone() else { return Vec::new() };
                self.phase = Phase::Asking { until, next: None };
                vec![Step::Ask(port, path)]
            }
            Phase::Settling { until } if now >= until => {
                self.ready("the agent has neither a port nor a check, and ran for 5 s", now)
            }
            Phase::Ending { end, kill_at: Some(at), hurried } if now >= at && self.open > 0 => {
                self.phase = Phase::Ending { end, kill_at: None, hurried };
                vec![Step::Kill]
            }
            _ => Vec::new(),
        }
    }

    /// The facts of a plan that took the place of the last.
    pub fn learns(&mut self, facts: Facts) {
        self.facts = facts;
    }

    /// The jobs that somebody may ask for.
    pub fn on_demand(&self) -> &[String] {
        &self.facts.on_demand
    }

    /// The agent's container, if it was seen to start.
    pub fn agent(&self) -> Option<&str> {
        self.running.get(&self.facts.agent).map(|(container, _)| container.as_str())
    }

    /// The agent's port has another number.
    pub fn moves(&mut self, from: u16, to: u16) {
        if let Answers::Port(port, _) = &mut self.facts.answers
            && *port == from
        {
            *port = to;
        }
    }

    fn event(&mut self, event: Event, now: Duration) -> Vec<Step> {
        if event.is_job || matches!(self.phase, Phase::Over) {
            return Vec::new();
        }
        let service = event.service.clone();
        match event.change {
            Change::Started => {
                let again = self.running.insert(service.clone(), (event.container.clone(), now)).is_some();
                if !self.facts.declares(&service) {
                    return Vec::new();
                }
                let told = (again && self.was_ready).then_some(Step::Say(Told::Started { service }));
                told.into_iter().chain([Step::Follow(event)]).collect()
            }
            Change::Killed => {
                self.killed.insert(event.container);
                Vec::new()
            }
            Change::Died(status) => self.died(&event, status, now),
            Change::Unhealthy if !self.killed.contains(&event.container) && self.is_coming() => {
                self.fail(Fault { service: Some(service), blame: Blame::Unhealthy, lines: Vec::new() }, now)
            }
            Change::Healthy | Change::Unhealthy => Vec::new(),
        }
    }

    fn ends(&mut self, end: End, now: Duration) -> Vec<Step> {
        self.phase = Phase::Ending { end, kill_at: Some(now + GRACE), hurried: false };
        if self.open == 0 { vec![Step::Clear] } else { vec![Step::Interrupt, Step::Wait(GRACE)] }
    }

    fn interrupted(&mut self, now: Duration) -> Vec<Step> {
        match self.phase {
            Phase::Ending { hurried: true, .. } | Phase::Over => Vec::new(),
            Phase::Ending { end, kill_at, .. } => {
                self.phase = Phase::Ending { end, kill_at, hurried: true };
                let kill = (self.open > 0).then_some(Step::Kill);
                kill.into_iter().chain([Step::Hurry]).collect()
            }
            Phase::Failing(_) => self.explained(Vec::new(), now),
            _ => {
                let end = if self.was_ready { End::Stopped } else { End::Interrupted };
                [vec![Step::Say(Told::Stopping)], self.ends(end, now)].concat()
            }
        }
    }
}

pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
