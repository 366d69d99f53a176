//! From the bound plan to the interface model: sections, fields and factories, named for one language.

use std::collections::BTreeMap;

use super::identifier::{Identifiers, Origin};
use super::language::Language;
use super::model::{Entry, Factory, Field, Form, Gateway, Package, Section, Settings};
use super::values::{Held, Values};
use crate::plan::{BoundComponent, BoundPlan, Client, ClientValue, EnvKind, Id, ValueType};
use crate::provider::{Library, ModelKind, library, models};
use crate::source::Pointer;
use crate::target::NameClash;
use crate::tree::HEADER;

/// The sections of settings, with how a type of each begins and what it holds.
const SECTIONS: [(&str, &str, &str); 7] = [
    ("gateway", "Gateway", "The AI Gateway."),
    ("models", "Models", "The entries of `models`."),
    ("knowledge", "Knowledge", "The entries of `knowledge`."),
    ("integrations", "Integrations", "The entries of `integrations`."),
    ("inputs", "Inputs", "What the deployer is asked for."),
    ("environment", "Environment", "What `environment` sets."),
    ("platform", "Platform", "What the platform sets; elsewhere there is nothing."),
];

/// The interface of the plan, with the names that became one; none without an agent, which every plan has.
pub(super) fn package(plan: &BoundPlan, language: &Language, name: Option<&str>) -> Option<(Package, Vec<NameClash>)> {
    let agent = plan.name.clone().unwrap_or_else(|| "agent".to_owned());
    let name = name.map_or_else(|| (language.package)(&agent), str::to_owned);
    let mut builder = Builder::new(plan, language);
    let mut clients = plan.clients.iter().map(|client| (client, builder.settings(client))).collect::<Vec<_>>();
    let at = clients.iter().position(|(client, _)| client.id == Id::AGENT)?;
    let (client, settings) = clients.remove(at);
    let (values, held) = (Values::of(client), Held::of(&settings));
    let (factories, bare) = builder.factories(&values, &held);
    let mut extras = BTreeMap::new();
    let gateway = builder.gateway(&values, &held);
    let providers = factories.values().flatten().map(|factory: &Factory| factory.provider);
    for provider in providers.chain(gateway.is_some().then_some("gateway")) {
        if let Some(library) = library(provider, language.folder) {
            extras.insert(library.library.as_str(), library.requires.as_str());
        }
    }
    let package = Package {
        header: HEADER,
        module: (language.module)(&name),
        agent,
        name,
        gateway,
        settings,
        jobs: clients.into_iter().map(|(_, settings)| settings).collect(),
        factories,
        bare,
        extras,
    };
    Some((package, builder.identifiers.clashes))
}

struct Builder<'a> {
    plan: &'a BoundPlan,
    language: &'a Language,
    identifiers: Identifiers<'a>,
    /// The components of each section.
    sections: BTreeMap<&'static str, Vec<&'a BoundComponent>>,
}

impl<'a> Builder<'a> {
    fn new(plan: &'a BoundPlan, language: &'a Language) -> Self {
        let mut sections: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for component in &plan.components {
            sections.entry(component.section.as_str()).or_default().push(component);
        }
        Self { plan, language, identifiers: Identifiers::new(&language.words, language.title), sections }
    }

