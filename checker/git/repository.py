"""What revisions mean, and which files a commit holds."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from checker.git.limits import BrokenRepository
from checker.git.objects import DIGEST, Objects
from checker.records import Record
from checker.regex import regex
from checker.widget.files import MAX_DEPTH, MAX_FILES, read_regular_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from checker.git.objects import TreeEntry

LAST_TAG = "last-tag"
"""Stands for the nearest tagged commit before the current one."""

_MAX_REFERENCES = 20_000
_MAX_COMMITS = 5_000
"""Commits that are looked at for a tag."""
_MAX_INDIRECTIONS = 5
"""References to references, and tags of tags."""
_MAX_REFERENCE_BYTES = 8 * 1024 * 1024
_MAX_REVISION = 300
"""Characters of a revision that are read."""
_NAME = regex(r"[A-Za-z0-9][\w./+@-]{0,200}")
_STEPS = regex(r"[~^][~^0-9]*\Z")
_STEP = regex(r"~(\d{0,4})|\^")
_SHORT_DIGEST = regex(r"[0-9a-f]{7,39}")
_PLACES = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/", "refs/remotes/origin/")
"""Where a short name is looked for, in git's order."""
_FOLDER_MODE = b"40000"
_FILE_MODES = frozenset({b"100644", b"100755", b"100664"})


class Repository(Record):
    """A repository with its files in `git`, which is a folder. Its methods raise BrokenRepository and OSError."""

    root: Path
    """The work tree."""
    git: Path

    @cached_property
    def _objects(self) -> Objects:
        return Objects(self.git / "objects")

    # -- Revisions

    def commit(self, revision: str) -> str | None:
        """The digest of the commit that a branch, tag, remote branch, digest, `HEAD` or `last-tag` names, if any.

        `~2` and `^` lead to its parents, always to the first one.
        """
        name = _STEPS.sub("", revision[:_MAX_REVISION])
        digest = self._named(name)
        for step in _STEP.finditer(revision[:_MAX_REVISION], len(name)):
            for _ in range(int(step[1] or 1)):
                digest = next(iter(self._parents(digest)), None) if digest is not None else None
        return digest

    def _named(self, name: str) -> str | None:
        if name == LAST_TAG:
            return self._last_tagged()
        if DIGEST.fullmatch(name):
            return self._peeled(name)
        if not _is_safe(name):
            return None
        found = next((digest for place in _PLACES if (digest := self._reference(place + name))), None)
        if found is None and _SHORT_DIGEST.fullmatch(name):
            found = self._objects.completed(name)
        return self._peeled(found) if found is not None else None

    def _peeled(self, digest: str) -> str | None:
        """The commit itself, or the one that a tag stands for."""
        for _ in range(_MAX_INDIRECTIONS):
            found = self._objects.read(digest)
            if found is None or found.kind == "commit":
                return digest if found is not None else None
            digest = next(iter(found.headers("object")), "") if found.kind == "tag" else ""
        return None

    def _parents(self, commit: str) -> Sequence[str]:
        found = self._objects.read_kind(commit, "commit")
        return found.headers("parent") if found is not None else ()

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

    # -- References

    def _reference(self, name: str) -> str | None:
        """The digest behind a reference; symbolic ones, such as HEAD, are followed a few times."""
        for _ in range(_MAX_INDIRECTIONS):
            content = self._read(name).strip() or self._packed_references.get(name, "")
            if not content.startswith("ref:"):
                return content if DIGEST.fullmatch(content) else None
            name = content.removeprefix("ref:").strip()
            if not _is_safe(name):
                return None
        return None

    def _read(self, name: str) -> str:
        try:
            return read_regular_file(self.git / name, _MAX_REFERENCE_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""

    @cached_property
    def _packed_references(self) -> Mapping[str, str]:
        lines = (line.split(" ") for line in self._read("packed-refs").split("\n"))
        return {parts[1]: parts[0] for parts in lines if len(parts) == 2 and DIGEST.fullmatch(parts[0])}

    def _tags(self) -> Iterator[str]:
        """The digests behind tags: of the commits, or of what annotates them."""
        names = [name for name in self._packed_references if name.startswith("refs/tags/")]
        with suppress(OSError), os.scandir(self.git / "refs" / "tags") as listing:
            names += [f"refs/tags/{entry.name}" for entry in listing]
        return filter(None, map(self._reference, names[:_MAX_REFERENCES]))

    # -- Files

    def files(self, commit: str, folder: str) -> Mapping[str, str]:
        """The files of a commit under a folder (POSIX, empty for all): paths in it, and digests of their contents."""
        contents: dict[str, str] = {}
        waiting = [("", self._tree(commit, folder))]
        folders = 0
        while waiting:
            prefix, tree = waiting.pop()
            folders += 1
            for entry in self._objects.entries(tree):
                if _is_folder(entry) and prefix.count("/") < MAX_DEPTH:
                    waiting.append((f"{prefix}{entry.name}/", entry.digest))
                elif entry.mode in _FILE_MODES:
                    contents[prefix + entry.name] = entry.digest
            if len(contents) + len(waiting) + folders > MAX_FILES * 2:
                raise BrokenRepository("the commit holds too many files")
        return contents

    def _tree(self, commit: str, folder: str) -> str:
        """The digest of a folder of a commit; empty if there is none."""
        found = self._objects.read_kind(commit, "commit")
        tree = next(iter(found.headers("tree")), "") if found is not None else ""
        for name in folder.split("/") if folder else ():
            inner = (entry.digest for entry in self._objects.entries(tree) if _is_folder(entry) and entry.name == name)
            tree = next(inner, "")
        return tree

    def blob(self, digest: str) -> bytes | None:
        """The content of a file; None if it is not there."""
        found = self._objects.read_kind(digest, "blob")
        return found.content if found is not None else None


def find_repository(place: Path) -> Repository | None:
    """The repository around a folder, if its files lie in a folder `.git` at the top of the work tree."""
    for folder in (place, *place.parents):
        git = folder / ".git"
        if git.is_dir() and not git.is_symlink():
            return Repository(folder, git)
    return None


def _is_safe(name: str) -> bool:
    """Whether a name stays within the folder of the repository."""
    return _NAME.fullmatch(name) is not None and ".." not in name


def _is_folder(entry: TreeEntry) -> bool:
    return entry.mode == _FOLDER_MODE
