//! Guesses that several rules offer: a word of the right form, a key that is added, an entry that is renamed.

use super::{Context, edit};
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::document::form::{Form, plain};
use crate::document::insertion::{self, Spot};
use crate::document::{Cursor, quote, removal};
use crate::plan::naming;
use crate::source::{Place, Pointer, Span};

/// How many entries or items are looked at for each finding; who has more of them gets no guess.
const MOST: usize = 1000;

/// Writes another text in place of a value or a key.
pub(super) fn write(context: &Context<'_>, diagnostic: Diagnostic, span: Span, text: &str) -> Diagnostic {
    let had_quotes = context.source.slice(span).starts_with(['"', '\'']);
    let written = if had_quotes { quote(text) } else { plain(text) };
    diagnostic.fix(format!("write `{text}`"), Applicability::Unsafe, span, written)
}

/// Writes another value in place of one.
pub(super) fn turn(
    context: &Context<'_>,
    diagnostic: Diagnostic,
    title: &str,
    place: &Place,
    value: &Form,
) -> Diagnostic {
    let edit = insertion::replaced(context.source, context.document, place, value);
    diagnostic.fix_by(title, Applicability::Unsafe, edit)
}

/// Adds a key to a mapping.
pub(super) fn add(
    context: &Context<'_>,
    diagnostic: Diagnostic,
    holder: &Pointer,
    key: &str,
    value: &Form,
) -> Diagnostic {
    let holder = context.document.at(holder);
    let edit = holder.and_then(|holder| insertion::entry(context.source, &holder, Spot::Last, key, value));
    diagnostic.fix_by(format!("add `{key}: {}`", value.in_braces(false)), Applicability::Unsafe, edit)
}

/// Adds an item to a list on one line.
pub(super) fn add_item(context: &Context<'_>, diagnostic: Diagnostic, list: &Place, item: &str) -> Diagnostic {
    let title = format!("add `{item}`");
    let items = context.document.at(&list.pointer);
    let is_short = |items: &Cursor<'_>| items.node.as_sequence().is_some_and(|items| items.len() <= MOST);
    let Some(items) = items.filter(is_short) else { return diagnostic };
    let mut forms: Vec<Form> = items.items().filter_map(|item| Form::of(context.source, item.node)).collect();
    if items.node.as_sequence().is_none_or(|all| all.len() != forms.len()) {
        return diagnostic;
    }
    forms.push(Form::text(item));
    turn(context, diagnostic, &title, list, &Form::List(forms))
}

/// Makes each word of a list's items an item of its own.
pub(super) fn split(context: &Context<'_>, diagnostic: Diagnostic, item: &Place) -> Diagnostic {
    let list = context.document.at(&removal::parent(&item.pointer));
    let is_short = |list: &Cursor<'_>| list.node.as_sequence().is_some_and(|items| items.len() <= MOST);
    let Some(list) = list.filter(is_short) else { return diagnostic };
    let mut forms = Vec::new();
    for other in list.items() {
        let text = other.node.as_scalar().filter(|scalar| scalar.text.contains(char::is_whitespace));
        if let Some(scalar) = text {
            forms.extend(scalar.text.split_whitespace().map(Form::text));
        } else if let Some(form) = Form::of(context.source, other.node) {
            forms.push(form);
        } else {
            return diagnostic;
        }
    }
    turn(context, diagnostic, "make each word an item", &list.place, &Form::List(forms))
}

/// Gives an entry another name, where nothing refers to the one that it has.
pub(super) fn rename(context: &Context<'_>, diagnostic: Diagnostic, place: &Place) -> Diagnostic {
    let mut tokens = place.pointer.tokens();
    let (Some(section), Some(name)) = (tokens.next(), tokens.next()) else { return diagnostic };
    let Some(entries) = context.document.at(&Pointer::root().key(&section)) else { return diagnostic };
    let is_referred_to = match section.as_str() {
        "ingestion" => context.spec.dev.get().is_some_and(|dev| dev.schedules.named(&name).is_some()),
        "providers" => true,
        _ => false,
    };
    let written = entries.node.as_mapping().unwrap_or_default();
    if written.len() > MOST {
        return diagnostic;
    }
    let stem = naming::service(&name);
    let names: Vec<String> = written.iter().map(|entry| naming::service(&entry.key)).collect();
    // Each of several gets a number of its own at once.
    let earlier = written.iter().zip(&names).filter(|(entry, own)| **own == stem && entry.key_span < place.key).count();
    let stem = if stem.is_empty() { "entry" } else { &stem };
    let mut free = (earlier.max(1) + 1..MOST).map(|number| format!("{stem}-{number}"));
    let free = free.find(|name| !names.contains(name));
    match free.filter(|_| !is_referred_to) {
        Some(free) => {
            let had_quotes = context.source.slice(place.key).starts_with(['"', '\'']);
            let text = if had_quotes { quote(&free) } else { plain(&free) };
            diagnostic.fix(format!("rename it to `{free}`"), Applicability::Unsafe, place.key, text)
        }
        None => diagnostic,
    }
}

