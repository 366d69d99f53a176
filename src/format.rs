//! From a text to the same text, laid out evenly: a library prints it, and what it prints is held to what was meant.

use pretty_yaml::config::{FormatOptions, LanguageOptions, LayoutOptions, LineBreak};

use crate::compile::{Facts, compile};
use crate::diagnostic::suppression::is_suppression;
use crate::diagnostic::{Class, Report};
use crate::document::{Document, Node, NodeKind, parse};
use crate::fix;
use crate::options::Options;
use crate::rule::flow_indentation::shallow_lines;
use crate::source::Source;

/// The columns that a flow list or mapping may take.
const WIDTH: usize = 100;

/// The longest text that is laid out, in bytes: the printer takes a hundred times of it in memory.
const LONGEST: usize = 128 << 10;

/// Lays a text out evenly.
///
/// # Errors
/// Why the text is left as it is, to be continued from "`x` is left as it is: ": it can't be read, or the layout
/// would change its meaning, its comments or what they silence.
pub fn format(text: &str) -> Result<String, &'static str> {
    if text.len() > LONGEST {
        return Err("it has more than 128 KiB");
    }
    let before = Read::of(text);
    if before.report.iter().any(|found| found.code.class == Class::Syntax) {
        return Err("it has errors of syntax");
    }
    let printed = print(text)?;
    if printed == text && before.shallow_lines().iter().next().is_none() {
        return Ok(printed);
    }
    let after = Read::indented(&printed);
    if !same(before.document.root.as_ref(), after.document.root.as_ref()) {
        return Err("the layout would change what it says");
    }
    if before.comments() != after.comments() || before.findings() != after.findings() {
        return Err("a comment would not stay where it belongs");
    }
    let again = print(after.source.text())?;
    // What is printed alike is indented alike.
    if again != printed && Read::indented(&again).source.text() != after.source.text() {
        return Err("the layout is not stable");
    }
    Ok(after.source.text().to_owned())
}

/// The text as the library prints it: lines between brackets may be less deep than YAML 1.2 wants them.
fn print(text: &str) -> Result<String, &'static str> {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    if body.replace("\r\n", "").contains('\r') {
        return Err("it has line breaks that are not of one kind");
    }
    let line_break = if body.contains("\r\n") { LineBreak::Crlf } else { LineBreak::Lf };
    let options = FormatOptions {
        layout: LayoutOptions { print_width: WIDTH, indent_width: 2, line_break },
        language: LanguageOptions { trailing_comma: false, ..LanguageOptions::default() },
    };
    let printed = pretty_yaml::format_text(body, &options).map_err(|_| "the layout can't be made")?;
    Ok(if mark.is_empty() { printed } else { format!("{mark}{printed}") })
}

/// A text, and what its tree is.
struct Read {
    source: Source,
    document: Document,
    report: Report,
}

impl Read {
    fn of(text: &str) -> Self {
        let source = Source::new("", text);
        let (document, report) = parse(&source);
        Self { source, document, report }
    }

    /// What was printed, with the lines between brackets as deep as they have to be.
    fn indented(printed: &str) -> Self {
        let read = Self::of(printed);
        let shallow = read.shallow_lines();
        if shallow.iter().next().is_none() {
            return read;
        }
        Self::of(&fix::edited(printed, &fix::edits(shallow.iter().flat_map(|found| &found.fixes))))
    }

    /// The lines between brackets that are less deep than YAML 1.2 wants them.
    fn shallow_lines(&self) -> Report {
        shallow_lines(&self.source, &self.document)
    }

    fn comments(&self) -> Vec<&str> {
        self.document.comments.iter().map(|comment| self.source.slice(*comment).trim_end()).collect()
    }

    /// What is found, without the lines; whether a scalar is quoted is layout.
    ///
    /// What is found in equal trees differs only by comments that silence something on another line, so that only
    /// such a comment is worth a compilation.
    fn findings(&self) -> Vec<(&'static str, String)> {
        // What the layout itself puts right.
        let laid_out = ["ambiguous-scalar", "flow-indentation"];
        let is_silenced = self.document.comments.iter().any(|comment| is_suppression(&self.source, *comment));
        let compiled = is_silenced.then(|| compile(self.source.clone(), |_| Facts::default(), &Options::default()));
        let report = compiled.as_ref().map_or(&self.report, |compiled| &compiled.report);
        let found = report.iter().filter(|found| !laid_out.contains(&found.code.id));
        let mut found: Vec<_> = found.map(|found| (found.code.id, found.pointer.as_str().to_owned())).collect();
        found.sort_unstable();
        found
    }
}

/// Whether two trees say the same, however they are written.
fn same(a: Option<&Node>, b: Option<&Node>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    match (&a.kind, &b.kind) {
        (NodeKind::Scalar(a), NodeKind::Scalar(b)) => (&a.text, a.kind) == (&b.text, b.kind),
        (NodeKind::Sequence(a), NodeKind::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(Some(a), Some(b)))
        }
        (NodeKind::Mapping(a), NodeKind::Mapping(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(Some(&a.value), Some(&b.value)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_changes_and_meaning_comments_and_line_breaks_stay() {
        let text = "\u{feff}# top\r\nspec:   'blueprint/v1'   # s\r\nname: my-agent\r\n\r\n\r\n\r\nagent:\r\n      image:   x:1\r\n      annotations: {a:   b,c: d}\r\n";
        let expected = "\u{feff}# top\r\nspec: \"blueprint/v1\" # s\r\nname: my-agent\r\n\r\nagent:\r\n  image: x:1\r\n  annotations: { a: b, c: d }\r\n";
        assert_eq!(format(text).as_deref(), Ok(expected));
        assert_eq!(format(expected).as_deref(), Ok(expected));
    }

    #[test]
    fn what_can_not_be_read_stays() {
        assert_eq!(format(&"#\n".repeat(LONGEST)), Err("it has more than 128 KiB"));
        assert_eq!(format("a: [\n"), Err("it has errors of syntax"));
        assert_eq!(format("a: 1\rb: 2\n"), Err("it has line breaks that are not of one kind"));
    }

    #[test]
    fn a_comment_silences_after_the_layout_what_it_did_before() {
        let models =
            "a: {provider: nowhere-to-be-found-1}, b: {provider: nowhere-to-be-found-2}, c: {provider: openai}";
        let text = |comment: &str| {
            format!("spec: blueprint/v1\nname: a\nagent: {{image: x:1}}\nmodels: {{{models}}} # {comment}\n")
        };
        assert_eq!(format(&text("ast: ignore[unknown-provider]")), Err("a comment would not stay where it belongs"));
        assert!(format(&text("two of these are made up")).is_ok());
    }

    #[test]
    fn a_scalar_that_is_typed_otherwise_is_another() {
        let node = |text: &str| Read::of(text).document.root;
        assert!(same(node("a: {b: [1]}").as_ref(), node("a:\n  b:\n    - 1").as_ref()));
        assert!(!same(node("a: 1").as_ref(), node("a: \"1\"").as_ref()));
        assert!(!same(node("a: 1\nb: 2").as_ref(), node("b: 2\na: 1").as_ref()));
    }
}
