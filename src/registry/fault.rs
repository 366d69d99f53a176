//! Why a registry gives no digest, each with its remedy.

use std::borrow::Cow;
use std::fmt;

use crate::text::one_line;

/// Why there is no digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing answers there, or nothing that can be used.
    Unanswered {
        /// The registry.
        host: String,
        /// Why, after the name of the registry.
        why: String,
    },
    /// The registry, or the server that gives tokens for it, says no.
    Refused {
        /// The registry.
        host: String,
        /// What is not to be read.
        repository: String,
        /// Whether a login was shown.
        with_login: bool,
        /// Why the login that Docker's configuration names could not be used.
        no_login: Option<String>,
    },
    /// It was asked too often.
    Limited {
        /// The registry.
        host: String,
        /// The seconds that it asks to wait.
        seconds: Option<u64>,
    },
    /// It has no such tag, or nothing of that name.
    NoTag {
        /// The registry.
        host: String,
        /// The name and the tag.
        image: String,
    },
    /// It does not have what a digest stands for.
    Gone {
        /// The registry.
        host: String,
        /// The name and the digest.
        image: String,
    },
}

/// How much of a name or of a server's words is shown.
const MOST: usize = 200;

impl Fault {
    /// What to do.
    pub fn help(&self) -> String {
        match self {
            Self::Unanswered { .. } => {
                "try again, and see that the name of its registry is right; `[mirrors]` names another one".to_owned()
            }
            Self::Refused { host, no_login: Some(_), .. } => {
                format!(
                    "see that the credential helper of Docker's configuration works, or `docker login {}`",
                    shown(host)
                )
            }
            Self::Refused { host, with_login: true, .. } => {
                format!(
                    "see that the name is right and that the login may read it, or `docker login {}` again",
                    shown(host)
                )
            }
            Self::Refused { host, .. } => {
                format!(
                    "see that the name is right, or `docker login {}`: the login that Docker keeps is used",
                    shown(host)
                )
            }
            Self::Limited { seconds: Some(seconds), .. } => {
                format!("try again in {seconds} s; a login is often let ask more")
            }
            Self::Limited { .. } => "try again later; a login is often let ask more".to_owned(),
            Self::NoTag { .. } => {
                "see that name and tag are right; what is built elsewhere has to be pushed first".to_owned()
            }
            Self::Gone { .. } => "`ast lock --update` takes what its tag names now".to_owned(),
        }
    }
}

fn shown(text: &str) -> Cow<'_, str> {
    one_line(text, MOST)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unanswered { host, why } => {
                write!(f, "the registry `{}` gave no answer: {}", shown(host), shown(why))
            }
            Self::Refused { host, repository, with_login: true, .. } => {
                write!(f, "the registry `{}` does not let your login read `{}`", shown(host), shown(repository))
            }
            Self::Refused { host, repository, no_login: Some(why), .. } => {
                let (host, repository, why) = (shown(host), shown(repository), shown(why));
                write!(f, "the registry `{host}` wants a login for `{repository}`, and there is none: {why}")
            }
            Self::Refused { host, repository, .. } => {
                write!(f, "the registry `{}` wants a login for `{}`", shown(host), shown(repository))
            }
            Self::Limited { host, .. } => write!(f, "the registry `{}` was asked too often (429)", shown(host)),
            Self::NoTag { host, image } => write!(f, "the registry `{}` has no `{}`", shown(host), shown(image)),
            Self::Gone { host, image } => write!(f, "`{}` is gone from the registry `{}`", shown(image), shown(host)),
        }
    }
}
