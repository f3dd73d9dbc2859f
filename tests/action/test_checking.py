from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from checker.finding import Severity
from checker.render import renderer
from entrypoint import checking
from entrypoint.checking import CheckFailed, CheckRefused, Order, check_confined
from tests.action.interpreter import public_interpreter
from tests.action.step import OWNER, RUNTIME_CANARY, TOKEN, child
from tests.folders import MANIFEST, NOBODY, fill, public_folder
from tests.unit.render.reports import CLEAN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def workspace() -> Iterator[Path]:
    """A folder that everybody may read."""
    with public_folder() as folder:
        yield folder


@pytest.fixture
def real_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the child run in a Python that it may start."""
    monkeypatch.setattr("sys.executable", public_interpreter())


def order(base: Path, config: str | None = None, target: str | None = None) -> Order:
    return Order((".",), base, config=config, target=target)


@pytest.mark.usefixtures("real_child")
def test_a_widget_is_checked_and_packed(workspace: Path, conforming: Path) -> None:
    shutil.copytree(conforming, workspace, dirs_exist_ok=True)
    answer = check_confined(order(workspace))
    assert [widget.root for widget in answer.report.widgets] == [""]
    (packed,) = answer.packed
    assert packed.archive is not None
    assert packed.archive.sha256 == hashlib.sha256(packed.archive.content).hexdigest()
    assert set(packed.archive.entries) >= {"manifest.json", "script.js"}


@pytest.mark.usefixtures("real_child")
def test_the_order_is_carried_out(workspace: Path) -> None:
    fill(workspace, {"a/manifest.json": MANIFEST, "b/manifest.json": '{"widget": {"code": "acme"}}'})
    fill(workspace, {"c.yml": "suppressions:\n- {rule: logo-missing, path: images/, reason: agreed}\n"})
    answer = check_confined(
        Order(("b",), workspace, config="c.yml", target="private", profile="kommo", published_code="acme")
    )
    report = answer.report
    assert (report.target, report.profile) == ("private", "kommo")
    assert [widget.root for widget in report.widgets] == ["b"]
    assert {entry.reason for entry in report.suppressed} == {"agreed"}
    assert "reused-widget-code" in {finding.rule for finding in report.findings}
    assert report.count(Severity.WARNING) > 0


@pytest.mark.usefixtures("real_child")
@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "No widget found: neither"),
        (
            {"manifest.json": MANIFEST, ".widget-check.yml": "a\u202eb: 1"},
            r"unknown key `a\u202eb` in the configuration",
        ),
    ],
)
def test_a_wrong_use_is_told_apart_from_a_fault(workspace: Path, files: dict[str, str], words: str) -> None:
    fill(workspace, files)
    with pytest.raises(CheckRefused) as caught:
        check_confined(order(workspace))
    assert words in str(caught.value)


@pytest.mark.usefixtures("real_child")
def test_a_widget_that_cannot_be_packed_is_checked_all_the_same(workspace: Path) -> None:
    fill(workspace, {"manifest.json": MANIFEST, "a.js": "", "A.js": ""})
    (packed,) = check_confined(order(workspace)).packed
    assert packed.archive is None
    assert packed.problem == "cannot pack: A.js and a.js differ only in upper and lower case"


@pytest.mark.usefixtures("real_child")
def test_a_pattern_that_takes_for_ever_is_refused(workspace: Path) -> None:
    pattern = "*a" * 40 + "b"
    fill(workspace, {".widget-check.yml": f"suppressions:\n- {{rule: console, path: '{pattern}', reason: x}}"})
    with pytest.raises(CheckRefused, match=r"at most 6 `\*`"):
        check_confined(order(workspace))


@pytest.mark.usefixtures("real_child")
def test_a_check_that_takes_too_long_is_ended(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(workspace, {"manifest.json": MANIFEST})
    monkeypatch.setattr(checking, "KILL_AFTER_SECONDS", 0.001)
    started = time.monotonic()
    with pytest.raises(CheckFailed, match=r"^the checker was killed"):
        check_confined(order(workspace))
    assert time.monotonic() - started < 30


CONFINED = """
import json, os, resource, socket, sys
from entrypoint.worker import _confine
_confine()
told = {"limits": [resource.getrlimit(limit) for limit in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE)]}
for name, attempt in {
    "write": lambda: open("/tmp/written-by-%s" % os.getpid(), "wb", buffering=0).write(b"x"),
    "raise": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1)),
    "memory": lambda: bytearray(3 * 1024 ** 3),
}.items():
    try:
        attempt()
        told[name] = "done"
    except (OSError, ValueError, MemoryError) as error:
        told[name] = type(error).__name__
