"""`widget-check check`: check widgets and report."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli.options import add_check_options, check_options
from checker.errors import UsageError
from checker.render import FORMATS, renderer

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Sequence

    from checker.report import Report
    from checker.widget.widget import Widget

HELP = "check widgets and report every violation"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="a widget folder, a repository with widgets, or a zip "
        "(default: the current directory; with --backend nothing but the back end)",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="what is printed (default: text)")
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="also write the report in that format to a file; may be repeated",
    )
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "never"),
        default="error",
        help="the exit code is 1 from this severity on (default: error)",
    )
    add_check_options(parser)


def run(arguments: Namespace) -> int:
    """Check, write the reports, print one."""
    from checker.checking import check_paths
    from checker.report import FailOn

    outputs = [_output(text) for text in arguments.output]
    paths = arguments.paths or ([] if arguments.backend else [Path()])
    options = check_options(arguments, tuple(paths), tuple(file for _, file in outputs))
    outcome = check_paths(options, _with_progress)
    for name, file in outputs:
        _write(outcome.report, name, file)
    sys.stdout.write(_shown(outcome.report, arguments.format))
    return outcome.report.exit_code(FailOn(arguments.fail_on))


def _output(text: str) -> tuple[str, Path]:
    name, equals, file = text.partition("=")
    if not equals or not file or name not in FORMATS:
        raise UsageError(f"--output {text}: write FORMAT=FILE, FORMAT being one of {', '.join(FORMATS)}")
    if file == "-":
        raise UsageError(f"--output {text}: to print that format, give --format {name}")
    return name, Path(file)


def _write(report: Report, name: str, file: Path) -> None:
    from checker.writing import write_file

    write_file(file, renderer(name)(report).encode("utf-8", "backslashreplace"), Path.cwd())


def _shown(report: Report, name: str) -> str:
    """Render for standard output, with colours on a terminal that wants them."""
    if name == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        from checker.render.text import ANSI, render

        return render(report, style=ANSI)
    return renderer(name)(report)


def _with_progress(widgets: Sequence[Widget]) -> Iterable[Widget]:
    """Show how far the check has come, on a terminal and for more than one widget only."""
    if len(widgets) < 2 or not sys.stderr.isatty():
        return widgets
    from rich.console import Console
    from rich.progress import track

    return track(widgets, "Checking widgets", console=Console(stderr=True), transient=True)
