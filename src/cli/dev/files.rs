//! The files that Compose reads of a run, which lie in `.ast/dev` and are made anew by each.

use super::place::Place;
use crate::cli::session::Failure;
use crate::dev::overlay;
use crate::options::{Layout, Settings};
use crate::path::RelativePath;
use crate::plan::BoundPlan;
use crate::target;

/// The generated file, and what a local run lays over it.
pub(super) const FILES: [&str; 2] = ["compose.yaml", "dev.yaml"];

/// Writes them; `is_proxied` says whether the gateway stands in `ast`.
pub(super) fn write(plan: &BoundPlan, settings: &Settings, is_proxied: bool, place: &Place) -> Result<(), Failure> {
    let mut settings = settings.clone();
    settings.compose.file = RelativePath::new(FILES[0]).ok();
    settings.compose.dir = RelativePath::new("compose").ok();
    let layout = Layout { settings: &settings, project: "../.." };
    let compose = target::by_id("compose").ok_or_else(|| Failure::new("there is no compose target"))?;
    let tree = compose.emit(plan, &layout).map_err(Failure::new)?;
    place.write_all(&tree)?;
    place.write(FILES[1], &overlay(plan, is_proxied).map_err(Failure::new)?)
}
