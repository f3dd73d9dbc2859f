from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.commands import WIDGET_CHECK, run
from tests.folders import MANIFEST, fill, zipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMATS = ("text", "json", "junit", "sarif", "markdown", "github")


@pytest.fixture
def repository(tmp_path: Path, conforming: Path, broken: Path) -> Path:
    """A folder with the two examples."""
    shutil.copytree(conforming, tmp_path / "conforming")
    shutil.copytree(broken, tmp_path / "broken")
    return tmp_path


def report(*arguments: str | Path, cwd: Path) -> Any:
    done = run("check", *arguments, "--format", "json", cwd=cwd)
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_a_conforming_widget_passes(repository: Path) -> None:
    done = run("check", "conforming", cwd=repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Passed: no errors" in done.stdout
    assert "13 files and" in done.stdout


def test_a_broken_widget_fails_with_every_place(repository: Path) -> None:
    done = run("check", "broken", cwd=repository)
    assert (done.returncode, done.stderr) == (1, "")
    for place in (
        "broken/script.js:12:9 error[console] `console.log` is left in the code",
        "broken/script.js:24:37 error[console] `console.warn` is left in the code",
        "broken/manifest.json:16:23 error[manifest-syntax] ",
        "broken/images/logo_small.png:1:1 error[logo-missing] ",
    ):
        assert place in done.stdout
    assert "Failed: " in done.stdout


def test_the_repository_around_widgets_is_checked_as_a_whole(repository: Path) -> None:
    done = report(".", cwd=repository)
    assert [widget["root"] for widget in done["checked"]["widgets"]] == ["broken", "conforming"]
    assert {finding["widget"] for finding in done["findings"]} == {"broken"}


@pytest.mark.parametrize(
    ("cwd", "path", "root"),
    [
        ("", "broken", "broken"),
        ("", "./broken/", "broken"),
        ("", "broken/../broken", "broken"),
        ("broken", ".", ""),
        ("broken/i18n", "..", ".."),
        ("conforming", "../broken", "../broken"),
        ("conforming/i18n", "../../broken", "../../broken"),
    ],
)
def test_paths_are_relative_to_the_current_directory(repository: Path, cwd: str, path: str, root: str) -> None:
    done = report(path, cwd=repository / cwd)
    assert [widget["root"] for widget in done["checked"]["widgets"]] == [root]
    (console, *_) = [finding for finding in done["findings"] if finding["rule"] == "console"]
    assert console["path"] == f"{root}/script.js".lstrip("/")
    absolute = report(repository / "broken", cwd=repository)
    assert [f["fingerprint"] for f in done["findings"]] == [f["fingerprint"] for f in absolute["findings"]]


def test_an_absolute_path_is_shown_relative_too(repository: Path) -> None:
    done = report(repository / "broken", cwd=repository / "conforming")
    assert {finding["path"].split("/")[:2] == ["..", "broken"] for finding in done["findings"]} == {True}


def test_without_a_path_the_current_directory_is_checked(repository: Path) -> None:
    assert run("check", cwd=repository / "broken").stdout == run("check", ".", cwd=repository / "broken").stdout


def test_several_paths_are_checked_once_each(repository: Path) -> None:
    done = report("broken", "conforming", "broken/", ".", cwd=repository)
    assert [widget["root"] for widget in done["checked"]["widgets"]] == ["broken", "conforming"]
    assert len(done["findings"]) == len(report("broken", cwd=repository)["findings"])


def test_a_zip_is_checked_like_its_folder(repository: Path, broken: Path) -> None:
    files = {f.relative_to(broken).as_posix(): f.read_bytes() for f in broken.rglob("*") if f.is_file()}
    (repository / "widget.zip").write_bytes(zipped(files))
    from_zip, from_folder = (report(path, cwd=repository)["findings"] for path in ("widget.zip", "broken"))
    assert [f["message"] for f in from_zip] == [f["message"] for f in from_folder]
    assert [f["fingerprint"] for f in from_zip] == [f["fingerprint"] for f in from_folder]
    assert {f["path"].partition("/")[0] for f in from_zip} == {"widget.zip"}


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_same_widget_makes_the_same_bytes(repository: Path, format_name: str) -> None:
    first, second, third = (
        run("check", ".", "--format", format_name, cwd=repository, env={"PYTHONHASHSEED": seed}).stdout
        for seed in "012"
    )
    assert first
    assert first == second == third


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_report_that_is_written_is_the_one_that_is_printed(repository: Path, format_name: str) -> None:
    done = run("check", "broken", "--format", format_name, "--output", f"{format_name}=a/b.x", cwd=repository)
    assert (repository / "a" / "b.x").read_bytes().decode() == done.stdout


def test_many_reports_can_be_written_at_once(repository: Path) -> None:
    outputs = [argument for name in FORMATS for argument in ("--output", f"{name}=reports/report.{name}")]
    done = run("check", "broken", *outputs, cwd=repository)
    assert done.returncode == 1
    assert sorted(file.name for file in (repository / "reports").iterdir()) == sorted(f"report.{n}" for n in FORMATS)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("junit", "--output junit: write FORMAT=FILE, FORMAT being one of text, json, junit, sarif, markdown, github"),
        ("pdf=a.pdf", "--output pdf=a.pdf: write FORMAT=FILE"),
        ("junit=", "--output junit=: write FORMAT=FILE"),
        ("junit=-", "--output junit=-: to print that format, give --format junit"),
        ("junit=broken", "broken cannot be written: there is something that is not a regular file"),
        ("junit=broken/script.js/x", "broken/script.js/x cannot be written: "),
        ("junit=link.xml", "/link.xml is a symbolic link; give the real path"),
        ("junit=reports/x.xml", "/reports is a symbolic link; give the real path"),
    ],
)
def test_a_report_that_cannot_be_written_is_a_wrong_use(repository: Path, output: str, words: str) -> None:
    (repository / "victim").write_text("old")
    (repository / "link.xml").symlink_to("victim")
    (repository / "reports").symlink_to("conforming")
    done = run("check", "broken", "--output", output, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert (repository / "victim").read_text() == "old"
    assert not (repository / "conforming" / "x.xml").exists()


@pytest.mark.parametrize(
    ("fail_on", "target", "code"),
    [
        ("error", "moderate", 1),
        ("warning", "moderate", 1),
        ("never", "moderate", 0),
        ("error", "private", 0),
        ("warning", "private", 1),
        ("never", "private", 0),
    ],
)
def test_the_exit_code_says_what_weighs_enough(
    tmp_path: Path, conforming: Path, fail_on: str, target: str, code: int
) -> None:
    shutil.copytree(conforming, tmp_path, dirs_exist_ok=True)
    fill(tmp_path, {"a.js": "console.log(1)"})
    assert run("check", "--fail-on", fail_on, "--target", target, cwd=tmp_path).returncode == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--target", "public"], "target `public` is set by amoCRM's employees after moderation"),
        (["--target", "x\x1b"], r"target `x\x1b` is unknown; use `moderate` or `private`"),
        (["--profile", "bitrix"], "profile `bitrix` is unknown; use `amocrm` or `kommo`"),
        (["--config", "nothing.yml"], "nothing.yml: cannot be read: No such file or directory"),
        (["nowhere"], "/nowhere does not exist"),
        (["conforming/script.js"], "is a file, not a widget folder or a zip archive"),
        (["conforming/manifest.json"], "give the folder that it lies in"),
        (["link"], "/link is a symbolic link; give the real path"),
        (["--format", "pdf"], "invalid choice: 'pdf'"),
        (["--fail-on", "notice"], "invalid choice: 'notice'"),
        (["--unknown"], "unrecognized arguments: --unknown"),
    ],
)
def test_a_wrong_use_is_answered_with_the_way_out(repository: Path, arguments: list[str], words: str) -> None:
    (repository / "link").symlink_to("conforming")
    done = run("check", *arguments, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_what_cannot_be_read_is_never_green(repository: Path) -> None:
    with (repository / "conforming" / "big.js").open("wb") as file:
        file.truncate(1 << 40)
    (repository / "conforming" / "link.js").symlink_to("/proc/self/environ")
    done = run("check", "conforming", cwd=repository, env={"CANARY": "canary-7d1f"})
    assert done.returncode == 3
    assert "conforming/big.js: is larger than 16 MiB" in done.stdout
    assert "conforming/link.js: is a symbolic link; put the file itself there" in done.stdout
    assert "Incomplete: no errors, but not everything could be checked" in done.stdout
    assert "canary" not in done.stdout
    assert run("check", "conforming", "--fail-on", "never", cwd=repository).returncode == 3


def test_suppressions_are_shown_and_a_moderator_ignores_them(repository: Path) -> None:
    fill(repository, {".widget-check.yml": "suppressions:\n- {rule: console, path: broken/*.js, reason: так надо}\n"})
    suppressed = report("broken", cwd=repository)
    assert {entry["reason"] for entry in suppressed["suppressed"]} == {"так надо"}
    assert {entry["finding"]["rule"] for entry in suppressed["suppressed"]} == {"console"}
    as_moderator = report("broken", "--as-moderator", cwd=repository)
    assert as_moderator["suppressed"] == []
    assert len(as_moderator["findings"]) == len(suppressed["findings"]) + len(suppressed["suppressed"])


@pytest.mark.parametrize(
    ("place", "pattern", "cwd", "path"),
    [
        ("", "broken/script.js", "", "broken"),
        ("", "broken/script.js", "", "."),
        ("broken", "/script.js", "", "broken"),
        ("broken", "/script.js", "", "."),
        ("broken", "/script.js", "conforming", "../broken"),
        ("broken", "/script.js", "broken", "."),
        ("", "broken/script.js", "conforming", ".."),
    ],
)
def test_the_configuration_of_the_widget_or_of_the_path_counts_wherever_one_stands(
    repository: Path, place: str, pattern: str, cwd: str, path: str
) -> None:
    text = f"suppressions:\n- rule: console\n  path: {pattern}\n  reason: agreed\n"
    fill(repository / place, {".widget-check.yml": text})
    done = report(path, cwd=repository / cwd)
    assert {entry["finding"]["path"].rpartition("/")[2] for entry in done["suppressed"]} == {"script.js"}
    assert not [finding for finding in done["findings"] if finding["rule"] == "suppression"]


def test_a_suppression_is_used_if_any_of_the_given_paths_uses_it(repository: Path) -> None:
    fill(repository, {".widget-check.yml": "suppressions:\n- {rule: console, path: broken/, reason: agreed}\n"})
    done = report("conforming", "broken", cwd=repository)
    assert not [finding for finding in done["findings"] if finding["rule"] == "suppression"]


def test_an_unused_and_an_expired_suppression_are_warnings_in_the_configuration(repository: Path) -> None:
    text = (
        "suppressions:\n- {rule: alert, path: nowhere.js, reason: a}\n- {rule: console, path: '*', reason: b, until: "
    )
    fill(repository / "conforming", {".widget-check.yml": text + "2020-01-01}\n"})
    found = report("conforming", cwd=repository)["findings"]
    assert [(f["path"], f["line"], f["severity"], f["message"]) for f in found] == [
        ("conforming/.widget-check.yml", 2, "warning", "the suppression of `alert` matches nothing; delete it"),
        ("conforming/.widget-check.yml", 3, "warning", "the suppression of `console` expired on 2020-01-01"),
    ]
    assert run("check", "conforming", cwd=repository).returncode == 0
    assert run("check", "conforming", "--fail-on", "warning", cwd=repository).returncode == 1


@pytest.mark.parametrize(
    ("path", "pattern", "is_unused"),
    [
        (".", "/broken/lib/*.js", True),
        (".", "*.css", True),
        ("conforming", "/broken/lib/*.js", False),
        ("conforming", "broken/**", False),
        ("conforming", "broken/", False),
        ("conforming", "*.css", False),
        ("conforming", "/conf*/x.js", False),
        ("conforming", "/conforming/*.js", True),
        ("conforming", "conforming/lib/x.js", True),
        ("conforming/../conforming", "conforming/lib/x.js", True),
    ],
)
def test_where_nobody_looked_no_suppression_is_unused(
    repository: Path, path: str, pattern: str, *, is_unused: bool
) -> None:
    fill(repository, {".widget-check.yml": f"suppressions:\n- {{rule: alert, path: '{pattern}', reason: agreed}}\n"})
    found = report(path, "--config", ".widget-check.yml", cwd=repository)["findings"]
    assert any(finding["rule"] == "suppression" for finding in found) is is_unused


def test_reports_of_an_earlier_run_belong_to_no_widget(repository: Path) -> None:
    outputs = ["--output", "json=conforming/out/report.json", "--output", "sarif=conforming/report.sarif"]
    first = report("conforming", *outputs, cwd=repository)
    second = report("conforming", *outputs, cwd=repository)
    assert second["findings"] == first["findings"] == []
    assert second["checked"]["widgets"][0]["files"] == first["checked"]["widgets"][0]["files"]
    reason = "a report of an earlier check"
    assert [
        {"path": "out/report.json", "reason": reason},
        {"path": "report.sarif", "reason": reason},
    ] == second["checked"]["widgets"][0]["left_out"]


def test_configurations_that_contradict_each_other_are_refused(repository: Path) -> None:
    fill(repository / "broken", {".widget-check.yml": "target: private"})
    done = run("check", cwd=repository)
    assert done.returncode == 2
    assert "the configurations of broken and conforming name different targets or profiles" in done.stderr
    assert run("check", "--target", "moderate", cwd=repository).returncode == 1


@pytest.mark.parametrize("configuration", ["folder", "link", "dangling", "pipe"])
def test_a_configuration_that_is_no_file_is_not_passed_over(repository: Path, configuration: str) -> None:
    place = repository / "conforming" / ".widget-check.yml"
    make: dict[str, Callable[[], object]] = {
        "folder": place.mkdir,
        "link": lambda: place.symlink_to("/proc/self/environ"),
        "dangling": lambda: place.symlink_to("nothing"),
        "pipe": lambda: os.mkfifo(place),
    }
    make[configuration]()
    done = run("check", "conforming", cwd=repository, env={"CANARY": "canary-7d1f"})
    assert (done.returncode, done.stdout) == (2, "")
    assert "conforming/.widget-check.yml" in done.stderr
    assert "canary" not in done.stderr


def test_no_configuration_is_read_through_a_linked_folder(repository: Path) -> None:
    fill(repository, {"real/c.yml": "secret_word: 1"})
    (repository / "ci").symlink_to("real")
    done = run("check", "conforming", "--config", "ci/c.yml", cwd=repository)
    assert done.returncode == 2
    assert done.stderr.endswith("/ci is a symbolic link; give the real path\n")


def test_the_widgets_of_the_configuration_are_those_under_the_path(repository: Path) -> None:
    fill(repository, {".widget-check.yml": "widgets: [conforming]"})
    assert run("check", cwd=repository).returncode == 0
    assert run("check", "broken", cwd=repository).returncode == 1, "a path that is given goes before"


HOSTILE_NAMES = ("a\n::error::b.js", "\x1b[2J\x1b]0;x\x07.js", "\u202egnp.js", "##[error]x.js", "\r::notice::y.js")


@pytest.mark.parametrize("format_name", FORMATS)
def test_hostile_names_are_printed_harmlessly(tmp_path: Path, format_name: str) -> None:
    fill(tmp_path, dict.fromkeys(HOSTILE_NAMES, "console.log(1); // \x1b[31m\n::error::c"))
    fill(tmp_path, {"manifest.json": MANIFEST})
    (tmp_path / os.fsdecode(b"\xff.js")).write_text("1")
    done = run("check", "--format", format_name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert not set(done.stdout) & set("\x1b\x07\r\u202e\udcff")
    assert "##[" not in done.stdout
    commands = [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")]
    if format_name == "github":
        assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in commands)
        assert not [line for line in commands if line.startswith(("::error ::b", "::error::", "::notice::"))]
    else:
        assert commands == []


@pytest.mark.parametrize(("variable", "value"), [("PYTHONIOENCODING", "ascii"), ("LC_ALL", "C")])
@pytest.mark.parametrize("format_name", FORMATS)
def test_a_terminal_without_unicode_gets_escapes(repository: Path, format_name: str, variable: str, value: str) -> None:
    without = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", variable: value}
    done = run("check", "broken", "--format", format_name, cwd=repository, env=without)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.isascii()


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    script = f"set -o pipefail; {command.replace('widget-check', WIDGET_CHECK[0])}"
    return subprocess.run(
        ["bash", "-c", script], cwd=cwd, capture_output=True, text=True, check=False, env={"LANG": "C.UTF-8"}
    )


def test_a_reader_that_goes_away_is_no_fault(repository: Path) -> None:
    for number in range(12):
        shutil.copytree(repository / "broken", repository / f"copy{number}")
    done = shell("widget-check check . --format json | head -n 1", repository)
    assert (done.stdout, done.stderr) == ("{\n", "")
    assert done.returncode == 141


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">/dev/full", 2, "widget-check: error: cannot go on: No space left on device\n"),
        (">&-", 0, ""),
        ("2>&-", 0, ""),
        (">&- 2>&-", 0, ""),
    ],
)
def test_an_output_that_takes_nothing_is_no_violation(repository: Path, redirection: str, code: int, said: str) -> None:
    done = shell(f"widget-check check conforming {redirection}", repository)
    assert (done.returncode, done.stderr) == (code, said)


