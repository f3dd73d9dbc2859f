"""The rule `synchronous-request`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Stage
from checker.rules.rule import rule
from checker.widget.script import Script


@rule("synchronous-request", clause=None, stage=Stage.MODERATION)
def synchronous_request(script: Script) -> Iterator[Finding]:
    """TODO: what is found, in one line.

    Why: TODO: why amoCRM minds, and the way out.

    Bad:
        TODO

    Good:
        TODO
    """
    for use in script.uses_of("TODO"):
        yield script.finding(use, "`{path}` TODO: what to do about it", path=use.name)
