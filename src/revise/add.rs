//! An entry put into a spec, completed from its name and the catalogue.

use super::draft::Draft;
use super::{Kind, Refusal, Wish};
use crate::compile::Compilation;
use crate::diagnostic::nearest::nearest;
use crate::document::form::Form;
use crate::provider::{catalogue, models};
use crate::spec::Section;

/// The text with an entry at the end of its section; what was not said of the entry is completed.
///
/// # Errors
/// Why it can't be done.
pub fn add(compilation: &Compilation, kind: Kind, name: &str, wish: Wish) -> Result<String, Refusal> {
    let draft = Draft::read(compilation.source.clone())?;
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return Err(Refusal::new("a name is a word on one line", "give the entry another name"));
    }
    if let Some(place) = draft.find(kind, name) {
        let line = draft.source.position(place.key.start).line;
        let message = format!("the spec has `{}.{name}` already, at line {line}", kind.key());
        return Err(Refusal::new(message, "choose another name, or change that one"));
    }
    let key = if kind == Kind::Input { key_of(name, |key| draft.find(kind, key).is_none()) } else { name.to_owned() };
    let wish = completed(compilation, kind, name, wish)?;
    let mut draft = draft.with(&[kind.key()], &key, &wish.form(kind, name))?;
    if let Some(schedule) = wish.schedule.filter(|_| kind == Kind::Entry(Section::Ingestion)) {
        draft = draft.with(&["dev", "schedules"], name, &Form::text(schedule))?;
    }
    Ok(draft.source.text().to_owned())
}

/// The key of an input, of which only the variable means something: an input that was renamed may have kept it.
fn key_of(variable: &str, is_free: impl Fn(&str) -> bool) -> String {
    let key = variable.to_lowercase().replace('_', "-");
    let more = (2..).map(|number| format!("{key}-{number}"));
    std::iter::once(key.clone()).chain(more).find(|key| is_free(key)).unwrap_or_default()
}

/// A wish with what its name and the catalogue say.
fn completed(compilation: &Compilation, kind: Kind, name: &str, mut wish: Wish) -> Result<Wish, Refusal> {
    match kind {
        Kind::Entry(Section::Ingestion) => {
            let way = if wish.schedule.is_some() { "schedule" } else { "manual" };
            wish.trigger.get_or_insert_with(|| way.to_owned());
            let help = format!("say `--build {name}` or `--image IMAGE`");
            wish.has_container().then_some(()).ok_or_else(|| Refusal::new("a job needs a container", help))?;
        }
        Kind::Entry(section) if wish.provider.is_none() && !wish.has_container() => {
            wish.provider = Some(provider(compilation, section, name)?);
        }
        Kind::Entry(section) => {
            // The catalogue's own spelling.
            let known =
                |given: &String| catalogue().of(section.as_str()).find(|known| known.name.eq_ignore_ascii_case(given));
            wish.provider = wish.provider.map(|given| known(&given).map_or(given, |known| known.name.clone()));
        }
        Kind::Provider if wish.variables.is_empty() && wish.secrets.is_empty() => {
            wish.secrets.push("API_KEY".to_owned());
        }
        Kind::Provider | Kind::Input => {}
    }
    let is_gateway = wish.provider.as_deref() == Some("gateway");
    if kind == Kind::Entry(Section::Models) && is_gateway && wish.models.is_empty() {
        wish.models.extend(models().iter().find(|offer| offer.id == name).map(|offer| offer.id.clone()));
    }
    Ok(wish)
}

/// The provider that an entry's name stands for; a model's is the gateway unless it is another.
fn provider(compilation: &Compilation, section: Section, name: &str) -> Result<String, Refusal> {
    if let Some(known) = catalogue().of(section.as_str()).find(|known| known.name.eq_ignore_ascii_case(name)) {
        return Ok(known.name.clone());
    }
    let declared = compilation.spec.iter().flat_map(|spec| spec.providers.entries()).map(|named| named.name.as_str());
    if let Some(declared) = declared.clone().find(|declared| *declared == name) {
        return Ok(declared.to_owned());
    }
    if section == Section::Models {
        return Ok("gateway".to_owned());
    }
    let known: Vec<&str> = catalogue().of(section.as_str()).map(|known| known.name.as_str()).chain(declared).collect();
    let listed = known.join(", ");
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => {
            format!("did you mean `{near}`? Say it by `--provider`; there are {listed}; or use --image or --build")
        }
        None => format!("say one by `--provider`, of {listed}; or use `--image` or `--build`"),
    };
    Err(Refusal::new(format!("nothing says who provides `{name}`"), help))
}
