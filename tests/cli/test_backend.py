from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.commands import run
from tests.folders import fill

if TYPE_CHECKING:
    from pathlib import Path

DUMP = "<?php\nvar_dump($lead);\n"
CLEAN = "<?php\necho json_encode(['status' => 'ok']);\n"


def report(*arguments: str, cwd: Path) -> Any:
    done = run("check", "--format", "json", *arguments, cwd=cwd)
    assert done.stderr == ""
    return json.loads(done.stdout)


def found(report: Any, rule: str) -> list[tuple[str, int]]:
    return [(entry["path"], entry["line"]) for entry in report["findings"] if entry["rule"] == rule]


@pytest.fixture
def repository(tmp_path: Path, conforming: Path) -> Path:
    """A widget in `widget`, its back end in `server`."""
    files = {f"widget/{path.relative_to(conforming)}": path.read_bytes() for path in conforming.rglob("*.*")}
    fill(tmp_path, {**files, "server/хук.php": DUMP})
    return tmp_path


def test_a_back_end_alone(repository: Path) -> None:
    done = report("--backend", "server", cwd=repository)
    assert found(done, "dump") == [("server/хук.php", 2)]
    assert {entry["rule"] for entry in done["findings"]} == {"dump"}
    assert [(entry["root"], entry["kind"]) for entry in done["checked"]["widgets"]] == [("server", "back end")]
    shown = run("check", "--backend", "server", cwd=repository)
    assert shown.returncode == 1
    assert "1 error in 1 back end; 1 file" in shown.stdout


def test_the_secrets_of_a_back_end(repository: Path) -> None:
    fill(repository, {"server/amo.php": "<?php\n$token = '9fK2mXq8Lw3ZtR7vB1nC5dE';\n"})
    done = report("widget", "--backend", "server", cwd=repository)
    assert found(done, "hard-coded-secret") == [("server/amo.php", 2)]
    assert "9fK2mXq8Lw3ZtR7vB1nC5dE" not in json.dumps(done)


def test_the_data_that_a_back_end_keeps_its_secrets_in(repository: Path) -> None:
    jar = ".amocrm.ru\tTRUE\t/\tTRUE\t1735689600\tsession_id\tk29dj3kd93kd0s9d8f7g6h5j\n"
    kept = '{"access_token": "9fK2mXq8Lw3ZtR7vB1nC5dE"}\n'
    files = {"cookie.txt": jar, "data/tokens.json": kept, "list.csv": "имя\n", "tokens.dat": kept}
    fill(repository, {f"server/{path}": text for path, text in files.items()})
    done = report("--backend", "server", cwd=repository)
    assert found(done, "hard-coded-secret") == [("server/cookie.txt", 1), ("server/data/tokens.json", 1)]
    left = [entry["path"] for entry in done["checked"]["widgets"][0]["left_out"]]
    assert [path for path in left if path.endswith((".csv", ".dat"))] == ["list.csv", "tokens.dat"]


def test_the_example_is_clean(project: Path) -> None:
    done = run("check", "--backend", "examples/backend", cwd=project)
    assert done.returncode == 0, done.stdout
    assert "no findings in 1 back end; 1 file" in done.stdout


def test_a_widget_and_back_ends(repository: Path) -> None:
    fill(repository, {"cron/send.php": DUMP})
    done = report("widget", "--backend", "server", "--backend", "cron", cwd=repository)
    assert found(done, "dump") == [("cron/send.php", 2), ("server/хук.php", 2)]
    assert [entry["kind"] for entry in done["checked"]["widgets"]] == ["widget", "back end", "back end"]


@pytest.mark.parametrize("value", ["server", "[server]", "\n- ./server/"])
def test_the_configuration_names_it(repository: Path, value: str) -> None:
    fill(repository, {".widget-check.yml": f"backend: {value}\n"})
    for arguments in ((), ("widget",)):
        assert found(report(*arguments, cwd=repository), "dump") == [("server/хук.php", 2)]


def test_its_suppressions_count(repository: Path) -> None:
    text = "backend: server\nsuppressions:\n- {rule: dump, path: server/*.php, reason: так надо}\n"
    fill(repository, {".widget-check.yml": text})
    done = report("widget", cwd=repository)
    assert [entry["reason"] for entry in done["suppressed"]] == ["так надо"]
    assert not found(done, "suppression")
    assert run("check", cwd=repository).returncode == 0


def test_what_composer_installs_and_what_is_no_code_is_listed(repository: Path) -> None:
    fill(
        repository / "server",
        {
            "vendor/acme/lib/a.php": DUMP,
            "public/app.js": "console.log(1); // a",
            "public/style.css": "h1 { color: red }",
            "src/App.ts": "let a = 1",
            "logo.png": b"\x89PNG",
            "composer.json": '{"require": {"acme/lib": "^1.0"}}',
        },
    )
    done = report("--backend", "server", cwd=repository)
    assert {entry["rule"] for entry in done["findings"]} == {"dump", "third-party-library"}
    left_out = {entry["path"]: entry["reason"] for entry in done["checked"]["widgets"][0]["left_out"]}
    assert left_out["vendor/"] == "packages that Composer installs: listed, not checked"
    assert left_out.keys() == {"vendor/", "public/app.js", "public/style.css", "src/App.ts", "logo.png"}


def test_templates_of_a_server_are_no_front_end(repository: Path) -> None:
    page = '<script src="https://example.org/a.js"></script>\n<style>h1 { color: red }</style>\n{{ dump(lead) }}\n'
    fill(repository / "server", {"page.twig": page, "хук.php": CLEAN})
    done = report("--backend", "server", cwd=repository)
    assert [(entry["rule"], entry["line"]) for entry in done["findings"]] == [("dump", 3)]


def test_a_widget_inside_a_back_end_is_checked_once(repository: Path) -> None:
    fill(repository / "widget", {"hook.php": DUMP})
    done = report("widget", "--backend", ".", cwd=repository)
    assert found(done, "dump") == [("server/хук.php", 2), ("widget/hook.php", 2)]


def test_an_error_of_the_back_end_stands_in_the_way_of_the_archive(repository: Path) -> None:
    fill(repository, {".widget-check.yml": "backend: server\n"})
    done = run("pack", "widget", "-o", "widget.zip", cwd=repository)
    assert done.returncode == 0
    assert "verdict fail" in done.stdout
    assert "хук.php" not in json.loads((repository / "widget.receipt.json").read_text("utf-8"))["entries"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--backend", "nowhere"], "nowhere does not exist"),
        (["--backend", "server/хук.php"], "a back end, is not a folder"),
        (["--backend", "link"], "is a symbolic link"),
        (["widget", "--backend", "widget"], "lies in the widget widget, and is packaged and checked with it"),
        (["widget", "--backend", "widget/templates"], "lies in the widget widget"),
    ],
)
def test_a_wrong_back_end_is_refused(repository: Path, arguments: list[str], words: str) -> None:
    (repository / "link").symlink_to("server")
    done = run("check", *arguments, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.parametrize("value", ["/etc", "../server", "C:\\server", "{a: b}", "[[a]]"])
def test_a_back_end_of_the_configuration_stays_in_the_repository(repository: Path, value: str) -> None:
    fill(repository, {".widget-check.yml": f"backend: {value}\n"})
    done = run("check", cwd=repository)
    assert done.returncode == 2
    assert ".widget-check.yml:1: " in done.stderr
