//! `ast dev ask`: a question to the agent that runs, and its answer.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::owned::docker;
use super::prepare::Project;
use super::status::containers;
use crate::cli::Status;
use crate::cli::session::{Failure, Session};
use crate::gateway::post;
use crate::plan::Id;
use crate::text::{lines, one_line};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast dev ask \"Who are you?\"

`[dev] ask = \"/chat\"` in `ast.toml` names the path, which gets `{\"message\": \"…\"}` by POST and answers with text, JSON or
a stream of events. Exit status: 0 answered, 1 the agent refused or can't be reached, 2 no path is named, or the
agent does not run or publishes no port.")]
pub(super) struct Args {
    /// What is asked
    #[arg(value_name = "TEXT")]
    text: String,
    /// The spec, or the folder that it is in
    #[arg(long = "spec", value_name = "PATH")]
    path: Option<PathBuf>,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let project = match Project::started(args.path.as_deref(), session)? {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    let Some(path) = project.accepted.loaded.options.settings.dev.ask.clone() else {
        return Err(Failure::new("no path is named that takes questions")
            .help("write `ask = \"/chat\"` under `[dev]` in `ast.toml`, if the agent answers there; what `ast run` runs is asked at its own port, by `curl`"));
    };
    let agent = project.plan.container(&Id::AGENT).and_then(|agent| agent.service.clone()).unwrap_or_default();
    let found = containers(&docker(&project))?.into_iter().find(|found| found.service == agent && found.runs());
    let Some(found) = found else {
        return Err(Failure::new("the agent does not run").help("start it with `ast dev`"));
    };
    let Some(port) = found.ports.first().copied() else {
        return Err(Failure::new("the agent publishes no port").help("`agent.interfaces.frontend: true` publishes one"));
    };
    let body = json!({"message": args.text}).to_string();
    let (mut open, mut whole) = (String::new(), Vec::new());
    let status = post(port, path.as_str(), body, |bytes, is_stream| {
        if !is_stream {
            whole.extend_from_slice(bytes);
            return;
        }
        open.push_str(&String::from_utf8_lossy(bytes));
        while let Some((line, rest)) = open.split_once('\n') {
            let said = line.strip_prefix("data:").map(|data| said(data.trim_end_matches('\r').trim_start_matches(' ')));
            let rest = rest.to_owned();
            if let Some(said) = said {
                print(&said, session);
            }
            open = rest;
        }
    });
    let status = match status {
        Ok(status) => status,
        Err(why) => {
            session.note(&format!("error: the agent can't be asked: {}\n", one_line(&why, 300)));
            return Ok(Status::Invalid);
        }
    };
    let text = String::from_utf8_lossy(&whole).into_owned();
    if status >= 400 {
        session.note(&format!("error: the agent answered {status}: {}\n", one_line(text.trim(), 500)));
        return Ok(Status::Invalid);
    }
    print(&said(&text), session);
    print("\n", session);
    Ok(Status::Fine)
}

/// What an answer, or a piece of one, says: its only text where it is JSON with one, else itself.
fn said(text: &str) -> String {
    let of = |value: &Value| {
        ["answer", "text", "delta", "content", "message"]
            .iter()
            .find_map(|key| Some(value.get(key)?.as_str()?.to_owned()))
    };
    match serde_json::from_str::<Value>(text) {
        Ok(Value::String(text)) => text,
        Ok(value) => of(&value).unwrap_or_else(|| text.to_owned()),
        Err(_) if text == "[DONE]" => String::new(),
        Err(_) => text.to_owned(),
    }
}

/// Whatever an agent says, a terminal obeys nothing of it.
fn print(text: &str, session: &mut Session<'_, '_>) {
    let _ = session.io.stdout.write_all(lines(text).as_bytes()).and_then(|()| session.io.stdout.flush());
}
