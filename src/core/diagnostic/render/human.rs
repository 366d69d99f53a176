//! Findings for people: what is wrong, the lines that it is about, and what to do.

use std::fmt::{self, Write as _};
use std::ops::Range;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters};
use textwrap::{WordSeparator, WordSplitter};

use super::excerpt::Excerpt;
use super::{FileFindings, Summary};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use crate::text::one_line;

/// The longest message or help that is shown, in characters.
const LONGEST_TEXT: usize = 600;
/// The longest replacement that is shown, in characters.
const LONGEST_PREVIEW: usize = 60;
/// How many related places are shown.
const MOST_RELATED: usize = 8;
/// How many ways to fix are shown.
const MOST_FIXES: usize = 3;
/// What the frame takes from the width: a line number, bars, and the marks of a cut line.
const FRAME: usize = 14;

/// How it is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// With ANSI colours.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
}

/// All findings, and a line that counts them.
pub fn render(files: &[FileFindings<'_>], style: Style) -> String {
    let mut text: String = files.iter().map(|file| findings(file, style)).collect();
    text.push_str(&Summary::of(files).to_string());
    text.push('\n');
    text
}

/// The findings of a file, without the counting line.
pub fn findings(file: &FileFindings<'_>, style: Style) -> String {
    some(file, file.all(), style)
}

/// Some of them.
pub fn some(file: &FileFindings<'_>, which: Range<usize>, style: Style) -> String {
    file.some(which).map(|found| finding(file, found, style) + "\n").collect()
}

/// One finding, without the counting line.
pub fn finding(file: &FileFindings<'_>, found: &Diagnostic, style: Style) -> String {
    let width = style.width.max(40);
    let mut labels = vec![(found.span, None)];
    for related in found.related.iter().take(MOST_RELATED) {
        labels.push((related.span, Some(one_line(&related.message, LONGEST_TEXT).into_owned())));
    }
    let spans: Vec<_> = labels.iter().map(|(span, _)| *span).collect();
    let path = one_line(file.path, LONGEST_TEXT);
    let (excerpt, places) = Excerpt::new(&path, file.source, &spans, width.saturating_sub(FRAME));
    let mut labels: Vec<_> = places
        .into_iter()
        .zip(labels)
        .map(|(place, (_, label))| match label {
            None => LabeledSpan::new_primary_with_span(None, place),
            label => LabeledSpan::new_with_span(label, place),
        })
        .collect();
    labels.sort_by_key(LabeledSpan::offset);
    let drawn = Drawn {
        message: one_line(&found.message, LONGEST_TEXT).into_owned(),
        help: found.help.as_deref().map(|help| one_line(help, LONGEST_TEXT).into_owned()),
        severity: found.severity,
        // A file that could not be read has no lines to show.
        excerpt: if file.source.text().is_empty() { None } else { Some(excerpt) },
        labels,
    };
    let theme = theme(found, &drawn.labels, style.color);
    let handler = GraphicalReportHandler::new_themed(theme.clone())
        .with_width(width)
        .tab_width(2)
        .with_links(false)
        // A path is not broken at its slashes or hyphens: it is there to be copied.
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_word_splitter(WordSplitter::NoHyphenation)
        .without_cause_chain();
    let mut text = String::new();
    // Writing to a string never fails, here and below; what miette can't draw still has its message.
    if handler.render_report(&mut text, &drawn).is_err() {
        text = format!("  {}: {}\n", heading(found), drawn.message);
    }
    if drawn.excerpt.is_none() {
        let _ = writeln!(text, "   in: {path}");
    }
    for fix in found.fixes_to_show(file.source).take(MOST_FIXES) {
        let _ = writeln!(text, "{}{}", theme.styles.help.style("   fix: "), preview(fix));
    }
    tidy(&text)
}

fn heading(found: &Diagnostic) -> String {
    format!("{}[{}]", found.severity.as_str(), found.code.id)
}

/// What a fix does, with its replacement where that is short.
fn preview(fix: &Fix) -> String {
    let mut text = one_line(&fix.title, LONGEST_TEXT).into_owned();
    if let [edit] = fix.edits.as_slice()
        && !edit.text.is_empty()
        && !edit.text.contains('\n')
        // What joins it to the text around it says nothing.
        && !fix.title.contains(edit.text.trim_matches([',', ' ']))
    {
        let _ = write!(text, ": `{}`", one_line(&edit.text, LONGEST_PREVIEW));
    }
    if fix.applicability == Applicability::Unsafe {
        text.push_str(" (a guess)");
    }
    text
}

/// The frame, with the heading where miette has an icon, and carets for lines.
fn theme(found: &Diagnostic, labels: &[LabeledSpan], color: bool) -> GraphicalTheme {
    let mut theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let icon = format!("{}:", heading(found));
    theme.characters = ThemeCharacters {
        error: icon.clone(),
        warning: icon.clone(),
        advice: icon,
        underline: '^',
        underbar: '^',
        uarrow: '^',
        ..ThemeCharacters::unicode()
    };
    if color {
        let severity = match found.severity {
            Severity::Error => &mut theme.styles.error,
            Severity::Warning => &mut theme.styles.warning,
            Severity::Advice => &mut theme.styles.advice,
        };
        *severity = severity.bold();
        let (primary, related) = (*severity, theme.styles.link.remove_all_effects());
        theme.styles.highlights = labels.iter().map(|label| if label.primary() { primary } else { related }).collect();
    }
    theme
}

/// The heading at the margin, and no white space at the ends of lines.
fn tidy(text: &str) -> String {
    let text = text.strip_prefix("  ").unwrap_or(text);
    let mut tidied = String::with_capacity(text.len());
    for line in text.lines() {
        tidied.push_str(line.trim_end());
        tidied.push('\n');
    }
    tidied
}

/// A finding as miette takes it.
#[derive(Debug)]
struct Drawn {
    message: String,
    help: Option<String>,
    severity: Severity,
    excerpt: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl miette::Diagnostic for Drawn {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Report};
    use crate::source::{Pointer, Source, Span};

    static CODE: Code = Code { id: "some-code", summary: "", explanation: "", bad: "", good: "", ..Code::BASE };
    const PLAIN: Style = Style { color: false, width: 80 };

    fn draw(source: &Source, found: &Diagnostic, style: Style) -> String {
        let report = Report::default();
        finding(&FileFindings { path: source.name(), source, report: &report }, found, style)
    }

    fn at(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    #[test]
    fn a_finding_shows_its_place_related_places_and_fixes() {
        let text = "spec: blueprint/v1\nname: a\nagent:\n  image: x\n\nmodels:\n  a: {}\n  port: 3.10\n";
        let source = Source::new("dir/astropods.yml", text);
        let found = Diagnostic::new(&CODE, Pointer::root(), at(text, "3.10"), "a number where a string is asked for")
            .related(at(text, "port"), "for this key")
            .related(at(text, "image"), "as here")
            .help("quote it as it is written")
            .fix("put it in quotes", Applicability::Safe, at(text, "3.10"), "\"3.10\"")
            .fix("remove the key", Applicability::Unsafe, at(text, "port"), "");
        insta::assert_snapshot!(draw(&source, &found, PLAIN), @r#"
        error[some-code]: a number where a string is asked for
           ╭─[dir/astropods.yml:8:9]
         7 │   a: {}
         8 │   port: 3.10
           ·   ^^^^  ^^^^
           ·     ╰── for this key
           ╰────
           ╭─[dir/astropods.yml:4:3]
         3 │ agent:
         4 │   image: x
           ·   ^^^^^
           ·     ╰── as here
         5 │
           ╰────
          help: quote it as it is written
           fix: put it in quotes: `"3.10"`
           fix: remove the key (a guess)
        "#);
    }

    #[test]
    fn a_long_line_is_cut_to_what_matters_and_a_span_to_its_first_line() {
        let text = format!("{}key: [one,\n two]{}\n", "x".repeat(300), "y".repeat(300));
        let source = Source::new("f", &text);
        let found = Diagnostic::new(&CODE, Pointer::root(), at(&text, "[one,\n two]"), "m");
        let drawn = draw(&source, &found, PLAIN);
        assert!(drawn.contains("[f:1:306]") && drawn.contains("[one,"), "{drawn}");
        let marked = drawn.lines().find(|line| line.contains('^')).unwrap();
        assert_eq!(marked.matches('^').count(), "[one,".len(), "{drawn}");
        assert!(drawn.lines().all(|line| line.chars().count() <= PLAIN.width), "{drawn}");
    }

    #[test]
    fn the_caret_stands_under_its_text_whatever_is_before_it() {
        for text in ["\ta: b\r\nc: HERE\r\n", "日本: HERE", "\u{feff}a: HERE\r", "a\u{1b}[31m: HERE", "é\u{301}: HERE"]
        {
            let source = Source::new("f", text);
            let drawn = draw(&source, &Diagnostic::new(&CODE, Pointer::root(), at(text, "HERE"), "m"), PLAIN);
            let lines: Vec<_> = drawn.lines().collect();
            let index = lines.iter().position(|line| line.contains("HERE")).unwrap();
            let before = lines[index].split("HERE").next().unwrap();
            let wide = before.chars().filter(|c| ('\u{3000}'..'\u{a000}').contains(c)).count();
            let narrow = before.chars().filter(|c| *c == '\u{301}').count();
            let column = lines[index + 1].chars().position(|c| c == '^').unwrap();
            assert_eq!(column, before.chars().count() + wide - narrow, "{drawn}");
            assert!(!drawn.contains('\u{1b}'), "{drawn}");
        }
    }

    #[test]
    fn any_span_can_be_drawn() {
        let text = "a: b\r\n\r\rñ: [日,\n\t'x']\n\u{feff}\u{0}é";
        let source = Source::new("f", text);
        for start in 0..=text.len() + 2 {
            for end in 0..=text.len() + 2 {
                let found = Diagnostic::new(&CODE, Pointer::root(), Span::new(start, end), "m");
                let found = found.related(Span::new(end, start), "r");
                assert!(draw(&source, &found, PLAIN).contains("error[some-code]: m"));
            }
        }
        let empty = Source::new("gone.yml", "");
        let drawn = draw(&empty, &Diagnostic::new(&CODE, Pointer::root(), Span::default(), "m"), PLAIN);
        assert_eq!(drawn, "error[some-code]: m\n   in: gone.yml\n");
    }

    #[test]
    fn many_findings_on_one_long_line_take_no_longer_than_on_many() {
        let source = Source::new("f", "[a, ".repeat(50_000));
        let mut report = Report::default();
        for at in (0..source.text().len()).step_by(40) {
            report.push(Diagnostic::new(&CODE, Pointer::root(), Span::new(at + 1, at + 2), "m"));
        }
        let files = [FileFindings { path: "f", source: &source, report: &report }];
        let text = render(&files, PLAIN);
        assert!(text.ends_with("5000 errors in 1 file\n") && text.len() < 5000 * 600);
    }
}
