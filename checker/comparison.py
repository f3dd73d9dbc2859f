"""Finds what a widget is compared with: a folder, a zip archive, or a revision of the git repository around it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import UsageError
from checker.escaping import visible
from checker.widget.base import Base, base_of_files
from checker.widget.discovery import load_widget, refuse_links, shown_path
from checker.widget.manifest import MANIFEST_NAME

if TYPE_CHECKING:
    from checker.widget.packaging import PackagedSet


_LONGEST_NAME = 250
"""What is longer is no name of a file, nor of a revision."""


def find_base(name: str, place: Path, folder: Path, packaged: PackagedSet) -> Base | None:
    """Find the earlier state of the widget at `place`; paths are relative to `folder`.

    A base that does not hold this widget gives None. Raises UsageError if there is no such folder, zip or revision.
    """
    path = folder / name[:_LONGEST_NAME]
    if path.is_dir() or (path.suffix.lower() == ".zip" and path.is_file()):
        refuse_links(path, folder)
        return _in_files(name, path, place, folder, packaged)
    return _in_repository(name, place, packaged)


def _in_files(name: str, path: Path, place: Path, folder: Path, packaged: PackagedSet) -> Base | None:
    """Take a zip or a widget's folder as it is, else look in the folder where the widget is in the current one."""
    if path.is_dir() and not (path / MANIFEST_NAME).is_file():
        path = path / shown_path(place, folder)
        if not (path / MANIFEST_NAME).is_file():
            return None
        refuse_links(path, folder)
    if not shown_path(path, place):
        raise UsageError(f"the base {visible(name)} is the widget itself; name an earlier state of it")
    return base_of_files(name, load_widget(path, folder, packaged).files)


def _in_repository(name: str, place: Path, packaged: PackagedSet) -> Base | None:
    from checker.git.limits import BrokenRepository
    from checker.git.repository import LAST_TAG, find_repository

    whole = Path(place).absolute()
    repository = find_repository(whole)
    if repository is None:
        raise UsageError(f"the base {visible(name)} is no folder and no zip, and there is no git repository here")
    try:
        commit = repository.commit(name)
        if commit is None:
            if name == LAST_TAG:
                return None
            raise UsageError(
                f"the base {visible(name)} is no folder, zip, branch, tag or commit here; a shallow checkout holds only"
                " the newest commit (for actions/checkout set fetch-depth: 0)"
            )
        digests = repository.files(commit, shown_path(whole, repository.root))
        manifest = repository.blob(digests.get(MANIFEST_NAME, ""))
    except (BrokenRepository, OSError) as error:
        raise UsageError(f"the base {visible(name)} cannot be read: {visible(str(error))}") from error
    if manifest is None:
        return None
    kept = {path: digest for path, digest in digests.items() if packaged.why_left_out(path) is None}
    return Base(name, kept, manifest)
