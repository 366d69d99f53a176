//! The overlay to start with: made once, and the user's since then.

use super::kustomize::{Generator, Kustomization};
use crate::plan::{Cluster, Supplied};
use crate::tree::to_yaml;

/// The file of supplied values: not called `.env`, which many projects keep out of git.
pub(super) const VALUES: &str = "values.properties";

/// Its kustomization.
pub(super) fn kustomization(cluster: &Cluster) -> Result<String, String> {
    // The namespace is the base's, so that another one there needs no edit here; and values are always filled in, so that
    // one that is asked for later needs none either.
    let mut kustomization = Kustomization::new(None);
    kustomization.resources = vec!["../../base".to_owned()];
    let values = Generator { name: cluster.values.clone(), behavior: Some("merge"), envs: vec![VALUES.to_owned()] };
    kustomization.config_map_generator = vec![values];
    let about = format!(
        "# Yours: ast made this once, and does not touch it again. What differs in {} goes here.\n",
        cluster.overlay
    );
    Ok(format!("{about}{}\n", to_yaml(&kustomization)?.trim_end()))
}

/// Its values, as comments until somebody sets them.
pub(super) fn values(cluster: &Cluster) -> String {
    let mut text =
        String::from("# Values of this deployment: KEY=VALUE, without quotes. Secrets do not belong here.\n");
    for value in &cluster.supplied {
        let about = crate::text::comment(value.description.as_deref().unwrap_or("a value"));
        text.push_str(&format!("\n# {about} ({})\n#{}=\n", need(value), value.name));
    }
    text
}

fn need(value: &Supplied) -> &'static str {
    match (&value.default, value.required) {
        (Some(_), _) => "has a default",
        (None, true) => "required",
        (None, false) => "optional",
    }
}
