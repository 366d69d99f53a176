//! What a change of one fact means.

use super::facts::{CHART, Fact, Facts, Key, lasting};
use super::said::said;
use super::{Change, Consequence, How, Kind, Subject, Where};
use Consequence::{Breaks, Harmless, LosesData, NeedsValue, Restarts, Text};

pub(super) fn change(
    key: &Key,
    old: Option<&Fact>,
    new: Option<&Fact>,
    before: &Facts,
    after: &Facts,
    place: Where,
) -> Change {
    let how = match (old, new) {
        (None, _) => How::Added,
        (_, None) => How::Removed,
        _ => How::Changed,
    };
    let mut consequences = consequences(key, how, old, new, before);
    consequences.sort_unstable();
    consequences.dedup();
    let said = said(key, how, old, new, before, after);
    let shown = |fact: Option<&Fact>| fact.and_then(|fact| fact.shown.clone());
    Change {
        subject: Subject { kind: key.kind, id: key.id.clone(), name: key.name.clone() },
        change: how,
        from: shown(old),
        to: shown(new),
        consequences,
        seen: vec![place],
        message: format!("{}{}{}", said.before, said.item, said.after),
        said,
    }
}

fn consequences(key: &Key, how: How, old: Option<&Fact>, new: Option<&Fact>, before: &Facts) -> Vec<Consequence> {
    let lasted = old.is_some_and(|fact| fact.lasts);
    if let (Some(old), Some(new)) = (old, new) {
        if new.only_offers_more(old) {
            return vec![Harmless];
        }
        if new.moved_from(old).is_some() {
            return vec![NeedsValue];
        }
        if new.leads_elsewhere(old).is_some() {
            return vec![Breaks, Restarts];
        }
        // What can be chosen is no part of what runs; a choice that is gone may be somebody's.
        if old.whole == new.whole && matches!(key.kind, Kind::Component | Kind::Variable | Kind::Secret) {
            return vec![Breaks];
        }
    }
    match (key.kind, how) {
        (Kind::Container, How::Removed) if lasted => vec![LosesData, Breaks],
        (Kind::Component, How::Removed) if lasted => vec![LosesData, Breaks],
        (Kind::Component | Kind::Container, How::Removed) if key.name.is_none() => vec![Breaks],
        (Kind::Component | Kind::Container, How::Added) if key.name.is_none() => vec![Harmless],
        // Another provider: what the one before kept, it can't read.
        (Kind::Component, _) if lasted && old.map(|fact| &fact.shown) != new.map(|fact| &fact.shown) => {
            vec![LosesData, Breaks, Restarts]
        }
        (Kind::Component, _) => vec![Breaks, Restarts],
        (Kind::Container, _) => of_container(key),
        (Kind::Image, _) => vec![Restarts],
        (Kind::Disk, How::Added) => vec![Restarts],
        (Kind::Disk, How::Removed) => vec![if lasted { LosesData } else { Restarts }],
        (Kind::Disk, _) if lasted && !new.is_some_and(|fact| fact.lasts) => vec![LosesData, Restarts],
        (Kind::Disk, _) => vec![Restarts],
        (Kind::Variable | Kind::Secret, _) if key.id.is_none() => {
            let asks = new.is_some_and(|fact| fact.required) && !old.is_some_and(|fact| fact.required);
            vec![if asks { NeedsValue } else { Harmless }]
        }
        (Kind::Variable, How::Removed) => vec![Breaks, Restarts],
        (Kind::Variable | Kind::Secret, _) => vec![Restarts],
        (Kind::Port, How::Added) => vec![Restarts],
        (Kind::Port, _) => vec![Breaks, Restarts],
        (Kind::Connection, _) => vec![Harmless],
        (Kind::Route, How::Added) => vec![Harmless],
        (Kind::Route, _) => vec![Breaks],
        (Kind::ClientName, How::Added) => vec![Harmless],
        (Kind::ClientName, _) => vec![Breaks],
        (Kind::Option, _) => of_project(key, how, before, old.map(|fact| &fact.shown), new.map(|fact| &fact.shown)),
        (Kind::Text, _) => vec![Text],
    }
}

/// What a container is started anew for, or can't be changed to where it runs.
fn of_container(key: &Key) -> Vec<Consequence> {
    match key.name.as_deref() {
        Some("service") => vec![Breaks, Restarts],
        // A claim and what names objects take no other value where they are.
        Some("claim" | "name of objects") => vec![Breaks],
        // Another kind of object: the one before has to be deleted first.
        Some("workload") => vec![Breaks, Restarts],
        Some("replicas" | "schedule" | "cluster schedule" | "reach" | "open ports" | "deadline") => vec![Harmless],
        _ => vec![Restarts],
    }
}

/// What holds for the whole project: where another name leaves disks behind, they are lost to it.
fn of_project(
    key: &Key,
    how: How,
    before: &Facts,
    old: Option<&Option<String>>,
    new: Option<&Option<String>>,
) -> Vec<Consequence> {
    let lasts = lasting(before);
    match key.name.as_deref() {
        Some(name) if name.starts_with(CHART) && how == How::Removed => vec![Breaks],
        Some("name" | "namespace") if lasts => vec![LosesData, Breaks, Restarts],
        Some("name" | "namespace") => vec![Breaks, Restarts],
        Some("secrets") if old != new => vec![NeedsValue],
        // Another key of a Secret has to be there before a pod reads it.
        Some(name) if name.starts_with("secret-keys.") => vec![NeedsValue, Restarts],
        Some("deployment" | "time-zone" | "image-pull-secrets" | "priority-class") => vec![Restarts],
        _ => vec![Harmless],
    }
}
