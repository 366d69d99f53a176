//! What a name is, where it comes from, who gets it and what to set: variables, codes, providers, models.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::compile::Compilation;
use crate::diagnostic::nearest::nearest;
use crate::plan::{BoundContainer, BoundPlan, EnvKind, EnvRow, For, Id, Supply};
use crate::provider::{catalogue, models};
use crate::source::Pointer;
use crate::text::one_line;

/// What there is to say of a name.
#[derive(Debug)]
pub struct Explanation {
    /// For people.
    pub text: String,
    /// For programs.
    pub json: Value,
}

/// Explains a name: a code, a variable of the plan, a provider, a model; all that it is.
pub fn explain(name: &str, project: Option<(&Compilation, &BoundPlan)>) -> Vec<Explanation> {
    let mut found = Vec::new();
    found.extend(project.and_then(|(compilation, plan)| variable(name, compilation, plan)));
    found.extend(project.and_then(|(_, plan)| port(name, plan)));
    found.extend(crate::rule::codes().find(|code| code.id == name).map(super::code::explain));
    found.extend(provider(name));
    found.extend(project.and_then(|(compilation, plan)| own_provider(name, compilation, plan)));
    found.extend(model(name));
    found.extend(super::foreign::word(name).map(|text| Explanation {
        text: text.to_owned(),
        json: json!({ "kind": "word", "name": name.to_ascii_lowercase(), "text": text }),
    }));
    found
}

/// The known name nearest to one that is not known.
pub fn nearest_name(name: &str, plan: Option<&BoundPlan>) -> Option<String> {
    let rows = plan.map(|plan| plan.containers.iter().flat_map(|container| &container.env)).into_iter().flatten();
    let supplies = plan.map(|plan| plan.supplies.iter()).into_iter().flatten();
    let names = rows.map(|row| row.name.as_str()).chain(supplies.map(|supply| supply.name.as_str()));
    let names = names.chain(crate::rule::codes().map(|code| code.id));
    let names = names.chain(catalogue().iter().map(|provider| provider.name.as_str()));
    let own = plan.map(|plan| plan.components.iter()).into_iter().flatten();
    let names = names.chain(own.filter_map(|component| component.provider.as_deref()));
    nearest(name, names.chain(models().iter().map(|model| model.id.as_str()))).map(str::to_owned)
}

fn provider(name: &str) -> Option<Explanation> {
    let provider = catalogue().get(name)?;
    let mut text =
        format!("{} is a built-in provider for `{}`: {}\n", provider.name, provider.section, provider.summary);
    for credential in &provider.credentials {
        let _ = writeln!(
            text,
            "\n{}_{}: {}\n  found in {}",
            crate::plan::naming::variable(&provider.name),
            credential.suffix,
            credential.description,
            credential.place
        );
    }
    if let Some(store) = &provider.store {
        let ports: Vec<_> = store.ports.iter().map(|port| format!("{} {}", port.port, port.name)).collect();
        let _ = writeln!(
            text,
            "\ngives    {}\nruns     {} ({})\nports    {}\ndata     {}",
            super::catalogue::variables(provider).join(", "),
            store.image,
            store.proven,
            ports.join(", "),
            store.data
        );
        for credential in &store.credentials {
            let _ = writeln!(text, "{:8} {}", credential.suffix, credential.description);
        }
    }
    if provider.gateway.is_some() {
        text.push_str("\nAn entry with `models` lets the deployer choose one of them, as MODEL_<ENTRY>; the first is the default.\nIt gives the agent ASTRO_GATEWAY_URL and ASTRO_GATEWAY_API_KEY, as `agent.astro_ai_gateway: true` does.\n`ast models` lists the models.\n");
    }
    let _ = writeln!(
        text,
        "\nwrite it so:\n\n    {}:\n      my-entry:\n        provider: {}",
        provider.section, provider.name
    );
    let json =
        json!({ "kind": "provider", "name": provider.name, "section": provider.section, "summary": provider.summary });
    Some(Explanation { text, json })
}

/// A provider that the spec declares.
fn own_provider(name: &str, compilation: &Compilation, plan: &BoundPlan) -> Option<Explanation> {
    let named = compilation.spec.as_ref()?.providers.named(name)?;
    let provider = named.get()?;
    let scope: Vec<_> = provider.scope.items().iter().map(|scope| scope.value.as_str()).collect();
    let pointer = named.place.pointer.to_string();
    let mut text = format!(
        "{} is a provider of this project for `{}`\n\nfrom       {}\n",
        one_line(name, usize::MAX),
        scope.join("`, `"),
        one_line(&place(compilation, &pointer), usize::MAX)
    );
    let users: Vec<_> =
        plan.components.iter().filter(|component| component.provider.as_deref() == Some(name)).collect();
    for user in &users {
        let id = user.id.to_string();
        let _ = writeln!(text, "used by    {}, which brings {}", one_line(&id, usize::MAX), user.variables.join(", "));
    }
    if users.is_empty() {
        text.push_str("used by    no entry, so its variables are not injected\n");
    }
    let json = json!({
        "kind": "provider", "name": name, "scope": scope, "declared_by": pointer,
        "components": users.iter().map(|user| json!({ "id": user.id, "variables": user.variables })).collect::<Vec<_>>(),
    });
    Some(Explanation { text, json })
}

