from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from checker import __version__, checking
from checker.cli import main
from checker.rules.registry import RULES
from tests.cli.commands import run

if TYPE_CHECKING:
    from pathlib import Path


def test_the_version_is_that_of_the_distribution(tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"widget-check {__version__}\n")


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["pack", "--help"], ["verify", "--help"]])
def test_help_is_there(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("usage: widget-check")


def test_help_explains_the_exit_codes(tmp_path: Path) -> None:
    shown = run("--help", cwd=tmp_path).stdout
    for code in ("  0  everything was checked", "  1  findings", "  2  wrong use", "  3  nothing, or not everything"):
        assert code in shown


@pytest.mark.parametrize("arguments", [[], ["chek"], ["check", "--tarjet", "x"], ["explain"], ["rules", "x"]])
def test_a_wrong_command_is_a_wrong_use(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: widget-check" in done.stderr


def test_the_rules_are_listed_with_their_clauses(tmp_path: Path) -> None:
    done = run("rules", cwd=tmp_path)
    assert done.returncode == 0
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["RULE", "CLAUSE", "STOPPED", "AT", "WHAT", "IT", "FINDS"]
    lines = [row.split(maxsplit=3) for row in rows]
    assert [line[0] for line in lines] == [rule.name for rule in RULES]
    assert ["console", "frontend.3", "moderation", "Any use of `console`"] in lines


def test_a_fault_of_the_program_is_told_from_violations(
    conforming: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(*_: object) -> None:
        raise ValueError("\x1b[2J\n::error::x")

    monkeypatch.setattr(checking, "check_paths", crash)
    assert main(["check", str(conforming)]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines()[-1] == "widget-check: error: this is a fault of widget-check; please report it"
    assert "ValueError" in shown.err
    assert "\x1b" not in shown.err


def test_an_interruption_is_told_as_shells_do(conforming: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "check_paths", interrupt)
    assert main(["check", str(conforming)]) == 130


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--version"], {"yaml", "PIL", "tree_sitter", "esprima", "phonenumbers", "rich", "chardet", "pathspec"}),
        (["rules"], {"yaml", "PIL", "esprima", "phonenumbers", "rich", "chardet", "github"}),
        (["check", "."], {"github", "requests", "rich", "yaml", "chardet", "entrypoint"}),
    ],
)
def test_a_command_loads_no_more_than_it_needs(conforming: Path, arguments: list[str], heavy: set[str]) -> None:
    """A cold start pays for every module."""
    program = (
        "import json, sys\nfrom checker.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print(); print(json.dumps(sorted(sys.modules)))"
    )
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=conforming, capture_output=True, text=True, check=True)
    assert heavy & set(json.loads(done.stdout.splitlines()[-1])) == set()
