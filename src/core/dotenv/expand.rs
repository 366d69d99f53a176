//! References in a value, `$X`, `${X}`, `${X:-d}` and the like, replaced as Compose replaces them.

use super::read::Fault;

/// References inside of defaults go no deeper than this.
const DEEPEST: usize = 32;

/// The longest variable that Linux gives a process. Values that refer to each other double at each line.
const LONGEST: usize = 128 * 1024;

/// A value with its references replaced.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    /// The value; what could be read of it where there is a fault.
    pub(super) value: String,
    /// Names that it takes as they are, and that nothing sets.
    pub(super) unset: Vec<String>,
    /// Why it can't be read.
    pub(super) fault: Option<Fault>,
}

/// Replaces the references of a value. `$$` is a dollar, and so is one that no name follows.
pub(super) fn expand(template: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Expansion {
    let mut expansion = Expansion::default();
    expansion.value = expansion.text(template, lookup, 0);
    expansion
}

impl Expansion {
    fn text(&mut self, mut rest: &str, lookup: &dyn Fn(&str) -> Option<String>, depth: usize) -> String {
        let mut value = String::new();
        while let Some(at) = rest.find('$') {
            value.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if value.len() > LONGEST {
                self.fault.get_or_insert(Fault::Long);
                return String::new();
            }
            if let Some(behind) = rest.strip_prefix('$') {
                value.push('$');
                rest = behind;
            } else if let Some(braced) = rest.strip_prefix('{') {
                let Some((name, inner, behind)) = reference(braced).filter(|_| depth < DEEPEST) else {
                    self.fault.get_or_insert(Fault::Reference);
                    return value;
                };
                value.push_str(&self.braced(name, inner, lookup, depth));
                rest = behind;
            } else {
                let name = &rest[..name_length(rest)];
                if name.is_empty() {
                    value.push('$');
                } else {
                    value.push_str(&self.plain(name, lookup));
                    rest = &rest[name.len()..];
                }
            }
        }
        value.push_str(rest);
        if value.len() > LONGEST {
            self.fault.get_or_insert(Fault::Long);
            value.clear();
        }
        value
    }

    fn plain(&mut self, name: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
        lookup(name).unwrap_or_else(|| {
            self.unset.push(name.to_owned());
            String::new()
        })
    }

    /// A name with what stands between it and the closing brace: nothing, or an operator and a word.
    fn braced(&mut self, name: &str, inner: &str, lookup: &dyn Fn(&str) -> Option<String>, depth: usize) -> String {
        let (or_empty, operation) = inner.strip_prefix(':').map_or((false, inner), |operation| (true, operation));
        let Some(operator) = operation.chars().next() else { return self.plain(name, lookup) };
        // Compose looks into the word whether it takes it or not.
        let word = self.text(&operation[1..], lookup, depth + 1);
        let found = lookup(name);
        let is_set = found.as_deref().is_some_and(|found| !or_empty || !found.is_empty());
        match (operator, is_set) {
            ('-', false) | ('+', true) => word,
            ('?', false) => {
                self.fault.get_or_insert(Fault::Required);
                String::new()
            }
            _ => found.unwrap_or_default(),
        }
    }
}

fn name_length(text: &str) -> usize {
    // Compose takes a name in either case, and with that the two letters whose other case is one of ours.
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | 'ſ' | '\u{212a}');
    let length = text.find(|c: char| !is_of_name(c)).unwrap_or(text.len());
    if text.starts_with(|c: char| c.is_ascii_digit()) { 0 } else { length }
}

/// The name after `${`, what follows it up to its own closing brace, and the rest.
///
/// Compose first takes everything up to the last brace of the line, and of that what its own brace closes; where none
/// does, it keeps everything.
fn reference(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_at(name_length(text));
    if name.is_empty() {
        return None;
    }
    if let Some(behind) = rest.strip_prefix('}') {
        return Some((name, "", behind));
    }
    if !rest.strip_prefix(':').unwrap_or(rest).starts_with(['-', '+', '?']) {
        return None;
    }
    let line = rest.split('\n').next().unwrap_or_default();
    let last = line.rfind('}')?;
    let end = own_brace(&rest[..=last]).unwrap_or(last);
    Some((name, &rest[..end], &rest[end + 1..]))
}

/// Where the brace that was opened before a text closes. As in Compose, what follows an opening brace is passed over, a
/// brace too.
fn own_brace(text: &str) -> Option<usize> {
    let mut open = 1_usize;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'}' if open == 1 => return Some(at),
            b'}' => open -= 1,
            b'{' => {
                open += 1;
                bytes.next();
            }
            _ => {}
        }
    }
    None
}
