//! What a deployer's lists may not repeat: variables, volumes and places of mounts that the plan gives. A server that
//! applies an object takes no name twice, and a variable of the plan would be another one without a word.

use serde_json::Value;

use super::code::{literal, own, texts};
use crate::plan::{BoundContainer, Placement, Workload};

/// What a container has of its own.
pub(super) struct Taken {
    /// The container, as values name it.
    path: String,
    /// Its values, as code.
    values: String,
    /// Names by the list that may not repeat them.
    lists: Vec<(&'static str, Vec<String>)>,
}

impl Taken {
    /// What a container has, as it stands in a pod of the object that runs it.
    pub(super) fn of(
        container: &BoundContainer,
        placement: &Placement,
        object: &Value,
        pod: &Value,
        runs: &Value,
    ) -> Self {
        let mut env: Vec<String> = placement.env.known.keys().cloned().collect();
        env.extend(named(&object["env"], "name"));
        env.sort_unstable();
        env.dedup();
        let mut lists = vec![("env", env), ("volumeMounts", named(&object["volumeMounts"], "mountPath").collect())];
        if placement.workload != Workload::Sidecar {
            let claims = runs["spec"]["volumeClaimTemplates"].as_array().into_iter().flatten();
            let claims = claims.filter_map(|claim| claim["metadata"]["name"].as_str().map(str::to_owned));
            lists.push(("volumes", named(&pod["volumes"], "name").chain(claims).collect()));
        }
        Self { path: container.id.to_string(), values: own(&container.id), lists }
    }

    /// The code of a list: the container, its values, and what each list may not repeat.
    pub(super) fn code(&self) -> String {
        let lists = self.lists.iter();
        let lists = lists.map(|(key, names)| format!(" {} {}", literal(key), texts(names.iter().map(String::as_str))));
        format!("(list {} {} (dict{}))", literal(&self.path), self.values, lists.collect::<String>())
    }
}

fn named<'a>(list: &'a Value, key: &'a str) -> impl Iterator<Item = String> + 'a {
    list.as_array().into_iter().flatten().filter_map(move |item| item[key].as_str().map(str::to_owned))
}