    fn settings(&mut self, client: &Client) -> Settings {
        let path = client.id.to_string();
        let component = self.plan.component(&client.id);
        let pointer = component.map_or_else(|| Pointer::root().key("agent"), |component| component.declared_by.clone());
        let origin = Origin { shown: path.clone(), pointer };
        let job = (client.id != Id::AGENT).then(|| self.identifiers.module("ingestion", &client.id.entry, &origin));
        let given = Values::of(client);
        let mut sections = Vec::new();
        for (name, word, about) in SECTIONS {
            let values = given.section(name);
            if values.is_empty() {
                continue;
            }
            let in_section = Origin { shown: format!("{path}, {name}"), ..origin.clone() };
            let type_name = self.identifiers.type_name(&path, &[word], &in_section);
            let scope = format!("{path} {name}");
            let (mut entries, mut own) = (Vec::new(), Vec::new());
            if matches!(name, "models" | "knowledge" | "integrations") {
                for component in self.sections.get(name).cloned().unwrap_or_default() {
                    entries.extend(self.entry(&path, word, component, given.entry(name, &component.id)));
                }
            } else {
                own = values.iter().map(|value| self.field(&path, &scope, &[word], value)).collect();
            }
            sections.push(Section { name, field: name, about, type_name, entries, values: own });
        }
        let type_name = self.identifiers.type_name(&path, &["settings"], &origin);
        let values = |section: &Section| {
            section
                .entries
                .iter()
                .flat_map(|entry| &entry.values)
                .chain(&section.values)
                .any(|value| value.type_name.is_some())
        };
        let has_options = sections.iter().any(values);
        Settings { job, path, type_name, has_options, sections }
    }

    fn entry(
        &mut self,
        container: &str,
        section: &str,
        component: &BoundComponent,
        own: Vec<&ClientValue>,
    ) -> Option<Entry> {
        if own.is_empty() {
            return None;
        }
        let origin = Origin { shown: component.id.to_string(), pointer: component.declared_by.clone() };
        let scope = format!("{container} {}", component.section);
        let inner = format!("{scope} {}", component.entry);
        let names = [section, &component.entry];
        Some(Entry {
            field: self.identifiers.member(&scope, &component.entry, &origin),
            type_name: self.identifiers.type_name(container, &names, &origin),
            path: component.id.to_string(),
            provider: component.provider.clone(),
            values: own.into_iter().map(|value| self.field(container, &inner, &names, value)).collect(),
        })
    }

    /// A value; `names` are those that types of its options begin with.
    fn field(&mut self, container: &str, scope: &str, names: &[&str], value: &ClientValue) -> Field {
        let pointer = value.declared_by.clone().unwrap_or_default();
        let origin = Origin { shown: value.name.clone(), pointer };
        let name = value.part.as_deref().unwrap_or(&value.name);
        let field = self.identifiers.member(scope, name, &origin);
        // A gateway's model may be one that the spec doesn't list, and a secret's options would be shown.
        let closed = !value.options.is_empty() && !value.secret && value.kind != EnvKind::ModelChoice;
        let datatype = match value.datatype {
            ValueType::Data(datatype) if value.kind != EnvKind::ModelChoice => datatype.as_str(),
            _ => datatype(value),
        };
        let type_name = (closed && datatype == "string").then(|| {
            let names: Vec<&str> = names.iter().copied().chain([name]).collect();
            self.identifiers.type_name(container, &names, &origin)
        });
        let variants = match type_name {
            Some(_) => self.identifiers.variants(&value.options),
            None => Vec::new(),
        };
        Field { field, type_name, variants, ..plain(value, datatype, closed) }
    }

    fn gateway(&self, values: &Values<'_>, held: &Held<'_>) -> Option<Gateway> {
        let of_gateway = || values.section("gateway").iter().copied();
        let part = |part: &str| {
            let found = of_gateway().find(|value| value.part.as_deref() == Some(part))?;
            Some(plain(found, datatype(found), false))
        };
        let ids = |kind| {
            let known = self.plan.gateway.known.iter().filter(move |offer| offer.kind == kind);
            known.map(|offer| offer.id.clone()).collect::<Vec<_>>()
        };
        let chat = ids(ModelKind::Chat);
        let offered = self.plan.gateway.models.iter().find(|id| chat.contains(id)).cloned();
        let default = || models().iter().find(|model| model.default).map(|model| model.id.clone());
        let first = offered.or_else(default).unwrap_or_default();
        let embedding = ids(ModelKind::Embedding);
        Some(Gateway {
            chat_names: self.identifiers.constants(&chat),
            embedding_names: self.identifiers.constants(&embedding),
            chat,
            embedding,
            first,
            type_name: held.type_of("gateway")?,
            url: part("URL")?,
            key: part("API_KEY")?,
            held: held.parts(of_gateway()),
        })
    }

