"""XML of strangers, read so strictly that no two programs can see different things in it, and canonical XML (C14N)."""

from lxml import etree
from lxml.etree import _Element

from tally.signing import names

_PREFIXES = {names.MDSSI: "mdssi", names.XADES: "xd"}

_MAX_XML = 4 * 1024 * 1024  # bytes; a signature over 2,000 parts takes 600,000


class Malformed(Exception):  # noqa: N818 - it is the part that is malformed
    """A part that is not what it should be, or holds what only serves to mislead."""


def parse(data: bytes) -> _Element:
    """Return the root of a part that has elements and text only: no document type, entity, remark or instruction.

    Raises:
        Malformed: anything else, or larger than any such part can be.
    """
    if len(data) > _MAX_XML:
        raise Malformed
    try:
        root = etree.fromstring(data, _parser())
    except (etree.LxmlError, ValueError) as error:
        raise Malformed from error
    others = root.iter(etree.Comment, etree.ProcessingInstruction, etree.Entity)
    if root.getroottree().docinfo.internalDTD is not None or next(others, None) is not None:
        raise Malformed
    return root


def canonical(element: _Element) -> bytes:
    """Return an element as canonical XML 1.0, with the namespaces that it inherits.

    The caller has made sure that no attribute of the namespace `xml` is inherited.

    Raises:
        Malformed: there is no such form of it: a namespace is named by half an address, or what the parser let pass
            cannot be written again.
    """
    try:
        # Of an element within a document lxml writes stray xmlns="": it is made a document of its own first.
        alone = etree.fromstring(etree.tostring(element, with_tail=False), _parser())
        return etree.tostring(alone, method="c14n")
    except (etree.LxmlError, ValueError) as error:
        raise Malformed from error


def says_only(element: _Element, attributes: frozenset[str]) -> bool:
    """Tell whether an element has nothing inside, no text in or after it, and no attributes but some."""
    text = (element.text or "") + (element.tail or "")
    return not len(element) and not text.strip() and set(map(str, element.attrib)) <= attributes


def new_root(namespace: str, name: str) -> _Element:
    """Return a new element whose namespace is the default one."""
    return etree.Element(f"{{{namespace}}}{name}", nsmap={None: namespace})  # type: ignore[dict-item]  # so lxml has it


def add(parent: _Element, namespace: str, name: str, text: str = "", **attributes: str) -> _Element:
    """Add an element with its text and attributes, under the prefix that readers know its namespace by."""
    nsmap = {_PREFIXES.get(namespace): namespace}
    element = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes, nsmap)  # type: ignore[arg-type]  # None too
    element.text = text or None
    return element


def written(root: _Element) -> bytes:
    """Return a whole part."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
