//! Code of Helm's templates. Every text of a user's stands in it as a literal without a brace, so that none of it is read
//! as code.

use crate::plan::Id;
use crate::plan::mark::{Mark, Piece, pieces};

/// The prefix of our own templates in code, until the chart's name takes its place.
pub(super) const OURS: &str = "include \"@.";

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace('{', "\\x7b").replace('}', "\\x7d")
}

/// A list of what some codes give.
pub(super) fn list(codes: impl IntoIterator<Item = String>) -> String {
    let codes: Vec<String> = codes.into_iter().collect();
    format!("(list {})", codes.join(" ")).replace("(list )", "list")
}

/// A list of texts.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    list(texts.into_iter().map(literal))
}

/// The values of a container.
pub(super) fn own(id: &Id) -> String {
    match id.to_string().split_once('.') {
        Some((section, entry)) => format!("(index $.Values {} {})", literal(section), literal(entry)),
        None => format!("$.Values.{id}"),
    }
}

/// A text with marks, as code that gives it.
///
/// # Errors
/// A mark that gives no text: a fault of this program.
pub(super) fn text(text: &str) -> Result<String, String> {
    let codes = pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => Ok(literal(text)),
        Piece::Mark(mark) => of_mark(&mark),
    });
    let codes = codes.collect::<Result<Vec<_>, _>>()?;
    Ok(match codes.as_slice() {
        [] => literal(""),
        [code] => code.clone(),
        codes => format!("(print {})", codes.join(" ")),
    })
}

fn of_mark(mark: &Mark) -> Result<String, String> {
    Ok(match mark {
        Mark::Stem => format!("({OURS}fullname\" $)"),
        Mark::Tag => "($.Values.image.tag | default $.Chart.AppVersion)".to_owned(),
        Mark::PublicUrl => format!("({OURS}publicUrl\" $)"),
        Mark::Cut(inner, longest) => match pieces(inner).as_slice() {
            [Piece::Mark(Mark::Stem)] => format!("({OURS}name\" (list $ \"\" {longest}))"),
            [Piece::Mark(Mark::Stem), Piece::Text(rest)] => {
                format!("({OURS}name\" (list $ {} {longest}))", literal(rest))
            }
            _ => format!("({OURS}cut\" (list {} {longest}))", text(inner)?),
        },
        Mark::Other('=', code) => format!("({code})"),
        Mark::Other(form, code) => return Err(format!("a slot of the form `{form}` stands in a text: {code}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::naming;

    #[test]
    fn no_text_is_read_as_code() {
        assert_eq!(literal("a\"}}{{ .x }}\n\u{2028}"), "\"a\\\"\\x7d\\x7d\\x7b\\x7b .x \\x7d\\x7d\\n\u{2028}\"");
        assert_eq!(texts([]), "list");
        let host = naming::cut(&format!("{}-db", Mark::Stem), 52);
        let code = text(&format!("http://{host}:1")).unwrap();
        assert_eq!(code, r#"(print "http://" (include "@.name" (list $ "-db" 52)) ":1")"#);
    }
}