fn model(name: &str) -> Option<Explanation> {
    let model = models().iter().find(|model| model.id == name)?;
    let kind = json!(model.kind);
    let mut text =
        format!("{} is a {} model of the AI Gateway: {}\n", model.id, kind.as_str().unwrap_or_default(), model.purpose);
    if !model.supported {
        text.push_str("It is known from newer documentation, and not in the supported set.\n");
    }
    let _ =
        writeln!(text, "\nA local gateway serves it by {} with {}.", model.local.model, model.local.keys.join(", "));
    let json = json!({ "kind": "model", "name": model.id, "model": model.kind, "supported": model.supported, "use": model.purpose });
    Some(Explanation { text, json })
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
    let mut text = format!(
        "{name}{}\n\n",
        main.description.as_ref().map(|text| format!(": {}", paragraph(text))).unwrap_or_default()
    );
    let mut fact = |title: &str, words: &str| {
        let _ = writeln!(text, "{title:10} {}", one_line(words, usize::MAX));
    };
    fact("what", what(main));
    let from = main.declared_by.as_deref().map(|pointer| place(compilation, pointer));
    fact(
        "from",
        from.as_deref().unwrap_or(if main.kind == EnvKind::Constant { "the catalogue" } else { "the platform" }),
    );
    if let Some(value) = &main.value {
        fact("value", value);
    }
    if let Some(template) = &main.template {
        fact("value", &format!("{template}, put together"));
    }
    if let Some(default) = &main.default {
        fact("default", default);
    }
    if !main.options.is_empty() {
        fact("one of", &main.options.join(", "));
    }
    for (id, row) in &rows {
        let alias = match row.supply.as_deref() {
            _ if row.name != name => format!(", as {}", row.name),
            // The same name on the side of a store may stand for another value.
            Some(other) if main.supply.as_deref() != Some(other) => format!(", where it is {other}"),
            _ => String::new(),
        };
        fact("given to", &format!("{id}{alias}"));
    }
    fact("to set", &to_set(supply, plan.target));
    let json = json!({
        "kind": "variable", "name": name, "description": main.description, "why": main.kind, "secret": main.secret,
        "required": main.required, "value": main.value, "default": main.default, "options": main.options,
        "template": main.template, "declared_by": main.declared_by, "supply": supply.map(|supply| &supply.name),
        "containers": rows.iter().map(|(id, row)| json!({ "id": id, "name": row.name })).collect::<Vec<_>>(),
    });
    Some(Explanation { text, json })
}

/// Who sets a variable, and where.
fn to_set(supply: Option<&Supply>, target: For) -> String {
    let place = match target {
        For::Local => "in `.env`",
        For::Cluster => "in the cluster",
    };
    match supply {
        None => "nothing: the value is computed".to_owned(),
        Some(supply) if supply.generated => format!("nothing: `ast env sync` generates {} in `.env`", supply.name),
        Some(supply) if supply.required => {
            let how = if target == For::Local { " (`ast env sync` adds the line)" } else { "" };
            format!("{}=… {place}{how}; it is required", supply.name)
        }
        Some(supply) if supply.default.is_some() => format!("{}=… {place}, if the default does not do", supply.name),
        Some(supply) => format!("{}=… {place}, if at all; it is optional", supply.name),
    }
}

/// The variable that moves a published port.
fn port(name: &str, plan: &BoundPlan) -> Option<Explanation> {
    let published = |container: &'_ BoundContainer| {
        let port = container.ports.iter().find(|port| port.variable.as_deref() == Some(name))?;
        Some((container.id.clone(), port.container, port.host?))
    };
    let (id, inside, host) = plan.containers.iter().find_map(published)?;
    let text = format!(
        "{name}\n\nwhat       the port of this machine that port {inside} of {id} is published on\ndefault    {host}\n\
         to set     {name}=… in `.env`, where the default is in use already\n"
    );
    let json = json!({ "kind": "port", "name": name, "container": id, "port": inside, "default": host });
    Some(Explanation { text, json })
}

fn what(row: &EnvRow) -> &'static str {
    match (row.kind, row.secret) {
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
fn place(compilation: &Compilation, pointer: &str) -> String {
    let path = Pointer::from(pointer).tokens().collect::<Vec<_>>().join(".");
    let Some(at) = compilation.document.at(&Pointer::from(pointer)) else { return path };
    let offset = if at.place.is_item { at.place.span.start } else { at.place.key.start };
    let position = compilation.source.position(offset);
    format!("{path} ({}:{})", compilation.source.name(), position.line)
}
