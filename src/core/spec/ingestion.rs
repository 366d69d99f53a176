//! Ingestion: data pipelines and what starts them.

use crate::source::Located;

use super::container::Container;
use super::declare::{keywords, mapping};
use super::field::List;
use super::input::Input;

mapping! {
    /// A data pipeline.
    Ingestion {
        /// The container that does the work.
        #[schemars(extend("x-required" = true))]
        container: "container" => Container; filled,
        /// What starts it.
        #[schemars(extend("x-required" = true))]
        trigger: "trigger" => Trigger; filled,
        /// Values asked of the deployer for this pipeline.
        inputs: "inputs" => List<Input>,
    }
}

mapping! {
    /// What starts a pipeline.
    Trigger {
        /// When it runs: on a schedule, when the agent starts, by hand, or on a call over HTTP.
        #[schemars(extend("x-required" = true))]
        kind: "type" => Located<TriggerType>,
    }
}

keywords! {
    /// When a pipeline runs.
    TriggerType {
        /// By a cron expression: `dev.schedules` locally, an option in a cluster.
        Schedule = "schedule",
        /// Once, when the agent starts.
        Startup = "startup",
        /// When somebody starts it.
        Manual = "manual",
        /// On every call; it stays up.
        Webhook = "webhook",
    }
}

impl Ingestion {
    /// What starts it, if that could be read.
    pub fn trigger_type(&self) -> Option<TriggerType> {
        self.trigger.get().and_then(|trigger| trigger.kind.value())
    }
}
