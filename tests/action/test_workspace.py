"""Paths of annotations: GitHub wants them relative to the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from entrypoint.reports import Workspace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("checkout", "path", "expected"),
    [
        ("", "widget/script.js", "widget/script.js"),
        ("source", "source/widget/script.js", "widget/script.js"),
        ("source", "source/script.js", "script.js"),
        ("a/b", "a/b/виджет/script.js", "виджет/script.js"),
    ],
)
def test_a_checkout_may_lie_in_a_folder(tmp_path: Path, checkout: str, path: str, expected: str) -> None:
    (tmp_path / checkout / ".git").mkdir(parents=True)
    assert Workspace(tmp_path).in_repository(path) == expected


def test_without_a_repository_the_path_stays(tmp_path: Path) -> None:
    assert Workspace(tmp_path).in_repository("widget/script.js") == "widget/script.js"


def test_a_repository_inside_the_repository_does_not_count(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "modules" / "widget" / ".git").mkdir(parents=True)
    assert Workspace(tmp_path).in_repository("modules/widget/script.js") == "modules/widget/script.js"
