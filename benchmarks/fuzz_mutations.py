"""Inputs for `fuzz.py`: files changed byte by byte and by what they are made of; the same seed, the same input."""

import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

LARGEST = 200_000
"""Bytes of an input; what grows beyond is cut: the limits of size have tests of their own."""

_NUMBER = re.compile(rb"-?\d+")
_EXTREMES = (
    *(b"0", b"-1", b"1", b"2", b"255", b"256", b"65536", b"9999999", b"10000000", b"10000001", b"2147483648"),
    *(b"9223372036854775808", b"-9223372036854775809", b"1" + b"0" * 25, b"9" * 4_400, b"0x7f", b"1e308", b"1e-400"),
    *(b"NaN", b"-inf", b"1.5", b"00", b"1_0", "٣".encode(), "²".encode(), b"1900", b"9999", b"0001"),
)
_ODD = (
    *(b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b"\t", b" ", b"\x1b[2J", b"\x7f", b"\x85"),
    *(
        "\u202e".encode(),
        "\u0301".encode(),
        "\u200b".encode(),
        "\ufffe".encode(),
        "Đ".encode(),
        "D\u0323\u0302".encode(),
    ),
    *("\U0010ffff".encode(), b"\xed\xa0\x80", b"\xc0\x80", "ﷺ".encode(), b'"', b"'", b"\\", b"\\u0000", b"\\ud800"),
    *(
        b"%s",
        b"{0}",
        b"{",
        b"}",
        b"<",
        b">",
        b"&",
        b"../",
        b"=1+1",
        b"_x0000_",
        b"_xD800_",
        b"true",
        b"null",
        b"[]",
        b"{}",
    ),
)
_NESTS = ((b"[", b"]"), (b"{", b"}"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b"(", b")"), (b'"', b'"'))
_DEEP = (3, 30, 300, 3_000, 30_000)

Mutation = Callable[[bytearray, Random, Sequence[bytes]], None]


def mutated(seed: bytes, random: Random, words: Sequence[bytes] = ()) -> bytes:
    """Return a file changed in one to five places.

    Args:
        seed: the file.
        random: decides.
        words: what files of its kind are made of.
    """
    data = bytearray(seed)
    for _ in range(1 + int(random.expovariate(0.7)) % 5):
        random.choice(_MUTATIONS)(data, random, words)
    return bytes(data[:LARGEST])


def packed(parts: Mapping[str, bytes], method: int = ZIP_STORED) -> bytes:
    """Return a zip."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(ZipInfo(name), data, method)
    return buffer.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a zip by name."""
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def mutated_zip(parts: Mapping[str, bytes], random: Random, words: Sequence[bytes], chosen: Sequence[str]) -> bytes:
    """Return a zip of which one or two parts are changed, taken away, given twice or exchanged, or its bytes are.

    Args:
        parts: by name.
        random: decides.
        words: what its parts are made of.
        chosen: the parts to be changed most of the time.
    """
    changed = dict(parts)
    for _ in range(1 + (random.random() < 0.2)):  # noqa: PLR2004 - a fifth
        name = random.choice(chosen) if random.random() < 0.9 else random.choice(list(parts))  # noqa: PLR2004
        what = random.random()
        if what < 0.9:  # noqa: PLR2004
            changed[name] = mutated(parts[name], random, words)
        elif what < 0.94:  # noqa: PLR2004
            changed.pop(name, None)
        elif what < 0.97:  # noqa: PLR2004
            changed[name] = parts[random.choice(list(parts))]
        else:
            changed[random.choice((name.upper(), f"/{name}", name.replace("/", "\\"), f"{name}x"))] = parts[name]
    if random.random() < 0.98:  # noqa: PLR2004
        return packed(changed)
    return mutated(packed(changed, ZIP_DEFLATED), random)


def _place(data: bytearray, random: Random) -> int:
    return random.randrange(len(data) + 1)


def _stretch(data: bytearray, random: Random) -> slice:
    begin = _place(data, random)
    return slice(begin, begin + int(random.expovariate(1 / 20)) + 1)


def _flip(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _byte(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    if data:
        data[random.randrange(len(data))] = random.randrange(256)


def _cut(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    del data[_stretch(data, random)]


def _end(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    del data[_place(data, random) :]


def _again(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    stretch = _stretch(data, random)
    data[stretch.start : stretch.start] = data[stretch] * random.choice((1, 2, 10))


def _moved(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    stretch = _stretch(data, random)
    taken = data[stretch]
    del data[stretch]
    place = _place(data, random)
    data[place:place] = taken


def _odd(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    place = _place(data, random)
    data[place : place + random.choice((0, 0, 1, 3))] = random.choice(_ODD)


def _word(data: bytearray, random: Random, words: Sequence[bytes]) -> None:
    place = _place(data, random)
    data[place : place + random.choice((0, 0, 5))] = random.choice(words or _ODD)


def _exchanged(data: bytearray, random: Random, words: Sequence[bytes]) -> None:
    """Put one word of the file's kind in the place of another one."""
    there = [word for word in words if word in data] or [b"1"]
    old, new = random.choice(there), random.choice(words or _ODD)
    places = [match.start() for match in re.finditer(re.escape(old), data)]
    if places:
        place = random.choice(places)
        data[place : place + len(old)] = new


def _number(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    found = list(_NUMBER.finditer(data))
    if found:
        match = random.choice(found)
        data[match.start() : match.end()] = random.choice(_EXTREMES)


def _line(data: bytearray, random: Random, _words: Sequence[bytes]) -> None:
    """Take a line away, or give one twice, or put one elsewhere."""
    lines = bytes(data).splitlines(keepends=True)
    if lines:
        taken = lines.pop(random.randrange(len(lines)))
        for _ in range(random.randrange(3)):
            lines.insert(random.randrange(len(lines) + 1), taken)
        data[:] = b"".join(lines)


def _nest(data: bytearray, random: Random, _: Sequence[bytes]) -> None:
    opening, closing = random.choice(_NESTS)
    depth = random.choice(_DEEP)
    place = _place(data, random)
    data[place:place] = opening * depth + random.choice((b"", b"1")) + closing * random.choice((0, depth, depth))


def _endless(data: bytearray, random: Random, words: Sequence[bytes]) -> None:
    place = _place(data, random)
    data[place:place] = random.choice((*words, *_ODD)) * random.choice((50, 1_000, 20_000))


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _byte, _cut, _end, _again, _moved, _odd, _odd, _word, _word, _exchanged, _exchanged),
    *(_number, _number, _number, _line, _line),
    *(_flip, _byte, _odd, _exchanged, _number, _line, _cut),
    *(_nest, _endless),
)
