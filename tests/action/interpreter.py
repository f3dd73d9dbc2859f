"""A Python that every user may start, as in the action's image.

Root's child process is another user, which may not enter root's home: but there lies the Python that pyenv installs.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path

from tests.folders import NOBODY

PROJECT = Path(__file__).parents[2]
_NEEDLESS = shutil.ignore_patterns("test", "tests", "idlelib", "tkinter", "ensurepip", "site-packages", "config-3*")


@cache
def public_interpreter() -> str:
    """The Python of these tests if others may start it, else a copy of it, made of hard links where possible."""
    if os.geteuid() != 0 or _starts_for_others(sys.executable):
        return sys.executable
    prefix = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, prefix)
    prefix.chmod(0o755)
    library = Path(sysconfig.get_path("stdlib"))
    copy = prefix / "lib" / library.name
    packages = copy / "site-packages"
    shutil.copytree(library, copy, ignore=_NEEDLESS, copy_function=_link)
    shutil.copytree(sysconfig.get_path("purelib"), packages, copy_function=_link)
    for package in ("checker", "entrypoint"):
        shutil.copytree(PROJECT / package, packages / package, copy_function=_link)
    return _launcher(prefix)


def _launcher(prefix: Path) -> str:
    """Make the copy start: a Python that is a shared library looks for it in its old place."""
    (prefix / "bin").mkdir()
    program = prefix / "bin" / "program"
    _link(Path(sys.executable).resolve(), program)
    shared = Path(sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME"))
    if shared.suffix != ".a" and shared.exists():
        _link(shared, prefix / "lib" / shared.name)
    launcher = prefix / "bin" / "python"
    launcher.write_text(f'#!/bin/bash\nLD_LIBRARY_PATH={prefix}/lib exec -a "$0" {program} "$@"\n')
    launcher.chmod(0o755)
    assert _starts_for_others(str(launcher))
    return str(launcher)


def _starts_for_others(interpreter: str) -> bool:
    command = [interpreter, "-I", "-c", "import entrypoint.worker, yaml"]
    try:
        return subprocess.run(command, user=NOBODY, cwd="/", env={}, check=False).returncode == 0
    except PermissionError:
        return False


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)
