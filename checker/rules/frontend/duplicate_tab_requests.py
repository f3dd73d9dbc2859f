"""The rule `duplicate-tab-requests`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.script import Script


@rule("duplicate-tab-requests", clause="frontend.6", stage=Stage.MODERATION)
def duplicate_tab_requests(script: Script) -> Iterator[Finding]:
    """TODO: what is found, in one line.

    Why: TODO: why amoCRM minds, and the way out.

    Bad:
        TODO

    Good:
        TODO
    """
    for use in script.uses_of("TODO"):
        yield script.finding(use, "`{path}` TODO: what to do about it", path=use.name)