os.path.exists("/tmp/written-by-%s" % os.getpid()) and os.unlink("/tmp/written-by-%s" % os.getpid())
print(json.dumps(told))
"""


def test_the_child_cannot_write_nor_take_all_memory_nor_free_itself() -> None:
    user = {"user": NOBODY} if os.geteuid() == 0 else {}
    command = [public_interpreter(), "-I", "-B", "-c", CONFINED]
    done = subprocess.run(command, capture_output=True, check=True, env={}, cwd="/", **user)  # type: ignore[call-overload]
    told = json.loads(done.stdout)
    assert told.pop("limits")[0][1] <= 2 * 1024**3
    assert told == {"write": "OSError", "raise": "ValueError", "memory": "MemoryError"}


def failure(script: str, monkeypatch: pytest.MonkeyPatch) -> str:
    with child(script, monkeypatch) as workspace, pytest.raises(CheckFailed) as caught:
        check_confined(order(workspace))
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_the_child_has_no_environment_no_workspace_and_no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONS_RUNTIME_TOKEN", RUNTIME_CANARY)
    monkeypatch.setenv("INPUT_GITHUB-TOKEN", TOKEN)
    tell = r"""printf '{"error": "%s"}' "$(id -u)|$(id -G)|$PWD|$(tr '\0' , </proc/$$/environ)" """
    with child(tell, monkeypatch) as workspace:
        if os.geteuid() == 0:
            os.chown(workspace, OWNER, OWNER)
        with pytest.raises(CheckRefused) as caught:
            check_confined(order(workspace))
    user, groups, folder, environment = str(caught.value).split("|")
    expected = str(OWNER if os.geteuid() == 0 else os.geteuid())
    assert (user, folder) == (expected, "/")
    assert os.geteuid() != 0 or groups == expected
    assert environment == "LANG=C.UTF-8,"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lay its rights down")
def test_even_where_the_workspace_is_roots_the_child_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        child('printf \'{"error": "%s"}\' "$(id -u)"', monkeypatch) as workspace,
        pytest.raises(CheckRefused, match=f"^{NOBODY}$"),
    ):
        check_confined(order(workspace))


STEP = """echo '["console", "виджет/a.js"]' >&2"""


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 7", "the checker crashed (exit code 7) before it began"),
        (f"{STEP}; exit 1", "the checker crashed (exit code 1) while the rule `console` looked at виджет/a.js"),
        (f"{STEP}; kill -SEGV $$", "the checker was ended by signal 11 while the rule `console` looked at виджет/a.js"),
        ('echo \'["alert", ""]\' >&2; exit 1', "exit code 1) while the rule `alert` looked at the widget"),
        (
            r"""echo '["a\u001b[2J", "b\n::error::c"]' >&2; exit 1""",
            r"while the rule `a\x1b[2J` looked at b\n::error::c",
        ),
        (f"{STEP}; echo Traceback >&2; exit 1", "while the rule `console` looked at виджет/a.js"),
        ("echo '[1]' >&2; exit 1", "exit code 1) before it began"),
        ("printf '[%.0s' {1..60000} >&2; echo >&2; exit 1", "exit code 1) before it began"),
        ("echo '{}'; exit 1", "the checker crashed (exit code 1) before it began"),
        ("exec 0<&-; exit 1", "the checker crashed (exit code 1) before it began"),
    ],
    ids=range(10),
)
def test_a_child_that_dies_is_named_with_where_it_stood(
    monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    assert failure(script, monkeypatch).endswith(words)


@pytest.mark.parametrize("waiting", ["sleep 300", "sleep 300 & wait", "trap '' TERM; sleep 300", "exec >&-; sleep 300"])
def test_a_child_that_does_not_end_is_killed_with_all_its_own(monkeypatch: pytest.MonkeyPatch, waiting: str) -> None:
    monkeypatch.setattr(checking, "KILL_AFTER_SECONDS", 1)
    started = time.monotonic()
    words = "the checker was killed (it may take 1 seconds) while the rule `console` looked at виджет/a.js"
    assert failure(f"{STEP}; {waiting}", monkeypatch) == words
    assert time.monotonic() - started < 30


def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MAX_ANSWER_BYTES", 1_000_000)
    started = time.monotonic()
    assert failure("yes", monkeypatch).startswith("the checker crashed")
    assert time.monotonic() - started < 30


def answer(**changes: object) -> str:
    archive = {"widget": "", "content": base64.b64encode(b"PK").decode(), "entries": {"a.js": "0" * 64}}
    sound: dict[str, object] = {"report": renderer("json")(CLEAN), "archives": [archive]}
    return json.dumps(sound | changes)


def printing(text: str, folder: Path) -> str:
    file = folder / "answer"
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    return f"cat {file}"


def test_a_sound_answer_is_understood_whatever_the_child_complains_of(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    noise = "head -c 3000000 /dev/zero | tr '\\0' x >&2; yes '[complaint' | head -n 100000 >&2"
    with child(f"{noise}; {printing(answer(), workspace)}", monkeypatch) as base:
        found = check_confined(order(base))
    assert found.report == CLEAN
    assert [packed.widget for packed in found.packed] == [""]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "\udcff",
        "[]",
        "null",
        '"error"',
        "{}",
        "[" * 100_000,
        answer()[:-1],
        "noise " + answer(),
        answer(report=None),
        answer(report={}),
        answer(report="{}"),
        answer(report=renderer("json")(CLEAN).replace('"pass"', '"fail"')),
        answer(archives=None),
        answer(archives=[None]),
        answer(archives=[{}]),
        answer(archives=[{"widget": "", "content": "no base64!", "entries": {}}]),
        answer(archives=[{"widget": "", "content": 5, "entries": {}}]),
        answer(archives=[{"widget": "", "content": "", "entries": []}]),
    ],
    ids=range(20),
)
def test_an_answer_that_makes_no_sense_is_a_fault(monkeypatch: pytest.MonkeyPatch, workspace: Path, text: str) -> None:
    assert failure(printing(text, workspace), monkeypatch) == "the checker's answer could not be read"


def test_a_refusal_is_shown_harmlessly(monkeypatch: pytest.MonkeyPatch) -> None:
    script = r"""printf '%s' '{"error": "a\u001b[2J\n::error::b\u202e"}'"""
    with child(script, monkeypatch) as workspace, pytest.raises(CheckRefused) as caught:
        check_confined(order(workspace))
    assert str(caught.value) == r"a\x1b[2J\n::error::b\u202e"


def test_a_checker_that_cannot_be_started_is_a_fault(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    monkeypatch.setattr("sys.executable", str(workspace / "nothing"))
    with pytest.raises(CheckFailed, match=r"^the checker could not be started: No such file or directory$"):
        check_confined(order(workspace))
