//! Line breaks as formatters put them, which depends on how long the user's names are.

use crate::text::columns;

/// The longest arguments of a call that rustfmt leaves on its line.
const LONGEST_ARGUMENTS: usize = 60;

/// A list between a head and a tail: on one line where it fits, else each item on a line of its own.
///
/// `indent` is the column of the line; `style` is the language, whose formatter's defaults hold. A style that ends
/// in a comma is for an item of another list.
pub(super) fn fold(head: &str, items: Vec<String>, tail: &str, indent: usize, style: &str) -> String {
    let (unit, width) = measures(style);
    let line = format!("{head}{}{tail}", items.join(", "));
    let fits = indent + columns(&line) <= width && !line.contains('\n');
    let fits = fits && (style != "rust-call" || columns(&items.join(", ")) <= LONGEST_ARGUMENTS);
    if items.is_empty() || fits {
        return line;
    }
    // Where not even the head of a statement fits, its value goes into parentheses of its own, if everything fits then.
    let statement = head.split_once(" = ").filter(|_| style == "python" && indent + columns(head) > width);
    if let Some((target, call)) = statement {
        let value = fold(call, deeper(items.clone(), unit), tail, indent + unit, style);
        let first = format!("{target} = (\n{}{value}", " ".repeat(indent + unit));
        if first.lines().enumerate().all(|(at, line)| columns(line) + if at == 0 { indent } else { 0 } <= width) {
            return format!("{first}\n{})", " ".repeat(indent));
        }
    }
    // A statement of Rust whose arguments are short moves after its `=` as one line.
    let moved =
        head.split_once(" = ").filter(|_| style == "rust-call" && columns(&items.join(", ")) <= LONGEST_ARGUMENTS);
    if let Some((target, call)) = moved {
        let value = format!("{call}{}{tail}", items.join(", "));
        if indent + unit + columns(&value) <= width {
            return format!("{target} =\n{}{value}", " ".repeat(indent + unit));
        }
    }
    // The value of a property moves to a line of its own where its key leaves it no place; rustfmt tries its chain first.
    let longest = if style == "rust-call" { width - 1 } else { width };
    let property = head.split_once(": ").filter(|_| style != "python" && indent + columns(head) > longest);
    if let Some((key, call)) = property {
        let step = " ".repeat(indent + unit);
        let chain = call.split_once('.').filter(|_| style == "rust-call");
        if let Some((object, method)) =
            chain.filter(|(object, _)| indent + columns(key) + columns(object) + 2 <= longest)
        {
            let value = fold(&format!(".{method}"), deeper(items, unit), tail, indent + unit, style);
            return format!("{key}: {object}\n{step}{value}");
        }
        let value = fold(call, deeper(items, unit), tail, indent + unit, style);
        return format!("{key}:\n{step}{value}");
    }
    let mut text = head.to_owned();
    for item in items {
        text.push_str(&format!("\n{}{item},", " ".repeat(indent + unit)));
    }
    format!("{text}\n{}{tail}", " ".repeat(indent))
}

/// A value after a head: on one line where it fits, else on the next or in parentheses, if that helps.
pub(super) fn wrap(head: &str, value: &str, indent: usize, style: &str) -> String {
    let (unit, width) = measures(style);
    let fits = |line: &str, indent: usize| indent + columns(line) <= width;
    let line = format!("{head}{value}");
    if fits(&line, indent) || !fits(value, indent + unit) {
        return line;
    }
    if style == "rust" {
        return format!("{}\n{}{value}", head.trim_end(), " ".repeat(indent + unit));
    }
    let inside = value.strip_suffix(']').and_then(|value| value.split_once('[')).filter(|_| style == "python");
    if let Some((outer, inner)) = inside.filter(|(outer, _)| fits(&format!("{head}{outer}["), indent)) {
        return format!("{head}{outer}[\n{}{inner}\n{}]", " ".repeat(indent + unit), " ".repeat(indent));
    }
    format!("{head}(\n{}{value}\n{})", " ".repeat(indent + unit), " ".repeat(indent))
}

/// Items that stand one step deeper than they were made for.
fn deeper(items: Vec<String>, unit: usize) -> Vec<String> {
    items.into_iter().map(|item| item.replace('\n', &format!("\n{}", " ".repeat(unit)))).collect()
}

/// One step of indentation and the length of a line.
fn measures(style: &str) -> (usize, usize) {
    let (unit, width) = match style.trim_end_matches(',') {
        "python" => (4, 88),
        "javascript" => (2, 80),
        _ => (4, 100),
    };
    (unit, if style.ends_with(',') { width - 1 } else { width })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_breaks_where_it_does_not_fit() {
        let items = || vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(fold("f(", items(), ")", 81, "python"), "f(a, b)");
        let folded = fold("f(", items(), ")", 82, "python");
        assert_eq!(folded.split_whitespace().collect::<Vec<_>>(), ["f(", "a,", "b,", ")"]);
        assert_eq!(fold("f(", Vec::new(), ")", 4, "rust"), "f()");
        assert_ne!(fold("f(", items(), ")", 81, "python,"), "f(a, b)");
    }

    #[test]
    fn parentheses_come_only_where_they_help() {
        assert_eq!(wrap("a: ", "B", 84, "python"), "a: B");
        assert_eq!(wrap("abcdefgh: ", "B", 80, "python").lines().count(), 3);
        assert_eq!(wrap("a: ", &"B".repeat(90), 4, "python").lines().count(), 1);
    }
}
