//! What a change of a project means: from the plans of then and of now to changes, each with its consequences.
//!
//! A plan is taken apart into facts, each of one subject (a variable of a container, a disk, a connection), and two sets
//! of facts are compared. So nothing that a plan knows can change without a line here, which a property test holds. What
//! a change means is decided from its two facts alone, in `judge`, and put into words in `said`. An entry that was given
//! another name is found first (`rename`), so that it is told as that and not as one thing gone and another come.

mod deployed;
mod facts;
mod judge;
mod moved;
mod rename;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::options::Settings;
use crate::plan::BoundPlan;
use facts::{Fact, Facts, Key};
pub use moved::{Moved, moved};
use rename::Renames;

/// A project at one time.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its plan on this machine.
    pub local: &'a BoundPlan,
    /// Its plan in a cluster.
    pub cluster: &'a BoundPlan,
    /// What its options say.
    pub settings: &'a Settings,
    /// The values that its chart takes; none where there is no chart.
    pub chart: Option<&'a BTreeSet<String>>,
}

impl<'a> Side<'a> {
    /// The same with another plan in a cluster, and the settings of that.
    #[must_use]
    pub fn with(self, deployed: &'a (BoundPlan, Settings)) -> Self {
        let (cluster, settings) = deployed;
        Self { cluster, settings, ..self }
    }
}

/// Where a change is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Where {
    /// On this machine.
    Local,
    /// In a cluster.
    Cluster,
    /// In client code.
    Client,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Kind {
    /// An entry of the spec.
    Component,
    /// A container, or what of it has no kind of its own.
    Container,
    /// The image of a container.
    Image,
    /// A variable of a container, or a value that somebody supplies.
    Variable,
    /// A disk of a container.
    Disk,
    /// A port of a container.
    Port,
    /// A connection between two containers, or out of the project.
    Connection,
    /// A secret that somebody supplies.
    Secret,
    /// A way in from outside of a cluster.
    Route,
    /// A name that code of the user's calls.
    ClientName,
    /// What holds for the whole project.
    Option,
    /// A text for people.
    Text,
}

/// The one thing that a change is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// The component or container that it belongs to.
    pub id: Option<String>,
    /// Its name there.
    pub name: Option<String>,
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum How {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another one.
    Changed,
    /// It has another name.
    Renamed,
}

/// What follows from a change; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Consequence {
    /// Data stays where nothing reads it any more.
    LosesData,
    /// What relied on it does not work any more.
    Breaks,
    /// Somebody has to supply a value.
    NeedsValue,
    /// What runs is started anew.
    Restarts,
    /// Nothing that works stops working.
    Harmless,
    /// A text is another one.
    Text,
}

impl Consequence {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::LosesData, Self::Breaks, Self::NeedsValue, Self::Restarts, Self::Harmless, Self::Text];

    /// As programs have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::LosesData => "loses-data",
            Self::Breaks => "breaks",
            Self::NeedsValue => "needs-value",
            Self::Restarts => "restarts",
            Self::Harmless => "harmless",
            Self::Text => "text",
        }
    }

    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LosesData => "loses data",
            Self::Breaks => "breaks",
            Self::NeedsValue => "needs a value",
            Self::Restarts => "restarts",
            Self::Harmless => "harmless",
            Self::Text => "text",
        }
    }
}

/// A change with all that follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// What happened to it.
    pub change: How,
    /// What it was; null where it was not there, or may not be shown.
    pub from: Option<String>,
    /// What it is now; null where it is not there, or may not be shown.
    pub to: Option<String>,
    /// What follows, the worst first.
    pub consequences: Vec<Consequence>,
    /// Where it is seen.
    #[serde(rename = "for")]
    pub seen: Vec<Where>,
    /// The same in words.
    pub message: String,
    /// The same in parts, so that changes alike can be told in one line.
    #[serde(skip)]
    pub said: Said,
}

/// A message in three parts, of which the middle is what alike ones differ in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// What comes first.
    pub before: String,
    /// What it is said of.
    pub item: String,
    /// What comes last.
    pub after: String,
}

impl Change {
    /// The worst that follows.
    pub fn worst(&self) -> Consequence {
        self.consequences.first().copied().unwrap_or(Consequence::Harmless)
    }
}

