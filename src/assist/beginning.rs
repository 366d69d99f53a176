//! What a text or a section can begin with: whole specs, and an entry for each provider, by the provider's name.

use serde_json::{Value, json};

use super::offer::{Offer, OfferKind};
use super::spot::Spot;
use super::{snippet, usual};
use crate::document::form::plain;
use crate::plan::naming;
use crate::provider::{catalogue, models};
use crate::schema::node::Shape;
use crate::source::Pointer;
use crate::spec::Section;
use crate::text::codes;

/// Whole specs.
const SPECS: [(&str, &str, &str); 2] = [
    (
        "a spec of an agent that is built here",
        "The agent is built from this folder by its Dockerfile.",
        "spec: blueprint/v1\nname: ${1:my-agent}\nagent:\n  build:\n    context: ${2:.}\n    dockerfile: Dockerfile\n$0",
    ),
    (
        "a spec of an agent from an image",
        "The agent is a finished image.",
        "spec: blueprint/v1\nname: ${1:my-agent}\nagent:\n  image: ${2:example/image:1}\n$0",
    ),
];

/// What nobody types, so that an offer goes with the first letter.
const NOTHING: &str = "…";

/// Whole specs, for a text that has nothing in it yet.
pub(super) fn specs(spot: &Spot) -> Vec<Offer> {
    let is_empty = spot.pointer == Pointer::root() && spot.written(&spot.pointer).is_empty();
    if !is_empty || spot.indent > 0 || spot.has_colon || spot.is_flow {
        return Vec::new();
    }
    let one = |(label, text, body): &(&str, &str, &str)| {
        let offer = Offer::new(OfferKind::Entry, label, spot.word);
        let plain = snippet::filled(body);
        Offer {
            text: Some(shown(text, &plain)),
            // What one types to begin: the first key.
            filter: Some(format!("spec {label}")),
            plain,
            snippet: Some((*body).to_owned()),
            ..offer
        }
    };
    SPECS.iter().map(one).collect()
}

/// Whole entries of the section at the cursor: those that the language knows, then one for each provider.
pub(super) fn entries(spot: &Spot, shape: Shape, indent: usize) -> Vec<Offer> {
    let laid_out = |label: &str, about: &str, body: &Value| {
        let text = snippet::entry(body, indent);
        Offer {
            plain: snippet::filled(&text),
            text: Some(shown(about, &snippet::filled(&snippet::entry(body, 0)))),
            snippet: Some(text),
            ..Offer::new(OfferKind::Entry, label, spot.word)
        }
    };
    let word = |body: &'static Value, key: &str| body[key].as_str().unwrap_or_default();
    let known =
        shape.snippets().map(|known| laid_out(word(known, "label"), word(known, "description"), &known["body"]));
    let mut offers: Vec<Offer> = known.collect();
    let name = spot.pointer.tokens().next().unwrap_or_default();
    let Some(section) = Section::parse(&name).filter(|_| spot.pointer.tokens().count() == 1) else { return offers };
    let written = spot.written(&spot.pointer);
    for provider in catalogue().of(section.as_str()) {
        let usual = usual::name(section.as_str(), &provider.name);
        let name = if written.contains(&usual) { provider.name.as_str() } else { usual };
        let key = format!("${{1:{name}}}");
        let body = match models().iter().find(|model| model.default) {
            Some(model) if provider.gateway.is_some() => {
                json!({ key: { "provider": provider.name, "models": [format!("${{2:{}}}", model.id)] } })
            }
            _ => json!({ key: { "provider": provider.name } }),
        };
        let mut offer = laid_out(&provider.name, &provider.summary, &body);
        offer.detail = Some(provider.summary.clone());
        offer.rank = 1 + usual::of_provider(&provider.name);
        offers.push(offer);
    }
    offers
}

/// What is written, below what it is.
fn shown(about: &str, text: &str) -> String {
    format!("{about}\n\n```yaml\n{}\n```", text.trim_end())
}

/// Something to begin a value with that nothing else is known of.
pub(super) fn example(spot: &Spot, shape: Shape) -> Vec<Offer> {
    let tokens: Vec<String> = spot.pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let (key, mut words) = match tokens.as_slice() {
        // The variable is mostly called as the input is.
        ["inputs", entry, "name"] => ("name", vec![naming::variable(entry)]),
        [.., key] => (*key, shape.examples().into_iter().map(str::to_owned).collect()),
        [] => return Vec::new(),
    };
    let known = match key {
        "image" => "example/image:1",
        "volume" => "/data",
        "command" => "python main.py",
        "path" => "/health",
        "description" => "what it is for",
        "reason" => "why the agent needs it",
        "target" => "production",
        "name" => "NAME",
        _ => "",
    };
    if words.is_empty() && !known.is_empty() && !shape.is_mapping() && !shape.is_list() {
        words.push(known.to_owned());
    }
    // Who has begun to write knows what: an example would be taken by the Enter that ends the line.
    let is_known = key == "provider";
    if !is_known && !spot.word.is_empty() {
        return Vec::new();
    }
    let one = |word: String| {
        let mut offer = Offer::new(OfferKind::Word, &word, spot.word);
        offer.detail = Some("an example".to_owned());
        offer.filter = (!is_known).then(|| NOTHING.to_owned());
        offer.plain = plain(&word);
        offer.snippet = Some(format!("${{1:{}}}", snippet::escape(&offer.plain)));
        offer
    };
    let mut offers: Vec<Offer> = words.into_iter().map(one).collect();
    if offers.is_empty() && !spot.is_flow && (shape.is_mapping() || shape.is_list()) {
        offers.extend(below(spot, shape));
    }
    offers
}

/// What goes on below a key whose value stands in lines.
fn below(spot: &Spot, shape: Shape) -> Option<Offer> {
    if !spot.ends_line {
        return None;
    }
    let (label, begin) = if shape.is_list() { ("items, a line each", "- ") } else { ("keys, a line each", "") };
    let keys: Vec<&str> = shape.keys().take(3).map(|key| key.name).collect();
    let mut offer = Offer::new(OfferKind::Entry, label, spot.word);
    offer.text = (!keys.is_empty()).then(|| format!("Such as {}.", codes(keys)));
    offer.plain = format!("\n  {begin}");
    offer.snippet = Some(format!("\n  {begin}$0"));
    Some(offer)
}
