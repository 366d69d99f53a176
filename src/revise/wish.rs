//! What an entry is to be, as far as somebody said it.

use super::Kind;
use crate::document::form::Form;

/// What an entry is to be. What is left out is completed from its name and the catalogue, or stays out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Who provides it.
    pub provider: Option<String>,
    /// The ids of a model's models.
    pub models: Vec<String>,
    /// The image of its container.
    pub image: Option<String>,
    /// The folder that its container is built in.
    pub build: Option<String>,
    /// The port that its container listens on.
    pub port: Option<u16>,
    /// Where its container keeps data.
    pub volume: Option<String>,
    /// What starts a job.
    pub trigger: Option<String>,
    /// When a job runs on this machine.
    pub schedule: Option<String>,
    /// The sections whose entries may use a provider.
    pub scope: Vec<String>,
    /// The variables of a provider.
    pub variables: Vec<String>,
    /// Those of them that are secrets.
    pub secrets: Vec<String>,
    /// The type of an input.
    pub datatype: Option<String>,
    /// Whether an input is a secret.
    pub secret: bool,
    /// Whether an input may be left out.
    pub optional: bool,
    /// What an input is where nobody sets it.
    pub default: Option<String>,
    /// What an input is for.
    pub description: Option<String>,
    /// What an input is chosen from.
    pub options: Vec<String>,
}

impl Wish {
    /// Whether it says how a container comes to be.
    pub(super) fn has_container(&self) -> bool {
        self.image.is_some() || self.build.is_some()
    }

    /// The entry in the words of the language.
    pub(super) fn form(&self, kind: Kind, name: &str) -> Form {
        let mut form = Written::default();
        match kind {
            Kind::Entry(_) => {
                form.text("provider", self.provider.as_deref());
                form.put("models", texts(&self.models));
                form.put("container", self.container());
                form.put("trigger", self.trigger.as_ref().map(|word| Form::map([("type", Form::text(word))])));
            }
            Kind::Provider => {
                form.put("scope", texts(&self.scope));
                let variable = |name: &String, is_secret| {
                    let mut variable = Written::default();
                    variable.text("name", Some(name));
                    variable.text("datatype", Some("string"));
                    variable.flag("secret", is_secret);
                    Form::Map(variable.0)
                };
                let plain = self.variables.iter().map(|name| variable(name, false));
                let secret = self.secrets.iter().map(|name| variable(name, true));
                form.put("variables", Some(Form::List(plain.chain(secret).collect())));
            }
            Kind::Input => {
                form.text("name", Some(name));
                form.text("datatype", Some(self.datatype.as_deref().unwrap_or("string")));
                form.text("display-as", (!self.options.is_empty()).then_some("select"));
                form.put("options", texts(&self.options));
                form.flag("secret", self.secret);
                form.flag("optional", self.optional);
                form.text("default", self.default.as_deref());
                form.text("description", self.description.as_deref());
            }
        }
        Form::Map(form.0)
    }

    fn container(&self) -> Option<Form> {
        let mut container = Written::default();
        container.text("image", self.image.as_deref());
        let build =
            |folder: &String| Form::map([("context", Form::text(folder)), ("dockerfile", Form::text("Dockerfile"))]);
        container.put("build", self.build.as_ref().map(build));
        container.put("port", self.port.map(|port| Form::Raw(port.to_string())));
        container.text("volume", self.volume.as_deref());
        (!container.0.is_empty()).then_some(Form::Map(container.0))
    }
}

fn texts(texts: &[String]) -> Option<Form> {
    (!texts.is_empty()).then(|| Form::List(texts.iter().map(Form::text).collect()))
}

/// The keys that something is written with, in their order.
#[derive(Default)]
struct Written(Vec<(String, Form)>);

impl Written {
    fn put(&mut self, key: &str, value: Option<Form>) {
        self.0.extend(value.map(|value| (key.to_owned(), value)));
    }

    fn text(&mut self, key: &str, value: Option<&str>) {
        self.put(key, value.map(Form::text));
    }

    fn flag(&mut self, key: &str, value: bool) {
        self.put(key, value.then(|| Form::Raw("true".to_owned())));
    }
}