/// What changed from one side to the other, the worst first; a side that is not there is an empty project. `seen` are the
/// bindings that are looked at.
pub fn changes(old: Option<Side<'_>>, new: Option<Side<'_>>, seen: &[Where]) -> Vec<Change> {
    let renames = match (old, new) {
        (Some(old), Some(new)) => Renames::find(old.local, new.local),
        _ => Renames::default(),
    };
    let mut found: BTreeMap<(Subject, How), Change> = BTreeMap::new();
    for place in seen {
        let facts = |side: Option<Side<'_>>| side.map(|side| facts::of(side, *place)).unwrap_or_default();
        let (mut before, mut after) = (renames.applied(facts(old)), facts(new));
        if *place == Where::Cluster
            && let (Some(old), Some(new)) = (old.and_then(|side| side.chart), new.and_then(|side| side.chart))
        {
            facts::chart(old, new, &mut before);
            facts::chart(new, old, &mut after);
        }
        for change in compared(&before, &after, *place, &renames) {
            match found.get_mut(&(change.subject.clone(), change.change)) {
                Some(known) => {
                    // What is worse in a cluster is told as it is there.
                    if *place == Where::Cluster && change.worst() < known.worst() {
                        let Said { before, item, after } = change.said;
                        known.said = Said { before, item, after: format!("{after}, in a cluster") };
                        known.message = format!("{}{}{}", known.said.before, known.said.item, known.said.after);
                    }
                    known.seen.push(*place);
                    known.consequences.extend(change.consequences);
                    known.consequences.sort_unstable();
                    known.consequences.dedup();
                }
                None => drop(found.insert((change.subject.clone(), change.change), change)),
            }
        }
    }
    let mut found: Vec<Change> = found.into_values().collect();
    found.sort_by(|a, b| (a.worst(), &a.subject).cmp(&(b.worst(), &b.subject)));
    found
}

/// Whether it is the schedule of an object in a cluster, which became another one as that of its job did.
fn is_said_twice(key: &Key, before: &Facts, after: &Facts) -> bool {
    let of_job = Key { name: Some("schedule".to_owned()), ..key.clone() };
    let shown = |facts: &Facts, key: &Key| facts.get(key).and_then(|fact| fact.shown.clone());
    let is_alike = |facts: &Facts| shown(facts, key).is_some() && shown(facts, key) == shown(facts, &of_job);
    let is_of_cluster = key.kind == Kind::Container && key.name.as_deref() == Some("cluster schedule");
    is_of_cluster && is_alike(before) && is_alike(after)
}

/// The facts that differ. What a container that came, went or was replaced has is said by that alone, and so is what is
/// said of a variable that came or went.
fn compared(before: &Facts, after: &Facts, place: Where, renames: &Renames) -> Vec<Change> {
    let is_other = |kind: Kind, id: &str, of: fn(&Fact) -> Option<&String>| {
        let [before, after] = [before, after].map(|facts| facts.get(&Key::new(kind, Some(id), None)).map(of));
        before != after
    };
    let entries = |key: &Key| before.contains_key(key) || after.contains_key(key);
    // Of a project that came or went whole, its name says so.
    let is_there =
        |facts: &Facts| facts.keys().any(|key| key.kind == Kind::Option && key.name.as_deref() == Some("name"));
    let comes_or_goes = is_there(before) != is_there(after);
    let is_part = |key: &Key| {
        if comes_or_goes && key.kind == Kind::Option && key.name.as_deref() != Some("name") {
            return true;
        }
        let is_whole = matches!(key.kind, Kind::Component) || (key.kind == Kind::Container && key.name.is_none());
        // A container that stands for an entry comes and goes with it.
        let of_entry = Key { kind: Kind::Component, ..key.clone() };
        if is_whole && key.kind == Kind::Container {
            return entries(&of_entry);
        }
        let id = key.id.as_deref().filter(|_| !is_whole);
        let is_replaced = id.is_some_and(|id| {
            is_other(Kind::Container, id, |_| None) || is_other(Kind::Component, id, |fact| fact.shown.as_ref())
        });
        let comes = |of: &Key| before.contains_key(of) != after.contains_key(of);
        let variable = Key { kind: Kind::Variable, ..key.clone() };
        // Client code has a name for what an input is.
        let input = key.name.as_deref().map(|name| format!("inputs.{}", name.to_lowercase()));
        let in_code = Key { kind: Kind::ClientName, name: input, ..key.clone() };
        let is_told = key.kind == Kind::Text && (comes(&variable) || comes(&in_code));
        is_replaced || is_told || is_said_twice(key, before, after)
    };
    let mut found = renames.changes(before, after, place);
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    for key in keys.filter(|key| !is_part(key)) {
        let (old, new): (Option<&Fact>, Option<&Fact>) = (before.get(key), after.get(key));
        let is_same = match (old, new) {
            (Some(old), Some(new)) => old.is(new),
            (old, new) => old.is_none() && new.is_none(),
        };
        if !is_same {
            found.push(judge::change(key, old, new, before, after, place));
        }
    }
    found
}
