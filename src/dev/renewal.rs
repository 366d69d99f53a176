//! What a save asks for while everything runs: a build of what it touches, and new containers of what became other.
//!
//! One thing is done at a time; what is saved meanwhile is done after it, once. Before anything is made anew, what is there
//! is compared with what was: containers of which nothing changed stay as they are, and jobs are never started by a save.
//! Stores come before what waits for them, and are asked here whether they are ready: an engine asks every other second.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::compare::compared;
use super::fault::last;
use super::machine::millis;
use super::{Blame, Container, Facts, Fault, Step, Told};

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
    Renewing(Renewing),
    /// The stores that are waited for, and what comes after them.
    Checking(BTreeSet<String>, Renewing),
}

/// Services that are made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Renewing {
    services: Vec<String>,
    /// How often a port of theirs may still be given another number.
    moves: u32,
    /// Those that come after them.
    after: Vec<String>,
    /// How many were made anew before them.
    made: usize,
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
        facts: &Facts,
        now: Duration,
    ) -> Vec<Step> {
        let comparing = self.stage.take_if(|(stage, _)| matches!(stage, Stage::Comparing(_)));
        let Some((Stage::Comparing(changes), since)) = comparing else {
            // The first time, before anything was saved.
            self.hashes = hashes;
            return Vec::new();
        };
        let services = compared(&changes, containers, &facts.images, &self.hashes, &hashes);
        self.hashes = hashes;
        if services.is_empty() {
            let told = Told::Renewed { containers: 0, ms: millis(now.saturating_sub(since)) };
            return [vec![Step::Say(told)], self.goes_on()].concat();
        }
        let (stores, others): (Vec<String>, Vec<String>) =
            services.into_iter().partition(|service| facts.checks.contains_key(service));
        let (first, after) = if stores.is_empty() { (others, Vec::new()) } else { (stores, others) };
        self.renew(Renewing { services: first, moves: MOVES, after, made: 0 }, since)
    }

    fn renew(&mut self, renewing: Renewing, since: Duration) -> Vec<Step> {
        let step = Step::Renew(renewing.services.clone());
        self.stage = Some((Stage::Renewing(renewing), since));
        vec![step]
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
    pub(super) fn renewed(&mut self, status: u8, said: &str, facts: &Facts, now: Duration) -> Vec<Step> {
        let stage = self.stage.take_if(|(stage, _)| matches!(stage, Stage::Renewing(_)));
        let Some((Stage::Renewing(mut renewing), since)) = stage else { return Vec::new() };
        if status != 0 {
            // Between the end of the old one and the start of the new, something else took its port.
            if let Some(port) = Fault::said(Blame::Start, said).taken().filter(|_| renewing.moves > 0) {
                renewing.moves -= 1;
                return [vec![Step::Move(port)], self.renew(renewing, since)].concat();
            }
            // The next save tries them again, whatever it is of.
            renewing.services.iter().chain(&renewing.after).for_each(|service| drop(self.hashes.remove(service)));
            let told = unusable(None, "what was saved can't be started".to_owned(), last(said));
            return [vec![Step::Say(told)], self.goes_on()].concat();
        }
        let Renewing { services, after, made, .. } = renewing;
        let made = made + services.len();
        if after.is_empty() {
            let containers = u32::try_from(made).unwrap_or(u32::MAX);
            let told = Told::Renewed { containers, ms: millis(now.saturating_sub(since)) };
            return [vec![Step::Say(told)], self.goes_on()].concat();
        }
        let next = Renewing { services: after, moves: MOVES, after: Vec::new(), made };
        let checks: Vec<Step> =
            services.iter().filter_map(|service| Some(Step::Check(facts.checks.get(service)?.clone()))).collect();
        // A plan that was made anew meanwhile may have none of them.
        if checks.is_empty() {
            return self.renew(next, since);
        }
        let waited = services.into_iter().filter(|service| facts.checks.contains_key(service)).collect();
        self.stage = Some((Stage::Checking(waited, next), since));
        checks
    }

    /// A store that was made anew passed its check, or did not; what waits for the last of them is made anew.
    pub(super) fn checked(&mut self, service: &str, passed: bool) -> Vec<Step> {
        let Some((Stage::Checking(waited, next), since)) = &mut self.stage else { return Vec::new() };
        waited.remove(service);
        let told = (!passed).then(|| {
            let fault = Fault { service: Some(service.to_owned()), blame: Blame::Unhealthy, lines: Vec::new() };
            Step::Say(unusable(fault.service.clone(), fault.message(), fault.lines))
        });
        let goes_on = waited.is_empty().then(|| (next.clone(), *since));
        let steps = goes_on.map(|(next, since)| self.renew(next, since)).unwrap_or_default();
        told.into_iter().chain(steps).collect()
    }
}

