//! The first spec of a project, with what each part of it was seen in.

use std::collections::BTreeSet;

use super::address::{Address, addresses};
use super::catalogued::{calls_models, given, is_frontend, is_messaging, own_models, platform, store};
use super::dockerfile::Check;
use super::look::Seen;
use super::shell::{page, words};
use crate::document::form::Form;
use crate::text::one_line;

/// The most characters of a name that is told.
const LONGEST: usize = 100;

/// How users reach an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interface {
    /// By a web frontend of its own.
    Frontend,
    /// By chat.
    Messaging,
    /// By both.
    Both,
    /// By neither.
    None,
}

/// What somebody said of an agent, and what was seen of it.
#[derive(Debug, Clone)]
pub(crate) struct Outline {
    pub(crate) name: String,
    /// The image that runs it; else it is built.
    pub(crate) image: Option<String>,
    pub(crate) interface: Option<Interface>,
    /// The port that its frontend has on this machine.
    pub(crate) port: Option<u16>,
    /// The providers of stores that it uses, beside those that are seen.
    pub(crate) stores: Vec<String>,
    /// Whether it calls models by the AI Gateway, where that can't be seen.
    pub(crate) has_gateway: bool,
}

/// A spec, and where its parts come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outlined {
    pub(crate) text: String,
    /// What of the spec was seen, and in what.
    pub(crate) seen: Vec<(String, String)>,
    /// Inputs that are the address of a store, which the store gives by other names.
    pub(crate) addresses: Vec<Address>,
}

impl Seen {
    /// How users reach the agent, where that can be seen, and in what.
    pub(crate) fn interface(&self) -> Option<(Interface, String)> {
        let port = self.build.as_ref().and_then(|(_, file)| file.port);
        let package = |is_it: fn(&str) -> bool| self.dependencies.iter().find(|package| is_it(package)).cloned();
        let (serves, talks) = (package(is_frontend), package(is_messaging));
        match (port, serves, talks) {
            (None, None, Some(talks)) => Some((Interface::Messaging, talks)),
            (Some(port), _, None) => Some((Interface::Frontend, format!("EXPOSE {port}"))),
            (None, Some(serves), None) => Some((Interface::Frontend, serves)),
            (Some(_), _, Some(talks)) | (None, Some(_), Some(talks)) => Some((Interface::Both, talks)),
            (None, None, None) => None,
        }
    }
}

/// What the agent uses, by sections.
#[derive(Debug, Default)]
struct Used {
    models: BTreeSet<String>,
    knowledge: BTreeSet<String>,
    integrations: BTreeSet<String>,
    inputs: Vec<(String, Form)>,
    /// The variables of the inputs.
    variables: Vec<String>,
    has_gateway: bool,
}

/// The spec of an agent.
pub(crate) fn outline(outline: &Outline, seen: &Seen) -> Outlined {
    let mut made = Outlined::default();
    let mut used = Used::of(seen, &mut made);
    used.knowledge.extend(outline.stores.iter().cloned());
    let has_gateway = used.has_gateway || outline.has_gateway;
    let interface = outline.interface.or_else(|| {
        let (interface, sign) = seen.interface()?;
        made.saw("agent.interfaces", &sign);
        Some(interface)
    });
    let agent = agent(outline, seen, interface, has_gateway, &mut made);
    if !used.variables.is_empty() {
        made.addresses = addresses(&used.variables, &used.knowledge, &given());
    }
    let mut root = vec![
        ("spec", Form::text("blueprint/v1")),
        ("name", Form::text(&outline.name)),
        ("agent", agent),
        ("models", provided(used.models.iter().map(String::as_str))),
        ("knowledge", provided(used.knowledge.iter().map(String::as_str))),
        ("integrations", provided(used.integrations.iter().map(String::as_str))),
        ("inputs", Form::Map(used.inputs)),
    ];
    let port = outline.port.or_else(|| seen.build.as_ref().and_then(|(_, file)| file.port)).filter(|port| *port > 1023);
    if let (Some(port), Some(Interface::Frontend | Interface::Both)) = (port, interface) {
        let frontend = Form::map([("frontend", Form::map([("port", Form::Raw(port.to_string()))]))]);
        root.push(("dev", Form::map([("interfaces", frontend)])));
    }
    made.text = text(&root);
    made
}

impl Used {
    fn of(seen: &Seen, made: &mut Outlined) -> Self {
        let mut used = Self::default();
        used.take_variables(seen, made);
        for package in &seen.dependencies {
            if let Some(provider) = store(package)
                && used.knowledge.insert(provider.to_owned())
            {
                made.saw(&format!("knowledge.{provider}"), package);
            }
        }
        let is_open = used.models.is_empty() && !used.has_gateway;
        for package in &seen.dependencies {
            if let Some(provider) = own_models(package)
                && used.models.insert(provider.to_owned())
            {
                made.saw(&format!("models.{provider}"), package);
            }
        }
        if is_open && let Some(package) = seen.dependencies.iter().find(|package| calls_models(package)) {
            used.has_gateway = true;
            made.saw("agent.astro_ai_gateway", package);
        }
        used
    }

