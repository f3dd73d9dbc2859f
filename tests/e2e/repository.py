"""A checked-out repository with an open pull request, as on GitHub's hosted runners."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OWNER = 1001
"""The user of the hosted runners; the action's container runs as root."""


def check_out(folder: Path) -> str:
    """Commit all that is in the folder; the revision's SHA."""
    _git(folder, "init", "--initial-branch=feature")
    _git(folder, "remote", "add", "origin", "https://github.com/example/widget.git")
    _git(folder, "add", "--all", "--force")
    _git(folder, "commit", "--message=Widget")
    revision = _git(folder, "rev-parse", "HEAD")
    if os.geteuid() == 0:
        subprocess.run(["chown", "--recursive", "--no-dereference", str(OWNER), folder], check=True)
    return revision


def _git(folder: Path, *arguments: str) -> str:
    author = ["-c", "user.name=Developer", "-c", "user.email=developer@example.com"]
    command = ["git", "-C", str(folder), *author, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def pull_request_event(revision: str) -> dict[str, object]:
    """The parts of GitHub's `pull_request` event that say what is to be merged, and from where."""
    owner = {"login": "example"}
    repository = {"full_name": "example/widget", "name": "widget", "fork": False, "owner": owner}
    return {
        "action": "synchronize",
        "number": 7,
        "repository": repository,
        "pull_request": {
            "number": 7,
            "head": {"sha": revision, "ref": "feature", "repo": repository},
            "base": {"sha": revision, "ref": "main", "repo": repository},
        },
    }
