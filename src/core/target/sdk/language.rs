//! What is particular to one language: how it names things, which words it keeps, which files it has. The libraries that its clients are made
//! of stand beside each provider, in `schema/providers`.

/// A language that client code is written in.
pub(super) struct Language {
    /// The folder of its templates, its default folder below `sdk/`, and its table in `ast.toml`.
    pub(super) folder: &'static str,
    /// The target on the command line.
    pub(super) target: &'static str,
    /// The target's line of help.
    pub(super) summary: &'static str,
    /// What people call it.
    pub(super) title: &'static str,
    /// How it names things.
    pub(super) words: Words,
    /// What the package of an agent is called where `ast.toml` doesn't say.
    pub(super) package: fn(&str) -> String,
    /// Whether a text may be the name of a package; else what is expected of it.
    pub(super) check_package: fn(&str) -> Result<(), &'static str>,
    /// What the package is called in code.
    pub(super) module: fn(&str) -> String,
    /// Templates and where each goes; `{module}` is the package's name in code, `{job}` a job's.
    pub(super) files: &'static [PackageFile],
}

/// How a language names things.
pub(super) struct Words {
    /// A folded name, `my_model`, as a field or function.
    pub(super) member: fn(&str) -> String,
    /// Folded names, `models` and `my_model`, as a type.
    pub(super) type_name: fn(&[&str]) -> String,
    /// Keywords and names that code relies on, which members stay clear of.
    pub(super) reserved: &'static [&'static str],
}

/// A file of a package.
pub(super) struct PackageFile {
    /// The template below the language's folder.
    pub(super) template: &'static str,
    /// Where it goes, below the package's folder.
    pub(super) path: &'static str,
    /// When it is written.
    pub(super) when: When,
}

/// A row of a language's files.
pub(super) const fn file(template: &'static str, path: &'static str, when: When) -> PackageFile {
    PackageFile { template, path, when }
}

/// When a file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Always.
    Always,
    /// Where the gateway is used.
    Gateway,
    /// Where a client takes options.
    Clients,
    /// Where anything makes a client.
    Factories,
    /// Where a library makes a client.
    Library(&'static str),
    /// Where an entry of models has a client.
    Models,
    /// Where an entry of knowledge has a client.
    Knowledge,
    /// Where an entry of integrations has a client.
    Integrations,
    /// Where there are ingestion jobs.
    Ingestion,
    /// For each ingestion job.
    Job,
}

/// `my_model`.
pub(super) fn snake(name: &str) -> String {
    name.to_owned()
}

/// `myModel`.
pub(super) fn camel(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| text + &capital(word))
}

/// `ModelsMyModel`.
pub(super) fn pascal(names: &[&str]) -> String {
    names.iter().flat_map(|name| name.split('_')).map(capital).collect()
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), chars.as_str()))
}
