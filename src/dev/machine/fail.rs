//! How a run fails: who is to blame, what it said last, and that everything is taken away.

use std::time::Duration;

use super::super::{Blame, End, Event, Fault, Step, Told};
use super::{MOVES, Machine, Phase};

impl Machine {
    /// Compose gave up, and the engine tells of nobody who ended.
    pub(super) fn gave_up(&mut self, said: &str, now: Duration) -> Vec<Step> {
        let fault = Fault::said(Blame::Start, said);
        match fault.taken().filter(|_| self.moved < MOVES) {
            Some(port) => {
                self.moved += 1;
                [vec![Step::Move(port)], self.up(now)].concat()
            }
            None => self.fail(fault, now),
        }
    }

    /// Nothing came for as long as is waited.
    pub(super) fn silent(&mut self, now: Duration) -> Vec<Step> {
        let service = self.running.contains_key(&self.facts.agent).then(|| self.facts.agent.clone());
        self.fail(Fault { service, blame: Blame::Silent(self.facts.patience), lines: Vec::new() }, now)
    }

    /// Whether it is still waited for.
    pub(super) fn is_coming(&self) -> bool {
        !matches!(self.phase, Phase::Ready | Phase::Failing(_) | Phase::Ending { .. } | Phase::Over)
    }

    pub(super) fn died(&mut self, event: &Event, status: u8, now: Duration) -> Vec<Step> {
        let was_asked = self.killed.remove(&event.container);
        let service = &event.service;
        let stays = self.facts.staying.contains(service);
        if was_asked || (!stays && status == 0) {
            return Vec::new();
        }
        let ended = Fault { service: Some(service.clone()), blame: Blame::Ended(status), lines: Vec::new() };
        if self.is_coming() {
            return match self.facts.asked_by(service) {
                Some(asked) => {
                    let blame = Blame::Silent(Duration::from_secs(now.as_secs()));
                    self.fail(Fault { service: Some(asked.to_owned()), blame, lines: Vec::new() }, now)
                }
                None => self.fail(ended, now),
            };
        }
        if self.phase != Phase::Ready || !stays {
            return Vec::new();
        }
        if self.facts.watches {
            return vec![Step::Say(Told::Ended { service: service.clone(), status })];
        }
        self.fail(ended, now)
    }

    /// Something failed: what it said last is looked up, and everything is taken away.
    pub(super) fn fail(&mut self, fault: Fault, now: Duration) -> Vec<Step> {
        let container = fault.service.as_ref().and_then(|service| self.running.get(service)).map(|(id, _)| id.clone());
        let interrupt = (self.open > 0).then_some(Step::Interrupt);
        self.phase = Phase::Failing(fault.clone());
        let rest = match container {
            Some(container) if fault.lines.is_empty() => {
                vec![Step::Explain { container, checks: fault.blame == Blame::Unhealthy }]
            }
            _ => self.explained(fault.lines, now),
        };
        interrupt.into_iter().chain(rest).collect()
    }

    pub(super) fn explained(&mut self, lines: Vec<String>, now: Duration) -> Vec<Step> {
        let Phase::Failing(fault) = self.phase.clone() else { return Vec::new() };
        let told = Told::failed(&Fault { lines, ..fault });
        [vec![Step::Say(told)], self.ends(End::Failed, now)].concat()
    }
}
