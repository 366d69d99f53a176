//! A run as a table of what happens: what is done next, told, and left.

use super::*;
use crate::dev::Changes;

const AGENT: &str = "agent";

fn facts(answers: Answers) -> Facts {
    let staying = ["agent", "knowledge-db"].map(str::to_owned).into();
    let jobs = ["ingestion-seed".to_owned()].into();
    let patience = Duration::from_mins(1);
    Facts { agent: AGENT.into(), staying, jobs, answers, patience, ..Facts::default() }
}

fn at(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn event(service: &str, change: Change) -> Seen {
    let container = format!("c-{service}");
    Seen::Event(Event { service: service.into(), container, is_job: false, change, at: "1.0".into(), nanos: 1 })
}

/// What is asked for, without what is told.
fn asked(steps: &[Step]) -> Vec<&Step> {
    steps.iter().filter(|step| !matches!(step, Step::Say(_))).collect()
}

fn failure(steps: &[Step]) -> Option<(&str, Option<u8>, &str)> {
    steps.iter().find_map(|step| match step {
        Step::Say(Told::Failed { service, status, message, .. }) => {
            Some((service.as_deref().unwrap_or_default(), *status, message.as_str()))
        }
        _ => None,
    })
}

fn is_ready(steps: &[Step]) -> bool {
    steps.iter().any(|step| matches!(step, Step::Say(Told::Ready { .. })))
}

/// A run whose containers have started, and of which Compose waits.
fn starting(answers: Answers) -> Machine {
    let (mut machine, steps) = Machine::new(facts(answers));
    assert!(asked(&steps).contains(&&Step::Up));
    for service in ["knowledge-db", AGENT] {
        let steps = machine.see(event(service, Change::Started), at(500));
        assert!(matches!(asked(&steps)[..], [Step::Follow(_)]));
    }
    machine
}

fn ready(answers: Answers) -> Machine {
    let mut machine = starting(answers);
    let steps = machine.see(Seen::Up(0, String::new()), at(900));
    if !is_ready(&steps) {
        machine.see(Seen::Answered(true), at(901));
    }
    assert!(machine.is_ready());
    machine
}

/// The steps from a failure to the end.
fn to_the_end(machine: &mut Machine, mut steps: Vec<Step>, now: Duration) -> Vec<Step> {
    if steps.iter().any(|step| matches!(step, Step::Explain { .. })) {
        steps.extend(machine.see(Seen::Explained(vec!["last words".into()]), now));
    }
    if !steps.contains(&Step::Clear) {
        steps.extend(machine.see(Seen::Up(130, String::new()), now));
    }
    assert_eq!(steps.iter().filter(|step| **step == Step::Clear).count(), 1, "{steps:?}");
    steps.extend(machine.see(Seen::Cleared, now));
    steps
}

#[test]
fn images_are_built_and_the_way_is_looked_for_before_anything_starts() {
    let facts = Facts { built: vec![AGENT.into()], probes: true, ..facts(Answers::Check) };
    let (mut machine, steps) = Machine::new(facts.clone());
    assert_eq!(asked(&steps), [&Step::Build(vec![AGENT.into()]), &Step::Probe]);
    assert_eq!(asked(&machine.see(Seen::Built(0, String::new()), at(5))), [] as [&Step; 0]);
    assert!(asked(&machine.see(Seen::Reached(Some(true)), at(6))).contains(&&Step::Up));
    let (mut machine, _) = Machine::new(facts);
    let steps = machine.see(Seen::Reached(Some(false)), at(5));
    assert_eq!(asked(&steps), [&Step::FallBack]);
    assert!(asked(&machine.see(Seen::Built(0, String::new()), at(6))).contains(&&Step::Up));
}

#[test]
fn a_failed_build_starts_nothing() {
    let facts = Facts { built: vec![AGENT.into()], probes: true, ..facts(Answers::Check) };
    let (mut machine, _) = Machine::new(facts);
    let mut steps = machine.see(Seen::Built(17, "target agent: failed to solve: x".into()), at(5));
    assert_eq!(failure(&steps).unwrap().0, AGENT);
    // What still runs is waited for before anything is taken away.
    assert!(!steps.contains(&Step::Clear));
    steps.extend(machine.see(Seen::Reached(None), at(9)));
    assert!(steps.contains(&Step::Clear) && !steps.contains(&Step::Up));
    assert!(machine.see(Seen::Cleared, at(10)).contains(&Step::End(End::Failed)));
}

#[test]
fn a_crash_is_told_when_it_happens_and_with_its_status() {
    for (when, is_up) in [(500, false), (4_000, true)] {
        let mut machine = starting(Answers::Nothing);
        if is_up {
            let steps = machine.see(Seen::Up(0, String::new()), at(900));
            assert_eq!(asked(&steps), [&Step::Wait(at(4_600))]);
        }
        let steps = machine.see(event(AGENT, Change::Died(3)), at(when));
        assert!(steps.contains(&Step::Explain { container: "c-agent".into(), checks: false }));
        let steps = to_the_end(&mut machine, steps, at(when));
        assert_eq!(failure(&steps), Some((AGENT, Some(3), "agent ended with status 3 before it was ready")));
        assert_eq!(steps.last(), Some(&Step::End(End::Failed)));
    }
}

#[test]
fn an_agent_that_can_t_be_heard_is_ready_once_it_ran_for_five_seconds() {
    let mut machine = starting(Answers::Nothing);
    machine.see(Seen::Up(0, String::new()), at(900));
    assert!(!is_ready(&machine.see(Seen::Time, at(5_400))));
    assert!(is_ready(&machine.see(Seen::Time, at(5_500))));
    // One that runs already has been seen to.
    let (mut machine, _) = Machine::new(facts(Answers::Nothing));
    assert!(is_ready(&machine.see(Seen::Up(0, String::new()), at(900))));
}

#[test]
fn an_agent_with_a_port_is_ready_once_it_answers_and_not_before() {
    let mut machine = starting(Answers::Port(3200, "/health".into()));
    let steps = machine.see(Seen::Up(0, String::new()), at(900));
    assert_eq!(asked(&steps), [&Step::Ask(3200, "/health".into())]);
    assert_eq!(asked(&machine.see(Seen::Answered(false), at(910))), [&Step::Wait(ASK)]);
    assert_eq!(asked(&machine.see(Seen::Time, at(1_010))), [&Step::Ask(3200, "/health".into())]);
    let steps = machine.see(Seen::Answered(true), at(1_020));
    assert!(matches!(&steps[0], Step::Say(Told::Ready { url: Some(url), .. }) if url == "http://127.0.0.1:3200"));
}

#[test]
fn a_deaf_agent_is_told_by_name() {
    let mut machine = starting(Answers::Port(3200, "/".into()));
    machine.see(Seen::Up(0, String::new()), at(900));
    let steps = machine.see(Seen::Answered(false), at(60_001));
    let steps = to_the_end(&mut machine, steps, at(60_001));
    assert_eq!(failure(&steps), Some((AGENT, None, "agent runs, and did not answer within 60 s")));
    // The helper that asks it gives up first.
    let mut machine = starting(Answers::Check);
    let steps = machine.see(event("agent-ready", Change::Died(1)), at(30_000));
    let steps = to_the_end(&mut machine, steps, at(30_000));
    assert_eq!(failure(&steps), Some((AGENT, None, "agent runs, and did not answer within 30 s")));
    // Compose never comes back.
    let mut machine = starting(Answers::Check);
    let steps = machine.see(Seen::Time, at(60_000));
    assert!(steps.contains(&Step::Interrupt));
    assert_eq!(failure(&to_the_end(&mut machine, steps, at(60_000))).unwrap().0, AGENT);
}

#[test]
fn a_failing_check_is_told_by_name() {
    let mut machine = starting(Answers::Check);
    let steps = machine.see(event("knowledge-db", Change::Unhealthy), at(3_000));
    assert!(steps.contains(&Step::Explain { container: "c-knowledge-db".into(), checks: true }));
    let steps = to_the_end(&mut machine, steps, at(3_000));
    assert_eq!(failure(&steps), Some(("knowledge-db", None, "the check of knowledge-db fails")));
}

#[test]
fn where_compose_gives_up_the_engine_s_word_counts_first() {
    let mut machine = starting(Answers::Check);
    assert_eq!(asked(&machine.see(Seen::Up(1, "said".into()), at(900))), [&Step::Wait(BLAME)]);
    let steps = machine.see(event("ingestion-seed", Change::Died(5)), at(950));
    assert_eq!(failure(&to_the_end(&mut machine, steps, at(950))).unwrap().0, "ingestion-seed");
    let mut machine = starting(Answers::Check);
    machine.see(Seen::Up(1, " agent Error no such host".into()), at(900));
    let steps = machine.see(Seen::Time, at(1_300));
    assert_eq!(failure(&steps).unwrap().2, "agent can't be started");
}

#[test]
fn a_port_that_was_taken_meanwhile_gets_another_number() {
    let said = "Bind for 127.0.0.1:80 failed: port is already allocated";
    let mut machine = starting(Answers::Port(80, "/".into()));
    for _ in 0..MOVES {
        machine.see(Seen::Up(1, said.into()), at(900));
        let steps = machine.see(Seen::Time, at(1_300));
        assert_eq!(asked(&steps)[..2], [&Step::Move(80), &Step::Up]);
    }
    machine.moves(80, 81);
    assert_eq!(machine.facts.answers, Answers::Port(81, "/".into()));
    // Not for ever.
    machine.see(Seen::Up(1, said.into()), at(900));
    assert!(failure(&machine.see(Seen::Time, at(1_300))).is_some());
}

#[test]
fn what_ended_as_it_should_and_what_somebody_stopped_is_no_failure() {
    let mut machine = starting(Answers::Check);
    for (service, status) in [("ingestion-seed", 0), ("agent-init", 0), ("agent-ready", 0)] {
        assert_eq!(machine.see(event(service, Change::Died(status)), at(700)), [], "{service}");
    }
    machine.see(event(AGENT, Change::Killed), at(800));
    assert_eq!(machine.see(event(AGENT, Change::Died(143)), at(810)), []);
    assert!(is_ready(&machine.see(Seen::Up(0, String::new()), at(900))));
}

#[test]
fn after_it_was_ready_a_crash_ends_it_unless_a_save_starts_it_again() {
    let mut machine = ready(Answers::Port(1, "/".into()));
    let steps = machine.see(event(AGENT, Change::Died(1)), at(9_000));
    let steps = to_the_end(&mut machine, steps, at(9_000));
    assert_eq!(steps.last(), Some(&Step::End(End::Failed)));
    let mut machine = ready(Answers::Port(1, "/".into()));
    machine.facts.watches = true;
    let steps = machine.see(event(AGENT, Change::Died(1)), at(9_000));
    assert_eq!(steps, [Step::Say(Told::Ended { service: AGENT.into(), status: 1 })]);
    let steps = machine.see(event(AGENT, Change::Started), at(9_100));
    assert_eq!(steps[0], Step::Say(Told::Started { service: AGENT.into() }));
}

#[test]
fn the_end_is_clean_at_any_moment() {
    // While images are built.
    let (mut machine, _) = Machine::new(Facts { built: vec![AGENT.into()], ..facts(Answers::Check) });
    let steps = machine.see(Seen::Interrupted, at(100));
    assert_eq!(asked(&steps), [&Step::Interrupt, &Step::Wait(GRACE)]);
    // It does not end by itself.
    assert_eq!(machine.see(Seen::Time, at(1_100)), [Step::Kill]);
    assert_eq!(machine.see(Seen::Built(137, String::new()), at(1_110)), [Step::Clear]);
    assert!(machine.see(Seen::Cleared, at(1_200)).contains(&Step::End(End::Interrupted)));
    // While containers start.
    let mut machine = starting(Answers::Check);
    assert!(asked(&machine.see(Seen::Interrupted, at(600))).contains(&&Step::Interrupt));
    assert_eq!(machine.see(event(AGENT, Change::Died(130)), at(610)), []);
    assert_eq!(machine.see(Seen::Up(130, String::new()), at(620)), [Step::Clear]);
    // Once all is there.
    let mut machine = ready(Answers::Check);
    assert_eq!(asked(&machine.see(Seen::Interrupted, at(2_000))), [&Step::Clear]);
    // A second time nothing is waited for, and a third changes nothing.
    assert_eq!(machine.see(Seen::Interrupted, at(2_100)), [Step::Hurry]);
    assert_eq!(machine.see(Seen::Interrupted, at(2_200)), []);
    assert!(machine.see(Seen::Cleared, at(2_300)).contains(&Step::End(End::Stopped)));
    assert_eq!(machine.see(Seen::Interrupted, at(2_400)), []);
}

#[test]
fn a_save_before_everything_is_there_waits_and_one_at_the_end_does_nothing() {
    let mut machine = starting(Answers::Check);
    let changes = Changes { built: [AGENT.to_owned()].into(), ..Changes::default() };
    assert_eq!(machine.see(Seen::Saved(changes.clone()), at(600)), []);
    let steps = machine.see(Seen::Up(0, String::new()), at(900));
    assert!(is_ready(&steps) && steps.contains(&Step::Build(vec![AGENT.into()])));
    // The end waits for the build.
    assert!(!machine.see(Seen::Interrupted, at(1_000)).contains(&Step::Clear));
    assert_eq!(machine.see(Seen::Saved(changes), at(1_010)), []);
    assert_eq!(machine.see(Seen::Built(130, String::new()), at(1_020)), [Step::Clear]);
}

#[test]
fn a_job_that_is_due_runs_once_at_a_time() {
    let mut machine = starting(Answers::Check);
    let due = || Seen::Due(vec!["ingestion-nightly".into()]);
    assert_eq!(machine.see(due(), at(600)), []);
    machine.see(Seen::Up(0, String::new()), at(900));
    let starts = |steps: &[Step]| matches!(steps, [Step::Say(_), Step::Run(job)] if job == "ingestion-nightly");
    assert!(starts(&machine.see(due(), at(60_000))));
    assert!(matches!(&machine.see(due(), at(120_000))[..], [Step::Say(Told::Note { .. })]));
    let steps = machine.see(Seen::Done("ingestion-nightly".into(), 5), at(130_000));
    assert_eq!(steps, [Step::Say(Told::Job { service: "ingestion-nightly".into(), status: 5 })]);
    assert!(starts(&machine.see(due(), at(180_000))));
    // One that runs at the end is ended first.
    assert!(machine.see(Seen::Interrupted, at(181_000)).contains(&Step::Interrupt));
}

#[test]
fn an_agent_without_a_port_is_shown_by_its_chat() {
    for (answers, shown) in [(Answers::Port(3200, "/".into()), 3200), (Answers::Check, 3110), (Answers::Nothing, 3110)]
    {
        let mut machine = starting(answers);
        machine.facts.chat = Some(3110);
        let mut steps = machine.see(Seen::Up(0, String::new()), at(900));
        if !is_ready(&steps) {
            steps = machine.see(Seen::Answered(true), at(901));
        }
        if !is_ready(&steps) {
            steps = machine.see(Seen::Time, at(20_000));
        }
        let url = format!("http://127.0.0.1:{shown}");
        assert!(
            steps.iter().any(|step| matches!(step, Step::Say(Told::Ready { url: Some(at), .. }) if *at == url)),
            "{steps:?}"
        );
    }
}
