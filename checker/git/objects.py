"""The objects of a repository: commits, trees, blobs and tags, each in a file of its own or in a pack."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from checker.git.deltas import applied
from checker.git.limits import BrokenRepository, Budget, inflated
from checker.git.packs import DIGEST_BYTES, Pack
from checker.regex import regex
from checker.widget.files import MAX_FILE_BYTES, read_regular_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIGEST = regex(r"[0-9a-f]{40}")

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_MAX_PACKS = 200
_MAX_DELTAS = 300
_LEAST_BYTES = 8192
"""What an object counts for at least: many small ones take their time too."""
_LONGEST_HEADER = 64


class GitObject(NamedTuple):
    """A commit, tree, blob or tag."""

    kind: str
    content: bytes

    def headers(self, name: str) -> tuple[str, ...]:
        """The values of a header of a commit or tag."""
        lines = self.content.partition(b"\n\n")[0].decode("ascii", "replace").split("\n")
        return tuple(value for key, _, value in (line.partition(" ") for line in lines) if key == name)


class TreeEntry(NamedTuple):
    """A name in a tree."""

    mode: bytes
    name: str
    digest: str


class Objects:
    """The objects in the folder `objects` of a repository. Everything here raises BrokenRepository and OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._packs: dict[str, Pack] = {}
        self._budget = Budget()

    def read(self, digest: str) -> GitObject | None:
        """The object of a whole digest, if it is there."""
        if not DIGEST.fullmatch(digest):
            return None
        self._budget.spend(_LEAST_BYTES)
        place = self._place(digest)
        return self._loose(digest) if place is None else self._packed(*place)

    def read_kind(self, digest: str, kind: str) -> GitObject | None:
        """The object, if it is there and of this kind."""
        found = self.read(digest)
        return found if found is not None and found.kind == kind else None

    def entries(self, tree: str) -> Iterator[TreeEntry]:
        """Yield what a tree holds; nothing if it is not there."""
        found = self.read_kind(tree, "tree")
        content = found.content if found is not None else b""
        position = 0
        while position < len(content):
            space, end = content.find(b" ", position), content.find(b"\0", position)
            if not position < space < end:
                raise BrokenRepository("a tree is broken")
            name = content[space + 1 : end].decode("utf-8", "surrogateescape")
            digest = content[end + 1 : end + 1 + DIGEST_BYTES].hex()
            yield TreeEntry(content[position:space], name, digest)
            position = end + 1 + DIGEST_BYTES

    def completed(self, beginning: str) -> str | None:
        """A digest that begins with these hexadecimal digits, at least two."""
        in_packs = (digest for pack in self._all_packs() if (digest := pack.completed(beginning)))
        return next(chain(self._loose_digests(beginning), in_packs), None)

    # -- Objects in files of their own

    def _loose(self, digest: str) -> GitObject | None:
        try:
            raw = read_regular_file(self._folder / digest[:2] / digest[2:])
        except OSError:
            return None
        header, zero, content = inflated(raw, MAX_FILE_BYTES + _LONGEST_HEADER).partition(b"\0")
        kind = header.partition(b" ")[0].decode("ascii", "replace")
        if not zero or kind not in _KINDS.values():
            raise BrokenRepository("an object is broken")
        self._budget.spend(len(content))
        return GitObject(kind, content)

    def _loose_digests(self, beginning: str) -> Iterator[str]:
        first, rest = beginning[:2], beginning[2:]
        with suppress(OSError), os.scandir(self._folder / first) as listing:
            yield from (first + entry.name for entry in listing if entry.name.startswith(rest))

    # -- Objects in packs

    def _all_packs(self) -> Iterator[Pack]:
        try:
            with os.scandir(self._folder / "pack") as listing:
                names = sorted(entry.name for entry in listing if entry.name.endswith(".idx"))
        except OSError:
            return
        for name in names[:_MAX_PACKS]:
            if name not in self._packs:
                self._packs[name] = Pack.open(self._folder / "pack" / name.removesuffix(".idx"), self._budget)
            yield self._packs[name]

    def _place(self, digest: str) -> tuple[Pack, int] | None:
        """The pack that holds an object, and its offset there."""
        places = ((pack, pack.offset_of(digest)) for pack in self._all_packs())
        return next(((pack, offset) for pack, offset in places if offset is not None), None)

    def _packed(self, pack: Pack, offset: int) -> GitObject:
        """Read an object that may be written as the difference from another one, and so on."""
        deltas: list[bytes] = []
        while len(deltas) <= _MAX_DELTAS and sum(map(len, deltas)) <= MAX_FILE_BYTES:
            entry = pack.entry(offset)
            if entry.type in _KINDS:
                return GitObject(_KINDS[entry.type], applied(entry.content, deltas, self._budget))
            deltas.append(entry.content)
            place = (pack, entry.base) if isinstance(entry.base, int) else self._place(entry.base or "")
            if place is None:
                original = self._loose(str(entry.base)) if entry.base else None
                if original is None:
                    raise BrokenRepository("an object is missing")
                return GitObject(original.kind, applied(original.content, deltas, self._budget))
            pack, offset = place
        raise BrokenRepository("an object is made of too many differences")
