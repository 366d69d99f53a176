//! The names of a package, by what of the spec they are of.

use super::identifier::member;
use super::language::Language;
use super::model::{Package, Section};
use crate::target::{ClientCode, CodeName};

/// The names of a package in a folder.
pub(super) fn names(package: &Package, language: &Language, folder: String) -> ClientCode {
    let mut code =
        ClientCode { language: language.folder, module: package.module.clone(), folder, ..ClientCode::default() };
    let mut add = |of: &str, within: &'static str, name: &str, is_type: bool| {
        let names = code.names.entry(of.to_owned()).or_default();
        let name = CodeName { within, name: name.to_owned(), is_type };
        if !names.contains(&name) {
            names.push(name);
        }
    };
    for settings in [&package.settings].into_iter().chain(&package.jobs) {
        for Section { name: section, entries, values, .. } in &settings.sections {
            for entry in entries {
                add(&entry.path, section, &entry.field, false);
                add(&entry.path, section, &entry.type_name, true);
            }
            // Those of a section are called by their variables; those of an entry stay when it has another name.
            for value in values.iter().filter(|value| member(&language.words, &value.variable) == value.field) {
                let of = format!("inputs.{}", value.variable);
                add(&of, section, &value.field, false);
                if let Some(type_name) = &value.type_name {
                    add(&of, section, type_name, true);
                }
            }
        }
    }
    for (section, factories) in &package.factories {
        for factory in factories {
            add(&factory.path, section, &factory.name, false);
            for form in &factory.forms {
                add(&factory.path, section, &form.name, false);
            }
        }
    }
    for job in &package.jobs {
        add(&job.path, "ingestion", job.job.as_deref().unwrap_or_default(), false);
    }
    code
}
