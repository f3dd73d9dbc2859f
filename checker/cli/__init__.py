"""The command line: one module for each command."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from checker import __version__
from checker.cli import check, explain, pack, rules, verify
from checker.errors import UsageError

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
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except UsageError as error:
        print(f"widget-check: error: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="widget-check",
        description="Check amoCRM (Kommo) widgets against the moderation text, and pack widget.zip.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"widget-check {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (check, pack, verify, explain, rules):
        name = command.__name__.rpartition(".")[2]
        subparser = commands.add_parser(name, help=command.HELP, description=command.HELP)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser
