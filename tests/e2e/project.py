"""The action as its own repository holds it, and what its Dockerfile says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ACTION_FILES = ("action.yml", "Dockerfile", ".dockerignore", "requirements.txt", "LICENSE", "checker", "entrypoint")


def copy_action(folder: Path) -> None:
    """Copy what the action is made of, without what lies about in a developer's folder."""
    for name in ACTION_FILES:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(PROJECT / name, folder / name)


def base_image() -> str:
    """The image that the Dockerfile starts from."""
    text = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    match = re.search(r"^ARG BASE_IMAGE=(\S+)$", text, re.MULTILINE)
    assert match
    return match[1]
