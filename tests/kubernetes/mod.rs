//! The manifests as a cluster would take them: the built objects are walked, and held against the plan from outside.

mod built;
mod environment;
mod jobs;
mod network;
mod options;
mod references;
mod restricted;

pub(crate) use built::{ALL, Built, RICH, cases};
