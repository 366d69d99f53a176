//! From a node to a typed value: the one trait that every type of the spec is read by.
//!
//! Reading never complains about shape: the schema does that, at the same node, in one place. What
//! it can't read it marks as [`Field::Broken`], so that no later stage says anything else of it.

use crate::diagnostic::{Applicability, Diagnostic, Report};
use crate::document::{Cursor, Index, NodeKind, ScalarType, quote};
use crate::source::{Located, Place, Span};

use super::codes::{AMBIGUOUS_SCALAR, EMPTY_SECTION};
use super::sign::is_flag;

/// A string as the user wrote it.
pub type Text = Located<String>;

/// A key of the spec: left out, unreadable (and reported elsewhere), or read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Field<T> {
    /// Not written, or left empty where that means the same.
    #[default]
    Absent,
    /// Written, but nothing can be said of it.
    Broken,
    /// Written and read.
    Present(T),
}

impl<T> Field<T> {
    /// The value, if it could be read.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Broken => None,
        }
    }

    /// Whether it is written, but could not be read.
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Broken)
    }

    /// Whether the key counts as not written.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: Copy> Field<Located<T>> {
    /// The value without its place.
    pub fn value(&self) -> Option<T> {
        self.get().map(|located| located.value)
    }
}

impl Field<Text> {
    /// The text without its place.
    pub fn text(&self) -> Option<&str> {
        self.get().map(|located| located.value.as_str())
    }
}

/// A value that a newtype refused; the rule named by `rule` reports it in its own words.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The rule's code.
    pub rule: &'static str,
    /// The value's place.
    pub place: Place,
    /// What was written.
    pub text: String,
    /// Why it was refused, to be continued from "`x` is not a …: ".
    pub reason: String,
}

/// What reading collects beside the tree.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) report: Report,
    pub(super) refused: Vec<Refused>,
    /// The texts that nothing may show, sorted and apart from each other.
    pub(super) secrets: Vec<Span>,
}

/// A type that is read from a node.
pub(super) trait Read: Sized {
    /// A mapping or a list, which may be left empty where it is optional.
    const COLLECTION: bool = false;

    /// Reads the node; says nothing of what the schema says already.
    fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self>;
}

impl Reader {
    /// The value under a key of a mapping.
    pub(super) fn field<T: Read>(&mut self, at: &Cursor<'_>, key: &str) -> Field<T> {
        let Some(value) = at.get(key) else { return Field::Absent };
        if T::COLLECTION && value.node.is_null() {
            let message = format!("`{key}` is empty");
            let help = format!("remove `{key}:`, or give it something; the platform's own validator refuses it");
            self.report.push(Diagnostic::at_key(&EMPTY_SECTION, &value.place, message).help(help));
            return Field::Absent;
        }
        T::read(&value, self)
    }

    /// Whether an input is a secret, which it is in doubt: where the key is misspelt, or its default may not be shown.
    pub(super) fn secrecy(&mut self, at: &Cursor<'_>, key: &str) -> Field<Located<bool>> {
        let read: Field<Located<bool>> = self.field(at, key);
        let is_doubted = at.get("default").is_some_and(|default| self.hides(default.place.span))
            || at.node.as_mapping().into_iter().flatten().any(|entry| entry.key != key && is_flag(&entry.key));
        if is_doubted && read.value() != Some(true) { Field::Broken } else { read }
    }

    /// Whether a text may not be shown.
    fn hides(&self, span: Span) -> bool {
        let after = self.secrets.partition_point(|secret| secret.start <= span.start);
        after.checked_sub(1).is_some_and(|at| span.start < self.secrets[at].end)
    }

    /// The value under a key that can't be left empty: an empty one is broken, and the schema says so.
    pub(super) fn filled<T: Read>(&mut self, at: &Cursor<'_>, key: &str) -> Field<T> {
        at.get(key).map_or(Field::Absent, |value| T::read(&value, self))
    }
}

impl Read for Text {
    fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self> {
        let Some(scalar) = at.node.as_scalar().filter(|scalar| scalar.kind == ScalarType::String) else {
            return Field::Broken;
        };
        if scalar.text.contains('\0') {
            // A pattern, where there is one, refuses it too; what it says is of no use then.
            let (place, text, reason) = (at.place.clone(), scalar.text.clone(), String::new());
            reader.refused.push(Refused { rule: "nul-character", place, text, reason });
            return Field::Broken;
        }
        // A secret's default is to be removed, which its rule says.
        let is_secret = reader.hides(at.place.span);
        // A text that swallowed the lines after it, and a secret with them.
        if is_secret && at.place.pointer.as_str().ends_with("/description") {
            return Field::Broken;
        }
        if let Some(other) = scalar.yaml11_type().filter(|_| !is_secret) {
            let message = format!("`{}` is a string here, but older YAML readers take it for a {other}", scalar.text);
            reader.report.push(
                Diagnostic::at_value(&AMBIGUOUS_SCALAR, &at.place, message)
                    .help("quote it, so that every reader agrees")
                    .fix("quote the value", Applicability::Safe, at.place.span, quote(&scalar.text)),
            );
        }
        Field::Present(Located::new(scalar.text.clone(), at.place.clone()))
    }
}

/// A string for which empty or blank means that it isn't there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled(pub Text);

impl std::ops::Deref for Filled {
    type Target = Text;

