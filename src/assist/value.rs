//! The values that are known for a place: words of the language, the catalogue's names, and what this spec declares.

use super::few::few;
use super::name::written;
use super::offer::{Offer, OfferKind};
use super::spot::Spot;
use super::{Known, beginning, usual, word};
use crate::plan::EnvKind;
use crate::provider::{Provider, catalogue, models};
use crate::schema::node::Shape;
use crate::source::Pointer;
use crate::spec::{Scope, Section};
use crate::text::{code, markdown, one_line};
use crate::view;

/// The rank of a provider of the spec's own, after the built-in ones.
const OWN: usize = 100;

/// Schedules to begin with.
pub(super) const SCHEDULES: [(&str, &str); 5] = [
    ("0 * * * *", "every hour"),
    ("*/15 * * * *", "every quarter of an hour"),
    ("0 2 * * *", "every night at 2"),
    ("0 8 * * 1-5", "at 8 on weekdays"),
    ("0 0 1 * *", "on the first of the month"),
];

/// What can be an item of a list.
pub(super) fn items(spot: &Spot, pointer: &Pointer, known: Option<&Known<'_>>) -> Vec<Offer> {
    Shape::at(pointer).map(|shape| at(spot, pointer, shape, known)).unwrap_or_default()
}

/// What can be the value at the cursor.
pub(super) fn values(spot: &Spot, shape: Shape, known: Option<&Known<'_>>) -> Vec<Offer> {
    let mut offers = at(spot, &spot.pointer, shape, known);
    if offers.is_empty() {
        offers = beginning::example(spot, shape);
    }
    if spot.wants_space {
        for offer in &mut offers {
            let space = if offer.plain.starts_with('\n') { "" } else { " " };
            offer.plain.insert_str(0, space);
            offer.snippet = offer.snippet.take().map(|snippet| format!("{space}{snippet}"));
        }
    }
    offers
}

fn at(spot: &Spot, pointer: &Pointer, shape: Shape, known: Option<&Known<'_>>) -> Vec<Offer> {
    let tokens: Vec<String> = pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        [section, _, "provider"] => {
            Section::parse(section).map(|section| providers(spot, section, known)).unwrap_or_default()
        }
        ["models", entry, "models", _] => gateway_models(spot, entry),
        ["dev", "schedules", _] => schedules(spot),
        [.., "inputs", _, "name"] => owned_variables(spot, known),
        [.., "secrets", _, "env"] => supplies(spot, known),
        [.., "default"] => defaults(spot, pointer),
        _ => words(spot, pointer, shape),
    }
}

fn words(spot: &Spot, pointer: &Pointer, shape: Shape) -> Vec<Offer> {
    let key = key_of(pointer);
    let words = if shape.is_boolean() { vec!["true", "false"] } else { shape.words() };
    let default = shape.default().map(|default| default.as_str().map_or_else(|| default.to_string(), str::to_owned));
    let mut offers: Vec<Offer> = words.iter().map(|word| Offer::new(OfferKind::Word, word, spot.word)).collect();
    match (&default, offers.is_empty()) {
        (Some(default), true) if !shape.is_mapping() && !shape.is_list() => {
            offers.push(Offer::new(OfferKind::Word, default, spot.word));
        }
        _ => {}
    }
    for offer in &mut offers {
        let meaning = word::meaning(&key, &offer.label).map(str::to_owned);
        let is_default = default.as_deref() == Some(offer.label.as_str());
        offer.detail = if is_default { Some("default".to_owned()) } else { meaning.as_deref().map(unmarked) };
        offer.text = meaning;
    }
    offers
}

/// The key whose value, or whose list's item, is at a pointer.
pub(super) fn key_of(pointer: &Pointer) -> String {
    let tokens: Vec<String> = pointer.tokens().collect();
    let is_number = |token: &&String| token.bytes().all(|byte| byte.is_ascii_digit());
    tokens.iter().rev().find(|token| !is_number(token)).cloned().unwrap_or_default()
}

/// A few words without the marks of Markdown, as a list shows none.
fn unmarked(text: &str) -> String {
    text.replace('`', "")
}

/// What a provider is, and what it gives.
pub(super) fn provider_text(provider: &Provider) -> String {
    let names: Vec<_> = view::variables(provider).iter().map(|name| format!("`{name}`")).collect();
    let mut text = format!("{}\n\nThe agent gets {}.", provider.summary, names.join(", "));
    if let Some(store) = &provider.store {
        text.push_str(&format!(" It runs beside the agent as `{}`.", store.image));
    }
    for credential in &provider.credentials {
        text.push_str(&format!("\n\n{}: found in {}.", credential.description, credential.place));
    }
    text
}

