//! The codes of the reader.

use crate::diagnostic::Code;

/// Every code of this stage, sorted by id.
pub const CODES: &[&Code] = &[];