    fn deref(&self) -> &Text {
        &self.0
    }
}

impl Field<Filled> {
    /// The text without its place.
    pub fn text(&self) -> Option<&str> {
        self.get().map(|filled| filled.0.value.as_str())
    }
}

impl Read for Filled {
    fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self> {
        match Text::read(at, reader) {
            Field::Present(text) if text.trim().is_empty() => Field::Absent,
            Field::Present(text) => Field::Present(Self(text)),
            Field::Absent | Field::Broken => Field::Broken,
        }
    }
}

impl Read for Located<bool> {
    fn read(at: &Cursor<'_>, _: &mut Reader) -> Field<Self> {
        match at.node.as_scalar().and_then(crate::document::Scalar::as_bool) {
            Some(value) => Field::Present(Self::new(value, at.place.clone())),
            None => Field::Broken,
        }
    }
}

/// A whole number from one up to what the type holds; the schema may want a lower one.
macro_rules! whole_number {
    ($type:ty) => {
        impl Read for Located<$type> {
            fn read(at: &Cursor<'_>, _: &mut Reader) -> Field<Self> {
                // As JSON Schema has it, `80.0` is a whole number too.
                let number = at.node.as_scalar().and_then(crate::document::Scalar::as_number);
                let whole = number.filter(|number| number.fract() == 0.0 && *number >= 1.0);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked on the same line")]
                match whole.filter(|number| *number <= f64::from(<$type>::MAX)).map(|number| number as $type) {
                    Some(value) => Field::Present(Self::new(value, at.place.clone())),
                    None => Field::Broken,
                }
            }
        }
    };
}
whole_number!(u16);
whole_number!(u32);

/// A list; items that can't be read are left out of `items`.
#[derive(Debug, Clone, Default)]
pub struct List<T> {
    /// Where the list stands.
    pub place: Place,
    /// What could be read of it.
    pub items: Vec<T>,
}

impl<T: Read> Read for List<T> {
    const COLLECTION: bool = true;

    fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self> {
        if at.node.as_sequence().is_none() {
            return Field::Broken;
        }
        let items = at.items().filter_map(|item| match T::read(&item, reader) {
            Field::Present(value) => Some(value),
            Field::Absent | Field::Broken => None,
        });
        Field::Present(Self { place: at.place.clone(), items: items.collect() })
    }
}

impl<T> Field<List<T>> {
    /// The items; none where the list is absent or broken.
    pub fn items(&self) -> &[T] {
        self.get().map_or(&[], |list| &list.items)
    }
}

/// A mapping from names that the user chooses.
#[derive(Debug, Clone)]
pub struct Entries<T> {
    /// Where the mapping stands.
    pub place: Place,
    /// The entries in source order.
    pub entries: Vec<Named<T>>,
    index: Index,
}

/// An entry of such a mapping.
#[derive(Debug, Clone)]
pub struct Named<T> {
    /// The name.
    pub name: String,
    /// Where the entry stands; its `key` is the name's text.
    pub place: Place,
    /// What it names.
    pub value: Field<T>,
}

impl<T: Read> Read for Entries<T> {
    const COLLECTION: bool = true;

    fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self> {
        if at.node.as_mapping().is_none() {
            return Field::Broken;
        }
        let entries = at.entries().map(|(entry, value)| Named {
            name: entry.key.clone(),
            value: T::read(&value, reader),
            place: value.place,
        });
        Field::Present(Self { place: at.place.clone(), entries: entries.collect(), index: Index::default() })
    }
}

impl<T> Field<Entries<T>> {
    /// The entries; none where the mapping is absent or broken.
    pub fn entries(&self) -> &[Named<T>] {
        self.get().map_or(&[], |map| &map.entries)
    }

    /// The entry of a name.
    pub fn named(&self, name: &str) -> Option<&Named<T>> {
        let map = self.get()?;
        map.index.find(&map.entries, |named| named.name.as_str(), name)
    }
}

impl<T> Named<T> {
    /// The value, if it could be read.
    pub fn get(&self) -> Option<&T> {
        self.value.get()
    }
}

/// A value of any shape, kept as it is.
#[derive(Debug, Clone)]
pub struct Free {
    /// Where it stands.
    pub place: Place,
    /// The value as JSON.
    pub json: serde_json::Value,
}

impl Read for Free {
    const COLLECTION: bool = true;

    fn read(at: &Cursor<'_>, _: &mut Reader) -> Field<Self> {
        if matches!(at.node.kind, NodeKind::Broken) {
            return Field::Broken;
        }
        Field::Present(Self { place: at.place.clone(), json: at.node.to_json() })
    }
}

/// A key that is no longer, or not yet, part of the language: kept so that a rule can say what to write instead.
#[derive(Debug, Clone)]
pub struct Retired {
    /// Where it stands.
    pub place: Place,
    /// Whether it holds a list.
    pub list: bool,
    /// Its boolean, if it is one.
    pub bool: Option<bool>,
}

impl Read for Retired {
    fn read(at: &Cursor<'_>, _: &mut Reader) -> Field<Self> {
        if matches!(at.node.kind, NodeKind::Broken) {
            return Field::Broken;
        }
        let bool = at.node.as_scalar().and_then(crate::document::Scalar::as_bool);
        Field::Present(Self { place: at.place.clone(), list: at.node.as_sequence().is_some(), bool })
    }
}
