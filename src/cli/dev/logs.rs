//! `ast dev logs`: what the containers of a project logged, in the order of its times, and what they log from then on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use super::restart::{none_such, started};
use super::show::Show;
use super::status::containers;
use crate::cli::Status;
use crate::cli::session::{Failure, Session, now};
use crate::dev::{Change, Container, Event, plain};
use crate::disk::reason;
use crate::drive::docker::{self, Docker};
use crate::drive::{Crew, Happening, Output, Stream, Task, attend, outputs};

/// How long the engine may take to answer.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast dev logs                 what services logged, in the order of its times
  ast dev logs agent -f        and what the agent logs from now on, through restarts
  ast dev logs --since 10m     of the last ten minutes
  ast dev logs --all           helpers and jobs too

Exit status: 0 shown, 2 nothing of that name runs, or no engine.")]
pub(super) struct Args {
    /// The service; all unless named
    #[arg(value_name = "SERVICE")]
    service: Option<String>,
    /// Those of helpers and jobs too
    #[arg(long)]
    all: bool,
    /// Go on with what is logged from now on, until Ctrl-C
    #[arg(short, long)]
    follow: bool,
    /// Only what was logged since a time such as 10m or 2026-01-31T10:00:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<String>,
    #[command(flatten)]
    which: super::Which,
}

/// A time as the engine takes it, and no flag.
fn time(text: &str) -> Result<String, String> {
    let is_time = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '-' | '+'));
    if is_time { Ok(text.to_owned()) } else { Err("expected a duration such as `10m`, or a time".to_owned()) }
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let (_, docker) = started(args.which.path.as_deref(), session)?;
    let all = containers(&docker)?;
    let is_helper = |service: &str| ["-init", "-ready", "-done"].iter().any(|end| service.ends_with(end));
    let is_meant = |service: &str, is_job: bool| match &args.service {
        Some(name) => service == name,
        None => args.all || !(is_job || is_helper(service)),
    };
    let meant: Vec<&Container> = all.iter().filter(|found| is_meant(&found.service, found.is_job)).collect();
    if meant.is_empty() {
        return Err(none_such(args.service.as_deref(), &all));
    }
    let width = meant.iter().map(|found| found.service.len()).max().unwrap_or_default().min(24);
    let mut show = Show::People { colored: session.io.terminal.stdout, width };
    let from = now();
    past(&meant, args.since.as_deref(), &mut show, session)?;
    if args.follow {
        let running: Vec<_> = meant.iter().filter(|found| found.runs()).copied().collect();
        follow(&docker, &running, from, is_meant, &mut show, session)?;
    }
    Ok(Status::Fine)
}

/// What was logged until now.
fn past(
    containers: &[&Container],
    since: Option<&str>,
    show: &mut Show,
    session: &mut Session<'_, '_>,
) -> Result<(), Failure> {
    let programs: Vec<_> = containers.iter().map(|found| docker::logs(&found.id, false, since, true)).collect();
    let answers = outputs(&programs, PATIENCE).map_err(|error| Failure::new(reason(&error)))?;
    let mut lines = Vec::new();
    for (container, answer) in containers.iter().zip(answers) {
        let Output { stdout, stderr, .. } = answer.map_err(|error| Failure::new(reason(&error)))?;
        for (text, is_error) in [(stdout, false), (stderr, true)] {
            let timed = text.lines().filter_map(|line| line.split_once(' '));
            let owned = timed.map(|(at, line)| (at.to_owned(), container.service.clone(), is_error, line.to_owned()));
            lines.extend(owned);
        }
    }
    // Equal times stay as they came.
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    for (_, service, is_error, line) in &lines {
        show.log(service, *is_error, &plain(line.as_bytes()), session);
    }
    Ok(())
}

/// What is logged from now on, of containers that are started meanwhile too.
fn follow(
    docker: &Docker,
    running: &[&Container],
    from: u64,
    is_meant: impl Fn(&str, bool) -> bool,
    show: &mut Show,
    session: &mut Session<'_, '_>,
) -> Result<(), Failure> {
    let tasks: RefCell<BTreeMap<Task, String>> = RefCell::default();
    let at = |ms: u64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let begin = |service: &str, id: &str, since: Option<&str>, crew: &Crew<()>| {
        let task = crew.start(&docker::logs(id, true, since, false))?;
        tasks.borrow_mut().insert(task, service.to_owned());
        Ok::<(), std::io::Error>(())
    };
    let events = std::cell::Cell::new(None);
    let mut ends: BTreeMap<String, String> = BTreeMap::new();
    let ended = attend::<(), ()>(
        |crew| {
            events.set(Some(crew.start(&docker.events(from / 1000))?));
            running.iter().try_for_each(|found| begin(&found.service, &found.id, Some(&at(from)), crew))
        },
        |crew, happening| {
            match happening {
                Happening::Lines(task, _, bytes) if events.get() == Some(task) => {
                    for event in String::from_utf8_lossy(&bytes).lines().filter_map(Event::read) {
                        if matches!(event.change, Change::Died(_)) {
                            ends.insert(event.container.clone(), event.at.clone());
                        }
                        let is_new = event.change == Change::Started && event.nanos / 1_000_000 > from;
                        if is_new && is_meant(&event.service, event.is_job) {
                            // One that can't be followed is gone already.
                            let since = ends.get(&event.container).map(String::as_str);
                            let _ = begin(&event.service, &event.container, since, crew);
                        }
                    }
                }
                Happening::Lines(task, stream, bytes) => {
                    if let Some(service) = tasks.borrow().get(&task) {
                        show.log(service, stream == Stream::Err, &bytes, session);
                    }
                }
                Happening::Signal => return Some(()),
                Happening::Ended(task, _) if events.get() == Some(task) => return Some(()),
                Happening::Ended(..) | Happening::Told(()) => {}
            }
            None
        },
    );
    ended.map_err(|error| Failure::new(format!("the logs can't be followed: {}", reason(&error))))
}
