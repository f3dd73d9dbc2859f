"""What is said in several places is the same in all of them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker import __version__
from entrypoint.inputs import INPUTS, OUTPUTS

PROJECT = Path(__file__).parents[2]
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
TOOLS = Path(sys.executable).parent


def action() -> Any:
    return yaml.safe_load((PROJECT / "action.yml").read_text("utf-8"))


def test_the_inputs_of_the_action_are_those_that_are_read() -> None:
    described = {name: (entry["default"], entry["description"]) for name, entry in action()["inputs"].items()}
    assert described == {spec.name: (spec.default, spec.description) for spec in INPUTS}
    assert list(described) == [spec.name for spec in INPUTS]


def test_the_outputs_of_the_action_are_those_that_are_set() -> None:
    described = [(name, entry["description"]) for name, entry in action()["outputs"].items()]
    assert described == [(spec.name, spec.description) for spec in OUTPUTS]


def test_the_action_is_the_dockerfile_of_the_repository() -> None:
    assert action()["runs"] == {"using": "docker", "image": "Dockerfile"}
    assert action()["name"] == "Widget Check"
    assert {"icon", "color"} == action()["branding"].keys()


def readme_part(name: str) -> str:
    text = (PROJECT / "README.md").read_text("utf-8")
    assert text.count(f"<!-- {name} -->") == text.count(f"<!-- /{name} -->") == 1
    return text.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]


@pytest.mark.parametrize(("part", "specs"), [("inputs", INPUTS), ("outputs", OUTPUTS)])
def test_the_readme_describes_each(part: str, specs: tuple[Any, ...]) -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in readme_part(part).splitlines() if line]
    described = {row[0].strip("`"): row[-1] for row in rows[2:]}
    assert described == {spec.name: spec.description for spec in specs}, "run `make docs`"


def test_the_image_starts_as_the_design_says() -> None:
    lines = (PROJECT / "Dockerfile").read_text("utf-8").splitlines()
    (entrypoint,) = [line for line in lines if line.startswith("ENTRYPOINT")]
    assert entrypoint == 'ENTRYPOINT ["/opt/widget-check/bin/python", "-I", "-u", "-B", "-m", "entrypoint"]'
    assert not [line for line in lines if re.match(r"(USER|WORKDIR|CMD|EXPOSE|ADD)\b", line)]


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "checker/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    major = __version__.partition(".")[0]
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert set(re.findall(r"widget-check/widget-check@v(\d+)", readme)) <= {major, "1"}


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-actions", ["action.yml"]),
        ("vendor.github-workflows", [str(path.relative_to(PROJECT)) for path in WORKFLOWS]),
        ("vendor.dependabot", [".github/dependabot.yml"]),
    ],
)
def test_what_github_reads_is_valid(schema: str, files: list[str]) -> None:
    assert files
    command = [str(TOOLS / "check-jsonschema"), "--builtin-schema", schema, *files]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflows_are_safe() -> None:
    paths = [".github", "action.yml"]
    command = [str(TOOLS / "zizmor"), "--offline", "--no-progress", "--color", "never", *paths]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
