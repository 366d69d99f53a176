//! The part of a page that is between two marks; everything outside of them stays byte for byte.
//!
//! A mark is a line of its own, outside of fenced code: pages about `ast` show marks, and a name in a table may be one.

/// The line before the part, and the one after it.
pub const BEGIN: &str = "<!-- ast docs begin -->";
/// See [`BEGIN`].
pub const END: &str = "<!-- ast docs end -->";

/// A page with a part between marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked<'t> {
    /// Up to and with the line of the first mark.
    before: &'t str,
    /// The part as it is.
    pub part: &'t str,
    /// From the line of the second mark on.
    after: &'t str,
    /// The level of headings in the part: below that of the heading that it stands under.
    pub level: usize,
}

impl Marked<'_> {
    /// The page with another part, whose lines end as those of the page do.
    pub fn with(&self, part: &str) -> String {
        let line_end = if self.before.ends_with("\r\n") { "\r\n" } else { "\n" };
        format!("{}{}{}", self.before, part.replace('\n', line_end), self.after)
    }
}

/// Finds the marks of a page; none where it has none.
///
/// # Errors
/// Marks that do not make one pair, in words.
pub fn between(page: &str) -> Result<Option<Marked<'_>>, String> {
    let (mut begins, mut ends, mut level) = (Vec::new(), Vec::new(), 1);
    let (mut at, mut fence): (usize, Option<(char, usize)>) = (0, None);
    for line in page.split_inclusive('\n') {
        let (text, start) = (line.trim(), at);
        at += line.len();
        let run = |c: char| text.chars().take_while(|other| *other == c).count();
        match fence {
            Some((c, length)) if run(c) >= length && text.chars().all(|other| other == c) => fence = None,
            Some(_) => {}
            None if run('`') >= 3 && !text.trim_start_matches('`').contains('`') => fence = Some(('`', run('`'))),
            None if run('~') >= 3 => fence = Some(('~', run('~'))),
            None if text == BEGIN => begins.push(at),
            None if text == END => ends.push(start),
            None if (1..=6).contains(&run('#')) && text[run('#')..].starts_with(' ') && begins.is_empty() => {
                level = run('#');
            }
            None => {}
        }
    }
    match (begins.as_slice(), ends.as_slice()) {
        ([], []) => Ok(None),
        ([begin], [end]) if begin <= end => {
            let (before, rest) = page.split_at(*begin);
            let (part, after) = rest.split_at(end - begin);
            Ok(Some(Marked { before, part, after, level: (level + 1).min(6) }))
        }
        (begins, ends) => Err(format!(
            "it has {} lines `{BEGIN}` and {} lines `{END}`; expected one of each, in this order",
            begins.len(),
            ends.len()
        )),
    }
}

/// A page with empty marks at its end.
pub fn append(page: &str) -> String {
    let line_end = if page.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = match page {
        "" => "",
        page if page.ends_with('\n') => line_end,
        _ => &format!("{line_end}{line_end}"),
    };
    format!("{page}{gap}{BEGIN}{line_end}{END}{line_end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_outside_of_the_marks_stays() {
        let page = "\u{feff}# A\r\n\r\ntext \r\n <!-- ast docs begin -->\r\nold\r\n<!-- ast docs end -->\r\n\tmore";
        let marked = between(page).unwrap().unwrap();
        assert_eq!((marked.part, marked.level), ("old\r\n", 2));
        assert_eq!(marked.with("new\nlines\n"), page.replace("old\r\n", "new\r\nlines\r\n"));
        assert_eq!(marked.with(marked.part.replace("\r\n", "\n").as_str()), page);
    }

    #[test]
    fn marks_in_code_are_no_marks() {
        let page =
            "````md\n```\n<!-- ast docs begin -->\n```\n<!-- ast docs end -->\n````\n`<!-- ast docs begin -->`\n";
        assert_eq!(between(page), Ok(None));
        let page = format!("~~~\n{BEGIN}\n~~~\n## Two\n{BEGIN}\n```\n{END}\n```\n{END}\n");
        let marked = between(&page).unwrap().unwrap();
        assert_eq!((marked.part, marked.level), (format!("```\n{END}\n```\n").as_str(), 3));
    }

    #[test]
    fn marks_that_are_no_pair_are_refused() {
        for page in [
            format!("{END}\n{BEGIN}\n"),
            format!("{BEGIN}\n"),
            END.to_owned(),
            format!("{BEGIN}\n{END}\n{BEGIN}\n{END}\n"),
        ] {
            assert!(between(&page).unwrap_err().contains("expected one of each"), "{page}");
        }
    }

    #[test]
    fn marks_are_added_at_the_end() {
        assert_eq!(append(""), format!("{BEGIN}\n{END}\n"));
        assert_eq!(append("a"), format!("a\n\n{BEGIN}\n{END}\n"));
        assert_eq!(append("a\r\n"), format!("a\r\n\r\n{BEGIN}\r\n{END}\r\n"));
        for page in ["", "a", "# b\n", "c\r\n"] {
            assert!(between(&append(page)).unwrap().unwrap().part.is_empty());
        }
    }
}
