//! Slots: places of an object that are filled when a chart is installed. They are laid into the finished object, and go
//! through the one emitter like any text.

use serde_json::{Map, Value};

use super::code::literal;
use crate::plan::mark::Mark;

/// A place of an object, with the code that fills it.
pub(super) enum Slot {
    /// A value, whatever its type.
    Always(String),
    /// A value; where it is empty, its key is left out.
    Optional(String),
    /// Further entries of a mapping.
    Entries(String),
    /// Further items of a list.
    Items(String),
    /// A whole document, as it is printed elsewhere.
    Whole(String),
    /// What follows up to the next [`Slot::End`] is there if the code gives something.
    If(String),
    /// The end of what is there only under a condition.
    End,
}

impl Slot {
    /// The forms of slots in marks.
    const ALWAYS: char = '=';
    const OPTIONAL: char = '?';
    const ENTRIES: char = '+';
    const ITEMS: char = '*';
    const WHOLE: char = '|';
    const IF: char = '(';
    const END: char = ')';

    /// The slot as it stands in an object.
    pub(super) fn text(self) -> String {
        let (form, code) = match self {
            Self::Always(code) => (Self::ALWAYS, code),
            Self::Optional(code) => (Self::OPTIONAL, code),
            Self::Entries(code) => (Self::ENTRIES, code),
            Self::Items(code) => (Self::ITEMS, code),
            Self::Whole(code) => (Self::WHOLE, code),
            Self::If(code) => (Self::IF, code),
            Self::End => (Self::END, String::new()),
        };
        Mark::Other(form, code).to_string()
    }

    /// The slot that a mark is.
    pub(super) fn read(form: char, code: &str) -> Option<Self> {
        let code = code.to_owned();
        Some(match form {
            Self::ALWAYS => Self::Always(code),
            Self::OPTIONAL => Self::Optional(code),
            Self::ENTRIES => Self::Entries(code),
            Self::ITEMS => Self::Items(code),
            Self::WHOLE => Self::Whole(code),
            Self::IF => Self::If(code),
            Self::END => Self::End,
            _ => return None,
        })
    }

    fn value(self) -> Value {
        Value::String(self.text())
    }
}

/// The place that a pointer leads to.
///
/// # Errors
/// There is none: the object is made otherwise than is known here, a fault of this program.
pub(super) fn at<'a>(object: &'a mut Value, pointer: &str) -> Result<&'a mut Value, String> {
    let kind = object["kind"].as_str().unwrap_or("an object").to_owned();
    object.pointer_mut(pointer).ok_or_else(|| format!("{kind} has nothing at {pointer}"))
}

/// The mapping that a pointer leads to.
pub(super) fn map<'a>(object: &'a mut Value, pointer: &str) -> Result<&'a mut Map<String, Value>, String> {
    at(object, pointer)?.as_object_mut().ok_or_else(|| format!("there is no mapping at {pointer}"))
}

/// The list that a pointer leads to.
pub(super) fn items<'a>(object: &'a mut Value, pointer: &str) -> Result<&'a mut Vec<Value>, String> {
    at(object, pointer)?.as_array_mut().ok_or_else(|| format!("there is no list at {pointer}"))
}

/// Leaves a key to the deployer: its value stays in its place, or comes last.
pub(super) fn fill(object: &mut Value, pointer: &str, key: &str, slot: Slot) -> Result<(), String> {
    map(object, pointer)?.insert(key.to_owned(), slot.value());
    Ok(())
}

/// Leaves the value of a key that has to be there to the deployer.
pub(super) fn replace(object: &mut Value, pointer: &str, slot: Slot) -> Result<(), String> {
    *at(object, pointer)? = slot.value();
    Ok(())
}

/// Lets a deployer add entries to a mapping, which may not be there yet. Those that it has stay as they are: no key stands
/// twice.
pub(super) fn add_entries(object: &mut Value, pointer: &str, key: &str, code: &str) -> Result<(), String> {
    match map(object, pointer)?.get_mut(key).and_then(Value::as_object_mut) {
        Some(entries) => {
            let own: Vec<String> = entries.keys().map(|key| literal(key)).collect();
            let code = format!("(omit {code} {})", own.join(" "));
            entries.insert(Slot::Entries(code).text(), Value::Null);
            Ok(())
        }
        None => fill(object, pointer, key, Slot::Optional(code.to_owned())),
    }
}

/// Lets a deployer add items to a list, which may not be there yet.
pub(super) fn add_items(object: &mut Value, pointer: &str, key: &str, code: &str) -> Result<(), String> {
    match map(object, pointer)?.get_mut(key).and_then(Value::as_array_mut) {
        Some(items) => {
            items.push(Slot::Items(code.to_owned()).value());
            Ok(())
        }
        None => fill(object, pointer, key, Slot::Optional(code.to_owned())),
    }
}

/// Makes an entry of a mapping depend on a condition.
pub(super) fn under(object: &mut Value, pointer: &str, key: &str, condition: &str) -> Result<(), String> {
    let entries = map(object, pointer)?;
    for (other, value) in std::mem::take(entries) {
        let is_it = other == key;
        if is_it {
            entries.insert(Slot::If(condition.to_owned()).text(), Value::Null);
        }
        entries.insert(other, value);
        if is_it {
            entries.insert(Slot::End.text(), Value::Null);
        }
    }
    Ok(())
}

/// An item of a list that is there under a condition.
pub(super) fn conditional(condition: String, item: Value) -> [Value; 3] {
    [Slot::If(condition).value(), item, Slot::End.value()]
}