/// Removes the first of two keys that exclude each other, whichever comes first.
pub(super) fn drop_key(context: &Context<'_>, diagnostic: Diagnostic, holder: &Pointer, key: &str) -> Diagnostic {
    let Some(place) = context.document.at(&holder.key(key)).map(|at| at.place) else { return diagnostic };
    edit::without(context, &place, diagnostic, &format!("remove `{key}`"), Applicability::Unsafe)
}

/// Removes the later of two declarations of one name: for sure where they say the same.
pub(super) fn drop_later(context: &Context<'_>, diagnostic: Diagnostic, first: &Place, later: &Place) -> Diagnostic {
    let holder = |place: &Place| context.document.at(&removal::parent(&place.pointer));
    let Some((first, later)) = holder(first).zip(holder(later)) else { return diagnostic };
    let held = context.document.at(&removal::parent(&later.place.pointer));
    let is_long = |held: &Cursor<'_>| {
        let items = held.node.as_sequence().map_or(0, <[_]>::len);
        items.max(held.node.as_mapping().map_or(0, <[_]>::len)) > MOST
    };
    if held.as_ref().is_none_or(is_long) {
        return diagnostic;
    }
    let is_same = first.node.to_json() == later.node.to_json();
    let applicability = if is_same { Applicability::Safe } else { Applicability::Unsafe };
    let title = "remove this one";
    if later.place.is_item && !context.source.slice(later.place.span).is_empty() {
        edit::without_item(context, &later.place, diagnostic, title, applicability)
    } else {
        edit::without(context, &later.place, diagnostic, title, applicability)
    }
}

/// Moves an entry to another section, under its own name.
pub(super) fn move_to(context: &Context<'_>, diagnostic: Diagnostic, place: &Place, section: &str) -> Diagnostic {
    let tokens: Vec<String> = place.pointer.tokens().collect();
    let title = format!("move it to `{section}`");
    let [own, name] = tokens.as_slice() else { return diagnostic };
    let root = Pointer::root();
    let (from, to) = (context.document.at(&root.key(own)), context.document.at(&root.key(section)));
    let Some((from, entry)) = from.zip(context.document.at(&place.pointer)) else { return diagnostic };
    if to.is_none() && from.node.as_mapping().is_some_and(|entries| entries.len() == 1) {
        let edit = Edit { span: from.place.key, text: section.to_owned() };
        return diagnostic.fix_by(title, Applicability::Unsafe, [edit]);
    }
    let edits = Form::of(context.source, entry.node)
        .and_then(|form| insertion::moved(context.source, context.document, place, &[section], name, &form));
    diagnostic.fix_by(title, Applicability::Unsafe, edits.unwrap_or_default())
}

/// Moves the entries of a section to another that lacks their names, and removes the section.
pub(super) fn merge(context: &Context<'_>, diagnostic: Diagnostic, from: &Cursor<'_>, section: &str) -> Diagnostic {
    let source = context.source;
    let Some(to) = context.document.at(&Pointer::root().key(section)) else { return diagnostic };
    let Some(removed) = removal::entry(source, context.document, &from.place) else { return diagnostic };
    let has_comment = context.document.comments.iter().any(|at| removed.start <= at.start && at.end <= removed.end);
    let mut edits = vec![Edit { span: removed, text: String::new() }];
    for (entry, value) in from.entries() {
        let form = Form::of(source, value.node).filter(|_| to.get(&entry.key).is_none() && !has_comment);
        let put = form.and_then(|form| insertion::entry(source, &to, Spot::Last, &entry.key, &form));
        let Some(put) = put else { return diagnostic };
        edits.push(put);
    }
    edits.sort_by_key(|edit| edit.span);
    let title = format!("move its entries to `{section}`");
    if edits.len() > 1 { diagnostic.fix_by(title, Applicability::Unsafe, edits) } else { diagnostic }
}

/// A text in lower case, every run of what a name can't hold as one hyphen.
pub(super) fn slug(text: &str, is_letter: fn(char) -> bool) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if is_letter(c) {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches(['-', '.', '_']).to_owned()
}
