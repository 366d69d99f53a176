//! The steps of a machine as commands, and what else they ask for.

use std::time::Duration;

use super::clear::Sweep;
use super::role::Role;
use super::run::{Beside, LAST, MINUTE, Run};
use crate::cli::session::now;
use crate::dev::{Check, End, Published, REACH, Seen, Step, Told};
use crate::drive::{Crew, Task, docker};

/// Asks by a command until it succeeds, for so many seconds; its name is the command.
const UNTIL: &str = "end=$(($(date +%s) + $1)); until sh -c \"$0\" >/dev/null 2>&1; \
    do [ $(date +%s) -lt $end ] || exit 1; sleep 0.1 || sleep 1; done";

impl Run<'_, '_, '_> {
    pub(super) fn act(&mut self, steps: Vec<Step>, crew: &Crew<Beside>) -> Option<End> {
        let mut end = None;
        for step in steps {
            match step {
                Step::FallBack => self.fall_back(),
                Step::Move(taken) => self.move_port(taken),
                Step::Ask(port, path) => crew.ask(port, path, |answered| Beside::Seen(Seen::Answered(answered))),
                Step::Wait(time) => crew.after(time, Beside::Seen(Seen::Time)),
                Step::Interrupt => self.commands().for_each(|task| crew.interrupt(task)),
                Step::Kill => self.commands().for_each(|task| crew.kill(task)),
                Step::Follow(event) => {
                    // From the end of its last life on, or all that there is.
                    let since = self.ends.get(&event.container).cloned();
                    self.follow(event.service, &event.container, since.as_deref(), crew);
                }
                Step::Say(told) => {
                    self.show.say(&told, self.session);
                    if let Told::Ready { url, .. } = told {
                        self.is_ready(url, crew);
                    }
                }
                Step::Clear => {
                    let sweep = self.sweep.insert(Sweep::begin(&self.docker, false, crew));
                    if self.is_hurried {
                        sweep.hurries(crew);
                    }
                }
                Step::Hurry => {
                    self.is_hurried = true;
                    if let Some(sweep) = &mut self.sweep {
                        sweep.hurries(crew);
                    }
                }
                Step::End(how) => end = Some(how),
                step => self.command(step, crew),
            }
        }
        end
    }

    /// Starts the command of a step that has one.
    fn command(&mut self, step: Step, crew: &Crew<Beside>) {
        let compose = |words: &[&str]| self.docker.compose(words);
        let (role, program) = match step {
            Step::Build(services) => {
                let services: Vec<&str> = services.iter().map(String::as_str).collect();
                let anew: &[&str] = if self.wish.rebuild { &["--no-cache"] } else { &[] };
                let program = compose(&[&["--progress", "plain", "build"], anew, &services].concat());
                self.wish.rebuild = false;
                (Role::Build, program)
            }
            Step::Probe => {
                // One that a killed run left may still have a name.
                let name = format!("{}-{REACH}-{}", self.docker.project, now());
                let run = ["run", "--rm", "--no-TTY", "--no-deps", "--name", &name, REACH];
                (Role::Probe, compose(&[&["--profile", REACH], &run[..]].concat()))
            }
            Step::Up => {
                let words = ["--progress", "plain", "up", "--detach", "--wait", "--no-build", "--remove-orphans"];
                (Role::Up, compose(&words))
            }
            Step::Compare => (Role::Compare(None), self.docker.containers()),
            Step::Renew(services) => {
                let services: Vec<&str> = services.iter().map(String::as_str).collect();
                let up = ["--progress", "plain", "up", "--detach", "--no-deps", "--no-build", "--timeout", "1"];
                (Role::Renew, compose(&[&up[..], &["--remove-orphans"], &services].concat()))
            }
            Step::Check(Check { service, command, patience }) => {
                let (command, patience) = (command.as_str(), patience.to_string());
                let words = ["exec", "--no-TTY", &service, "sh", "-c", UNTIL, command, &patience];
                let program = compose(&words);
                (Role::Check(service), program)
            }
            Step::Run(service) => {
                self.owner.restores();
                let name = format!("{}-{service}-{}", self.docker.project, now());
                let run = ["run", "--rm", "--no-TTY", "--no-deps", "--build", "--name", &name, &service];
                let program = compose(&[&["--progress", "quiet", "--profile", "ingestion"], &run[..]].concat());
                (Role::Job(service), program)
            }
            Step::Explain { container, checks: true } => {
                let program = docker::last_check(&container);
                (Role::Explain(Some(container)), program)
            }
            Step::Explain { container, .. } => (Role::Explain(None), docker::last_lines(&container, LAST)),
            // The others have none.
            _ => return,
        };
        self.start(role, &program, crew);
    }

    fn fall_back(&mut self) {
        let message = match self.owner.falls_back() {
            Ok((docker, why)) => {
                self.docker = docker;
                why.to_owned()
            }
            Err(why) => why,
        };
        self.show.say(&Told::Note { message }, self.session);
    }

    fn move_port(&mut self, taken: u16) {
        let Some((docker, Published { service, variable, number, .. })) = self.owner.moves(taken) else { return };
        self.docker = docker;
        self.machine.moves(taken, number);
        self.show.say(&Told::Moved { service, variable, port: number }, self.session);
    }

    /// The commands that build, probe, start and run jobs.
    fn commands(&self) -> impl Iterator<Item = Task> {
        let is_command = |role: &Role| {
            matches!(
                role,
                Role::Build | Role::Probe | Role::Up | Role::Compare(_) | Role::Renew | Role::Check(_) | Role::Job(_)
            )
        };
        self.roles.iter().filter(move |(_, role)| is_command(role)).map(|(task, _)| *task)
    }
}

/// Tells when the next minute of the clock begins.
pub(super) fn wait_for_minute(crew: &Crew<Beside>) {
    crew.after(Duration::from_millis(MINUTE - now() % MINUTE), Beside::Minute);
}
