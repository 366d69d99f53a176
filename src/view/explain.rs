//! What a name is, where it comes from, who gets it and what to set: variables, codes, providers, models.

use std::fmt::Write as _;

use super::explained::{
    Explained, ModelOffer, OfferKind, OwnProvider, Provider, ProviderKind, Reader, User, Variable, VariableKind, Word,
    WordKind,
};
use super::language;
use crate::compile::Compilation;
use crate::delta::Consequence;
use crate::diagnostic::nearest::nearest;
use crate::plan::{BoundPlan, EnvKind, EnvRow, For, Id, Supplied, Supply};
use crate::provider::{catalogue, models};
use crate::source::Pointer;
use crate::spec::shown;
use crate::text::one_line;

/// What there is to say of a name.
#[derive(Debug)]
pub struct Explanation {
    /// The name, as it can be shown; empty where what follows says it.
    pub name: String,
    /// What follows the name: what it is, in a sentence or a description.
    pub about: String,
    /// All else, in lines.
    pub facts: String,
    /// For programs.
    pub answer: Explained,
}

impl Explanation {
    /// For people.
    pub fn text(&self) -> String {
        let Self { name, about, facts, .. } = self;
        if name.is_empty() && about.is_empty() { facts.clone() } else { format!("{name}{about}\n\n{facts}") }
    }
}

/// Explains a name: a variable of the plan, a code, a provider, a model, an entry, a key, an option, a word of another
/// tool; all that it is.
pub fn explain(name: &str, project: Option<(&Compilation, &BoundPlan)>) -> Vec<Explanation> {
    let mut found = Vec::new();
    found.extend(project.and_then(|(compilation, plan)| variable(name, compilation, plan)));
    found.extend(project.and_then(|(_, plan)| super::published::port(name, plan)));
    found.extend(crate::rule::codes().find(|code| code.id == name).map(super::code::explain));
    found.extend(provider(name));
    found.extend(project.and_then(|(compilation, plan)| own_provider(name, compilation, plan)));
    found.extend(model(name));
    let own = project.and_then(|(compilation, plan)| language::entry(name, compilation, plan));
    let lacks = project.and_then(|(compilation, _)| language::absent(name, compilation));
    let keys = match &lacks {
        // What stands under a name may be meant.
        Some(lacking) => language::explain(&format!("{}.<name>.{}", lacking.section, lacking.entry), true),
        None => language::explain(name, own.is_some()),
    };
    found.extend(super::foreign::word(name, !keys.is_empty()).map(|text| {
        let facts = text.clone().into_owned();
        let answer = Explained::Word(Word { kind: WordKind::Word, name: name.to_ascii_lowercase(), text });
        Explanation { name: String::new(), about: String::new(), facts, answer }
    }));
    found.extend(own);
    found.extend(keys);
    found.extend(super::setting::explain(name, !found.is_empty()));
    found.extend(super::consequence::explained(name).map(|facts| {
        let text = facts.clone().into();
        let answer = Explained::Word(Word { kind: WordKind::Word, name: name.to_owned(), text });
        Explanation { name: String::new(), about: String::new(), facts, answer }
    }));
    found
}

/// The known name nearest to one that is not known.
pub fn nearest_name(name: &str, plan: Option<&BoundPlan>) -> Option<String> {
    let names = names(plan);
    let last = names.iter().find(|known| known.rsplit_once('.').is_some_and(|(_, last)| last == name));
    last.map(String::as_str).or_else(|| nearest(name, names.iter().map(String::as_str))).map(str::to_owned)
}

/// Every name that something is known of.
pub fn names(plan: Option<&BoundPlan>) -> Vec<String> {
    let rows = plan.map(|plan| plan.containers.iter().flat_map(|container| &container.env)).into_iter().flatten();
    let supplies = plan.map(|plan| plan.supplies.iter()).into_iter().flatten();
    let own = plan.map(|plan| plan.components.iter()).into_iter().flatten();
    let mut names: Vec<String> = rows.map(|row| row.name.clone()).collect();
    names.extend(supplies.map(|supply| supply.name.clone()));
    names.extend(crate::rule::codes().map(|code| code.id.to_owned()));
    names.extend(catalogue().iter().map(|provider| provider.name.clone()));
    names.extend(own.clone().filter_map(|component| component.provider.as_deref()).map(str::to_owned));
    names.extend(own.map(|component| component.id.to_string()));
    names.extend(language::names());
    names.extend(super::setting::names());
    names.extend(Consequence::ALL.map(|class| class.name().to_owned()));
    names.extend(models().iter().map(|model| model.id.clone()));
    names.sort_unstable();
    names.dedup();
    names
}

