//! A `docker-credential-*` program that keeps what would else lie in a file.
//!
//! The protocol is that of Docker's: a word as the argument, and JSON or a URL on standard input. All that is kept of ours is
//! one secret under one name, which is nobody's address: no other program asks for it. What Docker keeps of registries is
//! only read.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::trouble::Trouble;
use crate::drive::{self, Printed, Question};
use crate::text::one_line;

/// The name that the secret has there.
const NAME: &str = "https://ast.invalid/credentials";
/// It may ask its owner for a password.
const PATIENCE: Duration = Duration::from_mins(1);
/// How many characters of what is kept count as a part of it where they are shown.
const PART: usize = 8;
/// The most that it may print.
const MOST: usize = 1 << 20;

/// A program that keeps credentials.
#[derive(Debug, Clone)]
pub(crate) struct Helper {
    name: String,
    program: PathBuf,
}

impl Helper {
    /// Finds the program on the PATH.
    pub(crate) fn find(name: &str, path: Option<&std::ffi::OsStr>) -> Result<Self, Trouble> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let shown = one_line(name, 60);
        if name.is_empty() || name.len() > 60 || !name.chars().all(is_plain) {
            let help = "name what follows `docker-credential-`, as in `pass`";
            return Err(Trouble::failed(format!("`{shown}` is not the name of a credential helper")).help(help));
        }
        let program = drive::find(&format!("docker-credential-{name}"), path, |_| false).ok_or_else(|| {
            let help = "install it, or remove the file that names it and log in without it";
            Trouble::failed(format!("`docker-credential-{shown}` is not on the PATH")).help(help)
        })?;
        Ok(Self { name: name.to_owned(), program })
    }

    /// What it keeps; none where it has nothing.
    pub(super) async fn get(&self) -> Result<Option<String>, Trouble> {
        Ok(self.login(NAME).await?.map(|(_, secret)| secret))
    }

    /// The user and the secret that it keeps for a server; none where it has nothing.
    pub(crate) async fn login(&self, server: &str) -> Result<Option<(String, String)>, Trouble> {
        let printed = self.ask("get", server.to_owned()).await?;
        let found: Option<Value> = serde_json::from_str(&printed.stdout).ok();
        let text = |key: &str| found.as_ref().and_then(|found| found[key].as_str()).map(str::to_owned);
        match text("Secret") {
            Some(secret) => Ok(Some((text("Username").unwrap_or_default(), secret))),
            // The words are those of the protocol.
            None if printed.stdout.contains("credentials not found") => Ok(None),
            // Whatever it printed may be what it keeps.
            None => Err(self.refused("get", &Printed { stdout: String::new(), ..printed }, "")),
        }
    }

    /// Has it keep something.
    pub(super) async fn store(&self, secret: &str) -> Result<(), Trouble> {
        let input = json!({"ServerURL": NAME, "Username": "ast", "Secret": secret}).to_string();
        let printed = self.ask("store", input).await?;
        let is_kept = printed.status.map_or(printed.stdout.trim().is_empty(), |status| status == 0);
        if is_kept { Ok(()) } else { Err(self.refused("store", &printed, secret)) }
    }

    /// Has it forget what it keeps.
    pub(super) async fn erase(&self) -> Result<(), Trouble> {
        let printed = self.ask("erase", NAME.to_owned()).await?;
        let is_gone =
            printed.status.is_none_or(|status| status == 0) || printed.stdout.contains("credentials not found");
        if is_gone { Ok(()) } else { Err(self.refused("erase", &printed, "")) }
    }

    /// Streams that pass through this thread go on meanwhile.
    async fn ask(&self, word: &'static str, input: String) -> Result<Printed, Trouble> {
        let program = self.program.clone();
        let asking = tokio::task::spawn_blocking(move || {
            let arguments = &[word][..];
            drive::ask(&Question {
                program: &program,
                arguments,
                folder: None,
                input: &input,
                patience: PATIENCE,
                most: MOST,
            })
        });
        let asked = asking.await.map_err(|_| std::io::Error::other("it was not waited for"));
        asked.and_then(|asked| asked).map_err(|error| {
            let why = crate::disk::reason(&error);
            Trouble::failed(format!("`docker-credential-{} {word}` failed: {why}", self.name))
        })
    }

    /// Its own words, unless they repeat a part of what it was given.
    fn refused(&self, word: &str, printed: &Printed, given: &str) -> Trouble {
        let said: String = printed.stdout.trim().chars().take(200).collect();
        let mut parts = said.as_bytes().windows(PART);
        let is_given = parts.any(|part| given.as_bytes().windows(PART).any(|given| given == part));
        let said = if said.is_empty() || is_given { String::new() } else { format!(": {}", one_line(&said, 200)) };
        Trouble::failed(format!("`docker-credential-{} {word}` failed{said}", self.name))
    }
}
