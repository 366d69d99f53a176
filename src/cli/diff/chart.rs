//! What a deployer can say to the chart: the names of its values, which somebody's own file may hold.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::compile::{Compilation, emit, open};
use crate::options::Options;
use crate::target;
use crate::tree::FileTree;

/// The values of a project's chart; none where none can be made.
pub(super) fn values(compilation: &Compilation, options: &Options) -> Option<BTreeSet<String>> {
    let helm = target::by_id("helm")?;
    let plan = open(compilation, options, helm)?;
    let mut tree = FileTree::default();
    emit(&plan, options, ".", helm, &mut tree).ok()?;
    let (_, file) = tree.iter().find(|(path, _)| path.as_str().ends_with("/values.schema.json"))?;
    let schema: Value = serde_json::from_str(&file.content).ok()?;
    let mut found = BTreeSet::new();
    names(&schema, &schema, "", &mut found);
    Some(found)
}

/// Every value, as the schema has it: one that is built from this project has no registry of its own, say.
fn names(whole: &Value, schema: &Value, before: &str, found: &mut BTreeSet<String>) {
    let shared = schema["$ref"].as_str().and_then(|at| whole.pointer(at.trim_start_matches('#')));
    for (name, inner) in
        [Some(schema), shared].into_iter().flatten().filter_map(|of| of["properties"].as_object()).flatten()
    {
        let name = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
        names(whole, inner, &name, found);
        found.insert(name);
    }
}
