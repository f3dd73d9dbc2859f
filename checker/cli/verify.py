"""`widget-check verify`: compare an archive with its receipt."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

HELP = "compare widget.zip with its receipt"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("archive", type=Path, metavar="widget.zip", help="the archive")
    parser.add_argument("receipt", type=Path, metavar="widget.receipt.json", help="what `pack` wrote beside it")


def run(arguments: Namespace) -> int:
    """Say whether the archive is the one of the receipt."""
    from checker.archive import differences

    found = differences(arguments.archive, arguments.receipt)
    for difference in found:
        sys.stdout.write(f"{difference}\n")
    if not found:
        sys.stdout.write("the archive is the one that the receipt describes\n")
    return 1 if found else 0
