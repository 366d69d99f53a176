//! How the Secrets come to be that the base only names: from env files, or by the External Secrets operator.

use super::kustomize::{Generator, GeneratorOptions, Kustomization};
use crate::options::SecretsMode;
use crate::plan::{Cluster, Supplied, naming};
use crate::target::manifest::{common_labels, wanted};

/// The kustomization of the folder; none where the Secrets exist.
pub(super) fn kustomization(cluster: &Cluster) -> Option<Kustomization> {
    let names: Vec<&str> = wanted(cluster).map(|(name, _)| name).collect();
    if names.is_empty() {
        return None;
    }
    let mut kustomization = Kustomization::new(Some(cluster.namespace.clone()));
    match cluster.mode {
        SecretsMode::Existing => return None,
        SecretsMode::Generator => {
            kustomization.generator_options = Some(GeneratorOptions {
                // A name that changes would change the template of every job that reads it.
                disable_name_suffix_hash: true,
                labels: common_labels(cluster),
            });
            kustomization.secret_generator = names
                .iter()
                .map(|name| Generator {
                    name: (*name).to_owned(),
                    behavior: None,
                    envs: vec![format!("{}.env", naming::file(name))],
                })
                .collect();
        }
        // Nothing is fetched where everything is optional and no option says that the store has it.
        SecretsMode::External if !wanted(cluster).any(|(_, keys)| keys.iter().any(|key| key.fetched)) => return None,
        SecretsMode::External => kustomization.resources = vec!["external-secrets.yaml".to_owned()],
    }
    Some(kustomization)
}

/// The example of an env file: its keys are comments, as an empty key would be an empty password.
pub(super) fn example(name: &str, keys: &[&Supplied]) -> String {
    let mut text = format!(
        "# Copy this to {}.env, which git ignores, and set the values: KEY=VALUE, without quotes.\n\
         # A key that stays away stops the pods that need it, by name.\n",
        naming::file(name)
    );
    for key in keys {
        let about = crate::text::comment(key.description.as_deref().unwrap_or("a secret"));
        let need = if key.required { "required" } else { "optional" };
        text.push_str(&format!("\n# {about} ({need})\n#{}=\n", key.key));
    }
    text
}
