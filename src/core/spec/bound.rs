//! What a spec multiplies, and the bound on that: what would be expanded is counted before anything is.

use std::collections::BTreeMap;

use super::Spec;
use super::codes::TOO_MANY_VARIABLES;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::source::Pointer;

/// A hundred inputs of two hundred containers: far above what an agent has, and every command still ends soon.
const MOST_VARIABLES: usize = 20_000;

/// The finding of a spec whose containers would get more variables than are expanded.
pub(super) fn too_many_variables(spec: &Spec, document: &Document) -> Option<Diagnostic> {
    // The agent is one more.
    let containers = spec.containers().count() + 1;
    let inputs = spec.inputs.entries().len();
    let ingestions = spec.ingestion.entries().len();
    let brought = brought(spec);
    let of_inputs = containers.saturating_mul(inputs);
    let of_entries = brought.saturating_mul(ingestions + 1);
    if of_inputs.saturating_add(of_entries) <= MOST_VARIABLES {
        return None;
    }
    let (section, message, help) = if of_inputs > of_entries {
        let message = format!("{inputs} inputs for each of {containers} containers are too many variables");
        ("inputs", message, "move inputs to the entries that read them, or split the agent")
    } else {
        let message = format!("{brought} variables of entries for the agent and {ingestions} ingestions are too many");
        (if ingestions > 1 { "ingestion" } else { "providers" }, message, "split the agent")
    };
    let root = document.cursor()?.place;
    let place = document.at(&Pointer::root().key(section)).map_or(root, |at| at.place);
    Some(Diagnostic::at_key(&TOO_MANY_VARIABLES, &place, message).help(format!("{help}: at most 20,000 are expanded")))
}

/// The variables that entries bring at least: those of a provider of your own, or one.
fn brought(spec: &Spec) -> usize {
    let sizes =
        spec.providers.entries().iter().filter_map(|named| Some((&*named.name, named.get()?.variables.items().len())));
    let sizes: BTreeMap<&str, usize> = sizes.collect();
    spec.entries().map(|entry| entry.provider.text().and_then(|name| sizes.get(name)).copied().unwrap_or(1)).sum()
}

#[cfg(test)]
mod tests {
    use crate::document::parse;
    use crate::source::Source;

    fn finding(text: String) -> Option<(String, usize)> {
        let source = Source::new("astropods.yml", text);
        let (document, _) = parse(&source);
        let (reading, report) = crate::spec::read(&document, Vec::new());
        let found = report.iter().find(|finding| finding.code.id == "too-many-variables");
        assert_eq!(reading.spec.is_none(), found.is_some());
        found.map(|finding| (finding.message.clone(), source.position(finding.span.start).line))
    }

    fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
        (0..count).map(line).collect()
    }

    #[test]
    fn a_product_is_counted_before_it_is_expanded_and_the_larger_factor_is_named() {
        let head = "name: a\n";
        let containers =
            |count| format!("integrations:\n{}", lines(count, |n| format!("  c{n}: {{container: {{}}}}\n")));
        let inputs = |count| format!("inputs:\n{}", lines(count, |n| format!("  i{n}: {{name: I{n}}}\n")));
        assert_eq!(finding(format!("{head}{}{}", inputs(100), containers(150))), None);
        let (message, line) = finding(format!("{head}{}{}", inputs(200), containers(150))).unwrap_or_default();
        assert_eq!((message.as_str(), line), ("200 inputs for each of 151 containers are too many variables", 2));

        let own = format!("providers:\n  own:\n    variables:\n{}", lines(200, |n| format!("    - {{name: V{n}}}\n")));
        let models = format!("models:\n{}", lines(200, |n| format!("  m{n}: {{provider: own}}\n")));
        let (message, line) = finding(format!("{head}{own}{models}")).unwrap_or_default();
        assert_eq!(
            (message.as_str(), line),
            ("40000 variables of entries for the agent and 0 ingestions are too many", 2)
        );
    }
}
