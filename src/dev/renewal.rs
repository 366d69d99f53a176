//! What a save asks for while everything runs: a build of what it touches, and new containers of what became other.
//!
//! One thing is done at a time; what is saved meanwhile is done after it, once. Before anything is made anew, what is there
//! is compared with what was: containers of which nothing changed stay as they are, and jobs are never started by a save.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::compare::compared;
use super::fault::last;
use super::machine::millis;
use super::{Blame, Container, Fault, Step, Told};

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The services that are built.
    pub built: BTreeSet<String>,
    /// The services that may have become other.
    pub renewed: BTreeSet<String>,
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    Building(Changes),
    Comparing(Changes),
    /// The services, and how often a port of theirs may still be given another number.
    Renewing(Vec<String>, u32),
}

/// How often a port is given another number that was taken meanwhile.
const MOVES: u32 = 3;

/// What is being done, and what comes after it.
#[derive(Debug, Default)]
pub(super) struct Renewal {
    /// What services were when they were started last.
    hashes: BTreeMap<String, String>,
    waiting: Option<(Changes, Duration)>,
    stage: Option<(Stage, Duration)>,
}

impl Renewal {
    /// Takes note of what was saved.
    pub(super) fn saved(&mut self, changes: Changes, now: Duration) {
        if changes == Changes::default() {
            return;
        }
        let (waiting, _) = self.waiting.get_or_insert_with(|| (Changes::default(), now));
        waiting.built.extend(changes.built);
        waiting.renewed.extend(changes.renewed);
    }

    /// Begins with what waits, where nothing is being done.
    pub(super) fn goes_on(&mut self) -> Vec<Step> {
        if self.stage.is_some() {
            return Vec::new();
        }
        let Some((changes, since)) = self.waiting.take() else { return Vec::new() };
        let build: Vec<String> = changes.built.iter().cloned().collect();
        if build.is_empty() {
            return self.compare(changes, since);
        }
        self.stage = Some((Stage::Building(changes), since));
        vec![Step::Say(Told::Building { services: build.clone() }), Step::Build(build)]
    }

    fn compare(&mut self, changes: Changes, since: Duration) -> Vec<Step> {
        self.stage = Some((Stage::Comparing(changes), since));
        vec![Step::Compare]
    }

    /// What is there now, compared with what was.
    pub(super) fn compared(
        &mut self,
        containers: &[Container],
        hashes: BTreeMap<String, String>,
        images: &BTreeMap<String, String>,
        now: Duration,
    ) -> Vec<Step> {
        let comparing = self.stage.take_if(|(stage, _)| matches!(stage, Stage::Comparing(_)));
        let Some((Stage::Comparing(changes), since)) = comparing else {
            // The first time, before anything was saved.
            self.hashes = hashes;
            return Vec::new();
        };
        let services = compared(&changes, containers, images, &self.hashes, &hashes);
        self.hashes = hashes;
        if services.is_empty() {
            let told = Told::Renewed { containers: 0, ms: millis(now.saturating_sub(since)) };
            return [vec![Step::Say(told)], self.goes_on()].concat();
        }
        let services: Vec<String> = services.into_iter().collect();
        self.stage = Some((Stage::Renewing(services.clone(), MOVES), since));
        vec![Step::Renew(services)]
    }

    /// A build ended: one that failed leaves what runs.
    pub(super) fn built(&mut self, status: u8, said: &str) -> Vec<Step> {
        let building = self.stage.take_if(|(stage, _)| matches!(stage, Stage::Building(_)));
        let Some((Stage::Building(changes), since)) = building else { return Vec::new() };
        if status == 0 {
            return self.compare(changes, since);
        }
        let fault = Fault::said(Blame::Build, said);
        let told = Told::Failed {
            message: fault.message(),
            service: fault.service,
            status: None,
            lines: fault.lines,
            help: "correct it and save again; what ran before still runs".to_owned(),
        };
        [vec![Step::Say(told)], self.goes_on()].concat()
    }

