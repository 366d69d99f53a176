//! An image as a spec names it: a reference as engines read it; empty or blank, it is not there.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::field::{Field, Filled, Read, Reader, Refused};
use crate::document::Cursor;
use crate::image::ImageRef;
use crate::source::Located;

/// An image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image(pub Located<ImageRef>);

impl Field<Image> {
    /// The reference without its place.
    pub fn text(&self) -> Option<&str> {
        self.get().map(|image| image.0.value.as_str())
    }
}

impl Read for Image {
    fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self> {
        let text = match Filled::read(at, reader) {
            Field::Present(Filled(text)) => text,
            Field::Absent => return Field::Absent,
            Field::Broken => return Field::Broken,
        };
        match ImageRef::parse(&text.value) {
            Ok(image) => Field::Present(Self(Located::new(image, text.place))),
            Err(fault) => {
                let refused =
                    Refused { rule: "image-reference", place: text.place, text: text.value, reason: fault.reason };
                reader.refused.push(refused);
                Field::Broken
            }
        }
    }
}

impl JsonSchema for Image {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Image".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let pattern = format!(r"^\s*$|{}", ImageRef::PATTERN);
        json_schema!({ "type": "string", "pattern": pattern, "x-rule": "image-reference" })
    }
}
