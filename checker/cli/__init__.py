"""The command line: one module for each command."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from functools import partial
from io import StringIO, TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

from checker import __version__
from checker.cli import check, explain, pack, probe, rules, verify
from checker.errors import UsageError
from checker.escaping import visible
from checker.memory import for_one_check

if TYPE_CHECKING:
    from collections.abc import Sequence

_EPILOG = """\
exit codes:
  0  everything was checked and nothing weighs as much as --fail-on says
  1  findings of that weight (or, for verify, differences)
  2  wrong use or configuration
  3  nothing, or not everything, could be checked
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    _print_anything()
    parsed = _parser().parse_args(arguments)
    try:
        code: int = for_one_check(partial(parsed.run, parsed))
        sys.stdout.flush()
    except UsageError as error:
        return _failed(str(error), 2)
    except BrokenPipeError:
        _print_no_more()
        return 141
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        _print_no_more()
        return _failed(f"cannot go on: {error.strerror or error}", 2)
    except Exception:  # noqa: BLE001  (Python's own exit code would say that there are findings)
        return _crashed()
    return code


def run() -> NoReturn:
    """Run a command as this process, and end it at once: to take apart large syntax trees takes a fifth of the time."""
    code = main()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _print_anything() -> None:
    """Let any text be printed on any terminal, and nowhere if there is no standard output."""
    if sys.stdout is None:
        sys.stdout = StringIO()
    elif isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _print_no_more() -> None:
    """Give up standard output, so that Python does not stumble over it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(message: str, code: int) -> int:
    print(f"widget-check: error: {message}", file=sys.stderr)  # noqa: T201
    return code


def _crashed() -> int:
    """Show the exception at hand; texts of a widget in it are made harmless."""
    import traceback

    for line in traceback.format_exc().splitlines():
        print(visible(line), file=sys.stderr)  # noqa: T201
    return _failed("this is a fault of widget-check; please report it", 3)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="widget-check",
        description="Check amoCRM (Kommo) widgets against the moderation text, and pack widget.zip.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"widget-check {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (check, pack, verify, probe, explain, rules):
        name = command.__name__.rpartition(".")[2]
        subparser = commands.add_parser(name, help=command.HELP, description=command.HELP)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser
