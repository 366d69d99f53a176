//! Marks: what of a text a chart decides when it is installed. They stand between NULs, which no text of a user's holds
//! (rule `nul-character`), so that names go through binding as any text does.

use std::fmt;

/// Who names objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The agent, as long as its spec is not renamed.
    Agent,
    /// Each release of a chart, when it is installed.
    Release,
}

/// What is decided later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// What all names of a release begin with.
    Stem,
    /// A text with marks, cut as [`super::naming::cut`] does it.
    Cut(String, usize),
    /// The tag of what is built.
    Tag,
    /// How the agent is reached from outside; nothing where it isn't.
    PublicUrl,
    /// What a target adds: a form of its own, and what belongs to it.
    Other(char, String),
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Said already.
    Text(&'a str),
    /// Decided later.
    Mark(Mark),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stem => f.write_str("\0s\0"),
            Self::Cut(text, longest) => write!(f, "\0c{longest}:{}\0", deeper(text)),
            Self::Tag => f.write_str("\0t\0"),
            Self::PublicUrl => f.write_str("\0u\0"),
            Self::Other(form, text) => write!(f, "\0{form}{}\0", deeper(text)),
        }
    }
}

/// Whether something of a text is decided later.
pub fn is_marked(text: &str) -> bool {
    text.contains('\0')
}

/// The parts of a text, in their order.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for (index, part) in text.split('\0').enumerate() {
        let is_mark = index % 2 == 1;
        pieces.extend(if is_mark { read(part).map(Piece::Mark) } else { Some(Piece::Text(part)) });
    }
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

fn read(text: &str) -> Option<Mark> {
    let mut chars = text.chars();
    let form = chars.next()?;
    let rest = chars.as_str();
    Some(match form {
        's' => Mark::Stem,
        't' => Mark::Tag,
        'u' => Mark::PublicUrl,
        'c' => {
            let (longest, text) = rest.split_once(':')?;
            Mark::Cut(shallower(text), longest.parse().ok()?)
        }
        form => Mark::Other(form, shallower(rest)),
    })
}

/// A text within a mark: what sets marks off in it stands one step deeper, so that they nest.
fn deeper(text: &str) -> String {
    shifted(text, |c| char::from_u32(u32::from(c) + 1))
}

fn shallower(text: &str) -> String {
    shifted(text, |c| char::from_u32(u32::from(c).saturating_sub(1)))
}

/// How deep marks nest at most: what sets them off are the first characters there are.
const DEEPEST: u32 = 8;

fn shifted(text: &str, shift: impl Fn(char) -> Option<char>) -> String {
    text.chars().map(|c| if u32::from(c) < DEEPEST { shift(c).unwrap_or(c) } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::naming;

    #[test]
    fn marks_nest_and_are_read_back() {
        let name = naming::cut(&format!("{}-knowledge-db", Mark::Stem), 52);
        let text = format!("redis://{name}:6379");
        let cut = Mark::Cut(format!("{}-knowledge-db", Mark::Stem), 52);
        assert_eq!(pieces(&text), [Piece::Text("redis://"), Piece::Mark(cut.clone()), Piece::Text(":6379")]);
        let twice = naming::cut(&format!("{name}--files"), 63);
        let found = pieces(&twice);
        let [Piece::Mark(Mark::Cut(inner, 63))] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(pieces(inner), [Piece::Mark(cut), Piece::Text("--files")]);
        assert_eq!(pieces(&Mark::Other('=', "a b".into()).to_string()), [Piece::Mark(Mark::Other('=', "a b".into()))]);
        assert_eq!(pieces("plain"), [Piece::Text("plain")]);
    }
}
