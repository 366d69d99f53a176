//! An input for a name that code reads, added to a spec.

use crate::compile::{Compilation, Facts, compile};
use crate::options::Options;
use crate::revise::{Kind, Wish, add};
use crate::source::Source;
use crate::start::is_secret;

/// The spec with an input for a name, a secret where the name says so; every other byte stays.
///
/// # Errors
/// Why there can be none.
pub(crate) fn declare(
    spec: &Compilation,
    options: &Options,
    name: &str,
    is_optional: bool,
) -> Result<Compilation, String> {
    let wish = Wish { secret: is_secret(name, ""), optional: is_optional, ..Wish::default() };
    let text = add(spec, Kind::Input, name, wish).map_err(|why| why.message)?;
    let next = compile(Source::new(spec.source.name(), text), |_| Facts::default(), options);
    if next.report.has_errors() { Err("the spec would have errors with it".to_owned()) } else { Ok(next) }
}
