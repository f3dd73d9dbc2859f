"""The image by itself: what GitHub asks of a container action, and the command line by `docker run`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.e2e.project import PROJECT, base_image, copy_action

if TYPE_CHECKING:
    from tests.e2e.engine import Engine

pytestmark = pytest.mark.e2e

TAG = "widget-check:e2e"
LARGEST = 140_000_000
"""Bytes on top of the base image."""


@pytest.fixture(scope="module")
def image(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    context = tmp_path_factory.mktemp("context")
    copy_action(context)
    engine.docker("build", "--quiet", "--tag", TAG, str(context))
    return TAG


def test_the_runner_can_start_it(engine: Engine, image: str) -> None:
    (inspected,) = json.loads(engine.docker("image", "inspect", image))

    config = inspected["Config"]
    assert config["User"] == "", "only root may write GitHub's files"
    assert config["WorkingDir"] in {"", "/"}, "the workspace is mounted as the working directory"
    assert config["Entrypoint"][0].startswith("/"), "PATH and the working directory are the caller's"
    assert "-I" in config["Entrypoint"], "or a pull request's modules are imported"


def test_it_is_small(engine: Engine, image: str) -> None:
    size, base_size = (
        int(engine.docker("image", "inspect", "--format", "{{.Size}}", name)) for name in (image, base_image())
    )

    assert size - base_size < LARGEST


def test_the_command_line_needs_neither_root_nor_network_nor_a_writable_disk(engine: Engine, image: str) -> None:
    widget = PROJECT / "examples/conforming"
    confined = ["--rm", "--read-only", "--network=none", "--user=1001", "--cap-drop=ALL"]
    command = [
        *confined,
        f"--volume={widget}:/widget:ro",
        "--entrypoint=widget-check",
        image,
        "check",
        "/widget",
    ]

    assert engine.docker("run", *command)


def test_nothing_is_left_to_be_compiled(engine: Engine, image: str) -> None:
    count = "for kind in py pyc; do find /opt/widget-check/lib -name *.$kind | wc -l; done"
    sources, compiled = engine.docker("run", "--rm", "--entrypoint=sh", image, "-c", count).split()

    assert int(sources) == int(compiled) > 0
