"""The bill of materials of a program: every crate that is in it, as CycloneDX."""

import uuid
from datetime import UTC, datetime

from crates import crates
from cyclonedx.builder.this import this_component
from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from release import epoch


def bill(target):
    """The document, which its own reader finds nothing wrong with."""
    licenses = LicenseFactory()
    bom = Bom()
    for crate in crates(target):
        url = PackageURL("cargo", name=crate.name, version=crate.version)
        component = Component(
            name=crate.name,
            version=crate.version,
            type=ComponentType.LIBRARY,
            purl=url,
            bom_ref=str(url),
            licenses=[licenses.make_from_string(crate.license)],
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=crate.checksum)] if crate.checksum else [],
        )
        if crate.name == "ast":
            component.type = ComponentType.APPLICATION
            bom.metadata.component = component
        else:
            bom.components.add(component)
    bom.register_dependency(bom.metadata.component, bom.components)
    bom.metadata.tools.components.add(this_component())
    # The same crates are the same document.
    bom.metadata.timestamp = datetime.fromtimestamp(epoch(), UTC)
    names = "\n".join(sorted(component.bom_ref.value for component in bom.components))
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"{bom.metadata.component.bom_ref.value} {target}\n{names}")
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong:
        raise SystemExit(f"bill: {wrong}")
    return text + "\n"
