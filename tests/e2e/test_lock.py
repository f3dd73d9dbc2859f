"""requirements.txt, which the image is built from, against pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from itertools import chain

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.e2e.project import PROJECT

LOCK = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+) \\$", re.MULTILINE)
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def test_every_dependency_is_locked_within_its_range() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = {match["name"]: match["version"] for match in PIN.finditer(LOCK)}

    dependencies = chain(project["dependencies"], project["optional-dependencies"]["action"])
    for requirement in map(Requirement, dependencies):
        pinned = pins.get(canonicalize_name(requirement.name), "none")
        assert requirement.specifier.contains(pinned), f"{requirement}: run `make lock`"


def test_every_line_is_a_pin_or_a_hash() -> None:
    """No index, no address, no folder of the machine that wrote it, and nothing without a hash."""
    lines = [line for line in LOCK.splitlines() if not line.lstrip().startswith("#")]

    assert [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []
    pins = [position for position, line in enumerate(lines) if PIN.fullmatch(line)]
    assert all(HASH.fullmatch(lines[position + 1]) for position in pins)
