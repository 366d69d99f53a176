//! What a chart tells people: what is missing, what there is to do after an installation, and the README.

use serde::Serialize;

use super::code::{list, literal, text, texts};
use super::fact::{Fact, Row, rows};
use super::scope::Scope;
use super::taken::Taken;
use super::values::{about, described};
use crate::plan::mark::{Mark, Piece, pieces};
use crate::plan::naming::cut;
use crate::plan::{Cluster, Supplied};
use crate::text;
use crate::tree::HEADER;

/// The action that fails where something is missing, or given twice.
pub(super) fn check(cluster: &Cluster, taken: &[Taken]) -> String {
    let asked = |values: Vec<&Supplied>, is_secret: bool| {
        let required = values.into_iter().filter(|value| value.required);
        list(required.map(|value| {
            let name = if is_secret { &value.key } else { &value.name };
            texts([name.as_str(), text::prose(&described(value, is_secret)).as_str()])
        }))
    };
    let values = asked(cluster.supplied.iter().collect(), false);
    let secrets = asked(cluster.secrets.values().flatten().collect(), true);
    let taken = list(taken.iter().map(Taken::code));
    format!("{{{{- include \"@.check\" (list $ {values} {secrets} {taken}) }}}}\n")
}

/// `NOTES.txt`.
pub(super) fn notes(scope: &Scope<'_>, cluster: &Cluster) -> Result<String, String> {
    let mut notes = format!("{{{{- /* {HEADER} */ -}}}}\n");
    notes.push_str(
        "{{ .Chart.Name }} {{ .Chart.AppVersion }} is in the namespace {{ .Release.Namespace }}, as {{ .Release.Name }}.\n",
    );
    if !cluster.secrets.is_empty() {
        notes.push_str("{{- if eq .Values.secrets.mode \"existing\" }}\n\nPods wait for these Secrets, with these keys, unless `secrets.keys` says where they are:\n");
        for (name, keys) in &cluster.secrets {
            let key = |key: &Supplied| {
                if key.required { key.key.clone() } else { format!("{} (optional)", key.key) }
            };
            let keys: Vec<String> = keys.iter().map(key).collect();
            notes.push_str(&format!("  {{{{ {} }}}}: {{{{ {} }}}}\n", text(name)?, literal(&keys.join(", "))));
        }
        notes.push_str("{{- end }}\n");
    }
    for route in &cluster.routes {
        let (_, host) = scope.route(route);
        notes.push_str(&format!(
            "{{{{- if and {host} (ne $.Values.route.kind \"none\") }}}}\n\nReached at {{{{ {host} }}}}.\n{{{{- end }}}}\n"
        ));
    }
    Ok(notes)
}

/// What the README's template reads.
#[derive(Serialize)]
pub(super) struct Readme<'a> {
    header: &'static str,
    name: &'a str,
    values: Vec<Asked>,
    secrets: Vec<Key>,
    rows: Vec<Row>,
}

/// A key of a Secret.
#[derive(Serialize)]
struct Key {
    /// What the Secret is called where the release has the chart's name.
    secret: String,
    name: String,
    about: String,
}

/// A value that has to be given.
#[derive(Serialize)]
struct Asked {
    name: String,
    about: String,
}

pub(super) fn readme<'a>(name: &'a str, cluster: &Cluster, facts: &[Fact]) -> Readme<'a> {
    let required = cluster.supplied.iter().filter(|value| value.required);
    let asked = |value: &Supplied| Asked { name: value.name.clone(), about: text::comment(about(value, false)) };
    let keys = cluster.secrets.iter().flat_map(|(secret, keys)| {
        let secret = named(secret, name);
        keys.iter().map(move |key| Key {
            secret: secret.clone(),
            name: key.key.clone(),
            about: text::comment(&described(key, true)),
        })
    });
    Readme { header: HEADER, name, values: required.map(asked).collect(), secrets: keys.collect(), rows: rows(facts) }
}

/// A name of a release's, where that is called so.
fn named(text: &str, release: &str) -> String {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Mark(Mark::Cut(inner, longest)) => cut(&named(&inner, release), longest),
        Piece::Mark(Mark::Stem) => release.to_owned(),
        Piece::Mark(_) => String::new(),
    };
    pieces(text).into_iter().map(piece).collect()
}
