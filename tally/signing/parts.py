"""The parts of a package in memory: names, types and relationships (Open Packaging Conventions, ECMA-376 part 2)."""

import hashlib
import posixpath
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote
from zipfile import ZipFile

from lxml.etree import _Element

from tally.signing import names
from tally.signing.xml import Malformed, add, canonical, new_root, parse, says_only
from tally.zips import Unsafe, UnsafeZip, once, open_zip, part_key, unpacked

_SAFE_IN_NAMES = "/%~!$&'()*+,;=:@"

_LINKS = re.compile(r"(?:.*/)?_rels/[^/]*\.rels", re.DOTALL)

# The Relationship Transform signs these attributes and nothing else, so nothing else may be there.
_OF_LINK = frozenset({"Id", "Type", "Target", "TargetMode"})
_OF_TYPE = frozenset({"Extension", "PartName", "ContentType"})

_LOCAL_HEADER = struct.Struct("<4s2xHH4xIII")  # signature, flags, method, checksum, packed size, size
_LOCAL_LENGTHS = struct.Struct("<HH")  # of the name, of what is added
_HEADER_SIZE = 30
_END = struct.Struct("<4s4xHHIIH")  # signature, entries here and in all, size and place of the directory, remark
_SIZES_FOLLOW = 0x8
_DESCRIPTOR, _MARKED_DESCRIPTOR = 12, 16
_OTHER_NAME = b"up"  # a second name of the entry, which some programs read instead of the first


@dataclass(frozen=True, slots=True)
class Link:
    """One relationship.

    Attributes:
        target: as it is spelt.
        external: it leads out of the package.
    """

    id: str
    type: str
    target: str
    external: bool


class Parts:
    """All parts of one package, unpacked.

    Attributes:
        names: how the file spells each part, by `part_key`, in the order of the file.
    """

    def __init__(self, content: bytes) -> None:
        """Unpack a package.

        Raises:
            UnsafeZip: it is not unpacked.
        """
        archive, entries = open_zip(content)
        self.names = {key: entry.filename for key, entry in entries.items()}
        self._data = {key: unpacked(archive, entry) for key, entry in entries.items()}
        self.has_hidden_bytes = not _is_seamless(content, archive)
        self._digests: dict[tuple[str, str], bytes] = {}
        self._digests_of_links: dict[tuple[str, frozenset[str], str], bytes] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def __getitem__(self, key: str) -> bytes:
        return self._data[key]

    def get(self, key: str) -> bytes:
        """Return a part; no bytes where there is none."""
        return self._data.get(key, b"")

    def digest(self, key: str, algorithm: str) -> bytes:
        """Return the digest over a part as it stands, computed once however many signatures ask for it."""
        if (key, algorithm) not in self._digests:
            self._digests[key, algorithm] = hashlib.new(algorithm, self._data[key]).digest()
        return self._digests[key, algorithm]

    def digest_of_links(self, key: str, ids: frozenset[str], algorithm: str) -> bytes:
        """Return the digest over some relationships of a part that lists them, as they are signed; computed once.

        Raises:
            KeyError: it is no such part.
        """
        asked = (key, ids, algorithm)
        if asked not in self._digests_of_links:
            chosen = (link for link in self.links[key] if link.id in ids)
            self._digests_of_links[asked] = hashlib.new(algorithm, transformed(chosen)).digest()
        return self._digests_of_links[asked]

    @cached_property
    def by_uri(self) -> Mapping[str, str]:
        """The key of every part, by the key of its name as a signature spells it."""
        return {part_key(uri_of(name)): key for key, name in self.names.items()}

    @cached_property
    def types(self) -> "ContentTypes":
        """The content types.

        Raises:
            UnsafeZip: they are missing or not what they should be.
        """
        try:
            return _content_types(self.get(part_key(names.TYPES_PART)))
        except Malformed as error:
            raise UnsafeZip(Unsafe.DAMAGED, names.TYPES_PART) from error

    @cached_property
    def links(self) -> Mapping[str, tuple[Link, ...]]:
        """The relationships that each relationships part lists, by key of the part.

        Raises:
            UnsafeZip: one of these parts is not what it should be.
        """
        found: dict[str, tuple[Link, ...]] = {}
        for key, data in self._data.items():
            if _LINKS.fullmatch(key):
                try:
                    found[key] = read_links(data)
                except Malformed as error:
                    raise UnsafeZip(Unsafe.DAMAGED, self.names[key]) from error
        return found

    def links_of(self, key: str) -> tuple[Link, ...]:
        """Return the relationships of a part; of the package when the key is empty."""
        return self.links.get(links_key(key), ())


