"""The confined child process: checks and packs, knows no token, writes no file, and answers with one JSON text.

Its standard input is the order, its standard output the answer, and each line of its standard error names the rule
and the path at work, so that the parent can say where a child that was killed stood.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import UsageError
from checker.memory import for_one_check

if TYPE_CHECKING:
    from checker.widget.widget import Widget

MEMORY_BYTES = 2 * 1024**3
"""Address space of the child."""
CHECK_SECONDS = 420
"""For the rules over all widgets: hostile ones must not cost the others their report."""
CPU_SECONDS = 540
"""Processor time of the child."""


def main() -> int:
    """Confine this process, read the order, answer it."""
    _confine()
    order = json.load(sys.stdin)
    try:
        answer = for_one_check(partial(_check, order))
    except UsageError as error:
        answer = {"error": str(error)}
    json.dump(answer, sys.stdout)
    return 0


def _confine() -> None:
    """Set limits that this process cannot raise again; files cannot be written at all."""
    import resource

    for limit, amount in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hardest = resource.getrlimit(limit)
        least = amount if hardest == resource.RLIM_INFINITY else min(amount, hardest)
        resource.setrlimit(limit, (least, least))


def _check(order: dict[str, Any]) -> dict[str, object]:
    from checker.checking import Options, check_paths
    from checker.finding import Profile, Target
    from checker.render.json import render

    options = Options(
        paths=tuple(Path(path) for path in order["paths"]),
        base=Path(order["base"]),
        backend=tuple(Path(path) for path in order["backend"]),
        config=Path(order["config"]) if order["config"] else None,
        target=Target(order["target"]) if order["target"] else None,
        profile=Profile(order["profile"]) if order["profile"] else None,
        published_code=order["published_code"] or None,
        compared_with=order["compared_with"] or None,
        usually_compared_with=order["usually_compared_with"] or None,
        is_release=order["is_release"],
        ends=time.monotonic() + CHECK_SECONDS,
        own_files=tuple(Path(path) for path in order["own_files"]),
    )
    outcome = check_paths(options, at_work=_say)
    return {"report": render(outcome.report), "archives": [_packed(widget) for widget in outcome.widgets]}


def _say(rule: str, path: str) -> None:
    print(json.dumps([rule, path]), file=sys.stderr, flush=True)  # noqa: T201  (the parent reads it)


def _packed(widget: Widget) -> dict[str, object]:
    from checker.archive import build_archive

    try:
        archive = build_archive(widget.files)
    except UsageError as error:
        return {"widget": widget.root, "error": str(error)}
    return {
        "widget": widget.root,
        "content": base64.b64encode(archive.content).decode("ascii"),
        "entries": dict(archive.entries),
    }


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # to take apart large syntax trees takes a fifth of the time
