//! What a container is given, and what its settings hold, by what is asked for: a section, an entry, a variable.

use std::collections::BTreeMap;

use super::model::{Field, Settings};
use crate::plan::{Client, ClientValue, ContainerKind, EnvKind, Id};

/// The values of a client by section and by entry, each in their order.
pub(super) struct Values<'a> {
    sections: BTreeMap<&'static str, Vec<&'a ClientValue>>,
    components: BTreeMap<&'a Id, Vec<&'a ClientValue>>,
}

impl<'a> Values<'a> {
    pub(super) fn of(client: &'a Client) -> Self {
        let mut values = Self { sections: BTreeMap::new(), components: BTreeMap::new() };
        for value in &client.values {
            values.sections.entry(section_of(value)).or_default().push(value);
            if let Some(component) = &value.component {
                values.components.entry(component).or_default().push(value);
            }
        }
        values
    }

    /// The values of a section.
    pub(super) fn section(&self, name: &str) -> &[&'a ClientValue] {
        self.sections.get(name).map_or(&[], Vec::as_slice)
    }

    /// The values that an entry brings.
    pub(super) fn component(&self, id: &Id) -> &[&'a ClientValue] {
        self.components.get(id).map_or(&[], Vec::as_slice)
    }

    /// The values that an entry brings and that its section shows.
    pub(super) fn entry(&self, section: &str, id: &Id) -> Vec<&'a ClientValue> {
        self.component(id).iter().copied().filter(|value| section_of(value) == section).collect()
    }
}

/// The fields of settings by variable, and their types by the path of an entry or the word of a section.
pub(super) struct Held<'a> {
    fields: BTreeMap<&'a str, &'a Field>,
    types: BTreeMap<&'a str, &'a str>,
}

impl<'a> Held<'a> {
    pub(super) fn of(settings: &'a Settings) -> Self {
        let (mut fields, mut types) = (BTreeMap::new(), BTreeMap::new());
        for section in &settings.sections {
            types.insert(section.name, section.type_name.as_str());
            types.extend(section.entries.iter().map(|entry| (entry.path.as_str(), entry.type_name.as_str())));
            for field in section.values.iter().chain(section.entries.iter().flat_map(|entry| &entry.values)) {
                fields.entry(field.variable.as_str()).or_insert(field);
            }
        }
        Self { fields, types }
    }

    /// The type of a section or an entry, where the settings have it.
    pub(super) fn type_of(&self, path: &str) -> Option<String> {
        self.types.get(path).map(|&name| name.to_owned())
    }

    /// Values as the settings have them, by what they are in their entry.
    pub(super) fn parts<'v>(&self, values: impl IntoIterator<Item = &'v ClientValue>) -> BTreeMap<String, Field> {
        let part = |value: &ClientValue| Some((value.part.clone()?, (*self.fields.get(value.name.as_str())?).clone()));
        values.into_iter().filter_map(part).collect()
    }
}

fn section_of(value: &ClientValue) -> &'static str {
    let kind = value.component.as_ref().map(|id| id.kind);
    match (value.kind, kind) {
        (EnvKind::Gateway, _) => "gateway",
        (EnvKind::Platform, _) => "platform",
        (EnvKind::Environment, _) => "environment",
        (_, Some(ContainerKind::Model)) => "models",
        (_, Some(ContainerKind::Knowledge)) => "knowledge",
        (_, Some(ContainerKind::Integration)) => "integrations",
        _ => "inputs",
    }
}