/// The providers of a section: built-in ones, then those of this spec.
fn providers(spot: &Spot, section: Section, known: Option<&Known<'_>>) -> Vec<Offer> {
    let built_in = catalogue().of(section.as_str()).map(|provider| {
        let mut offer = Offer::new(OfferKind::Word, &provider.name, spot.word);
        offer.detail = Some(provider.summary.clone());
        offer.text = Some(provider_text(provider));
        offer.brings = Some(few(&view::variables(provider)));
        offer.rank = usual::of_provider(&provider.name);
        offer
    });
    let spec = known.and_then(|known| known.compilation.spec.as_ref());
    let own = spec.map(|spec| spec.providers.entries()).unwrap_or_default().iter();
    let own = own.filter(|named| {
        let scope = named.get().map(|provider| provider.scope.items()).unwrap_or_default();
        scope.iter().any(|scope| Section::from(Scope::clone(scope)) == section)
    });
    let own = own.map(|named| {
        let variables = named.get().map(|provider| provider.variables.items()).unwrap_or_default();
        let prefix = crate::plan::naming::variable(&named.name);
        let names =
            variables.iter().filter_map(|input| Some(code(&format!("{prefix}_{}", input.variable()?.as_str()))));
        let mut offer = Offer::new(OfferKind::Name, &named.name, spot.word);
        offer.plain = written(&named.name);
        offer.detail = Some("a provider of this project".to_owned());
        offer.text = Some(format!("The agent gets {}.", names.collect::<Vec<_>>().join(", ")));
        offer.rank = OWN;
        offer
    });
    built_in.chain(own).collect()
}

/// The gateway's models that an entry does not list yet; none for an entry of another provider.
fn gateway_models(spot: &Spot, entry: &str) -> Vec<Offer> {
    let holder = Pointer::root().key("models").key(entry);
    if spot.scalar(&holder.key("provider")).is_some_and(|provider| !provider.eq_ignore_ascii_case("gateway")) {
        return Vec::new();
    }
    let list = holder.key("models");
    let count = spot.document.at(&list).and_then(|list| Some(list.node.as_sequence()?.len())).unwrap_or_default();
    let listed: Vec<&str> = (0..count).filter_map(|at| spot.scalar(&list.item(at))).collect();
    let open = models().iter().filter(|model| !listed.contains(&model.id.as_str()));
    let one = |model: &crate::provider::ModelOffer| {
        let mut offer = Offer::new(OfferKind::Word, &model.id, spot.word);
        // The one that is taken where nobody says one is the one to begin with.
        offer.rank = if model.default { 0 } else { 1 + usize::from(!model.supported) };
        offer.detail = Some(model.kind.as_str().to_owned());
        offer.text = Some(model.purpose.clone());
        offer
    };
    open.map(one).collect()
}

fn schedules(spot: &Spot) -> Vec<Offer> {
    let one = |(at, (cron, words)): (usize, &(&str, &str))| {
        let mut offer = Offer::new(OfferKind::Word, cron, spot.word);
        offer.plain = format!("\"{cron}\"");
        offer.detail = Some((*words).to_owned());
        // Who thinks of nights types that.
        offer.filter = Some(format!("{cron} {words}"));
        offer.rank = at;
        offer
    };
    SCHEDULES.iter().enumerate().map(one).collect()
}

/// Variables that something else owns, which an input can describe.
fn owned_variables(spot: &Spot, known: Option<&Known<'_>>) -> Vec<Offer> {
    let Some(agent) = known.and_then(|known| known.plan.container(&crate::plan::Id::AGENT)) else { return Vec::new() };
    let is_owned = |kind| !matches!(kind, EnvKind::Input | EnvKind::Platform | EnvKind::Environment);
    let one = |row: &crate::plan::EnvRow| {
        let mut offer = Offer::new(OfferKind::Variable, &row.name, spot.word);
        let owner = row.component.as_ref().map_or_else(|| "the gateway".to_owned(), ToString::to_string);
        offer.detail = Some(format!("describes the variable of {}", one_line(&owner, usize::MAX)));
        offer.text = row.description.as_deref().map(markdown);
        offer
    };
    agent.env.iter().filter(|row| is_owned(row.kind)).map(one).collect()
}

/// The values that somebody supplies.
fn supplies(spot: &Spot, known: Option<&Known<'_>>) -> Vec<Offer> {
    let supplies = known.map(|known| known.plan.supplies.as_slice()).unwrap_or_default();
    let one = |supply: &crate::plan::Supply| {
        let mut offer = Offer::new(OfferKind::Variable, &supply.name, spot.word);
        offer.text = supply.description.as_deref().map(markdown);
        offer
    };
    supplies.iter().map(one).collect()
}

/// What an input's default can be: one of its options, or a value of its type.
fn defaults(spot: &Spot, pointer: &Pointer) -> Vec<Offer> {
    let path = pointer.as_str();
    let input = Pointer::from(&path[..path.rfind('/').unwrap_or(0)]);
    let options = input.key("options");
    let count = spot.document.at(&options).and_then(|list| Some(list.node.as_sequence()?.len())).unwrap_or_default();
    let mut words: Vec<String> = (0..count).filter_map(|at| spot.scalar(&options.item(at)).map(written)).collect();
    if words.is_empty() && spot.scalar(&input.key("datatype")) == Some("boolean") {
        words = vec!["\"true\"".to_owned(), "\"false\"".to_owned()];
    }
    words.iter().map(|word| Offer::new(OfferKind::Word, word, spot.word)).collect()
}

/// The codes that a comment can silence.
pub(super) fn codes(spot: &Spot) -> Vec<Offer> {
    let codes = crate::rule::codes().filter(|code| !code.is_fixed());
    let one = |code: &crate::diagnostic::Code| {
        let mut offer = Offer::new(OfferKind::Word, code.id, spot.word);
        offer.detail = Some(code.summary.to_owned());
        offer.text = Some(code.explanation.to_owned());
        offer
    };
    codes.map(one).collect()
}
