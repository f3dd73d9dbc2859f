from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.e2e.base_image import provide_base_image
from tests.e2e.engine import Engine, EngineUnavailable, docker_engine
from tests.e2e.forbidding_api import forbidding_api
from tests.e2e.project import base_image, copy_action
from tests.e2e.repository import check_out, pull_request_event
from tests.e2e.workflow import Act, RunAction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.e2e.workflow import Run, Workflow

REQUIRED = os.environ.get("WIDGET_CHECK_REQUIRE_E2E") == "1"


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A Docker engine that has the Dockerfile's base image."""
    try:
        with docker_engine() as engine:
            provide_base_image(engine, base_image())
            yield engine
    except EngineUnavailable as error:
        (pytest.fail if REQUIRED else pytest.skip)(str(error))


@pytest.fixture(scope="session")
def act(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Act]:
    action = tmp_path_factory.mktemp("action")
    copy_action(action)
    with forbidding_api() as api:
        yield Act(engine, base_image(), action, api)


@pytest.fixture
def run_action(act: Act, tmp_path: Path) -> RunAction:
    """Runs a workflow on a pull request to a repository that a function fills."""

    def run(workflow: Workflow, fill: Callable[[Path], object]) -> Run:
        workspace, scratch, event = (tmp_path / name for name in ("workspace", "scratch", "event.json"))
        scratch.mkdir()
        file = workspace / ".github/workflows/check.yml"
        file.parent.mkdir(parents=True)
        file.write_text(workflow.text(), encoding="utf-8")
        fill(workspace)
        event.write_text(json.dumps(pull_request_event(check_out(workspace))), encoding="utf-8")
        return act.run(workspace, event, scratch)

    return run