@pytest.mark.parametrize(("env", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)])
def test_a_terminal_gets_colours_unless_it_wants_none(
    repository: Path, env: dict[str, str], *, is_coloured: bool
) -> None:
    parent, child = pty.openpty()
    with subprocess.Popen(
        [*WIDGET_CHECK, "check", "conforming"],
        cwd=repository,
        env={"TERM": "xterm", "LANG": "C.UTF-8", **env},
        stdout=child,
        stderr=subprocess.DEVNULL,
    ):
        os.close(child)
        shown = b""
        while piece := read(parent):
            shown += piece
    os.close(parent)
    assert b"Passed" in shown
    assert (b"\x1b[" in shown) is is_coloured


def read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other side has closed the terminal
        return b""


def test_a_pipe_gets_no_colours(repository: Path) -> None:
    assert "\x1b" not in run("check", "broken", cwd=repository, env={"TERM": "xterm", "FORCE_COLOR": "1"}).stdout


def test_many_handlers_of_one_template_count_as_one_file(repository: Path) -> None:
    fill(repository / "conforming", {"templates/many.twig": '<a onclick="alert(1)">x</a>\n' * 3_000})
    found = [one for one in report("conforming", cwd=repository)["findings"] if one["rule"] == "alert"]
    assert len(found) == 2_000


def test_what_lies_beside_packages_of_composer_is_checked(repository: Path) -> None:
    hidden = {"vendor/composer/installed.json": "[]", "vendor/own.php": "<?php\nvar_dump($_POST);\n"}
    fill(repository / "conforming", hidden)
    found = report("conforming", cwd=repository)["findings"]
    assert ("dump", "conforming/vendor/own.php") in {(one["rule"], one["path"]) for one in found}


@pytest.mark.parametrize("suffix", ["php7", "pht", "PHP3", "phtml"])
def test_php_is_checked_whatever_version_its_name_says(repository: Path, suffix: str) -> None:
    fill(repository / "conforming", {f"own.{suffix}": "<?php\nvar_dump($_POST);\n"})
    assert "dump" in {one["rule"] for one in report("conforming", cwd=repository)["findings"]}


def test_a_secret_in_code_is_found_in_the_folder_of_translations_too(repository: Path) -> None:
    fill(repository / "conforming", {"i18n/own.js": "var client_secret = 'kJ8sD9fK2lL3mN4bV5cX6zQ7wE8rT9yU';\n"})
    assert "hard-coded-secret" in {one["rule"] for one in report("conforming", cwd=repository)["findings"]}
