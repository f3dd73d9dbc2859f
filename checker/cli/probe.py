"""`widget-check probe`: the moderation text's check of a back end, over the network."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from checker.probing.demands import Attempt

HELP = "post passwords to a back end: only the right one may be answered, as the moderation text says"

_DEFAULT_SECONDS = 10.0
_MAX_SECONDS = 300.0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("url", metavar="URL", help="the address that the widget sends its settings to")
    parser.add_argument(
        "--password-field",
        default="password",
        metavar="NAME",
        help="the form field of the password (default: password)",
    )
    parser.add_argument("--good", default="test", metavar="PASSWORD", help="the right password (default: test)")
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=_DEFAULT_SECONDS,
        metavar="SECONDS",
        help=f"how long an answer may take (default: {_DEFAULT_SECONDS:g})",
    )


def run(arguments: Namespace) -> int:
    """Post each password and say what came; 1 for a wrong answer, 3 where none came."""
    from checker.probing.demands import attempts
    from checker.probing.posting import checked_url

    url = checked_url(arguments.url)
    sys.stdout.write(f"{url}\n")
    codes = {_try(url, attempt, arguments.timeout) for attempt in attempts(arguments.password_field, arguments.good)}
    return 1 if 1 in codes else max(codes)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _MAX_SECONDS:
        raise ArgumentTypeError(f"write seconds: a number above 0, at most {_MAX_SECONDS:g}")
    return seconds


def _try(url: str, attempt: Attempt, seconds: float) -> int:
    from checker.probing.demands import problem_with, shown
    from checker.probing.posting import NoAnswer, post

    try:
        answer = post(url, attempt.fields, seconds)
    except NoAnswer as error:
        sys.stdout.write(f"  {attempt.name}: NOT CHECKED, {error}\n")
        return 3
    problem = problem_with(attempt, answer)
    sys.stdout.write(f"  {attempt.name}: {f'WRONG, {problem}' if problem else 'right'}\n    {shown(answer)}\n")
    return 1 if problem else 0
