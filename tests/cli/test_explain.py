from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.cli import main
from checker.rules.registry import RULES
from tests.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path

    from checker.rules.rule import Rule


def test_a_rule_is_explained_with_examples_and_the_law(tmp_path: Path) -> None:
    done = run("explain", "console", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("console: Any use of `console`\n\n")
    for part in (
        "Bad:\n    console.log(",
        "Good:\n    ",
        "Moderation text, frontend.3: «There is no alert () and console",
    ):
        assert part in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_can_be_explained(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", rule.name]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{rule.name}: ")
    assert "Bad:\n    " in shown
    assert "Good:\n    " in shown
    assert f"{rule.name}: TODO" not in shown, "the rule is not written yet"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("consol", "there is no rule `consol`; did you mean `console`?"),
        ("zzz", "there is no rule `zzz`; `widget-check rules` lists them all"),
        ("\x1b[2J", r"there is no rule `\x1b[2J`; `widget-check rules` lists them all"),
    ],
)
def test_an_unknown_rule_is_answered_with_a_guess(tmp_path: Path, name: str, words: str) -> None:
    done = run("explain", name, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"widget-check: error: {words}\n")
