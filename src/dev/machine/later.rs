//! What comes once everything is there: saves, and jobs that are due.

use super::super::{Step, Told, due};
use super::{Machine, Phase};

impl Machine {
    /// Begins with what was saved, once everything is there.
    pub(super) fn goes_on(&mut self) -> Vec<Step> {
        if self.phase != Phase::Ready {
            return Vec::new();
        }
        let steps = self.renewal.goes_on();
        self.renews(steps)
    }

    /// What a save asks for, which nothing is done of unless everything is there.
    pub(super) fn renews(&mut self, steps: Vec<Step>) -> Vec<Step> {
        if self.phase != Phase::Ready {
            return Vec::new();
        }
        let is_command =
            |step: &&Step| matches!(step, Step::Build(_) | Step::Renew(_) | Step::Compare | Step::Check(_));
        self.open += u32::try_from(steps.iter().filter(is_command).count()).unwrap_or_default();
        steps
    }

    /// The jobs of which the schedule has a minute since 1970.
    pub fn due_at(&self, minute: u64) -> Vec<String> {
        due(&self.facts.schedules, minute)
    }

    /// Starts the jobs that are due, but those that run still.
    pub(super) fn due(&mut self, services: Vec<String>) -> Vec<Step> {
        if self.phase != Phase::Ready {
            return Vec::new();
        }
        let start = |service: String| {
            let note = |message| Step::Say(Told::Note { message });
            if self.jobs.contains(&service) {
                return vec![note(format!("{service} is due, and still runs: it is left out"))];
            }
            self.jobs.insert(service.clone());
            self.open += 1;
            vec![note(format!("{service} starts")), Step::Run(service)]
        };
        services.into_iter().flat_map(start).collect()
    }
}
