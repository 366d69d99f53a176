//! The requests of clearing as commands of the engine.

use crate::cli::session::Failure;
use crate::dev::{Clearing, Request};
use crate::disk::reason;
use crate::drive::docker::{self, Docker};
use crate::drive::{Crew, Happening, Program, Stream, Task, attend};

/// How long containers have to end, in seconds.
const SECONDS: &str = "2";

/// The command of a request.
fn program(request: &Request, docker: &Docker) -> Program {
    let texts = |ids: &[String], of: fn(&[&str]) -> Program| of(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    match request {
        Request::Containers => docker.ids(),
        Request::Stop(ids) => texts(ids, |ids| docker::stop(ids, SECONDS)),
        Request::Remove(ids) => texts(ids, docker::remove),
        Request::Networks => docker.networks(),
        Request::RemoveNetworks(ids) => texts(ids, docker::remove_networks),
        Request::Volumes => docker.volumes(),
        Request::RemoveVolumes(names) => texts(names, docker::remove_volumes),
    }
}

/// A clearing that is under way.
pub(super) struct Sweep {
    clearing: Clearing,
    request: Request,
    task: Option<Task>,
    said: String,
}

impl Sweep {
    pub(super) fn begin<T: 'static>(docker: &Docker, with_volumes: bool, crew: &Crew<T>) -> Self {
        let (clearing, request) = Clearing::new(with_volumes);
        let task = crew.start(&program(&request, docker)).ok();
        Self { clearing, request, task, said: String::new() }
    }

    /// Whether a task is one of its own.
    pub(super) fn is_its(&self, task: Task) -> bool {
        self.task == Some(task)
    }

    pub(super) fn hears(&mut self, stream: Stream, bytes: &[u8]) {
        if stream == Stream::Out {
            self.said.push_str(&String::from_utf8_lossy(bytes));
        }
    }

    /// Goes on after a command has ended; gives whether there is more to do.
    pub(super) fn goes_on<T: 'static>(&mut self, docker: &Docker, crew: &Crew<T>) -> bool {
        let Some(request) = self.clearing.next(&std::mem::take(&mut self.said)) else { return false };
        self.task = crew.start(&program(&request, docker)).ok();
        self.request = request;
        self.task.is_some()
    }

    /// Waits for nothing any more.
    pub(super) fn hurries<T: 'static>(&mut self, crew: &Crew<T>) {
        self.clearing.hurry();
        if let (Request::Stop(_), Some(task)) = (&self.request, self.task) {
            crew.kill(task);
        }
    }
}

/// Takes everything of a project away, with its disks where that is asked for; gives whether there was anything.
pub(super) fn all(docker: &Docker, with_volumes: bool) -> Result<bool, Failure> {
    let sweep = std::cell::RefCell::new(None);
    let mut had_any = false;
    let ended = attend::<(), ()>(
        |crew| {
            *sweep.borrow_mut() = Some(Sweep::begin(docker, with_volumes, crew));
            Ok(())
        },
        |crew, happening| {
            let mut sweep = sweep.borrow_mut();
            let sweep = sweep.as_mut()?;
            match happening {
                Happening::Lines(task, stream, bytes) if sweep.is_its(task) => sweep.hears(stream, &bytes),
                Happening::Ended(task, _) if sweep.is_its(task) => {
                    if !sweep.goes_on(docker, crew) {
                        return Some(());
                    }
                    had_any |= !matches!(sweep.request, Request::Containers | Request::Networks | Request::Volumes);
                }
                Happening::Signal => sweep.hurries(crew),
                _ => {}
            }
            None
        },
    );
    ended.map_err(|error| Failure::new(format!("the engine can't be asked: {}", reason(&error))))?;
    Ok(had_any)
}
