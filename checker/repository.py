"""Reads a git repository's references, commits and trees from its files; nothing of it is ever run.

git itself obeys the configuration in the repository, which may name programs to start. Here only loose objects and
packs (version 2) are read, of repositories with SHA-1 and with references as files. Every size and number is bounded,
links are not followed. Source of the formats: https://git-scm.com/docs/gitformat-pack and gitrepository-layout.
"""

from __future__ import annotations

import mmap
import os
import re
import struct
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from checker.widget.files import MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, read_regular_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LAST_TAG = "last-tag"
"""Stands for the nearest tagged commit before the current one."""

_MAX_REFERENCES = 20_000
_MAX_PACKS = 200
_MAX_COMMITS = 5_000
"""Commits that are looked at for a tag."""
_MAX_DELTAS = 300
_MAX_BYTES = 4 * MAX_TOTAL_BYTES
"""Bytes of all the objects, and of what they are made of, that are read of a repository."""
_LEAST_BYTES = 8192
"""What an object counts for at least: many small ones take their time too."""
_MAX_SHIFT = 64
"""Bits of the largest number."""
_MAX_SMALL_FILE = 8 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9][\w./+@-]{0,200}")
_MAX_REVISION = 300
_STEPS = re.compile(r"[~^][~^0-9]*\Z")
_STEP = re.compile(r"~(\d{0,4})|\^")
_DIGEST = re.compile(r"[0-9a-f]{40}")
_SHORT_DIGEST = re.compile(r"[0-9a-f]{7,39}")
_PLACES = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/", "refs/remotes/origin/")
_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _REFERENCE_DELTA = 6, 7
_BYTES_OF_DIGEST = 20
_FOLDER_MODE = b"40000"
_FILE_MODES = frozenset({b"100644", b"100755", b"100664"})


class BrokenRepository(Exception):
    """The repository's files are not as git writes them, or larger than anybody needs."""


class GitObject(NamedTuple):
    """A commit, tree, blob or tag."""

    kind: str
    content: bytes


@dataclass
class _Budget:
    """How many bytes may still be read; an object may name others, and the same ones, without an end."""

    left: int = _MAX_BYTES

    def spend(self, size: int) -> None:
        """Raises BrokenRepository if so much is more than anybody needs."""
        if size > MAX_FILE_BYTES:
            raise BrokenRepository("an object is too large")
        self.left -= size
        if self.left < 0:
            raise BrokenRepository("too many objects have to be read")


