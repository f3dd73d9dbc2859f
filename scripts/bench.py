"""Time `widget-check check` beside ESLint on the same files, in turns: `make bench`.

ESLint and the jQuery plug-ins that stand for a widget's code come from npm, into `.bench/`; plug-ins that the checker
does not recognise as libraries, or it would not analyse them. Their comments are blanked, as a widget has none. Every
figure is of a whole process: the median of several runs, and the highest peak of memory. ESLint's JavaScript engine
compiles and collects garbage on further processors, so that both times are shown: wall / all processors.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".bench"
_PREPARE = "prepare"
EXAMPLE = ROOT / "examples" / "conforming"
RUNS = 7
PACKAGES = ("eslint@10", "fullcalendar@3.10.5", "jquery-validation@1.21.0", "jquery.fancytree@2.38.3")
SMALL = "jquery-validation/dist/jquery.validate.js"
LARGE = ("fullcalendar/dist/fullcalendar.js", "jquery.fancytree/dist/jquery.fancytree-all.js")
WIDGETS = {"example": (), "60KB": (SMALL,), "1MB": LARGE}
RULES = (
    "no-alert",
    "no-console",
    "no-debugger",
    "no-dupe-keys",
    "no-empty",
    "no-eval",
    "no-implied-eval",
    "no-loop-func",
    "no-redeclare",
    "no-undef",
    "no-unused-vars",
)
CONFIG = (
    f"module.exports = [{{languageOptions: {{sourceType: 'script'}}, rules: {json.dumps(dict.fromkeys(RULES, 2))}}}];"
)


@dataclass(frozen=True)
class Run:
    """One process: wall time and the time of all processors in seconds, peak memory in MiB."""

    seconds: float
    processor: float
    mebibytes: float


def install() -> None:
    """Fetch ESLint and the libraries once."""
    FOLDER.mkdir(exist_ok=True)
    if not (FOLDER / "node_modules" / "fullcalendar").exists():
        (FOLDER / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--silent", "--no-save", *PACKAGES], cwd=FOLDER, check=True)
    (FOLDER / "eslint.config.js").write_text(CONFIG)


def prepare() -> None:
    """Make copies of the example widget with more JavaScript."""
    install()
    for name, sources in WIDGETS.items():
        folder = FOLDER / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(EXAMPLE, folder)
        for source in sources:
            code = (FOLDER / "node_modules" / source).read_bytes()
            (folder / Path(source).name).write_bytes(_without_comments(code))


def _without_comments(code: bytes) -> bytes:
    from checker.languages.javascript import parse

    blanked = bytearray(code)
    for comment in parse(code).comments:
        blanked[comment.start : comment.end] = re.sub(rb"[^\n]", b" ", code[comment.start : comment.end])
    return bytes(blanked)


def measure(command: list[str]) -> Run:
    """Run a process, its output thrown away."""
    started = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        child = subprocess.Popen(command, cwd=FOLDER, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in {0, 1}:
        raise SystemExit(f"{' '.join(command)} gave the exit code {child.returncode}")
    return Run(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(widget: Path) -> tuple[list[Run], list[Run]]:
    """Run both tools in turns."""
    ours = [str(Path(sys.executable).parent / "widget-check"), "check", str(widget)]
    eslint = [str(FOLDER / "node_modules" / ".bin" / "eslint"), *map(str, widget.rglob("*.js"))]
    pairs = [(measure(ours), measure(eslint)) for _ in range(RUNS)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _middle(runs: list[Run]) -> Run:
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.processor for run in runs),
        max(run.mebibytes for run in runs),
    )


def slowest_rules(widget: Path) -> list[tuple[str, float]]:
    """The rules that take longest, in seconds; the first to look at a file pays for parsing it."""
    from checker.checking import Options, check_paths

    spent: dict[str, float] = defaultdict(float)
    current, since = "", time.perf_counter()

    def at_work(rule: str, path: str) -> None:
        del path
        nonlocal current, since
        now = time.perf_counter()
        spent[current] += now - since
        current, since = rule, now

    gc.disable()  # the command line looks for garbage too rarely to count
    check_paths(Options((widget,), ROOT), at_work=at_work)
    at_work("", "")
    del spent[""]
    return sorted(spent.items(), key=lambda entry: -entry[1])[:6]


def main() -> None:
    """Print the table. A process's peak of memory counts from its parent's, so another one makes the widgets."""
    if sys.argv[1:] == [_PREPARE]:
        prepare()
        return
    subprocess.run([sys.executable, __file__, _PREPARE], check=True)
    print(f"{'widget':10}{'widget-check':>28}{'ESLint, 11 rules':>28}{'ratio':>14}")
    for name in WIDGETS:
        ours, eslint = map(_middle, compare(FOLDER / name))
        cells = [f"{run.seconds:.3f} / {run.processor:.3f} s {run.mebibytes:5.0f} MiB" for run in (ours, eslint)]
        ratios = f"{ours.seconds / eslint.seconds:.2f} / {ours.processor / eslint.processor:.2f}"
        print(f"{name:10}{cells[0]:>28}{cells[1]:>28}{ratios:>14}")
    for rule, seconds in slowest_rules(FOLDER / "1MB"):
        print(f"  {rule:28}{seconds:8.3f} s")


if __name__ == "__main__":
    main()
