//! Takes away all that a project has in the engine, found by its label alone.

/// What is asked of the engine, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The ids of its containers, jobs among them.
    Containers,
    /// That they end.
    Stop(Vec<String>),
    /// That they are gone.
    Remove(Vec<String>),
    /// The ids of its networks.
    Networks,
    /// That they are gone.
    RemoveNetworks(Vec<String>),
    /// The names of its disks.
    Volumes,
    /// That they are gone, with all that is on them.
    RemoveVolumes(Vec<String>),
}

/// How often is looked whether something came to be meanwhile: a command that was interrupted may have asked for more.
const LOOKS: u32 = 8;

/// The way to nothing.
#[derive(Debug)]
pub struct Clearing {
    with_volumes: bool,
    is_gentle: bool,
    looks: u32,
    /// Whether this look found anything.
    found: bool,
    asked: Request,
}

impl Clearing {
    /// The way, and what is asked first.
    pub fn new(with_volumes: bool) -> (Self, Request) {
        (
            Self { with_volumes, is_gentle: true, looks: 0, found: false, asked: Request::Containers },
            Request::Containers,
        )
    }

    /// Nothing is waited for any more.
    pub fn hurry(&mut self) {
        self.is_gentle = false;
    }

    /// What is asked next, after an answer; nothing once a second look found nothing, or nothing more helps.
    pub fn next(&mut self, answer: &str) -> Option<Request> {
        let ids: Vec<String> = answer.split_whitespace().map(str::to_owned).collect();
        let is_list = matches!(self.asked, Request::Containers | Request::Networks | Request::Volumes);
        self.found |= is_list && !ids.is_empty();
        let next = match &self.asked {
            Request::Containers if ids.is_empty() => Request::Networks,
            Request::Containers if self.is_gentle && self.looks == 0 => Request::Stop(ids),
            Request::Containers => Request::Remove(ids),
            Request::Stop(ids) => Request::Remove(ids.clone()),
            Request::Remove(_) => Request::Networks,
            Request::Networks if !ids.is_empty() => Request::RemoveNetworks(ids),
            Request::Networks | Request::RemoveNetworks(_) if self.with_volumes => Request::Volumes,
            Request::Volumes if !ids.is_empty() => Request::RemoveVolumes(ids),
            Request::Networks | Request::RemoveNetworks(_) | Request::Volumes | Request::RemoveVolumes(_) => {
                self.looks += 1;
                let found = std::mem::take(&mut self.found);
                if (!found && self.looks > 1) || self.looks >= LOOKS {
                    return None;
                }
                Request::Containers
            }
        };
        self.asked = next.clone();
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The requests until the end, of an engine that answers so.
    fn way(mut clearing: Clearing, mut engine: impl FnMut(&Request) -> &'static str) -> Vec<String> {
        let mut asked = vec![Request::Containers];
        while let Some(next) = clearing.next(engine(&asked[asked.len() - 1])) {
            asked.push(next);
        }
        asked.iter().map(|request| format!("{request:?}")).collect()
    }

    #[test]
    fn all_is_taken_away_and_looked_for_again() {
        let (mut containers, mut networks) = (["a b", "c", ""].iter(), ["n", "", ""].iter());
        let asked = way(Clearing::new(false).0, |request| match request {
            Request::Containers => containers.next().unwrap(),
            Request::Networks => networks.next().unwrap(),
            _ => "",
        });
        let first =
            ["Containers", "Stop([\"a\", \"b\"])", "Remove([\"a\", \"b\"])", "Networks", "RemoveNetworks([\"n\"])"];
        let second = ["Containers", "Remove([\"c\"])", "Networks"];
        assert_eq!(asked, [&first[..], &second, &["Containers", "Networks"]].concat());
    }

    #[test]
    fn a_network_that_came_late_is_seen_and_disks_go_where_that_is_asked() {
        let (mut networks, mut volumes) = (["", "n", ""].iter(), ["v", "", ""].iter());
        let asked = way(Clearing::new(true).0, |request| match request {
            Request::Networks => networks.next().unwrap(),
            Request::Volumes => volumes.next().unwrap(),
            _ => "",
        });
        let first = ["Containers", "Networks", "Volumes", "RemoveVolumes([\"v\"])"];
        let second = ["Containers", "Networks", "RemoveNetworks([\"n\"])", "Volumes"];
        assert_eq!(asked, [&first[..], &second, &["Containers", "Networks", "Volumes"]].concat());
    }

    #[test]
    fn in_a_hurry_nothing_is_asked_to_end_and_what_stays_is_left_at_last() {
        let (mut clearing, _) = Clearing::new(false);
        clearing.hurry();
        let asked = way(clearing, |request| if *request == Request::Containers { "a" } else { "" });
        assert_eq!(asked[..3], ["Containers", "Remove([\"a\"])", "Networks"]);
        assert!(!asked.iter().any(|request| request.starts_with("Stop")));
        assert_eq!(asked.iter().filter(|request| *request == "Containers").count(), 8);
    }
}