@dataclass(frozen=True)
class Repository:
    """A repository with its files in `git`, which is a folder."""

    root: Path
    """The work tree."""
    git: Path
    _packs: dict[str, _Pack] = field(default_factory=dict)
    _budget: _Budget = field(default_factory=_Budget)

    def commit(self, revision: str) -> str | None:
        """The digest of the commit that a branch, tag, remote branch, digest, `HEAD` or `last-tag` names, if any.

        `~2` and `^` lead to its parents. Raises BrokenRepository and OSError.
        """
        name = _STEPS.sub("", revision[:_MAX_REVISION])
        digest = self._named(name)
        for step in _STEP.finditer(revision[:_MAX_REVISION], len(name)):
            for _ in range(1 if step[1] in {None, ""} else int(step[1])):
                parents = self._parents(digest) if digest is not None else ()
                digest = next(iter(parents), None)
        return digest

    def _named(self, name: str) -> str | None:
        if name == LAST_TAG:
            return self._last_tagged()
        if _DIGEST.fullmatch(name):
            return self._peeled(name)
        if not _NAME.fullmatch(name) or ".." in name:
            return None
        found = next((digest for place in _PLACES if (digest := self._reference(place + name))), None)
        if found is None and _SHORT_DIGEST.fullmatch(name):
            in_packs = (digest for pack in self._all_packs() if (digest := pack.completed(name)))
            found = next(chain(self._loose_beginning(name), in_packs), None)
        return self._peeled(found) if found is not None else None

    def _reference(self, name: str) -> str | None:
        """The digest behind a reference; symbolic ones, such as HEAD, are followed a few times."""
        for _ in range(5):
            content = self._read(name).strip() or self._packed_references.get(name, "")
            if not content.startswith("ref:"):
                return content if _DIGEST.fullmatch(content) else None
            name = content.removeprefix("ref:").strip()
            if not _NAME.fullmatch(name) or ".." in name:
                return None
        return None

    def _read(self, name: str) -> str:
        try:
            return read_regular_file(self.git / name, _MAX_SMALL_FILE).decode("utf-8", "replace")
        except OSError:
            return ""

    @cached_property
    def _packed_references(self) -> Mapping[str, str]:
        lines = (line.split(" ") for line in self._read("packed-refs").split("\n"))
        return {parts[1]: parts[0] for parts in lines if len(parts) == 2 and _DIGEST.fullmatch(parts[0])}

    def _last_tagged(self) -> str | None:
        """The first commit with a tag on the way back from the parents of the current one, breadth first."""
        head = self._reference("HEAD")
        tagged = {self._peeled(digest) for digest in self._tags()} if head is not None else set()
        waiting = deque(self._parents(head)) if head is not None and tagged else deque()
        seen: set[str] = set()
        while waiting and len(seen) < _MAX_COMMITS:
            digest = waiting.popleft()
            if digest in tagged:
                return digest
            if digest not in seen:
                seen.add(digest)
                waiting += self._parents(digest)
        return None

    def _tags(self) -> Iterator[str]:
        names = [name for name in self._packed_references if name.startswith("refs/tags/")]
        with suppress(OSError):
            names += [f"refs/tags/{entry.name}" for entry in os.scandir(self.git / "refs" / "tags")]
        for name in names[:_MAX_REFERENCES]:
            digest = self._reference(name)
            if digest is not None:
                yield digest

    def _peeled(self, digest: str) -> str | None:
        """The commit itself, or the one that a tag stands for."""
        for _ in range(5):
            found = self._object(digest)
            if found is None or found.kind == "commit":
                return digest if found is not None else None
            digest = _header(found, "object")[0] if found.kind == "tag" else ""
        return None

    def _parents(self, digest: str) -> tuple[str, ...]:
        found = self._object(digest)
        return tuple(_header(found, "parent")) if found is not None and found.kind == "commit" else ()

    def files(self, commit: str, folder: str) -> Mapping[str, str]:
        """The files of a commit under a folder (POSIX, empty for all): paths in it and the digests of their contents.

        Raises BrokenRepository and OSError.
        """
        found = self._object(commit)
        tree = _header(found, "tree")[0] if found is not None and found.kind == "commit" else ""
        for name in folder.split("/") if folder else ():
            entries = {entry: digest for mode, entry, digest in self._entries(tree) if mode == _FOLDER_MODE}
            tree = entries.get(name, "")
        contents: dict[str, str] = {}
        waiting = [("", tree)] if tree else []
        folders = 0
        while waiting:
            prefix, tree = waiting.pop()
            folders += 1
            for mode, name, digest in self._entries(tree):
                if mode == _FOLDER_MODE and prefix.count("/") < MAX_DEPTH:
                    waiting.append((f"{prefix}{name}/", digest))
                elif mode in _FILE_MODES:
                    contents[prefix + name] = digest
            if len(contents) + len(waiting) + folders > MAX_FILES * 2:
                raise BrokenRepository("the commit holds too many files")
        return contents

    def _entries(self, tree: str) -> Iterator[tuple[bytes, str, str]]:
        """Yield mode, name and digest of what a tree holds; nothing if it is not there."""
        found = self._object(tree) if tree else None
        content = found.content if found is not None and found.kind == "tree" else b""
        position = 0
        while position < len(content):
            space, end = content.find(b" ", position), content.find(b"\0", position)
            if not position < space < end:
                raise BrokenRepository("a tree is broken")
            name = content[space + 1 : end].decode("utf-8", "surrogateescape")
            yield content[position:space], name, content[end + 1 : end + 1 + _BYTES_OF_DIGEST].hex()
            position = end + 1 + _BYTES_OF_DIGEST

    def blob(self, digest: str) -> bytes | None:
        """The content of a file. Raises BrokenRepository and OSError."""
        found = self._object(digest)
        return found.content if found is not None and found.kind == "blob" else None

    def _object(self, digest: str) -> GitObject | None:
        if not _DIGEST.fullmatch(digest):
            return None
        self._budget.spend(_LEAST_BYTES)
        place = self._place(digest)
        return self._loose(digest) if place is None else self._undeltified(*place)

    def _place(self, digest: str) -> tuple[_Pack, int] | None:
        """The pack that holds an object, and where."""
        return next(
            ((pack, offset) for pack in self._all_packs() if (offset := pack.offset_of(digest)) is not None), None
        )

    def _loose(self, digest: str) -> GitObject | None:
        try:
            raw = read_regular_file(self.git / "objects" / digest[:2] / digest[2:])
        except OSError:
            return None
        header, zero, content = _inflated(raw, MAX_FILE_BYTES + 64).partition(b"\0")
        kind = header.partition(b" ")[0].decode("ascii", "replace")
        if not zero or kind not in _KINDS.values():
            raise BrokenRepository("an object is broken")
        self._budget.spend(len(content))
        return GitObject(kind, content)

    def _loose_beginning(self, short: str) -> Iterator[str]:
        with suppress(OSError), os.scandir(self.git / "objects" / short[:2]) as listing:
            yield from (short[:2] + entry.name for entry in listing if entry.name.startswith(short[2:]))

    def _all_packs(self) -> Iterator[_Pack]:
        try:
            with os.scandir(self.git / "objects" / "pack") as listing:
                names = sorted(entry.name for entry in listing if entry.name.endswith(".idx"))
        except OSError:
            return
        for name in names[:_MAX_PACKS]:
            if name not in self._packs:
                self._packs[name] = _Pack.open(self.git / "objects" / "pack" / name.removesuffix(".idx"), self._budget)
            yield self._packs[name]

    def _undeltified(self, pack: _Pack, offset: int) -> GitObject:
        """Read an object that may be written as the difference from another one, and so on."""
        deltas: list[bytes] = []
        while len(deltas) <= _MAX_DELTAS and sum(map(len, deltas)) <= MAX_FILE_BYTES:
            kind, content, base = pack.entry(offset)
            if kind in _KINDS:
                return GitObject(_KINDS[kind], _applied(content, deltas, self._budget))
            deltas.append(content)
            place = (pack, base) if isinstance(base, int) else self._place(base or "")
            if place is None:
                original = self._loose(str(base)) if base else None
                if original is None:
                    raise BrokenRepository("an object is missing")
                return GitObject(original.kind, _applied(original.content, deltas, self._budget))
            pack, offset = place
        raise BrokenRepository("an object is made of too many differences")