    /// Compose has what became other.
    pub(super) fn renewed(&mut self, status: u8, said: &str, now: Duration) -> Vec<Step> {
        let renewing = self.stage.take_if(|(stage, _)| matches!(stage, Stage::Renewing(..)));
        let Some((Stage::Renewing(services, moves), since)) = renewing else { return Vec::new() };
        // Between the end of the old one and the start of the new, something else took its port.
        let taken = Fault::said(Blame::Start, said).taken().filter(|_| status != 0 && moves > 0);
        if let Some(port) = taken {
            self.stage = Some((Stage::Renewing(services.clone(), moves - 1), since));
            return vec![Step::Move(port), Step::Renew(services)];
        }
        let told = if status == 0 {
            let containers = u32::try_from(services.len()).unwrap_or(u32::MAX);
            Told::Renewed { containers, ms: millis(now.saturating_sub(since)) }
        } else {
            Told::Failed {
                service: None,
                status: None,
                message: "what was saved can't be started".to_owned(),
                lines: last(said),
                help: "correct it and save again".to_owned(),
            }
        };
        [vec![Step::Say(told)], self.goes_on()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(built: &[&str], renewed: &[&str]) -> Changes {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Changes { built: set(built), renewed: set(renewed) }
    }

    fn commands(steps: &[Step]) -> Vec<&Step> {
        steps.iter().filter(|step| !matches!(step, Step::Say(_))).collect()
    }

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// What is there after a build: every one of these is of an older image.
    fn compare(renewal: &mut Renewal, hashes: &str) -> Vec<Step> {
        renewal.compared(&[], super::super::hashes(hashes), &BTreeMap::new(), ms(500))
    }

    #[test]
    fn what_is_saved_is_built_and_compared_and_then_renewed() {
        let mut renewal = Renewal::default();
        renewal.saved(changes(&["agent"], &[]), ms(0));
        assert_eq!(commands(&renewal.goes_on()), [&Step::Build(vec!["agent".into()])]);
        // What services are is known a little later than a save came, which goes on.
        assert_eq!(compare(&mut renewal, ""), []);
        // Saved again meanwhile: once more, after it.
        renewal.saved(changes(&["agent"], &[]), ms(1));
        renewal.saved(changes(&[], &["db"]), ms(2));
        assert_eq!(renewal.goes_on(), []);
        assert_eq!(renewal.built(0, ""), [Step::Compare]);
        assert_eq!(compare(&mut renewal, ""), [Step::Renew(vec!["agent".into()])]);
        let steps = renewal.renewed(0, "", ms(900));
        assert_eq!(steps[0], Step::Say(Told::Renewed { containers: 1, ms: 900 }));
        assert_eq!(commands(&steps), [&Step::Build(vec!["agent".into()])]);
        renewal.built(0, "");
        assert_eq!(compare(&mut renewal, "db 2"), [Step::Renew(vec!["agent".into(), "db".into()])]);
        renewal.renewed(0, "", ms(2_000));
        assert_eq!(renewal.goes_on(), []);
    }

    #[test]
    fn a_failed_build_leaves_what_runs() {
        let mut renewal = Renewal::default();
        renewal.saved(changes(&["agent"], &["db"]), ms(0));
        renewal.goes_on();
        let steps = renewal.built(1, "failed to solve");
        assert!(matches!(&steps[..], [Step::Say(Told::Failed { help, .. })] if help.contains("still runs")));
        // A changed value alone is built by nothing.
        renewal.saved(changes(&[], &["db"]), ms(5));
        assert_eq!(renewal.goes_on(), [Step::Compare]);
    }

    #[test]
    fn a_port_that_was_taken_meanwhile_gets_another_number() {
        let mut renewal = Renewal::default();
        renewal.saved(changes(&[], &["agent"]), ms(0));
        renewal.goes_on();
        compare(&mut renewal, "agent 2");
        let said = "Bind for 127.0.0.1:3200 failed: port is already allocated";
        for _ in 0..MOVES {
            let again = [Step::Move(3200), Step::Renew(vec!["agent".into()])];
            assert_eq!(renewal.renewed(1, said, ms(1)), again);
        }
        assert!(matches!(&renewal.renewed(1, said, ms(1))[..], [Step::Say(Told::Failed { .. })]));
    }

    #[test]
    fn what_became_no_other_stays() {
        let mut renewal = Renewal::default();
        compare(&mut renewal, "db 1");
        renewal.saved(changes(&[], &["db"]), ms(5));
        renewal.goes_on();
        let runs = Container { service: "db".into(), state: "running".into(), ..Container::default() };
        let steps = renewal.compared(&[runs], super::super::hashes("db 1"), &BTreeMap::new(), ms(9));
        assert_eq!(steps, [Step::Say(Told::Renewed { containers: 0, ms: 4 })]);
    }
}