/// That what was saved does not run as it should.
fn unusable(service: Option<String>, message: String, lines: Vec<String>) -> Told {
    Told::Failed { service, status: None, message, lines, help: "correct it and save again".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::Check;
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
        renewal.compared(&[], super::super::hashes(hashes), &Facts::default(), ms(500))
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
        let steps = renewal.renewed(0, "", &Facts::default(), ms(900));
        assert_eq!(steps[0], Step::Say(Told::Renewed { containers: 1, ms: 900 }));
        assert_eq!(commands(&steps), [&Step::Build(vec!["agent".into()])]);
        renewal.built(0, "");
        assert_eq!(compare(&mut renewal, "db 2"), [Step::Renew(vec!["agent".into(), "db".into()])]);
        renewal.renewed(0, "", &Facts::default(), ms(2_000));
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
            assert_eq!(renewal.renewed(1, said, &Facts::default(), ms(1)), again);
        }
        assert!(matches!(&renewal.renewed(1, said, &Facts::default(), ms(1))[..], [Step::Say(Told::Failed { .. })]));
    }

    #[test]
    fn what_became_no_other_stays() {
        let mut renewal = Renewal::default();
        compare(&mut renewal, "db 1");
        renewal.saved(changes(&[], &["db"]), ms(5));
        renewal.goes_on();
        let runs = Container { service: "db".into(), state: "running".into(), ..Container::default() };
        let steps = renewal.compared(&[runs], super::super::hashes("db 1"), &Facts::default(), ms(9));
        assert_eq!(steps, [Step::Say(Told::Renewed { containers: 0, ms: 4 })]);
    }

    #[test]
    fn a_store_comes_before_what_waits_for_it() {
        let check = Check { service: "db".into(), command: "true".into(), patience: 9 };
        let facts = Facts { checks: [("db".to_owned(), check.clone())].into(), ..Facts::default() };
        let mut renewal = Renewal::default();
        let save = |renewal: &mut Renewal, now: &str| {
            renewal.saved(changes(&[], &["agent", "db"]), ms(0));
            renewal.goes_on();
            renewal.compared(&[], super::super::hashes(now), &facts, ms(5))
        };
        assert_eq!(save(&mut renewal, "agent 1\ndb 1"), [Step::Renew(vec!["db".into()])]);
        assert_eq!(renewal.renewed(0, "", &facts, ms(6)), [Step::Check(check.clone())]);
        assert_eq!(renewal.checked("db", true), [Step::Renew(vec!["agent".into()])]);
        let told = Told::Renewed { containers: 2, ms: 7 };
        assert_eq!(renewal.renewed(0, "", &facts, ms(7)), [Step::Say(told)]);
        // One that never passes is told, and holds nobody back.
        save(&mut renewal, "agent 2\ndb 2");
        renewal.renewed(0, "", &facts, ms(8));
        let steps = renewal.checked("db", false);
        assert!(matches!(&steps[..], [Step::Say(Told::Failed { service: Some(_), .. }), Step::Renew(_)]));
        renewal.renewed(0, "", &facts, ms(9));
        // One that can't be started is tried again by the next save, and what waits for it too.
        save(&mut renewal, "agent 3\ndb 3");
        renewal.renewed(1, "no space left", &facts, ms(10));
        assert_eq!(save(&mut renewal, "agent 3\ndb 3"), [Step::Renew(vec!["db".into()])]);
    }
}
