"""The tar format as far as a shelf file needs it: plain files with short names (POSIX.1 ustar).

Reading knows nothing else: what is a link, a device, a folder, a sparse file or has an extended
header is refused at its first block, so that nothing of it is ever interpreted.
"""

import re
from typing import NamedTuple

from modelshelf.exchange.errors import ShelfDamaged

BLOCK = 512
END = bytes(2 * BLOCK)
_MOST_OCTAL = 8**11 - 1
_NAME, _PREFIX = 100, 155
# Not all that `int` reads: a size of -1 would be read as "all there is".
_DIGITS = re.compile(rb"[0-7]*")


class Member(NamedTuple):
    name: str
    size_bytes: int


def header(member: Member) -> bytes:
    """The block before a file; raises ValueError for a name that does not fit."""
    prefix, name = _split(member.name.encode("ascii"))
    size = member.size_bytes
    # Beyond eight GiB the size is written in binary, as every tar of today reads it.
    packed = (b"%011o\0" % size) if size <= _MOST_OCTAL else b"\x80" + size.to_bytes(11, "big")
    fields = [
        name.ljust(_NAME, b"\0"), b"0000644\0", b"0000000\0", b"0000000\0", packed,
        b"00000000000\0", b" " * 8, b"0", bytes(100), b"ustar\x0000", bytes(32), bytes(32),
        b"0000000\0", b"0000000\0", prefix.ljust(_PREFIX, b"\0"),
    ]  # fmt: skip
    block = b"".join(fields).ljust(BLOCK, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def parse(block: bytes) -> Member | None:
    """What a header announces; None for the zeros at the end.

    Raises:
        ShelfDamaged: It is cut, wrong, or announces anything but a plain file.
    """
    if len(block) != BLOCK:
        raise ShelfDamaged("The file ends in the middle: it was cut. Copy or export it again.")
    if not any(block):
        return None
    total = sum(block[:148]) + 8 * 32 + sum(block[156:])
    if _octal(block[148:156]) != total or block[257:262] != b"ustar":
        raise ShelfDamaged("This is no shelf file of Modelshelf, or it is damaged.")
    if block[156:157] not in (b"0", b"\0"):
        raise ShelfDamaged(
            "The file holds something that is no plain file. Modelshelf packs nothing of the kind: "
            "nothing was taken in."
        )
    name, prefix = _text(block[:_NAME]), _text(block[345 : 345 + _PREFIX])
    size = block[124:136]
    count = int.from_bytes(size[1:], "big") if size[0] == 0x80 else _octal(size)
    return Member(f"{prefix}/{name}" if prefix else name, count)


def padding(size_bytes: int) -> int:
    """Bytes between the end of a file and the next header."""
    return -size_bytes % BLOCK


def _split(name: bytes) -> tuple[bytes, bytes]:
    if len(name) <= _NAME:
        return b"", name
    prefix, slash, rest = name.rpartition(b"/")
    if not slash or len(rest) > _NAME or len(prefix) > _PREFIX:
        raise ValueError(name)
    return prefix, rest


def _octal(field: bytes) -> int:
    digits = field.strip(b" \0")
    if not _DIGITS.fullmatch(digits):
        raise ShelfDamaged("This is no shelf file of Modelshelf, or it is damaged.")
    return int(digits or b"0", 8)


def _text(field: bytes) -> str:
    return field.split(b"\0", 1)[0].decode("ascii", errors="replace")
