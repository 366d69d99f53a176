//! A thread beside the loop that reads the code of a project, for as long as somebody who types does not wait for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use gen_lsp_types::{Location, Range, Uri};

use super::message::Message;
use super::queue::Queue;
use super::text::{Encoding, Text};
use super::uri;
use crate::audit::{Asked, Audit, Limits, Looked, Side, Survey, Task, judge, survey};
use crate::diagnostic::severity::Levels;
use crate::disk::SharedDisk;
use crate::source::Span;

/// The most bytes of a project's code that are read, the most reads in it, and for how long. More is `ast audit`'s.
const MOST_BYTES: usize = 32 << 20;
const MOST_READS: usize = 50_000;
const MOST_TIME: Duration = Duration::from_secs(10);

/// The most findings that are told: each is looked up at a keystroke.
const MOST_TOLD: usize = 500;

/// What the thread has for its calls: as much as the first thread of a process has.
const STACK: usize = 8 << 20;

/// The thread.
#[derive(Debug)]
pub(super) struct Surveyor {
    jobs: Sender<Job>,
    answers: Receiver<Answer>,
}

/// What it is to do.
#[derive(Debug)]
pub(super) struct Job {
    /// The spec's URI.
    pub(super) key: String,
    pub(super) task: Task,
    pub(super) levels: Levels,
    pub(super) encoding: Encoding,
}

/// What came of it: what was seen, or why nothing is said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) key: String,
    pub(super) seen: Result<Seen, String>,
}

/// What was seen in the code of a project.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// What there is to say on the spec's side, each with its place in the code.
    pub(super) sides: Vec<(Side, Place)>,
    /// By container and variable, the files and lines where it is read.
    pub(super) reads: BTreeMap<(String, String), Vec<(String, usize)>>,
    /// The inputs that no code reads.
    pub(super) unread: Vec<Asked>,
    /// The project's folder, and the files that were read, below it.
    pub(super) folder: PathBuf,
    pub(super) files: BTreeSet<String>,
}

/// A place in the code.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    /// As a person reads it: `agent/main.py:12`.
    pub(super) shown: String,
    pub(super) location: Location,
}

impl Surveyor {
    /// Starts the thread; it pushes a word into `inbox` whenever there is an answer. None where the system has no more.
    pub(super) fn start(disk: SharedDisk, inbox: Arc<Queue<Message>>) -> Option<Self> {
        let ((jobs, taken), (given, answers)) = (channel::<Job>(), channel());
        let work = move || {
            for job in taken {
                let answer = Answer { key: job.key.clone(), seen: look(job, &disk) };
                if given.send(answer).is_err() || !inbox.push(Message::News, 0) {
                    return;
                }
            }
        };
        Builder::new().name("surveyor".into()).stack_size(STACK).spawn(work).ok()?;
        Some(Self { jobs, answers })
    }

    /// Gives it something to do; false where it is gone.
    pub(super) fn ask(&self, job: Job) -> bool {
        self.jobs.send(job).is_ok()
    }

    /// The next answer that is there.
    pub(super) fn answer(&self) -> Option<Answer> {
        self.answers.try_recv().ok()
    }
}

/// Reads the code of a project, and compares.
fn look(job: Job, disk: &SharedDisk) -> Result<Seen, String> {
    let end = Instant::now() + MOST_TIME;
    let survey = survey(job.task, Limits::EDITOR, disk);
    let mut looked = all(&survey, &BTreeMap::new(), disk, end)?;
    let helpers = Survey::helpers(&looked);
    if !helpers.is_empty() {
        // Files that call what another one has.
        looked = all(&survey, &helpers, disk, end)?;
    }
    let audit = judge(&survey, &looked, &job.levels);
    Ok(Seen {
        sides: sides(&audit, survey.folder(), job.encoding),
        reads: reads(&audit),
        unread: survey.unread(&looked).into_iter().cloned().collect(),
        folder: survey.folder().to_owned(),
        files: survey.files.iter().cloned().collect(),
    })
}

fn all(
    survey: &Survey,
    helpers: &crate::audit::Helpers,
    disk: &SharedDisk,
    end: Instant,
) -> Result<Vec<Looked>, String> {
    let (mut bytes, mut reads) = (0, 0);
    let one = |path: &String| {
        if Instant::now() > end {
            return Err(format!("it takes longer than {} seconds", MOST_TIME.as_secs()));
        }
        let looked = survey.look(path, helpers, disk);
        bytes += looked.length;
        reads += looked.reads();
        if bytes > MOST_BYTES {
            return Err(format!("it has more than {} MiB", MOST_BYTES >> 20));
        }
        if reads > MOST_READS {
            return Err(format!("it reads its environment at more than {MOST_READS} places"));
        }
        Ok(looked)
    };
    survey.files.iter().map(one).collect()
}

fn sides(audit: &Audit, folder: &Path, encoding: Encoding) -> Vec<(Side, Place)> {
    let mut sides = Vec::new();
    for file in audit.files.iter().filter(|file| !file.sides.is_empty()) {
        let text = Text::new(file.source.text().to_owned(), encoding);
        let uri = uri::of(&folder.join(&file.path));
        let of_file = file.sides.iter().map(|side| (side.clone(), place(&file.path, &uri, side.finding.span, &text)));
        sides.extend(of_file.take(MOST_TOLD - sides.len()));
    }
    sides
}

fn place(path: &str, uri: &Uri, span: Span, text: &Text) -> Place {
    let range: Range = text.range(span);
    let shown = format!("{path}:{}", range.start.line + 1);
    Place { shown, location: Location { uri: uri.clone(), range } }
}

fn reads(audit: &Audit) -> BTreeMap<(String, String), Vec<(String, usize)>> {
    let mut reads: BTreeMap<(String, String), Vec<(String, usize)>> = BTreeMap::new();
    for read in &audit.reads {
        let Some(name) = &read.name else { continue };
        let places = reads.entry((read.container.clone(), name.clone())).or_default();
        places.push((read.file.clone(), read.range.start.line));
    }
    reads
}
