//! The value of an options file that an error is about: found, named, and taken out so that the next one shows.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Error, ValueDeserializer};

use super::settings::Settings;
use crate::source::Pointer;

/// How many items of a list are looked at for the one that is wrong; each costs a reading of the file.
const MOST_ITEMS: usize = 16;

/// What a table says.
pub(super) fn settings(table: &DeTable<'_>, span: &Range<usize>) -> Result<Settings, Error> {
    let value = Spanned::new(span.clone(), DeValue::Table(table.clone()));
    Settings::deserialize(ValueDeserializer::from(value))
}

/// The item of the list at a range that an error is about: the first that gives it alone.
pub(super) fn bad_item(
    table: &DeTable<'_>,
    span: &Range<usize>,
    at: &Range<usize>,
    message: &str,
) -> Option<Range<usize>> {
    let mut alone = table.clone();
    let items: Vec<_> = list_at(&mut alone, at)?.iter().take(MOST_ITEMS).cloned().collect();
    items.into_iter().find_map(|item| {
        let range = item.span();
        let mut list = DeArray::new();
        list.push(item);
        *list_at(&mut alone, at)? = list;
        settings(&alone, span).is_err_and(|error| error.message() == message).then_some(range)
    })
}

/// The pointer of the item of a list at a range.
pub(super) fn item_at(table: &DeTable<'_>, at: &Range<usize>, pointer: &Pointer) -> Option<Pointer> {
    table.iter().find_map(|(key, value)| {
        let here = pointer.key(key.get_ref());
        match value.get_ref() {
            DeValue::Array(list) => list.iter().position(|item| item.span() == *at).map(|index| here.item(index)),
            DeValue::Table(inner) => item_at(inner, at, &here),
            _ => None,
        }
    })
}

/// The list at a range.
fn list_at<'t, 'i>(table: &'t mut DeTable<'i>, at: &Range<usize>) -> Option<&'t mut DeArray<'i>> {
    table.iter_mut().find_map(|(_, value)| {
        let is_it = value.span() == *at;
        match value.get_mut() {
            DeValue::Array(list) if is_it => Some(list),
            DeValue::Table(inner) => list_at(inner, at),
            _ => None,
        }
    })
}

/// Removes the innermost value that holds a range; gives its path, and whether there was one.
pub(super) fn remove(table: &mut DeTable<'_>, at: &Range<usize>, pointer: &Pointer) -> (Pointer, bool) {
    let holds = |range: Range<usize>| range.start <= at.start && at.end <= range.end;
    let mut found = None;
    for (key, value) in table.iter_mut() {
        let here = pointer.key(key.get_ref());
        match value.get_mut() {
            DeValue::Table(inner) => {
                let (inside, removed) = remove(inner, at, &here);
                if removed {
                    return (inside, true);
                }
            }
            DeValue::Array(list) if list.iter().any(|item| item.span() == *at) => {
                let mut rest = DeArray::new();
                list.iter().filter(|item| item.span() != *at).for_each(|item| rest.push(item.clone()));
                *list = rest;
                return (here, true);
            }
            _ => {}
        }
        if holds(value.span()) || holds(key.span()) {
            found = Some((key.get_ref().to_string(), here));
        }
    }
    match found {
        Some((key, here)) => {
            table.remove(key.as_str());
            (here, true)
        }
        None => (pointer.clone(), false),
    }
}