    /// What makes clients, by section, and the entries that have settings alone.
    fn factories(
        &mut self,
        values: &Values<'_>,
        held: &Held<'_>,
    ) -> (BTreeMap<&'static str, Vec<Factory>>, Vec<String>) {
        let mut factories: BTreeMap<&'static str, Vec<Factory>> =
            ["models", "knowledge", "integrations"].map(|section| (section, Vec::new())).into();
        let mut bare = Vec::new();
        for component in &self.plan.components {
            let Some(list) = factories.get_mut(component.section.as_str()) else { continue };
            let provider = component.built_in;
            match provider.and_then(|provider| Some((provider, library(provider, self.language.folder)?))) {
                Some(made_of) => {
                    let own = values.component(&component.id);
                    list.push(factory(&mut self.identifiers, own, held, component, made_of));
                }
                None => bare.push(component.id.to_string()),
            }
        }
        (factories, bare)
    }
}

fn factory(
    identifiers: &mut Identifiers<'_>,
    own: &[&ClientValue],
    held: &Held<'_>,
    component: &BoundComponent,
    (provider, library): (&'static str, &'static Library),
) -> Factory {
    let origin = Origin { shown: component.id.to_string(), pointer: component.declared_by.clone() };
    let scope = format!("functions of {}", component.section);
    let part = |value: &ClientValue| Some((value.part.clone()?, plain(value, datatype(value), false)));
    let parts: BTreeMap<String, Field> = own.iter().copied().filter_map(part).collect();
    Factory {
        name: identifiers.member(&scope, &component.entry, &origin),
        forms: forms(identifiers, &scope, component, &origin, library),
        path: component.id.to_string(),
        entry: identifiers.field(&component.entry),
        type_name: held.type_of(&component.id.to_string()),
        provider,
        library: &library.library,
        has_options: library.options,
        code: &library.code,
        kind: component.model_kind.as_str(),
        choice: parts.get("MODEL").filter(|_| provider == "gateway").cloned(),
        models: component.models.clone(),
        parts,
        held: held.parts(own.iter().copied()),
    }
}

/// The functions of a library that makes several kinds of clients, by a name with `{}` in the place of the entry's.
fn forms(
    identifiers: &mut Identifiers<'_>,
    scope: &str,
    component: &BoundComponent,
    origin: &Origin,
    library: &'static Library,
) -> Vec<Form> {
    let forms = library.code.get("forms").and_then(serde_json::Value::as_array);
    let named = |code: &'static serde_json::Value| {
        let name = identifiers.form(scope, code.get("name")?.as_str()?, &component.entry, origin);
        Some(Form { name, code })
    };
    forms.into_iter().flatten().filter_map(named).collect()
}

/// The type of what a client is made of, whatever an input says of it.
fn datatype(value: &ClientValue) -> &'static str {
    match value.datatype {
        ValueType::Data(_) if value.kind == EnvKind::ModelChoice => "word",
        ValueType::Data(_) => "string",
        ValueType::Port => "port",
        ValueType::Url => "url",
        ValueType::Key => "key",
    }
}

/// A value without a name in code.
fn plain(value: &ClientValue, datatype: &'static str, closed: bool) -> Field {
    let path = value.declared_by.as_ref().map(|pointer| pointer.tokens().collect::<Vec<_>>().join("."));
    Field {
        field: String::new(),
        type_name: None,
        variable: value.name.clone(),
        path: path.unwrap_or_else(|| "platform".to_owned()),
        datatype,
        options: if closed { value.options.clone() } else { Vec::new() },
        variants: Vec::new(),
        secret: value.secret,
        optional: value.optional && value.default.is_none(),
        default: value.default.clone(),
        description: value.description.clone().unwrap_or_default(),
    }
}
