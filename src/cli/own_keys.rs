//! The gateway of the mode `local`: the providers' own APIs by the user's keys, where they speak the OpenAI form, and
//! LiteLLM in a container for the others.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::session::{Failure, environment};
use crate::dotenv::Supplied;
use crate::gateway::{Address, Provided, Providers, Renewal, Upstream};
use crate::provider::{ModelOffer, ProviderApi, models};

/// Whether there are keys for models that only a container can answer for.
pub(super) fn take_container(supplied: &Supplied<'_>) -> bool {
    models().iter().any(|model| model.local.api.is_none() && has_keys(model, supplied))
}

/// The values that answers depend on.
pub(super) fn values(supplied: &Supplied<'_>) -> Vec<Option<String>> {
    let names = models().iter().flat_map(|model| model.local.variables()).map(|(name, _)| name);
    names.map(|name| supplied.value(name).map(str::to_owned)).collect()
}

fn has_keys(model: &ModelOffer, supplied: &Supplied<'_>) -> bool {
    model.local.keys.iter().all(|name| supplied.value(name).is_some())
}

/// Who answers for each model, in words too; `container` is the origin of LiteLLM and its key, where that runs, and comes
/// back as what tells where it is from then on.
pub(super) fn providers(
    supplied: &Supplied<'_>,
    container: Option<(&str, &str)>,
) -> Result<(Providers, String, Option<Renewal>), Failure> {
    let mut reached: BTreeMap<String, Rc<Upstream>> = BTreeMap::new();
    let mut all = Vec::new();
    for model in models() {
        let upstream = match &model.local.api {
            Some(api) if has_keys(model, supplied) => Some(upstream(api, model, supplied, &mut reached)?),
            _ => None,
        };
        let needs = needs(model, has_keys(model, supplied));
        all.push(Provided { id: model.id.clone(), upstream, needs });
    }
    let rest = container.map(|(origin, key)| Upstream::new(origin, key)).transpose().map_err(Failure::new)?;
    let renewal = rest.as_ref().map(Upstream::renewal);
    let names = reached.into_keys().chain(container.map(|_| "LiteLLM in a container".to_owned()));
    let whose = names.collect::<Vec<_>>().join(", ");
    let whose = if whose.is_empty() { "no provider, as no key of one is there".to_owned() } else { whose };
    Ok((Providers::new(all, rest), whose, renewal))
}

/// The API of a provider. Nothing that lies in a repository says where it is: keys of the environment are sent there.
fn upstream(
    api: &ProviderApi,
    model: &ModelOffer,
    supplied: &Supplied<'_>,
    reached: &mut BTreeMap<String, Rc<Upstream>>,
) -> Result<Rc<Upstream>, Failure> {
    let named = environment(&api.variable).filter(|url| !url.trim().is_empty());
    let url = named.unwrap_or_else(|| api.url.clone());
    let url = Address::of_gateway(&url).map_err(|why| Failure::new(format!("`{}`: {why}", api.variable)))?;
    if let Some(found) = reached.get(url.as_str()) {
        return Ok(found.clone());
    }
    let key = model.local.keys.first().and_then(|name| supplied.value(name)).unwrap_or_default();
    let made = Rc::new(Upstream::new(url.as_str(), key.trim()).map_err(Failure::new)?);
    reached.insert(url.as_str().to_owned(), made.clone());
    Ok(made)
}

/// What a model needs that nobody answers for.
fn needs(model: &ModelOffer, has_keys: bool) -> String {
    if has_keys {
        return "LiteLLM in a container, which `ast dev --gateway local` starts".to_owned();
    }
    format!("{} in `.env`, and then another start", model.local.keys.join(" and "))
}
