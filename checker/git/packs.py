"""A pack: many objects in one file, with an index; some are written as differences from others."""

from __future__ import annotations

import mmap
import os
import struct
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from checker.git.limits import BrokenRepository, Budget, inflated
from checker.records import Record

if TYPE_CHECKING:
    from pathlib import Path

DIGEST_BYTES = 20

_INDEX_MAGIC = b"\xfftOc\0\0\0\x02"
_PACK_MAGIC = b"PACK"
_FANOUT = len(_INDEX_MAGIC)
"""Where the index says how many digests begin with at most a byte: 256 numbers, the last counts them all."""
_DIGESTS = _FANOUT + 256 * 4
"""Where the sorted digests begin in the index; their checksums and offsets follow."""
_CHECKSUM_BYTES = _OFFSET_BYTES = 4
_IS_LARGE_OFFSET = 1 << 31
_OFFSET_DELTA, _REFERENCE_DELTA = 6, 7
_MAX_SHIFT = 64
"""Bits of the largest number."""
_MOST_OF_ONE_BEGINNING = 32


class Entry(NamedTuple):
    """What a pack holds at an offset."""

    type: int
    """1 to 4 for a whole object, 6 and 7 for a difference."""
    content: bytes
    base: int | str | None
    """What a difference is from: the offset in this pack, or the digest."""


class Pack(Record):
    """A pack and its index, mapped into memory."""

    index: mmap.mmap
    pack: mmap.mmap
    budget: Budget

    @classmethod
    def open(cls, stem: Path, budget: Budget) -> Pack:
        """Open the pair of files whose names begin so. Raises BrokenRepository and OSError."""
        index, pack = (_mapped(stem.with_name(f"{stem.name}{suffix}")) for suffix in (".idx", ".pack"))
        if index[: len(_INDEX_MAGIC)] != _INDEX_MAGIC or pack[: len(_PACK_MAGIC)] != _PACK_MAGIC:
            raise BrokenRepository("a pack is of an unknown version")
        return cls(index, pack, budget)

    # -- The index

    def completed(self, beginning: str) -> str | None:
        """The digest that begins with these hexadecimal digits, if there is exactly one."""
        position = self._position(bytes.fromhex(beginning[: len(beginning) // 2 * 2]).ljust(DIGEST_BYTES, b"\0"))
        end = min(position + _MOST_OF_ONE_BEGINNING, self._count)
        near = (self._digest(number).hex() for number in range(position, end))
        found = [digest for digest in near if digest.startswith(beginning)]
        return found[0] if len(found) == 1 else None

    def offset_of(self, digest: str) -> int | None:
        """Where an object begins in the pack; None if it is not in there."""
        wanted = bytes.fromhex(digest)
        position = self._position(wanted)
        if position >= self._count or self._digest(position) != wanted:
            return None
        offsets = _DIGESTS + self._count * (DIGEST_BYTES + _CHECKSUM_BYTES)
        offset = self._number(">I", offsets + position * _OFFSET_BYTES)
        if offset < _IS_LARGE_OFFSET:
            return offset
        large_offsets = offsets + self._count * _OFFSET_BYTES
        return self._number(">Q", large_offsets + (offset - _IS_LARGE_OFFSET) * 8)

    @cached_property
    def _count(self) -> int:
        count = self._number(">I", _DIGESTS - 4)
        if len(self.index) < _DIGESTS + count * (DIGEST_BYTES + _CHECKSUM_BYTES + _OFFSET_BYTES):
            raise BrokenRepository("the index of a pack is broken")
        return count

    def _number(self, layout: str, position: int) -> int:
        try:
            return int(struct.unpack_from(layout, self.index, position)[0])
        except struct.error as error:
            raise BrokenRepository("the index of a pack is broken") from error

    def _digest(self, position: int) -> bytes:
        start = _DIGESTS + position * DIGEST_BYTES
        return self.index[start : start + DIGEST_BYTES]

    def _position(self, digest: bytes) -> int:
        """Where a digest stands, or would stand, among the sorted ones."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._digest(middle) < digest:
                low = middle + 1
            else:
                high = middle
        return low

    # -- The pack

    def entry(self, offset: int) -> Entry:
        """Read what is written at an offset. Raises BrokenRepository."""
        type_, size, start = self._header(offset)
        self.budget.spend(size)
        base: int | str | None = None
        if type_ == _OFFSET_DELTA:
            distance, start = self._distance(start)
            base = offset - distance
        elif type_ == _REFERENCE_DELTA:
            base = self.pack[start : start + DIGEST_BYTES].hex()
            start += DIGEST_BYTES
        compressed = self.pack[start : start + size + size // 100 + 1024]
        return Entry(type_, inflated(compressed, size), base)

    def _header(self, offset: int) -> tuple[int, int, int]:
        """Type of an entry, size of its content in bytes, and where it goes on."""
        byte = self._byte(offset)
        type_, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 0x80 and shift < _MAX_SHIFT:
            offset += 1
            byte = self._byte(offset)
            size |= (byte & 0x7F) << shift
            shift += 7
        return type_, size, offset + 1

    def _distance(self, offset: int) -> tuple[int, int]:
        """How far before an entry lies what it is a difference from, and where the entry goes on."""
        byte = self._byte(offset)
        distance = byte & 0x7F
        while byte & 0x80 and distance < 1 << _MAX_SHIFT:
            offset += 1
            byte = self._byte(offset)
            distance = (distance + 1) << 7 | byte & 0x7F
        return distance, offset + 1

    def _byte(self, offset: int) -> int:
        if not 0 <= offset < len(self.pack):
            raise BrokenRepository("a pack is broken")
        return self.pack[offset]


def _mapped(path: Path) -> mmap.mmap:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
    except ValueError as error:
        raise BrokenRepository("a pack is empty") from error
    finally:
        os.close(descriptor)
