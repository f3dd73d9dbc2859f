"""The README's tables and picture are those that `make docs` writes."""

from __future__ import annotations

from scripts.readme import PICTURE, README, filled, picture


def test_the_tables_are_current() -> None:
    text = README.read_text("utf-8")
    assert filled(text) == text, "run `make docs`"


def test_the_picture_is_current() -> None:
    assert PICTURE.read_text("utf-8") == picture(), "run `make docs`"


def test_the_workflow_to_paste_has_twelve_lines() -> None:
    _, _, rest = README.read_text("utf-8").partition("```yaml\n")
    workflow, _, _ = rest.partition("```")
    assert len(workflow.splitlines()) == 12
