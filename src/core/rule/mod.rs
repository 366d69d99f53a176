//! The rules beyond types: one a file, each with its code, its severity, its words and its examples.
//!
//! A rule sees the spec, the plan and facts about the disk, and only reports. What a newtype refused
//! while reading is reported by the rule that the newtype names, so that the form of a name is
//! defined once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::document::{Cursor, Document};
use crate::image::Lock;
use crate::plan::{Clash, Plan};
use crate::source::{Place, Source};
use crate::spec::{Refused, Spec};

mod adapter_without_messaging;
mod agent_name;
mod build_outside_project;
mod conflicting_inputs;
mod connection_provider;
mod connection_reason;
mod connection_scope;
mod container_volume;
mod cron_expression;
mod deprecated_meta;
mod deprecated_model;
mod deprecated_spec_version;
mod described_variable;
mod duplicate_connection;
mod duplicate_input;
mod duplicate_skill;
mod edit;
mod empty_meta;
mod environment_key;
pub mod flow_indentation;
mod foreign_provider;
mod frontend_without_interface;
mod gateway_twice;
mod gpu_vram;
mod healthcheck_command;
mod healthcheck_duration;
mod healthcheck_path;
mod healthcheck_without_check;
mod identical_inputs;
mod image_or_build;
mod image_reference;
mod input_default;
mod input_name;
mod input_secrecy;
mod keyed;
mod legacy_env;
mod legacy_inputs_list;
mod legacy_interfaces;
mod legacy_persistent;
mod legacy_playground_image;
mod legacy_required;
mod legacy_tools;
mod literal_interpolation;
mod missing_build_path;
mod mixed_model_kinds;
mod models_or_model;
mod name_collision;
mod nul_character;
mod overriding_input;
mod provider_or_container;
mod provider_scope;
mod remote_build;
mod repair;
mod reserved_key;
mod sandbox_env;
mod sandbox_package;
mod sandbox_setup;
mod sandbox_version;
mod schedule_never;
mod secret_default;
mod select_options;
mod shadowed_provider;
mod shadowed_variable;
mod skill_description;
mod skill_name;
mod table;
mod tiny_amount;
mod undeclared_build_secret;
mod unknown_adapter;
mod unknown_model;
mod unknown_provider;
mod unknown_schedule;
mod unused_provider;
mod value_length;
mod variable_collision;
mod written_credential;

pub use table::RULES;

/// A rule: its words, and its check.
pub struct Rule {
    /// What it is called, and the texts that explain it.
    pub code: Code,
    /// Finds what breaks it.
    pub check: fn(&Context<'_>, &mut Report),
}

/// What rules look at.
pub struct Context<'a> {
    /// The text, for fixes that keep what was written.
    pub source: &'a Source,
    /// The tree, for keys that the types don't keep.
    pub document: &'a Document,
    /// The spec.
    pub spec: &'a Spec,
    /// The plan of the spec.
    pub plan: &'a Plan,
    /// Where declarations meet in the plan.
    pub clashes: &'a [Clash],
    /// What newtypes refused.
    pub refused: &'a [Refused],
    /// What is known of the disk.
    pub facts: &'a Facts,
}

/// Facts about the disk, gathered at the edge.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Paths that a build names, relative to the spec's folder, and that don't exist.
    pub missing: BTreeSet<String>,
    /// The digests of images, as `ast.lock` has them.
    pub lock: Lock,
}

impl Context<'_> {
    /// What newtypes refused in the name of a rule.
    fn refused(&self, rule: &'static str) -> impl Iterator<Item = &Refused> {
        self.refused.iter().filter(move |refused| refused.rule == rule)
    }
}

/// Runs every rule.
pub fn check(context: &Context<'_>) -> Report {
    let mut report = Report::default();
    for rule in RULES {
        (rule.check)(context, &mut report);
    }
    report.keep_quotes(context.source);
    report
}

/// One finding for each place that repeats a name.
fn once<'a>(
    context: &Context<'_>,
    rule: &'static Rule,
    what: &str,
    names: impl Iterator<Item = (&'a str, &'a Place)>,
    report: &mut Report,
) {
    let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
    for (name, place) in names {
        if let Some(first) = seen.get(name) {
            let diagnostic = Diagnostic::at_value(&rule.code, place, format!("the {what} `{name}` is declared twice"))
                .help("remove one of the two, or rename it")
                .related(first.span, "it is declared here first");
            report.push(repair::drop_later(context, diagnostic, first, place));
        } else {
            seen.insert(name, place);
        }
    }
}

/// The finding for two keys of a mapping that exclude each other: the later one is blamed. A guess keeps `kept`.
fn exclusive(
    context: &Context<'_>,
    rule: &'static Rule,
    holder: Option<&Cursor<'_>>,
    (kept, dropped): (&str, &str),
) -> Report {
    let (a, b) = (kept, dropped);
    let mut report = Report::default();
    let Some((a, b)) = holder.and_then(|holder| Some((holder.get(a)?.place, holder.get(b)?.place))) else {
        return report;
    };
    let (first, later) = if a.key.start < b.key.start { (a, b) } else { (b, a) };
    let name = |place: &Place| place.pointer.tokens().last().unwrap_or_default();
    let (first_name, later_name) = (name(&first), name(&later));
    let message = format!("`{later_name}` and `{first_name}` exclude each other");
    let diagnostic = Diagnostic::at_key(&rule.code, &later, message)
        .help(format!("keep one of `{first_name}` and `{later_name}`"))
        .related(first.key, format!("`{first_name}` is here"));
    report.push(match holder {
        Some(holder) => {
            // The one that is dropped by a guess comes first; a person may choose.
            let drop = |diagnostic, key| repair::drop_key(context, diagnostic, &holder.place.pointer, key);
            drop(drop(diagnostic, dropped), kept)
        }
        None => diagnostic,
    });
    report
}

/// Every code of the compiler, sorted by id: the reader's, the schema's, and the rules'.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    known().iter().copied()
}

/// The same as a list.
pub fn known() -> &'static [&'static Code] {
    // Thousands of files ask for them.
    static SORTED: LazyLock<Vec<&'static Code>> = LazyLock::new(|| {
        let stages = [
            crate::diagnostic::codes::CODES,
            crate::diagnostic::audited::CODES,
            crate::document::CODES,
            crate::spec::CODES,
            crate::schema::CODES,
            crate::plan::CODES,
        ];
        let stages = stages.into_iter().flatten().copied();
        let mut codes: Vec<_> = stages.chain(RULES.iter().map(|rule| &rule.code)).collect();
        codes.sort_unstable_by_key(|code| code.id);
        codes
    });
    &SORTED
}
