//! `--allow`, `--warn` and `--deny`: from flags to levels.

use crate::diagnostic::severity::{Level, Levels, refusal};

use super::session::Failure;
use crate::options::Settings;
use crate::rule;

/// The flags that set severities.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Severities")]
pub(super) struct Severities {
    /// Do not report findings of CODE
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
    /// Report findings of CODE as warnings
    #[arg(long, value_name = "CODE")]
    warn: Vec<String>,
    /// Report findings of CODE as errors; `--deny warnings` fails on any warning
    #[arg(long, value_name = "CODE")]
    deny: Vec<String>,
}

impl Severities {
    /// What other flags say with these levels, and whether a warning fails the run.
    pub(super) fn add_to(&self, flags: Settings) -> Result<(Settings, bool), Failure> {
        let (rules, deny_warnings) = self.levels()?;
        Ok((Settings { rules, ..flags }, deny_warnings))
    }

    fn levels(&self) -> Result<(Levels, bool), Failure> {
        let known = rule::known();
        let mut levels = Levels::new();
        let mut deny_warnings = false;
        let lists = [
            ("allow", Level::Allow, &self.allow),
            ("warn", Level::Warn, &self.warn),
            ("deny", Level::Deny, &self.deny),
        ];
        for (flag, level, list) in lists {
            for code in list.iter().flat_map(|list| list.split(',')).map(str::trim) {
                if level == Level::Deny && code == "warnings" {
                    deny_warnings = true;
                    continue;
                }
                if let Some((message, help)) = refusal(code, level, known) {
                    let help = if code == "warning" { "write `--deny warnings` for all of them".into() } else { help };
                    return Err(Failure::new(format!("`--{flag} {code}`: {message}")).help(help));
                }
                if levels.insert(code.to_owned(), level).is_some_and(|other| other != level) {
                    let message = format!("`{code}` is given two severities");
                    return Err(Failure::new(message).help("name it once among `--allow`, `--warn` and `--deny`"));
                }
            }
        }
        Ok((levels, deny_warnings))
    }
}
