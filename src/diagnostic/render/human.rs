//! Findings for people: what is wrong, the lines that it is about, and what to do.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters};

use super::excerpt::Excerpt;
use super::{FileFindings, Summary, one_line};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Severity};

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
    let mut text = String::new();
    for file in files {
        for found in file.report {
            text.push_str(&finding(file, found, style));
            text.push('\n');
        }
    }
    text.push_str(&Summary::of(files).to_string());
    text.push('\n');
    text
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
    let handler = GraphicalReportHandler::new_themed(theme(found, &drawn.labels, style.color))
        .with_width(width)
        .tab_width(2)
        .with_links(false)
        .without_cause_chain();
    let mut text = String::new();
    // Writing to a string never fails; what miette can't draw still has its message.
    if handler.render_report(&mut text, &drawn).is_err() {
        text = format!("  {}: {}\n", heading(found), drawn.message);
    }
    if drawn.excerpt.is_none() {
        text.push_str(&format!("   in: {path}\n"));
    }
    for fix in found.fixes.iter().take(MOST_FIXES) {
        text.push_str(&format!("   fix: {}\n", preview(fix)));
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
        && !fix.title.contains(&edit.text)
    {
        text.push_str(&format!(": `{}`", one_line(&edit.text, LONGEST_PREVIEW)));
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
