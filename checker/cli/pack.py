"""`widget-check pack`: make widget.zip and its receipt."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli.options import add_check_options, check_options
from checker.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

HELP = "check one widget and pack it into a reproducible widget.zip with a receipt"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("path", type=Path, metavar="PATH", help="the widget's folder")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="widget.zip", help="the archive to write")
    add_check_options(parser)


def run(arguments: Namespace) -> int:
    """Pack the widget whatever the check says; the receipt and the last line carry the verdict."""
    from checker.archive import build_archive, receipt
    from checker.checking import check_paths
    from checker.widget.packaging import ARCHIVE_NAME, RECEIPT_NAME
    from checker.writing import write_file

    if arguments.output.name != ARCHIVE_NAME:
        raise UsageError(f"the archive must be called {ARCHIVE_NAME}, as the moderation text demands; choose a folder")
    receipt_file = arguments.output.with_name(RECEIPT_NAME)
    outcome = check_paths(check_options(arguments, (arguments.path,), (arguments.output, receipt_file)))
    if len(outcome.widgets) != 1:
        raise UsageError(f"{len(outcome.widgets)} widgets lie under {arguments.path}; give the folder of one")
    archive = build_archive(outcome.widgets[0].files)
    write_file(arguments.output, archive.content, Path.cwd())
    write_file(receipt_file, receipt(archive, outcome.report).encode(), Path.cwd())
    sys.stdout.write(
        f"{arguments.output}: {len(archive.entries)} files, {len(archive.content):,} bytes, sha256 {archive.sha256}\n"
        f"{receipt_file}: verdict {outcome.report.verdict} for target {outcome.report.target}\n"
    )
    return 0
