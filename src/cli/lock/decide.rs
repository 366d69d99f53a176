//! What is asked of registries, and what becomes of the lock by their answers: values alone.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::used::Used;
use crate::cli::Status;
use crate::image::{ImageRef, Lock};
use crate::registry::{Fault, Question};

/// What a run is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mode {
    /// What is missing is asked for.
    Fill,
    /// Everything is asked for anew, or what one container runs.
    Update(Option<String>),
    /// Nothing is written.
    Check,
}

/// What an image of the lock is, or became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum Fate {
    /// Its line is what it was.
    Kept,
    /// It came into the lock.
    Added,
    /// Its tag names another digest now, which the lock has.
    Updated,
    /// Nothing runs it any more, and its line went.
    Removed,
    /// The lock lacks it.
    Missing,
    /// Nothing runs it any more.
    Unused,
    /// Its tag names another digest now than the lock.
    Moved,
    /// Its registry does not have its digest any more.
    Gone,
    /// Its registry gave no digest.
    Failed,
}

/// An image, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Line {
    /// The image without its digest.
    pub(super) image: String,
    /// The digest that the lock has, or that it would have.
    pub(super) digest: Option<String>,
    /// The digest that the lock had, where that is another.
    pub(super) before: Option<String>,
    /// The containers that run it, by their ids in the plan; `helper` is what prepares disks and waits in a local run.
    pub(super) components: BTreeSet<String>,
    /// What it is, or became.
    pub(super) status: Fate,
    /// Why, where there is more to say.
    pub(super) reason: Option<String>,
    /// What to do about it.
    pub(super) help: Option<String>,
}

/// What is to be asked.
#[derive(Debug)]
pub(super) struct Work<'a> {
    pub(super) questions: Vec<Question>,
    used: Vec<Asked<'a>>,
    is_check: bool,
}

/// An image, and which of the questions are about it.
#[derive(Debug)]
struct Asked<'a> {
    used: &'a Used,
    /// The digest that it has, by its own or by the lock.
    held: Option<String>,
    /// What its tag names.
    tag: Option<usize>,
    /// Whether its digest is there.
    digest: Option<usize>,
    /// Other containers give the same tag different digests.
    is_torn: bool,
}

/// What became of the lock.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) lines: Vec<Line>,
}

impl<'a> Work<'a> {
    /// What there is to ask.
    pub(super) fn of(used: &'a [Used], lock: &Lock, mode: &Mode) -> Self {
        let mut work = Self { questions: Vec::new(), used: Vec::new(), is_check: *mode == Mode::Check };
        let pins = pins(used);
        for one in used {
            let own = one.image.digest().map(str::to_owned);
            let pinned = pins.get(undigested(&one.image)).filter(|_| own.is_none());
            let shared =
                pinned.and_then(|digests| digests.first()).filter(|_| pinned.is_some_and(|all| all.len() == 1));
            let held = own.as_deref().or(shared.copied()).or_else(|| lock.digest(&one.image)).map(str::to_owned);
            let is_torn = pinned.is_some_and(|digests| digests.len() > 1);
            let is_free = own.is_none() && shared.is_none();
            let wanted = match mode {
                Mode::Update(None) => true,
                Mode::Update(Some(id)) => one.ids.contains(id),
                Mode::Fill | Mode::Check => false,
            };
            let mut asked = Asked { used: one, held, tag: None, digest: None, is_torn };
            if !is_torn {
                match mode {
                    Mode::Check if asked.held.is_some() && lock.has(&one.image) => {
                        asked.digest = work.ask(one, asked.held.as_deref());
                        asked.tag = if is_free { work.ask(one, None) } else { None };
                    }
                    Mode::Check => {}
                    _ if is_free && (wanted || asked.held.is_none()) => asked.tag = work.ask(one, None),
                    _ if !is_free && (wanted || !lock.has(&one.image)) => {
                        asked.digest = work.ask(one, asked.held.as_deref());
                    }
                    _ => {}
                }
            }
            work.used.push(asked);
        }
        work
    }

    fn ask(&mut self, used: &Used, digest: Option<&str>) -> Option<usize> {
        let tag = used.image.tag().map(|tag| format!(":{tag}")).unwrap_or_default();
        let digest = digest.map(|digest| format!("@{digest}")).unwrap_or_default();
        let image = ImageRef::parse(&format!("{}{tag}{digest}", used.pulled)).ok()?;
        self.questions.push(Question { image });
        Some(self.questions.len() - 1)
    }