fn provider(name: &str) -> Option<Explanation> {
    let provider = catalogue().get(name)?;
    let about = format!(" is a built-in provider for `{}`: {}", provider.section, provider.summary);
    let mut facts = String::new();
    for credential in &provider.credentials {
        let _ = writeln!(
            facts,
            "{}_{}: {}\n  found in {}\n",
            crate::plan::naming::variable(&provider.name),
            credential.suffix,
            credential.description,
            credential.place
        );
    }
    if let Some(store) = &provider.store {
        let ports: Vec<_> = store.ports.iter().map(|port| format!("{} {}", port.port, port.name)).collect();
        let _ = writeln!(
            facts,
            "gives    {}\nruns     {} ({})\nports    {}\ndata     {}",
            super::catalogue::variables(provider).join(", "),
            store.image,
            store.proven,
            ports.join(", "),
            store.data
        );
        for credential in &store.credentials {
            let _ = writeln!(facts, "{:8} {}", credential.suffix, credential.description);
        }
        facts.push('\n');
    }
    if provider.gateway.is_some() {
        facts.push_str("An entry with `models` lets the deployer choose one of them, as MODEL_<ENTRY>; the first is the default.\nIt gives the agent ASTRO_GATEWAY_URL and ASTRO_GATEWAY_API_KEY, as `agent.astro_ai_gateway: true` does.\n`ast models` lists the models.\n\n");
    }
    let _ = writeln!(
        facts,
        "write it so:\n\n    {}:\n      my-entry:\n        provider: {}",
        provider.section, provider.name
    );
    let answer = Provider {
        kind: ProviderKind::Provider,
        name: &provider.name,
        section: &provider.section,
        summary: &provider.summary,
    };
    Some(Explanation { name: provider.name.clone(), about, facts, answer: Explained::Provider(answer) })
}

/// A provider that the spec declares.
fn own_provider(name: &str, compilation: &Compilation, plan: &BoundPlan) -> Option<Explanation> {
    let named = compilation.spec.as_ref()?.providers.named(name)?;
    let provider = named.get()?;
    let users = plan.components.iter().filter(|component| component.provider.as_deref() == Some(name));
    let answer = OwnProvider {
        kind: ProviderKind::Provider,
        name: name.to_owned(),
        scope: provider.scope.items().iter().map(|scope| scope.value).collect(),
        declared_by: named.place.pointer.clone(),
        components: users.map(|user| User { id: user.id.clone(), variables: user.variables.clone() }).collect(),
    };
    let scope: Vec<_> = answer.scope.iter().map(|scope| scope.as_str()).collect();
    let about = format!(" is a provider of this project for `{}`", scope.join("`, `"));
    let mut facts = format!("from       {}\n", one_line(&place(compilation, &answer.declared_by), usize::MAX));
    for user in &answer.components {
        let id = user.id.to_string();
        let _ = writeln!(facts, "used by    {}, which brings {}", one_line(&id, usize::MAX), user.variables.join(", "));
    }
    if answer.components.is_empty() {
        facts.push_str("used by    no entry, so its variables are not injected\n");
    }
    let name = one_line(name, usize::MAX).into_owned();
    Some(Explanation { name, about, facts, answer: Explained::OwnProvider(answer) })
}

fn model(name: &str) -> Option<Explanation> {
    let model = models().iter().find(|model| model.id == name)?;
    let mut about = format!(" is a {} model of the AI Gateway: {}", model.kind.as_str(), model.purpose);
    if !model.supported {
        about.push_str("\nIt is known from newer documentation, and not in the supported set.");
    }
    let keys: Vec<_> = model.local.variables().map(|(name, _)| name).collect();
    let facts = format!("A local gateway serves it by {} with {}.\n", model.local.model, keys.join(", "));
    let answer = ModelOffer {
        kind: OfferKind::Model,
        name: &model.id,
        model: model.kind,
        supported: model.supported,
        purpose: &model.purpose,
    };
    Some(Explanation { name: model.id.clone(), about, facts, answer: Explained::Model(answer) })
}

fn variable(name: &str, compilation: &Compilation, plan: &BoundPlan) -> Option<Explanation> {
    let rows: Vec<(&Id, &EnvRow)> = plan
        .containers
        .iter()
        .flat_map(|container| container.env.iter().map(|row| (&container.id, row)))
        .filter(|(_, row)| row.name == name || row.supply.as_deref() == Some(name))
        .collect();
    // The agent's row tells most: the others are the same value on the other side.
    let (_, main) = rows.iter().find(|(_, row)| row.name == name).or(rows.first())?;
    let supply = main.supply.as_deref().and_then(|name| plan.supply(name));
    let answer = Variable {
        kind: VariableKind::Variable,
        name: name.to_owned(),
        description: main.description.clone(),
        why: main.kind,
        secret: main.secret,
        required: main.required,
        value: main.value.clone(),
        default: main.default.clone(),
        options: main.options.clone(),
        template: main.template.as_ref().map(ToString::to_string),
        declared_by: main.declared_by.clone(),
        supply: supply.map(|supply| supply.name.clone()),
        containers: rows.iter().map(|(id, row)| Reader { id: (*id).clone(), name: row.name.clone() }).collect(),
    };
    let about = answer.description.as_ref().map(|text| format!(": {}", paragraph(text))).unwrap_or_default();
    let mut facts = said(&answer, compilation);
    for (id, row) in &rows {
        let alias = match row.supply.as_deref() {
            _ if row.name != name => format!(", as {}", row.name),
            // The same name on the side of a store may stand for another value.
            Some(other) if main.supply.as_deref() != Some(other) => format!(", where it is {other}"),
            _ => String::new(),
        };
        fact(&mut facts, "given to", &format!("{id}{alias}"));
    }
    fact(&mut facts, "to set", &to_set(supply, plan));
    Some(Explanation { name: name.to_owned(), about, facts, answer: Explained::Variable(answer) })
}

