//! The one template environment: strict, without auto-escaping, for text that a person would write by hand.
//!
//! YAML is never made this way: templating it is how indentation and injection bugs are made.

mod layout;
mod literal;

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value};
use serde::Serialize;

/// Every template by its path under `templates/`.
const TEMPLATES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

static ENVIRONMENT: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    environment.set_syntax(syntax);
    environment.add_filter("comment", comment);
    environment.add_filter("prose", literal::prose);
    environment.add_filter("python", literal::python);
    environment.add_filter("javascript", literal::javascript);
    environment.add_filter("rust", literal::rust);
    environment.add_filter("toml", literal::toml);
    environment.add_filter("cell", literal::cell);
    environment.add_function("fold", layout::fold);
    environment.add_function("wrap", layout::wrap);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
});

/// Renders a template.
///
/// # Errors
/// A template that does not parse or asks for a value that is not there: a fault of this program, in words.
pub(crate) fn render(name: &str, context: impl Serialize) -> Result<String, String> {
    let environment = ENVIRONMENT.as_ref().map_err(ToString::to_string)?;
    let template = environment.get_template(name).map_err(|error| error.to_string())?;
    template.render(Value::from(Serde(context))).map_err(|error| format!("{error:#}"))
}

/// Every line of a text behind `# `, so that no text of the user's can leave the comment.
fn comment(text: &str) -> String {
    let lines =
        text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(str::trim_end).filter(|line| !line.is_empty());
    lines.map(|line| format!("# {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_parses() {
        assert!(ENVIRONMENT.as_ref().is_ok_and(|environment| environment.templates().count() == TEMPLATES.len()));
    }

    #[test]
    fn no_text_leaves_a_comment() {
        assert_eq!(comment("a\r\nB=1\n\nc\u{2028}d"), "# a\n# B=1\n# c\n# d");
    }
}
