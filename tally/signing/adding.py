"""Adds a signature to a package: the parts that lead to it are changed, all others keep their bytes."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tally.application.proof import Signer
from tally.signing import names
from tally.signing.parts import Parts, links_key
from tally.signing.writing import signature_xml
from tally.signing.xml import add, new_root, parse, written
from tally.zips import part_key, still_entry


def add_signature(parts: Parts, signer: Signer, time: datetime) -> bytes:
    """Return the package with one more signature, the parts in their order and the new ones last.

    Raises:
        OSError: the signer's token failed.
    """
    number = 1
    while part_key(name := f"{names.FOLDER}/sig{number}.xml") in parts:
        number += 1
    spelt = dict(parts.names)
    data = {key: parts[key] for key in spelt}
    for new, content in (*_leading_to(parts, name), (name, signature_xml(parts, signer, time))):
        spelt.setdefault(part_key(new), new)
        data[part_key(new)] = content
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for key, content in data.items():
            archive.writestr(still_entry(spelt[key]), content, ZIP_DEFLATED)
    return buffer.getvalue()


def _leading_to(parts: Parts, signature: str) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that lead to a new signature, as they are to be: types, relationships, origin."""
    yield names.TYPES_PART, _types(parts, signature)
    if not any(link.type == names.ORIGIN_LINK for link in parts.links_of("")):
        yield names.ROOT_LINKS_PART, _linked(parts, "", names.ORIGIN_LINK, names.ORIGIN_PART)
        yield names.ORIGIN_PART, b""
    target = signature.removeprefix(f"{names.FOLDER}/")
    yield names.ORIGIN_LINKS_PART, _linked(parts, part_key(names.ORIGIN_PART), names.SIGNATURE_LINK, target)


def _linked(parts: Parts, source: str, link_type: str, target: str) -> bytes:
    """Return a relationships part with one relationship more."""
    key = links_key(source)
    root = parse(parts[key]) if key in parts else new_root(names.RELATIONSHIPS, "Relationships")
    known = {link.id for link in parts.links_of(source)}
    number = 1
    while f"rId{number}" in known:
        number += 1
    add(root, names.RELATIONSHIPS, "Relationship", Id=f"rId{number}", Type=link_type, Target=target)
    return written(root)


def _types(parts: Parts, signature: str) -> bytes:
    root = parse(parts[part_key(names.TYPES_PART)])
    if parts.types.of(part_key(names.ORIGIN_PART)) != names.ORIGIN_TYPE:
        add(root, names.CONTENT_TYPES, "Default", Extension="sigs", ContentType=names.ORIGIN_TYPE)
    add(root, names.CONTENT_TYPES, "Override", PartName=f"/{signature}", ContentType=names.SIGNATURE_TYPE)
    return written(root)
