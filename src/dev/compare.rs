//! Which services became other: by the image that they were started from, and by the hash that Compose has of what they are.

use std::collections::{BTreeMap, BTreeSet};

use super::{Changes, Container};

/// The hashes of services, as Compose prints them: a service and its hash on each line.
pub fn hashes(text: &str) -> BTreeMap<String, String> {
    let pair = |line: &str| line.split_once(' ').map(|(service, hash)| (service.to_owned(), hash.trim().to_owned()));
    text.lines().filter_map(pair).collect()
}

/// The services that have to be made anew of those that may have to be. `images` are the names of what is built; the
/// engine lists a container by another one once its name is that of a newer image.
pub(super) fn compared(
    changes: &Changes,
    containers: &[Container],
    images: &BTreeMap<String, String>,
    before: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    let runs_as = |service: &String| containers.iter().find(|found| found.service == **service && found.runs());
    let is_older = |service: &&String| runs_as(service).is_none_or(|found| images.get(*service) != Some(&found.image));
    let is_other = |service: &&String| before.get(*service) != now.get(*service) || runs_as(service).is_none();
    let built = changes.built.iter().filter(is_older);
    built.chain(changes.renewed.iter().filter(is_other)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_it_was_stays() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let container = |service: &str, image: &str, state: &str| Container {
            service: service.into(),
            image: image.into(),
            state: state.into(),
            ..Container::default()
        };
        let containers = [
            container("agent", "agent:dev", "running"),
            container("tool", "6a7ae4923c66", "running"),
            container("crashed", "crashed:dev", "exited"),
            container("db", "redis:7", "running"),
            container("cache", "redis:7", "running"),
        ];
        let images = ["agent", "tool", "crashed"].map(|name| (name.to_owned(), format!("{name}:dev"))).into();
        let before = hashes("agent 1\ntool 2\ncrashed 3\ndb 4\ncache 5\n");
        let now = hashes("agent 1\ntool 2\ncrashed 3\ndb 44\ncache 5\nnew 6\n");
        let compared = |changes: &Changes| compared(changes, &containers, &images, &before, &now);
        let code = Changes { built: set(&["agent", "tool", "crashed"]), renewed: BTreeSet::new() };
        assert_eq!(compared(&code), set(&["crashed", "tool"]));
        let plan = Changes { built: BTreeSet::new(), renewed: set(&["agent", "cache", "db", "new"]) };
        assert_eq!(compared(&plan), set(&["db", "new"]));
    }
}