@dataclass(frozen=True)
class _Pack:
    """A pack and its index, mapped into memory."""

    index: mmap.mmap
    pack: mmap.mmap
    budget: _Budget

    @classmethod
    def open(cls, stem: Path, budget: _Budget) -> _Pack:
        index, pack = (_mapped(stem.with_name(f"{stem.name}{suffix}")) for suffix in (".idx", ".pack"))
        if index[:8] != b"\xfftOc\0\0\0\x02" or pack[:4] != b"PACK":
            raise BrokenRepository("a pack is of an unknown version")
        return cls(index, pack, budget)

    @cached_property
    def _count(self) -> int:
        count = self._number(8 + 255 * 4)
        if len(self.index) < 1032 + count * (_BYTES_OF_DIGEST + 8):
            raise BrokenRepository("the index of a pack is broken")
        return count

    def _number(self, position: int) -> int:
        return self._unpacked(">I", position)

    def _unpacked(self, what: str, position: int) -> int:
        try:
            return int(struct.unpack_from(what, self.index, position)[0])
        except struct.error as error:
            raise BrokenRepository("the index of a pack is broken") from error

    def _digest(self, number: int) -> bytes:
        start = 1032 + number * _BYTES_OF_DIGEST
        return self.index[start : start + _BYTES_OF_DIGEST]

    def _position(self, digest: bytes) -> int:
        """Where a digest, or the first one that begins so, stands among the sorted ones."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._digest(middle) < digest:
                low = middle + 1
            else:
                high = middle
        return low

    def completed(self, short: str) -> str | None:
        """The digest that begins so, if there is exactly one."""
        position = self._position(bytes.fromhex(short[: len(short) // 2 * 2]).ljust(_BYTES_OF_DIGEST, b"\0"))
        near = [self._digest(number).hex() for number in range(position, min(position + 32, self._count))]
        found = [digest for digest in near if digest.startswith(short)]
        return found[0] if len(found) == 1 else None

    def offset_of(self, digest: str) -> int | None:
        """Where an object begins in the pack."""
        wanted = bytes.fromhex(digest)
        number = self._position(wanted)
        if number >= self._count or self._digest(number) != wanted:
            return None
        offsets = 1032 + self._count * (_BYTES_OF_DIGEST + 4)
        offset = self._number(offsets + number * 4)
        if offset & 0x80000000:
            place = offsets + self._count * 4 + (offset & 0x7FFFFFFF) * 8
            offset = self._unpacked(">Q", place)
        return offset

    def entry(self, offset: int) -> tuple[int, bytes, int | str | None]:
        """Kind and content of an entry; of a difference also what it refers to, by offset or digest."""
        start, byte = offset, self._byte(offset)
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 0x80 and shift < _MAX_SHIFT:
            offset += 1
            byte = self._byte(offset)
            size |= (byte & 0x7F) << shift
            shift += 7
        offset += 1
        self.budget.spend(size)
        base: int | str | None = None
        if kind == _OFFSET_DELTA:
            distance, offset = self._distance(offset)
            base = start - distance
        elif kind == _REFERENCE_DELTA:
            base = self.pack[offset : offset + _BYTES_OF_DIGEST].hex()
            offset += _BYTES_OF_DIGEST
        content = _inflated(self.pack[offset : offset + size + size // 100 + 1024], size)
        return kind, content, base

    def _byte(self, offset: int) -> int:
        if not 0 <= offset < len(self.pack):
            raise BrokenRepository("a pack is broken")
        return self.pack[offset]

    def _distance(self, offset: int) -> tuple[int, int]:
        byte = self._byte(offset)
        distance = byte & 0x7F
        while byte & 0x80 and distance < 1 << _MAX_SHIFT:
            offset += 1
            byte = self._byte(offset)
            distance = (distance + 1) << 7 | byte & 0x7F
        return distance, offset + 1


def find_repository(place: Path) -> Repository | None:
    """The repository around a folder, if its files lie in a folder `.git` at the top of the work tree."""
    for folder in (place, *place.parents):
        git = folder / ".git"
        if git.is_dir() and not git.is_symlink():
            return Repository(folder, git)
    return None


def _mapped(path: Path) -> mmap.mmap:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
    except ValueError as error:
        raise BrokenRepository("a pack is empty") from error
    finally:
        os.close(descriptor)


def _inflated(raw: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, limit + 1)[:limit]
    except zlib.error as error:
        raise BrokenRepository("an object is broken") from error


def _header(found: GitObject, name: str) -> list[str]:
    """The values of a header of a commit or tag."""
    lines = found.content.partition(b"\n\n")[0].decode("ascii", "replace").split("\n")
    values = [value for key, _, value in (line.partition(" ") for line in lines) if key == name]
    return values if values or name == "parent" else [""]


def _applied(content: bytes, deltas: list[bytes], budget: _Budget) -> bytes:
    for delta in reversed(deltas):
        content = _patched(content, delta, budget)
    return content


def _patched(source: bytes, delta: bytes, budget: _Budget) -> bytes:
    """Apply a difference: copies from the source and new bytes."""
    _, position = _size(delta, 0)
    size, position = _size(delta, position)
    budget.spend(size)
    target = bytearray()
    while position < len(delta) and len(target) <= size:
        command = delta[position]
        position += 1
        if command & 0x80:
            numbers = []
            for bit in range(7):
                is_there = command >> bit & 1
                numbers.append(delta[position] if is_there and position < len(delta) else 0)
                position += is_there
            start = int.from_bytes(numbers[:4], "little")
            length = int.from_bytes(numbers[4:], "little") or 0x10000
            target += source[start : start + length]
        else:
            target += delta[position : position + command]
            position += command
    if len(target) != size:
        raise BrokenRepository("a difference is broken")
    return bytes(target)


def _size(delta: bytes, position: int) -> tuple[int, int]:
    size = shift = 0
    while position < len(delta) and shift < _MAX_SHIFT:
        byte = delta[position]
        size |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if not byte & 0x80:
            break
    return size, position
