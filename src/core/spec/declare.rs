//! How mappings and closed sets of words are declared: the type, its reader and its schema from one list.

/// A mapping of the language: the struct, how it is read and its schema, from one list of fields.
///
/// `; filled` after a type marks a mapping or a list that can't be left empty, which the schema reports.
macro_rules! mapping {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident : $key:literal => $type:ty $(; $read:ident)?,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub struct $name {
            /// Where the mapping stands.
            #[schemars(skip)]
            pub place: $crate::source::Place,
            $($(#[$field_meta])* #[schemars(rename = $key)] pub $field: $crate::spec::Field<$type>,)*
        }

        impl $crate::spec::field::Read for $name {
            const COLLECTION: bool = true;

            fn read(
                at: &$crate::document::Cursor<'_>,
                reader: &mut $crate::spec::field::Reader,
            ) -> $crate::spec::Field<Self> {
                if at.node.as_mapping().is_none() {
                    return $crate::spec::Field::Broken;
                }
                // A key that is misspelt is reported as such, and not missing as well.
                let written: Vec<&str> = at.entries().map(|(entry, _)| entry.key.as_str()).collect();
                let meant = $crate::diagnostic::nearest::meant(&written, &[$($key),*]);
                $crate::spec::Field::Present(Self {
                    place: at.place.clone(),
                    $($field: if meant.contains(&$key) {
                        $crate::spec::Field::Broken
                    } else {
                        mapping!(@read reader, at, $key $(, $read)?)
                    },)*
                })
            }
        }
    };
    (@read $reader:ident, $at:ident, $key:literal) => { $reader.field($at, $key) };
    (@read $reader:ident, $at:ident, $key:literal, $read:ident) => { $reader.$read($at, $key) };
}
pub(super) use mapping;

/// A closed set of words: the enum, its words, how it is read and its schema.
macro_rules! keywords {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
        }

        impl $name {
            /// Every word, in the order of the language's reference.
            pub const WORDS: &[&str] = &[$($word),*];

            /// The word in the spec.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The value that a word names.
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::spec::field::Read for $crate::source::Located<$name> {
            fn read(
                at: &$crate::document::Cursor<'_>,
                _: &mut $crate::spec::field::Reader,
            ) -> $crate::spec::Field<Self> {
                match at.node.as_scalar().and_then(|scalar| $name::parse(&scalar.text)) {
                    Some(value) => $crate::spec::Field::Present(Self::new(value, at.place.clone())),
                    None => $crate::spec::Field::Broken,
                }
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": Self::WORDS })
            }
        }
    };
}
pub(super) use keywords;
