//! What the env files of Secrets lack that a person filled in before the spec or the options changed. Whoever has
//! none on this machine keeps the values elsewhere, and is told nothing.

use std::collections::BTreeSet;
use std::path::Path;

use crate::disk::{Disk, EntryKind};
use crate::dotenv::check_part;
use crate::dotenv::plain::Part;
use crate::options::SecretsMode;
use crate::plan::{BoundPlan, Cluster, naming};
use crate::source::Source;

/// As many files are looked at.
const MOST: usize = 1_000;

/// What no longer fits, each with its file. Names of keys are told, values never.
pub(super) fn misfits(plan: &BoundPlan, cluster: &Cluster, folder: &Path, disk: &dyn Disk) -> Vec<(String, String)> {
    let listed = disk.list(folder).unwrap_or_default().into_iter();
    let names = listed.filter(|(_, kind)| *kind == EntryKind::File).filter_map(|(name, _)| name.into_string().ok());
    let filled: BTreeSet<String> = names.filter(|name| is_env(name)).take(MOST).collect();
    let mut found = Vec::new();
    if filled.is_empty() {
        return found;
    }
    let is_read = cluster.mode == SecretsMode::Generator;
    for file in &filled {
        match Part::of(plan, file).filter(|part| is_read && !part.supplies.is_empty()) {
            Some(part) => {
                let Ok(bytes) = disk.read(&folder.join(file)) else { continue };
                let problems = check_part(plan, &part, &Source::from_bytes(file, bytes), &|_| None);
                found.extend(
                    problems
                        .into_iter()
                        .map(|problem| (file.clone(), format!("{}; {}", problem.message, problem.help))),
                );
            }
            None => {
                found.push((file.clone(), "nothing reads it any more; move its values, and remove it".to_owned()));
            }
        }
    }
    for (secret, keys) in cluster.secrets.iter().filter(|_| is_read) {
        let file = format!("{}.env", naming::file(secret));
        if filled.contains(&file) || keys.iter().all(|key| key.exists) {
            continue;
        }
        let required = keys.iter().filter(|key| !key.exists && key.required);
        let required: Vec<String> = required.map(|key| format!("`{}`", key.key)).collect();
        let set = if required.is_empty() { String::new() } else { format!(" and set {}", required.join(", ")) };
        found.push((file.clone(), format!("it is not there, and kustomize asks for it; copy `{file}.example`{set}")));
    }
    found
}

fn is_env(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "env")
}
