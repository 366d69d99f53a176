//! An entry under another name, wherever the spec and its options say it.

use super::draft::Draft;
use super::{Kind, Refusal};
use crate::assist::{self, Name};
use crate::compile::Compilation;
use crate::fix::edited;
use crate::options::{self, Called};

/// The texts in which an entry has another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The spec.
    pub spec: String,
    /// The options, where they name it.
    pub options: Option<String>,
}

/// The spec, and the text of its options, with an entry under another name.
///
/// # Errors
/// Why it can't be done.
pub fn rename(compilation: &Compilation, options: &str, kind: Kind, from: &str, to: &str) -> Result<Renamed, Refusal> {
    let draft = Draft::read(compilation.source.clone())?;
    let place = draft.found(kind, from)?;
    let key = place.pointer.tokens().last().unwrap_or_default();
    let name = match kind {
        Kind::Entry(section) => Name::Entry(section, from.to_owned()),
        Kind::Provider => Name::Provider(from.to_owned()),
        // By its key, where no variable is called so.
        Kind::Input
            if key == from
                && draft
                    .document
                    .at(&place.pointer.key("name"))
                    .is_none_or(|named| named.node.as_scalar().is_none_or(|variable| variable.text != from)) =>
        {
            Name::Input(from.to_owned())
        }
        Kind::Input => Name::Variable(from.to_owned()),
    };
    let refused = |why: String| Refusal::new(format!("`{from}` can't be called `{to}`: {why}"), "choose another name");
    if from == to {
        return Err(refused("it is called that already".into()));
    }
    let edits = assist::rename(compilation, &name, to).map_err(refused)?;
    let source = &compilation.source;
    if edits.is_empty() {
        let at = source.position(place.key.start);
        let message = format!("`{from}` at line {} is written in a way that can't be renamed", at.line);
        return Err(Refusal::new(message, "rename it by hand"));
    }
    let spec = edited(source.text(), &edits);
    let ids = kind.id(from).zip(kind.id(to));
    let called = match (&ids, &name) {
        (Some((old, new)), _) => Some(Called::Container((old, new), (from, to))),
        (None, Name::Variable(_)) => Some(Called::Value(from, to)),
        (None, _) => None,
    };
    let options = called.and_then(|called| options::renamed(options, called));
    Ok(Renamed { spec, options })
}
