//! A text that a pattern of a schema matches: of each choice the first, of each repetition the fewest.

use std::iter::Peekable;
use std::str::Chars;

/// Groups inside of each other go no deeper than this, and no text is longer.
const DEEPEST: usize = 16;
const LONGEST: usize = 1024;

/// A text for a pattern, repeated where it has to be longer and may be; none where it says what is not understood here.
/// Whoever asks checks it against the schema.
pub(super) fn text(pattern: &str, least: usize) -> Option<String> {
    let mut short = Reader { rest: pattern.chars().peekable(), more: 0 };
    let found = short.choice(0)?;
    short.rest.peek().is_none().then_some(())?;
    let length = found.chars().count();
    if length >= least {
        return Some(found);
    }
    // What may be repeated is, as often as it takes.
    Reader { rest: pattern.chars().peekable(), more: least - length }.choice(0)
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    /// How often the first open repetition is taken beyond its fewest.
    more: usize,
}

impl Reader<'_> {
    /// Several ways, of which the first counts; up to the end of the group.
    fn choice(&mut self, depth: usize) -> Option<String> {
        let first = self.sequence(depth)?;
        while self.rest.next_if_eq(&'|').is_some() {
            self.sequence(depth)?;
        }
        Some(first)
    }

    fn sequence(&mut self, depth: usize) -> Option<String> {
        let mut text = String::new();
        while let Some(next) = self.rest.next_if(|c| !matches!(c, '|' | ')')) {
            let item = match next {
                '^' | '$' => continue,
                '(' => {
                    let inner = self.group(depth)?;
                    self.rest.next_if_eq(&')')?;
                    inner
                }
                '[' => self.class()?.to_string(),
                '.' => "a".to_owned(),
                '\\' => self.escape()?,
                '*' | '+' | '?' | '{' => return None,
                c => c.to_string(),
            };
            let times = self.times()?;
            if text.len() + item.len() * times > LONGEST {
                return None;
            }
            text.push_str(&item.repeat(times));
        }
        Some(text)
    }

    fn group(&mut self, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        // What looks ahead or back, or has a name, is left to people.
        if self.rest.next_if_eq(&'?').is_some() {
            self.rest.next_if_eq(&':')?;
        }
        self.choice(depth + 1)
    }

    /// The first character of a class.
    fn class(&mut self) -> Option<char> {
        if self.rest.next_if_eq(&'^').is_some() {
            let mut refused = Vec::new();
            loop {
                match self.rest.next()? {
                    ']' => break,
                    '\\' => refused.extend(self.escape()?.chars()),
                    c => refused.push(c),
                }
            }
            return ('a'..='z').chain('0'..='9').find(|c| !refused.contains(c));
        }
        let mut first = None;
        loop {
            let c = match self.rest.next()? {
                ']' if first.is_some() => return first,
                '\\' => self.escape()?.chars().next()?,
                c => c,
            };
            first = first.or(Some(c));
        }
    }

    fn escape(&mut self) -> Option<String> {
        Some(match self.rest.next()? {
            'd' => "0".to_owned(),
            'w' | 'S' | 'D' => "a".to_owned(),
            's' | 'W' => " ".to_owned(),
            'b' => String::new(),
            'n' => "\n".to_owned(),
            't' => "\t".to_owned(),
            c if c.is_ascii_punctuation() => c.to_string(),
            _ => return None,
        })
    }

    /// How often the last item is taken: as seldom as it may be, or more often once.
    fn times(&mut self) -> Option<usize> {
        let (least, is_open) = match self.rest.peek() {
            Some('*') => (0, true),
            Some('+') => (1, true),
            Some('?') => (0, false),
            Some('{') => {
                let inner: String = self.rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
                let least: usize = least.parse().ok()?;
                self.rest.next_if_eq(&'?');
                let room = most.parse::<usize>().map_or(usize::MAX, |most| most.saturating_sub(least));
                let more = self.more.min(room);
                self.more -= more;
                return (least + more <= LONGEST).then_some(least + more);
            }
            _ => return Some(1),
        };
        self.rest.next();
        self.rest.next_if_eq(&'?');
        let more = if is_open { std::mem::take(&mut self.more) } else { 0 };
        Some(least + more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_first_that_the_pattern_takes() {
        let table = [
            ("^[A-Z]{3}$", 0, "AAA"),
            (r"^\d{4}-\d{2}$", 0, "0000-00"),
            ("^(cat|dog)s?$", 0, "cat"),
            ("^a(?:b|c)+$", 0, "ab"),
            ("^[a-z]+$", 4, "aaaa"),
            ("^x[a-z]{1,9}$", 5, "xaaaa"),
            ("^[^a]$", 0, "b"),
            (r"^\w+@\w+\.com$", 0, "a@a.com"),
            ("", 0, ""),
        ];
        for (pattern, least, expected) in table {
            assert_eq!(text(pattern, least).as_deref(), Some(expected), "{pattern}");
        }
        for pattern in ["^(?=a)b$", "(", "[", "a{99999}", "*", r"\p{L}", ")"] {
            assert_eq!(text(pattern, 0), None, "{pattern}");
        }
    }
}