class ContentTypes:
    """What `[Content_Types].xml` says each part is."""

    def __init__(self, data: bytes) -> None:
        """Read the part.

        Raises:
            Malformed: it is no such part, or says two things of one.
        """
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        root = parse(data)
        if root.tag != f"{{{names.CONTENT_TYPES}}}Types":
            raise Malformed
        for child in root:
            if child.tag == f"{{{names.CONTENT_TYPES}}}Default":
                known, key = self._defaults, child.get("Extension", "").casefold()
            elif child.tag == f"{{{names.CONTENT_TYPES}}}Override":
                known, key = self._overrides, part_key(child.get("PartName", ""))
            else:
                raise Malformed
            if not key or key in known or not says_only(child, _OF_TYPE):
                raise Malformed
            known[key] = child.get("ContentType", "")

    def of(self, key: str) -> str:
        """Return the content type of a part; empty when none is said."""
        extension = posixpath.basename(key).rpartition(".")[2]
        return self._overrides.get(key, self._defaults.get(extension, ""))

    @property
    def named(self) -> Iterable[str]:
        """The keys of the parts that are named one by one."""
        return self._overrides.keys()


@once
def _content_types(data: bytes) -> ContentTypes:
    return ContentTypes(data)


def links_key(key: str) -> str:
    """Return the key of the part that lists the relationships of a part; of the package when the key is empty."""
    folder, name = posixpath.split(key)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_key(source: str, link: Link) -> str:
    """Return the key of the part that a relationship leads to.

    Args:
        source: key of the part whose relationship it is; empty for the package.
        link: leads to a part.
    """
    return part_key(posixpath.normpath(posixpath.join("/", posixpath.dirname(source), link.target)))


def uri_of(name: str) -> str:
    """Return the name of a part as a signature spells it."""
    return quote("/" + name.replace("\\", "/").lstrip("/"), safe=_SAFE_IN_NAMES)


@once
def read_links(data: bytes) -> tuple[Link, ...]:
    """Return the relationships that a part lists.

    Raises:
        Malformed: it is no such part, or two bear one Id.
    """
    root = parse(data)
    links = tuple(_link(child) for child in root)
    if root.tag != f"{{{names.RELATIONSHIPS}}}Relationships" or len({link.id for link in links}) != len(links):
        raise Malformed
    return links


def _link(element: _Element) -> Link:
    mode = element.get("TargetMode", "Internal")
    link = Link(element.get("Id", ""), element.get("Type", ""), element.get("Target", ""), mode == "External")
    is_link = element.tag == f"{{{names.RELATIONSHIPS}}}Relationship" and says_only(element, _OF_LINK)
    if not is_link or mode not in ("Internal", "External") or not (link.id and link.type and link.target):
        raise Malformed
    return link


def transformed(links: Iterable[Link]) -> bytes:
    """Return relationships as the Relationship Transform has them signed: by Id, the mode said, canonical XML."""
    root = new_root(names.RELATIONSHIPS, "Relationships")
    for link in sorted(links, key=lambda link: link.id):
        mode = "External" if link.external else "Internal"
        about = {"Id": link.id, "Target": link.target, "TargetMode": mode, "Type": link.type}
        add(root, names.RELATIONSHIPS, "Relationship", **about)
    return canonical(root)


def is_signed(key: str) -> bool:
    """Tell whether a signature covers a part: all but the signatures' own and those that Office leaves unsigned."""
    outside = key in names.UNSIGNED_PARTS or key == part_key(names.TYPES_PART) or key.startswith(f"{names.FOLDER}/")
    return not outside


def is_left_unsigned(key: str, link: Link) -> bool:
    """Tell whether a relationship of the package stays outside every signature: to docProps, or to the signatures."""
    if key != names.ROOT_LINKS_PART or link.external:
        return False
    target = target_key("", link)
    known = names.UNSIGNED_PARTS.get(target)
    return link.type == (names.ORIGIN_LINK if known is None else known[0])


def _is_seamless(content: bytes, archive: ZipFile) -> bool:
    """Tell whether the parts lie one after the other with nothing between, so that every program sees the same ones."""
    place = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        if entry.header_offset != place or place + _HEADER_SIZE > len(content):
            return False
        _, flags, method, *sizes = _LOCAL_HEADER.unpack_from(content, place)
        name, extra = _LOCAL_LENGTHS.unpack_from(content, place + _LOCAL_HEADER.size)
        local_extra = content[place + _HEADER_SIZE + name : place + _HEADER_SIZE + name + extra]
        if method != entry.compress_type or _OTHER_NAME in local_extra or _OTHER_NAME in entry.extra:
            return False
        place += _HEADER_SIZE + name + extra + entry.compress_size
        if flags & _SIZES_FOLLOW:
            place += _MARKED_DESCRIPTOR if content[place : place + 4] == b"PK\x07\x08" else _DESCRIPTOR
        elif sizes != [entry.CRC, entry.compress_size, entry.file_size]:
            return False
    end = len(content) - _END.size
    directory = _END.unpack_from(content, end)
    expected = (b"PK\x05\x06", len(archive.infolist()), len(archive.infolist()), end - place, place, 0)
    return directory == expected
