//! An entry taken out of a spec, with its schedule.

use super::draft::Draft;
use super::{Kind, Refusal};
use crate::source::Source;
use crate::spec::Section;

/// The text without an entry; the section goes with the last of its entries, and a schedule with its job.
///
/// # Errors
/// Why it can't be done.
pub fn remove(source: &Source, kind: Kind, name: &str) -> Result<String, Refusal> {
    let draft = Draft::read(source.clone())?;
    if let Some(doubt) = draft.doubt(kind, name) {
        return Err(doubt);
    }
    let place = draft.found(kind, name)?;
    let mut draft = draft.without(&place)?;
    if kind == Kind::Entry(Section::Ingestion)
        && let Some(schedule) = draft.at(&["dev", "schedules", name])
    {
        draft = draft.without(&schedule)?;
    }
    Ok(draft.source.text().to_owned())
}