    /// Variables of an example: what a provider gives shows that it is used, and the others are inputs.
    fn take_variables(&mut self, seen: &Seen, made: &mut Outlined) {
        let (given, platform) = (given(), platform());
        let file = seen.example.unwrap_or_default();
        let set = seen.build.as_ref().map(|(_, file)| file.sets.as_slice()).unwrap_or_default();
        for (variable, is_secret) in &seen.variables {
            let name = variable.name.as_str();
            if let Some((section, provider)) = given.get(name) {
                let entries = match *section {
                    "models" => &mut self.models,
                    "knowledge" => &mut self.knowledge,
                    _ => &mut self.integrations,
                };
                if *provider == "gateway" {
                    self.has_gateway = true;
                } else if entries.insert((*provider).to_owned()) {
                    made.saw(&format!("{section}.{provider}"), &format!("{name} in {file}"));
                }
                continue;
            }
            self.has_gateway |= name.starts_with("ASTRO_GATEWAY");
            let is_own = name == "PORT" || name.starts_with("ASTRO_") || platform.iter().any(|known| known == name);
            if is_own || (set.iter().any(|set| set == name) && !is_secret) {
                continue;
            }
            let (key, form) = variable.input(*is_secret);
            if !key.is_empty() && !self.inputs.iter().any(|(known, _)| *known == key) {
                made.saw(&format!("inputs.{key}"), &format!("{name} in {file}"));
                self.inputs.push((key, form));
                self.variables.push(variable.name.clone());
            }
        }
    }
}

fn agent(outline: &Outline, seen: &Seen, interface: Option<Interface>, has_gateway: bool, made: &mut Outlined) -> Form {
    let mut agent: Vec<(String, Form)> = Vec::new();
    let mut put = |key: &str, value: Form| agent.push((key.to_owned(), value));
    let built = seen.build.as_ref().filter(|_| outline.image.is_none());
    match &outline.image {
        Some(image) => put("image", Form::text(image)),
        None => {
            let context = built.map_or(".", |(place, _)| place.as_str());
            put("build", Form::map([("context", Form::text(context)), ("dockerfile", Form::text("Dockerfile"))]));
        }
    }
    if has_gateway {
        put("astro_ai_gateway", Form::Raw("true".into()));
    }
    let flag = || Form::Raw("true".to_owned());
    match interface {
        // Chat alone is what holds where nothing is said, too.
        None => {}
        Some(Interface::Messaging) => put("interfaces", Form::map([("messaging", flag())])),
        Some(Interface::Frontend) => put("interfaces", Form::map([("frontend", flag())])),
        Some(Interface::Both) => put("interfaces", Form::map([("frontend", flag()), ("messaging", flag())])),
        Some(Interface::None) => put("interfaces", Form::Raw("{}".to_owned())),
    }
    if let Some(check) = built.and_then(|(_, file)| file.check.as_ref()) {
        let words = match check {
            Check::Shell(line) => vec!["CMD-SHELL".to_owned(), line.clone()],
            Check::Words(words) => std::iter::once("CMD".to_owned()).chain(words.iter().cloned()).collect(),
        };
        let port = built.and_then(|(_, file)| file.port);
        let is_web = matches!(interface, Some(Interface::Frontend | Interface::Both));
        // A frontend listens on another port in a cluster, where a path is asked for at the right one.
        let path = asked(check).filter(|(asked, _)| is_web && (Some(*asked) == port || Some(*asked) == outline.port));
        let check = match path {
            Some((_, path)) => ("path", Form::text(path)),
            None => ("test", Form::List(words.iter().map(Form::text).collect())),
        };
        put("healthcheck", Form::map([check]));
        made.saw("agent.healthcheck", "HEALTHCHECK");
    }
    Form::Map(agent)
}

/// The port and the path that a check asks for, where that is all that it does.
fn asked(check: &Check) -> Option<(u16, String)> {
    match check {
        Check::Shell(line) => page(&words(line)?),
        Check::Words(words) => page(words),
    }
}

/// Entries that are called like their providers.
pub(super) fn provided<'a>(names: impl Iterator<Item = &'a str>) -> Form {
    Form::Map(names.map(|name| (name.to_owned(), Form::map([("provider", Form::text(name))]))).collect())
}

/// A spec in lines, its sections apart; those without an entry are left out.
pub(super) fn text(root: &[(&str, Form)]) -> String {
    let mut text = String::new();
    for (at, (key, value)) in root.iter().enumerate().filter(|(_, (_, value))| *value != Form::Map(Vec::new())) {
        if at > 1 {
            text.push('\n');
        }
        for line in value.under(key) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

impl Outlined {
    /// Notes what a part of the spec was seen in.
    fn saw(&mut self, part: &str, sign: &str) {
        self.seen.push((one_line(part, LONGEST).into_owned(), one_line(sign, LONGEST).into_owned()));
    }
}
