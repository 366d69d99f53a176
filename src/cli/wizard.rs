//! What `ast init` asks on a terminal: few questions, each with a default, so that Enter through all of them begins an agent
//! that runs. What a flag says is not asked, and an answer that can't be used is asked again.

use std::io::ErrorKind;

use super::session::{Failure, Session};
use crate::start::{Interface, Seen, Template, agent_name, stores};
use crate::text::one_line;

/// The most that is read of an answer, in bytes.
const LONGEST: usize = 1024;
/// How often a question is asked.
const MOST_TIMES: usize = 3;

/// What flags said already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// The agent's name, where it was said, and what it is called otherwise.
    pub(super) name: Option<&'a str>,
    pub(super) usual_name: &'a str,
    pub(super) interface: Option<Interface>,
    pub(super) stores: Option<&'a [String]>,
}

/// What somebody wants of a folder in which nothing is to be seen.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) name: String,
    /// A template; else a spec alone.
    pub(super) template: Option<Template>,
    /// The image that runs it; else it is built.
    pub(super) image: Option<String>,
    pub(super) interface: Interface,
    pub(super) stores: Vec<String>,
    /// Whether it calls models by the AI Gateway.
    pub(super) has_gateway: bool,
}

impl Wish {
    /// Asks for all that is not known yet.
    pub(super) fn ask(known: Known<'_>, seen: &Seen, session: &mut Session<'_, '_>) -> Result<Self, Failure> {
        let name = match known.name {
            Some(name) => name.to_owned(),
            None => asked("what is the agent called?", known.usual_name, session, name)?,
        };
        // Where a program is already, a template would be in its way.
        let usual = if seen.dependencies.is_empty() { "python" } else { "plain" };
        let begun = "which template: python, langgraph, mastra, rust, or plain for none?";
        let template = asked(begun, usual, session, template)?;
        let image = match template {
            Some(_) => None,
            None => asked("which image runs it; none builds it here?", "none", session, image)?,
        };
        let interface = match (known.interface, template) {
            (Some(interface), _) => interface,
            (None, Some(template)) if !template.has_messaging() => Interface::Frontend,
            (None, Some(_)) => {
                let question =
                    "how is it reached: frontend (a web address) or messaging (chat, on the web and in Slack)?";
                asked(question, "frontend", session, |said| match interface(said)? {
                    interface @ (Interface::Frontend | Interface::Messaging) => Ok(interface),
                    _ => Err("a template has one of the two".to_owned()),
                })?
            }
            (None, None) => asked(INTERFACE, "messaging", session, interface)?,
        };
        let question = format!("which stores: {} (or several: a,b)?", stores().join(", "));
        let stores = match known.stores {
            Some(stores) => stores.to_vec(),
            None => asked(&question, "none", session, chosen)?,
        };
        let has_gateway = match template {
            Some(_) => true,
            None => asked("does it call models by the AI Gateway, yes or no?", "yes", session, is_yes)?,
        };
        Ok(Self { name, template, image, interface, stores, has_gateway })
    }
}

/// The question for the interface of an agent that is no template.
pub(super) const INTERFACE: &str = "how do users reach the agent: frontend, messaging, both or none?";

/// Asks until an answer can be used; nothing is the usual one.
pub(super) fn asked<T>(
    question: &str,
    usual: &str,
    session: &mut Session<'_, '_>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    for _ in 0..MOST_TIMES {
        let said = line(&format!("{question} [{usual}] "), session)?;
        match read(if said.is_empty() { usual } else { &said }) {
            Ok(answer) => return Ok(answer),
            Err(why) => session.note(&format!("{why}\n")),
        }
    }
    Err(Failure::new("no answer could be used").help("`ast init --help` lists the flags that say the same"))
}

/// What somebody answers on the terminal, in one line.
pub(super) fn line(question: &str, session: &mut Session<'_, '_>) -> Result<String, Failure> {
    session.note(question);
    let (mut line, mut byte) = (Vec::new(), [0]);
    // Byte by byte: what follows the line is not this question's.
    while line.len() < LONGEST {
        match session.io.stdin.read(&mut byte) {
            Ok(0) if line.is_empty() => {
                session.note("\n");
                return Err(Failure::new("nothing was answered, and nothing is written"));
            }
            Ok(0) => break,
            Ok(_) if byte[0] == b'\n' => break,
            Ok(_) => line.push(byte[0]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Err(Failure::new("standard input can't be read")),
        }
    }
    String::from_utf8(line).map(|line| line.trim().to_owned()).map_err(|_| Failure::new("that is not text in UTF-8"))
}

/// The interface that a word names.
pub(super) fn interface(said: &str) -> Result<Interface, String> {
    match said.to_ascii_lowercase().as_str() {
        "frontend" => Ok(Interface::Frontend),
        "messaging" => Ok(Interface::Messaging),
        "both" => Ok(Interface::Both),
        "none" => Ok(Interface::None),
        _ => Err(format!("`{}` is none of them", one_line(said, LONGEST))),
    }
}

/// The stores that a list names.
pub(super) fn chosen(said: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    let words = said.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty() && *word != "none");
    for word in words {
        let word = word.to_ascii_lowercase();
        if !stores().contains(&word.as_str()) {
            return Err(format!("`{}` is not one of {}", one_line(&word, LONGEST), stores().join(", ")));
        }
        if !names.contains(&word) {
            names.push(word);
        }
    }
    Ok(names)
}

fn name(said: &str) -> Result<String, String> {
    let usable = agent_name(said);
    if usable == said {
        return Ok(usable);
    }
    Err(format!("2 to 63 lower-case letters, digits and hyphens make a name, a letter first: `{usable}`"))
}

fn template(said: &str) -> Result<Option<Template>, String> {
    let said = said.to_ascii_lowercase();
    match Template::ALL.into_iter().find(|template| template.as_str() == said) {
        Some(template) => Ok(Some(template)),
        None if said == "plain" => Ok(None),
        None => Err(format!("`{}` is none of them", one_line(&said, LONGEST))),
    }
}

/// An image, which is looked at where the spec is.
#[expect(clippy::unnecessary_wraps, reason = "every answer is read by a function of one form")]
fn image(said: &str) -> Result<Option<String>, String> {
    Ok(Some(said.to_owned()).filter(|image| image != "none"))
}

fn is_yes(said: &str) -> Result<bool, String> {
    match said.to_ascii_lowercase().as_str() {
        "yes" | "y" => Ok(true),
        "no" | "n" => Ok(false),
        _ => Err("say yes or no".to_owned()),
    }
}