    /// What becomes of the lock by the answers, which stand in the order of the questions.
    pub(super) fn decide(self, answers: &[Result<String, Fault>], lock: &Lock) -> Decided {
        let mut lines: Vec<Line> = self.used.iter().map(|asked| asked.decide(answers, lock, self.is_check)).collect();
        let status = if self.is_check { Fate::Unused } else { Fate::Removed };
        let is_used = |image: &ImageRef| {
            let mut same = self.used.iter().filter(|asked| undigested(&asked.used.image) == undigested(image));
            same.any(|asked| asked.used.image.digest().is_none_or(|own| Some(own) == image.digest()))
        };
        lines.extend(lock.images().filter(|image| !is_used(image)).map(|image| Line {
            image: undigested(&image).to_owned(),
            digest: image.digest().map(str::to_owned),
            before: None,
            components: BTreeSet::new(),
            status,
            reason: self.is_check.then(|| "nothing runs it any more".to_owned()),
            help: self.is_check.then(|| "run `ast lock`".to_owned()),
        }));
        lines.sort_by(|one, other| (&one.image, &one.digest).cmp(&(&other.image, &other.digest)));
        Decided { lines }
    }
}

impl Asked<'_> {
    fn decide(&self, answers: &[Result<String, Fault>], lock: &Lock, is_check: bool) -> Line {
        let image = &self.used.image;
        let line = |status, digest: Option<&str>| Line {
            image: undigested(image).to_owned(),
            digest: digest.map(str::to_owned),
            before: None,
            components: self.used.ids.clone(),
            status,
            reason: None,
            help: None,
        };
        let said = |status, digest, reason: String, help: String| Line {
            reason: Some(reason),
            help: Some(help),
            ..line(status, digest)
        };
        let held = self.held.as_deref();
        if self.is_torn {
            let reason = "other containers pin its tag to different digests".to_owned();
            return said(Fate::Failed, None, reason, "give each container that runs it a digest".to_owned());
        }
        let of = |at: Option<usize>| at.and_then(|at| answers.get(at));
        let answers = [of(self.digest), of(self.tag)];
        if let Some(fault) = answers.into_iter().flatten().find_map(|answer| answer.as_ref().err()) {
            let status = if matches!(fault, Fault::Gone { .. }) { Fate::Gone } else { Fate::Failed };
            return said(status, held, fault.to_string(), fault.help());
        }
        let named = of(self.tag).and_then(|answer| answer.as_ref().ok()).map(String::as_str);
        let locked = lock.has(image);
        match (named.or(held), held) {
            (None, _) if is_check => missing(line(Fate::Missing, None)),
            (Some(_), _) if is_check && !locked => missing(line(Fate::Missing, None)),
            (Some(now), Some(before)) if is_check && now != before => {
                let reason = format!("its tag names `{now}` now");
                said(Fate::Moved, held, reason, "`ast lock --update` takes that".to_owned())
            }
            (now, before) if locked && now == before => line(Fate::Kept, now),
            (now, Some(before)) if locked => Line { before: Some(before.to_owned()), ..line(Fate::Updated, now) },
            (Some(now), _) => line(Fate::Added, Some(now)),
            // Its name is longer than a reference can be.
            (None, _) => said(Fate::Failed, None, "its name can't be asked for".to_owned(), "shorten it".to_owned()),
        }
    }
}

fn missing(line: Line) -> Line {
    Line { reason: Some("the lock lacks it".to_owned()), help: Some("run `ast lock`".to_owned()), ..line }
}

/// The digests that images are given by options or the spec, by their names and tags.
fn pins(used: &[Used]) -> BTreeMap<&str, Vec<&str>> {
    let mut pins: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in used {
        if let Some(digest) = one.image.digest() {
            pins.entry(undigested(&one.image)).or_default().push(digest);
        }
    }
    pins
}

/// An image without its digest.
fn undigested(image: &ImageRef) -> &str {
    image.as_str().split('@').next().unwrap_or_default()
}

impl Decided {
    /// Whether a registry gave no digest.
    pub(super) fn has_failed(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.status, Fate::Failed | Fate::Gone))
    }

    /// How the run ends.
    pub(super) fn status(&self, mode: &Mode) -> Status {
        let of = |line: &Line| match line.status {
            Fate::Failed => Status::Failed,
            Fate::Gone if *mode != Mode::Check => Status::Failed,
            Fate::Missing | Fate::Unused | Fate::Moved | Fate::Gone => Status::Invalid,
            Fate::Kept | Fate::Added | Fate::Updated | Fate::Removed => Status::Fine,
        };
        self.lines.iter().map(of).max().unwrap_or(Status::Fine)
    }

    /// The lock as it becomes.
    pub(super) fn lock(&self) -> Lock {
        let stays = self.lines.iter().filter(|line| line.status != Fate::Removed);
        Lock::of(stays.filter_map(|line| {
            let digest = line.digest.as_ref()?;
            ImageRef::parse(&format!("{}@{digest}", line.image)).ok()
        }))
    }
}
