"""Writes the reports and the archives into the workspace, as its owner's files and never through a link."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from checker.render import renderer
from checker.widget.packaging import ARCHIVE_NAME, RECEIPT_NAME
from checker.writing import write_file

if TYPE_CHECKING:
    from checker.report import Report
    from entrypoint.release import Release

FILES = {"junit": "junit.xml", "sarif": "report.sarif", "json": "report.json", "markdown": "report.md"}
"""File name of each format of the report."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The checkout's folder, in which files are written."""

    root: Path

    def in_repository(self, path: str) -> str:
        """The path of a file as GitHub knows it: the checkout may lie in a folder of the workspace."""
        folders = [PurePosixPath(), *reversed(PurePosixPath(path).parents[:-1])]
        checkout = next((folder for folder in folders if os.path.lexists(self.root / folder / ".git")), folders[0])
        return str(PurePosixPath(path).relative_to(checkout))

    def write(self, path: str, content: bytes) -> str:
        """Write a file and give it, with the folders that were made for it, to the workspace's owner.

        Returns the path. Raises UsageError if a link is in the way or the file cannot be written.
        """
        file = self.root / path
        made = [folder for folder in file.parents if folder.is_relative_to(self.root) and not folder.exists()]
        write_file(Path(path), content, self.root)
        if os.getuid() == 0:
            owner = self.root.stat()
            for entry in (file, *made):
                os.chown(entry, owner.st_uid, owner.st_gid, follow_symlinks=False)
        return path


def own_files(folder: str) -> tuple[str, ...]:
    """The paths of the reports and of the archive; receipts and other archives are never packaged anyway."""
    return tuple(f"{folder}/{file}" for file in (*FILES.values(), ARCHIVE_NAME, RECEIPT_NAME))


def write_reports(report: Report, folder: str, workspace: Workspace) -> dict[str, str]:
    """Write the report in every format; gives the path of each."""
    return {
        name: workspace.write(f"{folder}/{file}", renderer(name)(report).encode("utf-8", "backslashreplace"))
        for name, file in FILES.items()
    }


def write_archives(releases: tuple[Release, ...], folder: str, workspace: Workspace) -> dict[str, str]:
    """Write each widget.zip with its receipt; gives the archive's path by widget."""
    paths = {}
    for release in releases:
        if release.archive is not None:
            below = folder if len(releases) == 1 else f"{folder}/{release.artifact_name}"
            paths[release.widget] = workspace.write(f"{below}/{ARCHIVE_NAME}", release.archive.content)
            workspace.write(f"{below}/{RECEIPT_NAME}", release.receipt.encode())
    return paths
