"""`widget-check explain`: what a rule wants, and why."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

from checker.errors import UsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from checker.rules.rule import Rule

HELP = "explain a rule: why it is there, a bad and a good example, the sentence of the moderation text"
_WIDTH = 100


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("rule", metavar="RULE", help="its name, as reports and `widget-check rules` show it")


def run(arguments: Namespace) -> int:
    """Print the explanation."""
    sys.stdout.write(_explanation(_find(arguments.rule)))
    return 0


def _find(name: str) -> Rule:
    from difflib import get_close_matches

    from checker.escaping import visible
    from checker.rules.registry import RULES_BY_NAME

    if name not in RULES_BY_NAME:
        close = get_close_matches(name, RULES_BY_NAME, 1)
        hint = f"did you mean `{close[0]}`?" if close else "`widget-check rules` lists them all"
        raise UsageError(f"there is no rule `{visible(name)}`; {hint}")
    return RULES_BY_NAME[name]


def _explanation(rule: Rule) -> str:
    text = rule.documentation
    law = f"Moderation text, {rule.clause.id}: «{rule.clause.sentence}»" if rule.clause else "A demand of the platform."
    return "\n\n".join(
        [
            f"{rule.name}: {text.summary}",
            textwrap.fill(f"Why: {text.why}", _WIDTH),
            f"Bad:\n{textwrap.indent(text.bad, '    ')}",
            f"Good:\n{textwrap.indent(text.good, '    ')}",
            f"{textwrap.fill(law, _WIDTH)}\n",
        ]
    )
