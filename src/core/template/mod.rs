//! The one template environment: strict, without auto-escaping, for text that a person would write by hand.
//!
//! YAML is never made this way: templating it is how indentation and injection bugs are made.

mod layout;
mod literal;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, merge_maps};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value};
use serde::Serialize;

use crate::text;

/// Every template by its path under `templates/`.
const TEMPLATES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The templates of a folder, ready to be printed.
type Made = Result<Environment<'static>, Error>;

/// By their folders: to print what is in one costs nothing of the others.
static ENVIRONMENTS: LazyLock<BTreeMap<&'static str, OnceLock<Made>>> =
    LazyLock::new(|| TEMPLATES.iter().map(|(name, _)| (folder(name), OnceLock::new())).collect());

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The templates of a folder, and of those that it is in.
fn environment(of: &str) -> Made {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.add_filter("comment", text::comments);
    environment.add_filter("prose", text::prose);
    environment.add_filter("python", literal::python);
    environment.add_filter("javascript", literal::javascript);
    environment.add_filter("rust", literal::rust);
    environment.add_filter("toml", literal::toml);
    environment.add_filter("cell", text::markdown);
    environment.add_function("fold", layout::fold);
    environment.add_function("wrap", layout::wrap);
    let is_around = |outer: &str| of.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    for (name, text) in TEMPLATES.iter().filter(|(name, _)| is_around(folder(name))) {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}

/// What many templates see, made for them once however many they are.
pub struct Context(Value);

impl Context {
    /// The fields of a struct.
    pub fn new(shared: &impl Serialize) -> Self {
        Self(Value::from(Serde(shared)))
    }

    /// Renders a template that sees the fields of another struct too.
    ///
    /// # Errors
    /// Those of [`render`].
    pub fn render(&self, name: &str, own: &impl Serialize) -> Result<String, String> {
        let own = Value::from(Serde(own));
        print(name, merge_maps([own, self.0.clone()]))
    }
}

/// Renders a template.
///
/// # Errors
/// A template that does not parse or asks for a value that is not there: a fault of this program, in words.
pub fn render(name: &str, context: impl Serialize) -> Result<String, String> {
    print(name, Value::from(Serde(context)))
}

fn print(name: &str, context: Value) -> Result<String, String> {
    let folder = folder(name);
    let made = ENVIRONMENTS.get(folder).ok_or_else(|| format!("no template is called `{name}`"))?;
    let environment = made.get_or_init(|| environment(folder)).as_ref().map_err(ToString::to_string)?;
    let template = environment.get_template(name).map_err(|error| error.to_string())?;
    template.render(context).map_err(|error| format!("{error:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_parses_in_the_environment_of_its_folder() {
        for (name, _) in TEMPLATES {
            let environment = environment(folder(name)).unwrap();
            assert!(environment.get_template(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn templates_of_other_folders_are_left_out() {
        let names =
            |of: &str| environment(of).unwrap().templates().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
        assert!(names("sdk/rust").iter().all(|name| name.starts_with("sdk/rust/") || name == "sdk/readme.md"));
        assert!(names("sdk/rust").contains(&"sdk/readme.md".to_owned()));
        assert_eq!(names("env").len(), TEMPLATES.iter().filter(|(name, _)| name.starts_with("env/")).count());
    }
}
