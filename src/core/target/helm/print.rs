//! From an object with slots to a template: the one emitter prints it with a word for each slot, and the words become
//! actions. Braces of a user's are escaped.

use serde_json::{Map, Value};

use super::code::{self, OURS};
use super::slot::Slot;
use crate::plan::mark::{Mark, Piece, is_marked, pieces};
use crate::tree::{noted, to_template};

/// The words of one object: none of its texts holds what they begin with.
struct Words {
    prefix: String,
    actions: Vec<Slot>,
}

/// An object as a template, under a comment that says where it comes from.
///
/// # Errors
/// A slot where none can be: a fault of this program.
pub(super) fn template(chart: &str, origin: &str, object: Value) -> Result<String, String> {
    let prefix = unheard("slot", |word| origin.contains(word) || holds(&object, word));
    let mut words = Words { prefix, actions: Vec::new() };
    let object = words.node(object)?;
    let text = to_template(&noted(object, origin))?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut printed = 0;
    for line in text.trim_end().lines() {
        match line.find(&words.prefix) {
            None => out.push_str(&escaped(line)),
            Some(at) => {
                words.action(line, at, &mut out)?;
                printed += 1;
            }
        }
        out.push('\n');
    }
    if printed != words.actions.len() {
        return Err(format!("{printed} of {} slots were printed", words.actions.len()));
    }
    Ok(out.replace(OURS, &format!("include \"{chart}.")))
}

/// What words can begin with that is heard nowhere: what is said is finite.
pub(super) fn unheard(kind: &str, is_heard: impl Fn(&str) -> bool) -> String {
    let all = (0_u64..).map(|number| format!("{kind}{number}x"));
    all.into_iter().find(|prefix| !is_heard(prefix)).unwrap_or_default()
}

/// Whether a text stands anywhere in a value.
pub(super) fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own.contains(text),
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(entries) => entries.iter().any(|(key, value)| key.contains(text) || holds(value, text)),
        _ => false,
    }
}

/// Code without the parentheses around all of it.
fn bare(code: &str) -> &str {
    let Some(inside) = code.strip_prefix('(').and_then(|code| code.strip_suffix(')')) else { return code };
    let (mut depth, mut in_text, mut is_escaped) = (1, false, false);
    for c in inside.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if in_text => is_escaped = true,
            '"' => in_text = !in_text,
            '(' if !in_text => depth += 1,
            ')' if !in_text => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return code;
        }
    }
    inside
}

/// Text that a template prints as it is.
fn escaped(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}

impl Words {
    fn word(&mut self, action: Slot) -> String {
        self.actions.push(action);
        format!("{}{}", self.prefix, self.actions.len() - 1)
    }

    fn node(&mut self, value: Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) if is_marked(&text) => Value::String(self.text(&text)?),
            Value::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.node(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(entries) => {
                let mut made = Map::new();
                for (key, value) in entries {
                    if is_marked(&key) {
                        let word = self.text(&key)?;
                        made.insert(word.clone(), Value::String(word));
                    } else {
                        made.insert(key, self.node(value)?);
                    }
                }
                Value::Object(made)
            }
            value => value,
        })
    }

    fn text(&mut self, text: &str) -> Result<String, String> {
        let pieces = pieces(text);
        let action = match pieces.as_slice() {
            [Piece::Mark(Mark::PublicUrl)] => Slot::Optional(code::text(text)?),
            [Piece::Mark(Mark::Other(form, code))] => {
                Slot::read(*form, code).ok_or_else(|| format!("no slot has the form `{form}`"))?
            }
            _ => Slot::Always(code::text(text)?),
        };
        Ok(self.word(action))
    }

    /// A line with a word, as the action that it stands for.
    fn action(&self, line: &str, at: usize, out: &mut String) -> Result<(), String> {
        let digits = &line[at + self.prefix.len()..];
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let wrong = || format!("a slot is no whole node: `{line}`");
        let action = digits[..end].parse::<usize>().ok().and_then(|number| self.actions.get(number));
        let (pad, rest) = line.split_at(line.len() - line.trim_start().len());
        let word = &line[at..at + self.prefix.len() + end];
        let (head, is_alone) = (escaped(&line[..at]), rest == format!("- {word}") || rest == format!("{word}: {word}"));
        let (is_value, is_item) = (line.ends_with(word), rest.starts_with("- "));
        let made = match action.ok_or_else(wrong)? {
            Slot::Always(code) if is_value => format!("{head}{{{{ {} | toJson }}}}", bare(code)),
            Slot::Optional(code) if is_value && !is_item => {
                format!("{pad}{{{{- with {} }}}}\n{head}{{{{ . | toJson }}}}\n{pad}{{{{- end }}}}", bare(code))
            }
            Slot::Entries(code) if is_alone && !is_item => format!(
                "{pad}{{{{- range $key, $value := {} }}}}\n\
                 {pad}{{{{ $key | toJson }}}}: {{{{ $value | toJson }}}}\n{pad}{{{{- end }}}}",
                bare(code)
            ),
            Slot::Items(code) if is_alone && is_item => {
                format!("{pad}{{{{- range {} }}}}\n{pad}- {{{{ . | toJson }}}}\n{pad}{{{{- end }}}}", bare(code))
            }
            Slot::Whole(code) if is_value && !is_item => {
                format!("{}\n{pad}  {{{{- {code} | nindent {} }}}}", head.trim_end(), pad.len() + 2)
            }
            Slot::If(code) if is_alone => format!("{pad}{{{{- if {code} }}}}"),
            Slot::End if is_alone => format!("{pad}{{{{- end }}}}"),
            _ => return Err(wrong()),
        };
        out.push_str(&made);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn printed(value: &Value) -> String {
        template("chart", "from {{ here }}", value.clone()).unwrap()
    }

    #[test]
    fn a_slot_becomes_an_action_and_braces_stay_text() {
        let slot = |slot: Slot| Value::String(slot.text());
        let object = json!({
            "a": "{{ x }}",
            "b": slot(Slot::Always("$.Values.b".into())),
            "c": slot(Slot::Optional("$.Values.c".into())),
            "d": [slot(Slot::Items("$.Values.d".into()))],
            "e": {"f": "slot0x", Slot::Entries("$.Values.e".into()).text(): null},
        });
        let expected = r#"# from {{ "{{" }} here }}
a: "{{ "{{" }} x }}"
b: {{ $.Values.b | toJson }}
{{- with $.Values.c }}
c: {{ . | toJson }}
{{- end }}
d:
  {{- range $.Values.d }}
  - {{ . | toJson }}
  {{- end }}
e:
  f: slot0x
  {{- range $key, $value := $.Values.e }}
  {{ $key | toJson }}: {{ $value | toJson }}
  {{- end }}
"#;
        assert_eq!(printed(&object), expected);
    }

    #[test]
    fn a_text_whose_end_an_action_would_eat_is_quoted() {
        for text in ["a\n\n", "a\n \n", "\n", "a\nb "] {
            let printed = printed(&json!({ "a": text, "b": Slot::Optional("$.Values.b".into()).text() }));
            assert!(printed.contains("a: \""), "{printed}");
        }
        assert!(printed(&json!({ "a": "b\nc\n" })).contains("a: |\n"));
    }

    #[test]
    fn a_slot_that_would_be_printed_in_the_middle_of_something_is_an_error() {
        let within = format!("x{}", Slot::Optional("$.Values.b".into()).text());
        assert!(template("chart", "", json!({ "a": within })).is_err());
        assert!(template("chart", "", json!([Slot::Optional("$.Values.b".into()).text()])).is_err());
    }
}
