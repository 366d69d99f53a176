//! The bill of materials of a project's containers, as `CycloneDX` 1.6 writes it.
//!
//! It holds no time and no random number, so that equal projects give equal bytes: its serial number is made of what it
//! says. What is in an image is the image's own bill to tell.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::image::ImageRef;

/// What a part of a package's URL can't have as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// How ids of the plan are called among a component's properties.
const CONTAINER: &str = "ast:container";
/// How it is said that an image is built from the project.
const BUILT: &str = "ast:built";

/// An image of a project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contained {
    /// The image, with its digest where that is known.
    pub image: ImageRef,
    /// The containers that run it, by their ids in the plan.
    pub ids: BTreeSet<String>,
    /// Whether it is built from the project.
    pub is_built: bool,
}

/// The document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bill {
    #[serde(rename = "$schema")]
    schema: &'static str,
    bom_format: &'static str,
    spec_version: &'static str,
    serial_number: String,
    version: u32,
    metadata: Value,
    components: Vec<Value>,
    dependencies: Vec<Value>,
}

/// The bill of a project: what it is called, with its scope, and its images.
pub fn sbom(name: &str, scope: Option<&str>, images: &[Contained]) -> String {
    let whole = scope.map_or_else(|| name.to_owned(), |scope| format!("@{scope}/{name}"));
    let root = format!("agent:{whole}");
    let mut about = json!({ "type": "application", "bom-ref": root, "name": name });
    if let Some(scope) = scope {
        about["group"] = json!(format!("@{scope}"));
    }
    let tools = json!({ "components": [{ "type": "application", "name": "ast" }] });
    let components: Vec<_> = images.iter().map(component).collect();
    let refs: Vec<_> = components.iter().map(|component| component["bom-ref"].clone()).collect();
    let leaves = refs.iter().map(|leaf| json!({ "ref": leaf }));
    let dependencies = std::iter::once(json!({ "ref": root, "dependsOn": refs })).chain(leaves).collect();
    let mut bill = Bill {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number: String::new(),
        version: 1,
        metadata: json!({ "tools": tools, "component": about }),
        components,
        dependencies,
    };
    bill.serial_number = serial(&text(&bill));
    text(&bill)
}

fn text(bill: &Bill) -> String {
    // Structs with string keys always serialise.
    let mut text = serde_json::to_string_pretty(bill).unwrap_or_default();
    text.push('\n');
    text
}

fn component(contained: &Contained) -> Value {
    let Contained { image, ids, is_built } = contained;
    let mut component = json!({
        "type": "container",
        "bom-ref": image.as_str(),
        "name": image.name(),
        "version": image.tag().or(image.digest()).unwrap_or("latest"),
    });
    if let Some((algorithm, digits)) = image.digest().and_then(|digest| digest.split_once(':')) {
        let algorithm = algorithm.replace("sha", "SHA-");
        component["hashes"] = json!([{ "alg": algorithm, "content": digits }]);
        component["purl"] = json!(purl(image));
    }
    let property = |name: &str, value: &str| json!({ "name": name, "value": value });
    let mut properties: Vec<_> = ids.iter().map(|id| property(CONTAINER, id)).collect();
    if *is_built {
        properties.push(property(BUILT, "true"));
    }
    component["properties"] = properties.into();
    component
}

/// The package's URL of an image, whose name is the last part of its path.
fn purl(image: &ImageRef) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let (host, path) = image.full_name();
    let name = path.rsplit('/').next().unwrap_or_default();
    let tag = image.tag().map(|tag| format!("&tag={}", encoded(tag))).unwrap_or_default();
    let digest = encoded(image.digest().unwrap_or_default());
    format!("pkg:oci/{}@{digest}?repository_url={}{tag}", encoded(name), encoded(&format!("{host}/{path}")))
}

/// A UUID of the eighth kind (RFC 9562), which is made of a text.
fn serial(text: &str) -> String {
    let digits: Vec<char> = Sha256::digest(text)
        .iter()
        .take(16)
        .flat_map(|byte| {
            let hex = format!("{byte:02x}");
            [hex.as_bytes()[0] as char, hex.as_bytes()[1] as char]
        })
        .collect();
    let part = |from: usize, to: usize| digits[from..to].iter().collect::<String>();
    format!("urn:uuid:{}-{}-8{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_a_package_s_url_and_a_document_is_the_same_twice() {
        let digest = format!("sha256:{}", "ab".repeat(32));
        let image = |text: &str| ImageRef::parse(&format!("{text}@{digest}")).unwrap();
        let expected =
            format!("pkg:oci/redis@sha256%3A{}?repository_url=docker.io/library/redis&tag=7", "ab".repeat(32));
        assert_eq!(purl(&image("redis:7")), expected);
        let expected = format!("pkg:oci/b@sha256%3A{}?repository_url=localhost%3A5000/a/b", "ab".repeat(32));
        assert_eq!(purl(&image("localhost:5000/a/b")), expected);
        let contained = Contained { image: image("redis:7"), ids: ["knowledge.db".to_owned()].into(), is_built: false };
        let (one, other) = (sbom("a", Some("org"), std::slice::from_ref(&contained)), sbom("a", None, &[]));
        assert_eq!(one, sbom("a", Some("org"), &[contained]));
        let number =
            |text: &str| serde_json::from_str::<Value>(text).unwrap()["serialNumber"].as_str().unwrap().to_owned();
        assert!(number(&one) != number(&other) && number(&one).len() == "urn:uuid:".len() + 36);
    }
}
