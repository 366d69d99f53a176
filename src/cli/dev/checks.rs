//! What has to hold before anything is started, each with what to do where it doesn't.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::Duration;

use crate::cli::session::Failure;
use crate::dev::Container;
use crate::drive::docker::{self, Docker};
use crate::drive::{Output, outputs};
use crate::text::one_line;

/// How long the engine may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The oldest Compose that all of this was proven with.
const OLDEST: (u64, u64) = (2, 26);
/// How much of what Docker says is shown.
const MOST: usize = 300;

/// The engine.
#[derive(Debug, Default)]
pub(super) struct Engine {
    /// What tells it from others.
    pub(super) id: String,
    /// The address by which containers may reach this machine, if it is one of this machine's.
    pub(super) bridge: Option<Ipv4Addr>,
    /// What the project has in it.
    pub(super) containers: Vec<Container>,
}

/// Asks the engine, and refuses one that can't be used, and a project of another folder.
pub(super) fn engine(docker: &Docker, folder: &Path) -> Result<Engine, Failure> {
    let asked = [docker::engine(), docker::compose_version(), docker.containers(), docker::bridge()];
    let answers = outputs(&asked, PATIENCE).map_err(|error| no_docker(&error))?;
    let mut answers = answers.into_iter();
    let mut next = || answers.next().unwrap_or_else(|| Ok(Output::default()));
    let (engine, compose, containers, bridge) = (next(), next(), next(), next());
    let engine = engine.map_err(|error| no_docker(&error))?;
    let id = engine.good().and_then(|line| line.split('\t').next()).map(str::trim).filter(|id| !id.is_empty());
    let Some(id) = id else {
        // 127 and 126 are those of a shell, and of `ast child`.
        if matches!(engine.status, 126 | 127) {
            return Err(no_docker(&ErrorKind::NotFound.into()));
        }
        let said = engine.stderr.lines().next_back().unwrap_or_default();
        return Err(Failure::new(format!("no engine answers: {}", one_line(said, MOST)))
            .help("start Docker, or say where it is by DOCKER_HOST or `docker context use`"));
    };
    new_enough(&compose.unwrap_or_default())?;
    let containers = containers.ok().and_then(|output| output.good().map(Container::list)).unwrap_or_default();
    let folder = folder.to_string_lossy();
    if let Some(other) = containers.iter().find(|container| !container.is_job && container.folder != folder) {
        let name = &docker.project;
        let other = one_line(&other.folder, MOST).into_owned();
        return Err(Failure::new(format!("the project `{name}` is in use by another folder: {other}"))
            .help("give this one another name with `--project-name`, or stop the other"));
    }
    let bridge =
        bridge.ok().and_then(|output| output.good().and_then(self::bridge)).filter(|address| is_here(*address));
    Ok(Engine { id: id.to_owned(), bridge, containers })
}

fn no_docker(error: &std::io::Error) -> Failure {
    let why = match error.kind() {
        ErrorKind::NotFound => "there is no `docker` on the PATH".to_owned(),
        ErrorKind::TimedOut => "the engine does not answer".to_owned(),
        _ => format!("`docker` can't be run: {error}"),
    };
    Failure::new(why)
        .help("install Docker with Compose 2.26 or newer, and start it; `ast run --no-start` needs none of it")
}

fn new_enough(compose: &Output) -> Result<(), Failure> {
    let help = "install Compose 2.26 or newer, as a plugin of Docker";
    let Some(version) = compose.good().map(str::trim) else {
        return Err(Failure::new("`docker compose` can't be run").help(help));
    };
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|part| part.parse::<u64>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) if (major, minor) < OLDEST => {
            Err(Failure::new(format!("Docker Compose {} is too old", one_line(version, 40))).help(help))
        }
        _ => Ok(()),
    }
}

/// The gateway of the engine's own network, which is the first address where it isn't said.
fn bridge(text: &str) -> Option<Ipv4Addr> {
    text.lines().find_map(|line| {
        let (subnet, gateway) = line.split_once('\t')?;
        gateway.trim().parse().ok().or_else(|| {
            let first: Ipv4Addr = subnet.split_once('/')?.0.parse().ok()?;
            Some(Ipv4Addr::from(u32::from(first) + 1))
        })
    })
}

/// Whether an address is one of this machine.
fn is_here(address: Ipv4Addr) -> bool {
    TcpListener::bind((address, 0)).is_ok()
}

/// Whether something listens on a port of this machine.
pub(super) fn is_busy(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compose_is_new_enough_or_told() {
        let of = |version: &str| new_enough(&Output { stdout: format!("{version}\n"), ..Output::default() });
        for version in ["2.26.1-4", "v2.40.3", "3.0.0", "5", "unknown"] {
            assert!(of(version).is_ok(), "{version}");
        }
        assert!(of("2.25.0").is_err() && of("1.29.2").is_err());
        assert!(new_enough(&Output { status: 1, ..Output::default() }).is_err());
    }

    #[test]
    fn the_address_of_this_machine_is_said_or_the_first() {
        assert_eq!(bridge("172.17.0.0/16\t172.17.0.9\n"), Some(Ipv4Addr::new(172, 17, 0, 9)));
        assert_eq!(bridge("fd00::/64\t\n172.17.0.0/16\t\n"), Some(Ipv4Addr::new(172, 17, 0, 1)));
        assert_eq!(bridge(""), None);
    }
}
