//! The keys that can be written in a mapping, required ones first.

use super::Known;
use super::offer::{Offer, OfferKind};
use super::spot::Spot;
use super::{beginning, snippet, usual};
use crate::schema::node::{Key, Shape};
use crate::source::Pointer;
use crate::spec::TriggerType;

/// The rank of the first key that may be left out.
const RARE: usize = 100;

/// What can be a key of the mapping at the cursor.
pub(super) fn keys(spot: &Spot, shape: Shape, known: Option<&Known<'_>>, line_indent: usize) -> Vec<Offer> {
    if shape.is_named() {
        return names(spot, shape, known, line_indent);
    }
    let written = spot.written(&spot.pointer);
    let alternatives = shape.alternatives();
    let is_decided = alternatives.iter().any(|key| written.contains(key));
    let is_closed = |name: &&str| written.contains(name) || (is_decided && alternatives.contains(name));
    // The gateway's `model` is history, and so is not among the keys.
    let keys = shape.keys().filter(|key| !is_closed(&key.name));
    let one = |key: Key| {
        let is_wanted = key.required || (!is_decided && alternatives.contains(&key.name));
        let others: Vec<_> = alternatives.iter().copied().filter(|other| *other != key.name).collect();
        // That a key has others below it says nothing to who chooses one.
        let kind = key.shape.kind().filter(|_| !key.shape.is_mapping()).map(str::to_owned);
        let need = if key.required {
            Some("required".to_owned())
        } else {
            is_wanted.then(|| format!("this or {}", others.join(" or ")))
        };
        let facts: Vec<String> = kind.into_iter().chain(need).collect();
        let detail = (!facts.is_empty()).then(|| facts.join(", "));
        let mut offer = Offer::new(OfferKind::Key, key.name, spot.word);
        offer.rank = usual::of_key(shape.definition(), key.name) + if is_wanted { 1 } else { RARE };
        offer.detail = detail;
        offer.text = key.shape.text().map(str::to_owned);
        if spot.has_colon {
            return offer;
        }
        offer.plain = format!("{}: ", key.name);
        if !spot.is_flow {
            if key.shape.is_mapping() || key.shape.is_list() {
                offer.plain = format!("{}:", key.name);
            }
            offer.snippet = Some(snippet::key(key, spot.indent.saturating_sub(line_indent)));
        }
        offer
    };
    let mut offers = beginning::specs(spot);
    offers.extend(keys.map(one));
    offers
}

/// What a name can begin with, where the user chooses it.
fn names(spot: &Spot, shape: Shape, known: Option<&Known<'_>>, line_indent: usize) -> Vec<Offer> {
    if spot.pointer == Pointer::from("/dev/schedules") {
        return scheduled(spot, known);
    }
    if spot.is_flow || spot.has_colon {
        return Vec::new();
    }
    beginning::entries(spot, shape, spot.indent.saturating_sub(line_indent))
}

/// The ingestion jobs that run on a schedule and have none yet.
fn scheduled(spot: &Spot, known: Option<&Known<'_>>) -> Vec<Offer> {
    let written = spot.written(&spot.pointer);
    let spec = known.and_then(|known| known.compilation.spec.as_ref());
    let jobs = spec.map(|spec| spec.ingestion.entries()).unwrap_or_default();
    let jobs = jobs.iter().filter(|job| !written.contains(&job.name.as_str()));
    let jobs = jobs.filter(|job| job.get().is_some_and(|job| job.trigger_type() == Some(TriggerType::Schedule)));
    let one = |job: &crate::spec::Named<crate::spec::Ingestion>| {
        let mut offer = Offer::new(OfferKind::Name, &job.name, spot.word);
        offer.detail = Some("ingestion on a schedule".to_owned());
        if !spot.has_colon {
            let name = super::name::written(&job.name);
            offer.plain = format!("{name}: ");
            offer.snippet = Some(format!("{}: \"${{1:0 2 * * *}}\"", snippet::escape(&name)));
        }
        offer
    };
    jobs.map(one).collect()
}
