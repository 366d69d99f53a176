//! Why a run did not become ready: who is to blame, what it said last, and what to try.

use std::time::Duration;

use crate::text::one_line;

/// How much is shown of a line.
const MOST: usize = 500;
/// How many lines are shown.
const LINES: usize = 20;

/// What engines say of a port that is taken.
const TAKEN: [&str; 2] = ["port is already allocated", "address already in use"];

/// Why a run failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The service, where one is to blame.
    pub service: Option<String>,
    /// What happened.
    pub blame: Blame,
    /// What was said last.
    pub lines: Vec<String>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blame {
    /// It ended, with a status.
    Ended(u8),
    /// Its check failed.
    Unhealthy,
    /// It runs, and did not answer for so long.
    Silent(Duration),
    /// Its image can't be built.
    Build,
    /// Compose could not start it.
    Start,
}

impl Fault {
    /// What Compose said, in whose words a service is named. Of a build, the step that failed is shown at its end.
    pub fn said(blame: Blame, text: &str) -> Self {
        let step = text.rfind("\n > [").filter(|_| blame == Blame::Build);
        let text = step.map_or(text, |start| &text[start + 1..]);
        // ` > [agent 2/2] RUN …`, `target agent: failed to solve`.
        let of_step = text.strip_prefix(" > [").and_then(|rest| rest.split([' ', ']']).next());
        let named = || text.lines().find_map(|line| Some(line.strip_prefix("target ")?.split_once(": ")?.0));
        // ` agent Error Get …`, of an image that can't be pulled.
        let pulled =
            || text.lines().find_map(|line| line.strip_prefix(' ')?.split_once(" Error ").map(|(name, _)| name));
        let pulled = || pulled().filter(|name| !name.contains(' '));
        let service = of_step.or_else(named).or_else(pulled).map(str::to_owned);
        // How far it came says nothing of why it went no farther.
        let is_told = |line: &&str| !line.starts_with(" Container ") && !line.ends_with(" Pulling");
        let told: Vec<&str> = text.lines().filter(is_told).collect();
        Self { service, blame, lines: last(&told.join("\n")) }
    }

    /// The port of this machine that something else has taken meanwhile.
    pub(super) fn taken(&self) -> Option<u16> {
        let is_taken = |line: &&String| TAKEN.iter().any(|words| line.contains(words));
        let line = self.lines.iter().find(is_taken).filter(|_| self.blame == Blame::Start)?;
        let number = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
        line.split("127.0.0.1:").skip(1).find_map(number)
    }

    /// What happened, in a line.
    pub fn message(&self) -> String {
        let who = self.service.as_deref().unwrap_or("the project");
        match self.blame {
            Blame::Ended(status) => format!("{who} ended with status {status} before it was ready"),
            Blame::Unhealthy => format!("the check of {who} fails"),
            Blame::Silent(time) => format!("{who} runs, and did not answer within {} s", time.as_secs()),
            Blame::Build if self.service.is_none() => "an image can't be built".to_owned(),
            Blame::Build => format!("{who} can't be built"),
            Blame::Start => format!("{who} can't be started"),
        }
    }

    /// What to try.
    pub fn help(&self) -> &'static str {
        let says = |parts: &[&str]| self.lines.iter().any(|line| parts.iter().any(|part| line.contains(part)));
        match self.blame {
            Blame::Start | Blame::Build if says(&TAKEN) => {
                "the port was taken meanwhile; start again, and another number is chosen"
            }
            Blame::Start | Blame::Build
                if says(&[
                    "pull access denied",
                    "manifest unknown",
                    "failed to resolve",
                    "No such image",
                    "dial tcp",
                ]) =>
            {
                "build the image, write `build:` in the spec, or name an image that this engine has or can pull"
            }
            Blame::Start if says(&["no space left"]) => "`docker system prune` makes room",
            Blame::Ended(0) => "an agent runs until it is stopped; let its command wait for requests",
            Blame::Ended(126 | 127) => "the image has no such command; look at its ENTRYPOINT, CMD and `dev.command`",
            Blame::Ended(137) => "it was killed: give the engine more memory, or let the agent take less",
            Blame::Ended(_) => "correct what its last lines say, and start again",
            Blame::Unhealthy => "run the check in the container, or give it more `retries`",
            Blame::Silent(_) => {
                "let it listen on 0.0.0.0 and the port that `PORT` says (8080 without one), or give `--timeout` more"
            }
            Blame::Build => "correct the Dockerfile or what it copies; `docker compose build` shows all of it",
            Blame::Start => "`ast doctor` and `docker compose version` show whether the engine is well",
        }
    }
}

/// The last lines of a text, as they can be shown.
pub fn last(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let first = lines.len().saturating_sub(LINES);
    lines[first..].iter().map(|line| one_line(line, MOST).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_of_a_build_is_found_in_what_compose_says() {
        for said in [
            "target agent: failed to solve: exit code: 1\n",
            "#5 0.3 lines\n------\n > [agent stage 2/2] RUN x:\n0.3 cold\n------\nfailed to solve\n",
        ] {
            let fault = Fault::said(Blame::Build, said);
            assert_eq!((fault.service.as_deref(), fault.message().as_str()), (Some("agent"), "agent can't be built"));
            assert!(fault.lines.len() < 5 && !fault.lines.iter().any(|line| line.contains("lines")));
        }
        let fault = Fault::said(Blame::Start, "Bind for 127.0.0.1:80 failed: port is already allocated\n\u{1b}[2J\n");
        assert_eq!(fault.message(), "the project can't be started");
        assert!(fault.help().contains("taken meanwhile"));
        assert_eq!((fault.taken(), fault.lines[1].as_str()), (Some(80), "\\u{1b}[2J"));
        let said = " Container x  Created\n agent Pulling\n agent Error Get \"x\": dial tcp 127.0.0.1:1: refused\n";
        let fault = Fault::said(Blame::Start, said);
        assert_eq!((fault.service.as_deref(), fault.lines.len(), fault.taken()), (Some("agent"), 1, None));
    }
}
