//! Secrets of a chart: made of its values, fetched by an operator, or there already.

use serde_json::{Map, Value, json};

use super::code::{OURS, literal, text};
use super::object::{ANNOTATIONS, Document, common};
use super::slot::{Slot, at, conditional, replace};
use crate::plan::{Cluster, Supplied};
use crate::target::manifest::{Manifest, common_labels, external_secret};

/// Every Secret, in either form, each under the condition that its mode is chosen and something is in it.
pub(super) fn secrets(cluster: &Cluster) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    for (name, keys) in &cluster.secrets {
        documents.push(of_values(cluster, name, keys)?);
        documents.push(external(cluster, name, keys)?);
    }
    Ok(documents)
}

/// What a Secret holds, in words.
pub(super) fn origin(keys: &[Supplied]) -> String {
    let names: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
    format!("secrets: {}", names.join(", "))
}

fn of_values(cluster: &Cluster, name: &str, keys: &[Supplied]) -> Result<Document, String> {
    let given = |key: &Supplied| format!("({OURS}given\" (list $ {}))", literal(&key.key));
    let data = keys.iter().map(|key| {
        let code = format!("({OURS}secret\" (list $ {}))", literal(&key.key));
        (key.key.clone(), Value::String(Slot::Optional(code).text()))
    });
    let mut object = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": { "name": name, "labels": common_labels(cluster) },
        "type": "Opaque",
        "data": data.collect::<Map<_, _>>(),
    });
    common(&mut object, ANNOTATIONS)?;
    let any: Vec<String> = keys.iter().map(given).collect();
    let condition = Some(format!("and (eq $.Values.secrets.mode \"values\") (or {} \"\")", any.join(" ")));
    Ok(Document { origin: origin(keys), object, condition, apart: None })
}

fn external(cluster: &Cluster, name: &str, keys: &[Supplied]) -> Result<Document, String> {
    let fetched = |key: &Supplied| format!("({OURS}fetched\" (list $ {} {}))", literal(&key.key), key.required);
    let Manifest { origin, mut object } =
        external_secret(cluster, &origin(keys), name, keys.iter().map(|key| key.key.as_str()))?;
    common(&mut object, ANNOTATIONS)?;
    let of_external = |key: &str| Slot::Always(format!("$.Values.secrets.external.{key}"));
    replace(&mut object, "/spec/refreshInterval", of_external("refresh"))?;
    replace(&mut object, "/spec/secretStoreRef/kind", of_external("kind"))?;
    let store = format!("$.Values.secrets.external.store | default {}", text(&cluster.store.name)?);
    replace(&mut object, "/spec/secretStoreRef/name", Slot::Always(store))?;
    let data = at(&mut object, "/spec/data")?;
    let items = data.as_array().cloned().unwrap_or_default();
    let items = keys.iter().zip(items).flat_map(|(key, item)| conditional(fetched(key), item));
    *data = Value::Array(items.collect());
    let any: Vec<String> = keys.iter().map(fetched).collect();
    let condition = Some(format!("and (eq $.Values.secrets.mode \"external\") (or {} \"\")", any.join(" ")));
    Ok(Document { origin, object, condition, apart: None })
}
