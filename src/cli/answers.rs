//! The schema of what `--format json` prints, derived from the types that are printed.

use schemars::JsonSchema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Value, json};

use super::env::answer::{Answer as Env, Checked, Synced};
use super::many::Answers;
use super::{account, audit, diff, docs, fix, fmt, generate, init, lock, plan, revise, whoami};
use crate::diagnostic::render::json;
use crate::doctor;
use crate::view;

/// Every answer, a line each: its type says how it is called.
const ANSWERS: &[fn(&mut SchemaGenerator)] = &[
    define::<json::Output<'_>>,
    define::<audit::Answer>,
    define::<fix::Answer>,
    define::<fmt::Answer>,
    define::<plan::Answer<'_>>,
    define::<plan::across::Answer<'_>>,
    define::<docs::Answer<'_>>,
    define::<view::Explanations<'_>>,
    define::<view::Codes>,
    define::<generate::Made>,
    define::<generate::Summed>,
    define::<generate::SummedAll>,
    define::<lock::Answer>,
    define::<diff::Answer>,
    define::<revise::AddModel>,
    define::<revise::AddKnowledge>,
    define::<revise::AddIntegration>,
    define::<revise::AddIngestion>,
    define::<revise::AddProvider>,
    define::<revise::AddInput>,
    define::<revise::Remove>,
    define::<revise::Rename>,
    define::<init::Answer>,
    define::<Answers<generate::Made>>,
    define::<Answers<generate::Summed>>,
    define::<Answers<generate::SummedAll>>,
    define::<Answers<plan::OfMany<'_>>>,
    define::<Answers<plan::across::OfMany>>,
    define::<Answers<lock::Answer>>,
    define::<Answers<Env<Checked>>>,
    define::<Answers<Env<Synced>>>,
    define::<Env<Checked>>,
    define::<Env<Synced>>,
    define::<crate::dev::Line<'_>>,
    define::<crate::dev::Standing>,
    define::<view::Providers>,
    define::<view::Models>,
    define::<whoami::Answer<'_>>,
    define::<account::Listed<'_>>,
    define::<doctor::Checkup>,
];

fn define<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}

/// The schema as it is published in `schema/output.schema.json`.
pub fn answers() -> Value {
    // As it is written: what may be null is there all the same.
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    for define in ANSWERS {
        define(&mut generator);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What ast prints with --format json",
        "description": "The answer of each command is `#/$defs/<command>`. Within a version fields are only added; readers \
                        ignore those that they do not know.",
        "$defs": generator.take_definitions(true),
    })
}
