"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from checker.checking import Options


def add_check_options(parser: ArgumentParser) -> None:
    """Add what says how widgets are judged."""
    parser.add_argument(
        "--target",
        metavar="moderate|private",
        help="the status you are heading for; for `private`, what only a moderator would refuse is a warning "
        "(default: as configured, else moderate)",
    )
    parser.add_argument(
        "--profile",
        metavar="amocrm|kommo",
        help="whose rules apply: the moderation text to the letter, or Kommo's newer checklist "
        "(default: as configured, else amocrm)",
    )
    parser.add_argument(
        "--backend",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="a folder with PHP that runs beside the widget; may be repeated",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the configuration (default: .widget-check.yml of the path, or here)",
    )
    parser.add_argument(
        "--published-code", metavar="CODE", help="the code of the published widget that this one is to replace"
    )
    parser.add_argument(
        "--base",
        metavar="FOLDER|ZIP|REVISION",
        help="an earlier state of the widget: if the files differ, the version must have been raised "
        "(`last-tag`: the last git tag)",
    )
    parser.add_argument(
        "--as-moderator", action="store_true", help="ignore the suppressions of the configuration, as a moderator would"
    )


def check_options(arguments: Namespace, paths: tuple[Path, ...], own_files: tuple[Path, ...] = ()) -> Options:
    """Turn parsed arguments into Options; `own_files` are about to be written. Raises UsageError."""
    from checker.checking import Options
    from checker.config import parse_profile, parse_target

    return Options(
        paths=paths,
        base=Path.cwd(),
        backend=tuple(arguments.backend),
        config=arguments.config,
        target=parse_target(arguments.target) if arguments.target else None,
        profile=parse_profile(arguments.profile) if arguments.profile else None,
        published_code=arguments.published_code,
        compared_with=arguments.base,
        as_moderator=arguments.as_moderator,
        own_files=own_files,
    )
