//! The names of a spec: where each is declared, where it is used, and what becomes of the text when it changes.

use super::anchor;
use super::path::hit;
use crate::compile::Compilation;
use crate::diagnostic::Edit;
use crate::document::{self, ScalarType, quote};
use crate::plan::lookup::{self, Match};
use crate::plan::{Claim, EnvKind, Precedence};
use crate::provider::catalogue;
use crate::source::{Source, Span};
use crate::spec::{Input, Section, Spec, is_variable_name};

/// Something that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// A provider of the spec's own.
    Provider(String),
    /// An entry of models, knowledge, integrations or ingestion.
    Entry(Section, String),
    /// A top-level input's key, which nothing refers to.
    Input(String),
    /// The variable of inputs, all of one name.
    Variable(String),
    /// An anchor of YAML, by where its name stands.
    Anchor(Span),
}

/// A place where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// Its text, with quotes.
    pub span: Span,
    /// Whether it is declared there.
    pub is_declaration: bool,
}

/// The name that stands at a byte, with its text there.
pub fn name_at(compilation: &Compilation, offset: usize) -> Option<(Name, Span)> {
    if let Some((mark, family)) = anchor::family(compilation, offset) {
        return Some((Name::Anchor(family.first()?.name), mark.name));
    }
    let spec = compilation.spec.as_ref()?;
    let hit = hit(&compilation.document, offset)?;
    let tokens = hit.tokens();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let name = match (hit.is_key, tokens.as_slice()) {
        (true, ["providers", name]) => Name::Provider((*name).to_owned()),
        (true, ["inputs", name]) => Name::Input((*name).to_owned()),
        (true, ["dev", "schedules", name]) => Name::Entry(Section::Ingestion, (*name).to_owned()),
        (true, [section, name]) => Name::Entry(Section::parse(section)?, (*name).to_owned()),
        (false, [section, _, "provider"]) => match lookup::provider(spec, Section::parse(section)?, &hit.text) {
            Match::Custom(named, _) | Match::OutOfScope(named) => Name::Provider(named.name.clone()),
            _ => return None,
        },
        (false, ["inputs", _, "name"] | [.., "inputs", _, "name"]) => Name::Variable(hit.text.clone()),
        _ => return None,
    };
    Some((name, hit.span()))
}

/// Every place of a name, in the order of the text.
pub fn occurrences(compilation: &Compilation, name: &Name) -> Vec<Occurrence> {
    if let Name::Anchor(at) = name {
        let (_, family) = anchor::family(compilation, at.start).unzip();
        let one = |mark: anchor::Mark| Occurrence { span: mark.name, is_declaration: mark.is_anchor };
        return family.unwrap_or_default().into_iter().map(one).collect();
    }
    let Some(spec) = &compilation.spec else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |span, is_declaration| found.push(Occurrence { span, is_declaration });
    match name {
        Name::Provider(name) => {
            let declared = spec.providers.entries().iter().filter(|named| named.name == *name);
            declared.for_each(|named| add(named.place.key, true));
            for entry in spec.entries() {
                if let Some(provider) = entry.provider.get().filter(|provider| provider.value == *name)
                    && matches!(lookup::provider(spec, entry.section, name), Match::Custom(..) | Match::OutOfScope(_))
                {
                    add(provider.place.span, false);
                }
            }
        }
        Name::Entry(section, name) => {
            let keys = keys(spec, *section).into_iter().filter(|(key, _)| key == name);
            keys.for_each(|(_, span)| add(span, true));
            if *section == Section::Ingestion {
                let schedules = spec.dev.get().map(|dev| dev.schedules.entries()).unwrap_or_default();
                let uses = schedules.iter().filter(|named| named.name == *name);
                uses.for_each(|named| add(named.place.key, false));
            }
        }
        Name::Input(name) => {
            let keys = spec.inputs.entries().iter().filter(|named| named.name == *name);
            keys.for_each(|named| add(named.place.key, true));
        }
        Name::Variable(name) => {
            let named = inputs(spec).filter_map(|input| input.variable()).filter(|found| found.as_str() == name);
            named.for_each(|found| add(found.place.span, true));
        }
        // They are no part of the spec.
        Name::Anchor(_) => {}
    }
    // A node that an alias brings in stands in several places of the tree, and once in the text.
    found.sort_by_key(|occurrence| occurrence.span);
    found.dedup();
    found
}

/// Where a name is declared: for a variable that inputs only describe, where the entry stands that gives it.
pub fn declarations(compilation: &Compilation, name: &Name) -> Vec<Span> {
    if let Name::Variable(variable) = name {
        let givers: Vec<Span> =
            owning(compilation, variable).filter_map(|claim| Some(claim.declared_by.as_ref()?.key)).collect();
        if let Some(first) = givers.first() {
            return vec![*first];
        }
    }
    occurrences(compilation, name).into_iter().filter(|place| place.is_declaration).map(|place| place.span).collect()
}

