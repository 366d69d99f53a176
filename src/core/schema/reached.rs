//! How users reach an agent, where it is said by names: `interfaces: [web, slack]` means flags of the agent, and adapters
//! that local runs have.

use super::elsewhere::ADAPTERS;
use super::words::quoted;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::document::form::Form;
use crate::document::{Cursor, Document, NodeKind, ScalarType, insertion, removal};
use crate::source::{Place, Source};

/// What names of interfaces and adapters mean.
#[derive(Debug, Default)]
struct Reached {
    frontend: bool,
    messaging: bool,
    adapters: Vec<&'static str>,
}

impl Reached {
    /// None where a name is none of them.
    fn by<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut reached = Self::default();
        for name in names {
            match name.to_ascii_lowercase().as_str() {
                "frontend" => reached.frontend = true,
                "messaging" | "chat" => reached.messaging = true,
                "slack" => reached.adapters.push("slack"),
                "web" => reached.adapters.push("web"),
                _ => return None,
            }
        }
        reached.messaging |= !reached.adapters.is_empty();
        reached.adapters.dedup();
        (reached.frontend || reached.messaging).then_some(reached)
    }

    /// What a value says that stands where the agent's interfaces do, where one of them does, or once did.
    fn at(at: &Cursor<'_>) -> Option<Self> {
        match (at.place.pointer.as_str(), &at.node.kind) {
            ("/agent/interfaces" | "/interfaces", _) => Self::by(names(at)?),
            ("/agent/interfaces/messaging", NodeKind::Sequence(_)) => Self::adapters(at),
            ("/agent/interfaces/messaging", NodeKind::Mapping(entries)) if entries.len() == 1 => {
                Self::adapters(&at.get("adapters")?)
            }
            _ => None,
        }
    }

    fn adapters(list: &Cursor<'_>) -> Option<Self> {
        Self::by(names(list)?).filter(|reached| !reached.frontend && !reached.adapters.is_empty())
    }

    fn flags(&self) -> Form {
        let flags =
            [("frontend", self.frontend), ("messaging", self.messaging)].into_iter().filter(|(_, is_on)| *is_on);
        Form::Map(flags.map(|(name, _)| (name.to_owned(), Form::Raw("true".into()))).collect())
    }

    /// Lists the adapters of local runs, where nothing lists them yet.
    fn listed(&self, source: &Source, document: &Document) -> Option<Vec<Edit>> {
        let own = |pointer: &str| document.at(&pointer.into());
        let is_listed = own("/dev/interfaces/messaging/adapters").is_some()
            || own("/dev/interfaces").is_some_and(|at| at.node.as_sequence().is_some());
        if self.adapters.is_empty() || is_listed {
            return Some(Vec::new());
        }
        let list = Form::List(self.adapters.iter().copied().map(Form::text).collect());
        let path = ["dev", "interfaces", "messaging"];
        insertion::at_path(source, document, &path, "adapters", &list).map(|edit| vec![edit])
    }
}

/// The names in a list, or in a text that is one.
fn names<'a>(at: &Cursor<'a>) -> Option<Vec<&'a str>> {
    match &at.node.kind {
        NodeKind::Sequence(items) => items.iter().map(|item| Some(item.as_scalar()?.text.trim())).collect(),
        NodeKind::Scalar(scalar) if scalar.kind == ScalarType::String => {
            Some(scalar.text.split([',', ' ']).filter(|name| !name.is_empty()).collect())
        }
        _ => None,
    }
}

/// What is said of names that stand where flags do.
pub(super) fn help(at: &Cursor<'_>) -> Option<String> {
    let is_list = at.place.pointer.as_str() == "/agent/interfaces" && at.node.as_sequence().is_some();
    match Reached::at(at) {
        None => is_list.then(|| ADAPTERS.to_owned()),
        Some(reached) if reached.adapters.is_empty() => {
            Some(format!("write {}", quoted(&reached.flags().in_braces(false))))
        }
        Some(_) => Some(ADAPTERS.to_owned()),
    }
}

/// Writes flags in place of names, and the adapters where they belong.
pub(super) fn fix(source: &Source, document: &Document, at: &Cursor<'_>) -> Option<Fix> {
    let reached = Reached::at(at)?;
    let value = match at.place.pointer.as_str() {
        "/agent/interfaces/messaging" => Form::Raw("true".into()),
        _ => reached.flags(),
    };
    let mut edits = vec![insertion::replaced(source, document, &at.place, &value)?];
    edits.extend(reached.listed(source, document)?);
    Some(guessed(reached.title(&value), edits))
}

/// The same of names that stand beside the agent.
pub(crate) fn moved(source: &Source, document: &Document, place: &Place) -> Option<Fix> {
    let at = document.at(&place.pointer)?;
    let reached = Reached::at(&at)?;
    let mut edits = insertion::moved(source, document, place, &["agent"], "interfaces", &reached.flags())?;
    for list in reached.listed(source, document)? {
        // Behind the agent, where it is the last.
        match edits.iter_mut().find(|edit| edit.span == list.span) {
            Some(edit) => edit.text.push_str(&list.text),
            None => edits.push(list),
        }
    }
    Some(guessed(reached.title(&reached.flags()), edits))
}

/// The same of a flag that is called as an adapter, in `interfaces: {web: true, slack: true}`.
pub(super) fn renamed(
    source: &Source,
    document: &Document,
    interfaces: &Cursor<'_>,
    flag: &Cursor<'_>,
) -> Option<(String, Vec<Edit>)> {
    let is_on = |flag: &Cursor<'_>| flag.node.as_scalar().is_some_and(|scalar| scalar.as_bool() == Some(true));
    let adapters = interfaces.entries().filter(|(_, flag)| is_on(flag)).map(|(entry, _)| entry.key.as_str());
    let reached = Reached::by(adapters.filter(|name| ["web", "slack"].contains(name)))?;
    let own = if interfaces.get("messaging").is_none() {
        Edit { span: flag.place.key, text: "messaging".into() }
    } else {
        Edit { span: removal::entry(source, document, &flag.place)?, text: String::new() }
    };
    let mut edits = reached.listed(source, document)?;
    edits.push(own);
    edits.sort_by_key(|edit| edit.span);
    is_on(flag).then(|| (reached.title(&reached.flags()), edits))
}

impl Reached {
    fn title(&self, value: &Form) -> String {
        let value = value.in_braces(false);
        if self.adapters.is_empty() {
            format!("write `{value}`")
        } else {
            format!("write `{value}`, and list the adapters under `dev`")
        }
    }
}

fn guessed(title: String, mut edits: Vec<Edit>) -> Fix {
    edits.sort_by_key(|edit| edit.span);
    Fix { title, applicability: Applicability::Unsafe, edits }
}
