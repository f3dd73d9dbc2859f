"""The image that the Dockerfile starts from: pulled, or built from Debian's packages without a registry."""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.engine import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.e2e.engine import Engine

DEBIAN_RELEASE = "trixie"
"""The Debian release of python:3.13-slim; its own Python is 3.13 too."""

PACKAGES = ("ca-certificates", "python3", "python3-pip")
DEFAULT_MIRROR = "http://deb.debian.org/debian"
CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
NETWORK_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy")
RECIPE_LABEL = "widget-check.recipe"


def provide_base_image(engine: Engine, tag: str) -> None:
    """Have `tag` in the engine; `EngineUnavailable` when it can be neither pulled nor built."""
    settings = _pip_settings()
    recipe = _recipe(settings)
    if _recipe_label(engine, tag) in {recipe, ""}:
        return
    try:
        engine.docker("pull", "--quiet", tag)
    except subprocess.CalledProcessError as error:
        reason = f"{tag} cannot be pulled ({error.stderr.strip()})"
        if not engine.private:  # somebody's engine is no place for an image that only looks like `tag`
            raise EngineUnavailable(reason) from error
        if not shutil.which("debootstrap"):
            raise EngineUnavailable(f"{reason} and debootstrap is not installed") from error
        _build_substitute(engine, tag, recipe, settings)


def _recipe_label(engine: Engine, tag: str) -> str | None:
    """What the image in the engine was built from: "" when it was pulled, None when it is not there."""
    query = f'{{{{index .Config.Labels "{RECIPE_LABEL}"}}}}'
    try:
        return engine.docker("image", "inspect", "--format", query, tag).strip()
    except subprocess.CalledProcessError:
        return None


def _build_substitute(engine: Engine, tag: str, recipe: str, settings: Mapping[str, str]) -> None:
    with tempfile.TemporaryDirectory(prefix="widget-check-") as folder:
        root = Path(folder, "root")
        include = f"--include={','.join(PACKAGES)}"
        subprocess.run(
            ["debootstrap", "--variant=minbase", include, DEBIAN_RELEASE, root, _debian_mirror()],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
        shutil.copyfile(_ca_bundle(settings), root / CA_BUNDLE.relative_to("/"))
        (root / "etc/pip.conf").write_text(_pip_configuration(settings), encoding="utf-8")
        archive = Path(folder, "root.tar")
        subprocess.run(["tar", "-C", root, "-cf", archive, "."], check=True)
        label = f"LABEL {RECIPE_LABEL}={recipe}"
        path = "ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin"
        engine.docker("import", "--change", label, "--change", path, str(archive), tag)


def _recipe(settings: Mapping[str, str]) -> str:
    """A hash of all that the substitute is made of, but for the packages' versions."""
    parts = [DEBIAN_RELEASE, PACKAGES, _pip_configuration(settings), _ca_bundle(settings).read_text("utf-8")]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _debian_mirror() -> str:
    """The archive that this machine's own apt uses."""
    command = ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"]
    lines = subprocess.run(command, check=False, capture_output=True, text=True).stdout.splitlines()
    mirrors = (line.removeprefix("Debian ") for line in lines if line.startswith("Debian "))
    return next((mirror for mirror in mirrors if "security" not in mirror), DEFAULT_MIRROR)


def _pip_settings() -> dict[str, str]:
    """How pip reaches its index on this machine; without what only names a folder of this machine."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    settings: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition("=")
        settings.setdefault(name.rpartition(".")[2], ast.literal_eval(value))  # the environment comes first
    return settings


def _ca_bundle(settings: Mapping[str, str]) -> Path:
    return Path(settings.get("cert", CA_BUNDLE))


def _pip_configuration(settings: Mapping[str, str]) -> str:
    lines = ["[global]", f"cert = {CA_BUNDLE}"]
    for name in NETWORK_SETTINGS:
        remote = [word for word in settings.get(name, "").split() if not word.startswith(("file:", "/"))]
        lines += [f"{name} = {' '.join(remote)}"] * bool(remote)
    return "\n".join(lines) + "\n"