/// The inputs whose name is a variable; a provider's are suffixes.
fn inputs(spec: &Spec) -> impl Iterator<Item = &Input> {
    let top = spec.inputs.entries().iter().filter_map(|named| named.get());
    top.chain(spec.input_lists().flat_map(|list| &list.items))
}

/// The keys of a section with their texts.
fn keys(spec: &Spec, section: Section) -> Vec<(String, Span)> {
    /// The sections differ in the type of their entries.
    macro_rules! keys {
        ($field:ident) => {
            spec.$field.entries().iter().map(|named| (named.name.clone(), named.place.key)).collect()
        };
    }
    match section {
        Section::Models => keys!(models),
        Section::Knowledge => keys!(knowledge),
        Section::Integrations => keys!(integrations),
        Section::Ingestion => keys!(ingestion),
    }
}

/// The edits that give a name another text.
///
/// # Errors
/// Why it can't be called that, in words.
pub fn rename(compilation: &Compilation, name: &Name, to: &str) -> Result<Vec<Edit>, String> {
    if let Name::Anchor(at) = name {
        return rename_anchor(compilation, *at, name, to);
    }
    let spec = compilation.spec.as_ref().ok_or("the spec can't be read")?;
    let is_taken = match name {
        Name::Provider(_) => {
            let users = spec.entries().filter(|entry| entry.provider.text() == provider_name(name));
            if let Some(built_in) = catalogue().get(to)
                && users.map(|entry| entry.section.as_str()).any(|section| section == built_in.section)
            {
                return Err(format!("`{to}` is a built-in provider of `{}`, which would win", built_in.section));
            }
            spec.providers.entries().iter().any(|named| named.name == to)
        }
        Name::Entry(section, _) => keys(spec, *section).iter().any(|(key, _)| key == to),
        Name::Input(_) => spec.inputs.entries().iter().any(|named| named.name == to),
        Name::Variable(old) => {
            if let Some(owner) = owner(compilation, old) {
                return Err(format!("`{old}` is given by {owner}, and the input only describes it"));
            }
            if !is_variable_name(to) {
                return Err(format!(
                    "`{to}` is not the name of a variable: expected letters, digits and `_`, no digit first"
                ));
            }
            if let Some(owner) = owner(compilation, to) {
                return Err(format!("`{to}` is given by {owner}"));
            }
            inputs(spec).any(|input| input.variable().is_some_and(|found| found.as_str() == to))
        }
        Name::Anchor(_) => false,
    };
    if to.trim().is_empty() || to.contains(['\n', '\r']) {
        return Err("a name is a word on one line".into());
    }
    if is_taken {
        return Err(format!("`{to}` is taken"));
    }
    let edits = occurrences(compilation, name).into_iter();
    Ok(edits.map(|at| Edit { span: at.span, text: replaced(&compilation.source, at.span, to) }).collect())
}

/// The edits that give an anchor and its aliases another name.
fn rename_anchor(compilation: &Compilation, at: Span, name: &Name, to: &str) -> Result<Vec<Edit>, String> {
    if to.is_empty() || !to.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        return Err(format!("`{to}` is not the name of an anchor: expected letters, digits, `_` and `-`"));
    }
    if anchor::is_taken(compilation, at, to) {
        return Err(format!("`{to}` is taken"));
    }
    let edits = occurrences(compilation, name).into_iter();
    Ok(edits.map(|at| Edit { span: at.span, text: to.to_owned() }).collect())
}

fn provider_name(name: &Name) -> Option<&str> {
    match name {
        Name::Provider(name) => Some(name),
        _ => None,
    }
}

/// What gives a variable that inputs only describe.
fn owner(compilation: &Compilation, variable: &str) -> Option<String> {
    let claim = owning(compilation, variable).next()?;
    Some(claim.component.as_ref().map_or_else(|| "the platform".to_owned(), ToString::to_string))
}

/// What asks for a variable in the name of a provider, a store or the platform, which own it.
fn owning<'a>(compilation: &'a Compilation, variable: &'a str) -> impl Iterator<Item = &'a Claim> {
    let claims = compilation.plan.containers.iter().filter_map(|container| container.env.get(variable)).flatten();
    claims
        .map(AsRef::as_ref)
        .filter(|claim: &&Claim| claim.level >= Precedence::Owner && claim.kind != EnvKind::Environment)
}

/// The new text of an occurrence, in the quotes that the old one has.
fn replaced(source: &Source, span: Span, to: &str) -> String {
    let quote_of = source.slice(span).chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote_of {
        Some('\'') if !to.contains('\'') => format!("'{to}'"),
        Some(_) => quote(to),
        None => written(to),
    }
}

/// A string as it is written in a spec: bare where every reader takes it for this string.
pub(super) fn written(text: &str) -> String {
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_string = || {
        let (document, _) = document::parse(&Source::new("", format!("x: {text}")));
        let scalar = document.root.as_ref().and_then(|root| root.entry("x")?.value.as_scalar());
        scalar.is_some_and(|scalar| scalar.kind == ScalarType::String && scalar.yaml11_type().is_none())
    };
    if is_word && begins && is_string() { text.to_owned() } else { quote(text) }
}
