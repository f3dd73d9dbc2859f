"""Runs the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDGET_CHECK = (str(Path(sys.executable).parent / "widget-check"),)


def run(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command; its output is read as UTF-8 with escapes for what is none."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON", "NO_COLOR"))}
    return subprocess.run(
        [*WIDGET_CHECK, *map(str, arguments)],
        cwd=cwd,
        env={**clean, "LANG": "C.UTF-8", **(env or {})},
        timeout=60,
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        check=False,
    )
