//! Somebody with a home of their own, who runs `ast` there.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::platform::Platform;

/// A home, and the platform that its `ast` is told of.
pub(crate) struct User {
    home: TempDir,
    pub(crate) platform: Platform,
    variables: Vec<(String, String)>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl User {
    pub(crate) fn new() -> Self {
        Self { home: TempDir::new().unwrap(), platform: Platform::new(), variables: Vec::new() }
    }

    /// Somebody who has logged in.
    pub(crate) fn logged_in() -> Self {
        let user = Self::new();
        user.run("login", "").is(0);
        user
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Where logins are kept.
    pub(crate) fn file(&self) -> PathBuf {
        self.path("config/ast/credentials.json")
    }

    pub(crate) fn kept(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    pub(crate) fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ast"));
        command.args(args.split_whitespace()).current_dir(self.home.path());
        for name in ["ASTRO_ACCESS_TOKEN", "ASTRO_ACCOUNT", "ASTRO_CLIENT_ID", "ASTRO_GATEWAY_URL"] {
            command.env_remove(name);
        }
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "DISPLAY", "WAYLAND_DISPLAY"] {
            command.env_remove(name);
        }
        command.env_remove("ASTRO_GATEWAY_API_KEY");
        command.env("XDG_CONFIG_HOME", self.path("config")).env("HOME", self.home.path());
        command.env("ASTRO_SERVER_URL", &self.platform.url).env("ASTRO_AUTH_URL", &self.platform.url);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs `ast` to its end, with what is piped to it.
    pub(crate) fn run(&self, args: &str, input: &str) -> Ended {
        Self::ended(self.start(args, input))
    }

    pub(crate) fn start(&self, args: &str, input: &str) -> Child {
        let mut child = self.command(args).spawn().unwrap();
        // One that reads nothing may have ended.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        child
    }

    /// Waits for its end, and sees that it shows no secret, whatever it was.
    pub(crate) fn ended(child: Child) -> Ended {
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let ended = Ended { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) };
        assert!(!format!("{ended:?}").contains("hunter2"), "{ended:?}");
        assert!(!ended.stderr.contains('\u{1b}') && !ended.stdout.contains('\u{1b}'), "{ended:?}");
        ended
    }

    /// Every file below the home that holds a text.
    pub(crate) fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let (mut found, mut open) = (Vec::new(), vec![self.home.path().to_owned()]);
        while let Some(folder) = open.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                } else if fs::read(&path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(text)) {
                    found.push(path);
                }
            }
        }
        found
    }

    /// Puts a program on the PATH of what is run.
    pub(crate) fn program(self, name: &str, script: &str) -> Self {
        let bin = self.path("bin");
        fs::create_dir_all(&bin).unwrap();
        fs::write(bin.join(name), script).unwrap();
        run_by_all(&bin.join(name));
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        self.variable("PATH", &path)
    }
}

fn run_by_all(path: &Path) {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

impl Ended {
    #[track_caller]
    pub(crate) fn is(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{}{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stdout.contains(text) || self.stderr.contains(text), "{text}: {}{}", self.stdout, self.stderr);
        self
    }
}
