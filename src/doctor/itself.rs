//! Which program a shell starts as `ast`: the platform's own tool has the same name.

use std::path::Path;

use super::{Asked, Line, MOST, State, good};
use crate::text::one_line;

/// By the first `ast` of the PATH, whether that is this program, and what it says of its version where it is another file.
pub fn itself(first: Option<&Path>, is_this: bool, version: Asked<'_>) -> Line {
    let Some(first) = first else {
        let remedy = "put its folder there, so that `ast` starts it";
        return Line::of("ast", State::Warning, "this program is not on the PATH", remedy);
    };
    let shown = first.to_string_lossy();
    let shown = one_line(&shown, MOST);
    let own = concat!("ast ", env!("CARGO_PKG_VERSION"));
    let said = version.and_then(|asked| good(asked).ok()).unwrap_or_default();
    if is_this {
        Line::ok("ast", format!("{own} is what `ast` starts"))
    } else if said == own {
        Line::ok("ast", format!("`ast` starts another copy of this program, {shown}"))
    } else {
        let what = if said.starts_with("ast ") && said.len() < 30 {
            one_line(said, 30).into_owned()
        } else {
            "another program".to_owned()
        };
        let remedy = "put this one's folder before it on the PATH, or start this one by its path";
        Line::of("ast", State::Warning, format!("`ast` starts {shown}, which is {what}"), remedy)
    }
}
