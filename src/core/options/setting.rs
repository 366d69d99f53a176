//! What one setting is, and the macro that the table of settings is written with.
//!
//! A setting is a line of the table: its key, its type, its default, its flag, and its doc comment, which is what
//! `--help`, the schema, the reference and the editor say of it. Reading `ast.toml`, reading flags, laying one over the
//! other and recording them in the manifest follow from that line.

use std::collections::BTreeMap;

use super::word::Word;

/// Which commands take a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every command that shows or makes something of the plan: what containers get depends on it.
    Plan,
    /// Those that make or show a deployment to Kubernetes: only its objects depend on it.
    Deployment,
}

/// A flag that says what a setting says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Its name, without `--`.
    pub name: &'static str,
    /// What its value is called in help; empty where the flag alone says `true`.
    pub value: &'static str,
    /// Which commands take it.
    pub scope: Scope,
    /// The only values that it takes; none where it takes any of its form.
    pub choices: &'static [&'static str],
    /// Whether it may be given several times.
    pub repeats: bool,
}

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub(super) field: &'static str,
    pub(super) doc: &'static [&'static str],
    /// The flag that says the same.
    pub flag: Option<Flag>,
    pub(super) default: Option<fn() -> serde_json::Value>,
    /// The settings in it, where it is a table of them.
    pub rows: &'static [Self],
    /// Whether the user names the tables in it.
    pub is_named: bool,
}

impl Row {
    /// The key in `ast.toml`.
    pub fn key(&self) -> String {
        self.field.replace('_', "-")
    }

    /// What it says, as a sentence without its full stop.
    pub fn about(&self) -> String {
        let text = self.doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        text.trim_end_matches('.').to_owned()
    }

    /// What holds where nothing says.
    pub fn default(&self) -> Option<serde_json::Value> {
        self.default.map(|default| default())
    }

    /// The same as a text.
    pub fn default_text(&self) -> Option<String> {
        self.default().map(|default| default.as_str().map_or_else(|| default.to_string(), str::to_owned))
    }
}

/// A setting: a value, a list, values by name, or a table of settings.
pub trait Setting: Sized {
    /// What it holds, once there is something.
    type Value;
    /// The only words that it takes from a flag.
    const CHOICES: &'static [&'static str] = &[];
    /// Whether a flag may say it several times.
    const REPEATS: bool = false;
    /// The settings in it.
    const ROWS: &'static [Row] = &[];
    /// Whether the user names the tables in it.
    const IS_NAMED: bool = false;

    /// What this says, and `below` where it says nothing.
    #[must_use]
    fn over(self, below: Self) -> Self;

    /// Takes the value of its flag.
    ///
    /// # Errors
    /// What was expected, here and below.
    fn read(&mut self, _text: &str) -> Result<(), String> {
        Err("expected a table".to_owned())
    }

    /// Takes the value of a flag of a setting in it, where one has this flag.
    fn take_flag(&mut self, _flag: &str, _text: &str) -> Option<Result<(), String>> {
        None
    }

    /// Takes the value of a setting in it by its key, where one has this key.
    fn take_key(&mut self, _key: &str, _text: &str) -> Option<Result<(), String>> {
        None
    }
}

impl<T: Word> Setting for Option<T> {
    type Value = T;
    const CHOICES: &'static [&'static str] = T::CHOICES;

    fn over(self, below: Self) -> Self {
        self.or(below)
    }

    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = Some(T::of_flag(text)?);
        Ok(())
    }
}

impl<T: Word> Setting for Option<Vec<T>> {
    type Value = Vec<T>;
    const REPEATS: bool = true;

    fn over(self, below: Self) -> Self {
        self.or(below)
    }

    fn read(&mut self, text: &str) -> Result<(), String> {
        let items: Vec<T> = text.split(',').map(|item| T::of_flag(item.trim())).collect::<Result<_, _>>()?;
        self.get_or_insert_default().extend(items);
        Ok(())
    }
}

impl<T: Word> Setting for BTreeMap<String, T> {
    type Value = Self;
    const REPEATS: bool = true;

    fn over(self, mut below: Self) -> Self {
        below.extend(self);
        below
    }

    fn read(&mut self, text: &str) -> Result<(), String> {
        let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
        self.insert(name.to_owned(), T::of_flag(value)?);
        Ok(())
    }
}

/// Tables of settings by name: those of one name are laid over each other.
pub(super) fn over_each<T: Setting + Default>(
    above: BTreeMap<String, T>,
    mut below: BTreeMap<String, T>,
) -> BTreeMap<String, T> {
    for (id, settings) in above {
        let settings = settings.over(below.remove(&id).unwrap_or_default());
        below.insert(id, settings);
    }
    below
}

/// Whether a setting says nothing.
pub(super) fn is_unset<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Tables of settings: structs whose fields are [`Setting`]s, with a method for each default.
macro_rules! settings {
    ($($(#[doc = $about:literal])* $name:ident $(by $whole:path)? {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty $(= $default:expr)?
            $(; $scope:ident $flag:literal $value:literal)?,)*
    })*) => {$(
        $(#[doc = $about])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
        pub struct $name {
            $(
                $(#[doc = $doc])*
                #[serde(skip_serializing_if = "is_unset")]
                pub $field: $type,
            )*
        }

        impl $name {
            $($(
                #[doc = concat!("`", stringify!($field), "`, or else its default.")]
                pub fn $field(&self) -> <$type as Setting>::Value {
                    self.$field.clone().unwrap_or_else(|| $default)
                }
            )?)*
        }

        impl Setting for $name {
            type Value = Self;
            const ROWS: &'static [Row] = &[$(Row {
                field: stringify!($field),
                doc: &[$($doc),*],
                flag: settings!(@ $(Flag {
                    name: $flag,
                    value: $value,
                    scope: Scope::$scope,
                    choices: <$type as Setting>::CHOICES,
                    repeats: <$type as Setting>::REPEATS,
                })?),
                default: settings!(@ $(|| serde_json::json!($default))?),
                rows: <$type as Setting>::ROWS,
                is_named: <$type as Setting>::IS_NAMED,
            }),*];

            fn over(self, below: Self) -> Self {
                Self { $($field: self.$field.over(below.$field),)* }
            }

            $(fn read(&mut self, text: &str) -> Result<(), String> {
                $whole(self, text)
            })?

            fn take_flag(&mut self, flag: &str, text: &str) -> Option<Result<(), String>> {
                $(
                    $(if flag == $flag {
                        return Some(self.$field.read(text));
                    })?
                    if let Some(taken) = self.$field.take_flag(flag, text) {
                        return Some(taken);
                    }
                )*
                None
            }

            fn take_key(&mut self, key: &str, text: &str) -> Option<Result<(), String>> {
                $(if key == stringify!($field).replace('_', "-") {
                    self.$field = <$type>::default();
                    return Some(self.$field.read(text));
                })*
                None
            }
        }
    )*};
    (@) => { None };
    (@ $some:expr) => { Some($some) };
}
pub(super) use settings;
