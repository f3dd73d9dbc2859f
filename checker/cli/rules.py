"""`widget-check rules`: list the rules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

HELP = "list every rule with its clause of the moderation text"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments: there are none."""
    del parser


def run(arguments: Namespace) -> int:
    """Print a line for each rule."""
    from checker.rules.registry import RULES

    del arguments
    width = max(len(rule.name) for rule in RULES) + 2
    for rule in RULES:
        clause = rule.clause.id if rule.clause else "-"
        sys.stdout.write(f"{rule.name:{width}}{clause:14}{rule.stage:12}{rule.documentation.summary}\n")
    return 0
