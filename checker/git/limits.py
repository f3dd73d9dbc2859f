"""What may be read of a repository, and what is raised beyond it."""

from __future__ import annotations

import zlib

from checker.widget.files import MAX_FILE_BYTES, MAX_TOTAL_BYTES

_MAX_BYTES = 4 * MAX_TOTAL_BYTES
"""Bytes of all the objects, and of what they are made of, that are read of a repository."""


class BrokenRepository(Exception):
    """The repository's files are not as git writes them, or larger than anybody needs."""


class Budget:
    """How many bytes may still be read; an object may name others, and the same ones, without an end."""

    def __init__(self) -> None:
        self._left = _MAX_BYTES

    def spend(self, size: int) -> None:
        """Raises BrokenRepository if so many bytes are more than anybody needs."""
        if size > MAX_FILE_BYTES:
            raise BrokenRepository("an object is too large")
        self._left -= size
        if self._left < 0:
            raise BrokenRepository("too many objects have to be read")


def inflated(raw: bytes, limit: int) -> bytes:
    """At most `limit` bytes of what was compressed. Raises BrokenRepository if it is no zlib stream."""
    try:
        return zlib.decompressobj().decompress(raw, limit + 1)[:limit]
    except zlib.error as error:
        raise BrokenRepository("an object is broken") from error
