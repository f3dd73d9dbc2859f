"""A Docker engine: the machine's own, or a private one that lives as long as it is needed."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 60
STOP_SECONDS = 60


class EngineUnavailable(RuntimeError):
    """No engine, or no base image, can be had on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A Docker engine that answers."""

    host: str
    """Its address, as in `DOCKER_HOST`."""
    private: bool
    """Whether it is ours alone, so that images in it may be given any name."""

    def docker(self, *arguments: str) -> str:
        """Standard output of a `docker` command; `CalledProcessError` when it fails."""
        command = ["docker", "--host", self.host, *arguments]
        completed = subprocess.run(command, check=False, capture_output=True, text=True)
        try:
            completed.check_returncode()
        except subprocess.CalledProcessError as error:
            error.add_note(completed.stderr)
            raise
        return completed.stdout


def cache_folder() -> Path:
    """Where the private engine keeps its images, so that a second run is quick."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "widget-check-e2e"


@contextmanager
def docker_engine() -> Iterator[Engine]:
    """The engine that runs on this machine, else a private one; `EngineUnavailable` without either."""
    if not shutil.which("docker"):
        raise EngineUnavailable("docker is not installed (tests/e2e/prepare.sh installs it on Debian)")
    running = _machines_engine()
    if running:
        yield running
        return
    with _private_engine(cache_folder()) as engine:
        yield engine


def _machines_engine() -> Engine | None:
    command = ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]
    context = subprocess.run(command, check=False, capture_output=True, text=True)
    engine = Engine(context.stdout.strip(), private=False)
    return engine if engine.host and _answers(engine) else None


def _answers(engine: Engine) -> bool:
    try:
        engine.docker("version")
    except subprocess.CalledProcessError:
        return False
    return True


@contextmanager
def _private_engine(folder: Path) -> Iterator[Engine]:
    missing = [tool for tool in ("dockerd", "setpriv") if not shutil.which(tool)]
    if missing or os.geteuid() != 0:
        raise EngineUnavailable("no Docker engine runs, and only root with dockerd and setpriv starts one")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock, tempfile.TemporaryDirectory(prefix="widget-check-") as run:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two engines cannot share the images
        with _daemon(folder, Path(run)) as engine:
            engine.docker("image", "prune", "--force", "--filter", "until=4h")  # every change leaves 0.4 GB
            yield engine


@contextmanager
def _daemon(folder: Path, run: Path) -> Iterator[Engine]:
    """Run dockerd: images and log in `folder`, all that dies with it in `run`."""
    engine = Engine(f"unix://{run}/docker.sock", private=True)
    places = {"--host": engine.host, "--pidfile": run / "pid"}
    places |= {"--data-root": folder / "engine", "--exec-root": run / "exec"}
    # The kernel stops the engine with us, even when we are killed.
    command = [
        "setpriv",
        "--pdeathsig",
        "TERM",
        "dockerd",
        *(f"{key}={value}" for key, value in places.items()),
    ]
    with (
        (folder / "dockerd.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True) as daemon,
    ):
        try:
            _await(engine, daemon, Path(log.name))
            yield engine
        finally:
            daemon.terminate()
            daemon.wait(STOP_SECONDS)
            for namespace in run.glob("exec/netns/*"):  # dockerd leaves the host's own mounted there
                subprocess.run(["umount", namespace], check=False)


def _await(engine: Engine, daemon: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(engine):
        if daemon.poll() is not None or time.monotonic() > deadline:
            raise EngineUnavailable(f"dockerd does not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)
