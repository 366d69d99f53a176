//! From the text of `ast.lock` to the digest that each name and tag stand for, and back.
//!
//! One line is one image, as engines write it: `repository:tag@sha256:…`. So a person can read it, a bot can raise it,
//! and two branches that lock different images merge by lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::ImageRef;

/// The name of the file beside a spec.
pub const LOCK_FILE: &str = "ast.lock";

/// What the file begins with.
const HEADER: &str = "# The images that run and the digest that each is pinned to, by `ast lock`; `ast lock --update` asks for newer ones.";

/// The digests of images. Without the file there is nothing in it, and nothing is pinned by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    is_there: bool,
    lines: BTreeMap<String, BTreeSet<String>>,
}

/// A line that names no image by its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockFault {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it, to follow the name of the file.
    pub reason: String,
}

impl Lock {
    /// Reads the file, and says which lines can't be read; the others hold.
    pub fn read(text: &str) -> (Self, Vec<LockFault>) {
        let mut lock = Self { is_there: true, lines: BTreeMap::new() };
        let mut faults = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match ImageRef::parse(line) {
                Ok(image) if image.digest().is_some() => lock.add(&image),
                Ok(_) => faults.push(LockFault { line: at + 1, reason: "it has no digest".to_owned() }),
                Err(fault) => faults.push(LockFault { line: at + 1, reason: fault.reason }),
            }
        }
        (lock, faults)
    }

    /// One of these images; those without a digest are left out.
    pub fn of(images: impl IntoIterator<Item = ImageRef>) -> Self {
        let mut lock = Self { is_there: true, lines: BTreeMap::new() };
        images.into_iter().for_each(|image| lock.add(&image));
        lock
    }

    fn add(&mut self, image: &ImageRef) {
        if let Some(digest) = image.digest() {
            let key = key(image.name(), image.tag());
            self.lines.entry(key).or_default().insert(digest.to_owned());
        }
    }

    /// Whether the project has one.
    pub fn is_there(&self) -> bool {
        self.is_there
    }

    /// The digest of an image that has none of its own; none where the lock names none, or several.
    pub fn digest(&self, image: &ImageRef) -> Option<&str> {
        let digests = self.lines.get(&key(image.name(), Some(image.tag().unwrap_or(LATEST))))?;
        digests.iter().next().filter(|_| digests.len() == 1).map(String::as_str)
    }

    /// Whether an image stands in it: with its own digest, where it has one.
    pub fn has(&self, image: &ImageRef) -> bool {
        let Some(digest) = image.digest() else { return self.digest(image).is_some() };
        self.lines.get(&key(image.name(), image.tag())).is_some_and(|digests| digests.contains(digest))
    }

    /// Every image, sorted by the bytes of its line.
    pub fn images(&self) -> impl Iterator<Item = ImageRef> {
        let lines = self.lines.iter().flat_map(|(key, digests)| digests.iter().map(move |digest| (key, digest)));
        lines.filter_map(|(key, digest)| ImageRef::parse(&format!("{key}@{digest}")).ok())
    }

    /// Whether a text was written by this program, and may be written over.
    pub fn is_ours(text: &str) -> bool {
        text.lines().next().is_some_and(|line| line.trim_end() == HEADER)
    }
}

/// What an engine adds to a name that has neither a tag nor a digest.
const LATEST: &str = "latest";

/// The tag of an image as the lock has it.
pub(crate) fn tag_of(image: &ImageRef) -> Option<&str> {
    image.tag().or_else(|| image.digest().is_none().then_some(LATEST))
}

fn key(name: &str, tag: Option<&str>) -> String {
    tag.map_or_else(|| name.to_owned(), |tag| format!("{name}:{tag}"))
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        self.images().try_for_each(|image| writeln!(f, "{}", image.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(digit: char) -> String {
        format!("sha256:{}", digit.to_string().repeat(64))
    }

    fn image(text: &str) -> ImageRef {
        ImageRef::parse(text).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let lines =
            [format!("redis:7@{}", digest('b')), format!("a/b@{}", digest('a')), format!("x:1@{}", digest('c'))];
        let lock = Lock::of(lines.iter().map(|line| image(line)));
        let text = lock.to_string();
        assert!(Lock::is_ours(&text) && !Lock::is_ours("redis:7\n"), "{text}");
        assert_eq!(Lock::read(&text), (lock, Vec::new()));
        let written: Vec<_> = text.lines().skip(1).collect();
        assert_eq!(written, [&lines[1], &lines[0], &lines[2]]);
    }

    #[test]
    fn a_name_without_a_tag_is_its_latest() {
        let (lock, faults) = Lock::read(&format!("# x\r\n\r\na:latest@{}\r\nb@{}\n", digest('a'), digest('b')));
        assert_eq!(faults, []);
        assert_eq!(lock.digest(&image("a")), Some(&*digest('a')));
        assert_eq!(lock.digest(&image("a:latest")), Some(&*digest('a')));
        assert_eq!((lock.digest(&image("b")), lock.digest(&image("a:1"))), (None, None));
        assert!(lock.has(&image(&format!("b@{}", digest('b')))) && !lock.has(&image(&format!("b@{}", digest('a')))));
    }

    #[test]
    fn of_two_digests_of_one_tag_neither_is_taken_for_a_third() {
        let text = format!("a:1@{}\na:1@{}\n", digest('a'), digest('b'));
        assert_eq!(Lock::read(&text).0.digest(&image("a:1")), None);
    }

    #[test]
    fn a_line_that_is_no_image_is_told_by_its_number() {
        let (lock, faults) = Lock::read(&format!("<<<<<<< HEAD\na:1@{}\n\nredis:7\n", digest('a')));
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [1, 4]);
        assert!(lock.has(&image("a:1")));
    }
}
