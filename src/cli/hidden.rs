//! A secret that somebody types or pipes: it is never shown, and never an argument.

use std::io::{self, Read};

use super::session::{Failure, Session};
use crate::gateway::Secret;

/// The most that is read of it.
const LONGEST: u64 = 64 * 1024;

/// Reads a secret: from a terminal without showing it, else all of standard input.
pub(super) fn secret(what: &str, session: &mut Session<'_, '_>) -> Result<Secret, Failure> {
    let typed = if session.io.terminal.stdin {
        session.note(&format!("{what} (it is not shown): "));
        let typed = typed(session.io.stdin);
        session.note("\n");
        typed
    } else {
        let mut bytes = Vec::new();
        session.io.stdin.take(LONGEST).read_to_end(&mut bytes).map(|_| bytes)
    };
    let bytes = typed.map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => Failure::new("interrupted"),
        _ => Failure::new(format!("standard input can't be read: {}", crate::disk::reason(&error))),
    })?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    Secret::new(&text).ok_or_else(|| {
        let failure = Failure::new(format!("{what} was expected on standard input: one word of visible characters"));
        failure.help("pipe it, as in `pass show astro | ast login --with-token`, or type it on a terminal")
    })
}

/// A line that is typed on a terminal, which shows it unless it is a secret; without blanks at its ends.
pub(super) fn answer(what: &str, is_secret: bool, session: &mut Session<'_, '_>) -> Result<String, Failure> {
    let typed = if is_secret {
        session.note(&format!("{what} (it is not shown): "));
        let typed = typed(session.io.stdin);
        session.note("\n");
        typed
    } else {
        session.note(&format!("{what}: "));
        shown(session.io.stdin)
    };
    let bytes = typed.map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => Failure::new("interrupted"),
        _ => Failure::new(format!("the terminal can't be read: {}", crate::disk::reason(&error))),
    })?;
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// A line of a terminal that edits and shows it.
fn shown(stdin: &mut dyn Read) -> io::Result<Vec<u8>> {
    let (mut line, mut byte) = (Vec::new(), [0]);
    while stdin.read(&mut byte)? > 0 && byte[0] != b'\n' {
        if (line.len() as u64) < LONGEST {
            line.push(byte[0]);
        }
    }
    Ok(line)
}

/// A line that is typed on a terminal, key by key, so that an interruption leaves the terminal as it was.
#[cfg(unix)]
fn typed(stdin: &mut dyn Read) -> io::Result<Vec<u8>> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

    let terminal = io::stdin();
    let before = tcgetattr(&terminal)?;
    let mut hidden = before.clone();
    hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
    tcsetattr(&terminal, OptionalActions::Now, &hidden)?;
    let line = line(stdin);
    tcsetattr(&terminal, OptionalActions::Now, &before)?;
    line
}

#[cfg(not(unix))]
fn typed(_: &mut dyn Read) -> io::Result<Vec<u8>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "pipe it, as it can't be hidden here"))
}

/// The keys up to the end of a line.
#[cfg(unix)]
fn line(stdin: &mut dyn Read) -> io::Result<Vec<u8>> {
    const INTERRUPT: u8 = 3;
    const END: u8 = 4;
    const CLEAR: u8 = 21;
    let (mut line, mut key) = (Vec::new(), [0]);
    loop {
        if stdin.read(&mut key)? == 0 {
            return Ok(line);
        }
        match key[0] {
            b'\r' | b'\n' | END => return Ok(line),
            INTERRUPT => return Err(io::ErrorKind::Interrupted.into()),
            CLEAR => line.clear(),
            8 | 127 => drop(line.pop()),
            byte if (line.len() as u64) < LONGEST => line.push(byte),
            _ => {}
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn keys_make_a_line() {
        for (keys, made) in [("abc\n", "abc"), ("abx\u{7f}c\rd", "abc"), ("x\u{15}abc\u{4}", "abc"), ("abc", "abc")] {
            assert_eq!(line(&mut keys.as_bytes()).unwrap(), made.as_bytes(), "{keys:?}");
        }
        assert_eq!(line(&mut &b"ab\x03"[..]).unwrap_err().kind(), io::ErrorKind::Interrupted);
    }
}
