"""`widget-check rules`: list the rules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

HELP = "list every rule with its clause of the moderation text, and whether upload or moderation would stop the widget"
_HEADINGS = ("RULE", "CLAUSE", "STOPPED AT", "WHAT IT FINDS")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments: there are none."""
    del parser


def run(arguments: Namespace) -> int:
    """Print a table with a line for each rule."""
    from checker.rules.registry import RULES

    del arguments
    rows = [
        (rule.name, rule.clause.id if rule.clause else "-", rule.stage, rule.documentation.summary) for rule in RULES
    ]
    width = max(len(name) for name, *_ in rows) + 2
    for name, clause, stage, summary in (_HEADINGS, *rows):
        sys.stdout.write(f"{name:{width}}{clause:14}{stage:12}{summary}\n")
    return 0
