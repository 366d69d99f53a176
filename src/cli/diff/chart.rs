//! What a deployer can say to the chart: the names of its values, which somebody's own file may hold.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::compile::{Compilation, emit, open};
use crate::options::Options;
use crate::target;
use crate::tree::FileTree;

/// How deep names are told: `knowledge.cache.storage` is one, and what is below is the same for all.
const DEEP: usize = 3;

/// The values of a project's chart; none where none can be made.
pub(super) fn values(compilation: &Compilation, options: &Options) -> Option<BTreeSet<String>> {
    let helm = target::by_id("helm")?;
    let plan = open(compilation, options, helm)?;
    let mut tree = FileTree::default();
    emit(&plan, options, ".", helm, &mut tree).ok()?;
    let (_, file) = tree.iter().find(|(path, _)| path.as_str().ends_with("/values.schema.json"))?;
    let schema: Value = serde_json::from_str(&file.content).ok()?;
    let mut found = BTreeSet::new();
    names(&schema, &schema, "", 0, &mut found);
    Some(found)
}

fn names(whole: &Value, schema: &Value, before: &str, level: usize, found: &mut BTreeSet<String>) {
    let shared = schema["$ref"].as_str().and_then(|at| whole.pointer(at.trim_start_matches('#')));
    for (name, inner) in
        [Some(schema), shared].into_iter().flatten().filter_map(|of| of["properties"].as_object()).flatten()
    {
        let name = if before.is_empty() { name.clone() } else { format!("{before}.{name}") };
        if level + 1 < DEEP {
            names(whole, inner, &name, level + 1, found);
        }
        found.insert(name);
    }
}