/// A line of what people are told of a variable.
pub(super) fn fact(text: &mut String, title: &str, words: &str) {
    let _ = writeln!(text, "{title:10} {}", one_line(words, usize::MAX));
}

/// What a variable is and gets, wherever it is given to.
fn said(variable: &Variable, compilation: &Compilation) -> String {
    let Variable { why, value, template, default, options, declared_by, .. } = variable;
    let mut text = String::new();
    fact(&mut text, "what", what(*why, variable.secret));
    let from = declared_by.as_ref().map(|pointer| place(compilation, pointer));
    let nowhere = if *why == EnvKind::Constant { "the catalogue" } else { "the platform" };
    fact(&mut text, "from", from.as_deref().unwrap_or(nowhere));
    if let Some(value) = value {
        fact(&mut text, "value", shown(value));
    }
    if let Some(template) = template {
        fact(&mut text, "value", &format!("{template}, put together"));
    }
    if let Some(default) = default {
        fact(&mut text, "default", default);
    }
    if !options.is_empty() {
        fact(&mut text, "one of", &options.join(", "));
    }
    text
}

/// Who sets a variable, and where.
fn to_set(supply: Option<&Supply>, plan: &BoundPlan) -> String {
    let place = supply.map(|supply| place_of(supply, plan)).unwrap_or_default();
    match supply {
        None => "nothing: the value is computed".to_owned(),
        Some(supply) if supply.generated => format!("nothing: `ast env sync` generates {} in `.env`", supply.name),
        Some(supply) if supply.required => {
            let how = if plan.target == For::Local { " (`ast env sync` adds the line)" } else { "" };
            format!("{}=… {place}{how}; it is required", supply.name)
        }
        Some(supply) if supply.default.is_some() => format!("{}=… {place}, if the default does not do", supply.name),
        Some(supply) => format!("{}=… {place}, if at all; it is optional", supply.name),
    }
}

/// Where a value is supplied.
fn place_of(supply: &Supply, plan: &BoundPlan) -> String {
    let Some(cluster) = &plan.cluster else { return "in `.env`".to_owned() };
    let lies = |keys: &[Supplied]| keys.iter().find(|key| key.name == supply.name).map(|key| key.key.clone());
    match cluster.secrets.iter().find_map(|(secret, keys)| Some((secret, lies(keys)?))) {
        Some((secret, key)) if key == supply.name => format!("in Secret `{secret}` of the cluster"),
        Some((secret, key)) => format!("in Secret `{secret}` of the cluster, as `{key}`"),
        None => format!("in ConfigMap `{}` of the cluster", cluster.values),
    }
}

fn what(why: EnvKind, secret: bool) -> &'static str {
    match (why, secret) {
        (EnvKind::Gateway, true) => "the key for the AI Gateway, a secret",
        (EnvKind::Gateway, false) => "the address of the AI Gateway",
        (EnvKind::ModelChoice, _) => "the model that the deployer chose",
        (EnvKind::Credential, true) => "a credential, a secret",
        (EnvKind::Credential, false) => "what a hosted service is used with",
        (EnvKind::Connection, true) => "the address of a container with its password, a secret",
        (EnvKind::Connection, false) => "the address of a container",
        (EnvKind::StoreCredential, true) => "what a store and its clients share, a secret",
        (EnvKind::StoreCredential, false) => "what a store and its clients share",
        (EnvKind::Input, true) => "a value that the deployer is asked for, a secret",
        (EnvKind::Input, false) => "a value that the deployer is asked for",
        (EnvKind::Environment, _) => "set by `environment`, on this container alone",
        (EnvKind::Constant, _) => "a setting of a store that never changes",
        (EnvKind::Platform, _) => "set by the platform",
    }
}

/// A description of the user's: its lines, each as it can be shown.
fn paragraph(text: &str) -> String {
    text.trim_end().lines().map(|line| one_line(line, usize::MAX)).collect::<Vec<_>>().join("\n")
}

/// A pointer as `file:line`, with the path in the spec.
pub(super) fn place(compilation: &Compilation, pointer: &Pointer) -> String {
    let path = pointer.tokens().collect::<Vec<_>>().join(".");
    let Some(at) = compilation.document.at(pointer) else { return path };
    let offset = if at.place.is_item { at.place.span.start } else { at.place.key.start };
    let position = compilation.source.position(offset);
    format!("{path} ({}:{})", compilation.source.name(), position.line)
}
