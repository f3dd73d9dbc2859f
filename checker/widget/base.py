"""What a widget is compared with: an earlier state of it, known by the digests of its files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from checker.widget.manifest import MANIFEST_NAME, Manifest
from checker.widget.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.widget.files import FileSet


class Base(NamedTuple):
    """An earlier state of a widget."""

    name: str
    """The folder, zip or git revision as the user called it."""
    digests: Mapping[str, str]
    """The files that would have been packaged, each with its digest as git computes it."""
    manifest: bytes

    @property
    def version(self) -> str | None:
        """The version that the manifest named."""
        source = Source(MANIFEST_NAME, self.manifest)
        return Manifest(source, source.utf8).widget_version

    def changed(self, files: FileSet) -> tuple[str, ...]:
        """The paths of files that are new, gone or different; line endings alone are no difference."""
        paths = sorted(self.digests.keys() | files.contents.keys())
        return tuple(path for path in paths if not self._is_same(path, files.contents.get(path)))

    def _is_same(self, path: str, content: bytes | None) -> bool:
        known = self.digests.get(path)
        if known is None or content is None:
            return False
        return known == digest_of(content) or known == digest_of(content.replace(b"\r\n", b"\n"))


def base_of_files(name: str, files: FileSet) -> Base | None:
    """Take the files of a folder or zip as the base; None if they are no widget."""
    manifest = files.contents.get(MANIFEST_NAME)
    if manifest is None:
        return None
    return Base(name, {path: digest_of(content) for path, content in files.contents.items()}, manifest)


def digest_of(content: bytes) -> str:
    """The digest under which git keeps a file."""
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()
