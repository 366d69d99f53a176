//! Flags that say what settings say. They are made of the table of settings, so that a setting's line is all there is.

use std::ffi::OsStr;

use clap::builder::{PossibleValuesParser, TypedValueParser, ValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::options::{Flag, Row, Scope, Setting as _, Settings, flags};

/// The flags of settings that what containers get depends on; with `DEPLOYMENT`, of every setting.
#[derive(Debug, Clone, Default)]
pub(super) struct Flags<const DEPLOYMENT: bool>(Settings);

impl<const DEPLOYMENT: bool> Flags<DEPLOYMENT> {
    /// The flags as settings.
    pub(super) fn settings(&self) -> Settings {
        self.0.clone()
    }

    fn all() -> impl Iterator<Item = (Flag, &'static Row)> {
        flags().filter(|(flag, _)| DEPLOYMENT || flag.scope == Scope::Plan)
    }
}

impl<const DEPLOYMENT: bool> Args for Flags<DEPLOYMENT> {
    fn augment_args(command: Command) -> Command {
        Self::all().fold(command, |command, (flag, row)| command.arg(arg(flag, row)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const DEPLOYMENT: bool> FromArgMatches for Flags<DEPLOYMENT> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for (flag, _) in Self::all() {
            for text in matches.get_many::<String>(flag.name).into_iter().flatten() {
                if let Some(Err(why)) = self.0.take_flag(flag.name, text) {
                    let message = format!("invalid value for '--{}': {why}\n", flag.name);
                    return Err(clap::Error::raw(ErrorKind::ValueValidation, message));
                }
            }
        }
        Ok(())
    }
}

fn heading(scope: Scope) -> &'static str {
    match scope {
        Scope::Plan => "Options of the output (each beats its setting in ast.toml)",
        Scope::Deployment => "Options of a deployment to Kubernetes (each beats its setting in ast.toml)",
    }
}

fn arg(flag: Flag, row: &Row) -> Arg {
    let mut about = row.about();
    if flag.repeats && !flag.value.contains('=') {
        about.push_str(", separated by commas");
    }
    // A flag may have a word of its own for what the file calls otherwise.
    let is_word = |default: &String| flag.choices.is_empty() || flag.choices.contains(&default.as_str());
    if let Some(default) = row.default_text().filter(is_word) {
        about = format!("{about} [default: {default}]");
    }
    let arg = match flag.value {
        // A value would swallow the path that follows, so it needs a `=`.
        "" => Arg::new(flag.name).value_name("BOOL").num_args(0..=1).require_equals(true).default_missing_value("true"),
        value => Arg::new(flag.name).value_name(value),
    };
    arg.long(flag.name)
        .help(about)
        .help_heading(heading(flag.scope))
        .hide_possible_values(true)
        .action(if flag.repeats { ArgAction::Append } else { ArgAction::Set })
        .value_parser(if flag.choices.is_empty() {
            ValueParser::new(Form(flag))
        } else {
            PossibleValuesParser::new(flag.choices).into()
        })
}

/// A parser of the form that a setting has. It says itself what is wrong: clap repeats the value, which may hold a
/// password.
#[derive(Clone)]
struct Form(Flag);

impl TypedValueParser for Form {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let why = match value.to_str() {
            Some(text) => match Settings::default().take_flag(self.0.name, text) {
                Some(Err(why)) => why,
                Some(Ok(())) | None => return Ok(text.to_owned()),
            },
            None => "expected text in UTF-8".to_owned(),
        };
        let arg = arg.map(ToString::to_string).unwrap_or_default();
        let message = format!("invalid value for '{arg}': {why}\n");
        Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command))
    }
}
